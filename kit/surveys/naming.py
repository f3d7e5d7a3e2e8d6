"""What names people in a survey: columns that are set aside, and addresses inside other cells.

A column is known by its header or by what stands in it. What was found is never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from kit.deidentify.numbers import find_numbers
from kit.deidentify.people import is_given
from kit.formulas import restored
from kit.values import text_of

__all__ = ["masked", "one_line", "what_it_names"]

#: What is left where an address or number of a person stood.
TAKEN_OUT = "[…]"

_HEADERS = {
    "an e-mail address": r"e-?mail(?:adres| ?address)?|mailadres|recipientemail|respondent email|"
    r"uw e-?mail(?:adres)?|your e-?mail(?: address)?|(?:what is|wat is) (?:your|uw|je) e-?mail.*",
    "a name": r"naam|name|(?:uw|je|your) (?:naam|name)|voornaam|achternaam|"
    r"(?:first|last|full|user) ?name|volledige naam|gebruikersnaam|recipient(?:first|last)name|"
    r"(?:firstname|lastname)|(?:what is|wat is) (?:your|uw|je) (?:full |volledige )?(?:name|naam)|"
    r"naam (?:van de )?(?:invuller|respondent|deelnemer)|participant ?name|display ?name",
    "an address on the internet": r"ip-?(?: ?)(?:address|adres|addr)|ipaddr|ipaddress",
    "a telephone number": r"(?:tele(?:foon|phone)|phone|mobiel|mobile|gsm)"
    r"(?: ?-?(?:nummer|number|no\.?))?|(?:uw|je|your) (?:telefoonnummer|phone number)",
    "a place on the map": r"location(?:latitude|longitude)|latitude|longitude",
    "an address": r"adres|address|huisnummer|straat(?:naam)?|postcode|woonadres|home address",
    "a date of birth": r"geboortedatum|date of birth|birth ?date|dob",
    "a number of a person": r"bsn|burgerservicenummer|personeelsnummer|patientnummer|employee ?id",
    "an access code": r"token|toegangscode|access code",
    "a reference to a person": r"externalreference|externaldatareference|refurl|referrer|"
    r"referring url|verwijzende url|attribute_\d+.*",
}
_BY_HEADER = {what: re.compile(pattern, re.IGNORECASE) for what, pattern in _HEADERS.items()}
_KINDS = {
    "email": "an e-mail address",
    "phone": "a telephone number",
    "bsn": "a number of a person",
    "iban": "an account number",
}
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]{0,4}:){4,7}[0-9a-f]{0,4}", re.IGNORECASE)
_AT = re.compile(r"[^\s<>\"',;:()\[\]]+\s?@\s?[^\s<>\"',;()\[\]]+")
_FULL_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?:\s+[\w'’.-]+){1,4}")
_MOST_LOOKED_AT = 200
NOBODY = {"anonymous", "anoniem", "anonymous user", "anonieme gebruiker", ""}


def one_line(cell: Any) -> str:
    """Return a header or label on one line: no tags, no marks for typesetters, no addresses.

    Examples
    --------
    >>> one_line("<p>Hoe is het&nbsp;nu?</p>"), one_line("Vragen? Mail jan@voorbeeld.nl")
    ('Hoe is het nu?', 'Vragen? Mail […]')
    """
    text = restored(text_of(cell))
    if "<" in text or "&" in text:
        import html

        text = html.unescape(re.sub(r"</?[A-Za-z][^<>]{0,200}>", " ", text))
    return masked(" ".join(text.split()))


def masked(text: str) -> str:
    """Return a text without e-mail addresses, telephone and account numbers of people.

    Examples
    --------
    >>> masked("Bel mij: 06-12345678"), masked("3 – afgesproken")
    ('Bel mij: […]', '3 – afgesproken')
    """
    if "@" in text:
        text = _AT.sub(TAKEN_OUT, text)
    if sum(c.isdigit() for c in text) < 8 and "punt" not in text and "dot" not in text:
        return text
    found = [one for one in find_numbers(text) if one.type in _KINDS]
    for one in sorted(found, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + TAKEN_OUT + text[one.end :]
    return text


def what_it_names(header: str, code: str, cells: Iterable[Any]) -> str | None:
    """Return what a column tells of people, by its header or by what stands in it; else None.

    Parameters
    ----------
    header, code : str
        As the program wrote them; a code may be empty.
    cells : iterable of object

    Examples
    --------
    >>> what_it_names("E-mail", "", []), what_it_names("Q7", "", ["a@b.nl", "c@d.nl"])
    ('an e-mail address', 'an e-mail address')
    >>> what_it_names("Wie beslist over de volgende stap?", "", ["3", "4"]) is None
    True
    """
    for text in (header, code):
        plain = re.sub(r"^\W*\d*[.)]?\s*|[\s:?*.]+$", "", text)
        for what, pattern in _BY_HEADER.items():
            if plain and pattern.fullmatch(plain):
                return what
    texts = [text_of(cell) for cell in cells]
    filled = [text for text in texts if text.casefold() not in NOBODY][:_MOST_LOOKED_AT]
    return _by_contents(filled)


def _by_contents(filled: Sequence[str]) -> str | None:
    if not filled:
        return None
    half = len(filled) / 2
    if sum("@" in text and bool(_AT.fullmatch(text)) for text in filled) >= half:
        return "an e-mail address"
    if sum(bool(_IP.fullmatch(text)) for text in filled) >= half:
        return "an address on the internet"
    if sum(_is_phone(text) for text in filled) >= half:
        return "a telephone number"
    names = {text for text in filled if _FULL_NAME.fullmatch(text) and is_given(text.split()[0])}
    if len(names) > 1 and sum(text in names for text in filled) >= half:
        return "a name"
    return None


def _is_phone(text: str) -> bool:
    if sum(c.isdigit() for c in text) < 8:
        return False
    return any(one.type == "phone" and len(one.text) > len(text) / 2 for one in find_numbers(text))
