"""Raw files as texts that can be de-identified, and their clean twins: transcripts, tables, texts.

Documents are in `kit.raw_papers`.

A clean transcript is a text in the kit's own convention, a clean table a CSV file, a clean running
document Markdown or text. Whatever else was in the raw file (comments, properties, pictures, who
changed it) stays behind.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from kit.cells import Grid, find_header, read_grids
from kit.documents import normalise
from kit.errors import InputError
from kit.files import decode
from kit.forms import TABLES
from kit.language import Both
from kit.papers import SUFFIXES as DOCUMENTS
from kit.paragraphs import Line, read_lines
from kit.raw_papers import RawPaper
from kit.running_document import read_entries
from kit.terms import columns
from kit.transcripts import SUFFIXES as TRANSCRIPTS
from kit.transcripts import Transcript, read_transcript, write_transcript
from kit.values import Unreadable, read_date, text_of

__all__ = ["Raw", "open_raw"]

Id = tuple[str, str]
_TURN = Both("beurt", "turn")
_SPEAKER = Both("spreker", "speaker")
_ROW = Both("rij", "row")
_LINE = Both("alinea", "paragraph")
_SPREADSHEETS = (".csv", ".tsv", ".xlsx", ".xlsm", ".ods")
_TEXTS = (".docx", ".md", ".txt")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\u00ad]")
#: Columns that hold one name or code.
_ONE_NAME = {"author", "person", "speaker", "interviewer", "interviewer_speaker", "owner", "coder"}
_NAME_HEAD = re.compile(
    r"(?i)(?:\w*naam|namen|name|auteur|author|respondent|ge[iï]nterviewde|deelnemer|spreker|"
    r"speaker|wie|persoon|contactpersoon)"
)
_BORN_HEAD = re.compile(r"(?i)(?:geboorte\w*|geb\.? ?datum|date of birth|birth ?date|dob|born)")
_DAY_HEAD = re.compile(r"(?i)(?:datum|date|dag|day)(?:[ _](?:van|of|gebeurtenis|event))?")
#: Columns that are read as codes, dates and numbers; what stands there is no running text.
_AS_THEY_ARE = ("date", "integer", "number", "figure", "period", "yes_no")
_IDS = {"id", "interview", "document", "event_id", "transcript"}


class Raw(Protocol):
    """A raw file."""

    @property
    def called(self) -> str:
        """Its path within the raw folder."""
        ...

    @property
    def texts(self) -> Mapping[Id, str]:
        """Running text by its place."""
        ...

    @property
    def labels(self) -> Mapping[Id, str]:
        """Texts that are one name or code as a whole, by their place."""
        ...

    @property
    def people(self) -> tuple[Mapping[str, str], ...]:
        """Of a table: region, role and person of each row; its id, document and file."""
        ...

    @property
    def apart(self) -> Mapping[Id, str]:
        """Of a table: the document that each place is about, else its region in small letters."""
        ...

    def clean(
        self, texts: Mapping[Id, str], labels: Mapping[Id, str], renamed: Callable[[str], str]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the clean files: its path within the raw folder with another ending, its bytes.

        `renamed` gives the clean name of a raw file or id that stands in a cell.
        """
        ...


def open_raw(path: Path, called: str, *, language: str) -> Raw | None:
    """Open a raw file; None for a kind of file that the kit does not read.

    Parameters
    ----------
    path : Path
    called : str
        Its path within the raw folder.
    language : {"nl", "en"}
        Of the places that the review table names.

    Raises
    ------
    InputError
        It cannot be read.
    """
    suffix = path.suffix.lower()
    first = _table_of(called)
    if suffix in _SPREADSHEETS or (suffix == ".txt" and _is_table(path, called, first)):
        return _Table.of(path, called, first, language)
    if suffix in DOCUMENTS and called.casefold().startswith("documents/"):
        return RawPaper.of(path, called, language)
    if suffix in _TEXTS and first != "interviews" and suffix != ".odt":
        return _Running.of(path, called, language)
    if suffix in TRANSCRIPTS:
        return _Talk.of(path, called, language)
    return None


def _table_of(called: str) -> str:
    """Return the table that a name begins with, *noticeable_results* before *noticeable*."""
    low = re.sub(r"[- ]", "_", called.casefold())
    fits = [name for name in TABLES if re.match(rf"{name}(?:[_./\\]|$)", low)]
    return max(fits, key=len, default=re.split(r"[_./\\]", low)[0])


def _plain(text: str) -> str:
    return normalise(_UNSEEN.sub("", text))


