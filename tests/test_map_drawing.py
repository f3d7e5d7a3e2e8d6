"""A map: few classes that read without colour, borders without gaps, small with many areas."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest

from kit.colour_vision import distance
from kit.figures import draw_both
from kit.geometry import Geometry
from kit.map_drawing import LABELLED, SHADES, MapClass, draw_map, inside, simplified

CLASSES = (MapClass("low", "weinig", SHADES[0]), MapClass("high", "veel", SHADES[3], marked=True))


def ring(*corners: tuple[float, float]) -> np.ndarray:
    return np.array([*corners, corners[0]], dtype=float)


def grid_of(n: int) -> Geometry:
    """Return `n` squares of a kilometre, in rows."""
    wide = int(np.ceil(n**0.5))
    shapes = {}
    for i in range(n):
        x, y = 1000.0 * (i % wide), 1000.0 * (i // wide)
        shapes[f"W{i}"] = (ring((x, y), (x + 1000, y), (x + 1000, y + 1000), (x, y + 1000)),)
    return Geometry(shapes, "rd", "code")


def drawn(geometry: Geometry, values: dict[str, str], language: str = "nl", **more):
    """Return the axes of a map, and its SVG."""
    kept = {}

    def draw(figure, spoken):
        axes = figure.subplots()
        given = {"names": {}, **more}
        draw_map(axes, geometry, values, classes=CLASSES, language=spoken, **given)
        kept[spoken] = axes

    drawings = draw_both(draw, lambda _: "kaart", lambda _: "")
    return kept[language], drawings[language].svg


def key_of(axes) -> list[str]:
    return [text.get_text() for text in axes.get_legend().get_texts()]


def labels_of(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_the_key_says_how_many_areas_each_class_has_in_its_language():
    values = {"W0": "low", "W1": "low", "W2": "high", "W3": "suppressed", "W4": "missing"}
    axes, _ = drawn(grid_of(5), values)
    assert key_of(axes) == ["weinig (2)", "veel (1)", "afgeschermd (1)", "ontbreekt (1)"]
    axes, _ = drawn(grid_of(5), values, language="en")
    assert key_of(axes)[2:] == ["suppressed (1)", "missing (1)"]


def test_suppressed_areas_are_hatched_and_the_class_that_matters_has_dots():
    values = {"W0": "low", "W1": "high", "W2": "suppressed", "W3": "missing"}
    axes, svg = drawn(grid_of(4), values)
    patches = {patch.get_hatch() for patch in axes.patches}
    assert patches == {None, "//////"}
    assert "<pattern" in svg
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(dots) == 1
    assert dots[0].get_xydata().tolist() == [[1500, 500]]


def test_a_class_without_areas_is_not_in_the_key():
    axes, _ = drawn(grid_of(2), {"W0": "low", "W1": "low"})
    assert key_of(axes) == ["weinig (2)"]


def test_areas_without_a_shape_and_shapes_without_a_value_are_not_drawn():
    axes, _ = drawn(grid_of(3), {"W0": "low", "elsewhere": "high"})
    assert key_of(axes) == ["weinig (1)"]
    axes, _ = drawn(grid_of(3), {"elsewhere": "high"})
    assert axes.get_legend() is None
    axes, _ = drawn(Geometry(), {"W0": "low"})
    assert not axes.patches


def test_up_to_twelve_areas_all_have_their_name_and_more_only_those_that_matter():
    geometry = grid_of(LABELLED + 1)
    codes = list(geometry.shapes)
    twelve = dict.fromkeys(codes[:-1], "low")
    names = {code: f"Wijk {code}" for code in codes}
    axes, _ = drawn(geometry, twelve, names=names)
    assert sorted(labels_of(axes)) == sorted(names[code] for code in twelve)
    every = dict.fromkeys(codes, "low")
    axes, _ = drawn(geometry, every, names=names, matter=["W3", "gone", "W7"])
    assert sorted(labels_of(axes)) == ["Wijk W3", "Wijk W7"]
    axes, _ = drawn(geometry, every, names=names)
    assert labels_of(axes) == []


def test_names_do_not_stand_on_one_another():
    geometry = grid_of(LABELLED)
    axes, _ = drawn(geometry, dict.fromkeys(geometry.shapes, "low"))
    drawing = axes.figure.canvas.get_renderer() if hasattr(axes.figure.canvas, "get_renderer") \
        else axes.figure._get_renderer()  # fmt: skip
    boxes = [text.get_window_extent(drawing) for text in axes.texts]
    assert len(boxes) == LABELLED
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])


def test_a_hostile_name_is_shortened_and_its_control_characters_are_written_out():
    axes, svg = drawn(grid_of(1), {"W0": "low"}, names={"W0": "$x^2$\x1b<script>" + "a" * 90})
    (label,) = labels_of(axes)
    assert [len(line) for line in label.split("\n")] == [15, 14]
    assert "\x1b" not in label
    assert "<script>" not in svg


def test_the_same_map_gives_the_same_bytes():
    geometry = grid_of(20)
    values = {code: ["low", "high", "suppressed"][i % 3] for i, code in enumerate(geometry.shapes)}
    assert drawn(geometry, values)[1] == drawn(geometry, values)[1]


def test_the_shades_are_told_apart_by_all_eyes_and_grow_darker():
    for one, other in pairwise(SHADES):
        assert distance(one, other) > 15
        assert sum(bytes.fromhex(one[1:])) > sum(bytes.fromhex(other[1:]))
    assert distance(SHADES[0], "#FFFFFF") > 5


def test_neighbours_keep_the_border_that_they_share():
    rng = np.random.default_rng(5)
    border = np.column_stack([50 + rng.normal(0, 3, 400), np.linspace(0, 100, 400)])
    left = np.concatenate([[(0.0, 0.0)], border, [(0.0, 100.0), (0.0, 0.0)]])
    right = np.concatenate([border, [(100.0, 100.0), (100.0, 0.0)], border[:1]])
    for corners in (800, 100, 30):
        made = simplified({"l": (left,), "r": (right,)}, corners=corners)
        sets = [{tuple(corner) for corner in made[code][0].tolist()} for code in "lr"]
        inner = [{c for c in own if 20 < c[0] < 80} for own in sets]
        assert len(inner[0]) > 3
        # But for its two ends, where one of the two may run straight on.
        assert len(inner[0] ^ inner[1]) <= 2
        assert sum(len(rings[0]) for rings in made.values()) <= corners


def test_corners_that_change_nothing_go_and_others_stay():
    shape = ring((0, 0), (50, 0), (100, 0), (100, 60), (100, 100), (0, 100))
    (made,) = simplified({"a": (shape,)})["a"]
    assert sorted(map(tuple, made[:-1].tolist())) == [(0, 0), (0, 100), (100, 0), (100, 100)]
    assert (made[0] == made[-1]).all()


def test_an_area_too_small_to_see_becomes_a_cell_and_a_hole_too_small_goes():
    big = (ring((0, 0), (1e5, 0), (1e5, 1e5), (0, 1e5)), ring((10, 10), (10, 12), (12, 12)))
    made = simplified({"big": big, "small": (ring((5e4, 5e4), (5e4 + 1, 5e4), (5e4, 5e4 + 1)),)})
    assert len(made["big"]) == 1
    (cell,) = made["small"]
    assert len(cell) == 5
    assert abs(cell.mean(axis=0) - 5e4).max() < 200


def test_a_hole_that_can_be_seen_stays():
    shape = (
        ring((0, 0), (100, 0), (100, 100), (0, 100)),
        ring((40, 40), (40, 60), (60, 60), (60, 40)),
    )
    assert len(simplified({"a": shape})["a"]) == 2


@pytest.mark.parametrize(
    "shape",
    [
        (ring((0, 0), (10, 0), (10, 10), (0, 10)),),
        # A horseshoe: its middle lies outside it.
        (ring((0, 0), (30, 0), (30, 30), (20, 30), (20, 5), (10, 5), (10, 30), (0, 30)),),
        (ring((0, 0), (30, 0), (30, 30), (0, 30)), ring((5, 5), (5, 25), (25, 25), (25, 5))),
    ],
)
def test_a_point_of_an_area_lies_in_it(shape):
    from matplotlib.path import Path

    point = inside(shape)
    assert Path(shape[0]).contains_point(point)
    assert not any(Path(hole).contains_point(point) for hole in shape[1:])


def test_a_map_of_three_thousand_areas_is_small_and_drawn_in_seconds():
    rng = np.random.default_rng(3)
    bent = {
        code: (ring(*(rings[0][:-1].repeat(15, axis=0) + rng.normal(0, 60, (60, 2)))),)
        for code, rings in grid_of(3000).shapes.items()
    }
    values = {code: ["low", "high", "suppressed"][i % 3] for i, code in enumerate(bent)}
    begun = time.process_time()
    _, svg = drawn(Geometry(bent, "rd", "code"), values)
    assert time.process_time() - begun < 20
    assert len(svg) < 1_500_000
