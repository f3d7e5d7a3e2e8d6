"""What hotspots say, in words: where more than expected, how sure, and whether it is felt."""

from __future__ import annotations

from typing import Any

from kit.finding import brief_of
from kit.hotspots.checking import about, expected_candidates
from kit.hotspots.felt import HEAVY, VOICES
from kit.hotspots.gathering import Seen
from kit.hotspots.measuring import LARGE
from kit.language import Both, listing, number, period_in_full, plural
from kit.terms import label

__all__ = ["against", "brief", "candidates_of", "say", "times"]

_MOST_NAMED = 3
#: Characters of a brief that names the candidates, at most; what chance gives stands after it.
_LONGEST = 175
_CLEARLY = 0.8


def times(value: float | None, language: str) -> str:
    """Write a ratio.

    Examples
    --------
    >>> times(1.834, "nl"), times(None, "en")
    ('1,8', '–')
    """
    return number(value, language, decimals=1)


def candidates_of(seen: Seen) -> list[dict[str, Any]]:
    """Return the candidates: first those with most events above what is to be expected."""
    rows = [row for row in seen.rows("cell") if row["call"] == "candidate"]
    return sorted(
        rows, key=lambda row: (row["expected"] - row["observed"], row["problem"], row["area"])
    )


def say(seen: Seen, language: str) -> str:
    """Return the answer to the question, from the protected table."""
    cells = seen.measured.cells
    if cells.empty:
        return {
            "nl": "Er zijn nog geen tellingen per gebied. Hier komt te staan welke problemen "
            "ergens meer voorkomen dan te verwachten is, en of dat ook zo wordt gevoeld.",
            "en": "There are no counts by area yet. Here will stand which problems occur somewhere "
            "more than is to be expected, and whether that is felt too.",
        }[language]
    if seen.region == "all":
        return _say_all(seen, language)
    looked = int(cells["call"].isin(["candidate", "none"]).sum())
    when = _when(seen, language)
    apart = int((cells["call"] == "alike").sum())
    if not looked and apart:
        told = {
            "nl": f"In {when} zijn de gebieden niet te onderscheiden: bij geen enkele combinatie "
            "van probleem en groep verschillen zij meer dan bij toeval. Dat is geen bewijs dat er "
            "niets speelt.",
            "en": f"In {when} areas cannot be told apart: in no combination of problem and group "
            "do they differ more than chance gives. That is no evidence that nothing matters.",
        }[language]
        return " ".join([told, *_odd(seen, language), *_felt(seen, language)])
    if not looked:
        told = {
            "nl": f"In {when} is niets aan te wijzen: er zijn te weinig gebieden met een cijfer "
            "dat getoond mag worden.",
            "en": f"In {when} nothing can be pointed out: too few areas have a figure that may be "
            "shown.",
        }[language]
        return " ".join([told, *_felt(seen, language)])
    return " ".join(
        [*_found(seen, looked, when, language), *_odd(seen, language), *_felt(seen, language)]
    )


def brief(seen: Seen, language: str) -> str:
    """Return the answer for the head of a report: the candidates, and what chance would give."""
    told = say(seen, language)
    rows = candidates_of(seen) if seen.region != "all" else []
    if not rows:
        parts = told.split(". ")
        return brief_of(*(f"{part.rstrip('.')}." for part in parts[:3]))
    n, when = len(rows), _when(seen, language)
    expected = about(expected_candidates(seen)[1], language)
    points = {
        "nl": plural(n, "mogelijk aandachtspunt", "mogelijke aandachtspunten", "nl"),
        "en": plural(n, "hotspot candidate", "hotspot candidates", "en"),
    }[language]
    head = f"{points} in {when}"
    chance = Both(f"Bij toeval: {expected}.", f"By chance: {expected}.")[language]
    named = listing([seen.cell(row, language) for row in rows[:_MOST_NAMED]], language)
    whole = f"{head}: {named}."
    return brief_of(whole if n <= _MOST_NAMED and len(whole) <= _LONGEST else f"{head}.", chance)


