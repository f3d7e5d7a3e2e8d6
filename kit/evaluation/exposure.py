"""What started, and when: the region itself, or an intervention of it that the plan names."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import TYPE_CHECKING

from kit.actions import read_interventions
from kit.control_chart.words import called
from kit.evaluation.plan import Analysis
from kit.finding import Check, Source
from kit.language import Both
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["as_asked", "exposed", "exposure_sources"]

_LONGEST = 400


def exposed(study: Study, analysis: Analysis | None) -> Study:
    """Return the study with the starts that a question is about.

    Parameters
    ----------
    study : Study
    analysis : Analysis or None
        Where `exposure` names an intervention, a region starts on the first day of its earliest
        intervention of that name, and a region without one has not started.
    """
    if analysis is None or analysis.exposure == "region_start":
        return study
    named = _named(study, analysis)
    first = {str(region): min(rows["start"]) for region, rows in named.groupby("region")}
    other = copy(study)
    other.regions = {
        slug: region.model_copy(update={"start": first.get(slug)})
        for slug, region in study.regions.items()
    }
    return other


def exposure_sources(study: Study, analysis: Analysis | None) -> tuple[Source, ...]:
    """Return the files that say when the named intervention began; none for starts of regions."""
    if analysis is None or analysis.exposure == "region_start":
        return ()
    named = _named(study, analysis)
    counted = {str(file): len(rows) for file, rows in named.groupby("file")}
    return tuple(study.source(file, rows) for file, rows in sorted(counted.items()))


def _named(study: Study, analysis: Analysis) -> pd.DataFrame:
    table = read_interventions(study).frame
    return table[[_folded(name) == _folded(analysis.exposure) for name in table["name"]]]


def as_asked(analysis: Analysis | None) -> Iterator[Check]:
    """Yield what the plan says the difference is meant of, what started, and who is touched too."""
    if analysis is None:
        return
    meant = _whole(analysis.estimand)
    yield Check(
        "estimand",
        "informative",
        Both(f"Bedoeld is volgens het plan: {meant['nl']}", f"Meant by the plan: {meant['en']}"),
    )
    if analysis.exposure != "region_start":
        name = called(analysis.exposure)
        yield Check(
            "exposure",
            "informative",
            Both(
                f"De start is hier die van ‘{name}’, niet die van de regio.",
                f"The start is here that of ‘{name}’, not that of the region.",
            ),
        )
    if analysis.spillover is not None:
        touched = _whole(analysis.spillover)
        yield Check(
            "spillover",
            "informative",
            Both(
                f"Wie niet begon, kan volgens het plan ook iets merken: {touched['nl']}",
                f"By the plan, those that did not begin may be touched too: {touched['en']}",
            ),
        )


def _whole(text: Both) -> Both:
    """Return what somebody wrote as the end of a sentence."""

    def ended(language: str) -> str:
        said = called(text[language].strip(), _LONGEST)
        return said if said.endswith((".", "!", "?", "…")) else f"{said}."

    return Both.of(ended)


def _folded(name: str) -> str:
    return " ".join(str(name).split()).casefold()
