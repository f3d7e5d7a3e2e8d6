"""How far a signal may be chance: its checks.

A chart with a signal is doubtful when 20% or more of such charts give one though nothing changed,
unless fewer than 5% give one that marks as many points; and when a second rule set says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.control_chart.reading import Reading
from kit.control_chart.rules import FEWEST_ANHOEJ
from kit.control_chart.words import counted, rules_called, seldom
from kit.finding import Check
from kit.language import Both, number

__all__ = ["chance_checks"]

#: Share of charts without change that give a signal, from which a signal is doubtful.
MOST_FALSE = 0.2
#: Unless a signal of as many points is rarer than this among them.
RARE = 0.05


def chance_checks(reading: Reading) -> Iterator[Check]:
    """Yield how often chance gives such a signal, and whether another rule set agrees."""
    expected = reading.expected()
    if expected is None:
        return
    same = expected.as_strong(reading.marked)
    doubtful = bool(reading.found) and expected.charts >= MOST_FALSE and same >= RARE
    yield Check(
        "expected_false_signals",
        "doubtful" if doubtful else "passed" if reading.found else "informative",
        Both.of(lambda language: _expected(reading, language)),
        expected.charts,
        Both(
            "Neem dit signaal niet als verandering op zichzelf; kijk of het in de volgende "
            "perioden doorzet.",
            "Do not take this signal for a change by itself; see whether it goes on in the next "
            "periods.",
        )
        if doubtful
        else None,
    )
    yield _second_opinion(reading)


def _expected(reading: Reading, language: str) -> str:
    expected = reading.expected()
    assert expected is not None  # asked for only with points to judge
    share = seldom(expected.charts, language)
    strong = seldom(expected.as_strong(reading.marked), language)
    points = counted(reading.marked, reading, language)
    mean = number(expected.points, language, decimals=1)
    if language == "nl":
        also = f", en {strong} een signaal over {points} of meer" if reading.found else ""
        return (
            f"Als er niets veranderde, zou {share} van zulke kaarten toch een signaal geven{also}; "
            f"gemiddeld zijn er dan {mean} punten per kaart gemarkeerd. Dat zeggen 4.000 "
            f"nagebootste kaarten {_of_what(reading, language)}."
        )
    also = f", and {strong} a signal over {points} or more" if reading.found else ""
    return (
        f"If nothing changed, {share} of such charts would still give a signal{also}; {mean} "
        "points per chart would then be marked on average. So say 4,000 simulated charts "
        f"{_of_what(reading, language)}."
    )


_OF = {
    "p": Both("tellingen met deze noemers", "counts with these denominators"),
    "u": Both("tellingen met deze noemers", "counts with these denominators"),
    "c": Both("tellingen", "counts"),
    "t": Both("tijden tussen toevallige gebeurtenissen", "times between chance events"),
}


def _of_what(reading: Reading, language: str) -> str:
    """Say what was simulated; with points that follow each other, also what loose ones give."""
    points = Both("normaal verdeelde punten", "normally distributed points")
    points = _OF.get(reading.kind, points)
    first = next(stretch for stretch in reading.stretches if stretch.judged)
    r = reading.like(first).autocorrelation
    if not r:
        loose = "losse" if language == "nl" else "independent"
        return f"{'van' if language == 'nl' else 'of'} {loose} {points[language]}"
    loose_share = reading.expected_if_loose()
    assert loose_share is not None  # there are points to judge
    share = seldom(loose_share.charts, language)
    said = number(r, language, decimals=1).replace("-", "−")
    if language == "nl":
        return (
            f"van {points['nl']} die elkaar volgen zoals die van de uitgangsperiode (geschatte "
            f"samenhang {said}); met losse punten zou het {share} zijn"
        )
    return (
        f"of {points['en']} that follow each other as those of the baseline do (estimated "
        f"correlation {said}); with independent points it would be {share}"
    )


def _second_opinion(reading: Reading) -> Check:
    first, second = rules_called(reading.rules), rules_called(reading.other)
    if reading.other == "anhoej" and len(reading.judged) < FEWEST_ANHOEJ:
        return Check(
            "second_opinion",
            "informative",
            Both(
                f"Of {second['nl']} hetzelfde zeggen, is nog niet te zien: te weinig punten.",
                f"Whether {second['en']} say the same cannot be seen yet: too few points.",
            ),
        )
    if bool(reading.found) == bool(reading.found_by_other):
        return Check(
            "second_opinion",
            "passed",
            Both(
                f"Volgens {second['nl']} is de uitkomst hetzelfde.",
                f"By {second['en']} the outcome is the same.",
            ),
        )
    yes, no = (first, second) if reading.found else (second, first)
    return Check(
        "second_opinion",
        "doubtful",
        Both(
            f"Volgens {yes['nl']} is er een signaal, volgens {no['nl']} niet.",
            f"By {yes['en']} there is a signal, by {no['en']} there is none.",
        ),
        advice=Both(
            "Of er een signaal is, hangt hier af van de gekozen regels. Kijk naar de lijn zelf en "
            "wacht de volgende perioden af.",
            "Whether there is a signal depends on the choice of rules here. Look at the line "
            "itself and wait for the next periods.",
        ),
    )
