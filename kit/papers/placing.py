"""What is known of a document without reading it through: its region, day and kind, by its name.

``documents/noorderkolk/2024-03-12 notulen stuurgroep.pdf`` says all of it; a row of the table
``documents`` says it for a file whose name does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from kit.papers.blocks import Paper
from kit.papers.mail_heads import day_in
from kit.study import Study
from kit.terms import terms
from kit.values import Column, read_date

__all__ = ["COLUMNS", "day_of", "id_of", "kind_of", "region_of"]

#: Every column of the form, in its order. `region` takes the slugs and names of a study's regions.
COLUMNS = (
    Column("document", "name", required=True),
    Column("region", "name"),
    Column("date", "date"),
    Column("kind", "choice", choices="document_kind"),
    Column("role", "choice", choices="role"),
    Column("release", "choice", choices="release"),
)
_NO_REGION = ("national", "healthkic")
_IN_NAME = re.compile(
    r"(?<!\d)(?:(?P<iso>\d{4}[-_. ]\d{1,2}[-_. ]\d{1,2})|(?P<bare>(?:19|20)\d{6})"
    r"|(?P<dutch>\d{1,2}[-_. ]\d{1,2}[-_. ]\d{4})"
    r"|(?P<words>\d{1,2}[-_. ]+[^\W\d_]{3,9}[-_. ]+\d{4}))(?!\d)"
)
_LABELLED = re.compile(r"\W*(?:vergader)?(?:datum|date)\W+(?P<day>.{6,40})", re.IGNORECASE)
_FIRST_BLOCKS = 15


def region_of(called: str, study: Study) -> tuple[str | None, str | None]:
    """Return the tier and the region of which a path bears the name; the nearest name counts.

    Examples
    --------
    ``documents/noorderkolk/notulen.md`` is of noorderkolk, and so is
    ``documents/Notulen Noorderkolk maart.md`` where that is the name of a region.
    """
    tiers = {w: t.id for t in terms("tier").values() for w in t.written_as() if t.id in _NO_REGION}
    words = {_slug(w): r.slug for r in study.regions.values() for w in (r.slug, r.name)}
    path = PurePosixPath(called)
    for part in (path.stem, *reversed(path.parent.parts)):
        name = f"-{_slug(part)}-"
        found = {s for word, s in words.items() if word and f"-{word}-" in name}
        if len(found) == 1:
            return "regional", found.pop()
        found_tiers = {tier for word, tier in tiers.items() if f"-{_slug(word)}-" in name}
        if not found and len(found_tiers) == 1:
            return found_tiers.pop(), None
    return None, next(iter(study.regions)) if len(study.regions) == 1 else None


def day_of(called: str, paper: Paper) -> tuple[date | None, str]:
    """Return the day of a document and where it stands: its name, the mail, or the text."""
    for found in _IN_NAME.finditer(PurePosixPath(called).stem):
        written = found.group()
        if found["bare"]:
            written = f"{written[:4]}-{written[4:6]}-{written[6:]}"
        elif not found["words"]:
            written = re.sub(r"[_. ]", "-", written)
        else:
            written = re.sub(r"[-_. ]+", " ", written)
        try:
            return read_date(written), "the name"
        except ValueError:
            continue
    if paper.day is not None:
        return paper.day, "the mail"
    days = set(_days_in(paper))
    return (days.pop(), "the text") if len(days) == 1 else (None, "")


def _days_in(paper: Paper) -> Iterator[date]:
    """Yield the days that stand above a text: behind *Datum*, else in its headings."""
    first = [b for b in paper.blocks[:_FIRST_BLOCKS] if b.zone == "section"]
    lines = [line for block in first for line in block.text.split("\n")]
    labelled = [day for line in lines if (found := _LABELLED.match(line))
                if (day := day_in(found["day"].lstrip("|: "))) is not None]  # fmt: skip
    if labelled:
        yield labelled[0]
        return
    for block in first:
        if block.kind == "heading":
            words = block.text.replace(",", " ").split()
            found_in = (day_in(" ".join(words[n : n + 3])) for n in range(len(words)))
            yield from {day for day in found_in if day is not None}


def kind_of(called: str, paper: Paper) -> str:
    """Return an id of ``document_kind``: by the file, or a word in its name or first heading."""
    if paper.unit == "slide":
        return "slides"
    if paper.is_mail or called.lower().endswith(".eml"):
        return "e_mail"
    heading = next((b.text for b in paper.blocks if b.kind == "heading"), "")
    for text in (PurePosixPath(called).stem, heading):
        for term in terms("document_kind").values():
            if any(_within(_slug(word), f"-{_slug(text)}-") for word in term.written_as()):
                return term.id
    return "other"


def _within(word: str, name: str) -> bool:
    return bool(word) and (f"-{word}-" in name or (len(word) > 5 and word in name))


def id_of(called: str) -> str:
    """Return the id of a document: its path in the folder, in small letters.

    Examples
    --------
    >>> id_of("documents/noord/2024-03-12 Notulen.pdf")
    'noord-2024-03-12-notulen'
    """
    path = PurePosixPath(called)
    inside = path.with_suffix("").parts[1:] if len(path.parts) > 1 else (path.stem,)
    return _slug(" ".join(inside)) or "document"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
