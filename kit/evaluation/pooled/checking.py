"""How far to trust regions taken together: its checks."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kit import periods
from kit.control_chart.words import called
from kit.estimators.pooling import FEWEST, Pooled
from kit.evaluation.exposure import as_asked
from kit.evaluation.pooled.families import Member
from kit.evaluation.pooled.saying import places, points
from kit.evaluation.pooled.studying import MANY_MISSING, Studied, run_in
from kit.evaluation.together import disclosed
from kit.evaluation.wording import chose_themselves, interval, national, signed
from kit.finding import Check
from kit.indicator_checks import rows_left_out
from kit.language import Both, listing, number, percentage, period, plural
from kit.terms import label

__all__ = ["checks"]

#: Regions below which a mean depends on each of them.
FEW = 5


def checks(studied: Studied, *, refused_rows: int) -> tuple[Check, ...]:
    """Return every check of regions together.

    Parameters
    ----------
    studied : Studied
    refused_rows : int
        Problems in the files of indicators, whose rows were left out.
    """
    labels = studied.labels
    days = [periods.first_day(labels[0]).isoformat(), periods.last_day(labels[-1]).isoformat()]
    everywhere = national(studied.plan, days)
    found = [
        studied.stamp.check,
        *as_asked(studied.analysis),
        _missing(studied),
        _regions(studied),
        *_narrow(studied),
        *_run_in(studied),
        *_horizons(studied),
        *_apart(studied),
        *_prediction(studied),
        *_left_out(studied),
        *_methods(studied),
        *_redrawn(studied),
        *_family(studied),
        *_joined(studied),
        *([everywhere] if everywhere else []),
        chose_themselves(),
        disclosed(studied.outcomes),
        *rows_left_out(refused_rows),
    ]
    return tuple(found)


def _missing(studied: Studied) -> Check:
    """Say which figures are missing, where and when, before anything is read from them."""
    missing = studied.missing
    said = Both(
        f"{missing.missing} van {missing.cells} cijfers van regio’s die begonnen "
        f"{'ontbreekt of mag' if missing.missing == 1 else 'ontbreken of mogen'} niet gebruikt "
        f"worden{_where(studied, 'nl')}.",
        f"{missing.missing} of {missing.cells} figures of regions that started "
        f"{'is' if missing.missing == 1 else 'are'} missing or may not be "
        f"used{_where(studied, 'en')}.",
    )
    if missing.share <= MANY_MISSING:
        return Check("missing", "passed", said, missing.missing)
    advice = Both(
        "Zoek eerst uit waarom ze ontbreken; rekenen herstelt niet wat om een reden ontbreekt.",
        "First find out why they are missing; no sum mends what is missing for a reason.",
    )
    return Check("missing", "doubtful", said, missing.missing, advice)


def _where(studied: Studied, language: str) -> str:
    missing = studied.missing
    if not missing.missing:
        return ""
    by_region = [
        f"{called(name)} {count}"
        for name, count in zip(studied.names, missing.by_row, strict=True)
        if count
    ]
    most = max(missing.by_column)
    at = studied.labels[missing.by_column.index(most)]
    if language == "nl":
        rest = f"; de meeste in {period(at, 'nl')} ({most})" if most > 1 else ""
        return f" ({listing(by_region, 'nl')}{rest})"
    rest = f"; most in {period(at, 'en')} ({most})" if most > 1 else ""
    return f" ({listing(by_region, 'en')}{rest})"


def _regions(studied: Studied) -> Check:
    count = len(studied.parts)
    said = Both(
        f"{plural(count, 'regio doet', 'regio’s doen', 'nl')} mee: {listing(studied.names, 'nl')}"
        f"{_skipped(studied, 'nl')}.",
        f"{plural(count, 'region takes', 'regions take', 'en')} part: "
        f"{listing(studied.names, 'en')}{_skipped(studied, 'en')}.",
    )
    if count >= FEW and not studied.skipped:
        return Check("regions", "passed", said, count)
    advice = Both(
        "Met zo weinig regio’s hangt een gemiddelde van elk van hen af; noem ze ook apart."
        if count < FEW
        else "Lees het gemiddelde als dat van de regio’s die meedoen, niet van alle.",
        "With so few regions a mean depends on each of them; name them apart too."
        if count < FEW
        else "Read the mean as that of the regions that take part, not of all.",
    )
    return Check("regions", "doubtful", said, count, advice)


def _skipped(studied: Studied, language: str) -> str:
    if not studied.skipped:
        return ""
    names = listing([each.region for each in studied.skipped], language)
    return {
        "nl": f". Begonnen, maar met te weinig cijfers: {names}",
        "en": f". Started, but with too few figures: {names}",
    }[language]


def _narrow(studied: Studied) -> Iterator[Check]:
    """Yield which regions have too few points for their interval, yet weigh in the mean by it."""
    few = [part for part in studied.parts if not part.sure]
    if not few:
        return
    told = {
        language: listing(
            [f"{called(part.outcome.region.name)} ({points(part)[language]})" for part in few],
            language,
        )
        for language in ("nl", "en")
    }
    said = Both(
        f"Te weinig punten voor een interval dat ruim genoeg is: {told['nl']}. In de figuur is dat "
        "dun gestreept; in het gemiddelde tellen zij voluit mee.",
        f"Too few points for an interval that is wide enough: {told['en']}. In the figure it is "
        "thin and dashed; in the mean they count in full.",
    )
    advice = Both(
        "Lees ook het interval van het gemiddelde als te smal.",
        "Read the interval of the mean as too narrow too.",
    )
    yield Check("narrow", "doubtful", said, len(few), advice)


def _run_in(studied: Studied) -> Iterator[Check]:
    """Yield that regions leave out a different number of periods from their start on."""
    counts = [run_in(part) for part in studied.parts]
    if len(set(counts)) < 2:
        return
    told = [f"{called(name)} {count}" for name, count in zip(studied.names, counts, strict=True)]
    said = Both(
        f"Perioden na de start die niet meetellen, als aanloop: {listing(told, 'nl')}.",
        f"Periods after the start that do not count, as a run-in: {listing(told, 'en')}.",
    )
    advice = Both(
        "Leg in het analyseplan één aanlooptijd vast voor alle regio’s.",
        "Lay down one run-in for all regions in the analysis plan.",
    )
    yield Check("run_in", "doubtful", said, max(counts) - min(counts), advice)


def _horizons(studied: Studied) -> Iterator[Check]:
    """Yield that changes are told for different times: a mean of them mixes early and late."""
    if len(studied.horizons) < 2:
        return
    told = [
        f"{part.outcome.region.name} {part.change.horizon}"
        for part in studied.parts
    ]  # fmt: skip
    said = Both(
        f"De verschillen zijn van verschillende momenten, in perioden na de eerste die meetelt: "
        f"{listing(told, 'nl')}.",
        f"The differences are of different moments, in periods after the first that counts: "
        f"{listing(told, 'en')}.",
    )
    advice = Both(
        "Leg in het analyseplan één horizon vast die elke regio haalt.",
        "Lay down one horizon in the analysis plan that each region reaches.",
    )
    yield Check("horizons", "doubtful", said, len(studied.horizons), advice)


def _apart(studied: Studied) -> Iterator[Check]:
    """Yield how far regions lie apart, with how little is known of that."""
    pooled = studied.pooled
    if pooled is None:
        said = Both(
            f"Hoe ver regio’s uiteenlopen is met minder dan {FEWEST} niet te zeggen.",
            f"How far regions lie apart cannot be said with fewer than {FEWEST}.",
        )
        yield Check("heterogeneity", "informative", said)
        return
    sd, low, high = (math.sqrt(v) for v in (pooled.tau2, pooled.tau2_low, pooled.tau2_high))
    decimals = places(studied)
    held = Both("", "")
    if pooled.tau2 == 0 and pooled.stretch < 1:
        held = Both(
            " Zij liggen dichter bijeen dan hun eigen onzekerheid doet verwachten; het interval is "
            "daarom niet smaller gemaakt.",
            " They lie closer together than their own doubt makes one expect; the interval was not "
            "narrowed for that.",
        )
    said = Both.of(
        lambda language: {
            "nl": f"Tussen regio’s verschilt het met een standaardafwijking van "
            f"{_plain(sd, 'nl', decimals)} (95%-interval {_plain(low, 'nl', decimals)} tot "
            f"{_plain(high, 'nl', decimals)}); dat is {percentage(pooled.i2, 'nl')} van de "
            f"spreiding.{held['nl']}",
            "en": f"Between regions it differs with a standard deviation of "
            f"{_plain(sd, 'en', decimals)} (95% interval {_plain(low, 'en', decimals)} to "
            f"{_plain(high, 'en', decimals)}); that is {percentage(pooled.i2, 'en')} of the "
            f"spread.{held['en']}",
        }[language]
    )
    yield Check("heterogeneity", "informative", said, pooled.i2)


def _plain(value: float, language: str, decimals: int) -> str:
    return number(value, language, decimals=decimals)


def _prediction(studied: Studied) -> Iterator[Check]:
    """Yield whether what holds for the mean holds for a next region too."""
    pooled = studied.pooled
    if pooled is None:
        return
    sure = pooled.low > 0 or pooled.high < 0
    next_sure = pooled.next_low > 0 or pooled.next_high < 0
    within = _interval(pooled.low, pooled.high, studied)
    beyond = _interval(pooled.next_low, pooled.next_high, studied)
    said = Both(
        f"Het gemiddelde: {within['nl']}; een volgende regio: {beyond['nl']} (95%-intervallen).",
        f"The mean: {within['en']}; a next region: {beyond['en']} (95% intervals).",
    )
    advice = Both(
        "Wat gemiddeld geldt, hoeft in een volgende regio niet te gelden; beloof het haar niet.",
        "What holds on average need not hold in a next region; do not promise it to one.",
    )
    if pooled.tau2 == 0:
        most = {x: _plain(math.sqrt(pooled.tau2_high), x, places(studied)) for x in ("nl", "en")}
        said = Both(
            f"{said['nl']} Die zijn even breed, want spreiding tussen regio’s was niet te zien; "
            f"zij kan een standaardafwijking tot {most['nl']} hebben.",
            f"{said['en']} They are equally wide, for no spread between regions was to be seen; "
            f"its standard deviation may be up to {most['en']}.",
        )
        advice = Both(
            "Lees wat een volgende regio te wachten staat ruimer dan hier staat.",
            "Read what a next region may expect more widely than it stands here.",
        )
    unsure = pooled.tau2 == 0 or (sure and not next_sure)
    width = (pooled.next_high - pooled.next_low) / (pooled.high - pooled.low)
    yield Check("prediction", "doubtful" if unsure else "passed", said, width, advice)


def _left_out(studied: Studied) -> Iterator[Check]:
    if studied.pooled is None:
        return
    means = [each.estimate for each in studied.without]
    between = _interval(min(means), max(means), studied)
    said = Both(
        f"Telkens zonder één regio: {between['nl']}.",
        f"Each time without one region: {between['en']}.",
    )
    advice = Both(
        "Het gemiddelde hangt af van één regio; noem de regio’s, en geen gemiddelde.",
        "The mean depends on one region; name the regions, and give no mean.",
    )
    one = bool(studied.carrying)
    yield Check("leave_one_out", "doubtful" if one else "passed", said, len(means), advice)


def _methods(studied: Studied) -> Iterator[Check]:
    if studied.pooled is None:
        return
    means = [each.estimate for each in studied.others]
    same = all(mean * studied.pooled.estimate > 0 for mean in means)
    told = {
        language: listing([signed(m, language, decimals=places(studied)) for m in means], language)
        for language in ("nl", "en")
    }
    said = Both(
        f"Met twee andere rekenwijzen voor de spreiding tussen regio’s: {told['nl']}.",
        f"With two other ways to calculate the spread between regions: {told['en']}.",
    )
    advice = Both(
        "De rekenwijzen zijn het over de richting niet eens; noem geen gemiddelde.",
        "The ways of calculating do not agree on the direction; give no mean.",
    )
    yield Check("methods", "passed" if same else "doubtful", said, len(means), advice)


def _redrawn(studied: Studied) -> Iterator[Check]:
    """Yield what the mean would be with the missing figures drawn, and with them shifted."""
    if studied.pooled is None or studied.missing.share <= MANY_MISSING:
        return
    seen = studied.redrawn
    advice = Both(
        "De uitkomst hangt af van wat ontbreekt; geef het gemiddelde niet zonder dit erbij.",
        "The outcome depends on what is missing; do not give the mean without this beside it.",
    )
    if seen is None:
        said = Both(
            "Wat ontbreekt, is uit deze cijfers niet aan te vullen.",
            "What is missing cannot be filled in from these figures.",
        )
        yield Check("imputed", "doubtful", said, advice=advice)
        return
    parts = (seen.as_seen, seen.lower, seen.higher)
    decimals = places(studied)
    words = {
        "nl": "Met de ontbrekende cijfers aangevuld (meervoudige imputatie): {}. Waren zij {} "
        "lager dan aangevuld: {}; {} hoger: {}.",
        "en": "With the missing figures filled in (multiple imputation): {}. Had they been {} "
        "lower than filled in: {}; {} higher: {}.",
    }

    def told(language: str) -> str:
        mean, low, high = (signed(p.estimate, language, decimals=decimals) for p in parts)
        shift = _plain(seen.shift, language, decimals)
        return words[language].format(mean, shift, low, shift, high)

    said = Both.of(told)
    bad = any(_otherwise(each, studied.pooled) for each in parts)
    yield Check("imputed", "doubtful" if bad else "passed", said, seen.as_seen.estimate, advice)


def _otherwise(other: Pooled, main: Pooled) -> bool:
    outside = not main.low <= other.estimate <= main.high
    return outside or other.estimate * main.estimate <= 0


def _family(studied: Studied) -> Iterator[Check]:
    """Yield the family that the plan corrects together, each question with its adjusted p."""
    if not studied.family:
        return
    first, stamped = studied.family[0], studied.family_stamp
    told = {
        language: listing([_member(each, language) for each in studied.family], language)
        for language in ("nl", "en")
    }
    planned = stamped.word == "planned"
    if len(studied.family) == 1:
        said = Both(
            f"Eén {'vooraf vastgelegde vraag' if planned else 'vraag'} naar regio’s die begonnen "
            f"naast regio’s die wachtten; er hoefde niet te worden gecorrigeerd: {told['nl']}. "
            f"{stamped.said['nl']}",
            f"One {'registered ' if planned else ''}question about regions that started beside "
            f"regions that waited; no correction was needed: {told['en']}. {stamped.said['en']}",
        )
        yield Check("family", "informative", said, 1)
        return
    method = Both.of(lambda language: label("p_method", first.correction, language))
    count = len(studied.family)
    said = Both(
        f"{plural(count, 'vraag', 'vragen', 'nl')} naar regio’s die begonnen naast regio’s die "
        f"wachtten, {method['nl']}: {told['nl']}. {stamped.said['nl']}",
        f"{plural(count, 'question', 'questions', 'en')} about regions that started beside regions "
        f"that waited, {method['en']}: {told['en']}. {stamped.said['en']}",
    )
    yield Check("family", "informative", said, len(studied.family))


def _member(each: Member, language: str) -> str:
    name = f"‘{called(each.name[language])}’"
    if math.isnan(each.p):
        return f"{name} {'geen p' if language == 'nl' else 'no p'}"
    p, after = (number(value, language, decimals=3) for value in (each.p, each.adjusted))
    if p == after:
        return f"{name} p = {p}"
    word = {"nl": "gecorrigeerd", "en": "adjusted"}[language]
    return f"{name} p = {p}, {word} {after}"


def _joined(studied: Studied) -> Iterator[Check]:
    for objection in studied.objections[:1]:
        advice = Both(
            "Wat hier een verschil lijkt, kan een andere meetwijze zijn.",
            "What looks like a difference here may be another way of measuring.",
        )
        yield Check("may_be_joined", "failed", objection.why, len(studied.objections), advice)


def _interval(low: float, high: float, studied: Studied) -> Both:
    decimals = places(studied)
    return Both.of(lambda language: interval(low, high, language, decimals=decimals))
