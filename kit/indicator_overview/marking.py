"""What stands in a panel beside its figures: breaks, figures that are not there, an axis cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kit.figures import INK, QUIET
from kit.indicator_overview.gathering import Line
from kit.indicator_overview.tabling import MARKS
from kit.language import Both, day, number
from kit.language import period as period_of
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["BREAK", "caption", "mark_breaks", "mark_cut", "mark_not_there"]

BREAK = "≠"


def mark_breaks(lines: Sequence[Line], axes: Axes, beside: Sequence[float]) -> None:
    """Mark where a line may not run: across the panel when it holds for all, else at its line.

    Parameters
    ----------
    lines : sequence of Line
    axes : Axes
    beside : sequence of float
        How far each line was moved sideways, in years.
    """
    broken = [{(int(a), int(b)) for a, b, why in x.joins.breaks if why.kind != "area"}
              for x in lines]  # fmt: skip
    for one, other in sorted(set().union(*broken)):
        crossing = [_runs_over(line, one, other) for line in lines]
        if all((one, other) in own for own, over in zip(broken, crossing, strict=True) if over):
            middle = (one + other) / 2
            axes.axvline(middle, color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)
            _sign(axes, middle, 0.99, transform=axes.get_xaxis_transform(), va="top")
            continue
        for line, own, shift in zip(lines, broken, beside, strict=True):
            if (one, other) in own:
                height = (_value(line, one) + _value(line, other)) / 2
                _sign(axes, (one + other) / 2 + shift, height, va="center")
    for line, shift in zip(lines, beside, strict=True):
        for end, begins, why in line.joins.breaks:
            if why.kind == "area":
                middle = (int(end) + int(begins)) / 2 + shift
                _sign(axes, middle, _value(line, int(begins)), va="center")


def _sign(axes: Axes, x: float, y: float, **how: Any) -> None:
    from matplotlib.patheffects import withStroke

    # A light edge, so that it is read on a line that runs on.
    axes.text(x, y, BREAK, ha="center", fontsize=9.5, color=INK, zorder=6,
              path_effects=[withStroke(linewidth=2.5, foreground="white")], **how)  # fmt: skip


def _runs_over(line: Line, one: int, other: int) -> bool:
    years = [int(p) for p in line.rows.loc[line.rows["status"] == "shown", "period"]]
    return min(years) <= one and max(years) >= other


def _value(line: Line, year: int) -> float:
    return float(line.rows.loc[line.rows["period"] == str(year), "value"].iloc[0])


def mark_not_there(lines: Sequence[Line], axes: Axes) -> None:
    """Mark what is suppressed and what is missing, where no line of the panel has a figure."""
    marks: dict[int, str] = {}
    shown = set()
    for line in lines:
        for text, status in zip(line.rows["period"], line.rows["status"], strict=True):
            if status == "shown":
                shown.add(int(text))
            elif marks.get(int(text)) != MARKS["suppressed"]:
                marks[int(text)] = MARKS[status]
    for year in sorted(set(marks) - shown):
        axes.text(year, 0.06, marks[year], transform=axes.get_xaxis_transform(), ha="center",
                  va="center", fontsize=8, color=QUIET)  # fmt: skip


def mark_cut(axes: Axes) -> None:
    """Mark that the vertical axis does not start at zero: two strokes through its foot."""
    low, high = 0.035, 0.085
    axes.plot([0, 0], [low, high], transform=axes.transAxes, color="white", linewidth=2.5,
              clip_on=False, zorder=5)  # fmt: skip
    axes.plot([0, 0], [low, high], transform=axes.transAxes, color=QUIET, linestyle="none",
              marker=[(-1, -0.55), (1, 0.55)], markersize=7, markeredgewidth=0.9, clip_on=False,
              zorder=6)  # fmt: skip


def caption(lines: Sequence[Line], unnamed: int, language: str) -> str:
    """Say of which year the latest figure is, when it was published, and why lines break.

    Parameters
    ----------
    lines : sequence of Line
    unnamed : int
        How many of them have no name beside them.
    language : str
    """
    names = Both(
        f"{number(unnamed, 'nl')} van de {number(len(lines), 'nl')} gebieden zonder naam hier; zie "
        "de tabel",
        f"{number(unnamed, 'en')} of the {number(len(lines), 'en')} areas not named here; see the "
        "table",
    )[language]
    parts = (_when(lines, language), _whys(lines, language), names if unnamed else "")
    return "\n".join(part for part in parts if part)


def _when(lines: Sequence[Line], language: str) -> str:
    found = max((line.latest for line in lines), key=lambda latest: latest.period or "")
    if found.period is None:
        return ""
    what = period_of(found.period, language)
    if found.published_on is None:
        return Both(
            f"laatste jaar {what}, verschijning niet vermeld",
            f"latest year {what}, publication not stated",
        )[language]
    on = day(found.published_on, language)
    return Both(f"laatste jaar {what}, verschenen {on}", f"latest year {what}, published {on}")[
        language
    ]


def _whys(lines: Sequence[Line], language: str) -> str:
    """Say of each break, in a few words, between which years it is and what became different."""
    seen: dict[tuple[str, str], str] = {}
    for line in lines:
        for one, other, why in line.joins.breaks:
            seen.setdefault((one, other), label("joining", why.kind, language).split(": ", 1)[-1])
    told = [f"{BREAK} {one}–{other} {why}" for (one, other), why in sorted(seen.items())]
    return "; ".join(told[:2]) + ("; …" if len(told) > 2 else "")
