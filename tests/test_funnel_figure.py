"""The figure of a funnel: dots and limits named, words that cover nothing, an alternative text."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from funnel_cases import AREAS, NAMES, drawn, found, row, study_of

from kit.funnel_plot.labelling import Dot, label_dots


@pytest.mark.parametrize(("count", "width"), [(12, 6), (24, 7.2)])
def test_names_in_the_figure_cover_neither_each_other_nor_a_dot(count, width):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    figure = Figure(figsize=(width, 4), dpi=72)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    rng = np.random.default_rng(4)
    spots = np.clip(rng.normal(0.5, 0.06 * count / 12, (count, 2)), 0, 1)
    names = [f"{name} {place}" for place in (1, 2) for name in NAMES[:12]][:count]
    dots = [Dot(float(x), float(y), name) for (x, y), name in zip(spots, names, strict=True)]
    label_dots(axes, dots, width=width * 0.8 * 72, height=4 * 0.8 * 72)
    canvas.draw()
    # Of the words alone: the extent of an annotation holds its line too.
    boxes = [Text.get_window_extent(text).padded(-1) for text in axes.texts]
    assert len(boxes) == count
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    for x, y in axes.transAxes.transform(spots):
        assert not any(box.contains(x, y) for box in boxes)


def test_the_same_study_gives_the_same_figure(tmp_path):
    study = study_of(tmp_path, drawn(1))
    one, other = (found(study).picture["nl"].svg for _ in range(2))
    assert one == other
    assert "<svg" in one


def test_the_alternative_text_says_what_is_seen(tmp_path):
    picture = found(study_of(tmp_path, drawn(1, planted=1.5))).picture
    assert picture["en"].alt.startswith("Funnel of vallen: 15 areas as dots")
    assert "Hoogzand (above)" in picture["en"].alt
    # Five areas of its own, and those of others by their place.
    assert len(picture["en"].numbers.splitlines()) < 10
    assert "of other regions" in picture["en"].numbers


def test_the_figure_of_a_region_names_no_area_of_another(tmp_path):
    rows = [row(a, {"G02": 80, "G08": 85}.get(a, 40), 4000) for a in AREAS]
    study = study_of(tmp_path, rows)
    for region, named, other in (("noord", "Beekloo", "Hoogzand"), ("oost", "Hoogzand", "Beekloo")):
        alt = found(study, region=region).picture["nl"].alt
        assert named in alt
        assert other not in alt
        assert other not in found(study, region=region).picture["nl"].numbers


@pytest.mark.parametrize(
    ("improvement", "colour"), [("higher", "#0072b2"), ("lower", "#d55e00"), ("", "#555b61")]
)
def test_an_area_outside_is_blue_only_on_the_favourable_side(tmp_path, improvement, colour):
    rows = [row(a, 80 if a == "G08" else 40, 4000, improvement=improvement) for a in AREAS]
    svg = found(study_of(tmp_path, rows)).picture["nl"].svg.casefold()
    assert colour in svg
    assert not {"#0072b2", "#d55e00"} - {colour} & set(re.findall("#[0-9a-f]{6}", svg))


@pytest.mark.parametrize(
    "rows",
    [[], [row("G01", 50, 4000)], [row(a, 0, 4000) for a in AREAS]],
    ids=["no figures", "one area", "no events"],
)
def test_without_a_funnel_there_is_no_figure_and_the_text_says_so(tmp_path, rows):
    picture = found(study_of(tmp_path, rows)).picture
    assert picture["en"].svg == picture["nl"].svg == ""
    assert picture["nl"].alt.startswith("Geen figuur")


def test_sizes_that_differ_much_and_hostile_names_can_be_drawn(tmp_path):
    names = [{"code": c, "name": f"$x_{{$ <b>\u202e{c}\n" + "lang " * 20} for c in AREAS]
    sizes = np.geomspace(1000, 400_000, 15).round()
    rows = [row(a, int(n / 50), int(n), region="oost") for a, n in zip(AREAS, sizes, strict=True)]
    study = study_of(
        tmp_path, rows, regions=[{"slug": "oost", "name": "Oost $_{x}$", "areas": names}]
    )
    picture = found(study).picture["nl"]
    assert "<svg" in picture.svg
    assert "\u202e" not in picture.alt + picture.numbers
