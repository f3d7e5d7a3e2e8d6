"""Transcripts of the sample as programs and people make them, with the identities still in them.

Times follow from the number of words, so that the same texts give the same bytes.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from sample_files import MADE, packed, same_bytes, slim

__all__ = ["FORMS", "Raw", "Said"]

Said = tuple[str, str]
WORDS_PER_SECOND = 2.4
CUE = 84


@dataclass(frozen=True)
class Raw:
    """What a transcript is made of.

    Attributes
    ----------
    id : str
    title : str
        How the file is called; stands in the properties of an Office file too.
    author : str
        Who made the file.
    turns : sequence of (label, text)
        An empty label where nobody is named.
    """

    id: str
    title: str
    author: str
    turns: Sequence[Said]


@dataclass(frozen=True)
class _Cue:
    turn: int
    number: int
    start: float
    end: float
    label: str
    text: str


def _cues(raw: Raw) -> Iterator[_Cue]:
    """Cut turns at ends of sentences, and long sentences between words, as programs do."""
    at = 2.0
    for turn, (label, text) in enumerate(raw.turns, start=1):
        for number, piece in enumerate(_pieces(text)):
            end = at + max(0.8, len(piece.split()) / WORDS_PER_SECOND)
            yield _Cue(turn, number, at, end, label, piece)
            at = end + 0.04
        at += 0.6


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for word in text.split():
        last = pieces[-1]
        if last and (last[-1] in ".?!" or len(last) + len(word) >= CUE):
            pieces.append(word)
        else:
            pieces[-1] = f"{last} {word}".strip()
    return pieces


def _time(seconds: float, mark: str = ".") -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{mark}{rest % 1000:03d}"


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _teams_vtt(raw: Raw) -> bytes:
    """Teams: an id per cue, and the voice with its organisation in a tag."""
    guid = uuid.uuid5(uuid.NAMESPACE_URL, raw.id)
    blocks = ["WEBVTT"]
    for cue in _cues(raw):
        said = f"<v {escape(cue.label)}>{escape(cue.text)}</v>"
        times = f"{_time(cue.start)} --> {_time(cue.end)}"
        blocks.append(f"{guid}/{cue.turn}-{cue.number}\n{times}\n{said}")
    return ("\n\n".join(blocks) + "\n").encode()


def _zoom_vtt(raw: Raw) -> bytes:
    """Zoom: numbered cues that begin with the name."""
    blocks = ["WEBVTT"]
    for number, cue in enumerate(_cues(raw), start=1):
        times = f"{_time(cue.start)} --> {_time(cue.end)}"
        blocks.append(f"{number}\n{times}\n{cue.label}: {cue.text}")
    return ("\n\n".join(blocks) + "\n").replace("\n", "\r\n").encode()


def _whisper_srt(raw: Raw) -> bytes:
    """Whisper with speakers, saved by an editor of subtitles on Windows."""
    blocks = []
    for number, cue in enumerate(_cues(raw), start=1):
        times = f"{_time(cue.start, ',')} --> {_time(cue.end, ',')}"
        blocks.append(f"{number}\r\n{times}\r\n[{cue.label}] {cue.text}\r\n")
    return "\r\n".join(blocks).encode("cp1252")


def _zoom_txt(raw: Raw) -> bytes:
    """Zoom: time and name separated by a tab, then what was said."""
    lines = []
    for start, (label, text) in _begun(raw):
        lines.append(f"{_time(start)[:8]}\t{label}\t{text}")
    return ("\n".join(lines) + "\n").encode()


def _otter_txt(raw: Raw) -> bytes:
    """Otter: name, two spaces, time; the text below it."""
    blocks = [f"{label}  {_minutes(start)}\n{text}" for start, (label, text) in _begun(raw)]
    return ("\n\n".join(blocks) + "\n\nTranscribed by https://otter.ai\n").encode()


def _begun(raw: Raw) -> Iterator[tuple[float, Said]]:
    starts: dict[int, float] = {}
    for cue in _cues(raw):
        starts.setdefault(cue.turn, cue.start)
    return zip(starts.values(), raw.turns, strict=True)


def _labelled_txt(raw: Raw) -> bytes:
    """A line per turn, with a byte order mark as Notepad saves it."""
    return "\n".join(f"{label}: {text}" for label, text in raw.turns).encode("utf-8-sig")


def _md(raw: Raw) -> bytes:
    """Markdown: the title as heading, names in bold."""
    blocks = [f"# {raw.title}", *(f"**{label}:** {text}" for label, text in raw.turns)]
    return ("\n\n".join(blocks) + "\n").encode()


def _story(raw: Raw) -> bytes:
    """Paragraphs, and nobody is named."""
    return ("\n\n".join(text for _, text in raw.turns) + "\n").encode()


def _docx(raw: Raw, write: Callable[[Any], None]) -> bytes:
    from docx import Document

    document = Document()
    slim(document)
    about = document.core_properties
    about.author = about.last_modified_by = raw.author
    about.title, about.created = raw.title, MADE
    write(document)
    return same_bytes(document.save)


def _labelled_docx(raw: Raw) -> bytes:
    """By hand in Word: a label with a colon, and the name of the file in the page header."""

    def write(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = raw.title
        for label, text in raw.turns:
            document.add_paragraph(f"{label}: {text}")

    return _docx(raw, write)


def _bold_docx(raw: Raw) -> bytes:
    """By hand in Word: the label in bold, below a heading."""

    def write(document: Any) -> None:
        document.add_paragraph(raw.title, style="Title")
        for label, text in raw.turns:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label}:").bold = True
            paragraph.add_run(f" {text}")

    return _docx(raw, write)


def _teams_docx(raw: Raw) -> bytes:
    """Teams: name, time and text below each other."""

    def write(document: Any) -> None:
        for start, (label, text) in _begun(raw):
            for line in (label, _minutes(start), text):
                document.add_paragraph(line)

    return _docx(raw, write)


def _odt(raw: Raw) -> bytes:
    """LibreOffice: a label with a tab after the colon."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "meta")
    )
    said = "".join(
        f"<text:p>{escape(label)}:<text:tab/>{escape(text)}</text:p>" for label, text in raw.turns
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces} '
        f'office:version="1.2"><office:body><office:text><text:h text:outline-level="1">'
        f"{escape(raw.title)}</text:h>{said}</office:text></office:body></office:document-content>"
    )
    meta = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta {spaces} '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"><office:meta>'
        f"<dc:title>{escape(raw.title)}</dc:title><dc:creator>{escape(raw.author)}</dc:creator>"
        "</office:meta></office:document-meta>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    parts = {"content.xml": content, "meta.xml": meta}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{of}"/>'
        for name, of in [("/", kind), *((part, "text/xml") for part in parts)]
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2">{entries}</manifest:manifest>'
    )
    return packed([("mimetype", kind), ("META-INF/manifest.xml", manifest), *parts.items()])


#: How a transcript may be delivered: the suffix of the file, and what makes its bytes.
FORMS: Mapping[str, tuple[str, Callable[[Raw], bytes]]] = {
    "teams_vtt": (".vtt", _teams_vtt),
    "zoom_vtt": (".vtt", _zoom_vtt),
    "zoom_txt": (".txt", _zoom_txt),
    "whisper_srt": (".srt", _whisper_srt),
    "otter_txt": (".txt", _otter_txt),
    "txt": (".txt", _labelled_txt),
    "md": (".md", _md),
    "docx": (".docx", _labelled_docx),
    "docx_words": (".docx", _bold_docx),
    "teams_docx": (".docx", _teams_docx),
    "odt": (".odt", _odt),
    "story_txt": (".txt", _story),
    "story_md": (".md", _story),
}
