"""What a file is: a register of kinds, each of which says how sure it is and why.

A new kind is one line in `KINDS`: how it is recognised, and what is shown of it (`kit.first_rows`).
Where it comes in a study is in `kit.import_places`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kit import first_rows
from kit.cells import SUFFIXES as TABLES_OF_CELLS
from kit.cells import Grid, Rows, find_header, read_grids
from kit.coding_tables import COLUMNS as CODINGS
from kit.errors import InputError, Problem, first_of, shorten
from kit.first_rows import Offer, Shown
from kit.forms import TABLES
from kit.papers import read_paper
from kit.running_document import SUFFIXES as RUNNING
from kit.running_document import TEXT_FIELDS, read_entries
from kit.terms import columns
from kit.transcripts import SUFFIXES as TRANSCRIPTS
from kit.transcripts import read_transcript

__all__ = ["KINDS", "Guess", "Kind", "as_form", "columns_of", "guesses"]

_CAPTIONS = (".vtt", ".srt")
_REFI = (".qdpx", ".qde", ".qdc")
_LONGEST_TITLE = 120
_UNSURE = 84  # most that a guess may be that lacks something
_UNLIKELY = 50  # most where it has more of something else
_SAVE_AS = {
    ".xls": "Open it in Excel or LibreOffice and save it as .xlsx.",
    ".numbers": "Export it from Numbers as .xlsx.",
    ".pages": "Export it from Pages as .docx.",
}
_MINUTES = re.compile(
    r"\b(?:\w*verslag|notulen|minutes|agenda|besluitenlijst|actielijst)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Guess:
    """What a file may be.

    Attributes
    ----------
    kind : str
        A key of `KINDS`.
    certainty : int
        From 0 to 100; the highest is taken.
    reason : str
    about : str
        Of an own form: which table.
    """

    kind: str
    certainty: int
    reason: str
    about: str = ""

    @property
    def how_sure(self) -> str:
        """The certainty in words."""
        return "surely" if self.certainty >= 85 else "probably" if self.certainty >= 60 else "maybe"


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    name : str
        With its article.
    recognise : function
        Gives a guess, or None; an InputError when the file is of this kind and is broken.
    show : function
    """

    name: str
    recognise: Callable[[Offer], Guess | None]
    show: Callable[[Offer], Shown]


def guesses(offer: Offer) -> list[Guess]:
    """Return what a file may be, the surest first.

    Raises
    ------
    InputError
        It is of no kind that is known, or cannot be read.
    """
    if offer.suffix in _SAVE_AS:
        do = _SAVE_AS[offer.suffix]
        raise InputError([Problem(offer.called, offer.suffix, "a form that can be read", do)])
    if not offer.path.stat().st_size:
        do = "Give the file again from where it came."
        raise InputError([Problem(offer.called, "a file that is empty", "something in it", do)])
    found: list[Guess] = []
    wrong: list[Problem] = []
    for kind in KINDS.values():
        try:
            guess = kind.recognise(offer)
        except InputError as error:
            wrong += error.problems
            continue
        if guess is not None:
            found.append(guess)
    if not found and not wrong and offer.suffix in TABLES_OF_CELLS:
        wrong += _no_form(offer)
    if not found:
        do = "`kit forms` makes the forms that are read; documents can be .docx, PDF, .pptx, .eml."
        expected = "a file that the kit knows"
        raise InputError(
            list(dict.fromkeys(wrong)) or [Problem(offer.called, offer.suffix, expected, do)]
        )
    return sorted(found, key=lambda guess: -guess.certainty)


@lru_cache(maxsize=1)
def _grids(offer: Offer, changed: int) -> tuple[list[Grid], list[Problem]]:
    """Return the sheets of a file; it is held against every form, and read once."""
    return read_grids(offer.path, offer.called)


def _headed(offer: Offer, known: Mapping[str, Iterable[str]]) -> Rows | None:
    if offer.suffix not in TABLES_OF_CELLS:
        return None
    grids, problems = _grids(offer, offer.path.stat().st_mtime_ns)
    if problems:
        raise InputError(problems)
    return next((rows for grid in grids if (rows := find_header(grid, dict(known)))), None)


def _known(table: str) -> dict[str, Iterable[str]]:
    return {term.id: term.written_as() for term in columns(table).values()}


def _form(offer: Offer) -> Guess | None:
    best: tuple[int, int, str] | None = None
    for name in TABLES:
        rows = _headed(offer, _known(name))
        if rows is None:
            continue
        there = set(rows.columns.values())
        if not _required(name) <= there or len(there) < 2:
            continue
        fit = (len(there) - len(rows.unknown), len(there), name)
        best = fit if best is None or fit[:2] > best[:2] else best
    return None if best is None else _as_table(offer, best[2])


