"""Addresses and small places. Cities above about 100,000 people, provinces and countries stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.deidentify.capitals import CAPITAL, begins_sentence, is_word, plain, says_nothing
from kit.deidentify.spans import Found
from kit.deidentify.words import fold, is_ordinary, listed

__all__ = ["find_addresses", "find_places"]

_STREET = (
    r"(?:straat|straatje|str\.|laan|weg|plein|gracht|kade|dijk|singel|steeg|hof|hofje|pad|dreef|"
    r"plantsoen|park|"
    r"markt|boulevard|ring|wal|poort|kamp|akker|veld|burcht|haven|sloot|vaart|zijde|oever|erf|"
    r"brink|"
    r"horst|hoek|donk|berg|dam|brug|baan|allee|plas|waard|heide|tuin|werf|end|eind|einde|"
    r"pleintje|laantje|kamp|es|meent|hoeve|gaard|gaarde|stede|wei|weide|rak|diep|wijk|buorren|"
    r"strjitte|leane|wei|dyk|loane|reed|singels|straatweg|kwartier|bos|stee)"
)
_NUMBER = (
    r"(?:,?\s+(?:nr\.?|nummer|no\.?|huisnummer|op)\s*|\s+|"
    r",\s)\d{1,4}(?:\s?[a-zA-Z](?![\w]))?(?:\s?[-/]\s?(?:\d{1,4}|[a-zA-Z]{1,3}|"
    r"I{1,3}))?(?:\s?(?:hs|bis|rd|zw|huis)\b)?(?![\w.,]?\d|\s?(?:%|uur|jaar|euro|keer|mensen|km|"
    r"minuten|maart|mei|jan|feb|apr|jun|jul|aug|sep|okt|nov|dec))"
)
_MORE = (
    r"(?:(?:Van|De|Het|'t|’t|Aan|Op|In|van\s+(?=de))\s*)?(?:de[nr]?\s+|het\s+|'t\s+)?"
    r"(?:(?:[A-Z][\w'’-]{0,40}|(?:Burg|Dr|Prof|Mr|St|Ds)\.|[1-9]e)\s+"
    r"(?:van\s+(?:de[nr]?\s+|het\s+)?|de[nr]?\s+|te[nr]\s+)?){0,3}"
)
_CAPITAL_STREET = (
    r"(?:[Ss]traat|[Ww]eg|[Hh]of|[Pp]ark|[Ll]aan|[Gg]racht|[Pp]lein|[Kk]ade|[Dd]ijk|[Ss]ingel|"
    rf"[Hh]aven|[Mm]arkt|[Dd]reef|{_STREET})"
)
_KIND_FIRST = (
    r"(?:Laan|Plein|Weg|Hof|Park|Kade|Dijk|Singel|Steeg|Pad|Dreef|Brink|Markt|Haven|Gracht|Straat|"
    r"Postbus|Rue)(?:\s+(?:van|de|den|der|het|'t|’t|ten|naar|in|op)){0,3}"
    r"(?:\s+[A-Z][\w'’-]{1,40}|\s+(?:19|20)\d\d){0,3}"
)
_WITH_NUMBER = re.compile(
    rf"(?<![\w-])(?P<street>{_MORE}(?:[A-Z][\w'’-]{{0,40}}?{_STREET}|"
    rf"[A-Z][\w'’-]{{1,40}}\s+{_CAPITAL_STREET}|{_KIND_FIRST}))(?P<number>{_NUMBER})"
)
_BEFORE_POSTCODE = re.compile(
    rf"(?<![\w-])(?:(?:De|Het|'t|’t|Op|Aan|"
    rf"In)\s+)?(?:{CAPITAL}\s+){{0,3}}{CAPITAL}{_NUMBER}(?=,?\s+[1-9]\d{{3}}\s?[A-Z]{{2}}\b)"
)
_ALONE = re.compile(
    r"(?<![\w-])(?:(?:Oude|Nieuwe|Korte|Lange|Grote|Kleine|Eerste|Tweede|Van|Burgemeester|Prins|"
    r"Prinses|Koningin|Dr\.|Sint)\s+(?:(?:de[nr]?|van)\s+){0,2})?"
    r"[A-Z][\w'’-]{2,40}(?:straat|straatje|laan|gracht|plein|pleintje|singel|steeg|kade|dreef|"
    r"plantsoen|straatweg|weg|dijk|hofje|strjitte)(?![\w-])"
    r"|(?<![\w-])Laan\s+(?:van|der|van de[nr]?|van het)\s+[A-Z][\w'’-]{1,40}|"
    r"(?<![\w-])Postbus\s\d{1,5}|(?<![\w-])[Pp]\.?[Oo]\.?\s?[Bb]ox\s\d{1,5}"
)
_ENGLISH = re.compile(
    r"(?<![\w-])\d{1,4}[a-zA-Z]?,?\s(?:[A-Z][\w'’-]{1,40}\s){1,3}(?:Street|Road|Lane|Avenue|"
    r"Square|Drive|Close|Way|Court|Terrace|Gardens|Crescent|Grove|Hill|Row)(?!\w)"
    r"|(?<![\w-])(?:[A-Z][\w'’-]{1,40}\s){1,3}(?:Street|Road|Lane|Avenue|Square|"
    r"Crescent)(?!\w)(?:\s\d{1,4})?"
)
_IN = re.compile(
    rf"(?<!\w)(?:(?:[Ii]n|[Uu]it|[Tt]e|[Nn]aar|[Bb]ij|[Vv]anuit|[Rr]ond|[Rr]ondom|[Bb]uiten|"
    rf"[Nn]abij|[Rr]ichting|[Oo]mgeving|[Tt]ot|[Vv]oorbij|[Tt]ussen|[Ff]rom|[Nn]ear|[Aa]round|"
    rf"[Tt]o|[Vv]ia|[Dd]oor|[Oo]ver|[Vv]an|"
    rf"[Dd]orp|[Dd]orpje|[Gg]emeente|[Gg]emeenten|[Ww]ijk|[Bb]uurt|[Bb]uurtschap|[Kk]ern|[Ss]tad|"
    rf"(?:[Ii]nwoners|[Bb]ewoners|[Mm]ensen|[Oo]uderen|[Jj]eugd|[Dd]orpsraad|[Kk]erk|[Rr]and|"
    rf"[Cc]entrum|[Dd]orpskern|[Hh]uisartsen|[Hh]aven|[Mm]arkt|[Bb]oeren|[Kk]ant)\s+van|"
    rf"[Ww]o(?:on|ont|onde|nen)\s+op|[Aa]fdeling|"
    rf"[Ss]tadje|[Pp]laats|[Gg]ehucht|[Dd]orpskern|[Kk]ernen|[Ww]ijken|[Dd]orpen|[Vv]illage of|"
    rf"[Tt]own of|[Bb]urgemeester van|[Ww]ethouder van))\s+"
    rf"(?P<place>(?:(?:Den|De|Het|'t|’t|Ten|Ter|Sint|Nieuw|Oud|Nieuwe|Oude|Wijk aan|Wijk bij|"
    rf"Berg|Klein|Groot|Bergen op|Alphen aan den|Krimpen aan den|Capelle aan den|Loon "
    rf"op)\s)?{CAPITAL}(?:\s(?:Noord|Zuid|Oost|West|Centrum|aan Zee|op Zoom|aan den IJssel|aan "
    rf"den Rijn|aan de Rijn|op Zand|bij Duurstede))?)"
)
_IN_THE = re.compile(
    rf"(?<!\w)(?:in|uit|vanuit|naar|rond)\s(?:de|het)\s(?P<place>{CAPITAL})(?!\s{CAPITAL})"
)
_QUARTER = re.compile(
    rf"(?<![\w-]){CAPITAL}(?:\s(?:Buurt|Wijk|Polder|Kwartier|Dorp|Eiland|Waard|Meer|Heide)(?!\w))?"
)
_QUARTER_END = re.compile(r"(?:buurt|wijk|kwartier|polder|\s(?:dorp|eiland|waard|meer|heide))$")
_OF_THE = re.compile(
    rf"(?<!\w)(?:in|uit|naar|vanuit|rond|door|langs|bij)\s(?:de|het)\s(?P<place>{CAPITAL})"
)
_OF_THE_END = re.compile(
    r"(?:hof|dorp|veld|velden|park|es|berg|kamp|landen|laren|akkers|hoek|eiland|meer|oord|hagen|"
    r"sluis|weide|venen|waard|plas|bos|heide|stad|oever|mors|maten|donken|gaarde|horst)$"
)
_BETWEEN = re.compile(rf"(?<!\w)[Tt]ussen\s(?P<one>{CAPITAL})\sen\s(?P<other>{CAPITAL})")
_STRONG = re.compile(
    r"(?i)\b(?:in|uit|te|vanuit|buiten|nabij|rondom|richting|omgeving|naar|dorp|dorpje|gemeente|"
    r"wijk|buurt|buurtschap|kern|stad|stadje|plaats|gehucht|dorpskern|wijken|dorpen|near|from|"
    r"village of|town of|wethouder van|burgemeester van|(?:inwoners|bewoners|mensen|ouderen|jeugd|"
    r"dorpsraad|kerk|rand|centrum|dorpskern|huisartsen|haven|markt|boeren|kant) van|"
    r"wo(?:on|ont|onde|nen) op|afdeling)\s+$"
)
_PLACE_END = re.compile(
    r"(?:dorp|wijk|veen|burg|hem|drecht|dam|dijk|wolde|woude|woud|broek|horst|kerk|kerke|zijl|"
    r"haven|mond|meer|sum|laar|rode|loo|zand|hout|berg|huizen|wier|werd|ingen|geest|kapelle|"
    r"sluis|heide|beek|bosch|lo|um|ga|wold|kwartier|buurt|polder|ambacht|koog|eind|meent|kolk|"
    r"mars|voort|drift|rak|oord|rijk|vliet|gein)$"
)
_NAMES = re.compile(
    rf"(?<![\w-])(?:(?:[Dd]e|[Dd]en|[Hh]et|[Ss]int|Nieuw|Nieuwe|Oud|Oude|Wijk|Bergen|Loon|"
    rf"Krimpen|Alphen|Capelle|Hof|Land|Peel|Hoeksche|Zwaag)\s(?:(?:aan|op|bij|van|"
    rf"en)\s(?:(?:de[n]?|het)\s)?)?)?{CAPITAL}"
)


#: Words that look like a street and have a number behind them.
_NO_STREETS = {
    "aan",
    "onderweg",
    "deel",
    "park",
    "markt",
    "weg",
    "hof",
    "eind",
    "einde",
    "bos",
    "pad",
}
_WITH_SAINT = re.compile(
    r"(?<![\w-])(?:Nieuw|Oud|Groot|Klein|Sint|St|Noord|Zuid|Oost|West|Midden|Hoog|Laag|Beneden|"
    r"Boven)-(?:[a-z]+-)?[A-Z]\w{2,30}"
)


def find_addresses(text: str) -> Iterator[Found]:
    """Yield streets, with their house number where it is stated, and post-office boxes."""
    for m in _WITH_NUMBER.finditer(text):
        start = m.start() + _leading(m[0])
        if plain(text[start : m.end("street")]) not in _NO_STREETS:
            yield Found(start, m.end(), "address", text[start : m.end()], "pattern")
    for pattern in (_BEFORE_POSTCODE, _ENGLISH):
        for m in pattern.finditer(text):
            yield Found(m.start(), m.end(), "address", m[0], "pattern")
    for m in _ALONE.finditer(text):
        if not _is_no_street(m[0], text, m.start()):
            yield Found(m.start(), m.end(), "address", m[0], "pattern")


def _leading(street: str) -> int:
    """Return how many characters of ordinary words stand before a street: *In de Dorpsstraat 3*."""
    m = re.match(
        r"(?:(?:Op|Aan|In|Bij|Van|Het|De|Naar|aan|in|op|de|het|den|"
        r"van)\s+)+(?=(?:\S+\s+){0,2}\S*[A-Z])",
        street,
    )
    if not m or (
        re.match(r"(?:Van|De|Het|Op|In|Aan)\s+(?:de[nr]?\s+)?[A-Z]\S*\s+\d", street)
        and not m[0].lower().startswith(("in", "op", "aan"))
    ):
        return 0
    return m.end()


def _is_no_street(street: str, text: str, start: int) -> bool:
    """Say whether what looks like a street is one ordinary word, such as *Onderweg*."""
    word = plain(street.strip())
    if " " in word:
        return False
    if word in listed("surnames"):
        return True
    return word in listed("public") or (begins_sentence(text, start) and says_nothing(street))


def find_places(text: str) -> Iterator[Found]:
    """Yield small places: those on the list, and unknown names after *in*, *uit* and the like."""
    small = listed("small_places")
    for m in _NAMES.finditer(text):
        for shift, name in _ways(m[0]):
            low = plain(name)
            if low not in small:
                continue
            start = m.start() + shift
            ordinary = is_ordinary(low) or low in listed("given") or low in listed("surnames")
            before = text[max(0, start - 25) : start]
            if not ordinary or _STRONG.search(before):
                yield Found(start, start + len(name), "place", name, "list")
            break
    for m in _WITH_SAINT.finditer(text):
        if not _says_no_place(m[0]):
            yield Found(m.start(), m.end(), "place", m[0], "pattern")
    yield from _quarters(text)
    for m in _IN_THE.finditer(text):
        if not says_nothing(m["place"]) and plain(m["place"]) not in listed("given"):
            yield Found(m.start("place"), m.end(), "place", m["place"], "after a preposition")
    for m in _IN.finditer(text):
        name, start = m["place"].rstrip("'’"), m.start("place")
        low = plain(name)
        last = low.rpartition(" ")[2]
        if low in listed("large_places") or low in listed("public"):
            continue
        if low in listed("given") or last in listed("surnames"):
            continue
        said = text[m.start() : start]
        strong = bool(_STRONG.search(said))
        if not strong and not _PLACE_END.search(low):
            continue
        if begins_sentence(text, start) or name.isupper():
            continue
        two = " " in name and not says_nothing(name.split()[-1])
        named = re.match(
            r"(?i)(?:dorp|dorpje|gemeente|wijk|buurt|buurtschap|kern|gehucht|dorpskern|village|"
            r"town)\b",
            said,
        )
        head = name.split()[0]
        sure = two or (named and not _says_no_place(head)) or (strong and not is_word(head))
        if sure or not says_nothing(name):
            yield Found(start, start + len(name), "place", name, "after a preposition")


def _quarters(text: str) -> Iterator[Found]:
    """Yield neighbourhoods by the end of their name, and the two places that something is between.

    At the beginning of a sentence an article before it is needed: *De Bomenbuurt is veranderd*.
    """
    for pattern, end in ((_QUARTER, _QUARTER_END), (_OF_THE, _OF_THE_END)):
        for m in pattern.finditer(text):
            start = m.start("place") if pattern is _OF_THE else m.start()
            name = text[start : m.end()]
            low = plain(name)
            if (
                end.search(low) and len(low) > 6 and not is_ordinary(low)
                and low not in listed("surnames") and not _says_no_place(name)
                and not begins_sentence(text, start) and not name.isupper()
            ):  # fmt: skip
                yield Found(start, m.end(), "place", name, "end of a name")
    for m in _BETWEEN.finditer(text):
        both = [m["one"], m["other"]]
        known = [plain(w) in listed("small_places") | listed("large_places") for w in both]
        if any(known) or not any(is_word(w) or plain(w) in listed("given") | listed("surnames")
                                 for w in both):  # fmt: skip
            for group in ("one", "other"):
                if not _says_no_place(m[group]):
                    yield Found(m.start(group), m.end(group), "place", m[group], "between places")


def _says_no_place(word: str) -> bool:
    low = fold(word)
    return low in listed("public") or low in listed("large_places")


def _ways(name: str) -> Iterator[tuple[int, str]]:
    """Yield a name, then what is left of it without its first words; each with where it begins."""
    yield 0, name.rstrip("'’")
    for m in re.finditer(r"\s", name):
        yield m.end(), name[m.end() :].rstrip("'’")
