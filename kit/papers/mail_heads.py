"""Mails within a text: the head of each, and what was quoted below it.

People paste from Outlook (``Van: … Verzonden: … Aan: … Onderwerp: …``), and programs write such a
head, a line ``Op … schreef …:`` or ``>`` before what is answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime

from kit.papers.blocks import Block
from kit.values import read_date

__all__ = ["day_in", "with_mails_apart"]

_SENDER = r"van|from|afzender|von"
_PEOPLE = rf"{_SENDER}|aan|to|cc|bcc|kopie|reply-to|antwoord aan"
_SENT = r"verzonden|sent|datum|date|verstuurd"
_SUBJECT = r"onderwerp|subject|betreft"
_FIELD = re.compile(
    rf"[*_\s]*(?P<label>{_PEOPLE}|{_SENT}|{_SUBJECT}|bijlagen?|attachments?|urgentie|importance|"
    rf"prioriteit|priority)\s*:[*_]*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
#: All fields on one line, as a mail that was pasted into a notebook.
_ON_ONE_LINE = re.compile(
    rf"\s(?=(?:{_SENT}|aan|to|cc|bcc|{_SUBJECT})\s*:\s)", re.IGNORECASE
)  # fmt: skip
_WROTE = re.compile(
    r"(?:op|on)\s.{6,160}?\s(?:schreef|heeft\s.{2,120}\sgeschreven|wrote)\b.{0,160}:\s*"
    r"|(?:op|on)\s.{6,80}\s(?:schreef|wrote)\s.{2,160}:\s*",
    re.IGNORECASE | re.DOTALL,
)
_RULE = re.compile(
    r"[-_\s>]*(?:oorspronkelijk\s+bericht|original\s+message|doorgestuurd\s+bericht|"
    r"forwarded\s+message|begin\s+doorgestuurd\s+bericht|begin\s+forwarded\s+message)[-_\s:]*",
    re.IGNORECASE,
)
_WITHIN = 10  # fields of a head are at most this many lines


def with_mails_apart(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks in which heads of mails are known as such, and answered mails are apart.

    The head of the first mail, if nothing stands above it, is that of the text itself. From every
    later head on, what follows is zone *earlier*, up to a heading; lines that begin with ``>`` are
    too. Of a head, the subject becomes a heading and who is named in it kind *people*.

    Examples
    --------
    >>> made = with_mails_apart([Block(1, "Goed idee."), Block(2, "Van: A\\nVerzonden: 3 mei 2024"),
    ...                          Block(3, "Zullen wij?")])
    >>> [(block.kind, block.zone) for block in made]
    [('text', 'section'), ('people', 'earlier'), ('sent', 'earlier'), ('text', 'earlier')]
    """
    left = list(_split(blocks))
    made: list[Block] = []
    earlier = False
    place = 0
    while place < len(left):
        block = left[place]
        running = block.zone == "section"
        if block.kind == "heading" and running:
            earlier = False
        taken, head = _head(left, place)
        if taken and running:
            own = not earlier and not any(one.kind != "heading" for one in made)
            earlier = not own
        elif block.kind == "text" and _RULE.fullmatch(block.text):
            taken, head, earlier = 1, [], earlier or running
        elif block.kind == "text" and _WROTE.fullmatch(block.text):
            taken, head, earlier = 1, list(_who_wrote(block)), earlier or running
        moved = earlier and running
        for one in head if taken else [block]:
            made.append(replace(one, zone="earlier") if moved and one.zone == "section" else one)
        place += taken or 1
    return made


def day_in(text: str) -> date | None:
    """Return the day that stands in a line such as *dinsdag 12 maart 2024 10:12*.

    Examples
    --------
    >>> day_in("dinsdag 12 maart 2024 10:12"), day_in("Tue, 12 Mar 2024 10:12:00 +0100")
    (datetime.date(2024, 3, 12), datetime.date(2024, 3, 12))
    """
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    words = text.replace(",", " ").split()
    for start in range(min(len(words), 4)):
        for count in (4, 3, 2, 1):
            try:
                return read_date(" ".join(words[start : start + count]))
            except ValueError:
                continue
    return None


