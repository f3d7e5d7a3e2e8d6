"""What made this file: inputs with hashes, versions, parameters, and whether they still hold.

A record of the team names every file as it is. What goes further does not name files that can be
called after the person who wrote them, see `shown_path`.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from kit import __version__
from kit.disclosure import binds
from kit.files import sha256, sha256_of_folder
from kit.finding import Source
from kit.terms import terms

__all__ = ["Provenance", "now", "shown_path", "verify"]

_PACKAGES = ("pandas", "numpy", "scipy", "statsmodels", "matplotlib", "papermill", "nbformat")
#: Tables of which each file can be of one person, and be called so.
_OF_PEOPLE = (
    "logbook", "interviews", "documents", "codings", "validation", "quotes", "history_notes",
    "maturity", "workshop", "surveys",
)  # fmt: skip
_OF_NOBODY = ("and", "en", "kw", "q", "h", "hj")


def now() -> str:
    """Return the present moment, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "kit": __version__}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


@dataclass(frozen=True)
class Provenance:
    """What made a file.

    Attributes
    ----------
    made_on : str
        UTC, ISO 8601.
    parameters : mapping
    sources : tuple of Source
        Every file of the study that was read, once.
    codebook : str or None
        Id and version.
    seed : int or None
    engine : str
        What ran the notebook: papermill, or hand when nobody but a person did.
    versions : mapping of package to version
    """

    parameters: Mapping[str, Any]
    sources: tuple[Source, ...]
    codebook: str | None = None
    seed: int | None = None
    engine: str = "hand"
    made_on: str = field(default_factory=now)
    versions: Mapping[str, str] = field(default_factory=_versions)

    def as_data(self) -> dict[str, Any]:
        """Return plain data that JSON can hold."""
        return {
            "made_on": self.made_on,
            "parameters": dict(self.parameters),
            "sources": [
                {"path": s.path, "sha256": s.sha256, "rows": s.rows} for s in merge(self.sources)
            ],
            "codebook": self.codebook,
            "seed": self.seed,
            "engine": self.engine,
            "versions": dict(self.versions),
        }


def merge(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return each file once, in order of path, with the most rows that were read from it.

    Where one finding tells the number and another may not, it stands: it was told already.
    """
    kept: dict[str, Source] = {}
    for source in sources:
        known = kept.get(source.path)
        if known is None or _told(source) > _told(known):
            kept[source.path] = source
    return tuple(kept[path] for path in sorted(kept))


def _told(source: Source) -> int:
    return -1 if source.rows is None else source.rows


def shown_path(source: Source, *, release: str, regions: Collection[str] = ()) -> str:
    """Return how a document of a release calls a file.

    From *region* upward, a file of what people wrote, said or coded keeps its own name only when it
    is called after regions, a tier or a period. Any other name can be that of a person or a code,
    and a list of names would miss some: it becomes the folder, and the start of the hash, by which
    the team finds the file.

    Parameters
    ----------
    source : Source
    release : str
    regions : collection of str
        Slugs of the study.

    Examples
    --------
    >>> one = Source("logbook/jan-jansen.csv", "3f9a1c2b77", 12)
    >>> shown_path(one, release="region"), shown_path(one, release="team")
    ('logbook/[3f9a1c2b].csv', 'logbook/jan-jansen.csv')
    >>> shown_path(Source("logbook/noord_2022.csv", "3f", 12), release="public", regions=["noord"])
    'logbook/noord_2022.csv'
    """
    table = re.match(r"[^/ .-]+", source.path)
    first = next((t for t in _OF_PEOPLE if table and re.fullmatch(rf"{t}(?:_.*)?", table[0])), "")
    if not first or not binds(release):
        return source.path
    stem, dot, suffix = source.path.rpartition(".")
    if not dot or "/" in suffix:
        stem, dot, suffix = source.path, "", ""
    left = stem[len(first) :].casefold()
    tiers = [word for tier in terms("tier").values() for word in tier.written_as()]
    for name in sorted((*regions, *tiers, *_OF_NOBODY), key=len, reverse=True):
        left = re.sub(rf"(?<![^\W\d_]){re.escape(name.casefold())}(?![^\W\d_])", " ", left)
    if not re.search(r"[^\W\d_]", left):
        return source.path
    return f"{first}/[{source.sha256[:8]}]{dot}{suffix}"


def verify(root: Path, sources: Iterable[Source]) -> dict[str, str]:
    """Compare files, and folders that were recorded as a whole, with their recorded hashes.

    Returns
    -------
    dict of path to str
        ``changed`` or ``gone``; empty when everything still holds.
    """
    different = {}
    for source in merge(sources):
        path = root / source.path
        whole_folder = source.path.endswith("/")
        if not (path.is_dir() if whole_folder else path.is_file()):
            different[source.path] = "gone"
        elif (sha256_of_folder if whole_folder else sha256)(path) != source.sha256:
            different[source.path] = "changed"
    return different
