"""Every table of a study that people fill in, and the one function that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from kit.actions import read_change_tasks, read_interventions
from kit.areas import read_areas
from kit.control_chart.rebasing import read_rebasing
from kit.errors import Problem
from kit.hotspot_sources.checking import READERS as hotspots
from kit.indicators import read_indicators
from kit.learning_history import read_records
from kit.logbook import read_logbook
from kit.maturity import read_answers, read_workshop, study_instrument
from kit.study import Study
from kit.tables import Table
from kit.texts import read_texts

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["READERS", "Read"]


class Read(Protocol):
    """What every reader of a table returns."""

    @property
    def frame(self) -> pd.DataFrame:
        """One row per good row."""
        ...

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What has to be corrected."""
        ...

    @property
    def set_aside(self) -> Mapping[str, int]:
        """Rows that were not taken although nothing is wrong with them, by reason."""
        ...

    @property
    def unknown(self) -> Mapping[str, tuple[str, ...]]:
        """Columns that were not read, by file."""
        ...

    @property
    def notes(self) -> Mapping[str, tuple[str, ...]]:
        """How each file was read."""
        ...


def _rebasing(study: Study) -> Read:
    read = read_rebasing(study).table
    assert isinstance(read, Table)
    return read


def _of_areas(name: str) -> Callable[[Study], Read]:
    return lambda study: hotspots[name](study, read_areas(study))


def _record(name: str) -> Callable[[Study], Read]:
    return lambda study: read_records(study)[name]


#: Table of the forms to its reader. Quotes and codings are read with the texts they stand in.
READERS: Mapping[str, Callable[[Study], Read]] = {
    "logbook": read_logbook,
    "indicators": read_indicators,
    "change_tasks": read_change_tasks,
    "interventions": read_interventions,
    "interviews": lambda study: read_texts(study).interviews,
    "history_notes": _record("history_notes"),
    "noticeable_results": _record("noticeable_results"),
    "events": _record("events"),
    "maturity": lambda study: read_answers(study, study_instrument(study)),
    "workshop": lambda study: read_workshop(study, study_instrument(study)),
    "rebasing": _rebasing,
    "areas": read_areas,
    **{name: _of_areas(name) for name in hotspots},
}
