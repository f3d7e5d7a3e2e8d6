"""What a chart says: the sentence, and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

from kit.control_chart.reading import Reading
from kit.control_chart.rules import FEWEST_ANHOEJ, Signal, fewest_crossings
from kit.control_chart.stretches import centre_of
from kit.control_chart.words import (
    called,
    centre_name,
    counted,
    line_figure,
    rules_called,
    seldom,
    spanned,
    with_unit,
)
from kit.finding import brief_of
from kit.language import Both, day, listing, number, period

__all__ = ["against", "brief", "sentence"]

_ORDER = ("shift", "longest_run", "outside", "trend", "two_of_three", "crossings")
_MOST_CLAUSES = 3


def sentence(reading: Reading) -> Both:
    """Return the answer: what is seen, and how far that goes."""
    return Both.of(lambda language: _sentence(reading, language))


def brief(reading: Reading) -> Both:
    """Return the answer for the head of a report: whether there is a signal, and of what kind."""
    return Both.of(lambda language: _brief(reading, language))


def _brief(reading: Reading, language: str) -> str:
    dutch, name = language == "nl", called(reading.name[language])
    if reading.around is None or not reading.judged:
        none = Both("nog geen cijfers om te beoordelen", "no figures to judge yet")
        return f"{name}: {none[language]}."
    opening = _opening(reading, language).rstrip(",")
    if not reading.found:
        count = counted(len(reading.judged), reading, language)
        return (
            f"{name}: {opening} geen signaal in {count}. Geen bewijs dat er niets veranderde."
            if dutch
            else f"{name}: {opening}, no signal in {count}. No evidence that nothing changed."
        )
    short = _in_short(_telling(reading.found)[0], reading, language)
    chance = "Dat kan ook toeval zijn." if dutch else "It may also be chance."
    direction = _direction(reading, language).strip()
    return brief_of(f"{name}: {opening} {short}.", chance, direction)


def _in_short(signal: Signal, reading: Reading, language: str) -> str:
    """Return what a signal is, without periods and heights."""
    dutch, up = language == "nl", signal.side > 0
    count = counted(signal.number, reading, language)
    side = ("boven" if up else "onder") if dutch else ("above" if up else "below")
    if signal.rule in ("shift", "longest_run"):
        line = centre_name(reading, language)
        return f"{count} achtereen {side} {line}" if dutch else f"{count} in a row {side} {line}"
    if signal.rule == "trend":
        move = ("stijging" if up else "daling") if dutch else ("a rise" if up else "a fall")
        return f"een {move} over {count} achtereen" if dutch else f"{move} over {count} in a row"
    if signal.rule == "crossings":
        line = centre_name(reading, language)
        return (
            f"zelden over {line} heen, minder vaak dan toeval meestal geeft"
            if dutch
            else f"rarely across {line}, less often than chance mostly gives"
        )
    bound = (
        ("bovengrens" if up else "ondergrens")
        if dutch
        else ("upper limit" if up else "lower limit")
    )
    if signal.rule == "outside":
        return f"{count} {side} de {bound}" if dutch else f"{count} {side} the {bound}"
    return f"{count} dicht bij de {bound}" if dutch else f"{count} near the {bound}"


def _sentence(reading: Reading, language: str) -> str:
    dutch = language == "nl"
    head = f"{called(reading.name[language])} in {reading.region.name}: "
    if reading.around is None:
        return head + (
            "er zijn nog geen cijfers die getoond kunnen worden."
            if dutch
            else "there are no figures yet that can be shown."
        )
    opening = _opening(reading, language)
    if not reading.judged:
        return head + (
            f"{opening} zijn er nog geen cijfers die getoond kunnen worden; de kaart laat alleen "
            "de uitgangsperiode zien."
            if dutch
            else f"{opening} there are no figures yet that can be shown; the chart has the "
            "baseline only."
        )
    count = counted(len(reading.judged), reading, language)
    if not reading.found:
        said = (
            f"{opening} is er in {count} geen signaal. Dat is geen bewijs dat er niets veranderde."
            if dutch
            else f"{opening} there is no signal in {count}. "
            "That is not evidence that nothing changed."
        )
        return head + said + _new_lines(reading, language)
    clauses = listing((_clause(s, reading, language) for s in _telling(reading.found)), language)
    return head + (
        f"{opening} {clauses}. Dat kan een verandering zijn, maar ook toeval; waardoor het komt, "
        "zegt de kaart niet."
        if dutch
        else f"{opening} {clauses}. That may be a change, and it may be chance; the chart does "
        "not say what brought it about."
    ) + _direction(reading, language) + _new_lines(reading, language)  # fmt: skip


def _opening(reading: Reading, language: str) -> str:
    dutch = language == "nl"
    start = reading.region.start
    if not reading.frozen:
        first_to_last = spanned(reading, reading.judged, language)
        if len(reading.judged) == 1:
            return f"in {first_to_last}" if dutch else f"in {first_to_last},"
        return f"van {first_to_last}" if dutch else f"from {first_to_last},"
    if start is not None:
        return (
            f"sinds de start ({day(start, 'nl')})"
            if dutch
            else f"since the start ({day(start, 'en')}),"
        )
    rows = [i for i, phase in enumerate(reading.table["phase"]) if phase == "baseline"]
    span = spanned(reading, rows, language)
    return f"na de uitgangsperiode ({span})" if dutch else f"after the baseline ({span}),"


def _telling(found: Sequence[Signal]) -> list[Signal]:
    """Return the signals worth a clause: per rule and side the longest, none told twice."""
    longest: dict[tuple[str, int], Signal] = {}
    for signal in found:
        key = (signal.rule, signal.side)
        if key not in longest or signal.number > longest[key].number:
            longest[key] = signal
    told: list[Signal] = []
    seen: set[int] = set()
    for signal in sorted(longest.values(), key=lambda s: _ORDER.index(s.rule)):
        if signal.rule == "two_of_three" and seen.issuperset(signal.points):
            continue
        told.append(signal)
        seen.update(signal.points)
    return told[:_MOST_CLAUSES]


def _clause(signal: Signal, reading: Reading, language: str) -> str:
    """Return what one signal is; in Dutch with the verb first, to stand after an opening."""
    dutch = language == "nl"
    count = counted(signal.number, reading, language)
    span = spanned(reading, signal.points, language)
    up = signal.side > 0
    side = ("boven" if up else "onder") if dutch else ("above" if up else "below")
    if signal.rule in ("shift", "longest_run"):
        whole = signal.points[-1] - signal.points[0] + 1 == signal.number
        every = len(reading.judged) == signal.number
        but = (
            ""
            if whole
            else ", punten op de lijn niet geteld"
            if dutch
            else ", points on it skipped"
        )
        if dutch:
            which = f"alle {count}" if every else f"{count} achtereen"
            return f"lagen {which} ({span}{but}) {side} {_centre(reading, signal, 'nl')}"
        if every:
            return f"all {count} ({span}{but}) lay {side} {_centre(reading, signal, 'en')}"
        return f"{count} in a row ({span}{but}) lay {side} {_centre(reading, signal, 'en')}"
    if signal.rule == "trend":
        if dutch:
            return f"{'steeg' if up else 'daalde'} het cijfer over {count} achtereen ({span})"
        return f"the figure {'rose' if up else 'fell'} over {count} in a row ({span})"
    if signal.rule == "crossings":
        least = fewest_crossings(len(signal.points))
        line, times = _centre(reading, signal, language), number(signal.number, language)
        if dutch:
            return (
                f"kruiste de lijn {line} {times} keer, waar toeval er meestal {least} of meer geeft"
            )
        often = "once" if signal.number == 1 else f"{times} times"
        return f"the line crossed {line} {often}, where chance mostly gives {least} or more"
    lines = reading.lines(reading.stretch_of(signal.points[0]))
    assert lines is not None  # only limits have an outside and an outer third
    which = (
        ("bovengrens" if up else "ondergrens")
        if dutch
        else ("upper limit" if up else "lower limit")
    )
    bound = lines.upper if up else lines.lower
    heights = {line_figure(bound[i], reading, language) for i in signal.points}
    line = f" ({heights.pop()})" if len(heights) == 1 else ""
    names = [period(str(reading.table["period"].iloc[i]), language) for i in signal.points]
    few = f" ({listing(names, language)})" if len(names) <= 3 else ""
    if signal.rule == "outside":
        if dutch:
            verb = "lag" if signal.number == 1 else "lagen"
            return f"{verb} {count}{few} {side} de {which}{line}"
        return f"{count}{few} lay {side} the {which}{line}"
    if dutch:
        return f"lagen {count}{few} dicht bij de {which}{line}"
    return f"{count}{few} lay near the {which}{line}"


def _centre(reading: Reading, signal: Signal, language: str) -> str:
    stretch = reading.stretch_of(signal.points[0])
    height = line_figure(centre_of(stretch.around), reading, language)
    value = with_unit(height, reading, language)
    name = centre_name(reading, language)
    if stretch.decided is not None:
        article, noun = name.split()
        return f"{article} {'nieuwe' if language == 'nl' else 'new'} {noun} ({value})"
    if not reading.frozen:
        return f"{name} ({value})"
    earlier = f"{name} van daarvoor" if language == "nl" else name.replace("the ", "the earlier ")
    return f"{earlier} ({value})"


def _new_lines(reading: Reading, language: str) -> str:
    """Say from when on there are new limits, and why."""
    told = []
    for stretch in reading.stretches:
        if stretch.decided is None:
            continue
        since = period(str(reading.table["period"].iloc[stretch.first]), language)
        reason = called(stretch.decided.reason, 200)
        of = counted(len(stretch.basis), reading, language)
        if language == "nl":
            old = " Volgens de oude lijnen is er dan wel een signaal." if stretch.by_old else ""
            told.append(
                f" Vanaf {since} gelden nieuwe lijnen, uit {of}; de reden die erbij staat: "
                f"‘{reason}’.{old}"
            )
            continue
        old = " By the old lines there is a signal from then on." if stretch.by_old else ""
        told.append(
            f" From {since} on there are new lines, of {of}; the reason stated: ‘{reason}’.{old}"
        )
    return "".join(told)


def _direction(reading: Reading, language: str) -> str:
    better = reading.series.improvement
    if better not in ("higher", "lower"):
        return ""
    if language == "nl":
        return f" Bij dit cijfer is {'hoger' if better == 'higher' else 'lager'} beter."
    return f" For this figure, {better} is better."


def against(reading: Reading) -> Both | None:
    """Return what contradicts the sentence; None when nothing was judged."""
    if not reading.judged:
        return None
    return Both.of(lambda language: _against(reading, language))


def _against(reading: Reading, language: str) -> str:
    said = [_second_opinion(reading, language)]
    sides = {s.side for s in reading.found if s.rule not in ("trend", "crossings")}
    if len(sides) == 1:
        (side,) = sides
        beyond = sum(
            (reading.values()[i] - centre_of(reading.stretch_of(i).around)) * side < 0
            for i in reading.judged
        )
        if beyond:
            said.append(_other_side(beyond, reading, language))
    said.append(_chance(reading, language) if reading.found else _overlooked(reading, language))
    return " ".join(part for part in said if part)


def _chance(reading: Reading, language: str) -> str:
    """Say how often such charts give a signal, and one as strong, when nothing changes."""
    expected = reading.expected()
    assert expected is not None  # there are points to judge
    share = seldom(expected.charts, language)
    rules = rules_called(reading.rules)[language]
    strong = seldom(expected.as_strong(reading.marked), language)
    marked = counted(reading.marked, reading, language)
    same = expected.as_strong(reading.marked) == expected.charts
    if language == "nl":
        also = "" if same else f", en {strong} een signaal over {marked} of meer"
        return (
            f"Ook als er niets veranderde, zou {share} van zulke kaarten volgens {rules} een "
            f"signaal geven{also}."
        )
    also = "" if same else f", and {strong} a signal over {marked} or more"
    return f"Even if nothing changed, {share} of such charts would give a signal by {rules}{also}."


def _overlooked(reading: Reading, language: str) -> str:
    """Say how often such charts miss a change; nothing without a baseline to change from."""
    missed = reading.missed()
    if missed is None:
        return ""
    share = seldom(missed, language)
    if language == "nl":
        return (
            "Een blijvende verandering zo groot als de gewone schommeling (één standaardafwijking) "
            f"zou {share} van zulke kaarten missen."
        )
    return (
        "A lasting change as large as the usual fluctuation (one standard deviation) would go "
        f"unnoticed in {share} of such charts."
    )


def _other_side(beyond: int, reading: Reading, language: str) -> str:
    count = counted(len(reading.judged), reading, language)
    line = centre_name(reading, language)
    if language == "nl":
        lie = f"{'ligt' if beyond == 1 else 'liggen'} er {beyond}"
        return f"Van {count} {lie} aan de andere kant van {line}."
    return f"Of {count}, {beyond} {'lies' if beyond == 1 else 'lie'} on the other side of {line}."


def _second_opinion(reading: Reading, language: str) -> str:
    dutch = language == "nl"
    rules = rules_called(reading.other)[language]
    if reading.other == "anhoej" and len(reading.judged) < FEWEST_ANHOEJ:
        return (
            f"Een tweede blik met {rules} kan nog niet: daarvoor zijn {FEWEST_ANHOEJ} punten nodig."
            if dutch
            else f"A second look with {rules} is not possible yet: it needs {FEWEST_ANHOEJ} points."
        )
    if reading.found_by_other and not reading.found:
        second = reading.by_medians()
        clause = _clause(_telling(reading.found_by_other)[0], second, language)
        opening = _opening(reading, language)
        expected = reading.expected(reading.other)
        assert expected is not None  # the second opinion found something
        share = seldom(expected.charts, language)
        return (
            f"Volgens {rules} is er wel een signaal: {opening} {clause}. Als er niets veranderde, "
            f"zouden die regels dat bij {share} van zulke kaarten ook geven."
            if dutch
            else f"The {rules.removeprefix('the ')} do give a signal: {opening} {clause}. If "
            f"nothing changed, those rules would give one on {share} of such charts too."
        )
    if reading.found_by_other:
        return (
            f"Ook volgens {rules} is er een signaal."
            if dutch
            else f"The {rules.removeprefix('the ')} give a signal too."
        )
    if reading.found:
        return (
            f"Volgens {rules} is er geen signaal."
            if dutch
            else f"The {rules.removeprefix('the ')} give no signal."
        )
    return (
        f"Gezocht, niet gevonden: ook volgens {rules} is er geen signaal."
        if dutch
        else f"Looked for, not found: {rules} give no signal either."
    )
