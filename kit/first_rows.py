"""The first rows or paragraphs of a file as they were understood, to show on a screen.

They can be about people: nothing of them is written anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kit.cells import read_grids
from kit.papers import Paper, read_paper
from kit.running_document import read_entries
from kit.study import Study
from kit.transcripts import read_transcript
from kit.values import text_of

__all__ = ["Offer", "Shown"]

_FIRST = 3  # rows or paragraphs that are shown
_SHORT = 60  # characters of each


@dataclass(frozen=True)
class Offer:
    """A file that somebody has.

    Attributes
    ----------
    path : Path
        Where it is read.
    called : str
        As a person knows it: its name, or its path in the archive that it came in.
    study : Study
        Into which it is to come.
    """

    path: Path
    called: str
    study: Study

    @property
    def suffix(self) -> str:
        """Its ending, in small letters."""
        return self.path.suffix.lower()


@dataclass(frozen=True)
class Shown:
    """The beginning of a file as it was understood; its rows can hold words about people.

    Attributes
    ----------
    header : tuple of str
    rows : tuple of tuple of str
        At most three.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def cells(offer: Offer) -> Shown:
    """Return the header and the rows of a table."""
    grids, _ = read_grids(offer.path, offer.called)
    rows = [
        tuple(_short(text_of(cell)) for cell in cells) for g in grids[:1] for _, cells in g.rows
    ]
    kept = [row for row in rows if any(row)]
    return Shown(kept[0], tuple(kept[1 : 1 + _FIRST])) if kept else Shown((), ())


def survey(offer: Offer) -> Shown:
    """Return the questions and answers of a survey, what names people blotted out."""
    from kit.surveys import preview

    header, *rows = preview(offer.path)
    return Shown(tuple(map(_short, header)), tuple(rows[:_FIRST]))


def talk(offer: Offer) -> Shown:
    """Return the turns of a transcript."""
    turns = read_transcript(offer.path, offer.called).turns[:_FIRST]
    return Shown(("speaker", "said"), tuple((t.speaker or "", _short(t.text)) for t in turns))


def entries(offer: Offer) -> Shown:
    """Return the entries of a running logbook."""
    made = read_entries(offer.path, offer.called).entries[:_FIRST]
    rows = ((e.day.isoformat(), _short(e.fields[0][1] if e.fields else e.heading)) for e in made)
    return Shown(("day", "text"), tuple(rows))


def document(offer: Offer) -> Shown:
    """Return the paragraphs of a document."""
    return Shown(("part", "text"), tuple(_first_words(read_paper(offer.path, offer.called))))


def _first_words(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the first paragraphs; who sent and got a mail is not among them."""
    seen = [block for block in paper.blocks if block.kind not in ("people", "sent")]
    for block in seen[:_FIRST]:
        yield ("heading" if block.kind == "heading" else block.zone), _short(block.text)


def refi(offer: Offer) -> Shown:
    """Return the codes of a project or codebook of another program."""
    from kit.refi_qda import read_codebook_file, read_project

    read = read_codebook_file if offer.suffix == ".qdc" else read_project
    codes = read(offer.path).codes[:_FIRST]
    return Shown(("code", "description"), tuple((_short(c.name), _short(c.description))
                                                for c in codes))  # fmt: skip


def codebook(offer: Offer) -> Shown:
    """Return the codes of a codebook."""
    if offer.suffix not in (".yml", ".yaml"):
        return cells(offer)
    from kit.codebook import read_codebook

    codes = list(read_codebook(offer.path).codes.values())[:_FIRST]
    return Shown(("code", "list"), tuple((code.id, code.list) for code in codes))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHORT else plain[: _SHORT - 1] + "…"
