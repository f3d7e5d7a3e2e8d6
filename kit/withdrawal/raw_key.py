"""What de-identification keeps in the raw folder: the key, and the table to review it in."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kit.cells import SUFFIXES as TABLES
from kit.cells import read_grids
from kit.errors import InputError
from kit.table_edits import edited
from kit.withdrawal.copies import Copy, is_same
from kit.withdrawal.raw_changes import RawChanges, bare, files_of, stage
from kit.withdrawal.searching import Traces, strings_of

__all__ = ["names_of", "take_out_of_key", "take_out_of_review"]


def names_of(raw: Path, copy: Copy) -> set[str]:
    """Return what the key file says that the person is called.

    Its entry is found by the pseudonym that stands for the person in the study, or by the label of
    the speaker in the raw table of interviews.
    """
    copy.note_pseudonym(copy.code)
    try:
        entries = json.loads((raw / "key.json").read_text(encoding="utf-8"))["entries"]
        called = {entry["code"]: {entry["name"], *entry["also"]} for entry in entries}
    except FileNotFoundError:
        return set()
    except (OSError, ValueError, KeyError, TypeError):
        copy.ask("raw/key.json: it cannot be read; take the entry of this person out")
        return set()
    for label in _labels(raw, copy):
        fits = [code for code, names in called.items() if any(is_same(n, label) for n in names)]
        if len(fits) > 1:
            copy.ask("raw/key.json: more than one entry may be of this person; take theirs out")
        copy.pseudonyms |= set(fits) if len(fits) == 1 else set()
    return {name for code in copy.pseudonyms for name in called.get(code, ())}


def _labels(raw: Path, copy: Copy) -> set[str]:
    """Return the labels under which the person speaks in raw transcripts."""
    labels: set[str] = set()

    def look(given: Mapping[str, str]) -> None:
        if copy.of_person(given.get("person")) and given.get("speaker"):
            labels.add(given["speaker"])

    for path in files_of(raw):
        inside = path.relative_to(raw).parts[0].casefold()
        if inside.startswith("interviews.") and path.suffix.lower() in TABLES:
            try:
                edited(path, path.name, table="interviews", decide=look)
            except InputError as error:
                copy.ask(f"raw/{path.name}: it cannot be read ({error.problems[0].got})")
    return labels


def take_out_of_key(raw: Path, copy: Copy, changes: RawChanges) -> None:
    """Take the entry of the person out of the key."""
    try:
        held = json.loads((raw / "key.json").read_text(encoding="utf-8"))
        kept = [entry for entry in held["entries"] if entry["code"] not in copy.pseudonyms]
        removed = len(held["entries"]) - len(kept)
    except (OSError, ValueError, KeyError, TypeError):
        return  # told already
    if removed:
        held["entries"] = kept
        text = json.dumps(held, ensure_ascii=False, indent=1) + "\n"
        stage(raw, raw / "key.json", text.encode(), changes)
        copy.counts["entries of the key"] += removed


def take_out_of_review(
    raw: Path,
    path: Path,
    copy: Copy,
    transcripts: Mapping[str, tuple[int, ...]],
    names: set[str],
    changes: RawChanges,
) -> None:
    """Take rows with words or a name of the person, or of what is gone, out of the review table."""
    look = Traces(copy.code, frozenset(strings_of(copy.texts)))
    gone = {bare(called): turns for called, turns in transcripts.items()}

    def lost(cells: tuple[Any, ...]) -> bool:
        texts = [str(cell).strip() for cell in cells if cell is not None]
        turns = next((gone[bare(text)] for text in texts if bare(text) in gone), None)
        places = {f"{word} {number}" for word in ("beurt", "turn") for number in turns or ()}
        return (
            turns == ()
            or not places.isdisjoint(texts)
            or any(is_same(text, name) for text in texts for name in names)
            or any(map(look.holds_code, texts))
            or look.holds_words(" ".join(texts))
        )

    grids, problems = read_grids(path, path.name)
    if problems or path.suffix.lower() != ".xlsx":
        if problems or any(lost(cells) for grid in grids for _, cells in grid.rows):
            copy.ask(f"raw/{path.name}: take the rows of this person out")
        return
    from openpyxl import load_workbook

    book = load_workbook(path)
    removed = 0
    for sheet in book.worksheets:
        for row in range(sheet.max_row, 0, -1):
            if lost(tuple(cell.value for cell in sheet[row])):
                sheet.delete_rows(row)
                removed += 1
    if removed:
        made = io.BytesIO()
        book.save(made)
        stage(raw, path, made.getvalue(), changes)
        copy.counts["rows of the review table"] += removed
