"""Where a text comes in a study: transcripts, running logbooks and documents.

Texts can name people: they come in the raw folder, from where ``kit deidentify`` takes them, unless
somebody says that they name nobody and nothing in them looks as if they do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from kit.documents import Document, compose
from kit.errors import InputError, Problem
from kit.files import sha256, write_whole
from kit.first_rows import Offer
from kit.papers import read_paper
from kit.papers.blocks import sections
from kit.papers.placing import day_of, kind_of, region_of
from kit.personal import remarks_on
from kit.recognised import Guess
from kit.terms import label
from kit.transcripts import read_transcript

__all__ = ["Known", "Place", "copied", "document", "running", "talk"]


@dataclass(frozen=True)
class Known:
    """What the person who gives a file says about it.

    Attributes
    ----------
    region : str or None
        A slug, national or healthkic.
    day : date or None
    coder : str or None
        Who coded, where the rows of a table of codings do not say.
    names_nobody : bool
        Somebody looked: a text names no people.
    """

    region: str | None = None
    day: date | None = None
    coder: str | None = None
    names_nobody: bool = False


@dataclass(frozen=True)
class Place:
    """What will be done with a file.

    Attributes
    ----------
    says : tuple of str
        What is known of it, and where it comes.
    needs : tuple of Problem
        What cannot be known; nothing is written until it is given.
    write : function
        Does it, and yields what was done.
    then : str
        What to do after that; empty when there is nothing.
    """

    says: tuple[str, ...]
    needs: tuple[Problem, ...]
    write: Callable[[], Iterator[str]]
    then: str = ""


def document(offer: Offer, guess: Guess, known: Known) -> Place:
    """Return the place of a document."""
    paper = read_paper(offer.path, offer.called)
    if not paper.letters:
        do = "Recognise its text in another program (OCR) and give what that makes."
        raise InputError([Problem(offer.called, "no text", "a document with text in it", do)])
    inside, region, needs = _with_region(offer, known, "documents")
    day, origin = day_of(inside, paper)
    if known.day is not None:
        day, origin = known.day, "--date"
        path = PurePosixPath(inside)
        inside = path.with_name(f"{known.day.isoformat()} {path.name}").as_posix()
    elif day is None:
        do = "Give it with --date 2024-03-12."
        needs += (Problem(f"{offer.called}, day", "", "a day in its name or above its text", do),)
    kind = label("document_kind", kind_of(offer.called, paper), "en")
    said = f"kind {kind}; {region}; day {day.isoformat()}, by {origin}" if day else f"kind {kind}"
    aside = tuple(f"not read in it, {what}: {n}" for what, n in paper.set_aside.items())
    named = any(block.kind == "people" for block in paper.blocks)
    texts = [text for _, heading, text in sections(paper) for text in (heading, text)]
    # A note of one word is the encoding of a plain text.
    notes = tuple(note if " " in note else f"read as {note}" for note in paper.notes)
    return _text(offer, inside, known, (said, *notes, *aside), needs, texts, named=named)


def talk(offer: Offer, guess: Guess, known: Known) -> Place:
    """Return the place of a transcript."""
    read = read_transcript(offer.path, offer.called)
    inside = f"interviews/{PurePosixPath(offer.called).name}"
    who = len({turn.speaker for turn in read.turns if turn.speaker})
    says = (f"{len(read.turns)} turns, {who} speakers",
            "who spoke and what they agreed to stands in the table interviews")  # fmt: skip
    texts = [turn.text for turn in read.turns]
    return _text(offer, inside, known, says, (), texts, named=False)


def running(offer: Offer, guess: Guess, known: Known) -> Place:
    """Return the place of a logbook as one running text."""
    inside, region, needs = _with_region(offer, known, "logbook")
    text = read_paper(offer.path, offer.called)
    texts = [words for _, heading, words in sections(text) for words in (heading, words)]
    named = any(block.kind == "people" for block in text.blocks)
    return _text(offer, inside, known, (region,), needs, texts, named=named)


def _with_region(
    offer: Offer, known: Known, folder: str
) -> tuple[str, str, tuple[Problem, ...]]:  # fmt: skip
    """Return the path of a text within its folder, its region in words, and what is not known."""
    study = offer.study
    inside = f"{folder}/{PurePosixPath(offer.called).name}"
    if known.region is not None:
        said = f"region {known.region}, by --region"
        return f"{folder}/{known.region}/{PurePosixPath(inside).name}", said, ()
    tier, region = region_of(inside, study)
    if tier is None and region is None:
        tier, region = region_of(offer.called, study)
        if region or tier:
            inside = f"{folder}/{region or tier}/{PurePosixPath(inside).name}"
    if region is None and tier in (None, "regional"):
        do = f"Give it with --region, one of {', '.join(sorted(study.regions))}."
        need = Problem(f"{offer.called}, region", "", "a region in its name", do)
        return inside, "region not known", (need,)
    origin = "its name" if tier else "the only one"
    return inside, f"region {region or tier}, by {origin}", ()


def _text(
    offer: Offer,
    inside: str,
    known: Known,
    says: tuple[str, ...],
    needs: tuple[Problem, ...],
    texts: list[str],
    *,
    named: bool,
) -> Place:
    """Return the place of a text: in the raw folder, or in the study where it names nobody."""
    study = offer.study
    if known.names_nobody:
        found = sorted(set(_looks_like(texts, offer.called)))
        if named:
            found.append("the head of a mail")
        if found:
            do = "Leave --names-nobody out: it then comes in through `kit deidentify`."
            problem = Problem(offer.called, ", ".join(found), "a text that names nobody", do)
            return Place(says, (*needs, problem), lambda: iter(()))
        return copied(offer, study.root, inside, says, needs, "")
    if study.raw is None:
        do = (
            "Write `raw: ../raw` in study.yml, a folder outside the study; or give --names-nobody "
            "when somebody looked and it names no people."
        )
        need = Problem("study.yml, `raw`", "", "a folder for files that can name people", do)
        return Place(says, (*needs, need), lambda: iter(()))
    then = f"`kit deidentify {study.root}` takes it into the study without names."
    return copied(offer, study.raw, inside, says, needs, then)


def _looks_like(texts: list[str], called: str) -> Iterator[str]:
    """Yield what looks like a person in texts, in words and without quoting it."""
    text, parts = compose([("text", "", text) for text in texts])
    document = Document(
        id="offered", kind="document", text=text, parts=parts, day=date.min, region=None,
        tier="regional", release="team", author=None, role=None, voice_group=None, file="", row=1,
    )  # fmt: skip
    for remark in remarks_on([document]):
        yield re.sub(r"^.*what looks like (.+?) in rows? .*$", r"\1", remark)


def copied(
    offer: Offer,
    root: Path,
    inside: str,
    says: tuple[str, ...],
    needs: tuple[Problem, ...],
    then: str,
) -> Place:
    """Return the place of a file that is copied as it is; what stands there is never replaced."""
    inside = PurePosixPath(inside).with_name(_safe(PurePosixPath(inside).name)).as_posix()
    target = root / inside
    shown = inside if root == offer.study.root else f"{root.name}/{inside}"
    if target.exists():
        if sha256(target) == sha256(offer.path):
            return Place((*says, f"{shown} holds it already"), needs, lambda: iter(()), then)
        do = "Give the new file another name, or take the one that is there away."
        needs += (Problem(shown, "another file with this name", "a name that is free", do),)

    def write() -> Iterator[str]:
        write_whole(target, offer.path.read_bytes())
        yield f"Wrote {shown}."

    return Place((*says, f"comes in {shown}"), needs, write, then)


def _safe(name: str) -> str:
    """Return a name that every system can write."""
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]+', "-", name).strip(" .")
    return plain[-120:] or "file"
