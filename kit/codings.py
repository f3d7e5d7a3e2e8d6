"""What people code: one append-only file per coder, and which codings stand after all decisions.

``STUDY/codings/CODER.jsonl`` begins with a line that says its format and its coder; every later
line is one record. Nothing in it is ever changed: who takes a coding back writes a record that says
so. Two people never write in one file, so they cannot overwrite each other.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING

from kit.codes import Codebook
from kit.documents import Document
from kit.errors import CannotWrite, InputError, Problem, unknown_name
from kit.files import is_slug, write_whole
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Coding", "Codings", "append", "as_frame", "by_coder", "current", "readers"]

FORMAT = 1
#: Who found the passage: a person, a rule, or a model.
METHODS = ("person", "mention", "suggestion")
#: What a record does. All but ``add`` and ``read`` are about another record, or what a rule or
#: model found.
DECISIONS = ("add", "remove", "accept", "reject", "adjudicated", "read")

#: What somebody does who reads a document, rather than a passage put before them.
_OWN = ("add", "remove", "read")


@dataclass(frozen=True, kw_only=True)
class Coding:
    """One record: somebody says that a passage is about a code, or decides on what was said.

    Attributes
    ----------
    id : str
        Unique in the study.
    document, part : str
        Where the passage stands.
    start, end : int
        Unicode code points in the normalised text of the document, end exclusive.
    quote : str
        The passage itself, for finding it again when the text is edited. Free text: never in a
        table, a message or a log.
    code, coder : str
    time : str
        ISO 8601 with time zone.
    method : {"person", "mention", "suggestion"}
    made_with : str
        The rule, or the model and its hash, that found the passage; empty for a person.
    codebook : str
        Id and version.
    definition : str
        What the code meant then: its `definition_hash`. Codings of one code under two definitions
        are not joined unless somebody codes anew.
    memo : str
        Free text.
    decision : {"add", "remove", "accept", "reject", "adjudicated", "read"}
        ``remove`` takes an own record back. ``accept`` and ``reject`` decide on a mention, a
        suggestion or the passage of a sample; ``reject`` of a record of a coder, and
        ``adjudicated``, which stands in its place, settle a difference. ``read`` says that the
        coder read the document to its end, whether or not it was coded; its `code` is empty.
    of : str
        Id of what the decision is about.
    """

    id: str
    document: str
    part: str
    start: int
    end: int
    quote: str
    code: str
    coder: str
    time: str
    method: str = "person"
    made_with: str = ""
    codebook: str = ""
    definition: str = ""
    memo: str = ""
    decision: str = "add"
    of: str = ""

    @classmethod
    def at(
        cls,
        document: Document,
        *,
        start: int,
        end: int,
        code: str,
        coder: str,
        time: str,
        codebook: Codebook | None = None,
        memo: str = "",
    ) -> Coding:
        """Code a passage: its quote and part are taken from the document.

        Raises
        ------
        InputError
            When the offsets are not a passage of the text, or the codebook has no such code.
        """
        where = f"document {document.id}"
        if problem := beyond(start, end, len(document.text), where):
            raise InputError([problem])
        if codebook is not None and code not in codebook.codes:
            raise InputError([unknown_name(f"{where}, `code`", code, codebook.codes)])
        return cls(
            id=new_id(coder),
            document=document.id,
            part=document.part_at(start) or "",
            start=start,
            end=end,
            quote=document.text[start:end],
            code=code,
            coder=coder,
            time=time,
            codebook=codebook.label if codebook else "",
            definition=codebook.codes[code].definition_hash if codebook else "",
            memo=memo,
        )

    @classmethod
    def of_reading(cls, document: Document, *, coder: str, time: str) -> Coding:
        """Record that the coder read the document to its end.

        Without it nobody can tell a text in which a coder saw nothing from one never opened.
        """
        return cls(
            id=new_id(coder), document=document.id, part="", start=0, end=1, quote="", code="",
            coder=coder, time=time, decision="read",
        )  # fmt: skip

    def decided(self, *, decision: str, coder: str, time: str, memo: str = "") -> Coding:
        """Return the record of a decision on this one, at the same place."""
        return replace(
            self, id=new_id(coder), decision=decision, of=self.id, coder=coder, time=time, memo=memo
        )


#: The fields that every line has; the others are written when they hold something.
REQUIRED = tuple(f.name for f in fields(Coding) if f.default is MISSING)


@dataclass(frozen=True)
class Codings:
    """The records of a study that could be read.

    Attributes
    ----------
    records : tuple of Coding
        In the order of files and lines, placed in the texts as they are now.
    found : mapping of id to str
        How the quote was found, for those that no longer stood in place, such as ``moved``.
    problems : tuple of Problem
        Each takes one record or file out; the files themselves are never changed.
    notes : mapping of file to how it was read
        A line that was cut short is told here.
    """

    records: tuple[Coding, ...]
    found: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def new_id(coder: str) -> str:
    return f"{coder}-{secrets.token_hex(6)}"


def beyond(start: int, end: int, length: int, where: str) -> Problem | None:
    """Return what is wrong with offsets in a text of `length` code points."""
    if not 0 <= start < end:
        return Problem(f"{where}, `start`", f"{start} to {end}", "a start before the end, from 0")
    if end > length:
        do = "Offsets count Unicode code points of the normalised text, the end exclusive."
        return Problem(f"{where}, `end`", str(end), f"at most {length}, where the text ends", do)
    return None


def append(study: Study, *, coder: str, codings: Sequence[Coding]) -> None:
    """Write records at the end of a coder's file; make the file when it is not there.

    A line that an earlier write left unfinished stays as it is, and the new records begin on a line
    of their own.

    Parameters
    ----------
    study : Study
    coder : str
        A short name or pseudonym: a-z, 0-9 and hyphens. All records have to be of this coder.
    codings : sequence of Coding

    Raises
    ------
    InputError
        The name cannot be one of a file, another file has it in other capitals, the file is of
        another coder or of a newer kit, or a record is of another coder.
    CannotWrite
        The file could not be written.
    """
    path = study.root / "codings" / f"{coder}.jsonl"
    called = f"codings/{coder}.jsonl"
    problems = [*name_problems(coder, called)]
    problems += [
        Problem(called, one.name, f"one file for coder {coder}", _TWINS)
        for one in (path.parent.glob("*") if path.parent.is_dir() else ())
        if one.name.casefold() == path.name and one.name != path.name
    ]
    problems += [
        Problem(f"{called}, record {one.id}, `coder`", one.coder, coder)
        for one in codings
        if one.coder != coder
    ]
    if problems:
        raise InputError(problems)
    head = json.dumps({"format": FORMAT, "kind": "codings", "coder": coder}) + "\n"
    lines = "".join(_line(one) for one in codings).encode(errors="replace")
    try:
        if not path.exists() or path.stat().st_size == 0:
            write_whole(path, head)
        with path.open("rb") as handle:
            first = handle.readline(1 << 16)
            handle.seek(-1, os.SEEK_END)
            closed = handle.read(1) == b"\n"
        found, trouble = read_head(first, called)
        if trouble or found != coder:
            raise InputError(trouble or [not_its_name(called, str(found), coder)])
        with path.open("ab") as handle:
            handle.write(lines if closed else b"\n" + lines)
            handle.flush()
            os.fsync(handle.fileno())
    except OSError as error:
        do = "Free some space, or ask for permission to write there; what was there is untouched."
        got = error.strerror or type(error).__name__
        raise CannotWrite(str(Problem(called, got, "a file that can be written", do))) from error


_TWINS = "Two coders of one name would write in one file: give one of them another name."


def name_problems(coder: str, called: str) -> list[Problem]:
    # Files called so are passed over.
    if is_slug(coder) and coder not in ("readme", "leesmij"):
        return []
    expected = "a short name of a-z, 0-9 and hyphens, at most 40 characters"
    return [Problem(f"{called}, `coder`", coder, expected, "Take a pseudonym.")]


def not_its_name(called: str, got: str, expected: str) -> Problem:
    do = "Give the file the name of its coder; never write in the file of another."
    return Problem(f"{called}, row 1, `coder`", got, f"{expected}, as the file is called", do)


def read_head(line: bytes, called: str) -> tuple[str | None, list[Problem]]:
    """Return the coder that the first line names, or what is wrong with it."""
    try:
        head = json.loads(line.decode("utf-8-sig"))
    except ValueError:
        head = None
    if not isinstance(head, dict) or not isinstance(head.get("coder"), str):
        do = "Put back the first line as it was in another coder's file, with the own name."
        return None, [Problem(f"{called}, row 1", "", "a line with format and coder", do)]
    number = head.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= FORMAT:
        do = "It was made for a newer kit; update this one."
        expected = f"a number from 1 to {FORMAT}"
        return None, [Problem(f"{called}, row 1, `format`", str(number), expected, do)]
    return head["coder"], []


def _line(one: Coding) -> str:
    given = {k: v for k, v in asdict(one).items() if k in REQUIRED or v}
    return json.dumps(given, ensure_ascii=False) + "\n"


def current(records: Iterable[Coding]) -> tuple[Coding, ...]:
    """Return the codings that stand after all decisions, each once.

    A coding of a person stands until it is taken back or settled otherwise. A mention or suggestion
    stands only as the ``accept`` of a person, the last word of that person on it. An
    ``adjudicated`` record stands in the place of the one it is about, and a ``reject`` takes that
    one away; of more such decisions on one record the latest counts.

    Parameters
    ----------
    records : iterable of Coding
        In the order in which each coder wrote them.
    """
    return _standing(records, settled=True)


def by_coder(records: Iterable[Coding]) -> tuple[Coding, ...]:
    """Return what each coder holds, before differences were settled: what agreement is about."""
    return _standing(records, settled=False)


def readers(records: Iterable[Coding]) -> pd.DataFrame:
    """Return who read which document: every coder who coded in it, or recorded having read it.

    Who only decided on what somebody else found was shown a passage, and did not read the document.

    Returns
    -------
    DataFrame
        Columns document, coder; each pair once, sorted.
    """
    import pandas as pd

    own = (one for one in records if one.method == "person" and one.decision in _OWN)
    pairs = sorted({(one.document, one.coder) for one in own})
    return pd.DataFrame(pairs, columns=["document", "coder"])


def last_word(records: Iterable[Coding]) -> dict[tuple[str, str], Coding]:
    """Return, by coder and what it is about, the last ``accept`` or ``reject`` that stands."""
    return {
        (one.coder, one.of): one
        for one in _not_taken_back(records)
        if one.decision in ("accept", "reject")
    }


def _standing(records: Iterable[Coding], *, settled: bool) -> tuple[Coding, ...]:
    given = list(records)
    verdicts = last_word(given)
    settling = settled_by(given) if settled else {}
    return tuple(one for one in _not_taken_back(given) if _stands(one, verdicts, settling))


def settled_by(records: Iterable[Coding]) -> dict[str, Coding]:
    """Return, by the id of a record, the latest decision that settled it."""
    given = list(records)
    known = {one.id for one in given}
    settling: dict[str, Coding] = {}
    for one in sorted(_not_taken_back(given), key=lambda one: datetime.fromisoformat(one.time)):
        if one.of in known and one.decision in ("adjudicated", "reject"):
            settling[one.of] = one
    return settling


def _not_taken_back(records: Iterable[Coding]) -> list[Coding]:
    taken_back: set[tuple[str, str]] = set()
    kept: list[Coding] = []
    # From the last to the first: a removal that was itself taken back removes nothing.
    for one in reversed(list(records)):
        if (one.coder, one.id) in taken_back:
            continue
        if one.decision == "remove":
            taken_back.add((one.coder, one.of))
        else:
            kept.append(one)
    return kept[::-1]


def _stands(
    one: Coding, verdicts: Mapping[tuple[str, str], Coding], settling: Mapping[str, Coding]
) -> bool:
    if one.id in settling:
        return False
    if one.decision == "add":
        return one.method == "person"
    if one.decision == "accept":
        return verdicts[one.coder, one.of] is one
    return one.decision == "adjudicated" and settling.get(one.of) is one


def as_frame(records: Iterable[Coding], *, found: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return one row per record, without quote and memo: what may be counted.

    Parameters
    ----------
    records : iterable of Coding
    found : mapping of id to str, optional
        How the quote was found; ``in place`` for who is not in it.

    Returns
    -------
    DataFrame
        Columns document, part, start, end (code points, end exclusive), code, coder, time, method,
        made_with, codebook, definition, decision, of, id, found.
    """
    import pandas as pd

    names = ["document", "part", "start", "end", "code", "coder", "time", "method", "made_with",
             "codebook", "definition", "decision", "of", "id"]  # fmt: skip
    given = list(records)
    frame = pd.DataFrame([[getattr(one, n) for n in names] for one in given], columns=names)
    return frame.assign(found=[(found or {}).get(one.id, "in place") for one in given])