def _when(seen: Seen, language: str) -> str:
    labels = sorted(set(seen.measured.cells["period"]))
    return listing([period_in_full(each, language) for each in labels], language)


def _found(seen: Seen, looked: int, when: str, language: str) -> list[str]:
    rows = candidates_of(seen)
    chance = about(expected_candidates(seen)[1], language)
    if not rows:
        return [
            {
                "nl": "Bij geen enkele combinatie van probleem, groep en gebied is het in "
                f"{when} zeker genoeg dat er meer voorkomt dan verwacht "
                f"({number(looked, 'nl')} bekeken). Dat is geen bewijs dat er niets speelt.",
                "en": "In no combination of problem, group and area is it sure enough that there "
                f"was more in {when} than expected ({number(looked, 'en')} looked at). That is no "
                "evidence that nothing matters.",
            }[language]
        ]
    n = len(rows)
    details = [_detail(seen, row, language) for row in rows[:_MOST_NAMED]]
    more = {"nl": ", onder meer", "en": ", among them"}[language] if n > _MOST_NAMED else ""
    points = {
        "nl": plural(n, "mogelijk aandachtspunt", "mogelijke aandachtspunten", "nl"),
        "en": plural(n, "hotspot candidate", "hotspot candidates", "en"),
    }[language]
    return [
        {
            "nl": f"In {when} {'is' if n == 1 else 'zijn'} er {points} bij "
            f"{plural(looked, 'combinatie', 'combinaties', 'nl')} van probleem, groep en "
            f"gebied{more}: "
            f"{'; '.join(details)}. Bij toeval alleen te verwachten: {chance}.",
            "en": f"In {when} there {'is' if n == 1 else 'are'} {points} in "
            f"{plural(looked, 'combination', 'combinations', 'en')} of problem, group and "
            f"area{more}: "
            f"{'; '.join(details)}. To be expected by chance alone: {chance}.",
        }[language]
    ]


def _detail(seen: Seen, row: dict[str, Any], language: str) -> str:
    low, high = times(row["ratio_low"], language), times(row["ratio_high"], language)
    corrected = times(row["shrunk"], language)
    same = corrected == times(row["ratio"], language)
    parts = {
        "nl": f"{number(row['observed'], 'nl')} keer geteld, verwacht "
        f"{number(row['expected'], 'nl')}, dat is {times(row['ratio'], 'nl')} keer zoveel "
        f"({low} tot {high}), {'ook ' if same else ''}na correctie voor toeval"
        f"{'' if same else f' {corrected} keer'}",
        "en": f"counted {number(row['observed'], 'en')} times, expected "
        f"{number(row['expected'], 'en')}, that is {times(row['ratio'], 'en')} times as many "
        f"({low} to {high}), {'also ' if same else ''}after correction for chance"
        f"{'' if same else f' {corrected} times'}",
    }[language]
    return f"{seen.cell(row, language)}: {parts}"


def _odd(seen: Seen, language: str) -> list[str]:
    """Say where everything jumped, and when it did: not which year is the last."""
    jumps: dict[tuple[str, bool, bool], set[str]] = {}
    for row in seen.rows("cell"):
        if row["call"] == "registration":
            when, step = seen.measured.jumped[row["region"], row["area"]]
            jumps.setdefault((when, step > 1, when != row["period"]), set()).add(row["name"])
    told = []
    for (when, up, stayed), names in sorted(jumps.items()):
        who, then = listing(sorted(names), language), period_in_full(when, language)
        dutch = ("stegen", "hoog") if up else ("daalden", "laag")
        english = ("rose", "high") if up else ("fell", "low")
        told.append(
            {
                "nl": f"In {who} {dutch[0]} in {then} alle aantallen tegelijk"
                f"{f', en ze bleven {dutch[1]}' if stayed else ''}; vraag eerst na of er anders "
                "wordt geteld.",
                "en": f"In {who} all numbers {english[0]} at once in {then}"
                f"{f', and they stayed {english[1]}' if stayed else ''}; ask first whether "
                "counting has changed.",
            }[language]
        )
    return told