@dataclass(frozen=True)
class _Talk:
    called: str
    texts: Mapping[Id, str]
    labels: Mapping[Id, str]
    transcript: Transcript
    places: tuple[tuple[Id, Id | None], ...]
    people: tuple[Mapping[str, str], ...] = ()
    apart: Mapping[Id, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, called: str, language: str) -> _Talk:
        transcript = read_transcript(path, called)
        if transcript.problems:
            raise InputError(transcript.problems)
        speakers = list(dict.fromkeys(t.speaker for t in transcript.turns if t.speaker))
        ids = {s: (called, f"{_SPEAKER[language]} {n}") for n, s in enumerate(speakers, start=1)}
        places = tuple(
            ((called, f"{_TURN[language]} {turn.number}"), ids.get(turn.speaker or ""))
            for turn in transcript.turns
        )
        texts = {
            place: _plain(turn.text)
            for (place, _), turn in zip(places, transcript.turns, strict=True)
        }
        return cls(called, texts, {id: s for s, id in ids.items()}, transcript, places)

    def clean(
        self, texts: Mapping[Id, str], labels: Mapping[Id, str], renamed: Callable[[str], str]
    ) -> Iterator[tuple[str, bytes]]:
        turns = tuple(
            replace(turn, text=texts[place], speaker=labels[speaker] if speaker else turn.speaker)
            for turn, (place, speaker) in zip(self.transcript.turns, self.places, strict=True)
        )
        with TemporaryDirectory() as folder:
            made = write_transcript(replace(self.transcript, turns=turns), Path(folder) / "a.txt")
            yield str(Path(self.called).with_suffix(".txt").as_posix()), made.read_bytes()


@dataclass(frozen=True)
class _Running:
    called: str
    texts: Mapping[Id, str]
    labels: Mapping[Id, str]
    lines: tuple[tuple[str, Id | None, str], ...]  # before the text, its place or none, the text
    suffix: str
    people: tuple[Mapping[str, str], ...] = ()
    apart: Mapping[Id, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, called: str, language: str) -> _Running:
        suffix = path.suffix.lower()
        lines: list[tuple[str, Id | None, str]] = []
        texts: dict[Id, str] = {}
        labels: dict[Id, str] = {}
        dated = {entry.row for entry in read_entries(path, called).entries}
        for number, (before, text, row) in enumerate(_lines(path, called, suffix), start=1):
            head = _after_the_date(text) if row in dated else 0
            place: Id = (called, f"{_LINE[language]} {number}")
            label = re.match(r"(?i)(?:auteur|author|schrijver|door|geschreven door)\s*:\s*", text)
            if label:
                labels[place], head = _plain(text[label.end() :]), label.end()
            else:
                texts[place] = _plain(text[head:])
            filled = bool(text[head:].strip())
            if not filled:
                texts.pop(place, None)
                labels.pop(place, None)
            lines.append((before + text[:head], place if filled else None, text[head:]))
        return cls(called, texts, labels, tuple(lines), ".md" if suffix == ".docx" else suffix)

    def clean(
        self, texts: Mapping[Id, str], labels: Mapping[Id, str], renamed: Callable[[str], str]
    ) -> Iterator[tuple[str, bytes]]:
        made = [
            before + ({**texts, **labels}[place] if place else rest)
            for before, place, rest in self.lines
        ]
        path = Path(self.called).with_suffix(self.suffix)
        yield path.as_posix(), ("\n".join(made).rstrip("\n") + "\n").encode()


def _lines(path: Path, called: str, suffix: str) -> Iterator[tuple[str, str, int]]:
    """Yield the lines of a text: what is written before each, the text, and its row."""
    if suffix != ".docx":
        for row, raw in enumerate(decode(path.read_bytes())[0].split("\n"), start=1):
            m = re.match(r"\s*(?:#{1,6}\s+|[-*+]\s+|>\s+)?", raw)
            begin = m.end() if m else 0
            yield raw[:begin], raw[begin:], row
        return
    label = columns("logbook")
    for line in read_lines(path, called).lines:
        if line.day is not None:
            yield "## ", line.day, line.row
            for name, text in line.fields:
                yield f"{label[name].label.nl}: ", " ".join(text.split()), 0
                yield "", "", 0
            continue
        yield _mark(line), line.text, line.row
        yield "", "", 0


def _mark(line: Line) -> str:
    if line.styled and line.text.strip():
        return "## "
    return "- " if line.bullet else ""


def _after_the_date(text: str) -> int:
    """Return where a heading goes on after its date: the day of an entry is data, and stays."""
    words = list(re.finditer(r"\S+", text))
    for count in range(min(len(words), 5), 0, -1):
        piece = text[: words[count - 1].end()]
        try:
            read_date(re.sub(r"^[*_#\s]+|[\s:,|*_–—-]+$", "", piece))
        except (Unreadable, ValueError):
            continue
        gap = re.match(r"[\s:,|*_–—-]*", text[len(piece) :])
        return len(piece) + (gap.end() if gap else 0)
    return 0


