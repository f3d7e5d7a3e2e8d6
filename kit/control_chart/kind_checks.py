"""Checks of what kind of chart it is: why this one, its spread, its new lines, its icons."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kit.comparability import method_of
from kit.control_chart.choosing import LEAST_P
from kit.control_chart.icons import assurance, variation
from kit.control_chart.limits import Limits
from kit.control_chart.protecting import SHARES
from kit.control_chart.reading import Reading
from kit.control_chart.stretches import FEWEST_BASELINE
from kit.control_chart.words import called
from kit.finding import Check
from kit.language import Both, listing, number, period, plural
from kit.terms import label

__all__ = ["icon_checks", "kind_checks", "rebasing_checks"]


def kind_checks(reading: Reading) -> Iterator[Check]:
    """Yield which chart it is and why, and whether its counts spread more than counts do."""
    kind = {language: label("chart_kind", reading.kind, language) for language in ("nl", "en")}
    few = reading.kind == "run" and reading.chosen.kind != "run"
    why = Both("te weinig punten voor grenzen", "too few points for limits")
    why = why if few else reading.chosen.why
    yield Check(
        "chart_kind",
        "informative",
        Both(
            f"Soort kaart: {kind['nl']} ({why['nl']}).",
            f"Kind of chart: {kind['en']} ({why['en']}).",
        ),
    )
    yield from _sampling(reading)
    p = reading.chosen.p
    if reading.kind not in ("p", "u") or p is None:
        return
    wide = p < LEAST_P
    yield Check(
        "dispersion",
        "doubtful" if wide else "passed",
        Both(
            f"De uitgangsperiode schommelt {'' if wide else 'niet '}meer dan tellingen van deze "
            "omvang uit zichzelf doen (chi-kwadraattoets, grens 5%).",
            f"The baseline {'fluctuates' if wide else 'does not fluctuate'} more than counts of "
            "this size do by themselves (chi-square test, bound 5%).",
        ),
        p,
        Both(
            "De grenzen van deze kaart zijn dan te smal; vraag de XmR-kaart.",
            "The limits of this chart are too narrow then; ask for the XmR chart.",
        )
        if wide
        else None,
    )


def _sampling(reading: Reading) -> Iterator[Check]:
    r"""Yield whether limits of a share of persons are narrower than drawing persons makes them.

    Three standard errors of a simple sample of the mean size, :math:`3\sqrt{p(1-p)/n}`, beside
    the distance from centre to limit. Nothing where the persons are not stated, and nothing where
    the figure was counted: a share of days is no share of the persons that it is about.
    """
    around, unit = reading.around, (reading.series.unit or "").strip().lower()
    counted = {method_of(each) for each in reading.series.methods if each} == {"count"}
    if not isinstance(around, Limits) or unit not in SHARES or counted:
        return
    rows = reading.table.iloc[list(reading.stretches[0].basis)]
    sizes, share = rows["n"].dropna(), around.centre / 100
    if sizes.empty or not 0 < share < 1:
        return
    least = 300 * math.sqrt(share * (1 - share) / float(sizes.mean()))
    wide = (around.upper - around.lower) / 2
    narrow = wide < least
    told = {x: [number(each, x, decimals=1) for each in (wide, least)] for x in ("nl", "en")}
    yield Check(
        "sampling_error",
        "doubtful" if narrow else "passed",
        Both(
            f"De grenzen liggen {told['nl'][0]} procentpunt van het midden; het trekken van "
            f"personen alleen geeft al {told['nl'][1]}.",
            f"The limits lie {told['en'][0]} percentage points from the centre; drawing persons "
            f"alone gives {told['en'][1]}.",
        ),
        wide / least,
        Both(
            "De grenzen zijn smaller dan een steekproef van deze omvang toelaat: cijfers zijn "
            "misschien gemodelleerd of gemiddeld, of gaan telkens over dezelfde mensen.",
            "The limits are narrower than a sample of this size allows: the figures may be "
            "modelled or averaged, or be of the same people each time.",
        )
        if narrow
        else None,
    )


def rebasing_checks(reading: Reading, *, refused_rows: int) -> Iterator[Check]:
    """Yield what became of the decisions on new limits; nothing without one."""
    followed = [stretch for stretch in reading.stretches if stretch.decided is not None]
    if followed:
        yield Check(
            "rebasing",
            "informative",
            Both.of(lambda language: _followed(reading, language)),
            len(followed),
        )
    if reading.refused:
        yield Check(
            "rebasing_refused",
            "doubtful",
            Both.of(lambda language: _refused(reading, language)),
            len(reading.refused),
            Both(
                "De oude grenzen blijven gelden. Kies een latere periode, of wacht tot er genoeg "
                "punten zijn.",
                "The old limits stay. Choose a later period, or wait until there are enough "
                "points.",
            ),
        )
    if refused_rows:
        yield Check(
            "rebasing_read",
            "doubtful",
            Both(
                f"Van de besluiten over nieuwe grenzen is er met "
                f"{plural(refused_rows, 'rij', 'rijen', 'nl')} iets mis, zoals een reden die "
                "ontbreekt; die zijn niet gevolgd.",
                "Of the decisions on new limits, "
                f"{plural(refused_rows, 'row has', 'rows have', 'en')} something wrong, such as a "
                "reason that is not there; those were not followed.",
            ),
            refused_rows,
            Both(
                "Schrijf bij elk besluit waarom de oude grenzen niet meer passen.",
                "Write with each decision why the old limits no longer fit.",
            ),
        )


def _followed(reading: Reading, language: str) -> str:
    told = []
    for stretch in reading.stretches:
        if stretch.decided is None:
            continue
        since = period(str(reading.table["period"].iloc[stretch.first]), language)
        reason = called(stretch.decided.reason, 200)
        if language == "nl":
            old = "wel een" if stretch.by_old else "geen"
            told.append(
                f"Nieuwe lijnen vanaf {since}, uit {len(stretch.basis)} punten; de reden die "
                f"erbij staat: ‘{reason}’. Volgens de oude lijnen geven de punten vanaf dan {old} "
                "signaal."
            )
            continue
        old = "a" if stretch.by_old else "no"
        told.append(
            f"New lines from {since}, of {len(stretch.basis)} points; the reason stated: "
            f"‘{reason}’. By the old lines the points from then on give {old} signal."
        )
    return " ".join(told)


def _refused(reading: Reading, language: str) -> str:
    since = listing((period(d.from_period, language) for d in reading.refused), language)
    if language == "nl":
        return (
            f"Niet gevolgd: het besluit over nieuwe grenzen vanaf {since}. Nieuwe grenzen kunnen "
            f"pas na de uitgangsperiode, met {FEWEST_BASELINE} punten vanaf dan."
        )
    return (
        f"Not followed: the decision on new limits from {since}. New limits are possible only "
        f"after the baseline, with {FEWEST_BASELINE} points from then on."
    )


def icon_checks(reading: Reading) -> Iterator[Check]:
    """Yield what the icons say, in words."""
    for name, icon in (("variation", variation(reading)), ("assurance", assurance(reading))):
        if icon is not None:
            yield Check(name, "informative", icon.said)