def _felt(seen: Seen, language: str) -> list[str]:
    rows = [row for row in seen.rows("felt") if row["status"] == "shown"]
    told = []
    for kind, head in (
        ("felt_only", Both("Gevoeld, niet in de cijfers gezien", "Felt, not seen in the figures")),
        ("seen_only", Both("Gezien, weinig gevoeld", "Seen in the figures, little felt")),
        ("both", Both("Gezien en gevoeld", "Seen and felt")),
        (
            "not_apart",
            Both(
                "Zwaar gevoeld, terwijl de cijfers alleen zeggen of gebieden verschillen, en dat "
                "is hier niet te zien",
                "Felt to weigh, while the figures only say whether areas differ, and that cannot "
                "be seen here",
            ),
        ),
    ):  # fmt: skip
        own = [row for row in rows if row["felt_beside"] == kind]
        if kind == "not_apart":
            own = [row for row in own if row["chose_share"] >= HEAVY]
        named: dict[str, list[str]] = {}
        for row in own:
            named.setdefault(_subject(seen, row, language), []).append(_voice(row, language))
        parts = [f"{subject} ({', '.join(voices)})" for subject, voices in named.items()]
        if parts:
            told.append(f"{head[language]}: {listing(parts, language)}.")
    return told


def _subject(seen: Seen, row: dict[str, Any], language: str) -> str:
    who = f" – {seen.called(row['segment'], language)}" if row["segment"] else ""
    where = f" in {row['name']}" if row["area"] else ""
    return f"{seen.called(row['problem'], language)}{who}{where}"


def _voice(row: dict[str, Any], language: str) -> str:
    of = {"nl": "van de", "en": "of"}[language]
    who = label("felt_by", row["voice"], language).lower()
    return f"{who} {number(row['chose'], language)} {of} {number(row['took_part'], language)}"


def _say_all(seen: Seen, language: str) -> str:
    rows = [row for row in seen.rows("recurrence") if row["status"] == "shown"]
    if not rows:
        return {
            "nl": "Van geen enkele regio is iets aan te wijzen: er zijn te weinig gebieden met een "
            "cijfer dat getoond mag worden.",
            "en": "Nothing can be pointed out in any region: too few areas have a figure that may "
            "be shown.",
        }[language]
    regions = len({row["region"] for row in rows})
    seen_in: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row["called"]:
            seen_in.setdefault((row["problem"], row["segment"]), set()).add(row["region"])
    often = {key: where for key, where in sorted(seen_in.items()) if len(where) > 1}
    called, chance = expected_candidates(seen)
    parts = [
        f"{_kind(seen, key, language)} ({len(where)})" for key, where in often.items()
    ]  # fmt: skip
    told = [
        {
            "nl": f"Van {plural(regions, 'regio', 'regio’s', 'nl')} is iets te tonen. In meer dan "
            f"één regio een mogelijk aandachtspunt: {listing(parts, 'nl')}."
            if parts
            else f"Van {plural(regions, 'regio', 'regio’s', 'nl')} is iets te tonen. Geen probleem "
            "is in meer dan één regio een mogelijk aandachtspunt.",
            "en": f"Of {plural(regions, 'region', 'regions', 'en')} something can be shown. A "
            f"hotspot candidate in more than one region: {listing(parts, 'en')}."
            if parts
            else f"Of {plural(regions, 'region', 'regions', 'en')} something can be shown. No "
            "problem is a hotspot candidate in more than one region.",
        }[language],
        {
            "nl": "Samen "
            f"{plural(called, 'mogelijk aandachtspunt', 'mogelijke aandachtspunten', 'nl')}; bij "
            f"toeval alleen te verwachten: {about(chance, 'nl')}.",
            "en": f"Together {plural(called, 'hotspot candidate', 'hotspot candidates', 'en')}; to "
            f"be expected by chance alone: {about(chance, 'en')}.",
        }[language],
    ]  # fmt: skip
    together = sum(row["together"] == "yes" for row in seen.rows("issue"))
    if together:
        told.append(
            {
                "nl": f"Van {plural(together, 'vraagstuk', 'vraagstukken', 'nl')} zeggen regio’s "
                "dat zij het samen kunnen oplossen.",
                "en": f"Of {plural(together, 'issue', 'issues', 'en')} regions say that they can "
                "solve it together.",
            }[language]
        )
    return " ".join(told)


