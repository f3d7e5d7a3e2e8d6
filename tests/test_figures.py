"""Figures: the same again, alone on their page, readable, and no name can break one."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes, spread_labels
from kit.finding import Drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def bars(title: str, height: float = 1.0) -> Callable[[Figure, str], None]:
    def draw(figure: Figure, language: str) -> None:
        axes = figure.add_subplot()
        axes.bar([0, 1], [height, 2])
        axes.plot([0, 1], [0, 1], clip_on=True)
        axes.set_title(f"{title} {language}")
        quiet_axes(axes)

    return draw


def drawn(title: str = "Aantal", height: float = 1.0, told: str = "x") -> dict[str, Drawing]:
    return draw_both(bars(title, height), lambda _: told, lambda _: told)


def ids(svg: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', svg))


def test_the_same_input_gives_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_two_figures_on_a_page_share_no_ids_even_when_their_words_are_the_same() -> None:
    one, two = drawn(height=1), drawn(height=1.5)
    both = [drawing.svg for drawing in (*one.values(), *two.values())]
    seen = [ids(svg) for svg in both]
    assert all(seen)
    assert len(set().union(*seen)) == sum(len(found) for found in seen)


def test_every_reference_within_a_figure_leads_to_its_own_ids() -> None:
    svg = drawn()["nl"].svg
    used = set(re.findall(r'href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)\)", svg))
    assert used
    assert used <= ids(svg)


def test_a_figure_stands_inside_a_page_scales_and_is_read_once() -> None:
    svg = drawn()["en"].svg
    assert svg.startswith('<svg aria-hidden="true" focusable="false"')
    assert not re.search(r'<svg[^>]* width="', svg)
    assert "viewBox" in svg
    assert "<metadata" not in svg
    assert "<!DOCTYPE" not in svg
    ElementTree.fromstring(svg)


def test_a_figure_asks_nothing_of_the_network() -> None:
    svg = re.sub(r'xmlns(:\w+)?="[^"]+"', "", drawn()["nl"].svg)
    assert "http" not in svg


def test_each_language_is_drawn_with_its_own_words() -> None:
    both = draw_both(bars("x"), lambda language: f"alt {language}", lambda language: language)
    assert (both["nl"].alt, both["en"].alt) == ("alt nl", "alt en")
    assert (both["nl"].numbers, both["en"].numbers) == ("nl", "en")
    assert both["nl"].svg != both["en"].svg


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>", '"onload="x', "a -- b --> c", "</svg>", "</metadata><b>",
        "van $5 tot $10", "$\\frac{", "a & b", "e\u0301\u0301", "\u202eabc", "é€–’",
    ],
)  # fmt: skip
def test_a_name_in_a_label_is_a_name_and_nothing_else(name: str) -> None:
    svg = drawn(name)["nl"].svg
    tree = ElementTree.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert tags <= {"svg", "defs", "style", "g", "path", "use", "rect", "clipPath"}
    attributes = {name for element in tree.iter() for name in element.attrib}
    assert not any(name.startswith("on") for name in attributes)
    assert "<script" not in svg


def test_the_style_of_the_house_does_not_leak_into_other_figures() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    drawn()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("colour", [*COLOURS[:4], INK, QUIET])
def test_what_carries_words_or_lines_stands_out_from_white(colour: str) -> None:
    # WCAG 2.1: 3:1 for graphical objects, 4.5:1 for text.
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    line = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    contrast = 1.05 / (0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2] + 0.05)
    assert contrast >= (4.5 if colour in (INK, QUIET) else 2.9)


def test_numbers_are_given_as_lines_of_text() -> None:
    assert numbers_as_text([("periode", "n"), ("2024", "3")]) == "periode; n\n2024; 3"
    assert numbers_as_text([]) == ""


HEIGHTS = st.lists(st.floats(-1000, 1000), max_size=12)


@given(HEIGHTS, st.floats(0.01, 100))
def test_labels_keep_their_distance_and_their_order(heights: list[float], apart: float) -> None:
    placed = spread_labels(heights, apart=apart)
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    for one, two in pairwise(order):
        assert placed[two] - placed[one] >= apart - 1e-6


@given(HEIGHTS, st.floats(0.01, 100))
def test_labels_that_do_not_touch_stay_where_they_are(heights: list[float], apart: float) -> None:
    ordered = sorted(heights)
    gaps = [two - one for one, two in pairwise(ordered)]
    if all(gap >= apart for gap in gaps):
        assert spread_labels(heights, apart=apart) == pytest.approx(heights)


@given(HEIGHTS, st.floats(0.01, 100))
def test_labels_together_move_neither_up_nor_down(heights: list[float], apart: float) -> None:
    assert sum(spread_labels(heights, apart=apart)) == pytest.approx(sum(heights), abs=1e-6)
