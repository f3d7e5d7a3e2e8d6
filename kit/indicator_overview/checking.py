"""How far to trust an overview: its checks."""

from __future__ import annotations

from collections.abc import Iterator

from kit import periods
from kit.finding import Check, Verdict
from kit.indicator_checks import rows_left_out
from kit.indicator_overview.gathering import Seen
from kit.indicator_overview.saying import broken
from kit.indicator_overview.series_checks import MOST_YEARS, OLD, directions_check, is_old
from kit.indicator_overview.words import quoted
from kit.language import Both, listing, number, percentage, period, plural
from kit.terms import terms

__all__ = ["checks"]

#: Share of periods without a shown figure above which an overview is doubtful.
MOST_GAPS = 0.2


def checks(seen: Seen) -> tuple[Check, ...]:
    """Return every check of an overview."""
    found = [
        *_gaps(seen),
        *_age(seen),
        *_published(seen),
        *_joins(seen),
        *_boundaries(seen),
        *_models(seen),
        *_directions(seen),
        *_uncertainty(seen),
        *_persons(seen),
        _aims(seen),
        Check("disclosure", "informative", seen.disclosed),
        *rows_left_out(seen.refused_rows),
    ]
    return tuple(found)


def _gaps(seen: Seen) -> Iterator[Check]:
    if not seen.lines:
        return
    counts = {
        status: sum(line.count(status) for line in seen.lines)
        for status in ("shown", "missing", "suppressed")
    }
    total = sum(counts.values())
    share = 1 - counts["shown"] / total
    said = Both(
        f"Van {plural(total, 'cijfer', 'cijfers', 'nl')} binnen de reeksen getoond: "
        f"{number(counts['shown'], 'nl')}; ontbreekt: {number(counts['missing'], 'nl')}; "
        f"afgeschermd: {number(counts['suppressed'], 'nl')}.",
        f"Of {plural(total, 'figure', 'figures', 'en')} within the series shown: "
        f"{number(counts['shown'], 'en')}; missing: {number(counts['missing'], 'en')}; "
        f"suppressed: {number(counts['suppressed'], 'en')}.",
    )
    doubtful = share > MOST_GAPS
    advice = Both(
        f"Meer dan {percentage(MOST_GAPS, 'nl')} is er niet. Kijk eerst of dat toeval is: wie of "
        "welk jaar niet meetelt, kan juist anders zijn.",
        f"More than {percentage(MOST_GAPS, 'en')} is not there. See first whether that is chance: "
        "who or which year is not counted may be different.",
    )
    verdict: Verdict = "doubtful" if doubtful else "informative" if share else "passed"
    yield Check("missing_periods", verdict, said, share, advice if doubtful else None)


def _age(seen: Seen) -> Iterator[Check]:
    there = {key: str(found.period) for key, found in seen.newest().items()}
    if not there:
        return
    old = {key: label for key, label in there.items() if is_old(label, seen.until)}
    if not old:
        said = Both(
            f"Geen laatste cijfer is ouder dan {MOST_YEARS} jaar.",
            f"No latest figure is older than {MOST_YEARS} years.",
        )
        yield Check("latest_age", "passed", said, 0)
        return
    names = list(dict.fromkeys(name for name, _ in old))

    def of(language: str) -> str:
        told = []
        for name in names:
            labels = [label for (one, _), label in old.items() if one == name]
            label = min(labels, key=periods.last_day)
            told.append(f"{quoted([seen.name(name)], language)} ({period(label, language)})")
        return listing(told, language)

    yield Check(
        "latest_age",
        "doubtful",
        Both(
            f"Ouder dan {MOST_YEARS} jaar is het laatste cijfer bij {of('nl')}.",
            f"Older than {MOST_YEARS} years is the latest figure of {of('en')}.",
        ),
        len(names),
        OLD,
    )


def _published(seen: Seen) -> Iterator[Check]:
    newest = seen.newest()
    unknown = list(
        dict.fromkeys(name for (name, _), found in newest.items() if found.published_on is None)
    )
    if not unknown:
        return
    names = [seen.name(name) for name in unknown]
    yield Check(
        "published_on",
        "informative",
        Both(
            f"Wanneer het laatste cijfer verscheen, is niet vermeld bij {quoted(names, 'nl')}.",
            f"When the latest figure was published is not stated for {quoted(names, 'en')}.",
        ),
        len(unknown),
    )


def _joins(seen: Seen) -> Iterator[Check]:
    if not seen.lines:
        return
    apart = broken(seen)
    if not apart:
        said = Both(
            "Binnen elke reeks mogen de jaren in één lijn staan.",
            "Within each series the years may stand in one line.",
        )
        yield Check("comparable_years", "passed", said, 0)
        return

    def of(language: str) -> str:
        told = []
        for name, lines in apart.items():
            once = sorted({(a, b, o.why[language]) for ln in lines for a, b, o in ln.joins.breaks})
            whys = " ".join(
                f"{period(a, language)}–{period(b, language)}: {why}" for a, b, why in once
            )
            told.append(f"{quoted([seen.name(name)], language)}: {whys}")
        return " ".join(told)

    yield Check(
        "comparable_years",
        "doubtful",
        Both(
            f"Niet alle jaren mogen in één lijn staan. {of('nl')}",
            f"Not all years may stand in one line. {of('en')}",
        ),
        len(apart),
        Both(
            "Lees elk stuk van de lijn apart en reken niet over de breuk heen.",
            "Read each piece of the line by itself and do not compute across the break.",
        ),
    )