def _as_table(offer: Offer, table: str) -> Guess:
    rows = _headed(offer, _known(table))
    there = set(rows.columns.values()) if rows else set()
    unknown = rows.unknown if rows else {}
    share = 2 * len(there) - len(unknown)
    named = offer.path.stem.casefold().startswith(table)
    reason = f"{len(there)} columns of the form {table}"
    lacking = []
    if "region" in _names_of(table) and "region" not in there and len(offer.study.regions) > 1:
        lacking.append("region")
    if table == "logbook" and not there & set(TEXT_FIELDS):
        lacking.append("happened")
    if lacking:
        shown = " and ".join(f"`{columns(table)[name].label.nl}` ({name})" for name in lacking)
        reason += f"; no column {shown}"
    most = _UNSURE if lacking or unknown else 95
    if "happened" in lacking and any(map(_is_a_question, unknown.values())):
        most = _UNLIKELY
    return Guess("form", min(most, 55 + 4 * max(0, share) + 20 * named), reason, table)


def _is_a_question(head: str) -> bool:
    """Say whether a heading is put to somebody, as those of a survey are."""
    return head.rstrip().endswith("?") or len(head.split()) > 4


def as_form(offer: Offer, table: str) -> Guess:
    """Return the guess that a file is one form, because somebody says so.

    Raises
    ------
    InputError
        It is no table, or lacks columns that the form must have: what was seen, and what is needed.
    """
    if offer.suffix not in TABLES_OF_CELLS:
        expected = f"a table, one of {', '.join(TABLES_OF_CELLS)}"
        raise InputError([Problem(offer.called, offer.suffix, expected)])
    rows = _headed(offer, _known(table))
    there = set(rows.columns.values()) if rows else set()
    if not _required(table) <= there or not there:
        raise InputError([_lacks(offer, table, there)])
    return _as_table(offer, table)


def columns_of(offer: Offer, table: str) -> Iterator[str]:
    """Yield which column of a file is which of a form, and which are not known, with the nearest.

    Headings only: nothing of what stands below them.
    """
    rows = _headed(offer, _known(table))
    if rows is None:
        return
    told = (f"{shorten(rows.heads[at])} → {name}" for at, name in rows.columns.items())
    yield f"columns: {', '.join(told)}"
    free = _names_of(table) - set(rows.columns.values())
    for head in rows.unknown.values():
        near = _nearest(head, table, free)
        do = f"rename it to `{near}` if that is what it holds" if near else "`kit forms` has names"
        yield f"not read: column `{shorten(head)}`; {do}"


def _nearest(head: str, table: str, free: Iterable[str]) -> str:
    """Return the label of the column that a heading is most like; empty when none is near."""
    known = columns(table)
    names = {alias: known[id].label.nl for id in free if id in known
             for alias in known[id].written_as()}  # fmt: skip
    plain = " ".join(head.replace("_", " ").split()).casefold().strip(" *:?")
    held = [name for name in names if len(name) > 3 and name in plain]
    close = difflib.get_close_matches(plain, names, n=1, cutoff=0.6)
    return names[max(held, key=len)] if held else names[close[0]] if close else ""


def _names_of(table: str) -> set[str]:
    return {column.name for column in TABLES[table]}


def _required(table: str) -> set[str]:
    return {c.name for c in TABLES[table] if c.required and c.name != "region"}


def _no_form(offer: Offer) -> Iterator[Problem]:
    """Yield that a table is no form: its headings, and what it lacks to be the nearest one."""
    there = {
        table: set(rows.columns.values()) if (rows := _headed(offer, _known(table))) else set()
        for table in TABLES
    }
    nearest = max(there, key=lambda table: len(there[table]))
    if any(there.values()):
        yield _lacks(offer, nearest, there[nearest])
    elif seen := _first_full_row(offer):
        got = f"the headings {first_of([shorten(head) for head in seen])}"
        expected = "headings of a form, or a table of open data, of a dashboard or of a survey"
        do = "`kit forms` makes the forms with their headings; --as says which form it is."
        yield Problem(offer.called, got, expected, do)


def _lacks(offer: Offer, table: str, there: set[str]) -> Problem:
    rows = _headed(offer, _known(table))
    seen = [*rows.heads.values(), *rows.unknown.values()] if rows else _first_full_row(offer)
    got = f"the headings {', '.join(shorten(head) for head in seen)}" if seen else "no headings"
    lacking = sorted(_required(table) - there) or sorted(_names_of(table) - there)
    names = ", ".join(f"`{columns(table)[name].label.nl}` ({name})" for name in lacking)
    do = f"Rename the headings; `kit forms` makes the form {table}, and --as says which form it is."
    return Problem(offer.called, got, f"for the form {table} also {names}", do)


def _first_full_row(offer: Offer) -> list[str]:
    grids, _ = read_grids(offer.path, offer.called)
    rows = ([str(c).strip() for c in cells if c not in (None, "")]
            for grid in grids for _, cells in grid.rows)  # fmt: skip
    return next((row for row in rows if len(row) > 1), [])


def _codings(offer: Offer) -> Guess | None:
    rows = _headed(offer, _known("codings"))
    there = set(rows.columns.values()) if rows else set()
    if {"document", "code"} <= there and there & {"quote", "start"}:
        told = ", ".join(c.name for c in CODINGS if c.name in there)
        return Guess("codings", 92, f"columns {told}")
    return None


