"""A finding of an evaluation as data and a short script of R that gives the same number.

The script computes from the figures, not from what the kit made of them, with packages that come
with R: base, stats and nlme.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["has_twin", "r_twin"]

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

_POOLED = """\
lost <- function(tau2) {{
  w <- 1 / (d$error^2 + tau2)
  m <- sum(w * d$estimate) / sum(w)
  -sum(log(w)) + log(sum(w)) + sum(w * (d$estimate - m)^2)
}}
most <- 100 * (var(d$estimate) + max(d$error)^2)
grid <- c(0, most * 10^seq(-8, 0, length.out = 60))
at <- which.min(sapply(grid, lost))
around <- grid[c(max(1, at - 1), min(length(grid), at + 1))]
tau2 <- optimize(lost, around, tol = 1e-12 * around[2])$minimum
if (lost(0) <= lost(tau2)) tau2 <- 0
w <- 1 / (d$error^2 + tau2)
m <- sum(w * d$estimate) / sum(w)
k <- nrow(d)
se <- sqrt(max(1, sum(w * (d$estimate - m)^2) / (k - 1)) / sum(w))  # Hartung and Knapp
cat(sprintf("95%%: %.6f to %.6f\\n", m - qt(.975, k - 1) * se, m + qt(.975, k - 1) * se))
cat(sprintf("%.6f\\n", m))
"""

_TRAJECTORIES = """\
library(nlme)
d <- d[!is.na(d$value), ]
d$time <- d$year - mean(d$year)
for (q in 2:4) d[[paste0("q", q)]] <- as.numeric(d$quarter == q)
fit <- lme({terms}, random = ~ time | region, data = d,
           control = lmeControl(opt = "optim", maxIter = 200, msMaxIter = 200))
cat(sprintf("%.6f\\n", fixef(fit)[["time"]]))
"""

_SYNTHETIC = """\
# The weights are given; what they give is computed again.
w <- tapply(d$weight, d$area, max, na.rm = TRUE)  # of each area
gap <- function(rows) sum(rows$value * rows$share)  # weighted mean of the periods before
change <- sapply(split(d, d$area), function(a) mean(a$value[a$after == 1]) - gap(a[a$after == 0, ]))
own <- names(w)[w < 0]
mixed <- setdiff(names(w), own)
cat(sprintf("%.6f\\n", change[[own]] - sum(w[mixed] * change[mixed])))
"""


def has_twin(about: Mapping[str, Any], frame: pd.DataFrame) -> bool:
    """Say whether R can be asked for the same number: an evaluation that has an answer."""
    kind = str(about.get("kind"))
    return kind in _MAKERS and "row" in frame and bool(_answers(kind, frame).any())


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
    if not has_twin(about, frame):
        expected = f"a finding with an answer, of kind {' or '.join(_MAKERS)}"
        raise InputError([Problem("a script for R", kind, expected, "Take another format.")])
    effect = frame[_answers(kind, frame)]
    head = _HEAD.format(
        question=" ".join(str(about["question"]["en"]).split()),
        csv=csv_name,
        estimate=f"{effect['estimate'].iloc[0]:.6f}",
    )
    data, script = _MAKERS[kind](about["parameters"], frame)
    return data, head + script


def _answers(kind: str, frame: pd.DataFrame) -> pd.Series:
    """Return which row has the number that R is asked to repeat."""
    if kind == "trajectories":
        return (frame["row"] == "yearly") & (frame["region"] == "all")
    return frame["row"] == "effect"


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


def _synthetic(parameters: Mapping[str, Any], frame: pd.DataFrame) -> tuple[str, str]:
    """Return the figures with the weights of areas and periods; the region weighs -1."""
    weights = frame[frame["row"].isin(["weight", "weight_period"])]
    areas = weights[weights["period"].isna()].set_index("region")["estimate"].to_dict()
    shares = weights[weights["period"].notna()].set_index("period")["estimate"].to_dict()
    areas[str(parameters["region"])] = -1.0
    seen = frame[(frame["row"] == "observed") & (frame["label"] != "aside")]
    rows = [
        (row["region"], row["period"], int(row["event_time"] >= 0), areas[row["region"]],
         shares.get(row["period"], 0.0), row["estimate"])
        for row in seen.to_dict("records")
    ]  # fmt: skip
    return _csv(("area", "period", "after", "weight", "share", "value"), rows), _SYNTHETIC


def _pooled(parameters: Mapping[str, Any], frame: pd.DataFrame) -> tuple[str, str]:
    """Return each region's difference with its error: what the kit took together."""
    differences = frame[frame["row"] == "by_region"].set_index("label")["estimate"]
    errors = frame[frame["row"] == "standard_error"].set_index("label")["estimate"]
    rows = [(region, differences[region], errors[region]) for region in differences.index]
    return _csv(("region", "estimate", "error"), rows), _POOLED.format()


def _trajectories(parameters: Mapping[str, Any], frame: pd.DataFrame) -> tuple[str, str]:
    seen = frame[frame["row"] == "observed"]
    if str(parameters["region"]) != "all":
        do = "Export the finding of all regions together."
        raise InputError([Problem("a script for R", "one region", "all regions", do)])
    season = " + q2 + q3 + q4" if parameters["season"] else ""
    rows = [
        (row["region"], row["period"], *_when(str(row["period"])), row["estimate"])
        for row in seen.to_dict("records")
    ]
    data = _csv(("region", "period", "year", "quarter", "value"), rows)
    return data, _TRAJECTORIES.format(terms=f"value ~ time{season}")


def _when(label: str) -> tuple[float, int]:
    """Return the year, with its part, and the quarter or half of a period."""
    parts = {"Q": 4, "H": 2}.get(label[4:5], 1)
    within = int(label[-1]) if parts > 1 else 1
    return int(label[:4]) + (within - 1) / parts, within


def _csv(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow("NA" if cell != cell else cell for cell in row)
    return text.getvalue()


_MAKERS: Mapping[str, Callable[[Mapping[str, Any], pd.DataFrame], tuple[str, str]]] = {
    "interrupted_series": _series,
    "staggered_starts": _staggered,
    "synthetic_comparison": _synthetic,
    "pooled_effects": _pooled,
    "trajectories": _trajectories,
}
