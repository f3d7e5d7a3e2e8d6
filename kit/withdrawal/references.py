"""Taking out what others made of a person's words: codings, samples, themes, quotes, notes.

The numbers of other documents can change when a person is taken out, because some are numbered
within a day; what refers to those follows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from kit.cells import SUFFIXES as TABLES
from kit.deidentify.record import as_text, read_record
from kit.documents import Document
from kit.errors import InputError
from kit.files import decode, sha256, write_whole
from kit.table_edits import edited
from kit.withdrawal.copies import Copy
from kit.withdrawal.searching import Traces, strings_of
from kit.withdrawal.themes_file import without_passages

__all__ = ["Ids", "take_out_references", "without_quotes"]

Decide = Callable[[Mapping[str, str]], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Ids:
    """What became of the documents of a study.

    Attributes
    ----------
    gone : frozenset of str
        Ids of the person's documents.
    others : mapping of str to (Document, Document)
        By id: a document of somebody else before and after. Their parts say the same, and may
        stand elsewhere: a question that came before a turn of the person can now come before one
        of theirs.
    """

    gone: frozenset[str]
    others: Mapping[str, tuple[Document, Document]]

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """Old id to new id, of those that have another."""
        return {id: after.id for id, (_, after) in self.others.items() if id != after.id}

    def decide_event(self, given: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Let an event stay without the document of the person."""
        decided = self.decide(given)
        return {"document": ""} if decided is not None and not decided else decided

    def moved(self, id: str, start: int, end: int) -> tuple[int, int]:
        """Return where a passage of a document of somebody else stands now."""
        before, after = self.others.get(id, (None, None))
        for old, new in zip(before.parts, after.parts, strict=True) if before and after else ():
            if old.start <= start < old.end:
                return start + new.start - old.start, end + new.start - old.start
        return start, end

    def decide(self, given: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Take a row about a document of the person out; let one about another follow its id."""
        id = given.get("document", "")
        if id in self.gone:
            return {}
        return {"document": self.renamed[id]} if id in self.renamed else None


def take_out_references(copy: Copy, ids: Ids) -> set[str]:
    """Take everything that refers to the documents of a person out of the copy of a study.

    Returns
    -------
    set of str
        Ids of the quotes that went.
    """
    for path, _ in copy.study.files("codings", (".jsonl",)):
        _codings(copy, path, ids)
    _tables(copy, "codings", "codings", ids.decide)
    for table in ("validation", "suggestions", "differences"):
        _forms(copy, ids, table)
    for path, called in copy.study.files("themes", (".yml", ".yaml")):
        _themes(copy, path, called, ids)
    quotes = _quotes(copy, ids)
    _tables(copy, "history_notes", "references of history notes", without_quotes(quotes))
    _tables(copy, "events", "references of events", ids.decide_event)
    _record(copy)
    return quotes


def _record(copy: Copy) -> None:
    """Let the record of de-identification follow the files, which are changed or gone."""
    path = copy.root / "deidentified.yml"
    try:
        record = read_record(path)
    except InputError:
        copy.ask("deidentified.yml: it cannot be read")
        return
    if record is None:
        return
    files = {}
    for called, made in record.files.items():
        there = [p for p in (copy.root / called, (copy.root / called).with_suffix(".txt"))
                 if p.is_file()]  # fmt: skip
        if there:
            # A file that somebody changed by hand keeps its old hash, so that this stays seen.
            before = copy.origin / called
            own = before.is_file() and sha256(before) == made.sha256
            files[copy.called(there[0])] = replace(made, sha256=sha256(there[0])) if own else made
    after = replace(record, files=files)
    if after != record:
        write_whole(path, as_text(after))


def _tables(copy: Copy, table: str, count: str, decide: Decide) -> None:
    for path, called in copy.study.files(table, TABLES):
        seen = touched = lost = 0

        def counted(given: Mapping[str, str]) -> Mapping[str, Any] | None:
            nonlocal seen, touched, lost
            seen += 1
            decided = decide(given)
            touched += decided is not None
            # A renamed document is no loss; a reference that was emptied or made shorter is.
            lost += decided is not None and ("quotes" in decided or decided.get("document") == "")
            return decided

        try:
            after = edited(path, called, table=table, decide=counted)
        except InputError as error:
            if touched or not seen:
                copy.ask(f"{called}: it cannot be changed safely ({error.problems[0].got})")
            continue
        if after is not None:
            write_whole(path, after.content)
            copy.counts[count] += after.removed or lost


def _codings(copy: Copy, path: Path, ids: Ids) -> None:
    """Take the records on the person's documents out of the file of a coder.

    Records are never changed in any other case; here they hold the words of somebody who no longer
    wants them kept.
    """
    look = Traces(copy.code, frozenset(strings_of(copy.texts)))
    kept = []
    removed = changed = 0
    for line in path.read_bytes().split(b"\n"):
        try:
            record = json.loads(line.decode())
        except ValueError:
            # A line that was cut short: it may still hold what was quoted.
            text = line.decode("utf-8", "replace")
            about = any(f'"document": {json.dumps(id)}' in text for id in ids.gone)
            if about or look.holds_words(text):
                removed += 1
                continue
            kept.append(line)
            continue
        id = record.get("document") if isinstance(record, dict) else None
        if id in ids.gone:
            removed += 1
            continue
        after = _followed(record, ids) if isinstance(id, str) else record
        if after != record:
            line = json.dumps(after, ensure_ascii=False).encode()
            changed += 1
        kept.append(line)
    if removed or changed:
        write_whole(path, b"\n".join(kept))
        copy.counts["codings"] += removed


def _followed(record: Mapping[str, Any], ids: Ids) -> Mapping[str, Any]:
    """Return a record about somebody else at the place and under the id of its document now."""
    after = dict(record)
    start, end = record.get("start"), record.get("end")
    if record.get("quote") and isinstance(start, int) and isinstance(end, int):
        after["start"], after["end"] = ids.moved(record["document"], start, end)
    after["document"] = ids.renamed.get(record["document"], record["document"])
    return after


def _forms(copy: Copy, ids: Ids, table: str) -> None:
    """Empty the items of the person in forms with a key; the numbers of the others stay."""
    for key in sorted((copy.root / table).glob("*.key.json")):
        called = copy.called(key)
        try:
            held = json.loads(key.read_text(encoding="utf-8"))
            items = held["items"]
            numbers = {str(item[0]) for item in items if item[2] in ids.gone}
        except (ValueError, KeyError, TypeError, IndexError, OSError):
            copy.ask(f"{called}: it is no key as the kit wrote it")
            continue
        for item in items:
            if item[2] in ids.gone:
                item[2:] = ["", "", 0, 1, False]
            else:
                item[4:6] = ids.moved(item[2], item[4], item[5])
                item[2] = ids.renamed.get(item[2], item[2])
        made = json.dumps(held, ensure_ascii=False) + "\n"
        if made != key.read_text(encoding="utf-8"):
            write_whole(key, made)
        count = "samples" if table == "validation" else table
        copy.counts[f"passages of {count}"] += len(numbers)
        if numbers:
            _forms_of(copy, key, numbers, table)


def _forms_of(copy: Copy, key: Path, numbers: set[str], table: str) -> None:
    for path, called in copy.study.files(table):
        if path.with_suffix(".key.json") != key:
            continue
        try:
            after = edited(
                path, called, table=table,
                decide=lambda given: {} if given.get("item") in numbers else None,
            )  # fmt: skip
        except InputError as error:
            copy.ask(f"{called}: it cannot be changed safely ({error.problems[0].got})")
            continue
        if after is not None:
            write_whole(path, after.content)


def _themes(copy: Copy, path: Path, called: str, ids: Ids) -> None:
    text = decode(path.read_bytes())[0]
    if not any(id in text for id in (*ids.gone, *ids.renamed)):
        return
    after = without_passages(text, gone=ids.gone, renamed=ids.renamed)
    if after is None:
        copy.ask(f"{called}: passages cannot be taken out safely")
        return
    if after[0] != text:
        write_whole(path, after[0])
    copy.counts["passages of themes"] += after[1]


def _quotes(copy: Copy, ids: Ids) -> set[str]:
    """Take quotes out and return their ids; what the speaker made of them is the speaker's too."""
    gone: set[str] = set()

    def decide(given: Mapping[str, str]) -> Mapping[str, Any] | None:
        decided = ids.decide(given)
        if decided is not None and not decided:
            gone.add(given.get("id", ""))
            copy.texts.extend(given[n] for n in ("quote", "edited") if given.get(n))
        return decided

    _tables(copy, "quotes", "quotes", decide)
    for backup in (*copy.root.glob("quotes.*.bak"), *(copy.root / "quotes").rglob("*.bak")):
        backup.unlink()
        copy.counts["earlier versions of the table of quotes"] += 1
    return gone - {""}


def without_quotes(quotes: Collection[str]) -> Decide:
    """Return what takes quotes that are gone out of a note that names them; the note stays."""

    def decide(given: Mapping[str, str]) -> Mapping[str, Any] | None:
        named = [p.strip() for p in re.split(r"[;,|]", given.get("quotes", "")) if p.strip()]
        left = [id for id in named if id not in quotes]
        return None if len(left) == len(named) else {"quotes": "; ".join(left)}

    return decide
