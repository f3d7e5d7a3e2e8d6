"""Lines of areas in an overview: told apart, named, and broken where areas came for others."""

import itertools

import pandas as pd
import pytest

from kit.indicator_overview import indicators_overview
from kit.indicator_overview.gathering import gather
from kit.indicator_overview.panels import draw_panel, drawn_of, hands_of, height_of
from kit.indicator_overview.succeeding import Stretch, predecessors
from kit.study import Area, open_study

HEAD = (
    "regio;indicator;periode;waarde;eenheid;aantal personen;doel;gunstige richting;methode;gebied"
)
RECODES = pd.DataFrame(
    {"year": [2022, 2022], "old": ["GM9001", "GM9003"], "new": ["GM9003", "GM9003"],
     "weight": [1.0, 1.0]}
)  # fmt: skip


def area(code, **span):
    return Area.model_validate({"code": code, "name": f"Naam {code}", **span})


def found_by(own, others, *areas, recodes=None):
    by_code = {one.code: one for one in areas}
    return [one.code for one in predecessors(own, others, areas=by_code, recodes=recodes)]


@pytest.mark.parametrize(
    ("begins", "found"),
    [("2022-01-01", ["GM9001"]), ("2022-01-02", []), ("2021-12-31", [])],
)
def test_an_area_comes_in_place_of_one_that_ended_the_day_before(begins, found):
    old = area("GM9001", until="2021-12-31")
    stretches = [Stretch("GM9001", "2018", "2021"), Stretch("GM9003", "2022", "2024")]
    assert found_by(stretches[1], stretches, old, area("GM9003", **{"from": begins})) == found


def test_the_recode_table_tells_of_a_merger_that_the_study_does_not():
    stretches = [Stretch("GM9001", "2018", "2021"), Stretch("GM9003", "2022", "2024")]
    assert found_by(stretches[1], stretches, recodes=RECODES) == ["GM9001"]
    assert found_by(stretches[1], stretches) == []


def test_an_area_that_goes_on_beside_another_is_not_before_it():
    stretches = [Stretch("GM9001", "2018", "2022"), Stretch("GM9003", "2022", "2024")]
    assert found_by(stretches[1], stretches, recodes=RECODES) == []


@pytest.fixture
def study(tmp_path):
    def of(areas, rows):
        listed = "".join(f"      - {{{one}}}\n" for one in areas)
        (tmp_path / "study.yml").write_text(
            "format: 1\ntitle: Proef\nperiod: {from: 2012, until: 2024Q4}\nregions:\n"
            f"  - slug: heide\n    name: Heide\n    areas:\n{listed}",
            encoding="utf-8",
        )
        table = "\n".join([HEAD, *rows]) + "\n"
        (tmp_path / "indicators.csv").write_text(table, encoding="utf-8")
        return open_study(tmp_path)

    return of


def figures(code, first, last, value):
    return [
        f"heide;vallen;{year};{value + year % 3};per 1000;5000;aim_health;lager;telling;{code}"
        for year in range(first, last + 1)
    ]


@pytest.fixture
def merged(study):
    return study(
        [
            "code: GM9001, name: Oost, until: 2021-12-31",
            "code: GM9002, name: West, until: 2021-12-31",
            "code: GM9003, name: Samen, from: 2022-01-01", "code: GM9004, name: Zuid",
        ],
        [
            *figures("GM9001", 2018, 2021, 30), *figures("GM9002", 2018, 2021, 34),
            *figures("GM9003", 2022, 2024, 32), *figures("GM9004", 2018, 2024, 40),
        ],
    )  # fmt: skip


@pytest.fixture
def painted():
    def of(study):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        seen = gather(study, region="heide", until=None, release="region")
        lines = drawn_of(seen, "vallen")
        figure = Figure(figsize=(3.6, height_of(lines)), dpi=100, layout="constrained")
        canvas = FigureCanvasAgg(figure)
        axes = figure.subplots()
        draw_panel(seen, lines, axes, hands=hands_of(lines), language="nl")
        canvas.draw()
        return axes

    return of


def test_a_merger_breaks_the_line_and_is_told_everywhere(merged):
    found = indicators_overview(merged, region="heide", until=None, release="region")
    joins = found.table.set_index(["area", "period"])["joins"]
    assert joins["GM9003", "2022"] == "area"
    assert joins["GM9003", "2023"] == joins["GM9004", "2022"] == "yes"
    told = next(check for check in found.checks if check.name == "comparable_years")
    assert told.verdict == "doubtful"
    why = "Oost and West are there up to and including 2021, Samen from 2022"
    for text in (told.said["en"], found.picture["en"].alt, found.picture["en"].numbers):
        assert why in text
    assert "‘vallen’" in found.against["en"]
    # Each area has the boundaries it always had: nothing is mixed.
    assert all(check.name != "boundary_years" for check in found.checks)


