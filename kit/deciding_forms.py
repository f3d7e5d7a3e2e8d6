"""Forms in which one person decides about passages, a row each, and what stands in them later.

The form and its key stand side by side in a folder of the study. The key says what each row is
about and holds no text. A form that was filled in is never written over, and never changed.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kit.anchors import Lost, find_again
from kit.codes import Codebook
from kit.coding_files import document_problem
from kit.documents import Document
from kit.errors import InputError, Problem
from kit.files import sha256, write_whole
from kit.language import Both
from kit.sampling import put, shown
from kit.study import Study
from kit.tables import read_table
from kit.terms import columns, label, terms
from kit.values import Column

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Answer", "Form", "Row", "quote_hash", "read_forms", "write_form"]

FORMAT = 1
#: Each kind of form has a folder and columns of its name, and the words that answer it.
_ANSWERS = {"suggestions": "acceptance", "differences": "ruling"}
_TITLES = {
    "suggestions": Both("Voorstellen", "Suggestions"),
    "differences": Both("Verschillen", "Differences"),
}
_EXPLANATION = Both("Uitleg", "Explanation")
_COMPARED = 300  # characters of a passage by which it is known again


@dataclass(frozen=True)
class Row:
    """One row of a form.

    Attributes
    ----------
    number : int
        From 1, in the order of the form.
    code, document, part : str
    start, end : int
        Span of the passage; code points, end exclusive.
    quote : str
        `quote_hash` of the passage, so that an edit of the text is seen.
    about : tuple of str
        Ids of what is decided on.
    """

    number: int
    code: str
    document: str
    part: str
    start: int
    end: int
    quote: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """What was asked of whom.

    Attributes
    ----------
    kind : {"suggestions", "differences"}
        Also the folder it stands in.
    name : str
        Of the form and its key, without ending.
    coder : str
        Who decides; the answers go to the file of this coder.
    rows : tuple of Row
    made : mapping of str to str
        What made it: versions, and what a record needs beside the row.
    """

    kind: str
    name: str
    coder: str
    rows: tuple[Row, ...]
    made: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What somebody decided in a row; `where` says file and row."""

    form: Form
    row: Row
    answer: str
    memo: str
    where: str


def quote_hash(text: str) -> str:
    """Return 16 hexadecimal digits that change when the passage is edited."""
    return sha256(text)[:16]


def write_form(
    study: Study,
    form: Form,
    *,
    documents: Iterable[Document],
    codebook: Codebook,
    beside: Mapping[str, Sequence[str]],
    says: str,
) -> Path:
    """Write a form and its key; return the path of the form.

    Parameters
    ----------
    study : Study
    form : Form
    documents : iterable of Document
    codebook : Codebook
        For the names and definitions of the codes.
    beside : mapping of heading to cells, one per row
        Columns between the passage and the answer; they are not read back.
    says : str
        What to know before filling it in.

    Raises
    ------
    InputError
        The name is no file name, or there is such a form already: it may have been filled in.
    CannotWrite
    """
    path = study.root / form.kind / f"{form.name}.xlsx"
    key = path.with_suffix(".key.json")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,139}", form.name):
        expected = "a name of a-z, 0-9, hyphens and low lines"
        raise InputError([Problem(f"{form.kind}/{form.name}", "", expected)])
    for one in (path, key):
        if one.exists():
            got = "the same form, which is there already and perhaps filled in"
            do = "Fill in that one and read it first. Nothing was changed."
            raise InputError([Problem(f"{form.kind}/{one.name}", got, "a new form", do)])
    texts = {document.id: document.text for document in documents}
    write_whole(key, _as_key(form))
    write_whole(path, _as_workbook(form, texts, codebook, beside, says, study.languages[0]))
    return path


