"""Shapes from GeoJSON: which area each belongs to, and a clear word on what cannot be drawn."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kit.areas import read_areas
from kit.check import check_study
from kit.geometry import Geometry, read_geometry
from kit.study import open_study

SETTINGS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
  - slug: noord
    name: Regio Noord
    areas:
      - {code: GM9901, name: Noorddorp}
      - {code: WK990101, name: Een, geography: district}
      - {code: WK990102, name: Twee, geography: district}
      - {code: WK990103, name: Drie, geography: district, until: 2022-12-31}
"""


def square(x: float, y: float, size: float = 1000.0) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def feature(code: str, *rings: Any, name: str = "code", kind: str = "Polygon") -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": list(rings)}
    return {"type": "Feature", "properties": {name: code}, "geometry": geometry}


ONE = feature("WK990101", square(100_000, 500_000))
TWO = feature("WK990102", square(101_000, 500_000))


def geometry_of(folder: Path, what: Any) -> Geometry:
    (folder / "study.yml").write_text(SETTINGS, encoding="utf-8")
    if isinstance(what, tuple):
        what = {"type": "FeatureCollection", "features": list(what)}
    text = what if isinstance(what, str) else json.dumps(what)
    (folder / "areas.geojson").write_text(text, encoding="utf-8")
    study = open_study(folder)
    return read_geometry(study, read_areas(study))


def test_without_a_file_there_are_no_shapes_and_no_problem(tmp_path):
    (tmp_path / "study.yml").write_text(SETTINGS, encoding="utf-8")
    study = open_study(tmp_path)
    assert read_geometry(study, read_areas(study)) == Geometry()


@pytest.mark.parametrize("name", ["code", "statcode", "area", "Statcode", "CODE"])
def test_an_area_is_recognised_by_the_property_with_its_code(tmp_path, name):
    made = (feature("WK990101", square(100_000, 500_000), name=name), TWO | {"properties":
            {name: "WK990102", "naam": "Twee"}})  # fmt: skip
    geometry = geometry_of(tmp_path, made)
    assert geometry.problems == ()
    assert geometry.recognised_by == name.casefold()
    assert set(geometry.shapes) == {"WK990101", "WK990102"}
    assert geometry.system == "rd"
    assert geometry.aspect == 1
    assert [source.path for source in geometry.sources] == ["areas.geojson"]


def test_one_file_may_be_read_without_a_study(tmp_path):
    geometry_of(tmp_path, (ONE, TWO))
    study = open_study(tmp_path)
    geometry = read_geometry(tmp_path / "areas.geojson", read_areas(study))
    assert set(geometry.shapes) == {"WK990101", "WK990102"}


def test_outer_rings_run_against_the_clock_and_holes_with_it(tmp_path):
    def surface(ring):
        x, y = (ring - ring[0]).T
        return float(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2

    hole = square(100_200, 500_200, 100)
    for outer, inner in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        one = feature("WK990101", square(100_000, 500_000)[::outer], hole[::inner])
        first, second = geometry_of(tmp_path, (one, TWO)).shapes["WK990101"]
        assert surface(first) == pytest.approx(1000**2)
        assert surface(second) == pytest.approx(-(100**2))


def test_an_area_of_several_pieces_keeps_them_all(tmp_path):
    pieces = [[square(100_000, 500_000)], [square(110_000, 500_000), square(110_100, 500_100, 50)]]
    one = feature("WK990101", *pieces, kind="MultiPolygon")
    geometry = geometry_of(tmp_path, (one, TWO))
    assert geometry.problems == ()
    assert len(geometry.shapes["WK990101"]) == 3


def test_heights_above_the_sea_are_passed_over(tmp_path):
    ring = [[*corner, 12.5] for corner in square(100_000, 500_000)]
    geometry = geometry_of(tmp_path, (feature("WK990101", ring), TWO))
    assert geometry.shapes["WK990101"][0].shape == (5, 2)


def test_degrees_are_recognised_and_are_not_drawn_too_wide(tmp_path):
    one, two = square(5.0, 52.0, 0.1), square(5.1, 52.0, 0.1)
    geometry = geometry_of(tmp_path, (feature("WK990101", one), feature("WK990102", two)))
    assert geometry.system == "wgs84"
    # At 52.05 degrees a degree of longitude is cos(52.05°) of one of latitude.
    assert geometry.aspect == pytest.approx(1 / math.cos(math.radians(52.05)))


def test_latitude_before_longitude_is_told(tmp_path):
    one, two = square(52.0, 5.0, 0.1), square(52.1, 5.0, 0.1)
    geometry = geometry_of(tmp_path, (feature("WK990101", one), feature("WK990102", two)))
    assert geometry.shapes == {}
    (problem,) = geometry.problems
    assert "latitude before longitude, in 2 features" in problem.got


def test_metres_of_another_grid_are_told(tmp_path):
    mercator = feature("WK990101", square(580_000, 6_800_000))
    geometry = geometry_of(tmp_path, (mercator, TWO))
    assert geometry.shapes == {}
    assert [p.where for p in geometry.problems] == ["areas.geojson, feature 1"]
    assert "EPSG:28992" in geometry.problems[0].do


def test_metres_and_degrees_in_one_file_are_told(tmp_path):
    degrees = feature("WK990101", square(5.0, 52.0, 0.1))
    geometry = geometry_of(tmp_path, (degrees, TWO))
    assert geometry.shapes == {}
    assert [p.got for p in geometry.problems] == ["metres and degrees in one file"]


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("{", "text that is not JSON"),
        ("[1, 2]", "list"),
        ("null", "NoneType"),
        ('{"type": "Topology", "objects": {}, "arcs": []}', "TopoJSON"),
        ('{"type": "Feature", "properties": {}, "geometry": null}', "Feature"),
        ('{"type": "FeatureCollection"}', "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "no features"),
        ('{"type": "FeatureCollection", "features": [7]}', "no properties"),
    ],
)
def test_another_kind_of_file_is_refused_in_the_words_of_the_house(tmp_path, text, got):
    geometry = geometry_of(tmp_path, text)
    (problem,) = geometry.problems
    assert problem.got == got
    assert geometry.shapes == {}
    assert list(check_study(tmp_path).problems) == ["areas.geojson"]


