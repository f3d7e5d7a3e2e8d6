"""What is said, checked and drawn of codes that stand together."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.codes import Code
from kit.disclosure import Protected
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Check, Drawing, brief_of, opening_of
from kit.language import LANGUAGES, Both, number, percentage, plural
from kit.terms import label
from kit.themes.checking import common_checks
from kit.themes.counting import METHODS
from kit.themes.gathering import Scope
from kit.themes.pairing import UNEQUAL
from kit.themes.saying import method_sentence

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Paired", "brief_pairs", "draw_pairs", "pair_checks", "say_against_pairs", "say_pairs"]


@dataclass(frozen=True)
class Paired:
    """All that is written and drawn from: the protected table of one unit, and that of the other.

    `other` holds the pairs counted in the other unit, protected as well, so that what depends on
    the choice of unit can be told.
    """

    scope: Scope
    codes: tuple[Code, ...]
    unit: str
    safe: Protected
    other: Protected

    @property
    def table(self) -> pd.DataFrame:
        """Return the protected table."""
        return self.safe.table

    @property
    def too_few(self) -> bool:
        """Whether all authors together are too few to show anything."""
        table = self.table
        return bool(len(table) and table["of_authors"].isna().all())

    def unit_in(self, language: str) -> str:
        """Return what codes that stand together stand in."""
        nouns = self.scope.nouns
        same = Both(f"dezelfde {nouns.one['nl']}", f"the same {nouns.one['en']}")
        return {"part": nouns.unit, "document": same}[self.unit][language]

    def units_in(self, language: str, unit: str) -> str:
        """Return what the units are called."""
        nouns = self.scope.nouns
        return {"part": nouns.units, "document": nouns.more}[unit][language]

    def found(self) -> pd.DataFrame:
        """Return the pairs that are shown to stand together somewhere."""
        table = self.table
        return table[(table["status"] == "shown") & (table["n12"].fillna(0) > 0)]


def _named(seen: Paired, row: Any, language: str) -> str:
    called = {code.id: code.term.label[language] for code in seen.codes}
    word = {"nl": "en", "en": "and"}[language]
    return f"‘{called[row['code_1']]}’ {word} ‘{called[row['code_2']]}’"


def _top(table: pd.DataFrame, column: str) -> pd.DataFrame:
    highest = table[column].astype("float64")
    return table.loc[highest == highest.max()]


def say_pairs(seen: Paired, language: str) -> str:
    """Write the sentence of the finding."""
    dutch, unit = language == "nl", seen.unit_in(language)
    nouns = seen.scope.nouns
    if seen.too_few:
        return Both(
            f"{nouns.too_few['nl']} om te laten zien welke codes samen voorkomen.",
            f"{nouns.too_few['en']} to show which codes stand together.",
        )[language]
    if seen.scope.frame.empty:
        return Both(
            "Er zijn nog geen logboekbijdragen. Hier komt te staan welke codes samen voorkomen.",
            "There are no logbook entries yet. This will say which codes stand together.",
        )[language]
    found = seen.found()
    if found.empty:
        told = Both(
            f"Geen twee codes staan van genoeg mensen in {unit} om te laten zien.",
            f"No two codes stand in {unit} by enough people to be shown.",
        )[language]
    else:
        told = _say_most(seen, _top(found, "n12"), language)
        hidden = int((seen.table["status"] == "suppressed").sum())
        told += (
            f" Van de {plural(len(seen.table), 'paar', 'paren', 'nl')} "
            f"{'komt' if len(found) == 1 else 'komen'} er {len(found)} zichtbaar samen voor"
            if dutch
            else f" Of {plural(len(seen.table), 'pair', 'pairs', 'en')}, {len(found)} visibly "
            f"stand{'s' if len(found) == 1 else ''} together"
        )
        if hidden:
            told += f" ({hidden} afgeschermd)" if dutch else f" ({hidden} suppressed)"
        told += "."
    counts = {method: int(found[method].sum()) for method in METHODS}
    return f"{told} {method_sentence(counts, seen.scope.coded_by_people, language)}"


def brief_pairs(seen: Paired, language: str) -> str:
    """Write the answer for the head of a report: the pair that stands together most often."""
    found = seen.found()
    if seen.too_few or seen.scope.frame.empty or found.empty:
        return opening_of(say_pairs(seen, language))
    top = _top(found, "n12")
    row, dutch = top.iloc[0], language == "nl"
    times = plural(int(row["n12"]), *(("keer", "keer") if dutch else ("time", "times")), language)
    which = _named(seen, row, language)
    if len(top) > 1:
        which = f"{len(top)} paren" if dutch else f"{len(top)} pairs"
    each = ("elk " if dutch else "each ") if len(top) > 1 else ""
    told = (
        f"Het vaakst samen te zien: {which}, {each}{times}."
        if dutch
        else f"Most often seen together: {which}, {each}{times}."
    )
    chance = number(_by_chance(row), language, decimals=1)
    by_chance = f"Bij toeval ongeveer {chance}." if dutch else f"By chance about {chance}."
    apart = Both("Samen staan is niet samenhangen.", "Together is not connected.")
    return brief_of(told, by_chance if len(top) == 1 else "", apart[language])


def _say_most(seen: Paired, top: pd.DataFrame, language: str) -> str:
    """Name the pair with the highest number of those that may be shown: another may have more."""
    row, dutch = top.iloc[0], language == "nl"
    n12, unit = int(row["n12"]), seen.unit_in(language)
    shown = int((seen.table["status"] == "shown").sum())
    first = (
        f"Van de {shown} paren die getoond mogen worden, staan"
        if dutch
        else f"Of the {shown} pairs that may be shown,"
    )
    if len(top) > 1:
        return (
            f"{first} er {len(top)} het vaakst samen in {unit}, elk {n12} keer."
            if dutch
            else f"{first} {len(top)} stand in {unit} most often, {n12} times each."
        )
    of_one, of_two = (percentage(float(row[name]), language) for name in ("share_1", "share_2"))
    c = number(float(row["c"]), language, decimals=2)
    times = plural(n12, "keer", "keer", "nl") if dutch else plural(n12, "time", "times", "en")
    pair, chance = _named(seen, row, language), number(_by_chance(row), language, decimals=1)
    if shown == 1:
        most = (
            f"Het ene paar dat getoond mag worden is {pair}, in {unit}"
            if dutch
            else f"The one pair that may be shown is {pair}, in {unit}"
        )
    else:
        most = (
            f"{first} {pair} het vaakst in {unit}"
            if dutch
            else f"{first} {pair} stand in {unit} most often"
        )
    return (
        f"{most}: {times} (c = {c}); bij toeval zou dat ongeveer {chance} keer zijn. Het is "
        f"{of_one} van de eerste en {of_two} van de tweede."
        if dutch
        else f"{most}: {times} (c = {c}); by chance it would be about {chance}. That is {of_one} "
        f"of the first and {of_two} of the second."
    )


def _by_chance(row: Any) -> float:
    """Return in how many units two codes would stand together if neither minded the other."""
    return float(row["n1"]) * float(row["n2"]) / float(row["of"])


def say_against_pairs(seen: Paired, language: str) -> str:
    """Write whether another way of counting puts another pair first."""
    dutch, found = language == "nl", seen.found()
    keys = ["code_1", "code_2"]
    ways = [(found, "c", Both("naar c in plaats van aantal", "by c instead of number"))]
    other = seen.other.table
    other = other[(other["status"] == "shown") & (other["n12"].fillna(0) > 0)]
    # A pair that is suppressed in this unit is not named by way of the other.
    here = seen.table.loc[seen.table["status"] == "shown", keys]
    other = other.merge(here, on=keys)
    word = {"part": "document", "document": "part"}[seen.unit]
    ways.append((other, "n12", Both(
        f"in {seen.units_in('nl', word)} in plaats van {seen.units_in('nl', seen.unit)}",
        f"in {seen.units_in('en', word)} instead of {seen.units_in('en', seen.unit)}",
    )))  # fmt: skip
    told = []
    usual = set(_top(found, "n12")[keys].itertuples(index=False, name=None)) if len(found) else None
    for table, name, way in ways:
        if usual is None or table.empty:
            continue
        top = _top(table, name)
        if not usual & set(top[keys].itertuples(index=False, name=None)):
            pair = _named(seen, top.iloc[0], language)
            told.append(
                f"Geteld {way['nl']} komen, van wat getoond mag worden, {pair} het vaakst samen."
                if dutch
                else f"Counted {way['en']}, of what may be shown {pair} stand together most."
            )
    if told:
        return " ".join(told)
    looked = " en ".join(w["nl"] for *_, w in ways) if dutch else " and ".join(
        w["en"] for *_, w in ways
    )  # fmt: skip
    return (
        f"Gezocht (tellen {looked}): niets gevonden dat dit tegenspreekt."
        if dutch
        else f"Looked for (counting {looked}): nothing found that contradicts this."
    )


def pair_checks(seen: Paired) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    made = list(common_checks(seen.scope, [seen.safe]))
    table = seen.found()
    if table.empty:
        return tuple(made)
    more, less = table[["n1", "n2"]].max(axis=1), table[["n1", "n2"]].min(axis=1)
    unequal = int((more > UNEQUAL * less).sum())
    said = Both(
        f"Bij {plural(unequal, 'paar', 'paren', 'nl')} komt de ene code meer dan {UNEQUAL} keer zo "
        "vaak voor als de andere; c is daar klein, wat er ook is.",
        f"In {plural(unequal, 'pair', 'pairs', 'en')} one code is more than {UNEQUAL} times as "
        "frequent as the other; c is small there, whatever there is.",
    )
    advice = Both(
        "Kijk bij die paren naar de twee aandelen, niet naar c.",
        "Look at the two shares of those pairs, not at c.",
    )
    made.append(
        Check("unequal_counts", "doubtful", said, float(unequal), advice)
        if unequal
        else Check("unequal_counts", "passed", said, 0.0)
    )
    made.append(
        Check(
            "together_is_not_related",
            "informative",
            Both(
                f"Samen staan is: in {seen.unit_in('nl')}. Dat zegt niet dat het een met het "
                "ander te maken heeft.",
                f"Together means: in {seen.unit_in('en')}. That does not say that the one has "
                "to do with the other.",
            ),
        )
    )
    return tuple(made)


def draw_pairs(seen: Paired) -> dict[str, Drawing]:
    """Draw a triangle of pairs: the count, and c by shade; the diagonal holds each code alone."""
    if seen.table.empty or seen.scope.frame.empty or seen.too_few:
        alt = Both(
            "Geen figuur: er is niets te tonen van codes die samen voorkomen.",
            "No figure: there is nothing to show of codes that stand together.",
        )
        return {language: Drawing("", alt[language], _numbers(seen, language))
                for language in LANGUAGES}  # fmt: skip
    side = max(len(seen.codes), 3)
    return draw_both(
        lambda figure, language: _draw(seen, figure, language),
        lambda language: _alt(seen, language),
        lambda language: _numbers(seen, language),
        size=(7.2, 1.0 + 0.5 * side),
    )


def _alone(table: pd.DataFrame, codes: Sequence[str]) -> dict[str, int | None]:
    from pandas import notna

    found: dict[str, int | None] = dict.fromkeys(codes)
    for row in table.to_dict("records"):
        for code, n in ((row["code_1"], row["n1"]), (row["code_2"], row["n2"])):
            if notna(n):
                found[code] = int(n)
    return found


def _draw(seen: Paired, figure: Figure, language: str) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    axes = figure.subplots()
    ids = [code.id for code in seen.codes]
    place = {id: i for i, id in enumerate(ids)}
    alone = _alone(seen.table, ids)
    small = 8.5 if len(ids) <= 8 else 6.5 if len(ids) <= 14 else 5

    def tile(x: int, y: int, text: str, share: float, *, hidden: str = "") -> None:
        fill = tuple(1 - share * (1 - channel) for channel in to_rgb(COLOURS[0]))
        axes.add_patch(
            Rectangle(
                (x - 0.48, y - 0.46), 0.96, 0.92, facecolor=fill, edgecolor="#d9d9d9",
                linewidth=0.6, hatch=hidden or None,
            )
        )  # fmt: skip
        ink = "white" if share > 0.55 else INK
        axes.text(x, y, text, ha="center", va="center", fontsize=small, color=ink)

    for id, i in place.items():
        text = number(alone[id], language) if alone[id] is not None else "×"
        axes.text(i, i, text, ha="center", va="center", fontsize=small, color=QUIET)
    for row in seen.table.to_dict("records"):
        x, y = sorted((place[row["code_1"]], place[row["code_2"]]))
        if row["status"] != "shown":
            tile(x, y, "×" if row["status"] == "suppressed" else "–", 0.0, hidden="////")
            continue
        c = float(row["c"]) if row["n12"] else 0.0
        told = number(row["n12"], language)
        if row["n12"] and len(ids) <= 14:
            told += f"\n{number(c, language, decimals=2)}"
        tile(x, y, told, c)
    names = [f"{i + 1}  " + "\n".join(textwrap.wrap(code.term.label[language], 30)[:2])
             for i, code in enumerate(seen.codes)]  # fmt: skip
    axes.set_xlim(-0.55, len(ids) - 0.45)
    axes.set_ylim(len(ids) - 0.45, -0.55)
    axes.set_yticks(range(len(ids)), names, fontsize=8.5, color=INK)
    axes.set_xticks(range(len(ids)), [str(i + 1) for i in range(len(ids))], fontsize=8.5)
    for edge in axes.spines.values():
        edge.set_visible(False)
    quiet_axes(axes)
    unit = seen.units_in(language, seen.unit)
    figure.supxlabel(
        Both(
            f"In elk vak: {unit} met beide codes, daaronder c (donkerder is hoger). Schuin omlaag: "
            f"{unit} met de code zelf.\n×: afgeschermd, te weinig mensen.",
            f"In each cell: {unit} with both codes, below it c (darker is higher). Down the "
            f"diagonal: {unit} with the code itself.\n×: suppressed, too few people.",
        )[language],
        fontsize=7.5,
        color=QUIET,
    )


def _alt(seen: Paired, language: str) -> str:
    found = seen.found().sort_values("n12", ascending=False, kind="stable")
    unit = seen.units_in(language, seen.unit)
    head = Both(
        f"Driehoek van codes: hoeveel {unit} elk paar samen heeft. ",
        f"Triangle of codes: how many {unit} each pair has in common. ",
    )[language]
    told = [f"{_named(seen, row, language)}: {number(row['n12'], language)}, c = "
            f"{number(float(row['c']), language, decimals=2)}"
            for row in found.head(8).to_dict("records")]  # fmt: skip
    none = Both("Geen paar is zichtbaar samen te vinden", "No pair is visibly found together")
    return head + ("; ".join(told) or none[language]) + "."


def _chance_told(row: Any, language: str) -> str:
    return number(_by_chance(row) if row["of"] else None, language, decimals=1)


def _numbers(seen: Paired, language: str) -> str:
    heads = {
        "nl": ("paar", "n1", "n2", "samen", "bij toeval", "c", "van de eerste", "van de tweede"),
        "en": ("pair", "n1", "n2", "together", "by chance", "c", "of the first", "of the second"),
    }[language]
    lines: list[tuple[str, ...]] = [heads]
    for row in seen.table.to_dict("records"):
        cells: tuple[str, ...] = (label("status", str(row["status"]), language),)
        if row["status"] == "shown":
            given = [None if row[n] != row[n] else float(row[n]) for n in ("share_1", "share_2")]
            cells = (
                number(row["n1"], language), number(row["n2"], language),
                number(row["n12"], language), _chance_told(row, language),
                number(row["c"], language, decimals=2),
                *(percentage(share, language) for share in given),
            )  # fmt: skip
        lines.append((_named(seen, row, language), *cells))
    return numbers_as_text(lines)
