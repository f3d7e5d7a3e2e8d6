"""Identities that are written as numbers or addresses of the net, by their form and their check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.deidentify.spans import Found
from kit.deidentify.words import fold, is_english, is_ordinary, listed

__all__ = ["find_numbers", "is_bsn", "is_iban"]

_NEAR = 40  # characters before a number in which a word may say what it is

_URL = re.compile(
    r"(?i)(?<![\w@.-])(?:https?://[^\s<>\"”’)\]]{2,2000}|www\.[^\s<>\"”’)\]]{2,2000}"
    r"|(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}(?:nl|com|org|net|eu|frl|info|io|co\.uk|ac\.uk|nhs\.uk|"
    r"health|care|example|test)"
    r"(?![\w@-])(?:/[^\s<>\"”’)\]]{0,2000})?"
    r"|(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}(?:be|de|nu|gov|edu|app|me)/[^\s<>\"”’)\]]{1,2000})"
)
_TOP = "nl|com|org|net|eu|be|de|nu|info|frl|example"
_BARE_URL = re.compile(
    r"(?i)(?<![\w@.-])(?P<name>(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4})(?P<top>be|de|nu|me|app|gle|ly|tv|"
    r"shop|club|blog|team|help|online|site|amsterdam|social|coop|email|cloud|gov|edu|uk)"
    r"(?![\w@.-]*\w)(?P<path>/[^\s<>\"”’)\]]{0,2000})?|(?<![\w@.-])(?P<path2>(?:[a-z0-9-]{1,63}\.)"
    r"{1,3}(?:gle|ly|tv|shop|blog|online|site|amsterdam|social)/[^\s<>\"”’)\]]{1,2000})"
)
_LONG_TOP = ("online", "site", "amsterdam", "social", "blog", "coop", "gle", "ly")
_SPOKEN_URL = re.compile(
    rf"(?i)(?<![\w@-])(?:www\s?\.\s?[\w-]{{2,63}}\s?\.\s?(?:{_TOP})|"
    rf"[\w-]{{2,40}}(?:\s(?:punt|dot)\s[\w-]{{2,40}}){{0,2}}\s(?:punt|dot)\s(?:{_TOP}))(?!\w)"
)
_HANDLE = re.compile(r"(?<![\w@.+-])@[A-Za-z_][\w.]{1,29}\w")
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+'-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|(?<![\w.+-])[\w.+'-]{1,64}@(?:gmail|hotmail|outlook|ziggo|kpnmail|kpn|live|icloud|yahoo|"
    r"planet|home|xs4all|telfort|upcmail)(?![\w.-]*\w)"
)
_SPOKEN_EMAIL = re.compile(
    r"(?i)(?<!\w)[\w.-]{1,40}(?:\s(?:punt|streepje|dot|underscore|liggend streepje)\s[\w-]{1,40})"
    r"{0,4}(?:\s(?:apenstaartje|apestaartje|apenstaart)\s[\w-]{1,40}"
    r"(?:(?:\s(?:punt|dot)\s|\.)[\w-]{1,20}){1,3}"
    r"|\sat\s[\w-]{1,40}(?:\s(?:punt|dot)\s[\w-]{1,20}){1,3}"
    r"|\s?(?:@|[(\[]\s?(?:at|apenstaart(?:je)?)\s?[)\]])\s?[\w-]{1,40}(?:\s?\.\s?|\s(?:punt|dot)\s)"
    rf"(?:[\w-]{{1,20}}(?:\.|\s(?:punt|dot)\s)){{0,2}}(?:{_TOP})(?!\w))"
)
_GAP = r"[\s./–—‑_-]"
#: Numbers that are paid for or free (0800, 0900) are a service's, not a person's.
_PHONE = re.compile(
    rf"(?:(?<![\w.,+/-])|(?<=[a-z]\.))(?!0(?:800|90[069]))(?:"
    rf"(?:(?:\(?\+\s?|\(?00)31\)?{_GAP}{{0,3}}(?:\(0\){_GAP}{{0,3}})?|\(?0)"
    rf"(?:\d\)?{_GAP}{{0,3}}){{8}}\d"
    rf"|(?<!\d)316\d{{8}}|06,\s\d\d(?:{_GAP}?\d\d){{3}}"
    rf"|(?:\+|00)(?!31)[1-9]\d{{0,2}}{_GAP}{{0,2}}(?:\(0\){_GAP}{{0,2}})?(?:\d{_GAP}{{0,2}}){{6,11}}"
    rf"\d)(?![\d]|[.,]\d)"
)
_WITHOUT_NOUGHT = re.compile(rf"(?<![\w.,+-])6(?:{_GAP}?\d){{8}}(?!\w|[.,]?\d)")
_EXTENSION = re.compile(
    r"(?i)\b(?:toestel(?:nummer)?|doorkies(?:nummer)?|tst\.?|extension|ext\.)\s"
    r"(?:(?:is|nr\.?|nummer|van mij is)\s)?(\d{3,5})(?!\d)"
)
_SHORT_PHONE = re.compile(
    r"(?<![\w.,+-])(?!0(?:800|90[069])|14[\s-]?0)\d{2,3}(?:[\s.-]?\d{2,3}){1,2}(?:[\s.-]?\d{2})?(?![\w.,]?\d)"
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
_EIGHT = re.compile(r"(?<![\w.,-])\d{8}(?!\w|[.,-]\d)")
_IBAN = re.compile(
    r"(?i)(?<![\w-])[a-z]{2} ?\d{2}(?:[ .-]?[a-z]{4}[ .-]?\d{2}(?:[ .-]?\d{2,4}){2,4}|"
    r"(?:[ .-]?[a-z0-9]{4}){2,7}(?:[ .-]?[a-z0-9]{1,3})?)(?!\w)"
)
#: Length of an account number by country, ISO 13616. A sentence may pass the check by chance.
_IBAN_LENGTH = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26,
    "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15,
    "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip
_OLD_ACCOUNT = re.compile(r"(?<![\w.,-])(?:\d{2}\.\d{2}\.\d{2}\.\d{3}|\d{7,10})(?!\w|[.,]\d)")
_DUTCH_ACCOUNT = re.compile(r"(?i)NL\d{2}[A-Z]{4}\d{10}")
_SAYS_ACCOUNT = re.compile(r"(?i)\b(?:iban|rekening\w*|bank\w*|account\w*|rek\.)\b[^\d\n]{0,25}$")
#: Letters (L) and digits (D) of Dutch plates, a code of its own each.
_SIDECODES = (
    "LL-DD-DD", "DD-DD-LL", "DD-LL-DD", "LL-DD-LL", "LL-LL-DD", "DD-LL-LL", "DD-LLL-D", "D-LLL-DD",
    "LL-DDD-L", "L-DDD-LL", "LLL-DD-L", "L-DD-LLL", "D-LL-DDD", "DDD-LL-D",
)  # fmt: skip


def _plates(between: str, codes: tuple[str, ...] = _SIDECODES) -> re.Pattern[str]:
    shapes = "|".join(
        code.replace("-", between).replace("D", "[0-9]").replace("L", "[a-z]") for code in codes
    )
    return re.compile(rf"(?i)(?<![\w-])(?:{shapes})(?![\w-])")


_LICENCE_PLATE = _plates("-")
_JOINED_PLATE = _plates("[ .·-]{0,3}")
#: With spaces only the later codes, of a group of three: "12 AB 34" can be much.
_SPACED_PLATE = _plates(" ", tuple(c for c in _SIDECODES if "LLL" in c or "DDD" in c))
_SAYS_PLATE = re.compile(
    r"(?i)\b(?:kenteken\w*|nummerbord\w*|nummerplaat|nummerplaten|licen[cs]e plates?|number plate|"
    r"registration)\b[^\d\n]{0,25}$"
)
_SAYS_CAR = re.compile(
    r"(?i)\b(?:auto|autootje|busje|bus|bestelbus|wagen|scooter|brommer|motor|aanhanger|taxi|car|"
    r"opel|ford|fiat|volvo|kia|toyota|renault|peugeot|citro[eë]n|volkswagen|skoda)"
    r"\b[^\d\n]{0,25}$"
)
_POSTCODE = re.compile(
    r"(?<![\w.,-])(?:NL-)?(?<!\d)[1-9]\d{3}([\s.-]?|\s\s)(?!SA|SD|SS)"
    r"((?!s[ads])(?:[A-Z]{2}|[a-z]{2})|[A-Z][a-z]|[A-Z] [A-Z])(?![\w-])"
)
_NO_POSTCODE = re.compile(
    r"(?i)\b(?:in|sinds|vanaf|eind|begin|medio|tot|januari|februari|maart|april|mei|juni|juli|"
    r"augustus|september|oktober|november|december|since|until)\s$"
)
_SAYS_POSTCODE = re.compile(
    r"(?i)\b(?:postcode(?:gebied|wijk)?s?|pc4|pc6|postal code)\b[^\d\n]{0,12}$"
)
_WORD_AFTER = re.compile(r"(?:,|\sin|\ste)?\s([^\W\d_]+)")
_STREET_BEFORE = re.compile(r"[a-z]\s\d{1,4}\s?[a-zA-Z]?,\s$|[a-z]\s\d{1,4}\s?[a-zA-Z]?\s$")
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
    "ha",
    "hl",
    "cl",
    "dm",
    "wh",
    "mw",
    "nm",
    "vs",
    "ft",
    "mp",
    "px",
    "kn",
    "ca",
    "nc",
    "bc",
    "tb",
    "fr",
    "ma",
    "vd",
}
_SHOUTED = {
    "EN",
    "OP",
    "IN",
    "DE",
    "OF",
    "NA",
    "AL",
    "IS",
    "ZE",
    "TE",
    "HA",
    "AN",
    "TO",
    "WE",
    "OR",
    "AT",
    "TOT",
}
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
    addresses = list(_plain(_EMAIL, "email", text))
    folded = text.casefold()
    if any(word in folded for word in ("staart", "@", "(at)", "[at]", " at ")):
        addresses += _plain(_SPOKEN_EMAIL, "email", text)
    yield from addresses
    inside = {i for one in addresses for i in (one.start, one.end)}
    for one in _urls(text, folded):
        # "truus (at) zorg.nl" is one address, "zorg.nl?mail=a@b.nl" another.
        if one.end not in inside or one.text.lower().startswith(("http", "www.")):
            yield one
    yield from _plain(_PHONE, "phone", text)
    if "@" in text:
        yield from _plain(_HANDLE, "url", text)
    yield from _plain(_SPOKEN_PHONE, "phone", text)
    if any(map(str.isdigit, text)):
        yield from _with_digits(text)


def _urls(text: str, folded: str) -> Iterator[Found]:
    yield from _plain(_URL, "url", text)
    if any(word in folded for word in (" punt ", " dot ", "www")):
        yield from _plain(_SPOKEN_URL, "url", text)
    for m in _BARE_URL.finditer(text):
        # "Dat is klaar.nu verder" lacks a space; a name of a site is no ordinary word.
        name = m["name"].split(".")[-2] if m["name"] else ""
        sure = m["path"] or m["path2"] or m["top"].lower() in _LONG_TOP
        if sure or (len(name) > 3 and not is_ordinary(name.lower())):
            yield Found(m.start(), m.end(), "url", m[0], "pattern")


def _plain(pattern: re.Pattern[str], type: str, text: str) -> Iterator[Found]:
    for m in pattern.finditer(text):
        end = m.start() + len(m[0].rstrip(".,;:!? -/"))
        yield Found(m.start(), end, type, text[m.start() : end], "pattern")


def _said(pattern: re.Pattern[str], text: str, start: int) -> bool:
    return pattern.search(text[max(0, start - _NEAR) : start]) is not None


def _with_digits(text: str) -> Iterator[Found]:
    for m in _NINE.finditer(text):
        if is_bsn(re.sub(r"\D", "", m[0])) or _said(_SAYS_BSN, text, m.start()):
            yield Found(m.start(), m.end(), "bsn", m[0], "pattern")
    for m in _EIGHT.finditer(text):
        if _said(_SAYS_BSN, text, m.start()):
            yield Found(m.start(), m.end(), "bsn", m[0], "pattern")
    for m in _IBAN.finditer(text):
        account = _account(m[0])
        if account or _said(_SAYS_ACCOUNT, text, m.start()):
            account = account or m[0]
            yield Found(m.start(), m.start() + len(account), "iban", account, "pattern")
    for m in _OLD_ACCOUNT.finditer(text):
        if _said(_SAYS_ACCOUNT, text, m.start()):
            yield Found(m.start(), m.end(), "iban", m[0], "pattern")
    for m in _LICENCE_PLATE.finditer(text):
        if m[0].isupper() or _said(_SAYS_PLATE, text, m.start()):
            yield Found(m.start(), m.end(), "licence_plate", m[0], "pattern")
    for m in _JOINED_PLATE.finditer(text):
        near_car = m[0].isupper() or " " not in m[0]
        if not m[0].isupper() and any(w.upper() in _SHOUTED for w in m[0].split()):
            continue  # "67 of 69"
        said = _said(_SAYS_PLATE, text, m.start())
        if said or (near_car and _said(_SAYS_CAR, text, m.start())):
            yield Found(m.start(), m.end(), "licence_plate", m[0], "pattern")
    for m in _SPACED_PLATE.finditer(text):
        if m[0].isupper():
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
    for m in _WITHOUT_NOUGHT.finditer(text):
        if _said(_SAYS_PHONE, text, m.start()):
            yield Found(m.start(), m.end(), "phone", m[0], "pattern")
    for m in _EXTENSION.finditer(text):
        yield Found(m.start(1), m.end(1), "phone", m[1], "pattern")
    for m in _OTHER.finditer(text):
        yield Found(m.start(1), m.end(1), "number", m[1], "pattern")


def _account(text: str) -> str | None:
    """Return what of a text is an account number by its check or form: words can stand behind."""
    while len(text) > 14:
        if is_iban(text) or _DUTCH_ACCOUNT.fullmatch(re.sub(r"[ .-]", "", text)):
            return text
        text = text.rpartition(" ")[0]
    return None


def _is_postcode(m: re.Match[str], text: str) -> bool:
    """Say whether four digits and two letters are no year with a word behind it."""
    letters = m[2].replace(" ", "").lower()
    after = _WORD_AFTER.match(text, m.end())
    named = fold(after[1]) if after else ""
    place = named in listed("small_places") or named in listed("large_places")
    street = bool(_STREET_BEFORE.search(text[max(0, m.start() - 12) : m.start()]))
    if m[2].islower() and not m[1]:
        return letters not in _UNITS or place or street
    if m[2].islower():
        # "1500 km" is no postcode; a pair of letters that is no word can be one.
        if letters in _UNITS or letters.upper() in _SHOUTED:
            return street and place
        return place or street or not (is_ordinary(letters) or is_english(letters))
    if not m[2].isupper() or " " in m[2] or m[1] in (".", "-"):
        return (m[2].isupper() and m[1] in (".", "-")) or place or street
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
    """Say whether a text is an account number by ISO 13616.

    It has the length of its country, and its check digits hold modulo 97.

    Examples
    --------
    >>> is_iban("NL91 ABNA 0417 1643 00"), is_iban("NL92 ABNA 0417 1643 00")
    (True, False)
    """
    plain = re.sub(r"[ .-]", "", text).upper()
    if not (plain.isascii() and plain.isalnum() and len(plain) == _IBAN_LENGTH.get(plain[:2])):
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1