def _codebook(offer: Offer) -> Guess | None:
    if offer.suffix in (".yml", ".yaml"):
        from kit.codebook import read_codebook

        found = read_codebook(offer.path)
        return Guess("codebook", 95, f"a codebook in YAML with {len(found.codes)} codes")
    rows = _headed(offer, _known("codebook"))
    there = set(rows.columns.values()) if rows else set()
    if {"id", "list"} <= there:
        return Guess("codebook", 80, f"{len(there)} columns of a codebook")
    return None


def _open_data(offer: Offer) -> Guess | None:
    from kit.open_data import recognise

    if offer.suffix not in (".csv", ".tsv", ".parquet"):
        return None
    found = recognise(offer.path)
    if found.kind == "unknown":
        return None
    certainty = 58 if found.kind == "long_table" else 95
    return Guess("open_data", certainty, "; ".join(found.reasons), found.kind)


def _has_a_fixed_layout(offer: Offer) -> bool:
    """Say whether a file is of a known source, even where its columns look like years."""
    found = _open_data(offer)
    return found is not None and found.about != "long_table"


def _survey(offer: Offer) -> Guess | None:
    from kit.surveys import recognise

    if offer.suffix not in TABLES_OF_CELLS or _has_a_fixed_layout(offer):
        return None
    found = recognise(offer.path)
    if found is None:
        return None
    kind, reason = found
    # A running text has lines with commas too; that makes it no table of answers.
    likely = 44 if offer.suffix == ".txt" else 56
    return Guess("survey", likely if kind == "table" else 93, reason, kind)


def _dashboard(offer: Offer) -> Guess | None:
    from kit.dashboards import recognise

    if offer.suffix not in TABLES_OF_CELLS or _has_a_fixed_layout(offer):
        return None
    found = recognise(offer.path, study=offer.study)
    return None if found is None else Guess("dashboard", 75, found[1])


def _refi(offer: Offer) -> Guess | None:
    from kit.refi_qda import recognise

    found = recognise(offer.path) if offer.suffix in _REFI else None
    return None if found is None else Guess("refi", 98, found)


def _talk(offer: Offer) -> Guess | None:
    if offer.suffix not in TRANSCRIPTS:
        return None
    read = read_transcript(offer.path, offer.called)
    who = {turn.speaker for turn in read.turns if turn.speaker}
    if offer.suffix in _CAPTIONS:
        return Guess("transcript", 96, f"captions with {len(read.turns)} turns")
    if len(who) >= 2 and len(read.turns) >= max(4, 2 * len(who)):
        reason = f"{len(read.turns)} turns of {len(who)} speakers"
        return Guess("transcript", 78 if len(who) <= 12 else 45, reason)
    return None


def _running(offer: Offer) -> Guess | None:
    if offer.suffix not in RUNNING:
        return None
    read = read_entries(offer.path, offer.called)
    heads = sum(not entry.in_table for entry in read.entries)
    if len(read.entries) < 2:
        return None
    if heads < 2:
        return Guess("running_logbook", 48, f"{len(read.entries)} dates in a table")
    minutes = _MINUTES.search(f"{offer.path.stem} {_title(offer)}".replace("_", " "))
    return Guess("running_logbook", 50 if minutes else 80, f"{heads} dates as headings")


def _title(offer: Offer) -> str:
    blocks = read_paper(offer.path, offer.called).blocks
    return blocks[0].text[:_LONGEST_TITLE] if blocks else ""


def _document(offer: Offer) -> Guess | None:
    if offer.suffix in TABLES_OF_CELLS and offer.suffix != ".txt":
        return None
    if offer.suffix in (*_REFI, *_CAPTIONS, ".yml", ".yaml", ".parquet", ".zip"):
        return None
    paper = read_paper(offer.path, offer.called)
    if not paper.letters:
        return Guess("document", 50, *paper.notes[:1] or ("no text in it",))
    heads = sum(block.kind == "heading" for block in paper.blocks)
    reason = f"{len(paper.blocks)} paragraphs, {heads} of them headings"
    if paper.is_mail:
        return Guess("document", 90, f"a mail; {reason}")
    return Guess("document", 70 if offer.suffix in (".docx", ".odt", ".md", ".txt") else 95, reason)


#: Every kind of file that is known, by its id.
KINDS: Mapping[str, Kind] = {
    "form": Kind("a form of the kit", _form, first_rows.cells),
    "codings": Kind("a table of codings", _codings, first_rows.cells),
    "codebook": Kind("a codebook", _codebook, first_rows.codebook),
    "refi": Kind("a project or codebook of another program", _refi, first_rows.refi),
    "open_data": Kind("open data", _open_data, first_rows.figures),
    "dashboard": Kind("a wide table of a dashboard", _dashboard, first_rows.figures),
    "survey": Kind("answers to a survey", _survey, first_rows.survey),
    "transcript": Kind("a transcript", _talk, first_rows.talk),
    "running_logbook": Kind("a logbook as one running text", _running, first_rows.entries),
    "document": Kind("a document", _document, first_rows.document),
}