@dataclass(frozen=True)
class _Table:
    called: str
    texts: Mapping[Id, str]
    labels: Mapping[Id, str]
    grids: tuple[tuple[tuple[tuple[Any, Id | str | None], ...], ...], ...]
    separator: str
    people: tuple[Mapping[str, str], ...] = ()
    apart: Mapping[Id, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, called: str, first: str, language: str) -> _Table:
        grids, problems = read_grids(path, called)
        if problems:
            raise InputError(problems)
        texts: dict[Id, str] = {}
        labels: dict[Id, str] = {}
        apart: dict[Id, str] = {}
        people: list[Mapping[str, str]] = []
        whole = []
        for number, grid in enumerate(grids, start=1):
            sheet = f"{number}:" if len(grids) > 1 else ""
            kinds, header, names = _columns(grid, first)
            rows = []
            for row, cells in grid.rows:
                made: list[tuple[Any, Id | str | None]] = []
                for position, cell in enumerate(cells):
                    place: Id = (called, f"{_ROW[language]} {sheet}{row}.{position + 1}")
                    kind = kinds.get(position, "text")
                    if row == header:
                        kind = "as it is" if position in names else "text"
                    elif row < header:
                        kind = "text"
                    text = _plain(_as_text(cell))
                    if kind == "born":
                        text = f"geboren {text}" if text else ""
                    if not text or kind == "as it is":
                        made.append((cell, None))
                    elif kind == "name":
                        made.append((cell, "name"))
                    else:
                        (labels if kind == "label" else texts)[place] = text
                        made.append((cell, place))
                        who = _person(cells, names)
                        if about := who["document"] or who["region"].casefold():
                            apart[place] = about
                rows.append(tuple(made))
                if row > header:
                    people.append(_person(cells, names))
            whole.append(tuple(rows))
        separator = "," if grids and grids[0].comma_decimals is None and path.suffix.lower() in (
            ".csv", ".tsv", ".txt") else ";"  # fmt: skip
        return cls(called, texts, labels, tuple(whole), separator, tuple(people), apart)

    def clean(
        self, texts: Mapping[Id, str], labels: Mapping[Id, str], renamed: Callable[[str], str]
    ) -> Iterator[tuple[str, bytes]]:
        new = {**texts, **labels}
        path = Path(self.called)
        for number, rows in enumerate(self.grids, start=1):
            text = io.StringIO(newline="")
            writer = csv.writer(text, delimiter=self.separator, lineterminator="\n")
            for row in rows:
                writer.writerow(
                    [_cell(cell, mark, new, renamed, self.separator) for cell, mark in row]
                )
            name = (
                path.with_suffix(".csv")
                if number == 1
                else path.with_name(f"{path.stem}_{number}.csv")
            )
            yield name.as_posix(), text.getvalue().encode("utf-8-sig")


def _cell(
    cell: Any,
    mark: Id | str | None,
    new: Mapping[Id, str],
    renamed: Callable[[str], str],
    separator: str,
) -> str:
    if isinstance(mark, tuple) and (isinstance(cell, str) or new[mark] != _as_text(cell)):
        return new[mark].removeprefix("geboren ")
    if mark == "name":
        return renamed(text_of(cell))
    if isinstance(cell, float) and not cell.is_integer():
        return str(cell).replace(".", ",") if separator == ";" else str(cell)
    return text_of(cell)


def _as_text(cell: Any) -> str:
    return cell if isinstance(cell, str) else text_of(cell)


def _columns(grid: Grid, first: str) -> tuple[dict[int, str], int, dict[int, str]]:
    """Return how each column is treated, the row of the header, and the columns that are known."""
    declared = {column.name: column for column in TABLES.get(first, ())}
    known = {t.id: t.written_as() for t in columns(first).values()} if declared else {}
    headed = find_header(grid, known) if known else None  # type: ignore[arg-type]
    header = headed.header_row if headed else (grid.rows[0][0] if grid.rows else 0)
    names = dict(headed.columns) if headed else {}
    cells = next((cells for row, cells in grid.rows if row == header), ())
    kinds = {}
    for position, cell in enumerate(cells):
        name, head = names.get(position), text_of(cell)
        if name in _ONE_NAME or (name is None and _NAME_HEAD.fullmatch(head)):
            kinds[position] = "label"
        elif name in _IDS:
            kinds[position] = "name"
        elif (
            name == "region"
            or (name and declared[name].kind in _AS_THEY_ARE)
            or (name is None and _DAY_HEAD.fullmatch(head))
        ):
            kinds[position] = "as it is"
        elif name is None and _BORN_HEAD.fullmatch(head):
            kinds[position] = "born"
    return kinds, header, names


def _person(cells: tuple[Any, ...], names: Mapping[int, str]) -> Mapping[str, str]:
    given = {n: text_of(cells[p]) for p, n in names.items() if p < len(cells)}
    who = given.get("person") or given.get("author") or ""
    document = given.get("document") or given.get("interview") or ""
    file = given.get("file") or given.get("transcript") or ""
    return {
        "region": given.get("region", ""), "role": given.get("role", ""), "person": who,
        "id": given.get("id", ""), "document": document, "file": file,
    }  # fmt: skip


def _is_table(path: Path, called: str, first: str) -> bool:
    """Say whether a .txt has a header that names two columns of its table."""
    if first not in TABLES:
        return False
    known = {term.id: term.written_as() for term in columns(first).values()}
    grids, _ = read_grids(path, called)
    headed = find_header(grids[0], known) if grids else None  # type: ignore[arg-type]
    return headed is not None and len(headed.columns) > 1
