"""Which file this is: told from what stands in it, never from its name alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.cells import SUFFIXES
from kit.errors import InputError, Problem
from kit.open_data.loading import Head, head_of
from kit.terms import columns

__all__ = ["KINDS", "Recognised", "field_name", "long_columns", "recognise"]

KINDS = (
    "statline_untyped", "statline_typed", "rivm_neighbourhoods", "vektis_municipality",
    "vektis_postcode3", "long_table", "unknown",
)  # fmt: skip

_TOPIC = re.compile(r"\w+_\d+")
_REGION = ("regios", "wijkenenbuurten", "regioindeling", "gemeenten")
VEKTIS_AREA = {
    "vektis_municipality": ("gemeentenaam", "gemeente", "gemeentecode"),
    "vektis_postcode3": ("postcode_3", "postcode3", "postcode", "pc3"),
}


@dataclass(frozen=True)
class Recognised:
    """What a file is taken for.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    reasons : tuple of str
        What in the file says so; for an unknown one, what was looked for.
    """

    kind: str
    reasons: tuple[str, ...]


def recognise(path: Path) -> Recognised:
    """Say which kind of open data a file is, and why.

    Raises
    ------
    InputError
        It cannot be opened, or is of a form that the kit does not read, such as zip.
    """
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return Recognised("long_table", ("Parquet: sources with a fixed layout come as CSV",))
    expected = f"one of {', '.join((*SUFFIXES, '.parquet'))}"
    if suffix == ".zip":
        do = "Unpack it and give the file that is in it."
        raise InputError([Problem(path.name, suffix, expected, do)])
    if suffix not in SUFFIXES:
        raise InputError([Problem(path.name, suffix, expected)])
    if suffix in (".xlsx", ".xlsm", ".ods"):
        return Recognised("long_table", ("a workbook: sources with a fixed layout come as CSV",))
    return _of_text(head_of(path))


def field_name(cell: str) -> str:
    """Return a header as it is compared: trimmed, without a byte order mark, in lower case."""
    return cell.strip().strip("\ufeff").casefold()


def _of_text(head: Head) -> Recognised:
    fields = [field_name(cell) for cell in head.header]
    if "aantal_verzekerdejaren" in fields and any(f.startswith("kosten_") for f in fields):
        for kind, names in VEKTIS_AREA.items():
            area = next((name for name in names if name in fields), None)
            if area:
                costs = sum(field.startswith("kosten_") for field in fields)
                return Recognised(
                    kind,
                    (f"column {area.upper()}", f"{costs} columns KOSTEN_… and insured years"),
                )
    topics = [
        cell.strip() for cell in head.header if _TOPIC.fullmatch(cell.strip().strip("\ufeff"))
    ]
    if fields[:1] == ["id"] and topics and any(field in _REGION for field in fields):
        if "marges" in fields and "wijkenenbuurten" in fields:
            return Recognised(
                "rivm_neighbourhoods",
                ("columns WijkenEnBuurten and Marges, as in 50120NED", f"{len(topics)} topics"),
            )
        padded = _padded_left(head, topics)
        said = "untyped" if "untyped" in head.path.name.casefold() else ""
        if padded or said:
            why = padded or f"its name says {said}"
            return Recognised("statline_untyped", (f"columns ID and {len(topics)} topics", why))
        return Recognised(
            "statline_typed", (f"columns ID and {len(topics)} topics", "no padded numbers")
        )
    known = {alias for aliases in long_columns().values() for alias in aliases}
    for row in head.rows[:15]:
        found = [cell.strip() for cell in row if field_name(cell).replace("_", " ") in known]
        if len(found) >= 3:
            return Recognised("long_table", (f"columns {', '.join(found[:6])}",))
    looked = (
        "no columns KOSTEN_… with AANTAL_VERZEKERDEJAREN (Vektis)",
        "no columns ID, RegioS or WijkenEnBuurten with topics such as Name_1 (StatLine, RIVM)",
        "no three columns of the long table, such as area, indicator, period, value",
    )
    return Recognised("unknown", looked)


def _padded_left(head: Head, topics: Iterable[str]) -> str:
    names = [cell.strip().strip("\ufeff") for cell in head.header]
    at = [names.index(topic) for topic in topics]
    for number, row in enumerate(head.rows[1:], start=2):
        for position in at:
            cell = row[position] if position < len(row) else ""
            if cell.strip() == "." or (cell[:1] == " " and cell.strip()):
                return f"row {number} has a cell padded to a fixed width, or a dot for missing"
    return ""


def long_columns() -> Mapping[str, tuple[str, ...]]:
    """Return the columns of the plain long table, id to the ways they are written."""
    return {
        term.id: tuple(word.replace("_", " ") for word in term.written_as())
        for term in columns("open_data").values()
    }
