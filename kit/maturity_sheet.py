"""The workshop sheet: a group's own profile on paper, with room to choose, to differ and to write.

What is written on it goes into the table ``workshop``, and stands beside the next wave.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, Problem
from kit.files import write_whole
from kit.language import Both, listing, period_in_full, plural
from kit.maturity import maturity_of, study_instrument
from kit.maturity.instrument import Element, Instrument
from kit.maturity.saying import scored
from kit.study import Study
from kit.terms import label
from kit.word_files import as_bytes, new_word_file, table_of

if TYPE_CHECKING:
    from kit.finding import Finding

__all__ = ["sheet", "write_sheets"]

_TITLE = Both("Werkblad volwassenheid: {}", "Maturity worksheet: {}")
_INTRO = (
    Both(
        "Dit blad is voor een gesprek van ongeveer anderhalf uur met de mensen die de vragen "
        "invulden. Bovenaan staat waarover jullie verdeeld zijn: begin daar. Vraag eerst wat "
        "mensen zien, dan pas welk cijfer erbij hoort. Het cijfer is een hulpmiddel; de redenen "
        "en de volgende stap zijn de opbrengst.",
        "This sheet is for a conversation of about an hour and a half with the people who answered "
        "the questions. What you are divided on stands first: begin there. Ask what people see "
        "before you ask for a score. The score is an aid; the reasons and the next step are what "
        "it is for.",
    ),
    Both(
        "Er is geen totaalcijfer, en vergelijken met andere regio’s heeft geen zin. Schrijf geen "
        "namen op. Neem na afloop over in het formulier ‘workshop’.",
        "There is no total, and comparing with other regions is pointless. Write down no names. "
        "Afterwards copy it to the form ‘workshop’.",
    ),
)
_HEADS = Both("Score|Mensen|Wat het betekent", "Score|People|What it means")
_FILL = (
    Both("Wat wij samen kiezen (een score, of: wij komen er niet uit)",
         "What we choose together (a score, or: we cannot choose)"),
    Both("Waarom, en waarover wij van mening blijven verschillen",
         "Why, and what we still see differently"),
    Both("Onze eerste volgende stap, en welke rol die oppakt",
         "Our first next step, and which role takes it on"),
)  # fmt: skip
_WITHHELD = Both(
    "De verdeling is niet te tonen: te weinig mensen antwoordden.",
    "How the answers lie cannot be shown: too few people answered.",
)


def write_sheets(
    study: Study, folder: Path, *, until: str | None, language: str
) -> tuple[Path, ...]:
    """Write a sheet for each region that answered: ``REGION_WAVE.docx``.

    Raises
    ------
    InputError
        When nobody answered, or the folder holds such a sheet already.
    """
    made = {}
    for slug in study.regions:
        finding = maturity_of(study, region=slug, until=until, release="region")
        if not finding.table.empty:
            wave = _wave(finding)
            made[folder / f"{slug}_{wave}.docx"] = sheet(study, finding, language=language)
    if not made:
        do = "Fill in the form `maturity` first."
        raise InputError([Problem(str(study.root), "no answers", "answers to the index", do)])
    there = [
        Problem(str(path), "a sheet", "a new file", "Choose another folder.")
        for path in made
        if path.exists()
    ]
    if there:
        raise InputError(there)
    return tuple(write_whole(path, data) for path, data in made.items())


def sheet(study: Study, finding: Finding, *, language: str) -> bytes:
    """Return the sheet of a region, as .docx; split elements first.

    Parameters
    ----------
    study : Study
    finding : Finding
        Of `kit.maturity.maturity_of` for one region; what is suppressed in it stays so here.
    language : {"nl", "en"}
    """
    instrument = study_instrument(study)
    region = study.region(str(finding.parameters["region"])).name
    title = _TITLE[language].format(region)
    made = new_word_file(title, language)
    made.add_heading(title, level=1)
    wave = _wave(finding)
    made.add_paragraph(
        f"{instrument.title[language]}, {period_in_full(wave, language)}. "
        f"{instrument.status[language]}"
    )
    for paragraph in _INTRO:
        made.add_paragraph(paragraph[language])
    rows = finding.table[finding.table["wave"] == wave]
    heads = rows[rows["about"] == "element"].set_index("element")
    order = sorted(
        (e for e in instrument.elements if e.id in heads.index),
        key=lambda e: heads.loc[e.id, "consensus"] != "split",
    )
    for number, element in enumerate(order):
        if number:
            made.add_page_break()
        _page(made, instrument, element, heads.loc[element.id], rows, language)
    return as_bytes(made)


def _wave(finding: Finding) -> str:
    table = finding.table
    return str(table.loc[table["about"] == "element", "wave"].iloc[-1])


def _page(
    made: Any, instrument: Instrument, element: Element, row: Any, rows: Any, language: str
) -> None:
    made.add_heading(element.name[language], level=2)
    scores = rows[(rows["about"] == "score") & (rows["element"] == element.id)]
    if row["status"] != "shown" or scores.empty:
        made.add_paragraph(_WITHHELD[language])
    else:
        made.add_paragraph(_said(row, language))
        counts = dict(zip(scores["score"], scores["count"], strict=True))
        steps = range(instrument.scale.min, instrument.scale.max + 1)
        table = table_of(made, _HEADS[language].split("|"), (1.8, 3.2, 11.6))
        for score in sorted({*map(float, steps), *counts}):
            _score_row(table, instrument, score, int(counts.get(score, 0)), language)
    if element.items:
        made.add_paragraph()
        for item in element.items:
            made.add_paragraph(item.text[language], style="List Bullet")
    _room(made, _FILL, language)


def _said(row: Any, language: str) -> str:
    n = int(row["respondents"])
    consensus = label("consensus", row["consensus"], language)
    said = {
        "nl": [plural(n, "mens antwoordde", "mensen antwoordden", "nl"),
               f"midden {scored(row['median'], 'nl')}", consensus],
        "en": [plural(n, "person answered", "people answered", "en"),
               f"middle {scored(row['median'], 'en')}", consensus],
    }[language]  # fmt: skip
    return f"{listing(said, language)}."


def _score_row(table: Any, instrument: Instrument, score: float, count: int, language: str) -> None:
    meaning = instrument.scale.labels.get(int(score)) if score == int(score) else None
    cells = table.add_row().cells
    for cell, text in zip(
        cells,
        (scored(score, language), "●" * count, meaning[language] if meaning else ""),
        strict=True,
    ):
        cell.paragraphs[0].add_run(text)


def _room(made: Any, lines: Sequence[Both], language: str) -> None:
    """Add boxes to write in by hand, each high enough for three lines."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Cm

    made.add_paragraph()
    table = made.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for line in lines:
        row = table.add_row()
        row.height, row.height_rule = Cm(2.4), WD_ROW_HEIGHT_RULE.AT_LEAST
        row.cells[0].width, row.cells[1].width = Cm(5.4), Cm(11.2)
        row.cells[0].paragraphs[0].add_run(line[language]).bold = True
