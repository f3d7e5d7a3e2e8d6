"""The figure of staggered starts: by time since the start, and what chance alone would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.control_chart.words import called
from kit.evaluation.staggered.saying import as_far_as_seen, places, sentence
from kit.evaluation.staggered.studying import Studied
from kit.evaluation.wording import signed
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_SIZE = (7.2, 6.0)
_SMALL = 8.5
_EFFECT = COLOURS[0]
_BESIDE = "#5b6670"


def draw(studied: Studied) -> dict[str, Drawing]:
    """Draw the difference by time since the start, by region, and among other start dates."""
    return draw_both(
        lambda canvas, language: _draw(canvas, studied, language),
        lambda language: _alt(studied, language),
        lambda language: _numbers(studied, language),
        size=_SIZE,
    )


def _draw(canvas: Figure, studied: Studied, language: str) -> None:
    parts: Any = canvas.subfigures(2, 1, height_ratios=[3, 2.2])
    _events(parts[0].subplots(), studied, language)
    below = parts[1].subplots(1, 2, width_ratios=[1, 1])
    _regions(below[0], studied, language)
    _chance(below[1], studied, language)


def _events(axes: Axes, studied: Studied, language: str) -> None:
    events = [each for each in studied.imputed.by_event if each.event >= 0]
    places_ = [each.event for each in events]
    heights = [each.effect for each in events]
    first = _beside(axes, studied)
    axes.axhline(0, color=QUIET, linewidth=0.8)
    _starting(axes, studied, language)
    axes.plot(places_, heights, color=_EFFECT, linewidth=1.2)
    sizes = [10 + 14 * each.n for each in events]
    axes.scatter(places_, heights, s=sizes, color=_EFFECT, edgecolor="white", zorder=3)
    mean = {"nl": "gemiddeld", "en": "mean"}[language]
    size = signed(studied.imputed.effect, language, decimals=places(studied))
    end = max(places_) + 0.22 * (max(places_) - first + 2)
    axes.set_xlim(first - 0.8, end)
    axes.plot(
        [-0.4, end], [studied.imputed.effect] * 2, color=_EFFECT, linewidth=1,
        linestyle=(0, (4, 2)),
    )  # fmt: skip
    axes.annotate(
        f"{mean} {size}", (1, studied.imputed.effect), xycoords=("axes fraction", "data"),
        xytext=(-2, 3), textcoords="offset points", color=_EFFECT, fontsize=_SMALL, ha="right",
    )  # fmt: skip
    unit = studied.first.unit
    suffix = f", {called(unit[language])}" if unit else ""
    axes.set_title(f"{called(studied.first.name[language])}{suffix}")
    axes.set_xlabel(_explained(studied, language), fontsize=_SMALL)
    axes.set_ylabel({"nl": "verschil", "en": "difference"}[language], fontsize=_SMALL)
    _format(axes.yaxis, language)
    _format(axes.xaxis, language)
    quiet_axes(axes)


def _starting(axes: Axes, studied: Studied, language: str) -> None:
    """Draw where the start lies, the run-in after it, and the period that others are held to."""
    lag = studied.analysis.lag if studied.analysis else 0
    axes.axvline(-lag - 0.5, color=INK, linewidth=1, linestyle=":", zorder=1)
    top = axes.get_xaxis_transform()
    if lag:
        axes.axvspan(-lag - 0.5, -0.5, color="#f4efe2", zorder=0, linewidth=0)
    words = {"nl": "start", "en": "start"}[language]
    if lag:
        words += {"nl": ", dan aanloop", "en": ", then run-in"}[language]
    axes.text(-lag - 0.4, 0.985, words, transform=top, fontsize=_SMALL, color=INK, va="top")
    found = studied.beside.events
    if found is not None:
        axes.annotate(
            {"nl": "ijkpunt", "en": "reference"}[language], (found.reference, 0), xytext=(-2, 5),
            textcoords="offset points", fontsize=7.5, color=_BESIDE, ha="right",
        )  # fmt: skip


def _beside(axes: Axes, studied: Studied) -> int:
    """Draw the differences by another estimator, before the start too, in the band of chance."""
    found = studied.beside.events
    if found is None:
        return 0
    pairs = sorted(
        [*zip(found.events, found.effects, found.band, strict=True), (found.reference, 0.0, 0.0)]
    )
    shown = [pair for pair in pairs if pair[2] == pair[2]]
    if len(shown) > 1:
        at, half = [pair[0] for pair in shown], [float(pair[2]) for pair in shown]
        axes.fill_between(at, [-each for each in half], half, color="#e6eaee", linewidth=0)
    axes.plot(
        [pair[0] for pair in pairs], [float(pair[1]) for pair in pairs], color=_BESIDE,
        linewidth=0.8, marker="o", markersize=3.5, markerfacecolor="white",
    )  # fmt: skip
    return int(pairs[0][0])


def _explained(studied: Studied, language: str) -> str:
    """Return what the horizontal axis counts, and what is drawn beside the difference."""
    count = {
        "nl": "perioden vanaf de eerste na de start die meetelt; grotere punt: meer regio’s",
        "en": "periods from the first after the start that counts; larger dot: more regions",
    }[language]
    if studied.beside.events is None:
        return count
    other = {
        "nl": "open: andere rekenwijze, ook vóór de start",
        "en": "open: another way of calculating, before the start too",
    }[language]
    if studied.beside.events.band[0] == studied.beside.events.band[0]:
        other += {
            "nl": "; grijs: wat 95 van 100 verwisselingen geven",
            "en": "; grey: what 95 of 100 permutations give",
        }[language]
    return f"{count}\n{other}"


def _regions(axes: Axes, studied: Studied, language: str) -> None:
    """Draw the mean difference of each region that started, in the order of the study."""
    pairs = [
        (name, effect)
        for name, effect in zip(studied.gathered.names, studied.imputed.by_region, strict=True)
        if effect == effect
    ]
    axes.axvline(0, color=QUIET, linewidth=0.8)
    for place, (_, effect) in enumerate(pairs):
        axes.plot([0, effect], [place, place], color=_EFFECT, linewidth=1.2)
        axes.plot(effect, place, "o", color=_EFFECT, markersize=5)
        text = signed(effect, language, decimals=places(studied))
        axes.text(1.02, place, text, transform=axes.get_yaxis_transform(), fontsize=_SMALL,
                  va="center")  # fmt: skip
    axes.set_yticks(range(len(pairs)), [called(name, 22) for name, _ in pairs], fontsize=_SMALL)
    axes.set_ylim(len(pairs) - 0.4, -0.6)
    axes.set_title({"nl": "per regio", "en": "by region"}[language], fontsize=9.5)
    _format(axes.xaxis, language)
    quiet_axes(axes)


def _chance(axes: Axes, studied: Studied, language: str) -> None:
    """Draw the differences under other start dates, and the real one among them."""
    title = {"nl": "met verwisselde startdata", "en": "with permuted start dates"}[language]
    axes.set_title(title, fontsize=9.5)
    if studied.tested is None:
        axes.set_axis_off()
        return
    permuted = studied.tested.permuted
    axes.hist(permuted.placebos, bins=min(30, max(5, len(permuted.placebos) // 8)),
              color="#d5dbe0")  # fmt: skip
    axes.axvline(permuted.effect, color=_EFFECT, linewidth=2)
    words = {"nl": "gemeten", "en": "measured"}[language]
    low, high = axes.get_xlim()
    side = permuted.effect > (low + high) / 2
    axes.text(
        permuted.effect, 1.0, f"{words} " if side else f" {words}",
        transform=axes.get_xaxis_transform(), color=_EFFECT, fontsize=_SMALL, va="top",
        ha="right" if side else "left",
    )  # fmt: skip
    axes.set_yticks([])
    as_far, of = (number(each, language) for each in as_far_as_seen(studied))
    words = {
        "nl": f"{as_far} van {of} verdelingen minstens zo ver van nul",
        "en": f"{as_far} of {of} assignments at least as far from zero",
    }[language]
    axes.set_xlabel(words, fontsize=_SMALL)
    axes.spines["left"].set_visible(False)
    _format(axes.xaxis, language)
    quiet_axes(axes)


def _format(axis: Any, language: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))

    def written(value: float, _: Any) -> str:
        low, high = sorted(axis.get_view_interval())
        decimals = 0 if high - low >= 4 else 1 if high - low >= 0.4 else 2
        return signed(value, language, decimals=decimals)

    axis.set_major_formatter(written)


def _alt(studied: Studied, language: str) -> str:
    count = len(studied.gathered.started())
    if language == "nl":
        return (
            f"Het verschil naar tijd sinds de start, gemiddeld over {count} regio’s, met een lijn "
            f"op het gemiddelde{_also(studied, 'nl')}; eronder het verschil per regio, en hoe "
            f"ver het ligt van wat verwisselde startdata geven. {sentence(studied)['nl']}"
        )
    return (
        f"The difference by time since the start, mean of {count} regions, with a line at the "
        f"mean{_also(studied, 'en')}; below, the difference by region, and how far it lies from "
        f"what permuted start dates give. {sentence(studied)['en']}"
    )


def _also(studied: Studied, language: str) -> str:
    """Say what stands beside the line: another estimator, and how much of it lies in the band."""
    found = studied.beside.events
    if found is None:
        return ""
    also = {
        "nl": ", ernaast die volgens Callaway en Sant’Anna, ook vóór de start",
        "en": ", beside it that by Callaway and Sant’Anna, before the start too",
    }[language]
    known = [
        abs(effect) <= half
        for effect, half in zip(found.effects, found.band, strict=True)
        if half == half
    ]
    if known:
        inside, whole = number(sum(known), language), number(len(known), language)
        also += {
            "nl": f", waarvan {inside} van {whole} punten binnen de band van toeval",
            "en": f", {inside} of its {whole} points within the band of chance",
        }[language]
    return also


def _numbers(studied: Studied, language: str) -> str:
    heads = {
        "nl": ("tijd sinds de start", "verschil", "regio’s"),
        "en": ("time since the start", "difference", "regions"),
    }[language]
    decimals = places(studied)
    rows: list[tuple[str, ...]] = [heads]
    for each in studied.imputed.by_event:
        if each.event >= 0:
            size = signed(each.effect, language, decimals=decimals)
            rows.append((str(each.event), size, str(each.n)))
    found = studied.beside.events
    if found is not None:
        heads = {
            "nl": ("Callaway en Sant’Anna", "verschil", "band van toeval"),
            "en": ("Callaway and Sant’Anna", "difference", "band of chance"),
        }[language]
        rows.append(heads)
        for event, effect, half in zip(found.events, found.effects, found.band, strict=True):
            size = signed(float(effect), language, decimals=decimals)
            wide = f"±{number(float(half), language, decimals=decimals)}" if half == half else "–"
            rows.append((str(event), size, wide))
    for name, effect in zip(studied.gathered.names, studied.imputed.by_region, strict=True):
        if effect == effect:
            rows.append((called(name), signed(effect, language, decimals=decimals)))
    return numbers_as_text(rows)
