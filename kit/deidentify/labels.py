"""Labels of speakers and cells that hold one name: who speaks, who wrote."""

from __future__ import annotations

import re

from kit.deidentify.words import fold, listed
from kit.terms import terms

__all__ = ["name_in_label", "names_in_label"]

_CODE = re.compile(
    r"(?i)(?:[a-z]{1,3}[-_ ]?\d{1,4}[a-z]?|[a-z]|\d+|"
    r"(?:int|iv|intv?w?|interv|resp|pp|mod|gespr)\.?[-_ ]?\d{0,3}|[a-z]\.|"
    r"speaker[ _-]?\w{1,3}|"
    r"spreker[ _-]?\w{1,3}|"
    r"(?:respondent|deelnemer|participant|persoon|person|coder|codeur|codeerder|schrijver|auteur|"
    r"team|groep|group|stem|voice)[ _-]?\w{0,3}|\[[^\]]*\])"
)
_TEAMS = re.compile(
    r"(?P<last>[^,()]{1,80}),\s*(?P<first>[^,()]{1,80}?)\s*(?:\([^()]{0,120}\))?\s*$"
)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,120}[)\]]\s*$")


_BETWEEN = re.compile(r"\s*[+&/;]\s*|\s+(?:en|and|met)\s+")


def names_in_label(label: str) -> list[tuple[int, int, str]]:
    """Return where the names in a label stand, and what they are; several people may speak.

    Examples
    --------
    >>> names_in_label("Truus + Gerda"), names_in_label("Truus en R2")
    ([(0, 5, 'Truus'), (8, 13, 'Gerda')], [(0, 5, 'Truus')])
    """
    cuts = [0, *(at for m in _BETWEEN.finditer(label) for at in m.span()), len(label)]
    pieces = [(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=True) if start < end]
    two = re.fullmatch(r"\s*([^\W\d_]+)\s*,\s*([^\W\d_]+)\s*", label)
    if two and all(fold(w) in listed("given") - listed("surnames") for w in two.groups()):
        pieces = [two.span(1), two.span(2)]
    if len(pieces) < 2 or _BRACKETS.search(label):
        pieces = [(0, len(label))]
    named = ((start, end, name_in_label(label[start:end])) for start, end in pieces)
    return [(start, end, name) for start, end, name in named if name is not None]


def name_in_label(label: str) -> str | None:
    """Return the name that a label gives away, first name first; None for a code or a role.

    Teams writes ``Last, First (Organisation)``.

    Examples
    --------
    >>> [name_in_label(one) for one in ("El Amrani, Fatima (GGD Zuid)", "R1", "Huisarts")]
    ['Fatima El Amrani', None, None]
    """
    plain = " ".join(label.split()).rstrip(" :")
    if not plain or _CODE.fullmatch(plain):
        return None
    m = _TEAMS.fullmatch(plain)
    if m:
        return f"{m['first']} {m['last']}"
    name = _BRACKETS.sub("", plain)
    words = [fold(word) for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", name)]
    if not words or all(word in _of_nobody() for word in words) or fold(name) in _of_nobody():
        return None
    if _CODE.fullmatch(name):
        return None
    return name


def _of_nobody() -> set[str]:
    roles = {
        fold(way)
        for name in ("role", "voice_group", "healthkic_role")
        for term in terms(name).values()
        for way in term.written_as()
    }
    more = "de het een the a an van of en and niet vreemd anders other geinterviewde interviewee"
    return roles | set(listed("public")) | set(more.split())
