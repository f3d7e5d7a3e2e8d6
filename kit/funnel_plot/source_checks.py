"""Checks of what the figures of a funnel are: method, boundaries, counts, yardstick, age."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit import periods
from kit.comparability import latest, method_of
from kit.finding import Check
from kit.funnel_plot.words import Seen, figure
from kit.language import Both, listing, plural

__all__ = ["source_checks"]

#: Methods whose counts are answers of people: limits of counts are too narrow for them.
_ANSWERS = ("survey", "self_selected")
#: What is about older people, or is many times more frequent at a high age.
_AGED = re.compile(
    r"(?<!\d)(65|70|75|80|85)(?!\d)|ouderen|\boudere|\bolder|elderly|frail|kwetsbar|dement|falls?\b|"
    r"fall_|\bval(len|partij|letsel|incident)|sterf|mortal|\bdeath|ziekenhuis|hospital|chronisch|"
    r"chronic|fractu|heup|polyfarm|polypharm|multimorb|verpleeg|nursing|wijkverpleg"
)


def source_checks(seen: Seen) -> Iterator[Check]:
    """Yield the checks of what was given."""
    yield _method(seen)
    yield _boundaries(seen)
    yield from _age(seen)
    yield from _counts(seen)
    yield _reference(seen)
    yield _latest(seen)


def _method(seen: Seen) -> Check:
    stated = seen.given.stated("method")
    if not stated:
        return Check(
            "method",
            "informative",
            Both("Hoe er is geteld, is niet vermeld.", "How it was counted is not stated."),
        )
    if not any(method_of(one) in _ANSWERS for one in stated):
        return Check(
            "method",
            "passed",
            Both(
                "De cijfers zijn tellingen, op één manier.",
                "The figures are counts, made in one way.",
            ),
        )
    return Check(
        "method",
        "doubtful",
        Both(
            "De tellingen komen uit antwoorden van mensen, niet uit een registratie.",
            "The counts come from answers of people, not from a register.",
        ),
        advice=Both(
            "De grenzen kennen geen weging en geen uitval: ze zijn te smal. Gebruik liever de "
            "gepubliceerde intervallen.",
            "The limits know no weights and no non-response: they are too narrow. Rather use the "
            "published intervals.",
        ),
    )


def _boundaries(seen: Seen) -> Check:
    stated = sorted(year.removesuffix(".0") for year in seen.given.stated("boundary_year"))
    if len(stated) == 1:
        said = Both(
            f"Alle gebieden hebben de grenzen van {stated[0]}.",
            f"All areas have the boundaries of {stated[0]}.",
        )
        return Check("boundary_year", "passed", said)
    if not stated:
        said = Both(
            "Van welk jaar de grenzen van de gebieden zijn, is niet vermeld.",
            "Of which year the boundaries of the areas are, is not stated.",
        )
        return Check("boundary_year", "informative", said)
    return Check(
        "boundary_year",
        "doubtful",
        Both(
            f"De grenzen van de gebieden zijn van verschillende jaren: {listing(stated, 'nl')}.",
            f"The boundaries of the areas are of different years: {listing(stated, 'en')}.",
        ),
        len(stated),
        Both(
            "Mensen kunnen dubbel of niet geteld zijn. Reken de cijfers om naar één jaar.",
            "People may be counted twice or not at all. Recode the figures to one year.",
        ),
    )


def _age(seen: Seen) -> Iterator[Check]:
    """Yield a doubt where age matters much and the figures do not take it into account."""
    if seen.given.kind == "ratio":
        return
    unit = seen.unit or Both("", "")
    said = " ".join(
        [seen.given.indicator, *(word[x] for word in (seen.name, unit) for x in ("nl", "en")),
         *seen.given.stated("age_base")]
    )  # fmt: skip
    if not _AGED.search(said.casefold()):
        return
    yield Check(
        "age",
        "doubtful",
        Both(
            "Cijfers als dit lopen meestal sterk op met de leeftijd, en met leeftijd is geen "
            "rekening gehouden: ook onder ouderen verschilt 65 van 85.",
            "Figures like this usually climb steeply with age, and age was not taken into account: "
            "among older people too, 65 differs from 85.",
        ),
        advice=Both(
            "Vraag de bron om het aantal dat bij deze leeftijden te verwachten is (kolom expected) "
            "en lees tot dan een gebied buiten de grenzen eerst als een vraag naar leeftijd.",
            "Ask the source for the number to be expected at these ages (column expected), and "
            "until then read an area outside the limits first as a question about age.",
        ),
    )


def _counts(seen: Seen) -> Iterator[Check]:
    n = seen.given.without
    if n:
        yield Check(
            "without_counts",
            "doubtful",
            Both(
                f"{plural(n, 'gebied heeft', 'gebieden hebben', 'nl')} een cijfer zonder teller en "
                "noemer en staan er niet in.",
                f"{plural(n, 'area has', 'areas have', 'en')} a figure without numerator and "
                "denominator, and not in the funnel.",
            ),
            n,
            Both(
                "Vraag de bron om de tellingen; een gepubliceerd interval is geen noemer.",
                "Ask the source for the counts; a published interval is no denominator.",
            ),
        )
    n = seen.given.differing
    if n:
        yield Check(
            "figures_agree",
            "doubtful",
            Both(
                f"Bij {plural(n, 'gebied', 'gebieden', 'nl')} is het gepubliceerde cijfer iets "
                "anders dan teller gedeeld door noemer.",
                f"For {plural(n, 'area', 'areas', 'en')} the published figure is something else "
                "than numerator over denominator.",
            ),
            n,
            Both(
                "De trechter rekent met de tellingen. Is het cijfer gestandaardiseerd, geef dan "
                "het verwachte aantal in plaats van de noemer.",
                "The funnel uses the counts. If the figure was standardised, give the expected "
                "number instead of the denominator.",
            ),
        )


def _reference(seen: Seen) -> Check:
    if seen.given.kind == "ratio":
        said = Both(
            "Vergeleken wordt met 1: wat de bron verwachtte. Die maatstaf ligt buiten de studie.",
            "The comparison is with 1: what the source expected. That yardstick lies outside the "
            "study.",
        )
        return Check("reference", "informative", said, 1.0)
    if seen.placed.funnel is None:
        said = Both("Er is geen gezamenlijke waarde.", "There is no common value.")
        return Check("reference", "informative", said)
    common = Both.of(
        lambda language: figure(
            float(seen.placed.shown["common"].iloc[0]), seen, language, unit="with"
        )
    )
    said = Both(
        f"De gezamenlijke waarde ({common['nl']}) is die van de getoonde gebieden van deze studie, "
        "niet die van het land.",
        f"The common value ({common['en']}) is that of the areas shown of this study, not that of "
        "the country.",
    )
    return Check("reference", "informative", said, seen.placed.funnel.target * seen.placed.scale)


def _latest(seen: Seen) -> Check:
    rows = seen.given.every
    length = periods.length_of(str(seen.given.period))
    rows = rows[[periods.length_of(label) == length for label in rows["period"]]]
    rows = rows.assign(value=rows["value"].fillna(rows["numerator"]))
    return Check(
        "latest_figure", "informative", latest(rows, until=seen.study.until(seen.until)).sentence
    )
