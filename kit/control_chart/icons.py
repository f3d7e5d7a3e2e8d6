"""The two icons of a chart, after Making Data Count: what varies, and whether a target is met.

The variation icon is about the last figure: part of a signal on the favourable side, on the other
side, on a side that nobody called favourable, or of no signal. The assurance icon is about the
limits: with a target beyond them, the figures meet it every time or never, as long as nothing
changes; with a target between them, at times. While the last figure is part of a signal the limits
are of another time and do not say. Own drawing and own words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from kit.control_chart.reading import Reading
from kit.control_chart.words import figure_with_unit
from kit.language import Both

__all__ = ["Icon", "assurance", "assured", "meaning", "variation"]

Variation = Literal["improvement", "concern", "change", "common"]
Assurance = Literal["pass", "fail", "at_times"]


@dataclass(frozen=True)
class Icon:
    """What one icon says.

    Attributes
    ----------
    name : str
        improvement, concern, change or common; pass, fail, at_times or unsettled.
    side : int
        1 where the signal is high or rising, -1 where it is low or falling, else 0.
    said : Both
    """

    name: str
    side: int
    said: Both


def variation(reading: Reading) -> Icon | None:
    """Return whether the last figure is part of a signal, and of which; None when none is judged.

    Favourable is the direction that the figures state.
    """
    if not reading.judged:
        return None
    last = reading.judged[-1]
    signal = next((s for s in reading.found if last in s.points), None)
    if signal is None:
        said = Both(
            "Het laatste cijfer hoort bij geen signaal: gewone schommeling.",
            "The latest figure is part of no signal: usual variation.",
        )
        return Icon("common", 0, said)
    better = {"higher": 1, "lower": -1}.get(reading.series.improvement or "")
    if reading.series.improvement == "neutral":
        said = Both(
            "Het laatste cijfer hoort bij een signaal; bij dit cijfer is geen kant gunstig.",
            "The latest figure is part of a signal; for this figure no side is favourable.",
        )
        return Icon("change", signal.side, said)
    if better is None or not signal.side:
        said = Both(
            "Het laatste cijfer hoort bij een signaal; welke kant gunstig is, staat er niet bij.",
            "The latest figure is part of a signal; which side is favourable is not stated.",
        )
        return Icon("change", signal.side, said)
    if signal.side == better:
        said = Both(
            "Het laatste cijfer hoort bij een signaal aan de gunstige kant.",
            "The latest figure is part of a signal on the favourable side.",
        )
        return Icon("improvement", signal.side, said)
    said = Both(
        "Het laatste cijfer hoort bij een signaal aan de ongunstige kant.",
        "The latest figure is part of a signal on the unfavourable side.",
    )
    return Icon("concern", signal.side, said)


def meaning(sides: Collection[int], reading: Reading) -> Variation:
    """Return what signals on these sides mean: as the variation icon says it of the latest.

    Of two sides at once, or of no side, nothing favourable is said.
    """
    better = {"higher": 1, "lower": -1}.get(reading.series.improvement or "")
    if better is None or len(set(sides)) != 1 or 0 in sides:
        return "change"
    return "improvement" if better in sides else "concern"


def assured(lower: float, upper: float, *, target: float, improvement: str) -> Assurance:
    """Say whether limits meet a target: every time, never, or at times.

    A target on a limit counts as between them.

    Parameters
    ----------
    lower, upper, target : float
    improvement : {"higher", "lower"}

    Examples
    --------
    >>> assured(5, 7, target=4, improvement="higher"), assured(1, 5, target=4, improvement="lower")
    ('pass', 'at_times')
    """
    if lower <= target <= upper:
        return "at_times"
    return "pass" if (target < lower) == (improvement == "higher") else "fail"


def assurance(reading: Reading) -> Icon | None:
    """Return whether the limits meet the target; None without limits, target or direction."""
    target, better = reading.target, reading.series.improvement
    if target is None or better not in ("higher", "lower") or not reading.stretches:
        return None
    lines = reading.lines(reading.stretches[-1])
    rows = [i for i, x in enumerate(reading.table["upper"].tolist()) if x == x]
    if lines is None or not rows:
        return None
    seen = variation(reading)
    settled = seen is None or seen.name == "common"
    bounds = lines.lower[rows[-1]], lines.upper[rows[-1]]
    name = assured(*bounds, target=target, improvement=better) if settled else "unsettled"
    of = {language: figure_with_unit(target, reading, language) for language in ("nl", "en")}
    said = {
        "unsettled": Both(
            f"Doel {of['nl']}: of het wordt gehaald, zeggen deze grenzen niet nu het laatste "
            "cijfer bij een signaal hoort.",
            f"Target {of['en']}: with the latest figure part of a signal, these limits do not say "
            "whether it will be met.",
        ),
        "pass": Both(
            f"Doel {of['nl']}: als er niets verandert, wordt het naar verwachting steeds gehaald.",
            f"Target {of['en']}: if nothing changes, it is expected to be met every time.",
        ),
        "fail": Both(
            f"Doel {of['nl']}: als er niets verandert, wordt het naar verwachting niet gehaald.",
            f"Target {of['en']}: if nothing changes, it is not expected to be met.",
        ),
        "at_times": Both(
            f"Doel {of['nl']}: als er niets verandert, wordt het nu eens wel en dan weer niet "
            "gehaald.",
            f"Target {of['en']}: if nothing changes, it is met at times and missed at times.",
        ),
    }
    return Icon(name, 0, said[name])
