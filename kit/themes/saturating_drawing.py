"""The figure of the saturation of codes: what is known so far, and where each setting ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import LANGUAGES, Both, number, percentage
from kit.terms import label
from kit.themes.saturating_words import Saturated

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_saturation"]


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
