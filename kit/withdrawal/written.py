"""Taking a person out of the logbook: rows of tables, and entries of running documents."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from kit.cells import SUFFIXES as TABLES
from kit.errors import InputError
from kit.files import write_whole
from kit.logbook import read_logbook
from kit.running_document import SUFFIXES as RUNNING
from kit.running_document import TEXT_FIELDS, read_entries
from kit.table_edits import edited
from kit.withdrawal.copies import Copy

__all__ = ["take_out_of_logbook", "without_entries"]

_YEAR = re.compile(r"[#*_\s]*(?:jaar\s+|year\s+)?(?:19|20)\d\d[*_\s]*", re.IGNORECASE)


def take_out_of_logbook(copy: Copy) -> None:
    """Take the entries of a person out of every file of the logbook that can be changed safely."""
    documents = read_logbook(copy.study).documents
    for document in documents:
        if copy.of_person(document.author):
            copy.texts += [document.text[p.start : p.end] for p in document.parts]
            copy.files.add(document.file)
    for path, called in _files(copy):
        if called in copy.kept:
            continue
        taken = _out_of_table(copy, path, called) if path.suffix.lower() in TABLES else False
        if not taken and path.suffix.lower() in RUNNING:
            _out_of_running(copy, path, called)


def _files(copy: Copy) -> list[tuple[Path, str]]:
    kinds = (*TABLES, ".docx", ".md")
    found = dict(copy.study.files("logbook", kinds))
    for path in copy.root.glob("logbook[-_ ]*"):
        inside = path.rglob("*") if path.is_dir() else [path]
        found |= {p: copy.called(p) for p in inside if p.is_file() and p.suffix.lower() in kinds}
    return sorted(found.items())


def _out_of_table(copy: Copy, path: Path, called: str) -> bool:
    texts: list[str] = []
    seen = False

    def decide(given: Mapping[str, str]) -> Mapping[str, Any] | None:
        nonlocal seen
        seen = True
        if not copy.of_person(given.get("author")):
            return None
        texts.extend(given[name] for name in TEXT_FIELDS if given.get(name))
        return {}

    try:
        after = edited(path, called, table="logbook", decide=decide)
    except InputError as error:
        if texts or called in copy.files or not seen:
            copy.ask(f"{called}: it cannot be changed safely ({error.problems[0].got})")
        return True
    if after is None:
        return False
    write_whole(path, after.content)
    copy.texts += texts
    copy.files.add(called)
    copy.counts["logbook entries"] += after.removed
    return True


def _out_of_running(copy: Copy, path: Path, called: str) -> None:
    after, texts, count = without_entries(path, called, copy.of_person)
    if count:
        write_whole(path, after)
        copy.texts += texts
        copy.files.add(called)
        copy.counts["logbook entries"] += count


def without_entries(
    path: Path, called: str, of_person: Callable[[object], bool]
) -> tuple[bytes, list[str], int]:
    """Return a running document without the entries of a person, their texts, and how many."""
    entries = sorted(read_entries(path, called).entries, key=lambda entry: entry.row)
    ends = [entry.row for entry in entries[1:]] + [None]
    gone: list[tuple[int, int | None]] = []
    texts = []
    for entry, end in zip(entries, ends, strict=True):
        fields = dict(entry.fields)
        if of_person(fields.get("author")):
            gone.append((entry.row, end))
            texts += [entry.heading, *(fields[n] for n in TEXT_FIELDS if n in fields)]
    if not gone:
        return b"", [], 0
    take = _out_of_word if path.suffix.lower() == ".docx" else _out_of_text
    return take(path, gone), texts, len(gone)


_Stretches = Collection[tuple[int, int | None]]


def _in(number: int, gone: _Stretches) -> bool:
    return any(start <= number and (end is None or number < end) for start, end in gone)


def _out_of_text(path: Path, gone: _Stretches) -> bytes:
    """Return a text file without some stretches of lines; a line with only a year stays."""
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", path.read_bytes())
    kept = [
        line
        for number, line in enumerate(lines, start=1)
        if not _in(number, gone) or _YEAR.fullmatch(line.decode("utf-8", "replace").strip())
    ]
    return b"".join(kept)


def _out_of_word(path: Path, gone: _Stretches) -> bytes:
    """Return a Word file without some stretches of paragraphs and rows of tables."""
    import docx
    from docx.text.paragraph import Paragraph

    document = docx.Document(str(path))
    number = 0
    lost: list[Any] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            number += 1
            if _in(number, gone) and not _YEAR.fullmatch(block.text.strip()):
                lost.append(block._p)
        else:
            for row in block.rows:
                number += 1
                if _in(number, gone):
                    lost.append(row._tr)
    for element in lost:
        element.getparent().remove(element)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
