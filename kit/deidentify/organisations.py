"""Organisations that work in one place: practices, schools, homes, foundations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.deidentify.capitals import CAPITAL, begins_sentence, is_word, says_nothing
from kit.deidentify.people import is_given
from kit.deidentify.spans import Found
from kit.deidentify.words import fold, is_ordinary, listed

__all__ = ["find_organisations"]

_KIND = "|".join(sorted(map(re.escape, listed("organisation_kinds")), key=len)[::-1])
# The lists are without accents.
_KIND = (
    _KIND.replace("\\ ", r"\s").replace("cooperatie", "co[oö]peratie").replace("cafe", "caf[eé]")
)
_JOINED = r"(?:\s(?:van|de|den|der|het|'t|’t|voor|en|&|of|for)){0,3}\s"
_NAMED = re.compile(
    rf"(?<![\w-])(?P<kind>(?i:{_KIND}))\s(?P<name>(?:[\"“‘'](?:[^\"”’'\n]{{2,50}})[\"”’']|"
    rf"(?:(?:De|Het|'t|’t|Op|Ons|Onze|In|Aan|Het Oude|Sint|St\.|de|het|van|van de|van het|voor|"
    rf"op|op de|aan de|in de)\s){{0,2}}{CAPITAL}(?:{_JOINED}{CAPITAL}|\s{CAPITAL}){{0,4}}))"
)
#: A kind by its end, and clubs by their letters.
_LIKE = re.compile(
    rf"(?<![\w-])(?P<kind>(?:[a-zë]{{2,30}}(?:vereniging|praktijk|koor|club|school|centrum|krant|"
    rf"winkel|orkest|bedrijf|bureau|corporatie|opvang|stichting|salon|dienst|kerk|moskee|"
    rf"huis|kamer|groep|team|zaak|post|punt|fonds|comité|plein|tuin|boerderij|hoeve)|"
    rf"co[oö]peratie|hofje|radio|blad|buurtapp|zaal)"
    rf"|(?:[a-zA-Z]\.){{2,4}}(?<=[vVcC]\.))\s"
    rf"(?P<name>[\"“‘'][A-Z][^\"”’'\n]{{2,40}}[\"”’']|(?:De|Het|'t|’t|Ons|Onze|In|Op|Sint|"
    rf"St\.)\s{CAPITAL}(?:\s{CAPITAL}){{0,2}}|{CAPITAL}(?:\s{CAPITAL}){{0,2}})"
)
_ENDS = "|".join(sorted(word.capitalize() for word in listed("organisation_ends")))
_ENDED = re.compile(
    rf"(?<![\w-])(?:(?:Dr|Prof|St|Mr)\.\s)?(?:{CAPITAL}(?:\s(?:de|der|den|en|&|'t|’t|"
    rf"het))?\s){{1,3}}"
    rf"(?:(?:{_ENDS})(?!\w)|B\.?V\.?(?!\w)|N\.?V\.?(?!\w)"
    r"|(?:Care|Health|Nursing|Community|Primary|Secondary|Housing|Medical)\s(?:Home|Centre|"
    r"Center|School|Association|Group|Trust|Practice)(?!\w)"
    r"|(?:Lane|Street|Road)\s(?:Surgery|Clinic|School))"
)
_COMPOUND = re.compile(rf"(?<![\w-]){CAPITAL}")
_COMPOUND_END = re.compile(
    r"(?:hogeschool|ziekenhuis|gasthuis|college|lyceum|zorg|groep|apotheek|school|universiteit|"
    r"kliniek|hoeve|borg|stede|state|kerk|praktijk|fonds|wonen|welzijn|thuis|hospice|coöperatie|"
    r"corporatie|huis|hof|staete|haeve|heem|hage|burcht|stee|gaarde|havezate|rank|zathe)$"
)
_HOUSE = re.compile(
    rf"(?<![\w-])(?:(?:[Bb]ij|[Vv]an|[Ii]n|[Nn]aar|[Uu]it|[Vv]oor|[Mm]et|[Dd]oor|[Vv]anuit|[Oo]p|"
    rf"[Aa]an|[Oo]rganisatie|[Ll]ocatie|[Tt]eam|[Ww]erk\w*|at|from|with|by))\s(?P<name>(?:De|Het|"
    rf"'t|’t|’T|'T|Ons|Onze|d'|The)\s{CAPITAL}(?:\s(?:van|de|der|op|aan)\s(?:(?:de[nr]?|"
    rf"het)\s)?{CAPITAL}|\s{CAPITAL}){{0,2}})"
)
_SEVERAL = re.compile(
    rf"(?<!\w)(?:bij|van|met|voor|door|vanuit|namens|naar|at|from|with|for|by)\s"
    rf"(?P<name>{CAPITAL}(?:\s(?:en|&|voor)\s{CAPITAL}|\s{CAPITAL}){{1,4}})"
)
_THE = re.compile(
    rf"(?<!\w)(?:bij|naar|vanuit|in|van)\s(?:de|"
    rf"het)\s(?P<name>{CAPITAL})(?!\s{CAPITAL})"
)
_EMPLOYER = re.compile(
    rf"(?<![\w-])(?:[Ww]erk(?:t|te|en|ten|zaam)?|[Ww]erkzaam|in dienst|baan|stage|contract|"
    rf"works?|worked|working|employed|collega['’]?s|vrijwilliger(?:s|swerk)?|manager|directeur|"
    rf"bestuurder|teamleider|medewerker|medewerkers|aangesloten|bestuur|verpleegkundige|cliënten|"
    rf"bewoners)\s(?:hier\s|nu\s|al\s|sinds\s)?(?:bij|van|voor|at|for|op|"
    rf"of)\s(?P<name>{CAPITAL}(?:\s{CAPITAL}){{0,3}})"
)


_ARTICLES = ("De", "Het", "'t", "’t", "Ons", "Onze", "In", "Op", "Sint", "St.")
_TITLED = re.compile(r"(?i)(?:mevrouw|meneer|dhr|mw|mevr|heer|zuster|dokter|mrs?|ms)\b")


def find_organisations(text: str) -> Iterator[Found]:
    """Yield names of organisations.

    The kind in small letters stays (*huisartsenpraktijk*), and what follows goes; with a capital it
    belongs to the name (*Thuiszorg Noord*).
    """
    for m in _NAMED.finditer(text):
        yield from _named(m, text)
    for m in _LIKE.finditer(text):
        name, words = m["name"], m["name"].strip("\"“”‘’'").split()
        lettered = "." in m["kind"]
        sure = lettered or (len(words) > 1 and words[0] in _ARTICLES) or not name[0].isalnum()
        if all(map(_is_public, words)) or (not sure and (says_nothing(words[0])
                                                        or is_given(words[0]))):  # fmt: skip
            continue
        yield Found(m.start("name"), m.end(), "organisation", name, "kind of organisation")
    for m in _ENDED.finditer(text):
        head = m[0].split()
        if _TITLED.match(m[0]) or (is_given(head[0]) and len(head) == 2):
            continue
        if begins_sentence(text, m.start()) and len(head) == 2 and is_ordinary(fold(head[0])):
            continue
        known = fold(m[0]) in listed("public") or all(_is_public(word) for word in head[:-1])
        if not known:
            yield Found(m.start(), m.end(), "organisation", m[0], "kind of organisation")
    for m in _COMPOUND.finditer(text):
        low = fold(m[0])
        if (
            _COMPOUND_END.search(low)
            and len(low) > 7
            and not is_ordinary(low)
            and not _is_public(m[0])
            and low not in listed("surnames")
            and not begins_sentence(text, m.start())
        ):
            yield Found(m.start(), m.end(), "organisation", m[0], "kind of organisation")
    for m in _HOUSE.finditer(text):
        rest = m["name"].split(None, 1)[1]
        low = fold(rest)
        if (
            low in listed("surnames")
            or _is_public(rest)
            or fold(m["name"]) in listed("small_places")
        ):
            continue
        if fold(m["name"]) in listed("large_places"):
            continue
        start = m.start("name")
        yield Found(start, m.end("name"), "organisation", m["name"], "article with a capital")
    for m in _SEVERAL.finditer(text):
        words = m["name"].split()
        known = all(map(_is_public, words)) or fold(m["name"]) in listed("public")
        # Other words with capitals are taken for a person; a name of a body is made of words.
        made_of_words = all(says_nothing(word) for word in words if word[0].isupper())
        if made_of_words and not known and not any(word.isupper() for word in words):
            start = m.start("name")
            yield Found(start, m.end(), "organisation", m["name"], "words with capitals")
    for m in _THE.finditer(text):
        word = m["name"]
        at = m.start("name")
        told = is_word(word) or any(map(_is_public, re.split(r"[-'’]", word))) or len(word) < 4
        if not told and fold(word) not in listed("surnames") and not is_given(word):
            yield Found(at, m.end(), "organisation", word, "article before a capital")
    for m in _EMPLOYER.finditer(text):
        name = m["name"]
        first = fold(name.split()[0])
        if not says_nothing(name.split()[0]) and first not in listed("given"):
            start = m.start("name")
            if fold(name) not in listed("small_places"):
                yield Found(start, start + len(name), "organisation", name, "employer")


def _named(m: re.Match[str], text: str) -> Iterator[Found]:
    kind, name = m["kind"], m["name"]
    start, end = m.start("name"), m.end("name")
    words = re.findall(CAPITAL + r"|\d+", name)
    opened = kind[0].isupper() and begins_sentence(text, m.start())
    joined = re.match(r"(?:van|voor|op|aan|in|de|het)\b", name)
    # "school in Utrecht", "praktijk van Fatima": what follows is no name of an organisation.
    if joined and (
        fold(kind) in listed("organisation_kinds_weak") or not name.startswith(("de ", "het "))
    ):
        return
    if all(_is_public(word) for word in words) and (kind[0].islower() or opened):
        return
    if fold(f"{kind} {name}") in listed("public") or (
        all(map(_is_public, words)) and kind.isupper() and len(words) == 0
    ):
        return
    first = fold(words[0]) if words else ""
    if (
        first in listed("given")
        and fold(kind) in listed("organisation_kinds_weak")
        and kind[0].islower()
        and len(words) == 1
    ):
        return
    whole = kind[0].isupper() and (
        not opened or fold(kind) in listed("organisation_kinds_in_names")
    )
    begin = m.start() if whole else start
    yield Found(begin, end, "organisation", text[begin:end], "kind of organisation")


def _is_public(word: str) -> bool:
    low = fold(word)
    return low in listed("public") or low in listed("large_places")
