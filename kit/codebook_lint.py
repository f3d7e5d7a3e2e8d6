"""What a second reader would remark about a codebook.

Structure is not remarked here: a circle in the tree, an id that stands twice or a parent that does
not exist is refused where a codebook is read. What follows can be right; it is worth a look.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from kit.codes import Code, Codebook
from kit.coding import find_mentions, guess_language, tokens
from kit.colour_vision import distance
from kit.documents import Document
from kit.finding import Check
from kit.language import LANGUAGES, Both, number, percentage, plural
from kit.terms import terms

__all__ = ["lint"]

#: Fewer texts than this say nothing about a rule that hits none of them.
FEWEST_TEXTS = 20
#: A rule or code that hits more of the texts than this tells none of them apart.
NEARLY_ALL = 0.9
#: Two codes whose texts overlap more than this (Jaccard) may be one.
OVERLAP = 0.8
#: Two definitions that share this much of their words, in one order, are nearly one text.
ALIKE = 0.8
#: A definition of fewer words than this is too short to compare.
FEWEST_WORDS = 4
#: Two codes that hit fewer texts than this are not compared.
FEWEST_HITS = 5
#: Colours nearer than this in CIELAB are hard to tell apart in a figure; 2.3 can just be seen.
NEAR_COLOURS = 10.0
_SHOWN = 6

_ByRule = Mapping[tuple[str, str], set[str]]  # texts that a rule, of a code, hits


def lint(codebook: Codebook, documents: Sequence[Document] | None = None) -> tuple[Check, ...]:
    """Look over a codebook, and over what its rules do in a study.

    Parameters
    ----------
    codebook : Codebook
    documents : sequence of Document, optional
        The texts of the study; without them only the codebook itself is looked at.

    Returns
    -------
    tuple of Check
        One per kind of remark, *doubtful* with advice; nothing remarked is an empty tuple. Names:
        code_names, code_definitions, definitions_alike, same_rule, colours; and with documents
        texts_too_few (*informative*), rules_without_hits, rules_that_hit_all, overlapping_codes.
        Codes are compared within a list: two lists are two ways of looking, and may share words.
        A code is not compared with one above or below it, whose hits it shares.

    Notes
    -----
    Two definitions in one language are alike from a ratio of 0.8: twice the words that both have in
    the same order, of all words of both (Ratcliff and Obershelp), from four words on each side.
    Overlap is Jaccard's index of the texts in which two codes are mentioned, n12 / (n1 + n2 - n12).
    A rule is held against texts only where at least a tenth of them is in its language.
    """
    found = [
        *_names(codebook),
        *_definitions(codebook),
        *_alike(codebook),
        *_same_rules(codebook),
        *_colours(codebook),
    ]
    if documents is not None:
        found += _in_texts(codebook, documents)
    return tuple(found)


def _remark(name: str, said: Both, advice: Both, n: float) -> Check:
    return Check(name, "doubtful", said, float(n), advice)


def _some(items: Iterable[str], language: str) -> str:
    listed = list(items)
    rest = len(listed) - _SHOWN
    more = {"nl": f" en nog {rest}", "en": f" and {rest} more"}[language] if rest > 0 else ""
    return "; ".join(listed[:_SHOWN]) + more


def _both_of(items: Sequence[str], nl: str, en: str) -> Both:
    """Return a sentence in both languages with the first of the items after it."""
    return Both(f"{nl}: {_some(items, 'nl')}.", f"{en}: {_some(items, 'en')}.")


def _names(codebook: Codebook) -> Iterator[Check]:
    ids = [code.id for code in codebook.codes.values() if code.term.label == Both.of(code.id)]
    ids += [name for name, label in codebook.lists.items() if label == Both.of(name)]
    if ids:
        yield _remark(
            "code_names",
            _both_of(ids, "Zonder eigen naam", "Without a name of its own"),
            Both(
                "Geef een naam in het Nederlands en in het Engels; zo staat hij in het rapport.",
                "Give a name in Dutch and in English; that is how it stands in the report.",
            ),
            len(ids),
        )


def _definitions(codebook: Codebook) -> Iterator[Check]:
    ids = [code.id for code in codebook.codes.values() if code.definition is None]
    # The shared codes that mean what they say have none; a team need not define them again.
    ids = [id for id in ids if codebook.codes[id].list not in terms("code_list")]
    if ids:
        yield _remark(
            "code_definitions",
            _both_of(ids, "Zonder definitie", "Without a definition"),
            Both(
                "Schrijf op wat er wel en niet bij hoort: twee mensen lezen een naam verschillend.",
                "Write down what belongs to it and what does not: two people read a name "
                "differently.",
            ),
            len(ids),
        )


def _alike(codebook: Codebook) -> Iterator[Check]:
    found = []
    for one, other in _pairs(codebook, codebook.codes.values()):
        shares = [_share(_words(one, language), _words(other, language)) for language in LANGUAGES]
        if max(shares) >= ALIKE:
            found.append((f"{one.id}, {other.id}", max(shares)))
    if found:
        told = {
            language: [f"{both} {percentage(share, language)}" for both, share in found]
            for language in LANGUAGES
        }
        yield _remark(
            "definitions_alike",
            Both(
                f"Definities die bijna dezelfde tekst zijn: {_some(told['nl'], 'nl')}.",
                f"Definitions that are nearly the same text: {_some(told['en'], 'en')}.",
            ),
            Both(
                "Schrijf op wat de ene code wel omvat en de andere niet, of maak er één code van.",
                "Write down what one code covers and the other does not, or make them one code.",
            ),
            len(found),
        )


def _share(one: Sequence[str], other: Sequence[str]) -> float:
    if min(len(one), len(other)) < FEWEST_WORDS:
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _words(code: Code, language: str) -> list[str]:
    return re.findall(r"\w+", code.definition[language].casefold()) if code.definition else []


def _pairs(codebook: Codebook, codes: Iterable[Code]) -> Iterator[tuple[Code, Code]]:
    """Yield every two codes of one list of which neither stands above the other."""
    above = {id: codebook.above(id) for id in codebook.codes}
    for one, other in combinations(codes, 2):
        related = one.id in above[other.id] or other.id in above[one.id]
        if one.list == other.list and not related:
            yield one, other


def _same_rules(codebook: Codebook) -> Iterator[Check]:
    rules = {
        code.id: {(rule.language, rule.words): rule.written for rule in code.rules}
        for code in codebook.codes.values()
    }
    same = [
        f"{rules[one.id][key]} ({one.id}, {other.id})"
        for one, other in _pairs(codebook, codebook.codes.values())
        for key in rules[one.id]
        if key in rules[other.id]
    ]
    if same:
        yield _remark(
            "same_rule",
            _both_of(same, "Dezelfde regel bij twee codes", "The same rule under two codes"),
            Both(
                "Laat de regel bij één code, of maak hem scherper met een tweede woord.",
                "Leave the rule with one code, or sharpen it with a second word.",
            ),
            len(same),
        )


def _colours(codebook: Codebook) -> Iterator[Check]:
    coloured = [code for code in codebook.codes.values() if code.colour]
    near = [
        f"{one.id}, {other.id}"
        for one, other in combinations(coloured, 2)
        if one.list == other.list and distance(one.colour, other.colour) < NEAR_COLOURS
    ]
    if near:
        yield _remark(
            "colours",
            _both_of(
                near,
                "Kleuren die niet iedereen uit elkaar houdt",
                "Colours that not everybody tells apart",
            ),
            Both(
                "Kies lichter en donkerder, of blauw en oranje, in plaats van rood en groen.",
                "Choose lighter and darker, or blue and orange, instead of red and green.",
            ),
            len(near),
        )


def _in_texts(codebook: Codebook, documents: Sequence[Document]) -> Iterator[Check]:
    n = len(documents)
    if n < FEWEST_TEXTS:
        yield Check(
            "texts_too_few",
            "informative",
            Both(
                f"De regels zijn niet aan teksten getoetst: {plural(n, 'tekst', 'teksten', 'nl')}"
                f" van de {FEWEST_TEXTS} die daarvoor nodig zijn.",
                f"The rules were not tried on texts: {plural(n, 'text', 'texts', 'en')} of the "
                f"{FEWEST_TEXTS} that this takes.",
            ),
            float(n),
        )
        return
    frame = find_mentions(documents, codebook)
    texts: dict[str, set[str]] = {}
    by_rule: dict[tuple[str, str], set[str]] = {}
    for code, rule, document in zip(frame["code"], frame["rule"], frame["document"], strict=True):
        texts.setdefault(code, set()).add(document)
        by_rule.setdefault((code, rule), set()).add(document)
    yield from _without_hits(codebook, by_rule, documents)
    yield from _hitting_all(codebook, by_rule, texts, n)
    yield from _overlapping(codebook, texts)


def _languages(documents: Sequence[Document]) -> set[str]:
    guessed = [guess_language(t.form for t in tokens(document.text)) for document in documents]
    return {language for language in LANGUAGES if guessed.count(language) >= len(guessed) / 10}


def _without_hits(
    codebook: Codebook, by_rule: _ByRule, documents: Sequence[Document]
) -> Iterator[Check]:
    spoken = _languages(documents)
    rules = [
        (code.id, rule.written)
        for code in codebook.codes.values()
        for rule in code.rules
        if rule.language in spoken
    ]
    silent = [f"{written} ({id})" for id, written in rules if (id, written) not in by_rule]
    if silent:
        counted = Both(
            f"{number(len(silent), 'nl')} van {number(len(rules), 'nl')} regels zijn in geen van "
            f"{number(len(documents), 'nl')} teksten raak",
            f"{number(len(silent), 'en')} of {number(len(rules), 'en')} rules hit none of "
            f"{number(len(documents), 'en')} texts",
        )
        yield _remark(
            "rules_without_hits",
            _both_of(silent, counted["nl"], counted["en"]),
            Both(
                "Kijk of het woord hier anders heet; een regel die niets vindt kost niets.",
                "See whether people here use another word; a rule that finds nothing costs "
                "nothing.",
            ),
            len(silent),
        )


def _hitting_all(
    codebook: Codebook, by_rule: _ByRule, texts: Mapping[str, set[str]], n: int
) -> Iterator[Check]:
    own = [
        (f"{rule.written} ({code.id})", by_rule.get((code.id, rule.written), set()))
        for code in codebook.codes.values()
        for rule in code.rules
    ]
    hit = {**dict(own), **texts}
    loud = [(what, len(those) / n) for what, those in hit.items() if len(those) > NEARLY_ALL * n]
    if loud:
        told = {
            language: [f"{what} {percentage(share, language)}" for what, share in loud]
            for language in LANGUAGES
        }
        yield _remark(
            "rules_that_hit_all",
            Both(
                f"Raak in bijna alle teksten: {_some(told['nl'], 'nl')}.",
                f"Hitting nearly every text: {_some(told['en'], 'en')}.",
            ),
            Both(
                "Wat overal raak is, onderscheidt niets: maak het scherper of laat het weg.",
                "What hits everywhere tells nothing apart: sharpen it or leave it out.",
            ),
            len(loud),
        )


def _overlapping(codebook: Codebook, texts: Mapping[str, set[str]]) -> Iterator[Check]:
    enough = [
        code for code in codebook.codes.values() if len(texts.get(code.id, ())) >= FEWEST_HITS
    ]
    found = []
    for one, other in _pairs(codebook, enough):
        shared = len(texts[one.id] & texts[other.id])
        jaccard = shared / len(texts[one.id] | texts[other.id])
        if jaccard > OVERLAP:
            found.append((f"{one.id}, {other.id}", jaccard))
    if found:
        told = {
            language: [f"{both} {number(share, language, decimals=2)}" for both, share in found]
            for language in LANGUAGES
        }
        yield _remark(
            "overlapping_codes",
            Both(
                f"Codes in bijna dezelfde teksten (Jaccard): {_some(told['nl'], 'nl')}.",
                f"Codes in nearly the same texts (Jaccard): {_some(told['en'], 'en')}.",
            ),
            Both(
                "Vraag u af of het twee codes zijn, en schrijf het verschil in de definities.",
                "Ask whether these are two codes, and write the difference into the definitions.",
            ),
            len(found),
        )