def _as_key(form: Form) -> str:
    # `kit.withdrawal` takes rows out of these keys as it does of samples: by document, in place 2,
    # and moves their start and end, in places 4 and 5.
    items = [
        [r.number, r.code, r.document, r.part, r.start, r.end, r.quote, *r.about]
        for r in form.rows
    ]  # fmt: skip
    held = {"format": FORMAT, "kind": form.kind, "coder": form.coder, "made": dict(form.made)}
    return json.dumps(held | {"items": items}, ensure_ascii=False) + "\n"


def _read_key(path: Path, called: str, kind: str) -> Form | Problem:
    do = "Put the key back beside the form, under the same name, or make a new form."
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        number = held["format"]
        if not isinstance(number, int) or number > FORMAT:
            newer = "It was made for a newer kit; update this one."
            return Problem(f"{called}, `format`", str(number), f"at most {FORMAT}", newer)
        if held["kind"] != kind:
            return Problem(f"{called}, `kind`", str(held["kind"]), kind, do)
        rows = [
            # A row of somebody who withdrew is about nothing.
            Row(int(n), code, document, part, int(start), int(end), str(quote), tuple(about))
            for n, code, document, part, start, end, quote, *about in held["items"]
        ]
        name = path.name.removesuffix(".key.json")
        return Form(kind, name, str(held["coder"]), tuple(rows), dict(held["made"]))
    except OSError:
        return Problem(called, "", "the key of a form, beside it", do)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Problem(called, "", "a key as the kit wrote it", do)


def _as_workbook(
    form: Form,
    texts: Mapping[str, str],
    codebook: Codebook,
    beside: Mapping[str, Sequence[str]],
    says: str,
    language: str,
) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    head = {id: term.label[language] for id, term in columns(form.kind).items()}
    sheet.title = _TITLES[form.kind][language]
    heads = [head["item"], head["code"], head["passage"], *beside, head["answer"], head["memo"]]
    wrapped = Alignment(wrap_text=True, vertical="top")
    for position, text in enumerate(heads, start=1):
        put(sheet, 1, position, text).font = Font(bold=True)
    for number, row in enumerate(form.rows):
        name = codebook.codes[row.code].term.label[language]
        passage = shown(texts[row.document][row.start : row.end], language)
        more = (those[number] for those in beside.values())
        cells: tuple[str | int, ...] = (row.number, name, passage, *more)
        for position, value in enumerate(cells, start=1):
            put(sheet, number + 2, position, value).alignment = wrapped
    widths = (9, 26, 80, *(20 for _ in beside), 18, 40)
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    list_ = _ANSWERS[form.kind]
    answers = ",".join(label(list_, id, language) for id in terms(list_))
    rule = DataValidation(type="list", formula1=f'"{answers}"', allow_blank=True)
    rule.showErrorMessage = True
    letter = get_column_letter(len(heads) - 1)
    rule.add(f"{letter}2:{letter}{len(form.rows) + 1}")
    sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet(_EXPLANATION[language]), form, codebook, says, language)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _explain(sheet: Worksheet, form: Form, codebook: Codebook, says: str, language: str) -> None:
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width = 110
    lines = [says, ""]
    for code in dict.fromkeys(row.code for row in form.rows):
        one = codebook.codes[code]
        meaning = one.definition or one.term.meaning
        name = one.term.label[language]
        lines.append(f"{name}: {meaning[language]}" if meaning else name)
    for number, line in enumerate(lines, start=1):
        put(sheet, number, 1, line).alignment = Alignment(wrap_text=True, vertical="top")