def test_before_the_merger_nothing_is_broken(merged):
    found = indicators_overview(merged, region="heide", until="2021Q4", release="region")
    assert set(found.table["joins"]) == {"first", "yes"}


def test_a_merger_is_a_gap_with_a_mark_in_the_figure_and_its_reason_below(merged, painted):
    axes = painted(merged)
    signs = [text for text in axes.texts if text.get_text() == "≠"]
    assert len(signs) == 1
    assert 2021 < signs[0].get_position()[0] < 2022
    assert "≠ 2021–2022 een ander gebied" in axes.get_xlabel()
    # No line runs between an area that ended and one that began; that of Zuid runs on.
    over = [
        line for line in axes.lines
        if len(line.get_xdata()) == 2 and line.get_xdata()[0] < 2021.5 < line.get_xdata()[1]
        and line.get_linewidth() > 1
    ]  # fmt: skip
    assert len(over) == 1
    assert min(over[0].get_ydata()) >= 40


def test_the_line_of_each_area_has_a_colour_and_a_marker_that_its_name_has_too(merged, painted):
    axes = painted(merged)
    dots = [line for line in axes.lines if line.get_marker() not in ("None", None)]
    hands = {
        (line.get_color(), line.get_marker()) for line in dots if isinstance(line.get_marker(), str)
    }
    assert len(hands) == len({colour for colour, _ in hands}) == 4
    names = [text.get_text() for text in axes.texts]
    assert any(name.startswith("Samen 3") for name in names)
    assert any(name.startswith("Oost ") and name.endswith("(2021)") for name in names)


@pytest.mark.parametrize("count", [1, 2, 6, 7, 16])
def test_names_of_areas_do_not_cover_each_other(study, painted, count):
    codes = [f"GM{9000 + place}" for place in range(count)]
    axes = painted(
        study(
            [f"code: {code}, name: Sint-Willebrordusgemeente {code}" for code in codes],
            [one for code in codes for one in figures(code, 2020, 2024, 30)],
        )
    )
    boxes = [text.get_window_extent() for text in axes.texts if text.get_text()]
    assert sum("GM90" in text.get_text() or "…" in text.get_text() for text in axes.texts) == count
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_names_that_would_be_cut_alike_lose_their_middle(study, painted):
    names = ["Sint-Willebrordusgemeente Oost", "Sint-Willebrordusgemeente West"]
    axes = painted(
        study(
            [f"code: GM900{i}, name: {name}" for i, name in enumerate(names)],
            [one for i in range(2) for one in figures(f"GM900{i}", 2020, 2024, 30 + i)],
        )
    )
    told = [text.get_text() for text in axes.texts]
    assert any("Oost" in text for text in told)
    assert any("West" in text for text in told)


def test_too_many_areas_to_name_are_counted_below_the_panel(study, painted):
    codes = [f"GM{9000 + place}" for place in range(17)]
    axes = painted(
        study(
            [f"code: {code}, name: {code}" for code in codes],
            [one for code in codes for one in figures(code, 2020, 2024, 30)],
        )
    )
    assert "17 van de 17 gebieden zonder naam hier" in axes.get_xlabel()
    assert not any("GM90" in text.get_text() for text in axes.texts)


@pytest.mark.parametrize(("value", "cut"), [(40, True), (1, False)])
def test_an_axis_that_does_not_start_at_zero_is_marked(study, painted, value, cut):
    opened = study(["code: GM9004, name: Zuid"], figures("GM9004", 2018, 2024, value))
    axes = painted(opened)
    strokes = [line for line in axes.lines if not isinstance(line.get_marker(), str)]
    assert (len(strokes) == 1) is cut
    assert bool(axes.get_ylim()[0] > 0) is cut
    found = indicators_overview(opened, region="heide", until=None, release="region")
    assert ("begint de as niet bij nul" in found.picture["nl"].alt) is cut


def test_the_unit_is_written_whole_above_the_panel(study, painted):
    axes = painted(study(["code: GM9004, name: Zuid"], figures("GM9004", 2018, 2024, 40)))
    assert "per 1000" in [text.get_text() for text in axes.texts]
    assert axes.get_ylabel() == ""
