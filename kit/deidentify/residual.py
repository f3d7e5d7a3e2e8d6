"""What still points at people after names are gone: rare roles, rare events, where the key lies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["few_of_a_kind", "lies_in_a_synced_folder", "rare_events"]

_EVENTS = {
    "zelfmoord, suicide": r"zelfmoord\w*|suïcid\w*|suicid\w*|zelfdoding\w*|euthanasie",
    "misdrijf, crime": r"moord\w*|doodslag|verkracht\w*|mishandel\w*|huiselijk geweld|seksueel "
    r"misbruik|murder\w*|assault\w*",
    "ongeval, accident": r"ongeval\w*|ongeluk\w*|verdronk\w*|brand in|ontploff\w*|calamiteit\w*|"
    r"accident\w*",
    "tuchtzaak, klacht, rechtszaak": r"tuchtzaak|tuchtrecht\w*|rechtszaak|rechtbank|"
    r"inspectieonderzoek|aangifte|lawsuit|court case",
    "ontslag, faillissement, fraude": r"ontslagen|op non-actief|geschorst|faillissement\w*|"
    r"failliet|fraude\w*|dismissed|bankrupt\w*",
    "zeldzame ziekte": r"zeldzame (?:ziekte|aandoening)|syndroom van|rare disease",
    "de enige, de eerste van": r"(?:de )?enige (?:\w+ )?(?:in|van) (?:de |het )?(?:regio|dorp|"
    r"gemeente|nederland|provincie|wijk|streek)|"
    r"(?:the )?only (?:\w+ )?in the (?:region|village|town|country)",
}
_RARE = {name: re.compile(rf"(?i)\b(?:{pattern})\b") for name, pattern in _EVENTS.items()}
_PARTS = re.compile(
    r"(?i)onedrive.*|dropbox.*|google ?drive.*|my drive|mijn drive|icloud ?drive.*|"
    r"com~apple~clouddocs|mobile documents|cloudstorage|"
    r"nextcloud.*|owncloud.*|surf ?drive.*|research ?drive.*|pcloud.*|syncthing.*|stack|"
    r"sharepoint.*|box sync|proton ?drive.*"
)
_MARKERS = (
    ".dropbox", ".dropbox.cache", ".owncloudsync.log", ".nextcloudsync.log", ".stfolder",
    ".tmp.drivedownload", ".tmp.driveupload", ".849C9593-D756-4E56-8D6E-42412F2A707B",
    ".sync_*.db", "._sync_*.db", ".csync_journal.db", ".git",
)  # fmt: skip


def rare_events(texts: Iterable[str]) -> dict[str, int]:
    """Return in how many texts words of each kind of rare event stand; only kinds that do."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(name for name, pattern in _RARE.items() if pattern.search(text))
    return {name: counts[name] for name in _RARE if counts[name]}


def few_of_a_kind(
    people: Iterable[Mapping[str, str]], *, fewest: int
) -> list[tuple[str, str, int]]:
    """Return the roles that fewer than `fewest` people of a region have.

    Parameters
    ----------
    people : iterable of mapping
        With ``region``, ``role`` and ``person``; rows without a role or region do not count.
    fewest : int

    Returns
    -------
    list of (region, role, number of people)
    """
    groups: dict[tuple[str, str], set[str]] = {}
    for row in people:
        region, role = row.get("region", ""), row.get("role", "")
        if region and role:
            groups.setdefault((region, role.casefold()), set()).add(row.get("person", ""))
    return [(*group, len(who)) for group, who in sorted(groups.items()) if len(who) < fewest]


def lies_in_a_synced_folder(folder: Path) -> bool:
    """Say whether a folder is copied elsewhere by itself: OneDrive, Dropbox, SURFdrive, git …

    It is told by the names of the folders above it, and by the files that such programs leave.

    Examples
    --------
    >>> lies_in_a_synced_folder(Path("/home/n/OneDrive - UMC/raw"))
    True
    """
    for place in (folder, *folder.parents):
        if _PARTS.fullmatch(place.name):
            return True
        if any(True for marker in _MARKERS for _ in _found(place, marker)):
            return True
    return False


def _found(folder: Path, marker: str) -> Iterable[Path]:
    try:
        return list(folder.glob(marker))
    except OSError:
        return []
