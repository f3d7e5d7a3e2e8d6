"""What is written in a paper: its blocks in reading order, and which stretch of it each is in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kit.language import Both

__all__ = ["ZONES", "Block", "Paper", "as_markdown", "sections", "zone_of"]

#: Stretches of a paper that are not its running text, and the heading of each in Markdown.
ZONES: Mapping[str, Both] = {
    "section": Both("De tekst gaat verder", "The text goes on"),
    "notes": Both("Notities bij de dia", "Notes to the slide"),
    "earlier": Both("Eerder bericht", "Earlier message"),
    "footnotes": Both("Noten", "Notes to the text"),
    "comments": Both("Opmerkingen in de kantlijn", "Comments in the margin"),
    "attachment": Both("Bijlage bij het bericht", "Attachment to the message"),
}


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a row of a table, or a line of the head of a mail.

    Attributes
    ----------
    row : int
        Where it stands: a page, a slide, a paragraph or a line, from 1.
    text : str
        Cells of a table have a bar between them. Of the head of a mail: what stands behind the
        colon.
    kind : str
        text, heading, row; people (who sent or got a mail) or sent (when).
    zone : str
        A key of `ZONES`.
    label : str
        Of the head of a mail: what stands before the colon.
    """

    row: int
    text: str
    kind: str = "text"
    zone: str = "section"
    label: str = ""


@dataclass(frozen=True)
class Paper:
    """What was read of one file.

    Attributes
    ----------
    blocks : tuple of Block
        In reading order; empty where there is no text, as in a scan.
    unit : str
        What `Block.row` counts: page, slide, paragraph or line.
    day : date or None
        When it was sent, of a mail.
    set_aside : mapping of reason to count
        What stands in the file and not in the blocks.
    notes : tuple of str
        How it was read.
    """

    blocks: tuple[Block, ...]
    unit: str
    day: date | None = None
    set_aside: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def letters(self) -> int:
        """How many letters and digits there are in it."""
        return sum(c.isalnum() for block in self.blocks for c in block.text)

    @property
    def is_mail(self) -> bool:
        """Whether it begins with the head of a mail, or is one."""
        own = (block for block in self.blocks if block.zone == "section")
        return any(block.kind in ("people", "sent") for block in own)


def zone_of(heading: str) -> str | None:
    """Return the zone that a heading in Markdown opens; None for any other heading.

    Examples
    --------
    >>> zone_of("Notities bij de dia"), zone_of("Conclusies")
    ('notes', None)
    """
    plain = " ".join(heading.split()).casefold()
    found = (z for z, w in ZONES.items() if plain in (w.nl.casefold(), w.en.casefold()))
    return next(found, None)


def sections(paper: Paper) -> Iterator[tuple[str, str, str]]:
    """Yield the headed stretches of a paper, as `kit.documents.compose` takes them.

    Names are the zones. Who sent and got a mail is in none of them. A heading without a text below
    it is a text of its own, so that no words are lost.
    """
    name, heading = "section", ""
    held: list[Block] = []
    for block in (*paper.blocks, Block(0, "", "heading")):
        if block.kind in ("people", "sent"):
            continue
        if block.kind == "heading" or block.zone != name:
            if held:
                yield name, heading, _joined(held)
            elif heading:
                yield name, "", heading
            name, held = block.zone, []
            heading = block.text if block.kind == "heading" else ""
            if block.kind == "heading":
                continue
        held.append(block)


def _joined(blocks: Iterable[Block]) -> str:
    """Return a text in which paragraphs have an empty line between them, rows and items none."""
    text, before = "", None
    for block in blocks:
        close = before is not None and block.kind == before.kind and (
            block.kind == "row" or (_is_item(block) and _is_item(before))
        )  # fmt: skip
        text += ("\n" if close else "\n\n") * (before is not None) + block.text
        before = block
    return text


def _is_item(block: Block) -> bool:
    return block.text.startswith(("• ", "- ", "* ", "– "))


def as_markdown(blocks: Iterable[Block], *, language: str) -> str:
    """Write blocks as Markdown that `kit.papers.read_paper` reads back as the same.

    Parameters
    ----------
    blocks : iterable of Block
    language : {"nl", "en"}
        Of the headings that open a zone.
    """
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        zone = before.zone if before else "section"
        reopened = block.kind == "heading" and block.zone == "section"
        if block.zone != zone and not reopened:
            lines += ["", f"## {ZONES[block.zone][language]}"]
            before = None
        same = before is not None and block.kind == before.kind and (
            block.kind in ("row", "people", "sent") or (_is_item(block) and _is_item(before))
        )  # fmt: skip
        head = {before.kind if before else "", block.kind} <= {"people", "sent"}
        lines += [] if same or head else [""]
        lines += _written(block)
        before = block
    return "\n".join(lines).strip("\n") + "\n"


def _written(block: Block) -> list[str]:
    text = " ".join(block.text.split())
    if block.kind in ("people", "sent"):
        return [f"{block.label}: {text}"]
    if block.kind == "heading" and block.zone == "section":
        return [f"## {text}"]
    if block.kind == "row":
        return [f"| {text} |"]
    return [_escaped(line) for line in block.text.split("\n") if line.strip()]


def _escaped(line: str) -> str:
    """Return a line that Markdown would take for a heading or a table as what it is."""
    plain = line.strip()
    return f"\\{plain}" if plain.startswith(("#", "|", ">", "\\")) else plain
