"""A series read as a chart: what is baseline, what is judged, what is found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING

from kit import periods
from kit.control_chart.choosing import Chosen, choose
from kit.control_chart.limits import Limits, Lines, as_lines
from kit.control_chart.protecting import protected
from kit.control_chart.rebasing import Rebasing
from kit.control_chart.rules import Signal, signals
from kit.control_chart.simulating import (
    FalseSignals,
    Points,
    expected_false_signals,
    likely_autocorrelation,
    missed_changes,
)
from kit.control_chart.stretches import (
    FEWEST_BASELINE,
    Stretch,
    add_lines,
    by_old,
    centre_of,
    divide,
    has_neighbours,
    only,
)
from kit.indicators import Series
from kit.language import Both
from kit.study import Region

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Reading", "read_chart"]

#: The chart of a series with too few points for limits.
_RUN = Chosen("run", 1.0, Both("te weinig punten", "too few points"))
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
        transition, after or rebased), value, numerator and denominator (of a p- or u-chart),
        centre, lower, upper, signal (a rule or ""), n, status.
    length : str
        Of a period: quarter, half_year or year.
    asked, rules, other : str
        The rule set that was asked for, the one that was used, and the second opinion.
    chosen : Chosen
        The chart that the series gets with enough points.
    frozen : bool
        Whether centre and limits come from the baseline, and only what is after it is judged.
        Otherwise the centre is the median of all points, and all are judged.
    stretches : tuple of Stretch
        The first with the lines of the baseline, one more for each decision on new limits; empty
        when no value may be shown.
    refused : tuple of Rebasing
        Decisions on new limits that were not followed: before the baseline ends, or with fewer
        than 12 points.
    found, found_by_other, before : tuple of Signal
        Signals among what is judged, those of the second opinion, and those within the baseline.
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
    chosen: Chosen
    frozen: bool
    stretches: tuple[Stretch, ...]
    refused: tuple[Rebasing, ...]
    found: tuple[Signal, ...]
    found_by_other: tuple[Signal, ...]
    before: tuple[Signal, ...]
    disclosed: Both

    @property
    def around(self) -> Limits | Lines | float | None:
        """Return the lines of the beginning; None when no value may be shown."""
        return self.stretches[0].around if self.stretches else None

    @property
    def centre(self) -> float:
        """Return the centre line of the beginning; nan without one."""
        return math.nan if self.around is None else centre_of(self.around)

    @property
    def judged(self) -> tuple[int, ...]:
        """Return the rows that signals were looked for in."""
        return tuple(i for stretch in self.stretches for i in stretch.judged)

    @property
    def kind(self) -> str:
        """Return the chart that is drawn: without limits, a run chart."""
        return "run" if self.lines() is None else self.chosen.kind

    @property
    def target(self) -> float | None:
        """Return the last target that is stated."""
        stated = [] if self.series.target is None else [x for x in self.series.target if x == x]
        return float(stated[-1]) if stated else None

    @property
    def decided(self) -> bool:
        """Say whether there are decisions on new limits, followed or not."""
        return bool(self.refused) or any(stretch.decided for stretch in self.stretches)

    def lines(self, stretch: Stretch | None = None) -> Lines | None:
        """Return centre and limits for every row, of the beginning or a stretch; None without."""
        around = self.around if stretch is None else stretch.around
        return as_lines(around, len(self.table)) if isinstance(around, Limits | Lines) else None

    def stretch_of(self, row: int) -> Stretch:
        """Return the stretch that a row belongs to."""
        return [stretch for stretch in self.stretches if stretch.first <= row][-1]

    def by_medians(self) -> Reading:
        """Return the same with medians for lines, as the second opinion looks."""
        return replace(self, stretches=tuple(replace(s, around=s.median) for s in self.stretches))

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

        By the rules of the chart, or by others; with points that follow each other as much as
        those of the baseline seem to.
        """
        parts = [
            expected_false_signals(
                len(stretch.judged), rules=rules or self.rules, like=self.like(stretch),
                n_baseline=len(stretch.basis) if self.frozen else 0, seed=2024 + i,
            )
            for i, stretch in enumerate(self.stretches) if stretch.judged
        ]  # fmt: skip
        return reduce(FalseSignals.and_also, parts) if parts else None

    def expected_if_loose(self) -> FalseSignals | None:
        """Return the same for points that do not follow each other."""
        loose = [replace(self.like(s), autocorrelation=0.0) for s in self.stretches]
        parts = [
            expected_false_signals(
                len(stretch.judged), rules=self.rules, like=like,
                n_baseline=len(stretch.basis) if self.frozen else 0, seed=2024 + i,
            )
            for i, (stretch, like) in enumerate(zip(self.stretches, loose, strict=True))
            if stretch.judged
        ]  # fmt: skip
        return reduce(FalseSignals.and_also, parts) if parts else None

    def missed(self) -> float | None:
        """Return how often such a chart misses a change of one standard deviation.

        None without a baseline to change from, or without points to judge.
        """
        if not self.judged or not self.frozen:
            return None
        last = [stretch for stretch in self.stretches if stretch.judged][-1]
        return missed_changes(
            len(last.judged), rules=self.rules, n_baseline=len(last.basis), like=self.like(last)
        )

    def like(self, stretch: Stretch) -> Points:
        """Return what the points of a stretch are drawn from when its chart is simulated."""
        if not self.frozen:
            return Points()
        r = likely_autocorrelation(only(self.values(), stretch.basis))
        kind, centre = self.kind, centre_of(stretch.around)
        if kind in ("p", "u"):
            sizes = self.table["denominator"].iloc[[*stretch.basis, *stretch.judged]]
            return Points(kind, r, centre / self.chosen.factor, tuple(sizes.tolist()))
        if kind in ("c", "t"):
            return Points(kind, r, centre)
        return Points("xmr", r)

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
    kind: str = "auto",
    rebasing: Sequence[Rebasing] = (),
) -> Reading:
    """Read a series as a chart.

    With 12 or more shown points before the start, centre and limits are those of the baseline and
    stay as they are; what comes after is judged by them. A period whose last day is before the
    start is baseline; one whose first day is on or after the start is after; the one that the
    start falls within is transition and counts on neither side. Without a start the first 12
    shown points are the baseline. With fewer points the chart is a run chart around the median of
    all points: it says whether their order looks like chance, and ``making_data_count`` gives way
    to ``run_chart``.

    A decision on new limits is followed when it falls after the baseline and 12 points are shown
    from there on (until the next decision): those are the new baseline, what follows is judged by
    it, and what came before stays judged by the old lines.

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
    kind : str
        Of the list ``chart_kind``; see `choose`.
    rebasing : sequence of Rebasing
        Decisions on this indicator of this region, in order of time.

    Raises
    ------
    InputError
        A kind of chart that these figures cannot give.
    """
    table, disclosed = protected(series, release, fewest_persons)
    table.insert(list(table.columns).index("period") + 1, "phase", _phases(table, region.start))
    shown = [i for i, x in enumerate(table["value"].tolist()) if x == x]
    basis = [i for i in shown if table["phase"][i] == "baseline"]
    baseline = only(table["value"].tolist(), basis)
    frozen = len(basis) >= FEWEST_BASELINE and has_neighbours(baseline)
    chosen = choose(table, kind=kind, rules=rules, unit=series.unit, baseline=basis or shown)
    limited = frozen and chosen.kind != "run"
    used = rules if limited or rules != "making_data_count" else "run_chart"
    stretches, refused = divide(
        table, chosen if limited else _RUN, frozen=frozen, rebasing=rebasing
    )
    if not limited or chosen.kind not in ("p", "u"):
        table = table.drop(columns=["numerator", "denominator"])
    found: list[Signal] = []
    second: list[Signal] = []
    values = table["value"].tolist()
    for stretch in stretches:
        seen = only(values, stretch.judged)
        found += signals(seen, around=stretch.around, rules=used)
        second += signals(seen, around=stretch.median, rules=_OTHER[used])
    before = signals(baseline, around=stretches[0].around, rules=used) if frozen else ()
    add_lines(table, stretches, found)
    return Reading(
        series, region, name, unit, table, periods.length_of(series.periods[0]), rules, used,
        _OTHER[used], chosen, frozen, by_old(table, stretches, used), refused, tuple(found),
        tuple(second), before, disclosed,
    )  # fmt: skip


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
