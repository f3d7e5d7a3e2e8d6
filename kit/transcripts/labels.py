"""What may be the label of a speaker, and what is only a word before a colon.

A label that is missed gives words to somebody else; a label too many gives them to nobody, which is
told. So where a file has labels, a doubtful one counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kit.transcripts.times import SPAN, read_span
from kit.transcripts.turns import speaker_label

__all__ = ["Labelled", "bracketed", "is_generic", "is_name", "labels_that_hold", "split_label"]

_LONGEST = 60
_MOST_WORDS = 6
_PARTICLES = {
    "van", "de", "der", "den", "het", "'t", "’t", "te", "ten", "ter", "el", "al", "ben", "bin",
    "ibn", "von", "zu", "du", "la", "le", "los", "dos", "da", "di", "y", "en", "and",
}  # fmt: skip
_ALLOWED = re.compile(r"[\w\s.,'’()\[\]&/@#+·-]+")
#: A letter with or without a number, or a word that says what a speaker is.
_GENERIC = re.compile(
    r"(?:[a-z]\d{0,3}"
    r"|(?:interviewer|interviewster|interv|int|ge[iï]nterviewde|interviewee|respondente?|resp"
    r"|spreker|sprekers|speaker|spk|deelnemer|deelneemster|participant|pp|moderator|mod|facilitator"
    r"|gespreksleider|begeleider|persoon|person|vraag|antwoord|question|answer|onbekend|unknown"
    r"|inwoner|resident|stem|voice|onderzoeker|researcher|vragensteller|verteller|narrator)"
    r"\.?[ _-]?(?:\d{1,3}|[a-z])?|\[[^\[\]]{1,50}\])",
    re.IGNORECASE,
)
_SPOKEN_BY = re.compile(r"(?:speaker|spreker|spk)[ _-]?\w{1,3}", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(](?P<label>[^\[\]()]{1,20})[\])]\s*:?\s+")
_NAME_IN_BRACKETS = re.compile(r"\[(?P<label>[^\[\]]{1,60})\]\s*:?\s+")
_LABEL = re.compile(
    rf"(?:(?P<before>{SPAN})[\s:–—|-]*)?(?P<label>[^:\t]{{1,{_LONGEST}}}?)"
    rf"(?:\s*(?P<after>[\[(]{SPAN}[\])]|{SPAN}))?\s*(?P<mark>[:：]|\t)(?P<gap>\s*)"
)
_MANY = 10  # labels that can be nothing else
_NO_SPEAKER = {
    "kortom", "opmerking", "noot", "conclusie", "voorbeeld", "bijvoorbeeld", "samengevat", "citaat",
    "datum", "plaats", "locatie", "duur", "onderwerp", "nb", "n.b.", "note", "remark", "summary",
    "example", "date", "place", "duration", "subject", "http", "https",
}  # fmt: skip
_HEAD = 140  # of a line; a label does not begin further on


@dataclass(frozen=True)
class Labelled:
    """A line that begins with what may be a label."""

    label: str
    rest: str
    start: float | None
    end: float | None


def is_generic(label: str) -> bool:
    """Say whether a label can be nothing but one, such as ``R1`` or ``Spreker 2``."""
    return bool(_GENERIC.fullmatch(label))


def is_name(label: str) -> bool:
    """Say whether a label is written as a name: every word with a capital, particles apart.

    Letters of a script without capitals count as capitals.

    Examples
    --------
    >>> is_name("Jansen, Piet van (GGD)"), is_name("Let op"), is_name("فاطمة")
    (True, False, True)
    """
    words = label.split()
    if not words or len(words) > _MOST_WORDS or len(label) > _LONGEST:
        return False
    if not _ALLOWED.fullmatch(label) or not any(c.isalpha() for c in label):
        return False
    firsts = (word.lstrip("([@#'’") or "-" for word in words)
    return all(
        not first[0].islower() or word.casefold().strip(",.") in _PARTICLES
        for word, first in zip(words, firsts, strict=True)
    )


def split_label(line: str) -> Labelled | None:
    """Return the label that a line may begin with, and what follows it.

    Examples
    --------
    >>> split_label("[00:12] R1: ja"), split_label("[SPEAKER_00] ja")
    (Labelled(label='R1', rest='ja', start=12.0, end=None), \
Labelled(label='SPEAKER_00', rest='ja', start=None, end=None))
    >>> split_label("Om 10:30 uur") is None
    True
    """
    head = line[:_HEAD]
    if (m := _BRACKETED.match(head)) and _SPOKEN_BY.fullmatch(m["label"]):
        return Labelled(m["label"], line[m.end() :], None, None)
    m = _LABEL.match(head)
    label = speaker_label(m["label"]) if m else None
    if not m or not label or label.replace(".", "").isdigit() or label.casefold() in _NO_SPEAKER:
        return None
    generic = is_generic(label)
    bare = label.removeprefix("[").removesuffix("]")
    if _SPOKEN_BY.fullmatch(bare):
        label = bare
    if not generic and (m["mark"] == "\t" or not is_name(label)):
        return None
    if not generic and not m["gap"] and m.end() < len(head):
        return None
    start, end = read_span(m["before"] or m["after"] or "")
    return Labelled(label, line[m.end() :], start, end)


def bracketed(line: str) -> Labelled | None:
    """Return the name in brackets that a line begins with; a laugh may stand there too.

    Examples
    --------
    >>> bracketed("[Piet Jansen] ja")
    Labelled(label='Piet Jansen', rest='ja', start=None, end=None)
    """
    m = _NAME_IN_BRACKETS.match(line[:_HEAD])
    label = speaker_label(m["label"]) if m else None
    if not m or not label or not (is_generic(label) or is_name(label)):
        return None
    return Labelled(label, line[m.end() :], None, None)


def labels_that_hold(labels: Sequence[str], *, lines: int) -> frozenset[str]:
    """Return which of the labels at the beginning of lines are speakers.

    None are where nothing repeats: a text may have a colon in it. Where there are many labels that
    can be nothing else (I, R1), a single word that comes only once is none.

    Parameters
    ----------
    labels : sequence of str
        One per line that may begin with a label.
    lines : int
        How many lines with text there are.
    """
    counts = Counter(labels)
    generic = {label for label in counts if is_generic(label)}
    certain = sum(counts[label] for label in generic)
    repeated = {label for label, n in counts.items() if n > 1}
    if certain < min(2, lines) and not (repeated and len(labels) >= lines / 5):
        return frozenset()
    if certain < max(_MANY, 0.9 * len(labels)):
        return frozenset(counts)
    words = {label for label in counts if " " not in label and label != label.casefold()}
    return frozenset(counts.keys() - (words - generic - repeated))
