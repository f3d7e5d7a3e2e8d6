"""What the kit de-identified, as a study keeps it: hashes and counts, no name and no text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kit.errors import InputError, Problem
from kit.files import decode

__all__ = ["FORMAT", "Made", "Record", "as_text", "read_record"]

FORMAT = 1


@dataclass(frozen=True)
class Made:
    """One file that was written.

    Attributes
    ----------
    sha256 : str
    counts : mapping of type to int
        How many identities were replaced in it.
    reviewed : bool
        Whether a person looked through every replacement in it.
    day : str
        When it was written, YYYY-MM-DD.
    """

    sha256: str
    counts: Mapping[str, int]
    reviewed: bool
    day: str


@dataclass(frozen=True)
class Record:
    """The record of a study.

    Attributes
    ----------
    kit : str
        Version that wrote it.
    reviewed : bool
        Whether every file was.
    reviewer : str or None
        Code of who looked through the review table, and
    reviewed_on : str or None
        when.
    deduce : bool
        Whether deduce helped to find.
    files : mapping of path within the study to Made
    """

    kit: str
    reviewed: bool = False
    reviewer: str | None = None
    reviewed_on: str | None = None
    deduce: bool = False
    files: Mapping[str, Made] = field(default_factory=dict)


def as_text(record: Record) -> str:
    """Return the record as YAML."""
    import yaml

    files = {
        name: {"sha256": m.sha256, "counts": dict(m.counts), "reviewed": m.reviewed, "day": m.day}
        for name, m in sorted(record.files.items())
    }
    data = {
        "format": FORMAT, "kit": record.kit, "reviewed": record.reviewed,
        "reviewer": record.reviewer, "reviewed_on": record.reviewed_on, "deduce": record.deduce,
        "files": files,
    }  # fmt: skip
    head = "# Written by `kit deidentify`; it says what was made, and names nobody.\n"
    return head + str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


def read_record(path: Path) -> Record | None:
    """Read a record; None when there is none.

    Raises
    ------
    InputError
        It is damaged, or of a newer format.
    """
    import yaml

    if not path.is_file():
        return None
    expected = "the record as the kit wrote it"
    do = "Put back a copy of it, or move it away together with the files that it names."
    try:
        data = yaml.safe_load(decode(path.read_bytes())[0])
        number = data["format"]
        if type(number) is int and number > FORMAT:
            newer = "It was made by a newer kit; update this one."
            got = str(number)
            raise InputError([Problem(f"{path.name}, `format`", got, f"at most {FORMAT}", newer)])
        files = {str(name): _made(made) for name, made in data["files"].items()}
        return Record(
            str(data["kit"]), data["reviewed"] is True, data["reviewer"], data["reviewed_on"],
            data["deduce"] is True, files,
        )  # fmt: skip
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError):
        raise InputError([Problem(path.name, "", expected, do)]) from None


def _made(raw: Any) -> Made:
    day = date.fromisoformat(str(raw["day"])).isoformat()
    counts = {str(type): int(count) for type, count in raw["counts"].items()}
    return Made(str(raw["sha256"]), counts, raw["reviewed"] is True, day)