def _boundaries(seen: Seen) -> Iterator[Check]:
    apart = broken(seen)
    mixed = [
        seen.name(name)
        for name in seen.indicators
        if "boundary_year" in seen.objections[name]
        or any(o.kind == "boundary_year" for ln in apart.get(name, ()) for *_, o in ln.joins.breaks)
    ]
    if not mixed:
        return
    yield Check(
        "boundary_years",
        "doubtful",
        Both(
            f"Gemeentegrenzen van verschillende jaren staan door elkaar bij {quoted(mixed, 'nl')}.",
            f"Municipal boundaries of different years are mixed for {quoted(mixed, 'en')}.",
        ),
        len(mixed),
        Both(
            "Zet de cijfers eerst om naar de grenzen van één jaar (recode.csv).",
            "Put the figures under the boundaries of one year first (recode.csv).",
        ),
    )


def _models(seen: Seen) -> Iterator[Check]:
    models = [seen.name(name) for name in seen.indicators if seen.is_model(name)]
    if not models:
        return
    yield Check(
        "model_estimates",
        "doubtful",
        Both(
            f"Een modelschatting, geen meting: {quoted(models, 'nl')}.",
            f"A model estimate, not a measurement: {quoted(models, 'en')}.",
        ),
        len(models),
        Both(
            "Gebruik ze om te beschrijven wat bij deze bewoners te verwachten is, en nooit om te "
            "laten zien wat lokaal beleid deed.",
            "Use them to describe what is to be expected of these residents, and never to show "
            "what local policy did.",
        ),
    )


def _directions(seen: Seen) -> Iterator[Check]:
    unknown = [seen.name(n) for n in seen.indicators if seen.improvement(n) is None]
    if unknown:
        yield directions_check(unknown)


def _uncertainty(seen: Seen) -> Iterator[Check]:
    """Yield how many figures stand without an interval; a doubt where their counts should be."""
    yearly = [line for line in seen.lines if line.length == "year"]
    without = {
        line.indicator: int(
            ((line.rows["status"] == "shown") & (line.rows["interval"] == "")).sum()
        )
        for line in yearly
    }
    without = {name: n for name, n in without.items() if n}
    if not without:
        return
    entries = {name: seen.catalogue.find(name) for name in without}
    needed = [n for n, entry in entries.items() if entry and entry.uncertainty == "from_counts"]
    n = sum(without.values())
    said = Both(
        f"{plural(n, 'getoond cijfer heeft', 'getoonde cijfers hebben', 'nl')} geen interval.",
        f"{plural(n, 'figure shown has', 'figures shown have', 'en')} no interval.",
    )
    if not needed:
        yield Check("without_interval", "informative", said, n)
        return
    names = [seen.name(name) for name in needed]
    yield Check(
        "without_interval",
        "doubtful",
        Both(
            f"{said.nl} De teller of de noemer ontbreekt waar die nodig is: {quoted(names, 'nl')}.",
            f"{said.en} The numerator or denominator is not there where it is needed: "
            f"{quoted(names, 'en')}.",
        ),
        n,
        Both(
            "Vul teller en noemer in, of de gepubliceerde grenzen of standaardfout.",
            "Fill in numerator and denominator, or the published limits or standard error.",
        ),
    )


def _persons(seen: Seen) -> Iterator[Check]:
    shown = [line.rows[line.rows["status"] == "shown"] for line in seen.lines]
    total = sum(len(rows) for rows in shown)
    by_source = ("published", "standard_error")
    without = sum(
        int((rows["n"].isna() & ~rows["interval"].isin(by_source)).sum()) for rows in shown
    )
    if not total:
        return
    if not without:
        said = Both(
            "Van elk getoond cijfer is bekend over hoeveel personen het gaat, of het is zo met "
            "zijn interval gepubliceerd.",
            "Every figure shown states how many people it is about, or was published so with its "
            "interval.",
        )
        yield Check("persons_stated", "passed", said, 0)
        return
    yield Check(
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


def _aims(seen: Seen) -> Check:
    lacking = [terms("aim")[aim].label for aim in seen.without_indicator]
    if not lacking:
        said = Both(
            "Bij elk van de vier doelen is er een indicator.",
            "There is an indicator for each of the four aims.",
        )
        return Check("aims_covered", "passed", said, 0)
    return Check(
        "aims_covered",
        "doubtful",
        Both(
            f"Zonder indicator: {quoted(lacking, 'nl')}.",
            f"Without an indicator: {quoted(lacking, 'en')}.",
        ),
        len(lacking),
        Both(
            "Wat niet gemeten wordt, telt licht niet mee in het gesprek. Zoek een bron, of zeg "
            "erbij dat dit doel ontbreekt.",
            "What is not measured is easily left out of the conversation. Look for a source, or "
            "say that this aim is missing.",
        ),
    )
