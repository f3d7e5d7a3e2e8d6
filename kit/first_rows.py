"""The first rows or paragraphs of a file as they were understood, to show on a screen.

They can be about people: nothing of them is written anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kit.cells import read_grids
from kit.dashboards.reading import if_dashboard
from kit.open_data import OpenData, read_open_data
from kit.open_data import recognise as open_data_kind
from kit.open_data.frame import area_key
from kit.papers import Paper, read_paper
from kit.running_document import read_entries
from kit.study import Study
from kit.transcripts import read_transcript
from kit.values import text_of

__all__ = ["Offer", "Shown"]

_FIRST = 3  # rows or paragraphs that are shown
_FIRST_FIGURES = 6
_LARGE = 20_000_000  # bytes; of more, no figure is shown before it is in the study
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
        At most three, of figures at most six.
    people : bool
        Whether words about people can be in it; then it is for a screen only.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    people: bool = True


def cells(offer: Offer) -> Shown:
    """Return the header and the rows of a table."""
    grids, _ = read_grids(offer.path, offer.called)
    rows = [
        tuple(_short(text_of(cell)) for cell in cells) for g in grids[:1] for _, cells in g.rows
    ]
    kept = [row for row in rows if any(row)]
    return Shown(kept[0], tuple(kept[1 : 1 + _FIRST])) if kept else Shown((), ())


def figures_of(offer: Offer) -> OpenData | None:
    """Return the figures in a file, as a dashboard or as open data; None when it is very large.

    Raises
    ------
    InputError
        It cannot be read.
    """
    there = offer.path.stat()
    return None if there.st_size > _LARGE else _figures_of(offer, there.st_mtime_ns)


@lru_cache(maxsize=1)
def _figures_of(offer: Offer, changed: int) -> OpenData:
    if open_data_kind(offer.path).kind in ("unknown", "long_table"):
        found = if_dashboard(offer.path, study=offer.study)
        if found:
            return found
    return read_open_data(offer.path)


def of_the_study(read: OpenData, study: Study) -> frozenset[str]:
    """Return the areas of a file, as it writes them, that are regions or areas of the study."""
    regions = study.regions.values()
    known = {area_key(text) for region in regions for text in (region.slug, region.name)}
    known |= {area_key(text) for region in regions for area in region.areas
              for text in (area.code, area.name)}  # fmt: skip
    written = read.frame["area"].dropna().unique()
    return frozenset(area for area in written if area_key(str(area)) in known)


def figures(offer: Offer) -> Shown:
    """Return figures as they were understood: about what, when, how much, and whether shown."""
    read = figures_of(offer)
    if read is None:
        return cells(offer)
    ours = read.frame[read.frame["area"].isin(of_the_study(read, offer.study))]
    first = (ours if len(ours) else read.frame).head(_FIRST_FIGURES)
    if first.empty:
        return Shown((), (), people=False)
    groups = [name for name in ("sex", "age", "breakdown") if name in first]
    rows = []
    for row in first.to_dict("records"):
        called = read.names.get(str(row["area"]))
        area = f"{called} ({row['area']})" if called else str(row["area"])
        group = ", ".join(str(row[name]) for name in groups if row[name] == row[name])
        value = "" if row["value"] != row["value"] else f"{row['value']:.10g}"
        what = (area, _short(str(row["indicator"])), str(row["period"]), value, str(row["status"]))
        rows.append((*what, group) if groups else what)
    header = ("area", "indicator", "period", "value", "status", *(("group",) if groups else ()))
    return Shown(header, tuple(rows), people=False)


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
