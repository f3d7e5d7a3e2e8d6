"""One file that somebody has, whatever program wrote it, as a paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from kit.errors import InputError, Problem
from kit.papers.blocks import Paper
from kit.papers.mail import read_mail, read_page
from kit.papers.open_document import read_open_document
from kit.papers.pdf import read_pdf
from kit.papers.plain import read_plain
from kit.papers.slides import read_slides
from kit.papers.word import read_word

__all__ = ["OTHER_FORMS", "SUFFIXES", "read_bytes", "read_paper"]

_LARGEST = 50_000_000  # bytes; a presentation full of photographs stays below it as PDF
_READERS: Mapping[str, Callable[[bytes, str], Paper]] = {
    ".pdf": read_pdf,
    ".pptx": read_slides,
    ".docx": read_word,
    ".odt": read_open_document,
    ".mht": read_page,
    ".mhtml": read_page,
    ".html": read_page,
    ".htm": read_page,
    ".md": lambda data, _: read_plain(data),
    ".txt": lambda data, _: read_plain(data),
}
SUFFIXES = (*_READERS, ".eml")
#: Kinds of file that people have and the kit does not read, and what to do with each.
OTHER_FORMS: Mapping[str, str] = {
    ".one": "Export the page from OneNote as .docx or .mht, and give that.",
    ".onepkg": "Export the pages from OneNote as .docx or .mht, and give those.",
    ".msg": "Open it in Outlook and save it as .eml, or as text.",
    ".doc": "Open it in Word or LibreOffice and save it as .docx.",
    ".ppt": "Open it in PowerPoint or LibreOffice and save it as .pptx.",
    ".odp": "Open it in LibreOffice and save it as .pptx or PDF.",
    ".rtf": "Open it in Word or LibreOffice and save it as .docx.",
    ".pages": "Export it from Pages as .docx.",
    ".key": "Export it from Keynote as .pptx.",
}
_IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic")
#: With what a file begins, and the endings that it may have then.
_BEGINNINGS: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (b"%PDF-", "a PDF", (".pdf",)),
    (b"PK\x03\x04", "an Office document", (".docx", ".pptx", ".odt")),
    (b"{\\rtf", "RTF", ()),
    (b"\x89PNG", "a picture", ()),
    (b"\xff\xd8\xff", "a picture", ()),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_paper(path: Path, where: str) -> Paper:
    """Read a file.

    Parameters
    ----------
    path : Path
        One of `SUFFIXES`.
    where : str
        How to call the file in messages.

    Returns
    -------
    Paper
        Without blocks when there is no text in it, as in a scan; its notes then say what to do.

    Raises
    ------
    InputError
        It cannot be opened, is empty, broken, larger than 50 MB, has a password, or is something
        else than its name says.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _LARGEST else b""
    except OSError as error:
        do = "Close it in other programs, or copy it, and try once more."
        problem = Problem(where, error.strerror or "", "a file that can be opened", do)
        raise InputError([problem]) from error
    if size > _LARGEST:
        do = "Make a smaller one, without pictures (PDF, smallest size), or split it."
        got = f"{size / 1e6:.0f} MB"
        raise InputError([Problem(where, got, "a file of at most 50 MB", do)])
    return read_bytes(data, path.name, where)


def read_bytes(data: bytes, name: str, where: str) -> Paper:
    """Read what a file holds, as `read_paper`, by the ending of its name."""
    suffix = PurePosixPath(name).suffix.lower()
    known = f"one of {', '.join(SUFFIXES)}"
    if suffix in OTHER_FORMS:
        raise InputError([Problem(where, suffix, known, OTHER_FORMS[suffix])])
    if suffix in _IMAGES:
        do = "Recognise the text elsewhere (OCR) and save it as .docx or PDF."
        raise InputError([Problem(where, "a picture", "a file with text", do)])
    if suffix not in SUFFIXES:
        do = "Open it, save it as .docx or PDF, and try once more."
        raise InputError([Problem(where, suffix, known, do)])
    if not data.strip(b"\0 \t\r\n"):
        raise InputError([Problem(where, "an empty file", "a file with something in it")])
    _hold_to_its_name(data, suffix, where)
    try:
        if suffix == ".eml":
            return read_mail(data, where, attached=_attached)
        return _READERS[suffix](data, where)
    except (RecursionError, MemoryError):
        do = "Open it, save it as .docx or PDF, and try once more."
        raise InputError([Problem(where, "", "a file of an ordinary build", do)]) from None


def _attached(name: str, data: bytes) -> Paper | None:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        return None
    return read_bytes(data, f"attachment{suffix}", "attachment")


def _hold_to_its_name(data: bytes, suffix: str, where: str) -> None:
    """Refuse a file that is something else than its name says."""
    if data.startswith(_OLD_OFFICE):
        do = "Take the password off, or save it in the form of today (.docx, .pptx)."
        got = "a file with a password, or of an old program"
        raise InputError([Problem(where, got, f"what a name with {suffix} promises", do)])
    found = next(((w, s) for start, w, s in _BEGINNINGS if data.startswith(start)), None)
    expects = next((w for _, w, s in _BEGINNINGS if suffix in s), None)
    if suffix == ".pdf" and b"%PDF-" in data[:1024]:
        return
    if found is not None and suffix not in found[1]:
        do = "Give it the ending of what it is."
        raise InputError([Problem(where, found[0], f"what a name with {suffix} promises", do)])
    if found is None and expects is not None:
        do = "It may be broken, or another kind of file. Make it again and try once more."
        raise InputError([Problem(where, "", expects, do)])
