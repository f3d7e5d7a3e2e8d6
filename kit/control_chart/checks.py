"""How far to trust a chart: its checks."""

from __future__ import annotations

from collections.abc import Iterator

from kit.control_chart.chance import chance_checks
from kit.control_chart.kind_checks import icon_checks, kind_checks, rebasing_checks
from kit.control_chart.reading import Reading
from kit.control_chart.rules import FEWEST_ANHOEJ, autocorrelation
from kit.control_chart.stretches import FEWEST_BASELINE
from kit.control_chart.words import counted, rules_called
from kit.finding import Check
from kit.indicator_checks import rows_left_out
from kit.language import Both, listing, number, plural

__all__ = ["checks"]

#: Correlation with the next point, either way, above which limits are not to be trusted.
MOST_AUTOCORRELATION = 0.3
#: Share of periods without a shown figure above which the chart is doubtful.
MOST_GAPS = 0.2
#: Points from which each rule set can give its main signal.
_ENOUGH = {"making_data_count": 7, "run_chart": 6, "anhoej": FEWEST_ANHOEJ}


def checks(reading: Reading, *, refused_rows: int, refused_decisions: int = 0) -> tuple[Check, ...]:
    """Return every check of a chart.

    Parameters
    ----------
    reading : Reading
    refused_rows : int
        Problems in the files of indicators, whose rows were left out.
    refused_decisions : int
        Problems in the files of decisions on new limits.
    """
    found = [
        _rule_set(reading),
        *kind_checks(reading),
        _baseline_length(reading),
        *_steadiness(reading),
        _points_judged(reading),
        *chance_checks(reading),
        *rebasing_checks(reading, refused_rows=refused_decisions),
        *icon_checks(reading),
        _gaps(reading),
        _persons(reading),
        *_methods(reading),
        Check("disclosure", "informative", reading.disclosed),
        *rows_left_out(refused_rows),
    ]
    return tuple(found)


def _rule_set(reading: Reading) -> Check:
    asked, used = rules_called(reading.asked), rules_called(reading.rules)
    # Reports count the charts with a signal by this number; without points to judge it has none.
    count = len(reading.found) if reading.judged else None
    found = Both("", "")
    if count is not None:
        found = Both(
            f" Gevonden: {plural(count, 'signaal', 'signalen', 'nl')}.",
            f" Found: {plural(count, 'signal', 'signals', 'en')}.",
        )
    why = Both("", "")
    if reading.chosen.kind == "run" and reading.asked != reading.rules:
        why = Both("; gevraagd is een run-kaart", "; a run chart was asked for")
    elif reading.asked != reading.rules:
        why = Both(
            f"; {asked['nl']} vragen grenzen, en daarvoor zijn er te weinig punten",
            f"; {asked['en']} need limits, and there are too few points for those",
        )
    return Check(
        "rule_set",
        "informative",
        Both(
            f"Gebruikt: {used['nl']}{why['nl']}.{found['nl']}",
            f"Used: {used['en']}{why['en']}.{found['en']}",
        ),
        count,
    )


def _baseline_length(reading: Reading) -> Check:
    count = reading.n_baseline
    said = Both(
        f"De uitgangsperiode heeft {plural(count, 'punt', 'punten', 'nl')} "
        f"(nodig voor grenzen: {FEWEST_BASELINE}).",
        f"The baseline has {plural(count, 'point', 'points', 'en')} "
        f"(needed for limits: {FEWEST_BASELINE}).",
    )
    if reading.frozen:
        return Check("baseline_length", "passed", said, count)
    started = reading.region.start is not None
    of_what = (
        Both("voor en na de start verschilt", "differs before and after the start")
        if started
        else Both("anders is dan eerst", "is different from before")
    )
    advice = Both(
        f"Lees de kaart als geheel: hij zegt niet wat {of_what['nl']}. Oudere cijfers of kortere "
        "tijdvakken helpen.",
        f"Read the chart as a whole: it does not say what {of_what['en']}. Older figures or "
        "shorter periods help.",
    )
    return Check("baseline_length", "doubtful", said, count, advice)


