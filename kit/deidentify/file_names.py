"""Names of persons in names of files: without capitals, and with any sign between the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from kit.deidentify.capitals import PARTICLES
from kit.deidentify.key import Key
from kit.deidentify.naming import CODED, Mention, give_codes
from kit.deidentify.numbers import find_numbers
from kit.deidentify.people import is_given
from kit.deidentify.words import fold, is_ordinary, listed

__all__ = ["clean_name"]

_WORD = re.compile(r"[^\W\d_]+")
_TITLED = re.compile(
    r"(?i)(?<![^\W_])(?:[a-z]\.|(?:mw|mevr|mevrouw|dhr|meneer|mrs|ms|dr|drs|prof)\.?)[\s_-]"
    r"(?:(?:van|de|der|den|het|el|al|ten|ter)[\s_-]){0,3}$"
)
_SMALL = frozenset(PARTICLES) | {"t"}


def clean_name(
    called: str,
    key: Key,
    *,
    word: str,
    of: str | None = None,
    stays: Collection[str] = (),
    added: Iterable[tuple[str, str]] = (),
    choose: Callable[[Sequence[str]], str],
) -> str:
    """Return the name of a file, or an id, with each name in it replaced by ``persoon-K4``.

    Replaced are names that the key holds, full or in part, given names without a second meaning,
    telephone numbers, e-mail addresses and the like.

    Parameters
    ----------
    called : str
    key : Key
        Grows when a name is in no text.
    word : str
        What a person is called in a pseudonym.
    of : str, optional
        The raw file whose name it is: a part of a name means who it means there.
    stays : collection of str
        Names that stay, such as those of regions.
    added : iterable of (str, str)
        Text and type of what people asked to be replaced: wherever it stands in the name.
    choose : function
        Draws one of the free codes.

    Examples
    --------
    >>> clean_name("interviews/gesprek_fatima_el_amrani.docx", Key(), word="persoon",
    ...            choose=lambda codes: codes[0])
    'interviews/gesprek_persoon-A2.docx'
    """
    stem, dot, suffix = called.rpartition(".")
    if not dot or "/" in suffix:
        stem, dot, suffix = called, "", ""
    asked = sorted(set(added), key=lambda one: (-len(one[0]), one))
    for text, type in asked:
        stem = _ask(stem, of or called, text, type, key, word, choose)
    for found in sorted(find_numbers(stem), key=lambda f: -f.start):
        if found.type in ("phone", "email", "bsn", "iban"):
            stem = stem[: found.start] + "-" + stem[found.end :]
    known = {part for e in key.entries if e.type == "person" for n in (e.name, *e.also)
             for part in map(fold, _WORD.findall(n)) if len(part) > 2}  # fmt: skip
    kept = {fold(part) for one in stays for part in _WORD.findall(one)}
    words = list(_WORD.finditer(stem))
    runs: list[list[re.Match[str]]] = []
    for at, m in enumerate(words):
        low = fold(m[0])
        capital = m[0][:1].isupper() and not m[0].isupper()
        titled = capital and bool(_TITLED.search(stem[: m.start()]))
        name = low not in kept and low not in listed("public") and (
            (titled and len(low) > 1) or
            (low in known and not is_ordinary(low))
            or (low in known and capital and at > 0)
            or (len(low) > 2 and is_given(m[0]) and (low not in listed("ambiguous")))
        )  # fmt: skip
        after = runs and _follows(stem, runs[-1], m)
        surname = low in _SMALL or low in known or low in listed("surnames") - listed("public")
        if after and low not in kept and (name or surname):
            runs[-1].append(m)
        elif name:
            runs.append([m])
    for run in reversed(runs):
        while fold(run[-1][0]) in _SMALL:
            run.pop()
        start, end = _with_initials(stem, run[0].start(), run[-1].end())
        text = " ".join(m[0] if fold(m[0]) in _SMALL else m[0].capitalize() for m in run)
        mention = Mention(of or called, "person", text)
        code = give_codes([mention], key, choose=choose)[mention]
        stem = f"{stem[:start]}{word}-{code}{stem[end:]}"
    for entry in key.entries:
        if entry.type in ("organisation", "place") and not kept & set(fold(entry.name).split()):
            stem = _without(stem, entry.name, f"{entry.code}")
    return f"{stem}{dot}{suffix}"


def _ask(
    stem: str, of: str, text: str, type: str, key: Key, word: str,
    choose: Callable[[Sequence[str]], str],
) -> str:  # fmt: skip
    """Return a name of a file without what somebody asked to be replaced."""
    words = re.findall(r"[^\W_]+", text)
    pattern = r"[\W_]{0,3}".join(map(re.escape, words))
    asked = re.compile(rf"(?i)(?<![^\W_]){pattern}(?![^\W_])")
    if not words or not asked.search(stem):
        return stem
    if type not in CODED:
        return asked.sub("-", stem)
    mention = Mention(of, type, text)
    code = give_codes([mention], key, choose=choose)[mention]
    return asked.sub(f"{word}-{code}" if type == "person" else code, stem)


def _follows(stem: str, run: Sequence[re.Match[str]], m: re.Match[str]) -> bool:
    """Say whether a word goes on with a name; a given name behind one is somebody else's."""
    gap = stem[run[-1].end() : m.start()]
    low = fold(m[0])
    other = low in listed("given") and low not in listed("surnames") and len(run) == 1
    return len(gap) <= 2 and not set("/+&,") & set(gap) and not other


def _with_initials(stem: str, start: int, end: int) -> tuple[int, int]:
    """Return where a name stands with the initials at its sides: *F. Bakker*, *Fatima B.*."""
    before = re.search(r"(?<![^\W_])(?:[^\W\d_]\.[\s_-]?){1,4}$", stem[:start])
    after = re.match(r"[\s_-](?:[A-Z]\.){1,3}(?![^\W_])|[\s_-][A-Z](?![^\W_])", stem[end:])
    return before.start() if before else start, end + (after.end() if after else 0)


def _without(stem: str, name: str, code: str) -> str:
    words = _WORD.findall(name)
    if not words or (len(words) == 1 and (len(words[0]) < 5 or is_ordinary(fold(words[0])))):
        return stem
    pattern = r"[\W_]{0,2}".join(map(re.escape, words))
    return re.sub(rf"(?i)(?<![^\W\d_]){pattern}(?![^\W\d_])", code, stem)
