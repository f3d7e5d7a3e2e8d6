"""Mails as files (.eml) and saved pages of Word and OneNote (.mht), with what is attached.

Who sent and got a mail is known as such (kind *people*): it never becomes text of a document.
"""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from pathlib import PurePosixPath

from kit.errors import InputError, Problem
from kit.files import decode
from kit.papers.blocks import Block, Paper
from kit.papers.mail_heads import day_in, with_mails_apart
from kit.papers.plain import paragraphs, with_day
from kit.papers.web import blocks_of_html

__all__ = ["read_mail", "read_page"]

_HEAD = (("from", "Van"), ("to", "Aan"), ("cc", "Cc"), ("bcc", "Bcc"), ("reply-to", "Antwoord aan"))
_USUAL = {
    ".pdf", ".docx", ".doc", ".pptx", ".ppt", ".xlsx", ".xls", ".csv", ".odt", ".ods", ".txt",
    ".md", ".zip", ".ics", ".vcf", ".rtf", ".html", ".htm", ".eml", ".msg", ".mht",
}  # fmt: skip
_DEEPEST = 3  # a mail in a mail in a mail
#: What the parser of Python raises on a mail that is not whole; it has no class of its own for it.
_SPOILT = (ValueError, TypeError, AttributeError, AssertionError, LookupError, OverflowError)

#: Reads an attachment by its name and bytes; None when it is not of a known kind.
Attached = Callable[[str, bytes], Paper | None]


def read_mail(data: bytes, where: str, *, attached: Attached) -> Paper:
    """Read a mail: head, text, earlier mails that it quotes, attachments of a known kind.

    The plain text is taken where there is one, else the HTML.

    Raises
    ------
    InputError
        It is not a mail.
    """
    do = "Save it from the mail program again, as .eml, or copy its text to a Word file."
    problem = Problem(where, "", "a mail with a sender and a date", do)
    try:
        message = _parsed(data)
        if not any(_header(message, name) for name in ("from", "to", "date", "subject")):
            raise InputError([problem])
        blocks, aside, notes = _of_message(message, attached, 0)
    except _SPOILT:
        raise InputError([problem]) from None
    day = day_in(_header(message, "date"))
    numbered = (replace(block, row=n) for n, block in enumerate(blocks, start=1))
    left = {what: n for what, n in aside.items() if n}
    return Paper(tuple(numbered), "paragraph", day, left, tuple(notes))


def read_page(data: bytes, where: str) -> Paper:
    """Read a page: HTML, or one saved with all that is in it (.mht).

    Raises
    ------
    InputError
        There is no page in it.
    """
    if data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"<"):
        html: str | None = _decoded(data)
    else:
        try:
            html = _body(_parsed(data), "html")
        except _SPOILT:
            html = None
    if html is None:
        do = "Save it from OneNote or Word again, or copy its text to a Word file."
        raise InputError([Problem(where, "", "a page of a web browser, OneNote or Word", do)])
    blocks, pictures = blocks_of_html(html)
    aside = {"pictures": pictures} if pictures else {}
    return replace(with_day(tuple(blocks), "paragraph"), set_aside=aside)


def _parsed(data: bytes) -> EmailMessage:
    made = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(made, EmailMessage):
        raise TypeError("the default policy makes an EmailMessage")
    return made


def _decoded(data: bytes) -> str:
    """Return a page as text, in the encoding that it declares or else that it is in."""
    declared = data[:2048].lower().replace(b'"', b"").replace(b"'", b"")
    if b"charset=windows-1252" in declared or b"charset=iso-8859-1" in declared:
        return data.decode("cp1252", errors="replace")
    return decode(data)[0]


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as text; a header that cannot be parsed as what it is in the file."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except _SPOILT:
        found = (str(value) for head, value in message.raw_items() if head.casefold() == name)
        return " ".join(next(found, "").split())


def _of_message(
    message: EmailMessage, attached: Attached, depth: int
) -> tuple[list[Block], Counter[str], list[str]]:
    made: list[Block] = []
    aside: Counter[str] = Counter()
    notes: list[str] = []
    for name, shown in _HEAD:
        if text := _header(message, name):
            made.append(Block(0, text, "people", label=shown))
    if text := _header(message, "date"):
        day = day_in(text)
        made.append(Block(0, day.isoformat() if day else text, "sent", label="Verzonden"))
    if text := _header(message, "subject"):
        made.append(Block(0, text, "heading"))
    plain, html = _body(message, "plain"), _body(message, "html")
    if plain is not None and plain.strip():
        body: list[Block] = list(paragraphs(plain))
    else:
        body, pictures = blocks_of_html(html or "")
        aside["pictures"] += pictures
        if html is not None:
            notes.append("the mail is HTML only")
    made += _below(body)
    for part in message.iter_attachments():
        made += _attachment(part, attached, depth, aside, notes)
    return made, aside, notes


def _below(body: list[Block]) -> Iterator[Block]:
    """Yield the text of a mail; a head with which it begins is that of a mail it sends on."""
    marked = with_mails_apart([Block(0, "-", "text"), *body])[1:]
    yield from marked


def _body(message: EmailMessage, kind: str) -> str | None:
    """Return the text of a mail in one of its forms; None when it has none."""
    part = message.get_body(preferencelist=(kind,))
    return None if part is None else _text(part)


def _text(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset() or ""
    try:
        return data.decode(charset) if charset else decode(data)[0]
    except (LookupError, ValueError):
        return decode(data)[0]


def _attachment(
    part: EmailMessage, attached: Attached, depth: int, aside: Counter[str], notes: list[str]
) -> Iterator[Block]:
    if part.get_content_type() == "message/rfc822" and depth < _DEEPEST:
        inside = part.get_payload()
        message = inside[0] if isinstance(inside, list) and inside else None
        if isinstance(message, EmailMessage):
            blocks, more, told = _of_message(message, attached, depth + 1)
            aside.update(more)
            notes += told
            yield from (replace(block, zone="earlier") for block in blocks)
            return
    if part.get_content_maintype() in ("image", "audio", "video"):
        aside[f"{part.get_content_maintype()}s in the mail"] += 1
        return
    name = _file_name(part)
    # An ending that is not usual can be a surname: *brief van dr. Jansen*.
    ending = PurePosixPath(name).suffix.lower()
    suffix = ending if ending in _USUAL else "another ending"
    data = part.get_payload(decode=True)
    if part.get_content_disposition() != "attachment" and part.get_content_type() == "text/html":
        return
    try:
        read = attached(name, data) if isinstance(data, bytes) and data else None
    except InputError:
        aside[f"attachments that could not be read ({suffix})"] += 1
        return
    if read is None:
        aside[f"attachments of a kind that is not read ({suffix})"] += 1
        return
    aside.update(read.set_aside)
    notes.append(f"an attachment was read ({suffix})")
    yield Block(0, name, "heading", "attachment")
    yield from (replace(block, zone="attachment") for block in read.blocks)


def _file_name(part: EmailMessage) -> str:
    return str(part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
