"""A series read as a chart: what is protected, what is baseline, what is judged, what is found.

Limits and signals are computed from the *protected* values: a limit computed from a suppressed
figure would let it be found again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from kit import periods
from kit.control_chart.rules import (
    FalseSignals,
    Limits,
    Signal,
    expected_false_signals,
    limits_xmr,
    missed_changes,
    run_median,
    signals,
)
from kit.disclosure import Protected, protect
from kit.indicators import Series
from kit.language import Both, plural
from kit.study import Region

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEWEST_BASELINE", "Reading", "read_chart"]

#: Points that a baseline needs before limits are computed from it.
FEWEST_BASELINE = 12
#: Which rules are asked for a second opinion.
_OTHER = {"making_data_count": "run_chart", "run_chart": "anhoej", "anhoej": "run_chart"}


@dataclass(frozen=True)
class Reading:
    """One series as a chart.

    Attributes
    ----------
    series : Series
        What the chart is of; its values are *not* protected and must not be shown.
    region : Region
    name : Both
        What the indicator is called.
    unit : Both or None
        Of the values; None is *not stated*.
    table : DataFrame
        Protected, one row per period: region, indicator, unit, method, period, phase (baseline,
        transition or after), value, centre, lower, upper, signal (a rule or ""), n, status.
    length : str
        Of a period: quarter, half_year or year.
    asked, rules, other : str
        The rule set that was asked for, the one that was used, and the second opinion.
    frozen : bool
        Whether centre and limits come from the baseline, and only what is after it is judged.
        Otherwise the centre is the median of all points, and all are judged.
    around : Limits or float or None
        None when no value may be shown.
    median : float
        What the second opinion looks around: the median of the same points as `around`.
    judged : tuple of int
        Rows that signals were looked for in.
    found, found_by_other, before : tuple of Signal
        Signals among them, those of the second opinion, and those within the baseline itself.
    disclosed : Both
        What was suppressed.
    """

    series: Series
    region: Region
    name: Both
    unit: Both | None
    table: pd.DataFrame
    length: str
    asked: str
    rules: str
    other: str
    frozen: bool
    around: Limits | float | None
    median: float
    judged: tuple[int, ...]
    found: tuple[Signal, ...]
    found_by_other: tuple[Signal, ...]
    before: tuple[Signal, ...]
    disclosed: Both

    @property
    def centre(self) -> float:
        """Return the centre line; nan without one."""
        return _centre(self.around)

    def values(self, *phases: str) -> list[float]:
        """Return the protected values, of all phases or of these; nan for the others."""
        pairs = zip(self.table["value"].tolist(), self.table["phase"], strict=True)
        return [x if not phases or phase in phases else math.nan for x, phase in pairs]

    def count(self, status: str) -> int:
        """Return how many periods have this status."""
        return int((self.table["status"] == status).sum())

    @property
    def marked(self) -> int:
        """Return how many points are part of a signal, all of them for crossings."""
        return len({i for signal in self.found for i in signal.points})

    def expected(self, rules: str | None = None) -> FalseSignals | None:
        """Return what such a chart gives when nothing changes; None without points to judge.

        By the rules of the chart, or by others.
        """
        if not self.judged:
            return None
        baseline = self.n_baseline if self.frozen else 0
        return expected_false_signals(
            len(self.judged), rules=rules or self.rules, n_baseline=baseline
        )

    def missed(self) -> float | None:
        """Return how often such a chart misses a change of one standard deviation.

        None without a baseline to change from, or without points to judge.
        """
        if not self.judged or not self.frozen:
            return None
        return missed_changes(len(self.judged), rules=self.rules, n_baseline=self.n_baseline)

    @property
    def n_baseline(self) -> int:
        """Return how many points of the baseline are shown."""
        return sum(x == x for x in self.values("baseline"))


def read_chart(
    series: Series,
    *,
    region: Region,
    name: Both,
    unit: Both | None,
    release: str,
    rules: str,
    fewest_persons: int,
) -> Reading:
    """Read a series as a chart.

    With 12 or more shown points before the start, centre and limits are those of the baseline and
    stay as they are; what comes after is judged by them. A period whose last day is before the
    start is baseline; one whose first day is on or after the start is after; the one that the
    start falls within is transition and counts on neither side. Without a start the first 12
    shown points are the baseline. With fewer points the chart is a run chart around the median of
    all points: it says whether their order looks like chance, and ``making_data_count`` gives way
    to ``run_chart``.

    Parameters
    ----------
    series : Series
        At least one period.
    region : Region
    name : Both
        What the indicator is called.
    unit : Both or None
        What its unit is called.
    release : str
    rules : str
        A rule set of `rules`.
    fewest_persons : int
        Threshold of the study.
    """
    table, disclosed = _protected(series, release, fewest_persons)
    table.insert(list(table.columns).index("period") + 1, "phase", _phases(table, region.start))
    values = table["value"].tolist()
    shown = [i for i, x in enumerate(values) if x == x]
    in_phase = {
        phase: [i for i in shown if table["phase"][i] == phase] for phase in ("baseline", "after")
    }
    baseline = _only(values, in_phase["baseline"])
    frozen = len(in_phase["baseline"]) >= FEWEST_BASELINE and _has_neighbours(baseline)
    used = rules if frozen or rules != "making_data_count" else "run_chart"
    around: Limits | float | None = None
    if frozen:
        around = limits_xmr(baseline) if used == "making_data_count" else run_median(baseline)
    elif shown:
        around = run_median(values)
    judged = in_phase["after"] if frozen else shown
    median = run_median(baseline if frozen else values)
    seen = _only(values, judged)
    found = () if around is None else signals(seen, around=around, rules=used)
    second = signals(seen, around=median, rules=_OTHER[used])
    before = signals(baseline, around=around, rules=used) if frozen and around is not None else ()
    at = list(table.columns).index("value") + 1
    limits = around if isinstance(around, Limits) else None
    table.insert(at, "centre", _centre(around))
    table.insert(at + 1, "lower", limits.lower if limits else math.nan)
    table.insert(at + 2, "upper", limits.upper if limits else math.nan)
    table.insert(at + 3, "signal", _marks(found, len(values)))
    return Reading(
        series, region, name, unit, table, periods.length_of(series.periods[0]), rules, used,
        _OTHER[used], frozen, around, median, tuple(judged), found, second, before, disclosed,
    )  # fmt: skip


def _protected(series: Series, release: str, fewest: int) -> tuple[pd.DataFrame, Both]:
    import pandas as pd

    table = pd.DataFrame(
        {
            "region": series.region,
            "indicator": series.indicator,
            "unit": series.unit,
            "method": pd.Series(series.methods, dtype=object),
            "period": series.periods,
            "value": series.values,
            "n": series.n,
            "status": series.status,
        }
    )
    # The gate takes a row without a count for one without a number; those that state none go by.
    stated = table[table["n"].notna()].drop(columns="status")
    gate = protect(
        stated, unit="persons", count="n", base="n", hide=["value", "n"],
        release=release, at_least=fewest,
    )  # fmt: skip
    held = gate.table.index[gate.table["status"] == "suppressed"]
    at_source = int((table["status"].drop(index=held) == "suppressed").sum())
    table.loc[held, ["value", "n"]] = math.nan
    table.loc[held, "status"] = table.loc[held, "status"].replace("shown", "suppressed")
    return table, _disclosed(gate, at_source)


def _disclosed(gate: Protected, at_source: int) -> Both:
    """Say what was suppressed: by the kit, and by the source before it."""
    if not at_source:
        return gate.said
    nl = plural(at_source, "getal was", "getallen waren", "nl")
    en = plural(at_source, "number was", "numbers were", "en")
    if not gate.small:
        return Both(
            f"{nl} al door de bron afgeschermd; de kit hoefde niets meer af te schermen.",
            f"{en} suppressed by the source already; the kit had nothing more to suppress.",
        )
    return Both(
        f"{gate.said['nl']} Daarnaast {'was' if at_source == 1 else 'waren'} "
        f"{plural(at_source, 'getal', 'getallen', 'nl')} al door de bron afgeschermd.",
        f"{gate.said['en']} Besides, {en} suppressed by the source already.",
    )


def _centre(around: Limits | float | None) -> float:
    if isinstance(around, Limits):
        return around.centre
    return math.nan if around is None else around


def _phases(table: pd.DataFrame, start: date | None) -> list[str]:
    if start is not None:
        return [
            "baseline" if periods.last_day(label) < start
            else "after" if periods.first_day(label) >= start
            else "transition"
            for label in table["period"]
        ]  # fmt: skip
    phases, shown = [], 0
    for value in table["value"]:
        phases.append("baseline" if shown < FEWEST_BASELINE else "after")
        shown += value == value
    return phases


def _only(values: list[float], rows: list[int]) -> list[float]:
    """Return the values of these rows, nan elsewhere: what lies between is a gap."""
    kept = set(rows)
    return [x if i in kept else math.nan for i, x in enumerate(values)]


def _has_neighbours(values: list[float]) -> bool:
    return any(a == a and b == b for a, b in pairwise(values))


def _marks(found: tuple[Signal, ...], length: int) -> list[str]:
    """Return per point the first rule that marks it; crossings mark the whole chart, no point."""
    marks = [""] * length
    for signal in found:
        if signal.rule == "crossings":
            continue
        for i in signal.points:
            marks[i] = marks[i] or signal.rule
    return marks
