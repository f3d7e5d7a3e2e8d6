"""What is said, checked and drawn of the saturation of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.disclosure import Protected
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Check, Drawing
from kit.language import LANGUAGES, Both, number, percentage, plural
from kit.terms import label
from kit.themes.checking import common_checks
from kit.themes.counting import METHODS
from kit.themes.gathering import Scope
from kit.themes.saying import method_sentence

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Saturated", "draw_saturation", "saturation_checks", "say_against", "say_saturation"]

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
    counts = {method: int(row[method] or 0) for method in METHODS}
    told.append(method_sentence(counts, seen.scope.coded_by_people, language))
    return " ".join(part for part in told if part)


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
        f"In de volgorde van de tijd is verzadiging bereikt na {at} van {n} {nl} ({at}+{run}: "
        f"de {run} {nl} daarna brachten {little} bij de "
        f"{plural(int(row['base_codes']), 'code', 'codes', 'nl')} van de eerste {base}).",
        f"In the order of time saturation is reached after {at} of {n} {en} ({at}+{run}: the "
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


def say_against(seen: Saturated, language: str) -> str | None:
    """Write whether stricter settings of the same method give another answer."""
    rows, row = seen.rows("setting"), seen.answer()
    texts = seen.scope.nouns.more
    if row is None or len(seen.scope.frame) < sum(seen.asked[:2]):
        return None
    never = [r for r in rows if (r["share_reached"] or 0) < _MOST_SPREAD]
    places = [r["middle"] for r in rows if r["middle"] is not None]
    told = Both(
        f"Van de {len(rows)} gebruikelijke instellingen (basis 4 tot en met 6, reeks 2 of 3, "
        f"drempel 5% of 0%) wordt bij {len(never) or 'geen'} het punt in minder dan de helft van "
        "de volgordes bereikt",
        f"Of the {len(rows)} usual settings (base 4 to 6, run 2 or 3, threshold 5% or 0%), "
        f"{len(never) or 'none'} reach{'es' if len(never) == 1 else ''} the point in fewer than "
        "half of the orders",
    )[language]
    if places:
        low, high = (number(edge, language) for edge in (min(places), max(places)))
        told += Both(
            f"; bij de andere ligt het midden tussen {low} en {high} {texts['nl']}",
            f"; in the others the middle lies between {low} and {high} {texts['en']}",
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


def draw_saturation(seen: Saturated) -> dict[str, Drawing]:
    """Draw the codes known so far, and where each setting puts the point."""
    if not seen.rows("curve"):
        alt = Both(
            "Geen figuur: er is niets te tonen over verzadiging.",
            "No figure: there is nothing to show of saturation.",
        )
        return {language: Drawing("", alt[language], _numbers(seen, language))
                for language in LANGUAGES}  # fmt: skip
    return draw_both(
        lambda figure, language: _draw(seen, figure, language),
        lambda language: _alt(seen, language),
        lambda language: _numbers(seen, language),
        size=(7.2, 3.9),
    )


def _draw(seen: Saturated, figure: Figure, language: str) -> None:
    left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
    rows = seen.rows("curve")
    x = [row["documents"] for row in rows]
    low, middle, high = ([row[name] for row in rows] for name in ("low", "middle", "high"))
    left.fill_between(x, low, high, color=COLOURS[0], alpha=0.16, linewidth=0)
    left.plot(x, middle, color=COLOURS[0], linewidth=1.6)
    top = max(high)
    words = Both("midden en 95% van\nde volgordes", "middle and 95% of\nthe orders")[language]
    end = (0.98, 0.3) if seen.rows("curve")[0]["codes"] is not None else (0.98, 0.18)
    left.text(*end, words, transform=left.transAxes, ha="right", va="top", color=COLOURS[0],
              fontsize=8)  # fmt: skip
    if rows[0]["codes"] is not None:
        left.plot(
            x, [row["codes"] for row in rows], color=COLOURS[1], linewidth=1.1, linestyle="--"
        )
        in_time = Both("- - in de volgorde van de tijd", "- - in the order of time")[language]
        left.text(0.98, 0.1, in_time, transform=left.transAxes, ha="right", va="center",
                  color=COLOURS[1], fontsize=8)  # fmt: skip
    left.set_ylim(0, top * 1.08 + 0.1)
    left.set_xlim(0, max(x) * 1.02)
    left.yaxis.set_major_locator(_whole_numbers())
    left.xaxis.set_major_locator(_whole_numbers())
    left.set_title(Both("Verschillende codes", "Different codes")[language], fontsize=9)
    nl, en = (seen.scope.nouns.more[each] for each in LANGUAGES)
    left.set_xlabel(Both(f"{nl} gelezen", f"{en} read")[language], fontsize=8.5)
    left.tick_params(labelsize=8)
    quiet_axes(left)
    _settings(right, seen, language)


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=5, integer=True)


def _settings(axes: Axes, seen: Saturated, language: str) -> None:
    """Draw a line per setting: the range over random orders, and the point in the order of time."""
    rows = seen.rows("setting")
    places = [row[name] for row in rows for name in ("low", "middle", "high", "reached_at")]
    # Where some orders never reach it the line runs to the edge, with an arrow.
    n = min(len(seen.scope.frame), 1.4 * max([12, *(p for p in places if p is not None)]))
    for y, row in enumerate(rows):
        asked = (row["base"], row["run"], row["threshold"]) == seen.asked
        ink = COLOURS[0] if asked else QUIET
        if row["low"] is None:
            axes.text(0.02, y, Both("niet bereikt", "not reached")[language], fontsize=7.5,
                      color=QUIET, va="center", transform=axes.get_yaxis_transform())  # fmt: skip
            continue
        end = row["high"] if row["high"] is not None else n
        axes.plot([row["low"], end], [y, y], color=ink, linewidth=2.4 if asked else 1.4, alpha=0.6)
        if row["high"] is None:
            axes.text(n * 1.01, y, "→", color=ink, va="center", fontsize=8)
        if row["middle"] is not None:
            axes.plot(row["middle"], y, "o", color=ink, markersize=4.5)
        if row["reached_at"] is not None:
            axes.plot(
                row["reached_at"], y, "D", color=COLOURS[1], markersize=4, markerfacecolor="none"
            )
    names = [_setting(row, language) for row in rows]
    nl, en = (seen.scope.nouns.more[each] for each in LANGUAGES)
    axes.set_yticks(range(len(rows)), names, fontsize=7.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, n * 1.08)
    axes.xaxis.set_major_locator(_whole_numbers())
    axes.tick_params(axis="x", labelsize=8)
    axes.set_title(Both("Basis · reeks · drempel", "Base · run · threshold")[language], fontsize=9)
    axes.set_xlabel(
        Both(f"verzadigd na … {nl}\n● midden  ◇ volgorde van de tijd",
             f"saturated after … {en}\n● middle  ◇ order of time")[language],
        fontsize=8, color=INK,
    )  # fmt: skip
    quiet_axes(axes)


def _setting(row: dict[str, Any], language: str) -> str:
    return f"{row['base']} · {row['run']} · {percentage(row['threshold'], language)}"


def _alt(seen: Saturated, language: str) -> str:
    last = seen.rows("curve")[-1]
    nl, en = (seen.scope.nouns.more[each] for each in LANGUAGES)
    told = Both(
        f"Lijn die oploopt tot {number(last['middle'], 'nl')} verschillende codes na "
        f"{number(last['documents'], 'nl')} {nl}, met een band over willekeurige volgordes. "
        "Ernaast per instelling waar het punt van verzadiging ligt: ",
        f"Line that climbs to {number(last['middle'], 'en')} different codes after "
        f"{number(last['documents'], 'en')} {en}, with a band over random orders. Beside it, "
        "for each setting, where the point of saturation lies: ",
    )[language]
    return told + "; ".join(
        f"{_setting(row, language)}: {_where(row, language)}" for row in seen.rows("setting")
    ) + "."  # fmt: skip


def _where(row: dict[str, Any], language: str) -> str:
    if row["middle"] is None:
        return Both("niet bereikt", "not reached")[language]
    high = number(row["high"], language) if row["high"] is not None else "∞"
    return f"{number(row['middle'], language)} ({number(row['low'], language)}–{high})"


def _numbers(seen: Saturated, language: str) -> str:
    rows = [(_setting(row, language), _where(row, language)) for row in seen.rows("setting")]
    if not rows and len(seen.table):
        rows = [(label("status", str(status), language), "")
                for status in seen.table["status"].drop_duplicates()]  # fmt: skip
    return numbers_as_text(rows)
