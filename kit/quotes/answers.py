"""Reading a quote-check letter that came back: what was ticked, and what was typed, wherever.

What is not clear is a problem for a person to settle, and the quote stays as it was.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.disclosure import may_show_text
from kit.documents import normalise
from kit.errors import Problem
from kit.language import LANGUAGES, Both
from kit.quotes import letter_words as say
from kit.quotes.letters import MARK, fingerprint
from kit.quotes.reading import Quote

__all__ = ["Answer", "Answers", "read_answers"]


@dataclass(frozen=True)
class Answer:
    """What the speaker wants with one quote.

    Attributes
    ----------
    quote : str
        Its id.
    status : {"approved", "edited", "withdrawn"}
    edited : str or None
        The new words.
    release : str or None
        Who may read it; None leaves it as it was.
    """

    quote: str
    status: str
    edited: str | None = None
    release: str | None = None


@dataclass(frozen=True)
class Answers:
    """What the letters say.

    Attributes
    ----------
    given : tuple of Answer
        One per quote, in the order of the letters.
    unanswered : int
        Quotes with nothing ticked and nothing typed.
    problems : tuple of Problem
        What is not clear; none holds words of a quote or of the speaker.
    notes : tuple of str
        Letters in which something was written beside the choices, to be read by a person.
    """

    given: tuple[Answer, ...]
    unanswered: int = 0
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Block:
    """What stands in the table of one quote, and what was typed below it."""

    id: str = ""
    mark: str | None = None
    words: str | None = None
    ticked: list[str] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


class _Unclear(Exception):
    def __init__(self, got: str, do: str = "Ask the speaker, and write it in the table yourself."):
        super().__init__(got)
        self.got, self.do = got, do


def read_answers(files: Iterable[tuple[Path, str]], *, quotes: Sequence[Quote]) -> Answers:
    """Read letters that were filled in.

    A choice is made by ticking its box, by an x or the like in or beside the box, or, for new
    words, by typing them: in the cell for it, behind the choice, in the cell of the words
    themselves, or below the table. What Word keeps as deleted does not count.

    Parameters
    ----------
    files : iterable of (Path, str)
        Each letter, and how to call it in messages.
    quotes : sequence of Quote
        All of the study, as they are now.

    Returns
    -------
    Answers
        A quote about which two letters differ is in `problems`, not in `given`.
    """
    known = {quote.id: quote for quote in quotes}
    problems: list[Problem] = []
    notes: list[str] = []
    given: dict[str, Answer] = {}
    told: dict[str, str] = {}
    unclear: set[str] = set()
    unanswered = 0
    for path, called in files:
        blocks = _blocks(path, called, problems, notes)
        people = {known[b.id].document.author for b in blocks if b.id in known}
        if len(people) > 1:
            got = "quotes of more than one person"
            problems.append(Problem(called, got, "a letter as the kit made it"))
            continue
        for block in blocks:
            where = f"{called}, quote {block.id or '?'}"
            try:
                answer = _answer(block, known)
            except _Unclear as wrong:
                problems.append(Problem(where, wrong.got, "one clear answer", wrong.do))
                unclear.add(block.id)
                continue
            if answer is None:
                unanswered += 1
                continue
            if given.setdefault(block.id, answer) != answer:
                got = f"another answer than in {told[block.id]}"
                problems.append(Problem(where, got, "one clear answer", _Unclear("").do))
                unclear.add(block.id)
            told.setdefault(block.id, called)
            if block.beside:
                notes.append(f"{where}: something is written beside the choices; read it there")
    clear = tuple(answer for id, answer in given.items() if id not in unclear)
    return Answers(clear, unanswered, tuple(dict.fromkeys(problems)), tuple(dict.fromkeys(notes)))


def _answer(block: _Block, known: Mapping[str, Quote]) -> Answer | None:
    """Return what the speaker wants; None when there is no answer."""
    quote = known.get(block.id)
    if quote is None:
        do = "Was the quote renamed or taken out of the table?"
        raise _Unclear("a quote that is not in the table", do)
    if block.mark is not None and block.mark != fingerprint(quote.words):
        do = "Send a new letter, or ask the speaker and write it in the table yourself."
        raise _Unclear("a quote that was changed after the letter was made", do)
    if len(set(block.ticked)) > 1:
        raise _Unclear("more than one choice")
    if len(set(block.readers)) > 1:
        raise _Unclear("more than one choice of who may read it")
    choice = block.ticked[0] if block.ticked else None
    new = _new_words(block, quote, choice)
    if choice is None and new is None:
        if block.beside:
            raise _Unclear("something written, and no choice")
        if block.readers and block.readers != [quote.release]:
            raise _Unclear("a choice of who may read it, and none of what to do with it")
        return None
    if choice in ("approved", "withdrawn") and new is not None:
        raise _Unclear("new words, and another choice than to change it")
    if choice == "edited" and new is None:
        raise _Unclear("the choice to change it, without new words")
    status = choice or "edited"
    if new == quote.words:
        status, new = "approved", None
    release = block.readers[0] if block.readers else None
    if release is not None and not may_show_text(quote.document.release, release):
        raise _Unclear("more readers than the speaker consented to")
    if quote.status == "withdrawn" and status != "withdrawn":
        raise _Unclear("an answer about a quote that was withdrawn")
    return Answer(quote.id, status, new, release if status != "withdrawn" else None)


def _new_words(block: _Block, quote: Quote, choice: str | None) -> str | None:
    """Return the words that the speaker typed instead, wherever they stand; None without any."""
    in_place = normalise(block.words or "")
    found = [text for text in map(normalise, block.typed) if text]
    if block.words is not None and in_place != quote.words:
        if block.mark is None:
            # A program lost the fingerprint: the table may have changed since, or the letter.
            raise _Unclear("words that differ from those in the table")
        if not in_place and choice != "withdrawn":
            raise _Unclear("words that were wiped out")
        found += [in_place] if in_place else []
    if not found and choice == "edited" and block.beside:
        found, block.beside = [normalise("\n".join(block.beside))], []
    if len(set(found)) > 1:
        raise _Unclear("new words in more than one place")
    return found[0] if found else None


# --- the file ---------------------------------------------------------------------------

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OUTSIDE = {_WORD + name for name in ("del", "moveFrom", "txbxContent", "pPr", "rPr", "sdtPr")}
_TICKS = {"x", "xx", "xxx", "v", "ja", "yes", "j", "y", "ok", "oke", "oké", "☒", "☑", "✓", "✔", "✗",
          "✘", "×", "■", "●", "*", "+"}  # fmt: skip
_EMPTY = re.compile(r"[☐□_()\[\]{}.:…\s]+")


def _blocks(path: Path, called: str, problems: list[Problem], notes: list[str]) -> list[_Block]:
    """Return what stands in each table of a quote, in the order of the letter."""
    from docx import Document as open_document
    from docx.opc.exceptions import OpcError

    do = "Open it in Word or LibreOffice, save it as .docx, and try once more."
    if path.suffix.lower() != ".docx":
        problems.append(Problem(called, path.suffix, "a letter in .docx", do))
        return []
    try:
        body = open_document(str(path)).element.body
    except (OSError, OpcError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError):
        problems.append(Problem(called, "a file that cannot be opened", "a letter in .docx", do))
        return []
    found: list[_Block] = []
    open_block: _Block | None = None
    for element in _flat(body):
        if element.tag == f"{_WORD}tbl":
            block = _of_table(element)
            if block is not None:
                found.append(block)
                open_block = block
                continue
        text = _text(element).strip()
        if not text or _of_the_letter(text) or _style(element) == "Subtitle":
            continue
        if open_block is None:
            notes.append(f"{called}: something is written above the quotes; read it there")
        else:
            open_block.beside.append(text)
    if not found:
        expected = "a letter that the kit made, with its tables"
        problems.append(Problem(called, "no table of a quote", expected))
    return found


def _style(element: Any) -> str:
    """Return the id of the style of a paragraph."""
    return next((str(e.get(f"{_WORD}val")) for e in element.iter(f"{_WORD}pStyle")), "")


def _flat(body: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order; what Word wraps in a control is unwrapped."""
    for child in body.iterchildren():
        if child.tag in (f"{_WORD}p", f"{_WORD}tbl"):
            yield child
        elif child.tag in (f"{_WORD}sdt", f"{_WORD}sdtContent", f"{_WORD}ins"):
            yield from _flat(child)


