"""Identities that are written as numbers or addresses of the net, by their form and their check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.deidentify.spans import Found
from kit.deidentify.words import is_ordinary

__all__ = ["find_numbers", "is_bsn", "is_iban"]

_NEAR = 40  # characters before a number in which a word may say what it is

_URL = re.compile(
    r"(?i)(?<![\w@.-])(?:https?://[^\s<>\"”’)\]]{2,2000}|www\.[^\s<>\"”’)\]]{2,2000}"
    r"|(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}(?:nl|com|org|net|eu|frl|info|io|co\.uk|ac\.uk|nhs\.uk|"
    r"health|care|example|test)"
    r"(?![\w@-])(?:/[^\s<>\"”’)\]]{0,2000})?"
    r"|(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}(?:be|de|nu|gov|edu|app|me)/[^\s<>\"”’)\]]{1,2000})"
)
_HANDLE = re.compile(r"(?<![\w@.+-])@[A-Za-z_][\w.]{1,29}\w")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_SPOKEN_EMAIL = re.compile(
    r"(?i)(?<!\w)[\w.-]{1,40}(?:\s(?:punt|streepje|dot|underscore)\s[\w-]{1,40}){0,4}"
    r"\s(?:apenstaartje|apestaartje|\(at\)|\[at\]|at)\s[\w-]{1,40}"
    r"(?:\s(?:punt|dot)\s[\w-]{1,20}){1,3}"
)
_PHONE = re.compile(
    r"(?:(?<![\w.,+/-])|(?<=[a-z]\.))(?:"
    r"(?:(?:\+|00)31\)?[\s./-]{0,2}(?:\(0\)[\s./-]{0,2})?|\(?0)(?:\d\)?[\s./-]{0,3}){8}\d"
    r"|(?:\+|00)(?!31)[1-9]\d{0,2}[\s./-]{0,2}(?:\(0\)[\s./-]{0,2})?(?:\d[\s./-]{0,2}){6,11}\d"
    r"|0[89]00[\s-]?(?:\d[\s-]?){3,6}\d)(?![\d]|[.,]\d)"
)
_SHORT_PHONE = re.compile(
    r"(?<![\w.,+-])\d{2,3}(?:[\s.-]?\d{2,3}){1,2}(?:[\s.-]?\d{2})?(?![\w.,]?\d)"
)
_SAYS_PHONE = re.compile(
    r"(?i)\b(?:(?:mijn|haar|zijn|hun|ons|je|uw|my|her|his|our)\s(?:nummer|number|mobieltje)|"
    r"whatsapp|tel|telefoon(?:nummer)?|"
    r"mobiel(?:e)?|gsm|bel(?:len|t|de)?|bereikbaar|phone|call|"
    r"toestel|doorkiesnummer)\b"
    r"[^\d\n]{0,25}$"
)
_DIGIT = (
    r"(?:nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|zero|oh|one|two|three|four|"
    r"five|six|seven|eight|nine|dubbel|double)"
)
_SPOKEN_PHONE = re.compile(
    rf"(?i)\b(?:nul|zero|oh)(?:[\s,-]{{1,3}}(?:{_DIGIT}|[a-z]+ig|[a-z]+(?:tien)|tien|elf|twaalf|"
    rf"\d{{1,8}})\b){{4,14}}"
)
_NINE = re.compile(
    r"(?<![\w.,-])\d{3}([ .-]?)\d{3}\1\d{3}(?![.,-]?\w)|"
    r"(?<![\w.,-])\d{4}[ .-]?\d{2}[ .-]?\d{3}(?![.,-]?\w)|"
    r"(?<![\w.,-])\d{2}[ .]\d{2}[ .]\d{2}[ .]\d{3}(?![.,-]?\w)|(?<![\w.,-])\d{9}(?!\w|[.,]\d)"
)
_SAYS_BSN = re.compile(
    r"(?i)\b(?:bsn|bsn-nummer|burgerservicenummer|sofi-?nummer|citizen service "
    r"number)\b[^\d\n]{0,20}$"
)
_IBAN = re.compile(
    r"(?i)(?<![\w-])[a-z]{2}\d{2}(?:[ .-]?[a-z]{4}[ .-]?\d{2}(?:[ .-]?\d{2,4}){2,4}|"
    r"(?:[ .-]?[a-z0-9]{4}){2,7}(?:[ .-]?[a-z0-9]{1,3})?)(?!\w)"
)
_DUTCH_ACCOUNT = re.compile(r"(?i)NL\d{2}[A-Z]{4}\d{10}")
_SAYS_ACCOUNT = re.compile(r"(?i)\b(?:iban|rekening\w*|bank\w*|account\w*|rek\.)\b[^\d\n]{0,25}$")
_LICENCE_PLATE = re.compile(
    r"(?i)(?<![\w-])(?:[a-z]{2}(?:-\d\d-\d\d|-\d\d-[a-z]{2}|-[a-z]{2}-\d\d|-\d{3}-[a-z])"
    r"|\d\d(?:-\d\d-[a-z]{2}|-[a-z]{2}-\d\d|-[a-z]{2}-[a-z]{2}|-[a-z]{3}-\d)"
    r"|\d-(?:[a-z]{3}-\d\d|[a-z]{2}-\d{3})|[a-z]-(?:\d{3}-[a-z]{2}|\d\d-[a-z]{3})"
    r"|[a-z]{3}-\d\d-[a-z]|\d{3}-[a-z]{2}-\d)(?![\w-])"
)
_JOINED_PLATE = re.compile(
    r"(?i)(?<![\w-])(?:[a-z]{1,3}|\d{1,3})(?:[ -]?(?:[a-z]{1,3}|\d{1,3})){1,2}(?![\w-])"
)
_SAYS_PLATE = re.compile(
    r"(?i)\b(?:kenteken\w*|nummerbord\w*|licen[cs]e plates?|number plate|registration|auto|busje|"
    r"bestelbus|kenteken is)\b[^\d\n]{0,25}$"
)
_POSTCODE = re.compile(r"(?<![\w.,-])[1-9]\d{3}( ?)(?!SA|SD|SS)([A-Z]{2}|[a-z]{2})(?![\w-])")
_NO_POSTCODE = re.compile(
    r"(?i)\b(?:in|sinds|vanaf|eind|begin|medio|tot|januari|februari|maart|april|mei|juni|juli|"
    r"augustus|september|oktober|november|december|since|until)\s$"
)
_SAYS_POSTCODE = re.compile(
    r"(?i)\b(?:postcode(?:gebied|wijk)?s?|pc4|pc6|postal code)\b[^\d\n]{0,12}$"
)
_PLACE_AFTER = re.compile(r",?\s[A-Z][a-z]|[.,]?\s?$")
_UNITS = {
    "km",
    "kg",
    "cm",
    "mm",
    "ml",
    "kb",
    "mb",
    "gb",
    "pk",
    "st",
    "nd",
    "rd",
    "th",
    "gr",
    "mg",
    "dl",
    "kw",
}
_SHOUTED = {"EN", "OP", "IN", "DE", "OF", "NA", "AL", "IS", "ZE", "TE", "HA", "AN", "TO", "WE"}
_FOUR = re.compile(r"(?<![\w.,-])[1-9]\d{3}(?![\w-]|[.,]\d)")
_OTHER = re.compile(
    r"(?i)\b(?:(?:patiënt|patient|cliënt|client|dossier|polis|zaak|klant|lidmaatschaps|"
    r"personeels|medewerkers|paspoort|rijbewijs|big|agb|relatie|verzekerden|burger|studenten|"
    r"casus|kvk|vreemdelingen|v)[- ]?"
    r"(?:nummer|nr\.?|number|no\.|code|id)|kenmerk|registratienummer|identity number|"
    r"passport)\b[^\w\n]{0,3}(?:(?:is|was|van|nr\.?)\s){0,2}([A-Z]{0,4}[- ]?\d[\dA-Z./-]{3,20})"
)


def find_numbers(text: str) -> Iterator[Found]:
    """Yield telephone numbers, addresses of the net, BSN, IBAN, plates, postcodes, other numbers.

    A BSN passes the eleven-test and an IBAN the test modulo 97, unless its form or the words before
    it say what it is: a wrong digit does not make a number harmless.
    """
    for pattern, type in ((_EMAIL, "email"), (_URL, "url"), (_PHONE, "phone")):
        for m in pattern.finditer(text):
            end = m.start() + len(m[0].rstrip(".,;:!? -/"))
            yield Found(m.start(), end, type, text[m.start() : end], "pattern")
    if "@" in text:
        yield from _plain(_HANDLE, "url", text)
    folded = text.casefold()
    if any(word in folded for word in ("staartje", "(at)", "[at]", " at ")):
        yield from _plain(_SPOKEN_EMAIL, "email", text)
    yield from _plain(_SPOKEN_PHONE, "phone", text)
    if any(map(str.isdigit, text)):
        yield from _with_digits(text)


def _plain(pattern: re.Pattern[str], type: str, text: str) -> Iterator[Found]:
    for m in pattern.finditer(text):
        yield Found(m.start(), m.end(), type, m[0], "pattern")


def _said(pattern: re.Pattern[str], text: str, start: int) -> bool:
    return pattern.search(text[max(0, start - _NEAR) : start]) is not None


def _with_digits(text: str) -> Iterator[Found]:
    for m in _NINE.finditer(text):
        if is_bsn(re.sub(r"\D", "", m[0])) or _said(_SAYS_BSN, text, m.start()):
            yield Found(m.start(), m.end(), "bsn", m[0], "pattern")
    for m in _IBAN.finditer(text):
        dutch = _DUTCH_ACCOUNT.fullmatch(re.sub(r"[ .-]", "", m[0]))
        if dutch or is_iban(m[0]) or _said(_SAYS_ACCOUNT, text, m.start()):
            yield Found(m.start(), m.end(), "iban", m[0], "pattern")
    for m in _LICENCE_PLATE.finditer(text):
        if m[0].isupper() or _said(_SAYS_PLATE, text, m.start()):
            yield Found(m.start(), m.end(), "licence_plate", m[0], "pattern")
    for m in _JOINED_PLATE.finditer(text):
        letters = sum(map(str.isalpha, m[0]))
        digits = sum(map(str.isdigit, m[0]))
        whole = letters + digits == 6 and letters and digits and m[0].upper() == m[0]
        if whole and _said(_SAYS_PLATE, text, m.start()):
            yield Found(m.start(), m.end(), "licence_plate", m[0], "pattern")
    for m in _POSTCODE.finditer(text):
        if _said(_SAYS_POSTCODE, text, m.start()) or _is_postcode(m, text):
            yield Found(m.start(), m.end(), "postcode", m[0], "pattern")
    for m in _FOUR.finditer(text):
        if _said(_SAYS_POSTCODE, text, m.start()):
            yield Found(m.start(), m.end(), "postcode", m[0], "pattern")
    for m in _SHORT_PHONE.finditer(text):
        if 6 <= sum(map(str.isdigit, m[0])) <= 8 and _said(_SAYS_PHONE, text, m.start()):
            yield Found(m.start(), m.end(), "phone", m[0], "pattern")
    for m in _OTHER.finditer(text):
        yield Found(m.start(1), m.end(1), "number", m[1], "pattern")


def _is_postcode(m: re.Match[str], text: str) -> bool:
    """Say whether four digits and two letters are no year with a word behind it."""
    if m[2].islower() and m[1]:
        # "1500 km" is no postcode; beside a comma or a name of a place the letters are.
        beside = text[: m.start()].endswith(", ") or _PLACE_AFTER.match(text, m.end())
        return m[2] not in _UNITS and not is_ordinary(m[2]) and bool(beside)
    if not m[1] or m[0][:2] not in ("19", "20"):
        return True
    before = text[max(0, m.start() - 12) : m.start()]
    return m[2] not in _SHOUTED and not _NO_POSTCODE.search(before)


def is_bsn(digits: str) -> bool:
    """Say whether nine digits pass the eleven-test of a burgerservicenummer.

    Examples
    --------
    >>> is_bsn("111222333"), is_bsn("111222334"), is_bsn("000000000")
    (True, False, False)
    """
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    if len(digits) != len(weights) or not digits.isdecimal():
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return weighed > 0 and weighed % 11 == 0


def is_iban(text: str) -> bool:
    """Say whether a text is an account number by ISO 13616: its check digits hold modulo 97.

    Examples
    --------
    >>> is_iban("NL91 ABNA 0417 1643 00"), is_iban("NL92 ABNA 0417 1643 00")
    (True, False)
    """
    plain = re.sub(r"[ .-]", "", text).upper()
    if not 15 <= len(plain) <= 34 or not plain.isascii() or not plain.isalnum():
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1
