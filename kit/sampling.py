"""Drawing passages for people to read: with and without a hit, without saying which is which.

The form and its key stand side by side in ``STUDY/validation``. The key says which passages were
hits and how many there were to draw from; it holds no text, and who reads does not open it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.codebook import Code, Codebook
from kit.coding import find_mentions
from kit.documents import Document, Part
from kit.errors import InputError, Problem
from kit.files import sha256, write_whole
from kit.language import Both
from kit.study import Study
from kit.terms import columns, label, terms

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Item", "Sample", "Stratum", "draw", "read_key", "rules_hash", "write_sample"]

FORMAT = 1
_LONGEST_CELL = 32_000  # Excel cuts a cell at 32,767
_SHEETS = Both("Steekproef", "Sample")
_EXPLANATION = Both("Uitleg", "Explanation")
_SAYS = Both(
    "Lees elke passage en kies in de kolom ‘{answer}’: gaat deze passage over de code die ervoor "
    "staat? Lees wat er staat, niet wat u ervan verwacht. Kies twijfel als u het niet weet; een "
    "lege cel telt als niet gelezen. Sorteren mag; de nummers moeten blijven. Sla het bestand op "
    "waar het staat en geef `kit rules`.",
    "Read every passage and choose in the column ‘{answer}’: is this passage about the code before "
    "it? Read what it says, not what you expect of it. Choose doubt when you do not know; an empty "
    "cell counts as not read. You may sort; the numbers have to stay. Save the file where it is "
    "and give `kit rules`.",
)
_LONG = Both(" [… hier stopt de cel; lees verder in de bron]", " [… the cell ends; see the source]")


@dataclass(frozen=True)
class Item:
    """One question to a reader: is this passage about this code?

    Attributes
    ----------
    number : int
        From 1, in the order of the form.
    code, document, part : str
    start, end : int
        Span of the passage, a part of a document; code points, end exclusive.
    hit : bool
        Whether a rule of the code hits in it.
    """

    number: int
    code: str
    document: str
    part: str
    start: int
    end: int
    hit: bool


@dataclass(frozen=True)
class Stratum:
    """How many passages a code had to draw from, and by which rules.

    Attributes
    ----------
    hits, others : int
        Passages with and without a hit.
    rules : str
        Hash of the rules of the code, see `rules_hash`.
    """

    hits: int
    others: int
    rules: str


@dataclass(frozen=True)
class Sample:
    """What was drawn.

    Attributes
    ----------
    name : str
        Of the form and its key, without ending.
    codebook : str
        Id and version.
    seed : int
    items : tuple of Item
    strata : mapping of code to Stratum
    """

    name: str
    codebook: str
    seed: int
    items: tuple[Item, ...]
    strata: Mapping[str, Stratum]


def rules_hash(codebook: Codebook, code: str) -> str:
    """Return 16 hexadecimal digits that change when a code comes to hit other words.

    They follow from the rules of the code and of all codes below it, and from the rules that take
    hits away; not from their order, nor from anything else in the codebook.
    """
    below = [id for id in codebook.codes if id == code or code in codebook.above(id)]
    parts = [
        sorted((rule.language, *map(repr, rule.words)) for rule in rules)
        for id in sorted(below)
        for rules in (codebook.codes[id].rules, codebook.codes[id].takes_away)
    ]
    return sha256(json.dumps(parts, ensure_ascii=False))[:16]


def draw(
    documents: Iterable[Document],
    codebook: Codebook,
    *,
    codes: Sequence[Code],
    per_code: int,
    seed: int,
    name: str,
) -> Sample:
    """Draw at random, for each code, passages with a hit and as many without.

    A passage is a part of a document. Of each code the passages stand in random order, so that
    their place tells nothing.

    Parameters
    ----------
    documents : iterable of Document
    codebook : Codebook
    codes : sequence of Code
        Those to be read for. The draw of one does not depend on the others.
    per_code : int
        How many with a hit, and how many without; all of them where there are fewer.
    seed : int
        0 or more.
    name : str
        Of the sample.
    """
    import numpy as np

    given = sorted(documents, key=lambda document: document.id)
    passages = [(d.id, part) for d in given for part in d.parts]
    hits = find_mentions(given, codebook)
    places: dict[str, set[tuple[str, Part]]] = {code.id: set() for code in codes}
    parts = {document.id: document.parts for document in given}
    for document, start, code in zip(hits["document"], hits["start"], hits["code"], strict=True):
        if code in places:
            place = next(part for part in parts[document] if part.start <= start < part.end)
            places[code].add((document, place))
    items: list[Item] = []
    strata = {}
    for one in codes:
        rng = np.random.default_rng([seed, *one.id.encode()])
        hit = [passage for passage in passages if passage in places[one.id]]
        other = [passage for passage in passages if passage not in places[one.id]]
        strata[one.id] = Stratum(len(hit), len(other), rules_hash(codebook, one.id))
        drawn = [
            (passage, kind)
            for those, kind in ((hit, True), (other, False))
            for passage in (those[i] for i in _some(len(those), per_code, rng))
        ]
        for i in rng.permutation(len(drawn)):
            (document, part), kind = drawn[i]
            items.append(
                Item(len(items) + 1, one.id, document, part.name, part.start, part.end, kind)
            )
    return Sample(name, codebook.label, seed, tuple(items), strata)


def _some(n: int, most: int, rng: Any) -> list[int]:
    return [int(i) for i in rng.choice(n, size=min(n, most), replace=False)] if n else []


def write_sample(
    study: Study, sample: Sample, *, documents: Iterable[Document], codebook: Codebook
) -> Path:
    """Write the form and its key; return the path of the form.

    Raises
    ------
    InputError
        The name is no file name, or there is such a form already: it may have been filled in.
    CannotWrite
    """
    called = f"validation/{sample.name}.xlsx"
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", sample.name):
        expected = "a name of a-z, 0-9, hyphens and low lines, at most 100 characters"
        raise InputError([Problem(called, "", expected)])
    form = study.root / "validation" / f"{sample.name}.xlsx"
    key = form.with_suffix(".key.json")
    for path in (form, key):
        if path.exists():
            do = "Give another --seed or --coder. Nothing was changed."
            got = "a file that is there already, perhaps filled in"
            raise InputError([Problem(f"validation/{path.name}", got, "a new file", do)])
    texts = {document.id: document.text for document in documents}
    write_whole(key, _as_key(sample))
    write_whole(form, _as_workbook(sample, texts, codebook, study.languages[0]))
    return form


def _as_key(sample: Sample) -> str:
    held = {
        "format": FORMAT,
        "kind": "sample",
        "codebook": sample.codebook,
        "seed": sample.seed,
        "strata": {c: [s.hits, s.others, s.rules] for c, s in sample.strata.items()},
        "items": [
            [i.number, i.code, i.document, i.part, i.start, i.end, i.hit] for i in sample.items
        ],
    }
    return json.dumps(held, ensure_ascii=False) + "\n"


def read_key(path: Path, called: str) -> Sample | Problem:
    """Read the key of a sample, or say why it cannot be read."""
    do = "Put the key back beside the form, under the same name, or draw anew."
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        number = held["format"]
        if not isinstance(number, int) or number > FORMAT:
            newer = "It was made for a newer kit; update this one."
            return Problem(f"{called}, `format`", str(number), f"at most {FORMAT}", newer)
        return Sample(
            name=path.name.removesuffix(".key.json"),
            codebook=str(held["codebook"]),
            seed=int(held["seed"]),
            items=tuple(Item(*item) for item in held["items"]),
            strata={code: Stratum(*stratum) for code, stratum in held["strata"].items()},
        )
    except OSError:
        return Problem(called, "", "the key of a sample, beside its form", do)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Problem(called, "", "a key as the kit wrote it", do)


def _as_workbook(
    sample: Sample, texts: Mapping[str, str], codebook: Codebook, language: str
) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = _SHEETS[language]
    form = columns("validation")
    for position, column in enumerate(form.values(), start=1):
        put(sheet, 1, position, column.label[language]).font = Font(bold=True)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row, item in enumerate(sample.items, start=2):
        text = shown(texts[item.document][item.start : item.end], language)
        name = codebook.codes[item.code].term.label[language]
        cells: tuple[str | int, ...] = (item.number, name, text)
        for position, value in enumerate(cells, start=1):
            put(sheet, row, position, value).alignment = wrapped
    for letter, width in zip("ABCDE", (9, 30, 90, 18, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    answers = ",".join(label("answer", id, language) for id in terms("answer"))
    rule = DataValidation(type="list", formula1=f'"{answers}"', allow_blank=True)
    rule.showErrorMessage = True
    rule.add(f"D2:D{len(sample.items) + 1}")
    sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    explanation = book.create_sheet(_EXPLANATION[language])
    explanation.column_dimensions["A"].width = 110
    says = _SAYS[language].format(answer=form["answer"].label[language])
    put(explanation, 1, 1, says).alignment = wrapped
    for row, code in enumerate(sample.strata, start=3):
        term, meaning = codebook.codes[code].term, codebook.codes[code].definition
        meaning = meaning or term.meaning
        said = f"{term.label[language]}: {meaning[language]}" if meaning else term.label[language]
        put(explanation, row, 1, said).alignment = wrapped
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def shown(text: str, language: str) -> str:
    """Return a passage as a cell can hold it; one that is too long is cut visibly."""
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + _LONG[language]


def put(sheet: Worksheet, row: int, column: int, value: str | int) -> Any:
    """Write a cell; a text that begins with = is a text, not a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
