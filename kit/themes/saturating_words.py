"""What is said and checked of the saturation of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.disclosure import Protected
from kit.finding import Check, brief_of, opening_of
from kit.language import LANGUAGES, Both, number, percentage, plural
from kit.themes.checking import common_checks
from kit.themes.counting import METHODS
from kit.themes.gathering import Scope
from kit.themes.saying import method_sentence

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Saturated", "brief_saturation", "saturation_checks", "say_against", "say_saturation"]

#: Below so many codes in the base, a threshold of 5% is less than one code.
_FEW_CODES = 20
_MOST_SPREAD = 0.5


@dataclass(frozen=True)
class Saturated:
    """All that is written and drawn from.

    Attributes
    ----------
    scope : Scope
    safe : Protected
        The table with rows about ``setting`` and ``curve``.
    asked : tuple of (int, int, float)
        Base size, run length and threshold of the answer.
    codes : int
        Codes of the list.
    rare : bool
        Whether codes of too few people were left out for this release.
    repeats : int
        Random orders.
    """

    scope: Scope
    safe: Protected
    asked: tuple[int, int, float]
    codes: int
    rare: bool
    repeats: int

    @property
    def table(self) -> pd.DataFrame:
        """Return the protected table."""
        return self.safe.table

    def rows(self, about: str) -> list[dict[str, Any]]:
        """Return the rows that are shown, missing numbers as None."""
        table = self.table[(self.table["about"] == about) & (self.table["status"] == "shown")]
        whole = table.astype(object).where(table.notna(), None)
        return [{str(k): v for k, v in row.items()} for row in whole.to_dict("records")]

    def answer(self) -> dict[str, Any] | None:
        """Return the row of the base, run and threshold that were asked; None when not shown."""
        base, run, threshold = self.asked
        for row in self.rows("setting"):
            if (row["base"], row["run"], row["threshold"]) == (base, run, threshold):
                return row
        return None


def _brought(threshold: float, language: str) -> str:
    share = percentage(threshold, language)
    if not threshold:
        return Both("niets nieuws", "nothing new")[language]
    return Both(f"hooguit {share} nieuws", f"at most {share} of news")[language]


def say_saturation(seen: Saturated, language: str) -> str:
    """Write the sentence of the finding."""
    row, n = seen.answer(), len(seen.scope.frame)
    nouns = seen.scope.nouns
    if (seen.table["status"] == "suppressed").any():
        return Both(
            f"{nouns.too_few['nl']} om te laten zien of er nog iets nieuws bij komt.",
            f"{nouns.too_few['en']} to show whether anything new still comes up.",
        )[language]
    base, run, _ = seen.asked
    if row is None or n < base + run:
        return Both(
            f"Met {plural(n, nouns.one['nl'], nouns.more['nl'], 'nl')} is verzadiging niet te "
            f"beoordelen: daarvoor zijn er minstens {base + run} nodig.",
            f"With {plural(n, nouns.one['en'], nouns.more['en'], 'en')} saturation cannot be "
            f"judged: at least {base + run} are needed.",
        )[language]
    told = [_say_in_time(seen, row, language), _say_in_any_order(seen, row, language)]
    told.append(_say_found(seen, row, language))
    counts = {method: int(row[method] or 0) for method in METHODS}
    told.append(method_sentence(counts, seen.scope.coded_by_people, language))
    return " ".join(part for part in told if part)


def brief_saturation(seen: Saturated, language: str) -> str:
    """Write the answer for the head of a report."""
    told, row = say_saturation(seen, language), seen.answer()
    n, (base, run, threshold) = len(seen.scope.frame), seen.asked
    hidden = (seen.table["status"] == "suppressed").any()
    if row is None or hidden or n < base + run or row["reached_at"] is None:
        return brief_of(opening_of(told))
    at, texts = int(row["reached_at"]), seen.scope.nouns.more
    brought = Both(
        f"Na {at} van {n} {texts['nl']} bracht verder lezen {_brought(threshold, 'nl')}.",
        f"After {at} of {n} {texts['en']} reading on brought {_brought(threshold, 'en')}.",
    )
    of_list = Both("Dat gaat over deze lijst van codes.", "That is about this list of codes.")
    return brief_of(brought[language], of_list[language], _say_in_any_order(seen, row, language))


def _say_in_time(seen: Saturated, row: dict[str, Any], language: str) -> str:
    base, run, threshold = seen.asked
    n, little = len(seen.scope.frame), _brought(threshold, language)
    nl, en = (seen.scope.nouns.more[each] for each in LANGUAGES)
    if row["order_status"] != "shown":
        return Both(
            f"Gelezen zijn {n} {nl}; de volgorde van de tijd is afgeschermd.",
            f"Read are {n} {en}; the order of time is suppressed.",
        )[language]
    if row["reached_at"] is None:
        return Both(
            f"In de volgorde van de tijd is verzadiging in {n} {nl} niet bereikt (basis "
            f"{base}, reeks {run}, {little}).",
            f"In the order of time saturation is not reached in {n} {en} (base {base}, run "
            f"{run}, {little}).",
        )[language]
    at = int(row["reached_at"])
    return Both(
        f"In de volgorde van de tijd is verzadiging bereikt na {at} van {n} {nl} ("
        f"de {run} {nl} daarna brachten {little} bij de "
        f"{plural(int(row['base_codes']), 'code', 'codes', 'nl')} van de eerste {base}).",
        f"In the order of time saturation is reached after {at} of {n} {en} (the "
        f"{run} {en} after them brought {little} to the "
        f"{plural(int(row['base_codes']), 'code', 'codes', 'en')} of the first {base}).",
    )[language]


def _say_in_any_order(seen: Saturated, row: dict[str, Any], language: str) -> str:
    repeats = number(seen.repeats, language)
    texts = seen.scope.nouns.more
    if row["low"] is None:
        return Both(
            f"In {repeats} willekeurige volgordes werd dat punt (bijna) nooit bereikt.",
            f"In {repeats} random orders that point was (almost) never reached.",
        )[language]
    low = number(row["low"], language)
    high = number(row["high"], language)
    share = percentage(float(row["share_reached"]), language)
    if row["high"] is None:
        return Both(
            f"In {repeats} willekeurige volgordes werd dat punt in {share} bereikt, op zijn "
            f"vroegst na ongeveer {low} {texts['nl']}.",
            f"In {repeats} random orders that point was reached in {share}, after about {low} "
            f"{texts['en']} at the earliest.",
        )[language]
    return Both(
        f"In {repeats} willekeurige volgordes lag dat punt in 95% tussen {low} en {high} "
        f"{texts['nl']}.",
        f"In {repeats} random orders that point lay between {low} and {high} {texts['en']} in 95%.",
    )[language]


def _say_found(seen: Saturated, row: dict[str, Any], language: str) -> str:
    """Tell how many codes were found by then, and when all: the point can come long before that."""
    in_time = row["reached_at"] is not None
    point, curve = row["reached_at"] if in_time else row["middle"], seen.rows("curve")
    if point is None or not curve:
        return ""
    column = "codes" if in_time and curve[0]["codes"] is not None else "middle"
    there = next((each for each in curve if each["documents"] >= point), curve[-1])
    total, found = curve[-1][column], there[column]
    last = next(each["documents"] for each in curve if each[column] == total)
    in_all, by_then, at_last, at = (
        number(int(x), language) for x in (total, found, last, there["documents"])
    )
    texts = seen.scope.nouns.more[language]
    where = {
        "codes": Both("In de volgorde van de tijd", "In the order of time"),
        "middle": Both("In het midden van de willekeurige volgordes",
                       "In the middle of the random orders"),
    }[column][language]  # fmt: skip
    if found == total:
        return Both(
            f"{where} zijn na {at} {texts} alle {in_all} gevonden codes gezien.",
            f"{where} all {in_all} codes that were found had been seen after {at} {texts}.",
        )[language]
    return Both(
        f"{where} zijn na {at} {texts} {by_then} van de {in_all} gevonden codes gezien, en alle "
        f"na {at_last}.",
        f"{where} {by_then} of the {in_all} codes that were found had been seen after {at} "
        f"{texts}, and all after {at_last}.",
    )[language]


def say_against(seen: Saturated, language: str) -> str | None:
    """Write whether stricter settings of the same method give another answer."""
    rows, row = seen.rows("setting"), seen.answer()
    texts = seen.scope.nouns.more
    if row is None or len(seen.scope.frame) < sum(seen.asked[:2]):
        return None
    rules = Both("reeks 2 of 3, drempel 5% of 0%", "run 2 or 3, threshold 5% or 0%")
    if seen.codes < _FEW_CODES:
        # Less than one code is no code: both thresholds are the same rule, counted once.
        rows = [r for r in rows if r["threshold"] == row["threshold"]]
        rules = Both(
            "reeks 2 of 3; met zo weinig codes is een drempel van 5% dezelfde als 0%",
            "run 2 or 3; with so few codes a threshold of 5% is the same as 0%",
        )
    never = [r for r in rows if (r["share_reached"] or 0) < _MOST_SPREAD]
    places = [r["middle"] for r in rows if r["middle"] is not None]
    usual = Both(
        f"{len(rows)} gebruikelijke instellingen (basis 4 tot en met 6, {rules['nl']})",
        f"{len(rows)} usual settings (base 4 to 6, {rules['en']})",
    )[language]
    if never:
        told = Both(
            f"Van de {usual} wordt bij {len(never)} het punt in minder dan de helft van de "
            "volgordes bereikt",
            f"Of the {usual}, {len(never)} reach{'es' if len(never) == 1 else ''} the point in "
            "fewer than half of the orders",
        )[language]
    else:
        told = Both(
            f"Alle {usual} bereiken het punt in minstens de helft van de volgordes",
            f"All {usual} reach the point in at least half of the orders",
        )[language]
    if places:
        low, high = (number(edge, language) for edge in (min(places), max(places)))
        others = Both("bij de andere ", "in the others ")[language] if never else ""
        told += Both(
            f"; {others}ligt het midden tussen {low} en {high} {texts['nl']}"
            if never
            else f"; het midden ligt tussen {low} en {high} {texts['nl']}",
            f"; {others}the middle lies between {low} and {high} {texts['en']}",
        )[language]
    return f"{told}."


def saturation_checks(seen: Saturated) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    made = list(common_checks(seen.scope, [seen.safe]))
    few = seen.codes < _FEW_CODES
    said = Both(
        f"De lijst telt {plural(seen.codes, 'code', 'codes', 'nl')}"
        + ("; met minder dan 20 is 5% nieuws minder dan één code." if few else "."),
        f"The list holds {plural(seen.codes, 'code', 'codes', 'en')}"
        + ("; with fewer than 20, 5% of news is less than one code." if few else "."),
    )
    advice = Both(
        "Lees dit als iets over het codeboek, niet over wat er te horen valt: nieuwe codes komen "
        "alleen uit lezen.",
        "Read this as something about the codebook, not about what there is to hear: new codes "
        "only come from reading.",
    )
    made.append(
        Check("few_codes", "doubtful", said, float(seen.codes), advice)
        if few
        else Check("few_codes", "passed", said, float(seen.codes))
    )
    row = seen.answer()
    if row is not None and row["share_reached"] is not None:
        made.append(_order_check(seen, row))
    if seen.rare:
        made.append(
            Check(
                "rare_codes",
                "doubtful",
                Both(
                    "Codes van te weinig mensen tellen hier niet mee; verzadiging lijkt daardoor "
                    "eerder bereikt.",
                    "Codes of too few people do not count here; saturation therefore seems to be "
                    "reached sooner.",
                ),
                None,
                Both("Beoordeel dit met de versie voor het eigen team.",
                     "Judge this with the version for the own team."),
            )
        )  # fmt: skip
    made.append(
        Check(
            "same_people_again",
            "informative",
            Both(
                "De methode is gemaakt voor interviews met steeds een ander; "
                f"{seen.scope.nouns.more['nl']} van dezelfde mensen lijken meer op elkaar.",
                "The method was made for interviews, each with somebody else; "
                f"{seen.scope.nouns.more['en']} by the same people are more alike.",
            ),
        )
    )
    return tuple(made)


def _order_check(seen: Saturated, row: dict[str, Any]) -> Check:
    share = float(row["share_reached"])
    said = Both(
        f"In {percentage(share, 'nl')} van {number(seen.repeats, 'nl')} willekeurige volgordes "
        "wordt verzadiging bereikt.",
        f"In {percentage(share, 'en')} of {number(seen.repeats, 'en')} random orders saturation is "
        "reached.",
    )
    if share >= 0.95:
        return Check("order_matters", "passed", said, share)
    advice = Both(
        "Lees meer voordat u stopt: of het punt bereikt is, hangt af van de volgorde.",
        "Read more before you stop: whether the point is reached depends on the order.",
    )
    return Check("order_matters", "doubtful", said, share, advice)
