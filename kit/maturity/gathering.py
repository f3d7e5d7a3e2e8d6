"""What is looked at: the instrument, the answers, which waves, and the protected table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.disclosure import Protected
from kit.errors import InputError, unknown_name
from kit.language import Both
from kit.maturity.answers import Answers, read_answers, scores_of
from kit.maturity.instrument import Element, Instrument, study_instrument
from kit.maturity.profiling import elements_of, fewest_of, groups_of, moves_of, protected
from kit.maturity.waves import panel_overlap
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Seen", "gather"]


@dataclass(frozen=True)
class Seen:
    """What the sentence, the figure and the checks are made from.

    Attributes
    ----------
    study : Study
    region : str
        A slug, or all.
    release : str
    instrument : Instrument
    answers : Answers
    waves : mapping of region to labels
        Waves up to the last period, in order of time.
    safe : Protected
        The table.
    overlap : tuple of int, or None
        People in both of the last two waves, in the one before, in the last; None where one of
        these is too small to be told, or there is one wave only.
    groups_heard : frozenset of str
        Voice groups with an answer in the last wave of the region.
    """

    study: Study
    region: str
    release: str
    instrument: Instrument
    answers: Answers
    waves: dict[str, tuple[str, ...]]
    safe: Protected
    overlap: tuple[int, int, int] | None
    groups_heard: frozenset[str]

    @property
    def table(self) -> pd.DataFrame:
        """Return the protected table."""
        return self.safe.table

    @property
    def wave(self) -> str | None:
        """Return the last wave of the region."""
        waves = self.waves.get(self.region, ())
        return waves[-1] if waves else None

    def rows(self, about: str, **of: str) -> list[dict[str, Any]]:
        """Return the rows about something as plain mappings, missing numbers as None."""
        found = self.table[self.table["about"] == about]
        for name, value in of.items():
            found = found[found[name] == value]
        plain = found.astype(object).where(found.notna(), None)
        return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]

    def elements(self, **of: str) -> Iterable[tuple[Element, dict[str, Any]]]:
        """Yield every element of the instrument with its row."""
        rows = {row["element"]: row for row in self.rows("element", **of)}
        return [(e, rows[e.id]) for e in self.instrument.elements if e.id in rows]

    def name_of(self, element: str) -> Both:
        """Return what an element is called."""
        return next(each.name for each in self.instrument.elements if each.id == element)


def gather(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    answers: Answers | None = None,
) -> Seen:
    """Read what a finding needs, and protect it; `answers` when they have been read already.

    Raises
    ------
    InputError
        When there is no such region or period.
    """
    if region != "all" and region not in study.regions:
        raise InputError([unknown_name("`region`", region, (*study.regions, "all"))])
    last = study.until(until)
    instrument = study_instrument(study)
    answers = answers or read_answers(study, instrument)
    frame = answers.frame
    frame = frame[frame["wave"].map(lambda wave: periods.last_day(wave) <= last).astype(bool)]
    slugs = sorted(study.regions) if region == "all" else [region]
    fewest = fewest_of(study.thresholds.respondents, release)
    rows: list[dict[str, Any]] = []
    waves: dict[str, tuple[str, ...]] = {}
    overlap, heard = None, frozenset[str]()
    for slug in slugs:
        own = frame[frame["region"] == slug]
        scores = scores_of(own, instrument)
        waves[slug] = tuple(sorted(set(own["wave"]), key=periods.last_day))
        for wave in waves[slug][-1:] if region == "all" else waves[slug][-2:]:
            there, those = own[own["wave"] == wave], scores[scores["wave"] == wave]
            rows += elements_of(there, those, instrument, region=slug, wave=wave)
        if region == "all" or not waves[slug]:
            continue
        wave = waves[slug][-1]
        those = scores[scores["wave"] == wave]
        rows += groups_of(those, instrument, region=slug, wave=wave, fewest=fewest)
        rows += moves_of(scores, instrument, region=slug, waves=waves[slug])
        heard = frozenset(those["voice_group"].dropna())
        if len(waves[slug]) > 1:
            overlap = panel_overlap(scores, *waves[slug][-2:])
    if region == "all":
        rows = [row for row in rows if row["about"] == "element"]
    if overlap and any(0 < n < fewest for n in overlap):
        overlap = None
    safe = protected(rows, release=release, at_least=study.thresholds.respondents)
    return Seen(study, region, release, instrument, answers, waves, safe, overlap, heard)
