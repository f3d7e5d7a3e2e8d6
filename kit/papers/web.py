"""Papers that are HTML, as mails and saved pages are: their text, nothing that they draw in."""

from __future__ import annotations

from html.parser import HTMLParser

from kit.papers.blocks import Block

__all__ = ["blocks_of_html"]

_UNSEEN = {"script", "style", "head", "title", "template", "noscript", "object", "svg"}
_HEADINGS = {f"h{n}" for n in range(1, 7)}
_BREAK = {
    "p", "div", "ul", "ol", "li", "table", "tbody", "thead", "section", "article", "header",
    "footer", "blockquote", "pre", "dl", "dt", "dd", "hr", "body", "html", "form", "address",
} | _HEADINGS  # fmt: skip


def blocks_of_html(text: str) -> tuple[list[Block], int]:
    """Return the blocks of a page, and how many pictures it shows.

    Nothing is fetched. What a mail quotes (``blockquote``) is zone *earlier*.

    Examples
    --------
    >>> blocks_of_html("<h1>Plan</h1><p>Wij&nbsp;doen <b>dit</b>.</p><script>x</script>")[0]
    [Block(row=1, text='Plan', kind='heading', ...), Block(row=2, text='Wij doen dit.', ...)]
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader.blocks, reader.pictures


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.pictures = 0
        self.pieces: list[str] = []
        self.kind = "text"
        self.item = False
        self.unseen = 0
        self.quoted = 0
        self.cells: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "img":
            self.pictures += 1
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "tr":
            self.row()
            self.flush()
            self.cells = []
        elif tag in ("td", "th"):
            self.cell()
        elif tag in _BREAK and self.cells is None:
            self.flush()
            self.kind = "heading" if tag in _HEADINGS else "text"
            self.item = tag == "li"
        elif tag in _BREAK:
            self.pieces.append("\n")
        self.quoted += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in ("tr", "table") and self.cells is not None:
            self.row()
        elif tag in _BREAK and self.cells is None:
            self.flush()
            self.kind = "text"
        if tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.pieces.append(data if "\n" not in data else " ".join(data.split("\n")))

    def cell(self) -> None:
        """Close the cell that is open."""
        if self.cells is not None:
            self.cells.append("".join(self.pieces))
            self.pieces = []

    def row(self) -> None:
        """Close the row that is open."""
        if self.cells is None:
            return
        self.cell()
        cells, self.cells = [cell for cell in self.cells if cell.strip()], None
        if len(cells) > 1:
            self.add(" | ".join(" ".join(cell.split()) for cell in cells), "row")
        # A table of one cell is how mails are laid out, not a row of anything.
        for line in cells[0].split("\n") if len(cells) == 1 else ():
            if plain := " ".join(line.split()):
                self.add(plain, "text")

    def flush(self) -> None:
        """Close the paragraph that is open."""
        self.row()
        lines = (" ".join(line.split()) for line in "".join(self.pieces).split("\n"))
        text = "\n".join(line for line in lines if line)
        self.pieces = []
        if text:
            self.add(f"• {text}" if self.item else text, self.kind)
        self.item = False

    def add(self, text: str, kind: str) -> None:
        """Keep a block."""
        zone = "earlier" if self.quoted else "section"
        self.blocks.append(Block(len(self.blocks) + 1, text, kind, zone))
