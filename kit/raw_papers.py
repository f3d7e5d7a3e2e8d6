"""Raw documents (PDF, slides, mails, Word) as texts that can be de-identified, and clean twins.

A clean document is Markdown. Who sent and got a mail is a name as a whole, and so a pseudonym in
its clean twin, as wherever else that person is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.utils import getaddresses
from pathlib import Path, PurePosixPath

from kit.documents import normalise
from kit.language import Both
from kit.papers import Paper, read_paper
from kit.papers.blocks import Block, as_markdown
from kit.papers.mail_heads import day_in
from kit.papers.placing import day_of

__all__ = ["RawPaper"]

Id = tuple[str, str]
_PLACE = Both("alinea", "paragraph")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\u00ad]")
_ADDRESS = re.compile(r"<[^<>]*>|\[?mailto:[^\s\]]*\]?|\([^()]*@[^()]*\)", re.IGNORECASE)


@dataclass(frozen=True)
class RawPaper:
    """A raw document; `kit.raw_files.Raw` says what each attribute is."""

    called: str
    texts: Mapping[Id, str]
    labels: Mapping[Id, str]
    paper: Paper
    language: str
    lines: tuple[tuple[Block, tuple[Id, ...]], ...]
    people: tuple[Mapping[str, str], ...] = ()
    apart: Mapping[Id, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, called: str, language: str) -> RawPaper:
        """Read a raw document.

        Raises
        ------
        InputError
            It cannot be read.
        """
        paper = read_paper(path, called)
        texts: dict[Id, str] = {}
        labels: dict[Id, str] = {}
        lines: list[tuple[Block, tuple[Id, ...]]] = []
        for number, block in enumerate(paper.blocks, start=1):
            place = f"{_PLACE[language]} {number}"
            ids: tuple[Id, ...] = ()
            if block.kind == "people":
                names = names_in(block.text)
                ids = tuple((called, f"{place}.{n}") for n in range(1, len(names) + 1))
                labels.update(zip(ids, names, strict=True))
            elif block.kind != "sent" and (text := normalise(_UNSEEN.sub("", block.text))):
                ids = ((called, place),)
                texts[called, place] = text
            lines.append((block, ids))
        return cls(called, texts, labels, paper, language, tuple(lines))

    @property
    def has_text(self) -> bool:
        """Whether there is anything to read in it; a scan has nothing."""
        return bool(self.paper.letters)

    def clean(
        self, texts: Mapping[Id, str], labels: Mapping[Id, str], renamed: Callable[[str], str]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the clean twin; of a scan there is none."""
        if not self.has_text:
            return
        made = []
        for block, ids in self.lines:
            if block.kind == "sent":
                day = day_in(block.text)
                made += [replace(block, text=day.isoformat())] if day else []
            elif block.kind == "people":
                made.append(replace(block, text="; ".join(dict.fromkeys(labels[i] for i in ids))))
            elif ids:
                made.append(replace(block, text=texts[ids[0]]))
        text = as_markdown(made, language=self.language)
        path = PurePosixPath(self.called).with_suffix(".md")
        day, origin = day_of(self.called, self.paper)
        if day is not None and origin == "the text":
            # In the clean text a day keeps its month and year only.
            path = path.with_name(f"{day.isoformat()} {path.name}")
        yield path.as_posix(), text.encode()


def names_in(text: str) -> tuple[str, ...]:
    """Return the people in a line such as *Aan*, without their addresses.

    Examples
    --------
    >>> names_in('Truus Jansen <t@x.nl>, "Boer, Piet" <p@x.nl>'), names_in("Jan; k.vos@x.nl")
    (('Truus Jansen', 'Boer, Piet'), ('Jan', 'k vos'))
    """
    if ";" in text or "@" not in text:
        pieces = [piece for piece in text.split(";") if piece.strip()]
    else:
        pieces = [name or address for name, address in getaddresses([text]) if name or address]
        if not pieces:
            pieces = [text]
    names = []
    for piece in pieces:
        bare = " ".join(_ADDRESS.sub(" ", piece).split()).strip("\"' ,:")
        if not bare or "@" in bare:
            bare = re.sub(r"[._+-]+", " ", (bare or piece.strip(" <>\"'")).partition("@")[0])
        names.append(normalise(bare.removeprefix("mailto:")) or "?")
    return tuple(names)
