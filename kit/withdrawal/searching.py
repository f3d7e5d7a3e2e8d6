"""Looking for a person in a file of any kind: the code, and strings of words the person used."""

from __future__ import annotations

import html
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kit.files import decode

__all__ = ["Traces", "lines_of", "readable", "strings_of"]

#: A pseudonym of `kit.deidentify`; without its entry in the key it leads to nobody.
PSEUDONYM = re.compile(r"\[[^\W\d_]+ ([A-Z]\d*)\]")
#: So many words in a row are somebody's own; fewer may be anybody's.
LONGEST_CHANCE = 5
_WORD = re.compile(r"[^\W_]+")
_PACKED = (".docx", ".odt", ".xlsx", ".xlsm", ".ods", ".pptx", ".zip", ".docm")
_MARKED_UP = (".html", ".htm", ".xml", ".svg")
_ENDS = re.compile(r"</(?:w:p|w:tr|si|c|row|text:p|text:h|table:table-cell|p|t|comment|dc:\w+)>")
_SPACES = re.compile(r"<(?:text:s|text:tab|text:line-break|w:tab|w:br|w:cr)\b[^>]*/?>")
_TAG = re.compile(r"<[^>]*>")
_CUE = re.compile(r"^\s*(?:\d+|(?:\d+:)?\d+:\d\d[.,]\d{3} --> .*)\s*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_MOST_SIZE = 1 << 28  # of one file within a packed one; a bomb is not unpacked


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def strings_of(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Return every string of five words in texts, in lower case and without marks.

    Examples
    --------
    >>> len(strings_of(["Een twee drie, vier vijf zes.", "te kort"]))
    2
    """
    found = set()
    for text in texts:
        words = _words(text)
        found |= {tuple(words[i : i + LONGEST_CHANCE])
                  for i in range(len(words) - LONGEST_CHANCE + 1)}  # fmt: skip
    return found


@dataclass(frozen=True)
class Traces:
    """What to look for.

    Attributes
    ----------
    code : str
        Of the person. It is looked for where it can be nothing else, see `telling`.
    strings : set of tuple
        See `strings_of`.
    """

    code: str
    strings: frozenset[tuple[str, ...]]

    @property
    def telling(self) -> bool:
        """Whether the code is no ordinary word, nor a pseudonym under which others name people."""
        return not self.code.isalpha() and not PSEUDONYM.fullmatch(self.code)

    def holds_code(self, text: str) -> bool:
        """Say whether the code stands in a text as a word of its own."""
        if not self.telling:
            return False
        pattern = rf"(?<![^\W_]){re.escape(self.code)}(?![^\W_])"
        return re.search(pattern, text, re.IGNORECASE) is not None

    def holds_words(self, text: str) -> bool:
        """Say whether a string of the person's words stands in a text."""
        return not strings_of([text]).isdisjoint(self.strings)

    def rows_in(self, path: Path) -> Iterator[int]:
        """Yield the lines (paragraphs, cells) of a file in which something of the person stands.

        A string that runs over two lines is told at the second.
        """
        before: list[str] = []
        for number, line in lines_of(path):
            words = _words(line)
            joined = [*before[-LONGEST_CHANCE + 1 :], *words]
            if self.holds_code(line) or (words and self.holds_words(" ".join(joined))):
                yield number
                before = []
            else:
                before = joined


def readable(path: Path) -> bool:
    """Say whether a file can be searched: it is text, or packed text."""
    if path.suffix.lower() in _PACKED and zipfile.is_zipfile(path):
        return True
    start = path.read_bytes()[:4096]
    return b"\0" not in start or start[:2] in (b"\xff\xfe", b"\xfe\xff")


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of any file as plain text, numbered from 1; of packed ones every file in it.

    What cannot be read as text is passed over.
    """
    if path.suffix.lower() in _PACKED and zipfile.is_zipfile(path):
        number = 0
        with zipfile.ZipFile(path) as packed:
            for item in packed.infolist():
                if item.filename.endswith((".xml", ".rels")) and item.file_size < _MOST_SIZE:
                    text = packed.read(item).decode("utf-8", "replace")
                    for line in _plain_of_xml(text).split("\n"):
                        number += 1
                        yield number, line
        return
    if not readable(path):
        return
    text = decode(path.read_bytes())[0]
    suffix = path.suffix.lower()
    if suffix in _MARKED_UP:
        text = html.unescape(_TAG.sub(" ", text))
    elif suffix in (".vtt", ".srt"):
        text = _TAG.sub(" ", _CUE.sub("", text))
    elif suffix in (".json", ".jsonl", ".ipynb"):
        text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text.replace("\\n", " "))
    yield from enumerate(text.split("\n"), start=1)


def _plain_of_xml(text: str) -> str:
    """Return the text of an XML file and, on lines of their own, the values of its attributes."""
    plain = _TAG.sub("", _SPACES.sub(" ", _ENDS.sub("\n", text)))
    values = re.findall(r'="([^"]{2,})"', text)
    return html.unescape("\n".join([plain, *dict.fromkeys(values)]))
