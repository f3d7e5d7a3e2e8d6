"""What regions share and where they differ: findings of several regions side by side.

Nothing is added up over regions but numbers of charts; nothing is put in order but by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kit.composing import claim_of
from kit.disclosure import binds
from kit.finding import Check, Finding
from kit.language import Both, listing, number, percentage, plural
from kit.report import Chapter, Claim, Entry
from kit.report_parts import STANDS
from kit.study import Study
from kit.terms import label, terms

__all__ = ["claim_on_charts", "claim_on_mentions", "series_chapter", "shared_mentions"]

_SERIES = "chapter-series"
_OF_THE_TEAM = Both(
    "Alleen voor het eigen team gemaakt, en hier dus niet te tonen.",
    "Made for the own team only, and so not to be shown here.",
)


_MAY_MATTER = Both(
    "Wat niet te zien is, kan daar wel spelen.",
    "What is not seen may matter there all the same.",
)


def claim_on_mentions(entry: Entry, language: str) -> Claim:
    """Say how many subjects are mentioned in every region of which something can be shown.

    From the protected table only: what is suppressed counts for neither side. Without any number
    to show, the claim is that of the finding.
    """
    claim = claim_of(entry, language)
    spread, regions = _spread(entry.finding)
    if not regions:
        return claim
    n, of = sum(seen == regions for seen in spread.values()), len(spread)
    head = _heading(entry.finding, language)
    if language == "nl":
        where = f"alle {regions} regio’s" if regions > 1 else "de enige regio"
        said = (
            f"{head} {n} van de {of} {'is' if n == 1 else 'zijn'} te zien in {where} waarvan iets "
            "te tonen is."
        )
    else:
        where = f"all {regions} regions" if regions > 1 else "the only region"
        said = f"{head} {n} of {of} {'is' if n == 1 else 'are'} seen in {where} that can show any."
    return replace(claim, sentence=f"{said.strip()} {_MAY_MATTER[language]}")


def _spread(finding: Finding) -> tuple[dict[str, int], int]:
    """Return in how many regions each subject is seen, and how many regions can show anything."""
    table = finding.table
    if not {"code", "region", "documents", "status"} <= set(table.columns):
        return {}, 0
    seen = table[(table["status"] == "shown") & (table["documents"].fillna(0) > 0)]
    there = seen.groupby("code")["region"].nunique()
    codes = dict.fromkeys(str(code) for code in table["code"])
    return {code: int(there.get(code, 0)) for code in codes}, int(seen["region"].nunique())


def _heading(finding: Finding, language: str) -> str:
    code_list = str(finding.parameters.get("code_list", ""))
    if code_list not in terms("code_list"):
        return ""
    where = {"nl": "in de logboeken", "en": "in the logbooks"}[language]
    return f"{label('code_list', code_list, language)}, {where}:"


def shared_mentions(finding: Finding, language: str) -> str:
    """Name the subjects seen in every region, in some and nowhere; empty where none can be shown.

    From the protected table only, as `claim_on_mentions`.
    """
    spread, regions = _spread(finding)
    if not regions:
        return ""
    code_list = str(finding.parameters.get("code_list", ""))
    names = {code: f"‘{_called(code_list, code, language)}’" for code in spread}
    every = [names[code] for code, n in spread.items() if n == regions]
    none = [names[code] for code, n in spread.items() if not n]
    some = {
        n: [names[code] for code, seen in spread.items() if seen == n]
        for n in range(regions - 1, 0, -1)
    }
    parts = [f"in {n}: {listing(which, language)}" for n, which in some.items() if which]
    dutch = language == "nl"
    told = [_heading(finding, language)]
    if regions == 1:
        names_of_all = listing(every, language)
        told.append(
            f"te zien in de enige regio waarvan iets te tonen is: {names_of_all}."
            if dutch
            else f"seen in the only region that can show anything: {names_of_all}."
        )
    elif every:
        told.append(
            f"{listing(every, 'nl')} {'is' if len(every) == 1 else 'zijn'} te zien in alle "
            f"{regions} regio’s waarvan iets te tonen is."
            if dutch
            else f"{listing(every, 'en')} {'is' if len(every) == 1 else 'are'} seen in all "
            f"{regions} regions that can show anything."
        )
    else:
        told.append(
            f"geen ervan is te zien in alle {regions} regio’s waarvan iets te tonen is."
            if dutch
            else f"none is seen in all {regions} regions that can show anything."
        )
    if parts:
        told.append(
            f"In een deel van die regio’s te zien, {'; '.join(parts)}."
            if dutch
            else f"Seen in some of those regions, {'; '.join(parts)}."
        )
    if none:
        told.append(
            f"Nergens te zien: {listing(none, 'nl')}."
            if dutch
            else f"Seen nowhere: {listing(none, 'en')}."
        )
    told.append(_MAY_MATTER[language])
    return " ".join(part for part in told if part)


def _called(code_list: str, code: str, language: str) -> str:
    known = terms(code_list) if code_list in terms("code_list") else {}
    return known[code].label[language] if code in known else code


@dataclass(frozen=True)
class _Chart:
    """A chart that may be told outside its region: who, what, and what its checks say."""

    region: str
    name: str
    finding: Finding

    def check(self, name: str) -> Check | None:
        return next((check for check in self.finding.checks if check.name == name), None)

    @property
    def told(self) -> bool:
        return binds(self.finding.release)

    @property
    def share(self) -> float | None:
        """How often such a chart gives a signal when nothing changes; None: nothing was judged."""
        expected, rules = self.check("expected_false_signals"), self.check("rule_set")
        # A chart that does not state how many signals it gives is not one without a signal.
        if not self.told or expected is None or rules is None or rules.number is None:
            return None
        return expected.number

    @property
    def signals(self) -> bool:
        rules = self.check("rule_set")
        return self.share is not None and bool(rules and rules.number)

    @property
    def contradicted(self) -> bool:
        second = self.check("second_opinion")
        return bool(second and second.verdict == "doubtful")


def _charts(
    study: Study, regional: Mapping[str, Sequence[tuple[str, Finding]]], language: str
) -> Iterator[_Chart]:
    for slug in sorted(regional, key=lambda slug: study.region(slug).name.casefold()):
        for _, finding in regional[slug]:
            if finding.kind == "control_chart":
                id = str(finding.parameters["indicator"])
                name = study.indicators.get(id, Both.of(id))[language]
                yield _Chart(study.region(slug).name, name, finding)


def claim_on_charts(
    study: Study, regional: Mapping[str, Sequence[tuple[str, Finding]]], language: str
) -> tuple[Claim, ...]:
    """Say how many charts give a signal, and how many would if nothing changed.

    Nothing without a chart that was judged.
    """
    judged = [chart for chart in _charts(study, regional, language) if chart.share is not None]
    if not judged:
        return ()
    return (Claim(_count(judged, language), _SERIES, f"{_SERIES}-against", 0),)


def _count(judged: Sequence[_Chart], language: str) -> str:
    expected = number(sum(chart.share or 0.0 for chart in judged), language, decimals=1)
    n, m = len(judged), sum(chart.signals for chart in judged)
    if language == "nl":
        return (
            f"Van {plural(n, 'kaart', 'kaarten', 'nl')} van gemeten reeksen "
            f"{'geeft' if m == 1 else 'geven'} er {m} een signaal; als er niets veranderde, zou u "
            f"er ongeveer {expected} verwachten."
        )
    return (
        f"Of {plural(n, 'chart', 'charts', 'en')} of measured series, {m} "
        f"{'gives' if m == 1 else 'give'} a signal; if nothing had changed, you would expect "
        f"about {expected}."
    )


def _which(judged: Sequence[_Chart], language: str) -> str:
    """Name the charts with a signal, and those of which no check raises doubt."""
    found = [chart for chart in judged if chart.signals]
    if not found:
        return ""
    where: dict[str, list[str]] = {}
    for chart in found:
        where.setdefault(chart.name, []).append(chart.region)
    listed = "; ".join(f"‘{name}’ in {listing(at, language)}" for name, at in where.items())
    clear = [f"‘{c.name}’ in {c.region}" for c in found if not c.finding.doubts()]
    if language == "nl":
        rest = (
            f"Geen controle geeft twijfel bij {listing(clear, 'nl')}."
            if clear
            else "Bij elk daarvan geeft een controle twijfel."
        )
        return f"Een signaal: {listed}. {rest}"
    rest = (
        f"No check raises doubt for {listing(clear, 'en')}."
        if clear
        else "For each of those a check raises doubt."
    )
    return f"A signal: {listed}. {rest}"


def _contradicted(judged: Sequence[_Chart], language: str) -> str:
    count = sum(chart.contradicted for chart in judged)
    n = plural(count, "kaart", "kaarten", "nl"), plural(count, "chart", "charts", "en")
    if not count:
        return Both(
            "Gezocht, niet gevonden: geen kaart waarvoor een tweede stel regels iets anders zegt.",
            "Looked for, not found: no chart of which a second set of rules says otherwise.",
        )[language]
    return Both(
        f"Bij {n[0]} zegt een tweede stel regels iets anders.",
        f"Of {n[1]}, a second set of rules says otherwise.",
    )[language]


def series_chapter(
    study: Study, regional: Mapping[str, Sequence[tuple[str, Finding]]], language: str
) -> tuple[Chapter, ...]:
    """Put what the charts say side by side, region by region; nothing without charts."""
    charts = list(_charts(study, regional, language))
    if not charts:
        return ()
    judged = [chart for chart in charts if chart.share is not None]
    rows = [
        (
            chart.region,
            chart.name,
            _without_subject(chart, language),
            _second(chart, language),
            percentage(chart.share, language),
        )
        for chart in charts
    ]
    title = Both("Gemeten reeksen, per regio", "Measured series, by region")[language]
    heads = {
        "nl": (
            "Regio",
            "Indicator",
            "Wat de kaart laat zien",
            "Tweede stel regels",
            "Kans op een signaal zonder verandering",
        ),
        "en": (
            "Region",
            "Indicator",
            "What the chart shows",
            "Second set of rules",
            "Chance of a signal without change",
        ),
    }[language]
    caption = Both(
        "Uit de regiorapporten. Regio’s kozen zelf of en wanneer zij begonnen; naast elkaar "
        "leggen is geen vergelijking van werkwijzen.",
        "From the region reports. Regions chose for themselves whether and when to start; side "
        "by side is no comparison of ways of working.",
    )[language]
    told = (_count(judged, language), _which(judged, language)) if judged else ()
    return (
        Chapter(
            _SERIES,
            title,
            tuple(text for text in told if text),
            table=(caption, heads, tuple(rows)),
            part=STANDS,
            against=_contradicted(judged, language) if judged else None,
        ),
    )


def _without_subject(chart: _Chart, language: str) -> str:
    """Return the sentence of a chart; region and indicator stand in columns of their own."""
    if not chart.told:
        return _OF_THE_TEAM[language]
    said = chart.finding.sentence[language]
    subject = f"{chart.name} in {chart.region}: "
    rest = said.removeprefix(subject)
    return rest if rest == said else rest[:1].upper() + rest[1:]


def _second(chart: _Chart, language: str) -> str:
    second = chart.check("second_opinion") if chart.told else None
    words = {
        "passed": Both("zegt hetzelfde", "says the same"),
        "doubtful": Both("zegt iets anders", "says otherwise"),
    }
    return words[second.verdict][language] if second and second.verdict in words else "–"