def _steadiness(reading: Reading) -> Iterator[Check]:
    """Yield whether the baseline is fit to judge by: steady, and not its own echo."""
    if not reading.frozen:
        return
    yield Check(
        "baseline_steady",
        "doubtful" if reading.before else "passed",
        Both(
            "De uitgangsperiode geeft zelf ook een signaal."
            if reading.before
            else "De uitgangsperiode geeft zelf geen signaal.",
            "The baseline itself gives a signal too."
            if reading.before
            else "The baseline itself gives no signal.",
        ),
        len(reading.before),
        Both(
            "Er was toen al beweging; zoek uit welke voordat u de rest leest.",
            "There was movement then already; find out which before reading the rest.",
        )
        if reading.before
        else None,
    )
    r = autocorrelation(reading.values("baseline"))
    if r != r:
        yield Check(
            "autocorrelation",
            "doubtful",
            Both(
                "Alle cijfers van de uitgangsperiode zijn gelijk.",
                "All figures of the baseline are the same.",
            ),
            None,
            Both(
                "Grenzen zonder spreiding zeggen niets; kijk of de cijfers wel gemeten zijn.",
                "Limits without spread say nothing; see whether the figures were really measured.",
            ),
        )
        return
    high = abs(r) > MOST_AUTOCORRELATION
    close, loose = (
        Both(
            "De grenzen zijn te smal en een signaal komt te vaak. Lees de lijn zonder de grenzen, "
            "of neem langere tijdvakken.",
            "The limits are too narrow and a signal comes too often. Read the line without the "
            "limits, or take longer periods.",
        ),
        Both(
            "De grenzen zijn te ruim en een verandering wordt gemist; een signaal ondanks die "
            "grenzen blijft een signaal. Zoek uit of het een vast patroon is, zoals het seizoen.",
            "The limits are too wide and a change is missed; a signal in spite of them is still "
            "one. Find out whether it is a fixed pattern, such as the season.",
        ),
    )
    r_nl, r_en = (number(r, language, decimals=2).replace("-", "−") for language in ("nl", "en"))
    measured = Both(
        f"(autocorrelatie {r_nl}; grens −0,30 en 0,30)",
        f"(autocorrelation {r_en}; bounds −0.30 and 0.30)",
    )
    if not high:
        said = Both(
            "Opeenvolgende punten van de uitgangsperiode hangen niet te sterk samen",
            "Successive points of the baseline do not hang together too strongly",
        )
    elif r > 0:
        said = Both(
            "Opeenvolgende punten van de uitgangsperiode lijken te veel op elkaar",
            "Successive points of the baseline are too much alike",
        )
    else:
        said = Both(
            "De punten van de uitgangsperiode wisselen elkaar af: hoog na laag en laag na hoog",
            "The points of the baseline alternate: high after low and low after high",
        )
    yield Check(
        "autocorrelation",
        "doubtful" if high else "passed",
        Both.of(lambda language: f"{said[language]} {measured[language]}."),
        r,
        None if not high else close if r > 0 else loose,
    )


def _points_judged(reading: Reading) -> Check:
    count, enough = len(reading.judged), _ENOUGH[reading.rules]
    said = Both(
        f"Bekeken op signalen: {counted(count, reading, 'nl')}.",
        f"Looked at for signals: {counted(count, reading, 'en')}.",
    )
    if count >= enough:
        return Check("points_judged", "passed", said, count)
    advice = Both(
        f"Een verschuiving is pas vanaf {enough} punten te zien; kijk later nog eens.",
        f"A shift can be seen from {enough} points on only; look again later.",
    )
    return Check("points_judged", "doubtful", said, count, advice)


def _gaps(reading: Reading) -> Check:
    missing, suppressed = reading.count("missing"), reading.count("suppressed")
    total = len(reading.table)
    share = (missing + suppressed) / total
    there = reading.count("shown")
    said = Both(
        f"Van {counted(total, reading, 'nl')} getoond: {number(there, 'nl')}; "
        f"ontbreekt: {number(missing, 'nl')}; afgeschermd: {number(suppressed, 'nl')}.",
        f"Of {counted(total, reading, 'en')} shown: {number(there, 'en')}; "
        f"missing: {number(missing, 'en')}; suppressed: {number(suppressed, 'en')}.",
    )
    if share <= MOST_GAPS:
        return Check("gaps", "informative" if share else "passed", said, share)
    advice = Both(
        "Een rij of trend loopt niet door over een gat, dus signalen worden gemist. Vul aan wat "
        "ontbreekt, of neem langere tijdvakken.",
        "A run or trend does not go across a gap, so signals are missed. Add what is missing, or "
        "take longer periods.",
    )
    return Check("gaps", "doubtful", said, share, advice)


def _persons(reading: Reading) -> Check:
    table = reading.table
    without = int((table["value"].notna() & table["n"].isna()).sum())
    if not without:
        return Check(
            "persons_stated",
            "passed",
            Both(
                "Van elk getoond cijfer is bekend over hoeveel personen het gaat.",
                "Every figure shown states how many people it is about.",
            ),
            0,
        )
    return Check(
        "persons_stated",
        "doubtful",
        Both(
            f"Van {plural(without, 'getoond cijfer', 'getoonde cijfers', 'nl')} is niet bekend "
            "over hoeveel personen het gaat.",
            f"{plural(without, 'figure shown does', 'figures shown do', 'en')} not state how many "
            f"people {'it is' if without == 1 else 'they are'} about.",
        ),
        without,
        Both(
            "Vul de kolom Aantal personen in; zonder die kolom kan de kit kleine aantallen niet "
            "afschermen.",
            "Fill in the column Number of persons; without it the kit cannot suppress small "
            "numbers.",
        ),
    )


def _methods(reading: Reading) -> Iterator[Check]:
    used = [m for m in dict.fromkeys(reading.table["method"]) if m is not None]
    if len(used) < 2:
        return
    yield Check(
        "method_changed",
        "doubtful",
        Both(
            f"De cijfers zijn op {number(len(used), 'nl')} manieren gemaakt: "
            f"{listing(map(str, used), 'nl')}.",
            f"The figures were made in {number(len(used), 'en')} ways: "
            f"{listing(map(str, used), 'en')}.",
        ),
        len(used),
        Both(
            "Een sprong kan bij de manier van meten horen; vergelijk cijfers van één methode.",
            "A jump may belong to the way of measuring; compare figures of one method.",
        ),
    )
