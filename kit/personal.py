"""What looks like a person in the texts of a study: a telephone number, an address, a name.

The recognisers are those of de-identification, of which only what is sure is told here. Nothing
found does not mean that there is nothing. What was found is never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

from kit.deidentify import Key
from kit.deidentify.file_names import clean_name
from kit.deidentify.numbers import find_numbers
from kit.deidentify.people import find_people, is_given
from kit.documents import Document, plain_code

__all__ = ["remarks_on", "remarks_on_files"]

_KINDS = {
    "phone": "a telephone number",
    "email": "an e-mail address",
    "bsn": "a burgerservicenummer",
    "iban": "an account number",
    "licence_plate": "a licence plate",
}
_WORD = r"[^\W\d_]"
_FULL_NAME = re.compile(
    rf"(?:{_WORD}\.\s*)*(?P<first>{_WORD}[\w'’-]+)(?:\s+(?:van|de|den|der|het|in|op|te|ten|ter|"
    rf"von|el))*"
    rf"\s+(?P<last>{_WORD}[\w'’-]+)(?:\s+{_WORD}[\w'’-]+)*"
)
_MOST_ROWS = 10
_CODED = re.compile(r"persoon-[A-Z]+\d+|person-[A-Z]+\d+")


def remarks_on(documents: Iterable[Document]) -> Iterator[str]:
    """Yield where texts or authors look as if they name a person: file, column and rows only.

    Looked for are telephone numbers, e-mail addresses, account numbers by their check, numbers
    that can be a burgerservicenummer by its eleven-test, licence plates, names of persons with a
    title, initials or both a given name and a surname, and authors of two or more words with
    capitals, such as *Jan de Vries*.
    """
    found: dict[tuple[str, str, str], list[int]] = {}
    for document in documents:
        seen = {("author", "the name of a person")} if _is_name(document.author or "") else set()
        for part in document.parts:
            seen |= {(part.name, kind) for kind in _kinds(document.text[part.start : part.end])}
        for column, kind in sorted(seen):
            found.setdefault((document.file, column, kind), []).append(document.row)
    for (file, column, kind), rows in found.items():
        shown = ", ".join(str(row) for row in sorted(rows)[:_MOST_ROWS])
        more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
        where = "row" if len(rows) == 1 else "rows"
        do = "Write a code (A01)." if column == "author" else "Take it out of the text."
        yield f"{file}, `{column}`: what looks like {kind} in {where} {shown}{more}. {do}"


def remarks_on_files(documents: Iterable[Document], *, regions: Collection[str]) -> Iterator[str]:
    """Yield which files look as if they are called after a person, or after a code of one.

    Parameters
    ----------
    documents : iterable of Document
        All of the study.
    regions : collection of str
        Slugs and names of regions: they name nobody.
    """
    of: dict[str, set[str]] = {}
    for document in documents:
        codes = of.setdefault(document.file, set())
        if document.author and len(plain_code(document.author)) > 1:
            codes.add(plain_code(document.author))
    for file, codes in sorted(of.items()):
        stem = PurePosixPath(file).with_suffix("").as_posix()
        if _holds_a_code(stem, codes):
            what = "the code of a writer or speaker"
        elif _CODED.search(stem):
            continue  # by de-identification: the record says so
        elif clean_name(stem, Key(), word="", stays=regions, choose=lambda free: free[0]) != stem:
            what = "the name of a person"
        else:
            continue
        yield (
            f"{file}: what looks like {what} in the name of the file. Reports from release region "
            "upward do not show it; call the file after its region or its year."
        )


def _holds_a_code(stem: str, codes: Collection[str]) -> bool:
    words = re.findall(r"[^\W_]+", stem.casefold())
    runs = ("".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return any(run in codes for run in runs)


def _kinds(text: str) -> Iterator[str]:
    for found in find_numbers(text):
        if found.type in _KINDS:
            yield _KINDS[found.type]
    for found in find_people(text):
        words = found.text.split()
        if found.sign in ("title", "initials") or (len(words) > 1 and is_given(words[0])):
            yield "the name of a person"


def _is_name(author: str) -> bool:
    """Say whether an author has two words with capitals; ``Coder A`` and ``A01`` have not."""
    if any(found.type == "email" for found in find_numbers(author)):
        return True
    found = _FULL_NAME.fullmatch(author.strip())
    return found is not None and found["first"][0].isupper() and found["last"][0].isupper()
