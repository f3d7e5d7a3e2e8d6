"""What a file of another program is, and what is in it, in a few lines."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kit.language import plural
from kit.refi_qda.archives import BROKEN
from kit.refi_qda.records import CodebookFile, Project
from kit.refi_qda.trees import paths

__all__ = ["describe", "recognise"]

_MOST_CODES = 12


def recognise(path: Path | str) -> str | None:
    """Say whether a file is a project or codebook of REFI-QDA, and why; None when it is not.

    Only its ending and its beginning are looked at.

    Examples
    --------
    >>> recognise("logbook.xlsx") is None
    True
    """
    path = Path(path)
    ending = path.suffix.lower()
    try:
        if ending in (".qdc", ".qde"):
            with path.open("rb") as handle:
                begins = handle.read(4096).replace(b"\0", b"")
            root = b"CodeBook" if ending == ".qdc" else b"Project"
            if root in begins:
                what = "a codebook" if ending == ".qdc" else "a project without its sources"
                return f"{what} of REFI-QDA: it ends in {ending} and begins with {root.decode()}"
        elif ending in (".qdpx", ".zip"):
            with zipfile.ZipFile(path) as archive:
                inner = [n for n in archive.namelist() if n.lower().endswith(".qde")]
            if inner:
                return "a project of REFI-QDA: an archive with a file that ends in .qde"
        if ending == ".qdpx":
            return "a project of REFI-QDA, by its ending; what is in it is something else"
    except BROKEN:
        if ending == ".qdpx":
            return "a project of REFI-QDA, by its ending; it cannot be opened"
    return None


def describe(read: Project | CodebookFile) -> list[str]:
    """Return what was read, line by line; no words of a text.

    Parameters
    ----------
    read : Project or CodebookFile
    """
    made_by = read.origin or "a program that does not say its name"
    names = [" / ".join(path) for path in paths(read.codes).values()]
    more = len(names) - _MOST_CODES
    codes = [f"  {name}" for name in names[:_MOST_CODES]]
    codes += [f"  and {more} more"] if more > 0 else []
    if isinstance(read, CodebookFile):
        head = f"Codebook of {made_by}: {plural(len(read.codes), 'code', 'codes', 'en')}"
        return [head, *codes, *(f"Note: {warning}" for warning in read.warnings)]
    selections = [s for source in read.sources for s in source.selections]
    codings = sum(len(s.codings) for s in selections)
    lines = [
        f"Project of {made_by}: {plural(len(read.sources), 'text', 'texts', 'en')}, "
        f"{plural(len(read.codes), 'code', 'codes', 'en')}, "
        f"{plural(len(selections), 'selection', 'selections', 'en')} with "
        f"{plural(codings, 'coding', 'codings', 'en')}, "
        f"{plural(len(read.users), 'user', 'users', 'en')}, "
        f"{plural(len(read.cases), 'case', 'cases', 'en')}, "
        f"{plural(len(read.notes), 'note', 'notes', 'en')}",
        *codes,
        *_offsets(read),
    ]
    kinds = Counter(one.kind for one in read.kept)
    lines += [f"Kept as it is: {n} {kind}" for kind, n in kinds.items()]
    lines += [f"Not read, {reason}: {n}" for reason, n in read.left_out.items()]
    return [*lines, *(f"Note: {warning}" for warning in read.warnings)]


def _offsets(project: Project) -> Sequence[str]:
    """Return how positions were understood: each rule, in how many texts, with its score."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for source in project.sources:
        if source.offsets is not None:
            key = (source.offsets.basis, source.offsets.rule)
            found.setdefault(key, []).append((source.offsets.fits, source.offsets.quotes))
    says = {
        "quotes": "Positions: {rule}; {fits} of {quotes} quotes in place ({texts})",
        "other sources": "Positions: {rule}, as in the other texts ({texts} without quotes)",
        "assumed": "Positions: {rule}; no quote to check it by ({texts})",
        "refused": "Positions: refused, {fits} of {quotes} quotes in place at best ({texts})",
        "no text": "Positions: not checked, the text is not in the file ({texts})",
    }
    return [
        says[basis].format(
            rule=rule, texts=plural(len(those), "text", "texts", "en"),
            fits=sum(f for f, _ in those), quotes=sum(q for _, q in those),
        )
        for (basis, rule), those in found.items()
    ]  # fmt: skip
