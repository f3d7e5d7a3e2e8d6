"""The finder of deduce (UMC Utrecht), where it is installed: ``pip install deduce``.

It is LGPL and heavy (the first start takes minutes, each later one about ten seconds and 1 GB), so
it is an addition and never needed. Importing it sets up logging at level DEBUG, which would write
texts to the screen: that is undone here.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kit.deidentify.capitals import begins_sentence, plain, says_nothing
from kit.deidentify.people import is_given
from kit.deidentify.searching import Finder
from kit.deidentify.spans import Found
from kit.deidentify.words import fold, is_english, is_ordinary, listed

__all__ = ["cache_folder", "finder", "is_there"]

_TYPES = {
    "persoon": "person", "patient": "person", "locatie": "place", "ziekenhuis": "organisation",
    "zorginstelling": "organisation", "instelling": "organisation", "datum": "date", "id": "number",
    "telefoonnummer": "phone", "emailadres": "email", "url": "url", "bsn": "bsn",
}  # fmt: skip
_TITLE = re.compile(
    r"(?i)^(?:(?:mevrouw|mevr\.?|mw\.?|meneer|dhr\.?|de\s+heer|heer|drs?\.?|prof\.?|dokter|"
    r"zuster|broeder|zr\.|br\.|ir\.|mr\.|ing\.)\s+)+"
)


def is_there() -> bool:
    """Say whether deduce is installed."""
    return importlib.util.find_spec("deduce") is not None


def cache_folder() -> Path:
    """Return where deduce keeps its tables: among the caches of this user, outside the study."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "phm-learning-kit" / "deduce"


def finder(cache: Path | None = None) -> Finder:
    """Return a finder that asks deduce.

    Parameters
    ----------
    cache : Path, optional
        Where its tables are kept; `cache_folder` when not given.
    """
    folder = cache or cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with _quiet():
        import deduce  # type: ignore[import-not-found, unused-ignore]

        asked = deduce.Deduce(cache_path=folder)

    def find(text: str) -> Iterator[Found]:
        with _quiet():
            annotations = list(asked.deidentify(text).annotations)
        for annotation in annotations:
            found = _as_found(annotation, text)
            if found is not None:
                yield found

    return find


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep deduce's lines to itself, and give the root logger back as it was."""
    root = logging.getLogger()
    before, handlers, disabled = root.level, list(root.handlers), logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(disabled)
        root.setLevel(before)
        root.handlers[:] = handlers


def _as_found(annotation: Any, text: str) -> Found | None:
    """Return what deduce found as the kit calls it; None for what the kit leaves alone."""
    type = _TYPES.get(annotation.tag)
    start, end = int(annotation.start_char), int(annotation.end_char)
    piece = text[start:end]
    if type == "person" and (m := _TITLE.match(piece)):
        start, piece = start + m.end(), piece[m.end() :]
    low = plain(piece)
    if type is None or not piece or low in listed("public") or low in listed("large_places"):
        return None
    if type == "date" and not re.search(r"\d", piece):
        return None
    if type in ("person", "place", "organisation"):
        words = piece.split()
        if not any(w[:1].isupper() for w in words):
            return None
        if len(words) == 1:
            opened = begins_sentence(text, start)
            given = is_given(piece) and low not in listed("ambiguous")
            if opened and not given and (says_nothing(piece) or is_english(low)):
                return None
            if piece.isupper() or (type != "person" and is_ordinary(low)):
                return None
        elif all(fold(w) in listed("public") or fold(w) in listed("large_places") for w in words):
            return None
        if type == "place" and re.fullmatch(r"[1-9]\d{3}\s?[A-Z]{2}", piece):
            return None  # those that are postcodes are found already
        if type == "place" and re.search(r"\d", piece):
            type = "address"
    return Found(start, end, type, piece, "deduce")
