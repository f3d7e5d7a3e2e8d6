"""The layouts in which programs write the answers to a survey, told from what stands in the file.

================  ==================================================================================
program           what it writes
================  ==================================================================================
microsoft_forms   a workbook; ID, start time, completion time, e-mail, name, then the questions; of
                  more than one choice each is followed by a semicolon
limesurvey        id, submitdate, lastpage, startlanguage (or these in words), then codes such as
                  ``G01Q02[SQ001]``, questions in full, or both
qualtrics         three rows above the answers: codes, questions, and ``{"ImportId": …}``
google_forms      a time stamp first, then the questions; of a grid ``Question [row]``
table             a header with questions, one row per respondent
================  ==================================================================================

Sources of the layouts: support.microsoft.com (Forms, *Check and share your form results*),
manual.limesurvey.org (*Exporting results*), qualtrics.com/support (*Understanding your dataset*),
support.google.com (*View and manage form responses*).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.cells import SUFFIXES, Grid, read_grids
from kit.errors import InputError, Problem
from kit.surveys.naming import one_line
from kit.values import text_of

__all__ = ["PROGRAMS", "Export", "Question", "open_export", "recognise"]

PROGRAMS = {
    "microsoft_forms": "Microsoft Forms", "limesurvey": "LimeSurvey", "qualtrics": "Qualtrics",
    "google_forms": "Google Forms", "table": "a table",
}  # fmt: skip

#: What the programs write of themselves, by header in lower case; kinds as in a mapping.
OWN = {
    "microsoft_forms": {
        "ID": "nothing", "Begintijd": "started", "Starttijd": "started", "Start time": "started",
        "Tijd van voltooien": "completed", "Voltooiingstijd": "completed",
        "Completion time": "completed", "Tijdstip van voltooien": "completed",
        "E-mail": "person", "E-mailadres": "person", "Email": "person", "Naam": "person",
        "Name": "person", "Taal": "nothing", "Language": "nothing",
        "Tijd van laatste wijziging": "nothing", "Last modified time": "nothing",
        "Totaal aantal punten": "nothing", "Total points": "nothing", "Quiz feedback": "nothing",
    },
    "limesurvey": {
        "id": "nothing", "Response ID": "nothing", "Antwoord ID": "nothing",
        "submitdate": "completed", "Date submitted": "completed", "Datum ingestuurd": "completed",
        "Datum verzonden": "completed", "lastpage": "nothing", "Last page": "nothing",
        "Laatste pagina": "nothing", "startlanguage": "nothing", "Start language": "nothing",
        "Starttaal": "nothing", "seed": "nothing", "startdate": "started",
        "Date started": "started", "Datum gestart": "started", "datestamp": "nothing",
        "Date last action": "nothing", "Datum laatste actie": "nothing", "token": "person",
        "Access code": "person", "Toegangscode": "person", "ipaddr": "person",
        "IP address": "person", "IP-adres": "person", "refurl": "person",
        "interviewtime": "nothing", "Total time": "nothing",
    },
    "qualtrics": {
        "StartDate": "started", "EndDate": "completed", "Status": "status", "IPAddress": "person",
        "Progress": "nothing", "Duration (in seconds)": "nothing", "Finished": "finished",
        "RecordedDate": "nothing", "ResponseId": "nothing", "RecipientLastName": "person",
        "RecipientFirstName": "person", "RecipientEmail": "person", "ExternalReference": "person",
        "LocationLatitude": "person", "LocationLongitude": "person",
        "DistributionChannel": "status", "UserLanguage": "nothing",
    },
    "google_forms": {
        "Timestamp": "completed", "Tijdstempel": "completed", "Email Address": "person",
        "E-mailadres": "person", "Username": "person", "Gebruikersnaam": "person",
        "Score": "nothing",
    },
    "table": {},
}  # fmt: skip
_LOWER = {p: {head.casefold(): kind for head, kind in own.items()} for p, own in OWN.items()}
_IMPORT_ID = re.compile(r'\{\s*"ImportId"\s*:')
_SUBQUESTION = re.compile(r"(?P<question>.*\S)\s*\[(?P<row>[^\[\]]+)\]", re.DOTALL)
_CODE = re.compile(r"[A-Za-z]\w{0,39}(?:\[\w+\])?(?:_\d+)*")
_CODE_AND_TEXT = re.compile(r"(?P<code>[A-Za-z]\w{0,19}(?:\[\w+\])?)\.\s+(?P<text>\S.*)", re.DOTALL)
_HEADER_WITHIN = 15
_LARGEST = 50_000_000  # bytes; answers of more people than any survey of a region has


@dataclass(frozen=True)
class Question:
    """One column of an export.

    Attributes
    ----------
    position : int
    header : str
        What it goes by in a mapping: the code where the program has one, otherwise the question;
        the same question a second time ends with ``(2)``.
    code : str
        Empty where there is none.
    text : str
        The question in words; empty where only codes were exported.
    row : str
        Which row of a grid, or which subquestion; empty for a plain question.
    """

    position: int
    header: str
    code: str
    text: str
    row: str


@dataclass(frozen=True)
class Export:
    """A file of a survey program, under its header.

    Attributes
    ----------
    where : str
    program : str
        A key of `PROGRAMS`.
    reason : str
        What in the file says so.
    questions : tuple of Question
    rows : tuple of (int, tuple)
        Row number as a person sees it, and its cells.
    above : tuple of (int, tuple)
        Rows up to and including the header.
    notes : tuple of str
    """

    where: str
    program: str
    reason: str
    questions: tuple[Question, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    above: tuple[tuple[int, tuple[Any, ...]], ...]
    notes: tuple[str, ...] = ()

    @property
    def own(self) -> dict[str, str]:
        """Return header to kind, of the columns that the program writes of itself."""
        known = _LOWER[self.program]
        found = ((q.header, known.get(_bare(q.header).casefold())) for q in self.questions)
        return {header: kind for header, kind in found if kind}


@dataclass(frozen=True)
class _Head:
    program: str
    reason: str
    header: int
    texts: int | None
    first: int


def recognise(path: Path) -> tuple[str, str] | None:
    """Say which program a survey comes from, and what in the file says so; None when it is none.

    Errors of a file that cannot be read are left to `open_export`.
    """
    if path.suffix.lower() not in SUFFIXES or path.stat().st_size > _LARGEST:
        return None
    grids, _ = read_grids(path, path.name)
    found = _best(grids)
    return (found[1].program, found[1].reason) if found else None


def open_export(path: Path, where: str) -> Export:
    """Read the header and the rows of a survey.

    Parameters
    ----------
    path : Path
    where : str
        How to call the file in messages.

    Raises
    ------
    InputError
        It cannot be opened, or no row looks like the header of a survey.
    """
    if path.suffix.lower() not in SUFFIXES:
        expected = f"one of {', '.join(SUFFIXES)}"
        raise InputError([Problem(where, path.suffix, expected, "Export it as CSV or XLSX.")])
    grids, problems = read_grids(path, where)
    # Formulas without a result and the like are told by row; they leave the other cells readable.
    if problems and not grids:
        raise InputError(problems)
    found = _best(grids)
    if found is None:
        expected = "a header with questions above one row per respondent"
        do = "Export it from the survey program as CSV or XLSX, with the questions as header."
        raise InputError([*problems, Problem(where, "no such header", expected, do)])
    if problems:
        raise InputError(problems)
    grid, head = found
    header = grid.rows[head.header][1]
    texts = grid.rows[head.texts][1] if head.texts is not None else ()
    notes = [f"{PROGRAMS[head.program]}: {head.reason}", *grid.notes]
    if len(grids) > 1:
        notes.append(f"of {len(grids)} sheets one was read")
    return Export(
        grid.where, head.program, head.reason, tuple(_questions(header, texts, head.program)),
        grid.rows[head.first :], grid.rows[: head.first], tuple(notes),
    )  # fmt: skip


def _best(grids: Sequence[Grid]) -> tuple[Grid, _Head] | None:
    found = [(grid, head) for grid in grids if (head := _head_of(grid))]
    of_a_program = [each for each in found if each[1].program != "table"]
    return next(iter([*of_a_program, *found]), None)


def _head_of(grid: Grid) -> _Head | None:
    rows = [cells for _, cells in grid.rows[:_HEADER_WITHIN]]
    for at, cells in enumerate(rows):
        imports = sum(bool(_IMPORT_ID.match(text_of(cell))) for cell in cells)
        if at and imports and imports >= sum(bool(text_of(cell)) for cell in cells) / 2:
            reason = f'row {grid.rows[at][0]} holds {{"ImportId": …}}'
            return _Head("qualtrics", reason, 0, 1 if at > 1 else None, at + 1)
    for at, cells in enumerate(rows):
        heads = [_bare(one_line(cell)).casefold() for cell in cells]
        # LimeSurvey may write code and question together: `id. Response ID`.
        codes = [m["code"] if (m := _CODE_AND_TEXT.fullmatch(head)) else head for head in heads]
        told = _told(heads) or _told(codes)
        if told:
            return _Head(*told, at, None, at + 1)
    return _plain(grid)


def _told(heads: Sequence[str]) -> tuple[str, str] | None:
    """Return the program of a header, and why."""
    for program, needed in (("microsoft_forms", ("started", "completed")), ("limesurvey", ())):
        own = _LOWER[program]
        known = [head for head in heads if head in own]
        kinds = {own[head] for head in known}
        many = len(set(known)) >= 3
        if many and kinds.issuperset(needed) and (needed or "completed" in kinds):
            return program, f"columns {', '.join(dict.fromkeys(known[:5]))}"
    if sum(bool(re.fullmatch(r"\w+\[\w*sq\d+\w*\]", head)) for head in heads) >= 2:
        return "limesurvey", "subquestions such as [SQ001]"
    if {"startdate", "enddate", "responseid"} <= set(heads):
        return "qualtrics", "columns StartDate, EndDate and ResponseId, without the row of ImportId"
    filled = [head for head in heads if head]
    if len(filled) > 1 and filled[0] in ("timestamp", "tijdstempel") and heads[0] == filled[0]:
        return "google_forms", f"{filled[0]} is its first column"
    return None


def _plain(grid: Grid) -> _Head | None:
    """Return the header of a plain table when at least two of its cells are questions."""
    rows = [cells for _, cells in grid.rows[:_HEADER_WITHIN]]
    filled = [sum(bool(text_of(cell)) for cell in cells) for cells in rows]
    # Titles above a header fill one cell or two; the first row that is filled is the header.
    at = next((at for at, many in enumerate(filled) if many * 2 > max(filled)), None)
    if at is None or filled[at] < 3 or at + 1 >= len(grid.rows):
        return None
    asked = sum(_asks(one_line(cell)) for cell in rows[at])
    if asked < 2:
        return None
    return _Head("table", f"row {grid.rows[at][0]} holds {asked} questions", at, None, at + 1)


def _asks(text: str) -> bool:
    return text.endswith("?") or "[" in text or 5 <= len(text.split()) <= 60


def _questions(header: Sequence[Any], texts: Sequence[Any], program: str) -> Iterator[Question]:
    seen: dict[str, int] = {}
    for position, cell in enumerate(header):
        written = one_line(cell)
        if not written:
            continue
        code, text = "", written
        if program == "qualtrics":
            code = written
            text = one_line(texts[position]) if position < len(texts) else ""
        elif program == "limesurvey" and (both := _CODE_AND_TEXT.fullmatch(written)):
            code, text = both["code"], both["text"]
        elif program == "limesurvey" and _CODE.fullmatch(written):
            code, text = written, ""
        name = code or written
        seen[name.casefold()] = often = seen.get(name.casefold(), 0) + 1
        row = ""
        if inside := _SUBQUESTION.fullmatch(text or code):
            row = inside["row"].strip()
            text = inside["question"] if text else ""
        elif program == "qualtrics" and " - " in text:
            text, _, row = text.rpartition(" - ")
        yield Question(position, name if often == 1 else f"{name} ({often})", code, text, row)


def _bare(header: str) -> str:
    return header.strip().strip("\ufeff").rstrip(":").strip()