def _text(element: Any) -> str:
    """Return the text of an element: insertions and controls too, nothing that was deleted."""
    text = ""
    for node in element.iterchildren():
        if node.tag == f"{_WORD}t":
            text += node.text or ""
        elif node.tag == f"{_WORD}sym":
            # A box from the menu of symbols: in Wingdings these are a cross and a tick.
            ticked = str(node.get(f"{_WORD}char", "")).upper() in ("F078", "F0FC", "F0FD", "F0FE")
            text += "☒" if ticked else ""
        elif node.tag == f"{_WORD}tab":
            text += " "
        elif node.tag in (f"{_WORD}br", f"{_WORD}cr"):
            text += "\n"
        elif node.tag not in _OUTSIDE:
            text += _text(node) + ("\n" if node.tag == f"{_WORD}p" else "")
    return text


def _of_table(table: Any) -> _Block | None:
    block = _Block()
    told = next((str(e.get(f"{_WORD}val")) for e in table.iter(f"{_WORD}tblDescription")), "")
    if told.startswith(f"{MARK} "):
        _, block.mark, block.id = told.split(" ", 2)
    for row in table.iter(f"{_WORD}tr"):
        cells = [_text(cell).strip() for cell in row.iter(f"{_WORD}tc")]
        if cells:
            _take_row(block, cells[0], "\n".join(cells[1:]).strip())
    return block if block.id else None


