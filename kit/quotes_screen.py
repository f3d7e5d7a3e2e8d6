"""What the verbs ``quotes letters`` and ``quotes read`` do and say, line by line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from kit.errors import InputError, Problem
from kit.files import is_slug, write_whole
from kit.language import plural
from kit.quotes import Quote, Quotes, read_quotes
from kit.quotes.answers import Answer, read_answers
from kit.quotes.letters import by_person, letter
from kit.quotes.recording import keep, record, sending
from kit.study import Study
from kit.texts import read_texts

__all__ = ["answered", "sent"]

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_PSEUDONYM = re.compile(r"\[([^\W\d_]+) ([A-Z]\d*)\]")


def sent(study: Study, folder: Path, *, language: str, on: date | None) -> Iterator[str]:
    """Write a letter for each person of whom quotes wait for an answer.

    Parameters
    ----------
    study : Study
    folder : Path
        Outside the study.
    language : {"nl", "en"}
    on : date or None
        The day on which they are sent; None leaves the status of the quotes as it is.

    Raises
    ------
    InputError
        The table has problems or cannot be changed, a letter is there already, or a code is no
        code. Nothing is written.
    """
    quotes = _read(study)
    target = folder.expanduser().resolve()
    if target.is_relative_to(study.root.resolve()):
        do = "A letter is for one person; what is in a study is shared with all who have it."
        raise InputError([Problem(str(folder), "", "a folder outside the study", do)])
    waiting = dict(by_person(quotes.records))
    nobody = waiting.pop(None, ())
    letters = {_named(str(person)): those for person, those in waiting.items()}
    if problems := list(_unfit(letters, target)):
        raise InputError(problems, do="Nothing was written.")
    all_of_them = [quote for those in letters.values() for quote in those]
    ready = () if on is None else sending(study, all_of_them, on=on)
    for person, those in letters.items():
        made = letter(those, title=study.title, language=language)
        write_whole(target / f"{person}.docx", made)
    made_of = plural(len(all_of_them), "quote", "quotes", "en")
    yield f"Made {plural(len(letters), 'letter', 'letters', 'en')} in {folder}, with {made_of}."
    yield "A letter is called after the code of its person."
    if nobody:
        rows = plural(len(nobody), "quote is", "quotes are", "en")
        yield f"{rows} of nobody known: give the text an author or person first."
    yield "Fill in in each letter to whom it goes back, and send each to its own person only."
    if on is None:
        yield "The quotes keep their status. With `--sent` they become sent, as of today."
    else:
        yield from _kept(study, keep(ready))


def answered(study: Study, files: Sequence[Path], *, on: date) -> Iterator[str]:
    """Take the answers of letters over into the table of quotes.

    Clear answers are taken over even when others are not.

    Raises
    ------
    InputError
        The table has problems, and then nothing is written; or with every answer that is not clear.
    """
    quotes = _read(study)
    missing = [Problem(str(path), "", "a letter that exists") for path in files
               if not path.is_file()]  # fmt: skip
    if missing:
        raise InputError(missing, do="Nothing was written.")
    answers = read_answers([(path, path.name) for path in files], quotes=quotes.records)
    before = {quote.id: quote for quote in quotes.records}
    new = [answer for answer in answers.given if _changes(answer, before[answer.quote])]
    backups = record(study, new, on=on)
    counts = Counter(answer.status for answer in answers.given)
    yield (
        f"{plural(len(files), 'letter', 'letters', 'en')}: {counts['approved']} approved, "
        f"{counts['edited']} edited, {counts['withdrawn']} not to be used, "
        f"{answers.unanswered} without an answer, {len(answers.problems)} not clear."
    )
    if len(new) < len(answers.given):
        yield f"{len(answers.given) - len(new)} of these stood in the table already."
    if counts["edited"]:
        yield "Read the new words before you use them: a speaker may name people in them."
    yield from (f"Note: {note}" for note in answers.notes)
    yield from _kept(study, backups)
    if answers.problems:
        do = "What is not clear stays as it was; the other answers were taken over."
        raise InputError(answers.problems, good_rows=len(answers.given), do=do)


def _read(study: Study) -> Quotes:
    quotes = read_quotes(study, documents=read_texts(study).documents)
    if quotes.problems:
        do = f"Correct the table and run `kit check {study.root}`. Nothing was written."
        raise InputError(quotes.problems, good_rows=quotes.good_rows, do=do)
    return quotes


def _named(person: str) -> str:
    """Return a code as a file is called after it; ``[persoon K4]`` becomes persoon-K4."""
    return "-".join(found.groups()) if (found := _PSEUDONYM.fullmatch(person)) else person


def _unfit(letters: dict[str, tuple[Quote, ...]], target: Path) -> Iterator[Problem]:
    """Yield why letters cannot be written; without the code of a person, which may be a name."""
    taken: dict[str, str] = {}
    for person, those in letters.items():
        first = those[0].document
        where = f"{first.file}, row {first.row}, `author`"
        if not _CODE.fullmatch(person) or not is_slug(person.casefold().replace("_", "-")):
            expected = "a code such as P07: letters, digits and hyphens"
            do = "A letter is called after the code of its person."
            yield Problem(where, "", expected, do)
        elif person.casefold() in taken:
            do = "Two codes that differ in capitals only are one name for a file."
            yield Problem(where, "", "a code that nobody else has", do)
        elif (target / f"{person}.docx").exists():
            do = "It may have been filled in. Choose another folder."
            yield Problem(str(target), "a letter that is there already", "a new letter", do)
        taken[person.casefold()] = person


def _changes(answer: Answer, quote: Quote) -> bool:
    """Say whether an answer differs from what stands in the table."""
    same = (answer.status, answer.edited) == (quote.status, quote.edited)
    return not same or answer.release not in (None, quote.release)


def _kept(study: Study, backups: Sequence[Path]) -> Iterator[str]:
    for path in backups:
        yield f"The table as it was is kept: {path.relative_to(study.root).as_posix()}."
