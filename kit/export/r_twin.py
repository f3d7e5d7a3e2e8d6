"""A finding of an evaluation as data and a short script of R that gives the same number.

The script computes from the figures, not from what the kit made of them, with packages that come
with R: base, stats and nlme.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["r_twin"]

_HEAD = """\
# {question}
# Made by the kit beside its own finding; needs R with nlme, which comes with it.
# Run it in the folder of {csv}.  The kit found: {estimate}
d <- read.csv("{csv}")
"""

_SERIES = """\
d$after <- as.numeric(d$time >= 0)
d$slope <- d$after * d$time
d$place <- seq_len(nrow(d)) - 1
for (q in 2:4) d[[paste0("q", q)]] <- as.numeric(d$place %% 4 == q - 1)
d$sin1 <- sin(2 * pi * (d$place + 1) / 4)
d$cos1 <- cos(2 * pi * (d$place + 1) / 4)
used <- d[d$used == 1 & !is.na(d$value), ]
formula <- value ~ {terms}
{fit}
found <- {sum}
cat(sprintf("%.6f\\n", found))
"""
_FITS = {
    "reml": "library(nlme)\nb <- coef(gls(formula, used, correlation = corAR1(form = ~ time)))",
    "ols": "b <- coef(lm(formula, used))",
}

_STAGGERED = """\
d <- d[!is.na(d$value), ]
wait <- {wait}  # periods before a start that are not used
start <- ifelse(is.na(d$start), Inf, d$start)
# Once every region has started there is nothing left to compare with.
keep <- d$place < if (any(is.infinite(start))) Inf else max(start) - wait
d <- d[keep, ]
start <- start[keep]
free <- d$place < start - wait
after <- d$place >= start & d$place %in% d$place[free]
fit <- lm(value ~ factor(region) + factor(place), d[free, ])
cat(sprintf("%.6f\\n", mean(d$value[after] - predict(fit, d[after, ]))))
"""


def r_twin(about: Mapping[str, Any], frame: pd.DataFrame, *, csv_name: str) -> tuple[str, str]:
    """Return the data of a finding as CSV, and the script of R.

    Parameters
    ----------
    about : mapping
        Of `kit.export.gathering.Taken`: kind, question and parameters.
    frame : DataFrame
        The table of the finding.
    csv_name : str
        How the file with the data is called.

    Raises
    ------
    InputError
        The finding is none that R is asked to repeat, or has no answer.
    """
    kind = str(about.get("kind"))
    makers = {"interrupted_series": _series, "staggered_starts": _staggered}
    effect = frame[frame["row"] == "effect"] if "row" in frame else frame[:0]
    if kind not in makers or effect.empty:
        expected = f"a finding with an answer, of kind {' or '.join(makers)}"
        raise InputError([Problem("a script for R", kind, expected, "Take another format.")])
    head = _HEAD.format(
        question=" ".join(str(about["question"]["en"]).split()),
        csv=csv_name,
        estimate=f"{effect['estimate'].iloc[0]:.6f}",
    )
    data, script = makers[kind](about["parameters"], frame)
    return data, head + script


def _series(parameters: Mapping[str, Any], frame: pd.DataFrame) -> tuple[str, str]:
    seen = frame[frame["row"] == "observed"]
    rows = [
        (row["period"], int(row["event_time"]), row["estimate"], int(row["label"] != "aside"))
        for row in seen.to_dict("records")
    ]
    method, shape = str(parameters["method"]), str(parameters["shape"])
    if method not in _FITS or frame["design"].iloc[0] != "interrupted_series":
        do = "The kit has scripts for a line through one series."
        raise InputError([Problem("a script for R", method, "a line through one series", do)])
    seasonal = {
        "none": [], "quarters": ["q2", "q3", "q4"], "one_pair": ["sin1", "cos1"],
    }[str(parameters["season"])]  # fmt: skip
    change = {
        "level": ["after"], "slope": ["slope"], "level_and_slope": ["after", "slope"],
    }[shape]  # fmt: skip
    horizon = int(parameters["horizon"])
    parts = {"after": 'b[["after"]]', "slope": f'{horizon} * b[["slope"]]'}
    script = _SERIES.format(
        terms=" + ".join(["time", *seasonal, *change]),
        fit=_FITS[method],
        sum=" + ".join(parts[name] for name in change),
    )
    return _csv(("period", "time", "value", "used"), rows), script


def _staggered(parameters: Mapping[str, Any], frame: pd.DataFrame) -> tuple[str, str]:
    seen = frame[frame["row"] == "observed"]
    labels = sorted(seen["period"].unique())
    place = {label: i for i, label in enumerate(labels)}
    rows = []
    for row in seen.to_dict("records"):
        since = row["event_time"]
        start = "NA" if since != since else place[row["period"]] - int(since)
        rows.append((row["region"], row["period"], place[row["period"]], start, row["estimate"]))
    data = _csv(("region", "period", "place", "start", "value"), rows)
    return data, _STAGGERED.format(wait=int(parameters["wait"]))


def _csv(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow("NA" if cell != cell else cell for cell in row)
    return text.getvalue()