def _take_row(block: _Block, head: str, text: str) -> None:
    """Take one row of the table of a quote."""
    name = next((n for n, h in say.HEADS.items() if _plain(head).startswith(_each(h))), None)
    if name is None:
        _take_choice(block, f"{head}\n{text}")
    elif name == "id":
        block.id = block.id or text
    elif name == "words":
        block.words = text
    elif name == "new":
        said = next(h for h in _each(say.HEADS["new"]) if _plain(head).startswith(h))
        block.typed.append(f"{_plain(head).removeprefix(said).strip(' :')}\n{text}")
    elif text and _plain(text) not in _ABOUT_READERS:
        block.beside.append(text)


def _take_choice(block: _Block, row: str) -> None:
    for id, said in say.CHOICES.items():
        rest = _without(row, said)
        if rest is not None:
            ticked, typed = _tick(rest)
            block.ticked += [id] if ticked else []
            if typed:
                (block.typed if id == "edited" else block.beside).append(typed)
            return
    for release, said in say.MAY_READ.items():
        rest = _without(row, said)
        if rest is not None:
            ticked, typed = _tick(rest)
            block.readers += [release] if ticked else []
            block.beside += [typed] if typed else []
            return
    if row.strip():
        block.beside.append(row)


def _tick(rest: str) -> tuple[bool, str]:
    """Return whether there is a tick in what stands beside a choice, and what else was typed."""
    words = _EMPTY.sub(" ", rest).split()
    if not words:
        return False, ""
    first = words[0].casefold()
    if first in _TICKS:
        typed = rest.replace("☐", " ").strip(" _()[]{}\n\t")
        at = typed.casefold().find(first)
        return True, typed[at + len(first) :].strip(" _()[]{}\n\t") if len(words) > 1 else ""
    return False, rest.replace("☐", " ").strip(" _()[]{}\n\t")


def _without(text: str, said: Both) -> str | None:
    """Return what is left of a row when the sentence of a choice is taken out; None without it."""
    flat = " ".join(text.split())
    for language in LANGUAGES:
        at = flat.casefold().find(said[language].casefold().rstrip("."))
        if at >= 0:
            sentence = len(said[language].rstrip("."))
            return f"{flat[:at]} {flat[at + sentence :].removeprefix('.')}".strip()
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _each(said: Both) -> tuple[str, ...]:
    return tuple(_plain(said[language]) for language in LANGUAGES)


_ABOUT_READERS = {
    _plain(text)
    for language in LANGUAGES
    for text in (
        say.ONLY_TEAM[language],
        *(say.NOW[language].format(reader[language]) for reader in say.MAY_READ.values()),
    )
}


def _of_the_letter(text: str) -> bool:
    """Say whether a paragraph is one of the letter itself, the address in it filled in or not."""
    own = _plain(text)
    fixed = {
        w for said in (say.TITLE, say.THANKS, *say.PARAGRAPHS, *say.STEPS) for w in _each(said)
    }
    heads = [
        _plain(said[language].split("{")[0]) for said in (say.QUOTE,) for language in LANGUAGES
    ]
    back = [w.split("[")[0].strip() for w in _each(say.STEPS[-1])]
    return own in fixed or own.startswith((*heads, *back))