def read_forms(
    study: Study, kind: str, *, documents: Iterable[Document]
) -> tuple[tuple[Answer, ...], tuple[Problem, ...]]:
    """Read every form of a kind: the rows that were answered, and what is wrong.

    Forms may have been saved as .csv or .ods, and their rows sorted. A row without an answer was
    not decided, whatever else stands in it.

    Parameters
    ----------
    study : Study
    kind : {"suggestions", "differences"}
    documents : iterable of Document
        All of the study: an answer about a text that was edited since is a problem.
    """
    known = {document.id: document for document in documents}
    problems: list[Problem] = []
    answers: list[Answer] = []
    forms: dict[Path, list[tuple[Path, str]]] = {}
    for path, called in study.files(kind):
        forms.setdefault(path.with_suffix(".key.json"), []).append((path, called))
    for key, those in sorted(forms.items()):
        form = _read_key(key, key.relative_to(study.root).as_posix(), kind)
        if isinstance(form, Problem):
            problems.append(form)
            continue
        given = [one for path, called in those for one in _of_form(path, called, form, problems)]
        for one, passage in _each_once(given, problems):
            placed = _in_place(one, passage, known)
            if isinstance(placed, Problem):
                problems.append(placed)
            else:
                answers.append(placed)
    return tuple(answers), tuple(problems)


def _of_form(
    path: Path, called: str, form: Form, problems: list[Problem]
) -> Iterator[tuple[Answer, str]]:
    declared = (
        Column("item", "integer", required=True, unique=True),
        Column("code", "name"),
        Column("passage"),
        Column("answer", "choice", choices=_ANSWERS[form.kind]),
        Column("memo"),
    )
    table = read_table([(path, called)], table=form.kind, declared=declared)
    problems += table.problems
    rows = {row.number: row for row in form.rows}
    for given in table.frame.to_dict("records"):
        where = f"{called}, row {given['row']}"
        if given["answer"] is None:
            continue
        if given["item"] not in rows:
            do = "The number links the answer to its passage; put back what stood there."
            expected = f"a number from 1 to {len(rows)}"
            problems.append(Problem(f"{where}, `item`", str(given["item"]), expected, do))
        elif (row := rows[given["item"]]).about:
            one = Answer(form, row, given["answer"], (given["memo"] or "").strip(), where)
            yield one, given["passage"] or ""


def _each_once(
    given: Sequence[tuple[Answer, str]], problems: list[Problem]
) -> Iterator[tuple[Answer, str]]:
    """Yield the answers; of a row that two files of one form answer differently, none."""
    by_row: dict[int, list[tuple[Answer, str]]] = {}
    for one in given:
        by_row.setdefault(one[0].row.number, []).append(one)
    for those in by_row.values():
        if len({one.answer for one, _ in those}) == 1:
            yield those[0]
        else:
            others = ", ".join(one.where for one, _ in those[1:])
            expected = f"one answer; {others} has another"
            do = "Keep one file of the form, or answer alike."
            problems.append(Problem(f"{those[0][0].where}, `answer`", "", expected, do))


def _in_place(one: Answer, passage: str, known: Mapping[str, Document]) -> Answer | Problem:
    """Return the answer at the place of its passage now, or why it cannot be placed."""
    row, where = one.row, f"{one.where}, `passage`"
    document = known.get(row.document)
    edited = "The text was edited since. Make a new form for what is not decided yet."
    if document is None:
        return document_problem(one.where, row.document, known)
    if quote_hash(document.text[row.start : row.end]) != row.quote:
        if quote_hash(passage) != row.quote:
            return Problem(where, "", "a passage that still stands in its text", edited)
        place = find_again(
            document, quote=passage, part=row.part or None, start=row.start, end=row.end
        )
        if isinstance(place, Lost):
            return Problem(where, "", "a passage that still stands in its text", edited)
        row = replace(row, part=place.part or row.part, start=place.start, end=place.end)
        return replace(one, row=row)
    if passage and _known_by(passage) != _known_by(document.text[row.start : row.end]):
        do = "Was one column sorted without the others? Undo that, so that answer and number fit."
        return Problem(where, "", f"the passage of number {row.number}", do)
    return one


def _known_by(text: str) -> str:
    """Return letters and digits of the beginning, which a spreadsheet leaves as they are."""
    return re.sub(r"[\W_]+", "", text[:_COMPARED])