def _kind(seen: Seen, key: tuple[str, str], language: str) -> str:
    problem, segment = key
    who = f" – {seen.called(segment, language)}" if segment else ""
    return f"{seen.called(problem, language)}{who}"


def against(seen: Seen) -> Both | None:
    """Return what goes against the sentence; None where nothing can be looked at."""
    cells = seen.measured.cells
    if cells.empty or not (cells["observed"] > 0).any():
        return None
    return Both.of(lambda language: " ".join(_against(seen, language)))


def _against(seen: Seen, language: str) -> list[str]:
    cells = seen.measured.cells
    called = cells[cells["call"] == "candidate"]
    gone = int((cells["call"].isin(["none", "alike"]) & (cells["ratio_low"] > 1)).sum())
    told = []
    if gone:
        told.append(
            {
                "nl": f"Bij {plural(gone, 'andere combinatie', 'andere combinaties', 'nl')} ligt "
                "het hele interval van de verhouding boven 1, maar dat houdt geen stand als "
                "rekening wordt gehouden met toeval in kleine gebieden.",
                "en": f"In {plural(gone, 'other combination', 'other combinations', 'en')} the "
                "whole interval of the ratio lies above 1, but that does not hold once chance in "
                "small areas is reckoned with.",
            }[language]
        )
    unsure, n = int((called["p_large"] < _CLEARLY).sum()), len(called)
    if unsure:
        which = {
            "nl": "het aandachtspunt" if n == 1 else f"{unsure} van de {n} aandachtspunten",
            "en": "the candidate" if n == 1 else f"{unsure} of the {n} candidates",
        }[language]
        told.append(
            {
                "nl": f"Bij {which} is niet zeker dat het meer is dan "
                f"{number(LARGE, 'nl', decimals=2)} keer wat te verwachten is.",
                "en": f"Of {which} it is not sure that it is more than "
                f"{number(LARGE, 'en', decimals=2)} times what is to be expected.",
            }[language]
        )
    down = int((called["yearly_high"] < 1).sum())
    if down:
        which = {
            "nl": "het aandachtspunt" if n == 1 else f"{down} van de {n} aandachtspunten",
            "en": "the candidate" if n == 1 else f"{down} of the {n} candidates",
        }[language]
        told.append(
            {
                "nl": f"Bij {which} daalt de verhouding over de jaren.",
                "en": f"Of {which} the ratio falls over the years.",
            }[language]
        )
    apart = {"felt_only", "seen_only"} & {row["felt_beside"] for row in seen.rows("felt")}
    if apart:
        told.append(
            {
                "nl": "Wat mensen zwaar vinden wegen en wat de cijfers laten zien, is niet overal "
                "hetzelfde.",
                "en": "What weighs for people and what the figures show is not the same "
                "everywhere.",
            }[language]
        )
    if told:
        return told
    return [
        {
            "nl": "Gezocht is naar verhoudingen die bij nader inzien verdwijnen, naar dalende "
            "reeksen en naar "
            f"{listing([label('felt_by', v, 'nl').lower() for v in VOICES], 'nl')} die het anders "
            "zien; die zijn er niet.",
            "en": "Ratios that vanish on a second look, falling series, and "
            f"{listing([label('felt_by', v, 'en').lower() for v in VOICES], 'en')} who see it "
            "differently were looked for; there are none.",
        }[language]
    ]
