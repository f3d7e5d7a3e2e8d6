"""Which chart suits a series: asked for, or chosen from what its rows state."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.control_chart.limits import (
    Limits,
    Lines,
    limits_c,
    limits_p,
    limits_t,
    limits_u,
    limits_xmr,
    run_median,
)
from kit.control_chart.protecting import SHARES
from kit.errors import InputError, Problem
from kit.language import Both

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Chosen", "choose", "lines_of", "overdispersion"]

#: p-value below which the baseline spreads more than counts alone would.
LEAST_P = 0.05
#: Share of the figure by which it may differ from numerator over denominator: rounding.
_ROUNDING = 0.01


@dataclass(frozen=True)
class Chosen:
    """The chart of a series.

    Attributes
    ----------
    kind : {"run", "xmr", "p", "u", "c", "t"}
    factor : float
        The figures are so many times numerator over denominator; 1 for the other charts.
    why : Both
        Why this chart, to stand behind a colon.
    p : float or None
        Of p and u, and of a chart that is xmr for that reason: the p-value of no more spread in
        the baseline than counts have.
    """

    kind: str
    factor: float
    why: Both
    p: float | None = None


def choose(
    table: pd.DataFrame, *, kind: str, rules: str, unit: str | None, baseline: Sequence[int]
) -> Chosen:
    """Choose the chart of a protected table.

    By itself (``auto``): a p-chart for percentages and a u-chart for other rates where every figure
    shown states its numerator and denominator and equals the one over the other; unless the
    baseline spreads more than such counts do, and otherwise, an XmR chart. Rules of run charts
    make a run chart.

    Parameters
    ----------
    table : DataFrame
        With value, numerator and denominator.
    kind : str
        Of the list ``chart_kind``.
    rules : str
    unit : str or None
        Of the figures, as the files write it.
    baseline : sequence of int
        Rows that limits come from.

    Raises
    ------
    InputError
        A chart was asked for that these figures cannot give.
    """
    if kind == "run":
        return Chosen("run", 1.0, Both("gevraagd", "as asked"))
    if rules != "making_data_count":
        if kind != "auto":
            do = "Leave `rules` at making_data_count, or ask for the kind run or auto."
            raise InputError([Problem("`kind`", kind, f"run or auto, with the rules {rules}", do)])
        return Chosen("run", 1.0, Both("bij deze regels", "as these rules ask"))
    if kind in ("c", "t"):
        _must_be_counts(table, kind)
    if kind in ("xmr", "c", "t"):
        return Chosen(kind, 1.0, Both("gevraagd", "as asked"))
    return _of_counts(table, kind, unit, baseline)


def _of_counts(table: pd.DataFrame, kind: str, unit: str | None, rows: Sequence[int]) -> Chosen:
    factor, problem = _factor(table)
    shown = table[table["value"].notna()]
    within = bool((shown["numerator"] <= shown["denominator"]).all())
    fits = "p" if within and factor == 100 and (unit or "%").strip().lower() in SHARES else "u"
    if kind == "p" and not problem and not within:
        problem = "numerators of at most their denominator"
    if problem:
        if kind != "auto":
            do = "Ask for the kind auto or xmr, or complete the columns numerator and denominator."
            raise InputError([Problem("`kind`", kind, problem, do)])
        return Chosen("xmr", 1.0, Both("losse metingen", "single measurements"))
    chosen = fits if kind == "auto" else kind
    p = overdispersion(table, chosen, rows)
    if kind != "auto":
        return Chosen(chosen, factor, Both("gevraagd", "as asked"), p)
    if p is not None and p < LEAST_P:
        return Chosen(
            "xmr",
            1.0,
            Both(
                "de uitgangsperiode schommelt meer dan tellingen van deze omvang uit zichzelf doen",
                "the baseline fluctuates more than counts of this size do by themselves",
            ),
            p,
        )
    return Chosen(
        chosen,
        factor,
        Both("teller en noemer zijn bekend", "numerators and denominators are known"),
        p,
    )


def _factor(table: pd.DataFrame) -> tuple[float, str]:
    """Return how many times numerator over denominator the figures are, and what is wrong."""
    shown = table[table["value"].notna()]
    counts = shown[["numerator", "denominator"]]
    if shown.empty or counts.isna().any(axis=None):
        return 1.0, "a numerator and a denominator with every figure"
    ratio = counts["numerator"] / counts["denominator"]
    times = (shown["value"] / ratio)[(ratio > 0) & (shown["value"] > 0)]
    if times.empty:
        return 1.0, "figures above 0"
    factor = 10.0 ** round(math.log10(float(times.median())))
    off = (shown["value"] - factor * ratio).abs()
    decimals = next((d for d in range(6) if (shown["value"].round(d) == shown["value"]).all()), 6)
    if (off > (0.51 * 10.0**-decimals) + _ROUNDING * factor * ratio).any():
        return factor, "figures that are numerator over denominator, such as 100 times it"
    return factor, ""


def _must_be_counts(table: pd.DataFrame, kind: str) -> None:
    values = table["value"].dropna()
    if (values < 0).any():
        raise InputError([Problem("`kind`", kind, "figures of 0 or more", "Ask for xmr.")])
    if kind == "c" and (values != values.round()).any():
        expected = "counts, in whole numbers"
        raise InputError([Problem("`kind`", kind, expected, "Ask for xmr, or u with numerators.")])


def overdispersion(table: pd.DataFrame, kind: str, rows: Sequence[int]) -> float | None:
    r"""Return how often counts alone would spread as much as these do; None below two points.

    The chi-square test of equal rates, :math:`\sum z_t^2` on n - 1 degrees of freedom.
    """
    from scipy.stats import chi2

    part = table.iloc[list(rows)].dropna(subset=["value", "numerator", "denominator"])
    n, x = part["denominator"], part["numerator"]
    rate = float(x.sum() / n.sum()) if len(part) > 1 else 0.0
    spread = rate * (1 - rate) if kind == "p" else rate
    if spread <= 0:
        return None
    return float(chi2.sf(float(((x - n * rate) ** 2 / (n * spread)).sum()), len(part) - 1))


def lines_of(table: pd.DataFrame, chosen: Chosen, rows: Sequence[int]) -> Limits | Lines | float:
    """Return centre and limits for every row of a protected table, from some of its rows."""
    kept = set(rows)

    def only(column: str) -> list[float]:
        return [x if i in kept else math.nan for i, x in enumerate(table[column].tolist())]

    if chosen.kind in ("p", "u"):
        of = limits_p if chosen.kind == "p" else limits_u
        sizes = table["denominator"].tolist()
        return of(only("numerator"), only("denominator"), sizes=sizes).times(chosen.factor)
    values = only("value")
    if chosen.kind == "c":
        return limits_c(values)
    if chosen.kind == "t":
        return limits_t(values)
    return limits_xmr(values) if chosen.kind == "xmr" else run_median(values)