def _who_wrote(block: Block) -> Iterator[Block]:
    """Yield who wrote an earlier mail and when, of a line such as *Op 3 mei schreef …:*."""
    text = block.text.strip().rstrip(":").strip()
    dutch = re.fullmatch(r"(?i)(?:op|on)\s(?P<day>.+?)\s(?:schreef|wrote)\s(?P<who>.+)", text)
    whole = re.fullmatch(
        r"(?i)(?:op|on)\s(?P<day>.+?\d{4}.*?\d[:.]\d\d(?:\s?[AP]M)?|.+?\d{4}),?\s(?:om\s|at\s)?"
        r"(?:heeft\s)?(?P<who>.+?)\s(?:schreef|wrote|het volgende geschreven|geschreven)",
        text,
    )
    found = dutch or whole
    yield replace(block, text=found["who"] if found else text, kind="people", label="Van")
    if found and day_in(found["day"]):
        yield replace(block, text=found["day"], kind="sent", label="Verzonden")


def _split(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks in which quoted lines and each field of a head stand alone."""
    for block in blocks:
        if block.kind != "text":
            yield block
            continue
        if _WROTE.fullmatch(block.text):
            yield replace(block, text=" ".join(block.text.split()))
            continue
        held: list[str] = []
        quoted = False
        for line in _lines(block.text):
            is_quoted = line.startswith(">")
            if held and (is_quoted != quoted or (not quoted and _is_alone(line, held))):
                yield _block(block, held, quoted=quoted)
                held = []
            quoted = is_quoted
            held.append(re.sub(r"^(?:>\s?)+", "", line) if is_quoted else line)
        if held:
            yield _block(block, held, quoted=quoted)


def _is_alone(line: str, held: Sequence[str]) -> bool:
    """Say whether a line begins a block of its own: a field of a head, or what follows one."""
    ends = [bool(_FIELD.fullmatch(one) or _RULE.fullmatch(one)) for one in (line, held[-1])]
    return any(ends) or bool(_WROTE.fullmatch(line))


def _block(block: Block, lines: Sequence[str], *, quoted: bool) -> Block:
    text = "\n".join(lines).strip()
    moved = quoted and block.zone == "section"
    return replace(block, text=text, zone="earlier" if moved else block.zone)


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        first = _FIELD.fullmatch(line)
        if first and re.fullmatch(_SENDER, first["label"], re.IGNORECASE):
            yield from _ON_ONE_LINE.split(line)
        else:
            yield line


def _head(blocks: Sequence[Block], place: int) -> tuple[int, list[Block]]:
    """Return how many blocks a head takes, and what it becomes; 0 when none begins here."""
    found = [(block, m) for block in _until_no_field(blocks[place : place + _WITHIN])
             if (m := _FIELD.fullmatch(block.text)) is not None]  # fmt: skip
    labels = [" ".join(m["label"].split()).casefold() for _, m in found]
    sender = any(re.fullmatch(_SENDER, label) for label in labels[:2])
    others = [label for label in labels if re.fullmatch(rf"{_SENT}|{_SUBJECT}|aan|to", label)]
    if not sender or not others:
        return 0, []
    made = []
    for (block, m), label in zip(found, labels, strict=True):
        text, shown = " ".join(m["rest"].split()), m["label"].strip().capitalize()
        if re.fullmatch(_SUBJECT, label) and text:
            made.append(replace(block, text=text, kind="heading"))
        elif re.fullmatch(_SENT, label):
            made.append(replace(block, text=text, kind="sent", label=shown))
        elif re.fullmatch(_PEOPLE, label):
            made.append(replace(block, text=text, kind="people", label=shown))
    made.sort(key=lambda block: block.kind == "heading")
    return len(found), made


def _until_no_field(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind != "text" or _FIELD.fullmatch(block.text) is None:
            return
        yield block