def test_topojson_is_refused_with_what_to_do(tmp_path):
    (problem,) = geometry_of(tmp_path, {"type": "Topology"}).problems
    assert "saves it as GeoJSON" in problem.do


def test_a_file_without_a_property_for_the_code_says_which_it_has(tmp_path):
    wrong = (feature("WK990101", square(1e5, 5e5), name="naam"),)
    (problem,) = geometry_of(tmp_path, wrong).problems
    assert problem.got == "naam"
    assert "code, statcode or area" in problem.expected


def test_codes_of_other_areas_alone_are_told_once(tmp_path):
    strange = tuple(feature(f"BU{i:08d}", square(1e5, 5e5)) for i in range(30))
    geometry = geometry_of(tmp_path, strange)
    (problem,) = geometry.problems
    assert problem.where == "areas.geojson, `code`"
    assert "another year" in problem.do


def test_shapes_of_no_area_of_the_study_are_counted_and_listed(tmp_path):
    geometry = geometry_of(tmp_path, (ONE, feature("WK000001", square(1e5, 5e5)), TWO))
    assert geometry.problems == ()
    assert geometry.without_area == ("WK000001",)
    assert geometry.set_aside == {"shapes of no area of the study": 1}


def test_areas_without_a_shape_are_told_once_and_only_those_that_are_still_there(tmp_path):
    geometry = geometry_of(tmp_path, (ONE,))
    # WK990103 ended, and of municipalities the file has none.
    assert geometry.without_geometry == ("WK990102",)
    (problem,) = geometry.problems
    assert problem.got == "no shape for 1 of 2 areas"
    assert "WK990102" in problem.do
    assert set(geometry.shapes) == {"WK990101"}


def test_a_code_that_stands_twice_is_told_and_the_first_stays(tmp_path):
    again = feature("WK990101", square(120_000, 500_000))
    geometry = geometry_of(tmp_path, (ONE, again, TWO))
    (problem,) = geometry.problems
    assert problem.where == "areas.geojson, feature 2, `code`"
    assert "feature 1 has it too" in problem.expected
    assert geometry.shapes["WK990101"][0].min() == 100_000


@pytest.mark.parametrize(
    ("geometry", "got"),
    [
        (None, "no geometry"),
        ({"type": "Point", "coordinates": [1e5, 5e5]}, "Point"),
        ({"type": "Polygon", "coordinates": []}, "no rings"),
        ({"type": "Polygon", "coordinates": [square(1e5, 5e5)[:3]]}, "a ring of 3 corners"),
        ({"type": "Polygon", "coordinates": [square(1e5, 5e5)[:4]]}, "a ring that is not closed"),
        ({"type": "Polygon", "coordinates": [[[1e5, 5e5]] * 5]}, "a ring without a surface"),
        (
            {"type": "Polygon", "coordinates": [[["a", "b"]] * 5]},
            "corners that are not two numbers",
        ),
        ({"type": "Polygon", "coordinates": [[[1e5]] * 5]}, "corners that are not two numbers"),
        (
            {"type": "Polygon", "coordinates": [[[float("nan"), 5e5]] * 5]},
            "corners that are not two numbers",
        ),
    ],
)
def test_a_broken_shape_is_told_with_its_area_and_the_others_stay(tmp_path, geometry, got):
    broken = {"type": "Feature", "properties": {"code": "WK990101"}, "geometry": geometry}
    read = geometry_of(tmp_path, (broken, TWO))
    (problem,) = read.problems
    assert problem.where == "areas.geojson, feature 1 (WK990101)"
    assert problem.got == got
    assert set(read.shapes) == {"WK990102"}
    assert read.without_geometry == ("WK990101",)


def test_a_ring_of_four_corners_is_a_triangle_and_whole(tmp_path):
    triangle = [[1e5, 5e5], [1.01e5, 5e5], [1e5, 5.01e5], [1e5, 5e5]]
    assert geometry_of(tmp_path, (feature("WK990101", triangle), TWO)).problems == ()


def test_the_frame_counts_rings_and_corners(tmp_path):
    geometry = geometry_of(tmp_path, (ONE, TWO))
    assert geometry.frame.to_dict("list") == {
        "area": ["WK990101", "WK990102"], "rings": [1, 1], "corners": [5, 5],
    }  # fmt: skip
    assert isinstance(geometry.shapes["WK990101"][0], np.ndarray)


def test_shapes_are_read_by_the_check_and_not_called_strange(tmp_path):
    geometry_of(tmp_path, (ONE, TWO))
    checked = check_study(tmp_path)
    assert checked.problems == {}
    assert not [remark for remark in checked.remarks if "geojson" in remark]
    assert checked.readings[-1].table == "geometry"
    assert checked.readings[-1].good_rows == 2
