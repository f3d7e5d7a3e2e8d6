"""Which characters a program counted: found by looking whether its quotes stand where it says.

The standard counts Unicode code points. Programs differ in whether the byte order mark counts,
whether a line end counts once or twice, and whether an emoji counts twice (UTF-16). Each rule that
makes a difference in a text is tried, and the one that puts most quotes in place is taken.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from kit.refi_qda.records import Offsets, Selection

__all__ = ["Resolved", "Rule", "decoded", "resolve"]

#: So much of a quote is compared: programs cut long names at different lengths.
_COMPARED = 25
#: From so many letters a name that stands in the text is taken for a quote, not for a label.
_QUOTE_FROM = 20
_WHOLE_FROM = 12
#: Below this share of the quotes in place, no rule is believed.
_LEAST_SHARE = 0.5


@dataclass(frozen=True)
class Rule:
    """What is counted.

    Attributes
    ----------
    line : {"one", "two", "stored"}
        A line end counts one, two, or as many characters as it is stored in.
    unit : {"code points", "UTF-16 units"}
    mark : bool
        Whether the byte order mark counts.
    last : bool
        Whether the end is the last character, not the one after it.
    """

    line: str = "one"
    unit: str = "code points"
    mark: bool = False
    last: bool = False

    def __str__(self) -> str:
        line = {"one": "line end as 1", "two": "line end as 2", "stored": "line end as stored"}
        mark = "with" if self.mark else "without"
        end = "included" if self.last else "excluded"
        return f"{self.unit}, {mark} byte order mark, {line[self.line]}, end {end}"


@dataclass(frozen=True)
class Resolved:
    """A text, the selections in it, and what was made of their positions.

    `text` has line ends ``\\n`` and no byte order mark; `rule` is None where no quote stands behind
    a place at which rules differ, so that it tells nothing about other texts; `beyond` counts
    selections that do not lie in the text, `refused` those of a text in which no rule puts the
    quotes in place.
    """

    text: str
    selections: tuple[Selection, ...]
    offsets: Offsets
    rule: Rule | None
    beyond: int = 0
    refused: int = 0


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file with its byte order mark and line ends, and its encoding.

    UTF-8, UTF-16 with a mark, else Windows-1252.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16-le" if data[:1] == b"\xff" else "utf-16-be"
        return data.decode(encoding, errors="replace"), "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "windows-1252"


def resolve(
    stored: str, selections: Sequence[Selection], *, prefer: Sequence[Rule] = ()
) -> Resolved:
    """Find the rule that puts the quotes of a text in place, and the selections by it.

    Parameters
    ----------
    stored : str
        With byte order mark and line ends as stored.
    selections : sequence of Selection
        With the positions of the file.
    prefer : sequence of Rule
        Tried first, and taken where no quote says otherwise: those of other sources.

    Examples
    --------
    >>> made = Selection(guid="", start=3, end=9, name="na 😀.")
    >>> found = resolve("😀 na 😀.", [made])
    >>> found.text[found.selections[0].start:found.selections[0].end], found.offsets.rule
    ('na 😀.', 'UTF-16 units, without byte order mark, line end as 1, end excluded')
    """
    marks = len(stored) - len(stored.lstrip("\ufeff"))
    stored = stored[marks:]
    text = stored.replace("\r\n", "\n").replace("\r", "\n")
    words = _plain(text)
    claims = [_claims(one, words) for one in selections]
    best: tuple[int, Rule, list[tuple[int, int] | None], list[int]] | None = None
    for rule in _rules(stored, text, marks, prefer):
        placed = list(_placed(selections, _before(stored, text, rule, marks), len(text)))
        fits = [
            0 if span is None else _likeness(one.name, text, *span)
            for one, span in zip(selections, placed, strict=True)
        ]
        if best is None or sum(fits) > best[0]:
            best = (sum(fits), rule, placed, fits)
        if all(map(_could_not_be_better, selections, fits)):
            break
    assert best is not None  # there is always the rule of the standard
    _, rule, placed, fits = best
    quotes = sum(fit > 0 or claim for fit, claim in zip(fits, claims, strict=True))
    good = sum(fit > 0 for fit in fits)
    if quotes and good < quotes * _LEAST_SHARE:
        told = Offsets(rule=str(rule), fits=good, quotes=quotes, basis="refused")
        return Resolved(text, (), told, None, refused=len(selections))
    rule = replace(rule, last=_with_last(selections, text, placed, fits))
    kept, beyond = [], 0
    for one, span, fit, claim in zip(selections, placed, fits, claims, strict=True):
        if span is None:
            beyond += 1
            continue
        end = min(span[1] + rule.last, len(text))
        kept.append(replace(one, start=span[0], end=end, fits=fit > 0 if fit or claim else None))
    basis = "quotes" if quotes else "other sources" if rule in prefer else "assumed"
    told = Offsets(rule=str(rule), fits=good, quotes=quotes, basis=basis)
    differs = 0 if marks else next(
        (at for at, c in enumerate(text) if c == "\n" or c > "\uffff"), len(text)
    )  # fmt: skip
    tells = any(one.fits and one.end > differs for one in kept)
    return Resolved(text, tuple(kept), told, rule if tells else None, beyond=beyond)


def _rules(stored: str, text: str, marks: int, prefer: Sequence[Rule]) -> Iterator[Rule]:
    """Yield the rules that make a difference in this text, the likeliest first."""
    lines = ["one", "two"] if "\n" in text else ["one"]
    if "\r\n" in stored and stored.count("\r\n") != text.count("\n"):
        lines.append("stored")
    units = ["code points"] + ["UTF-16 units"] * (not text.isascii() and max(text) > "\uffff")
    rules = [
        Rule(line, unit, mark)
        for unit in units
        for mark in (False, True)[: 1 + bool(marks)]
        for line in lines
    ]
    first = [replace(rule, last=False) for rule in prefer]
    yield from sorted(rules, key=lambda rule: first.index(rule) if rule in first else len(first))


def _before(stored: str, text: str, rule: Rule, marks: int) -> list[int] | int:
    """Return how much is counted before each character; one number where each counts once."""
    offset = marks if rule.mark else 0
    double = rule.unit == "UTF-16 units"
    if rule.line == "stored":
        pieces = stored.replace("\r\n", "\x00").replace("\r", "\n")
    else:
        pieces = text.replace("\n", "\x00") if rule.line == "two" else text
    if not double and "\x00" not in pieces:
        return offset
    widths = (1 + (c == "\x00" or (double and c > "\uffff")) for c in pieces)
    return list(accumulate(widths, initial=offset))


def _placed(
    selections: Sequence[Selection], before: list[int] | int, length: int
) -> Iterator[tuple[int, int] | None]:
    def at(position: int) -> int:
        if isinstance(before, int):
            return position - before
        return bisect_right(before, position) - 1 if position <= before[-1] else length + 1

    for one in selections:
        start, end = at(one.start), at(one.end)
        yield (start, end) if 0 <= start <= end <= length else None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _name(name: str) -> str:
    return _plain(name).removesuffix("…").removesuffix("...").rstrip()


def _likeness(name: str, text: str, start: int, end: int) -> int:
    """Say how well a name is the passage at a place.

    3 when it is so letter for letter, 2 when a long name begins so, 1 when only white space
    differs, 0 when it is another passage. A rule that is one off may still give 1.
    """
    wanted = _name(name)
    if len(wanted) < 3:
        return 0
    if text[start:end] == name:
        return 3
    if len(wanted) < _QUOTE_FROM:
        return 1 if wanted in [_plain(text[start:at]) for at in (end, end + 1)] else 0
    begins = wanted[:_COMPARED].rstrip()
    there = text[start : start + 4 * _COMPARED]
    if not _plain(there).startswith(begins):
        return 0
    return 1 if there[:1].isspace() else 2


def _could_not_be_better(one: Selection, likeness: int) -> bool:
    cut = len(_name(one.name)) < one.end - one.start - 3
    return not one.name or likeness == 3 or (likeness == 2 and cut)


def _claims(one: Selection, words: str) -> bool:
    """Say whether the name of a selection is meant as its quote; people give labels too."""
    name, length = _name(one.name), one.end - one.start
    if len(name) >= _WHOLE_FROM and abs(len(one.name) - length) <= max(3, length // 20):
        return True
    if len(name) < _QUOTE_FROM or length <= len(name):
        return False
    cut = one.name.rstrip().endswith(("…", "..."))
    return cut or name[:_COMPARED].rstrip() in words


def _with_last(
    selections: Sequence[Selection],
    text: str,
    placed: Sequence[tuple[int, int] | None],
    fits: Sequence[int],
) -> bool:
    """Say whether an end is the last character: whole quotes are then one character short."""
    score = 0
    for one, span, fit in zip(selections, placed, fits, strict=True):
        if span is None or not fit:
            continue
        name = _plain(one.name)
        short, whole = (_plain(text[span[0] : span[1] + more]) for more in (0, 1))
        score += (whole == name != short) - (short == name)
    return score > 0
