"""Mappings for the surveys of a study: drafted with the statements of its instrument at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kit.errors import CannotWrite, InputError
from kit.maturity import study_instrument
from kit.study import Study, open_study
from kit.surveys.drafting import Scale
from kit.surveys.gathering import FOLDER
from kit.surveys.placing import Placed, place, write_drafts

__all__ = ["drafted", "place_survey", "scale_of"]


def scale_of(study: Study) -> Scale:
    """Return the statements that a survey in this study may be about; none if it has no index.

    What is wrong with an instrument is told when the study is checked.
    """
    try:
        instrument = study_instrument(study)
    except InputError:
        return Scale({}, {})
    texts = {item.id: (item.nl, item.en) for e in instrument.elements for item in e.items}
    texts |= {e.id: (e.name.nl, e.name.en) for e in instrument.elements if not e.items}
    labels = {text: score for score, b in instrument.scale.labels.items() for text in (b.nl, b.en)}
    return Scale(texts, labels, instrument.scale.min, instrument.scale.max)


def drafted(folder: Path | str) -> Iterator[str]:
    """Draft a mapping for each survey that has none, and yield what was written.

    A study that cannot be opened, or not written to, is left as it is.
    """
    try:
        study = open_study(folder)
    except InputError:
        return
    if not (study.root / FOLDER).is_dir():
        return
    try:
        for file in write_drafts(study, scale=scale_of(study)):
            yield (
                f"{file}: drafted. Look at each column, correct it, write `checked: yes`, and run "
                f"`kit check {folder}` again."
            )
    except CannotWrite as error:
        yield str(error)


def place_survey(study: Study, path: Path) -> Placed:
    """Bring a survey into a study, without what names people, with a drafted mapping.

    Raises
    ------
    InputError
        The file cannot be read as a survey, or one of this name is there already.
    CannotWrite
    """
    return place(study, path, scale=scale_of(study))
