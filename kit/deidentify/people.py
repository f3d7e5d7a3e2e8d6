"""Names of persons in a text: by a title, a given name, a surname, or what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from kit.deidentify.capitals import (
    CAPITAL,
    OPENERS,
    PARTICLE,
    begins_sentence,
    is_word,
    ordinary,
    plain,
    says_nothing,
)
from kit.deidentify.forms_of_address import ROLES, TITLES
from kit.deidentify.spans import Found
from kit.deidentify.words import is_english, is_ordinary, listed

__all__ = ["Known", "find_people", "is_given"]

_INITIALS = r"(?:(?:[A-Z]|Th|Chr|Ph|Joh|Fr|IJ)\.\s?){1,5}(?:-[A-Z]\.)?"
_REST = rf"(?:\s(?:[A-Z]\.\s?){{0,3}}(?:{PARTICLE}\s){{0,3}}{CAPITAL})"
_TITLED = re.compile(
    rf"(?<!\w)(?P<title>(?:{TITLES})(?:\s(?:{TITLES})){{0,2}})\s(?P<name>(?:{_INITIALS}\s?)?(?:{PARTICLE}\s){{0,3}}{CAPITAL}{_REST}{{0,3}})"
)
_COUPLE = re.compile(rf"\G(?:\s(?:en|and|&)\s)(?P<name>{CAPITAL}{_REST}{{0,3}})".replace(r"\G", ""))
_IN_ROLE = re.compile(
    rf"(?<![\w-])(?:{ROLES})\s(?P<name>(?:{_INITIALS}\s?)?(?:{PARTICLE}\s){{0,3}}{CAPITAL}{_REST}{{0,3}})"
)
_INITIALLED = re.compile(
    rf"(?<![\w.])(?P<name>{_INITIALS}\s?(?:{PARTICLE}\s){{0,3}}{CAPITAL}(?:-{CAPITAL})?)"
)
_RUN = re.compile(rf"(?<![\w-])(?:(?:{PARTICLE})\s){{0,3}}{CAPITAL}{_REST}{{0,4}}")
_WORD = re.compile(CAPITAL)
_PARTICLES = re.compile(rf"(?:(?:{PARTICLE})\s){{1,3}}")
_BESIDE = re.compile(rf"(?:\s(?:en|and|&)\s|,\s)(?P<other>{CAPITAL})")
_PIECES = re.compile(rf"{CAPITAL}|(?<!\w)[A-Z]\.")
_PARTICLES_AT_END = re.compile(rf"(?:(?:{PARTICLE})\s){{1,3}}$")
_SPEAKS = re.compile(
    r"['’]?s?\s(?:zegt|zei|zeiden|vertelt|vertelde|vroeg|vraagt|heeft|had|werkt|werkte|komt|kwam|"
    r"gaat|ging|belt|belde|woont|woonde|vond|vindt|denkt|dacht|"
    r"doet|deed|wilde|kreeg|krijgt|stelt|stelde|legt|legde|nam|neemt|gaf|geeft|zat|zit|schreef|"
    r"schrijft|mailt|mailde|appt|appte|noemt|noemde|reageert|reageerde|antwoordde|"
    r"en ik|z['’]n|haar|d['’]r|said|says|told|asked|works|worked|lives|lived|called|thinks|"
    r"thought|came|felt|wrote|mentioned|explained|merkt|merkte|knikt|lacht|zucht|bracht|brengt|"
    r"helpt|hielp|regelde|regelt|overleed|verhuisde|stuurde|stuurt|opperde|benadrukte)\b"
)
_SPOKEN_TO = re.compile(
    r"(?i)(?:^|[\s(\"“‘'])(?:met|volgens|namens|tegen|sprak|spreek|gesproken|belde|bellen|bel|vroeg|"
    r"zag|ken|kent|ontmoette|aldus|zei|zegt|vertelde|vertelt|bedankt|told|asked|met|saw|know)\s$"
)
_BEFORE_THING = re.compile(
    r"(?i)\b(?:de|het|een|dit|deze|die|elk|elke|ieder|iedere|the|a|an|this|these|ons|onze|jouw|"
    r"uw|nieuwe|programma|project|app|systeem|methode|tool|cursus|training|via|werkgroep|wet|"
    r"model|traject|netwerk|merk|krant|boek|film|module|platform|website|format|versie|overleg)\s$"
)
_GIVEN_END = re.compile(r"^(.{3,}?)(?:tje|je|pje|etje|ie|ke|s|a's)$")


@dataclass(frozen=True)
class Known:
    """Names of persons that are sure already, folded: they need no second sign elsewhere.

    Attributes
    ----------
    given, surnames : set of str
    small : set of str
        Words that stand somewhere without a capital: a capital of theirs says little.
    """

    given: Set[str] = field(default_factory=frozenset)
    surnames: Set[str] = field(default_factory=frozenset)
    small: Set[str] = field(default_factory=frozenset)


@lru_cache(maxsize=1 << 16)
def is_given(word: str) -> bool:
    """Say whether a word is a given name, or a form of one: *Annetje*, *Jans*, *Klaas-Jan*.

    Examples
    --------
    >>> is_given("Fatima"), is_given("Klaas-Jan"), is_given("Keesje"), is_given("Overleg")
    (True, True, True, False)
    """
    low = plain(word)
    names = listed("given")
    if low in names or ("-" in low and low.split("-")[0] in names):
        return True
    m = _GIVEN_END.match(low)
    if m is None or is_ordinary(low):
        return False
    stem = m[1]
    short = stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
    return any(s in names and s not in listed("ambiguous") for s in (stem, short) if len(s) > 2)


def find_people(text: str, known: Known | None = None) -> Iterator[Found]:
    """Yield names of persons.

    Parameters
    ----------
    text : str
    known : Known, optional
        From elsewhere: the project list, labels of speakers, a first pass over all texts.
    """
    sure = known or Known()
    for m in _TITLED.finditer(text):
        yield from _after_title(m, text)
    for m in _IN_ROLE.finditer(text):
        name = _tidy(m["name"])
        first = _first_word(name)
        if _may_follow_role(first, name, sure):
            yield Found(m.start("name"), m.start("name") + len(name), "person", name, "role")
    for m in _INITIALLED.finditer(text):
        last = plain(_words(m["name"])[-1])
        single = m["name"].count(".") == 1
        if single and _ends_with_a_letter(m, text):
            continue
        single = single and begins_sentence(text, m.start())
        if last in listed("public") or (
            single and says_nothing(_words(m["name"])[-1]) and last not in listed("surnames")
        ):
            continue
        yield Found(m.start(), m.end(), "person", _tidy(m[0]), "initials")
    for m in _RUN.finditer(text):
        yield from _in_run(m[0], m.start(), text, sure)


_LETTERED = re.compile(
    r"(?i)\b(?:label|letter|optie|option|groep|group|vitamine|vitamin|hepatitis|type|variant|klasse|"
    r"categorie|category|punt|deel|part|bijlage|annex|plan|lijn|route|blok|rij|kolom|versie|vraag|"
    r"scenario|ruimte|kamer|zaal|gebouw|vleugel|hal|perron|cat|fase|model|team|figuur|tabel)\s$"
)


def _ends_with_a_letter(m: re.Match[str], text: str) -> bool:
    """Say whether a letter with a stop ends a sentence: *label C. Die staat*; no name begins."""
    last = _words(m["name"])[-1]
    if plain(last) in listed("surnames") or _PARTICLES.match(m["name"].split(".", 1)[1].lstrip()):
        return False
    low = plain(last)
    lettered = bool(_LETTERED.search(text[max(0, m.start() - 14) : m.start()]))
    return low in OPENERS or (lettered and says_nothing(last))


def _words(name: str) -> list[str]:
    return _WORD.findall(name) or [name]


def _first_word(name: str) -> str:
    m = _PARTICLES.match(name)
    return _words(name[m.end() :] if m else name)[0]


def _tidy(name: str) -> str:
    """Return a name without a possessive at its end."""
    return re.sub(r"['’`]s?$", "", name)


def _after_title(m: re.Match[str], text: str) -> Iterator[Found]:
    name = _tidy(m["name"])
    words = _words(name)
    if (
        plain(words[0]) in listed("public")
        and plain(words[0]) not in listed("surnames")
        and not is_given(words[0])
    ):
        return
    # "Mevrouw Bloem Dat zei ze" has no sentence end between: a name goes on only over names.
    kept = name
    pieces = list(_WORD.finditer(name))
    for before, piece in pairwise(pieces):
        low = plain(piece[0])
        if low in listed("public") or (
            low in listed("large_places") and "van" not in name[before.end() : piece.start()]
        ):
            kept = name[: before.end()]
            break
    start = m.start("name")
    kept = _tidy(kept)
    yield Found(start, start + len(kept), "person", kept, "title")
    after = _COUPLE.match(text, m.end())
    if after and m["title"].split()[0].casefold() in (
        "familie",
        "oom",
        "tante",
        "opa",
        "oma",
        "echtpaar",
        "meneer",
        "mevrouw",
        "buurvrouw",
        "buurman",
    ):
        other = _tidy(after["name"])
        if not says_nothing(_words(other)[0]) or is_given(_words(other)[0]):
            begin = after.start("name")
            yield Found(begin, begin + len(other), "person", other, "title")


def _may_follow_role(first: str, name: str, known: Known) -> bool:
    low = plain(first)
    if low in known.given or low in known.surnames:
        return True
    if low in listed("public") or low in listed("large_places"):
        return False
    if is_given(first) or low in listed("surnames"):
        return True
    # "De huisarts van Wedde" is a place, or a region.
    return len(low) > 1 and not name.startswith("van ") and not is_word(first)


def _in_run(run: str, offset: int, text: str, known: Known) -> Iterator[Found]:
    """Yield the persons in a run of words with capitals, such as *Gisteren Fatima El Amrani*."""
    prefix = _PARTICLES.match(run)
    skip = prefix.end() if prefix else 0
    found = _PIECES.finditer(run)
    tokens = [(m.start(), m.end(), m[0]) for m in found if m.start() >= skip]
    i = 0
    while i < len(tokens):
        start, _, word = tokens[i]
        after_prefix = i == 0 and skip == start > 0
        opened = not after_prefix and begins_sentence(text, offset + start)
        sign = _sign(word, run, tokens, i, text, offset, known, opened)
        if sign is None:
            i += 1
            continue
        j = i
        while j + 1 < len(tokens) and _goes_on(
            tokens[j + 1][2], run[tokens[j][1] : tokens[j + 1][0]], sign
        ):
            if tokens[j][2].endswith(("'s", "’s")):
                break
            j += 1
        begin = start
        if after_prefix and (run[0].isupper() or "surname" in sign):
            begin = 0
        elif i > 0 and "surname" in sign:
            gap = run[tokens[i - 1][1] : start]
            m = _PARTICLES_AT_END.search(gap)
            begin = tokens[i - 1][1] + m.start() if m else start
        name = _tidy(run[begin : tokens[j][1]])
        yield Found(offset + begin, offset + begin + len(name), "person", name, sign)
        i = j + 1


def _sign(
    word: str, run: str, tokens: list[tuple[int, int, str]], i: int, text: str, offset: int,
    known: Known, opened: bool,  # noqa: FBT001
) -> str | None:  # fmt: skip
    """Return by what sign a word is taken for (the first of) a name; None when it is not."""
    start, end, _ = tokens[i]
    low = plain(word)
    if len(low) < 2 or word.endswith("."):
        return None
    speaks = bool(_SPEAKS.match(text, offset + end))
    capitals = word.isupper() and len(word) > 3
    follows = i + 1 < len(tokens) and _could_be_surname(tokens[i + 1][2])
    plain_word = ordinary(word)
    if low in known.given and (not opened or not plain_word or speaks or follows):
        return "known given name"
    if is_given(word) and (
        not word.isupper()
        or capitals
        or (low not in listed("ambiguous") and len(low) > 2 and follows)
    ):
        two_meanings = low in listed("ambiguous")
        if (
            not two_meanings
            or follows
            or (speaks and low not in ("will", "can", "al", "made", "mei", "may"))
        ):
            return "given name"
        if (
            not opened
            and low not in _NEVER_ALONE
            and not _BEFORE_THING.search(text[max(0, offset + start - 14) : offset + start])
        ):
            return "given name"
    if low in listed("public") or low in listed("large_places"):
        return None
    particle = bool(_PARTICLES.match(run)) and i == 0 and start > 0
    if low in known.surnames and (not opened or not plain_word or speaks or particle):
        return "known surname"
    if low in listed("surnames") or (("-" in low) and low.split("-")[0] in listed("surnames")):
        before = text[max(0, offset + start - 14) : offset + start]
        if (
            particle
            and run[0].isupper()
            and (not begins_sentence(text, offset) or not plain_word or speaks)
        ):
            return "surname"
        if not particle and (
            not plain_word or (not opened and not _BEFORE_THING.search(before)) or speaks
        ):
            return "surname"
    if word.isupper() or low in listed("small_places") or "." in word or not low[0].isalpha():
        return None
    if says_nothing(word) and not _is_told_of(word, text, offset + start, speaks, opened):
        return None
    if word.lower() in known.small:
        return None
    if opened:
        beside = _BESIDE.match(text, offset + start + len(word))
        named = (
            speaks
            or word.endswith(("'s", "’s"))
            or (follows and _is_rare(tokens[i + 1][2]))
            or (beside is not None and is_given(beside["other"]))
        )
        return "name with a capital" if named and not is_english(low) else None
    before = text[max(0, offset + start - 18) : offset + start]
    if _BEFORE_THING.search(before) and not speaks:
        return None
    if particle and run[0].islower() and not (run.startswith("van ") and follows):
        return None
    return "name with a capital" if len(low) > 2 else None


_NEVER_ALONE = {
    "mei",
    "may",
    "june",
    "april",
    "august",
    "art",
    "al",
    "can",
    "bas",
    "kit",
    "will",
    "page",
    "spring",
    "dag",
    "sam's",
    "cor",
    "han",
    "noor",
    "ad",
    "fee",
    "dex",
}


_NOBODY = ("public", "large_places")


def _is_told_of(word: str, text: str, start: int, speaks: bool, opened: bool) -> bool:  # noqa: FBT001
    """Say whether a word that can be ordinary is spoken of as a person is: *volgens Zonneveld*."""
    low = plain(word)
    if opened or low in OPENERS or any(low in listed(name) for name in _NOBODY):
        return False
    if _BEFORE_THING.search(text[max(0, start - 18) : start]) or sum(map(str.isupper, word)) > 1:
        return False
    met = bool(_SPOKEN_TO.search(text[max(0, start - 14) : start]))
    return speaks or (met and not ordinary(word))


def _is_rare(word: str) -> bool:
    """Say whether a word behind an unknown one makes the two a full name."""
    low = plain(word)
    return low.split("-")[0] in listed("surnames") or not says_nothing(word)


def _could_be_surname(word: str) -> bool:
    low = plain(word)
    return (
        low not in listed("public")
        and low not in listed("large_places")
        and (low in listed("surnames") or is_given(word) or not word.isupper())
    )


def _goes_on(word: str, gap: str, sign: str) -> bool:
    """Say whether a name goes on with this word."""
    low = plain(word)
    if low in listed("public") or (low in listed("large_places") and "van" not in gap.split()):
        return False
    if (
        word.isupper()
        and len(word) > 1
        and not word.endswith(".")
        and low not in listed("surnames")
        and not is_given(word)
    ):
        return False
    # Behind a surname, a word that can be ordinary begins something else.
    name = is_given(word) or low in listed("surnames")
    return name or "surname" not in sign or bool(gap.strip()) or not says_nothing(word)
