"""Designs that look at one figure, laid side by side."""

import math

import pytest

from kit.evaluation.effect import Effect, Row, effect_table
from kit.evaluation.ways_of_looking import ways_of_looking
from kit.finding import Drawing, Finding
from kit.language import Both
from kit.study import open_study

NONE = Both("", "")


@pytest.fixture
def study(tmp_path):
    text = "format: 1\ntitle: Proef\nperiod: {from: 2018Q1, until: 2023Q4}\n"
    text += "regions:\n- {slug: a, name: Regio A}\n"
    (tmp_path / "study.yml").write_text(text, encoding="utf-8")
    return open_study(tmp_path)


def finding(kind, effect=None, rows=(), *, region="a", indicator="zorg"):
    seen = [Row("observed", "", value, region=region) for value in (50.0, 60.0)]
    table = effect_table(
        effect, [*rows, *seen], region=region, indicator=indicator, unit="per 1000", design=kind
    )
    return Finding(
        kind=kind, question=NONE, parameters={"indicator": indicator, "region": region},
        table=table, sentence=NONE, picture={"nl": Drawing("", "", "")}, checks=(), sources=(),
        release="region",
    )  # fmt: skip


def own_past(estimate, half=1.0, **how):
    points = {"before": 16, "after": 12, **how}
    return finding(
        "interrupted_series", Effect(estimate, estimate - half, estimate + half, **points)
    )


def mixture(estimate, others=(0.5,) * 19, evenly=None):
    rows = [Row("placebo_area", "", each) for each in others]
    rows.append(Row("sensitivity", "evenly", estimate if evenly is None else evenly))
    return finding("synthetic_comparison", Effect(estimate, before=16, after=12), rows)


def course(slope, low=-1.0, high=1.0):
    return finding("trajectories", rows=[Row("yearly", "a", slope, low, high, region="a")])


def told(study, *findings, language="nl"):
    return ways_of_looking(study, findings, language=language)


def test_ways_that_point_the_same_way_are_told_as_such_and_as_no_proof(study):
    (ways,) = told(study, own_past(-6.0), mixture(-5.0), course(-0.3))
    (intro,) = ways.intro
    assert intro.startswith("Drie manieren van kijken naar hetzelfde cijfer. Wijzen zij")
    assert "Ja: naast het eigen verleden en naast een mengsel wijst het omlaag." in intro
    assert intro.endswith("dat zij het eens zijn, is geen bewijs.")
    assert "Toeval" not in intro
    caption, heads, rows = ways.table
    assert caption == "zorg, per 1000"
    assert len(heads) == 5
    assert {len(row) for row in rows} == {5}
    assert rows[0][2:4] == ("−6,0", "95%-interval −7,0 tot −5,0")
    assert rows[2][2] == "−0,3 per jaar"


def test_ways_that_point_apart_are_told_as_no(study):
    intro = told(study, own_past(-6.0), mixture(5.0), language="en")[0].intro[0]
    assert "No: beside its own past it points down, beside a mixture it points up." in intro
    assert "no proof" not in intro


def test_a_difference_that_may_be_chance_is_named(study):
    intro = told(study, own_past(-0.5), mixture(-5.0))[0].intro[0]
    assert "Toeval is niet uitgesloten naast het eigen verleden." in intro


@pytest.mark.parametrize(("after", "sure"), [(11, False), (12, True)])
def test_too_few_points_on_a_side_have_no_interval(study, after, sure):
    row = told(study, own_past(-6.0, after=after), mixture(-5.0))[0].table[2][0]
    assert ("interval" in row[3]) == sure
    assert ("11 punten na de start" in row[3]) == (not sure)


@pytest.mark.parametrize(("areas", "loose"), [(18, True), (19, False)])
def test_a_mixture_stands_out_from_nineteen_places_on(study, areas, loose):
    intro = told(study, own_past(-6.0), mixture(-5.0, others=(0.5,) * areas))[0].intro[0]
    assert ("Toeval is niet uitgesloten naast een mengsel" in intro) == loose


def test_a_sign_that_depends_on_the_periods_points_nowhere(study):
    (ways,) = told(study, own_past(-6.0), mixture(-5.0, evenly=0.4))
    assert ways.table[2][1][2] == "niet te zeggen"
    assert "alleen naast het eigen verleden is er een kant (omlaag)" in ways.intro[0]
    assert "Niet te zeggen is het naast een mengsel." in ways.intro[0]


def test_a_mean_that_rests_on_one_region_points_nowhere(study):
    parts = [
        Row("by_region", x, value, region=x) for x, value in zip("abc", (-9, 1, 2), strict=True)
    ]
    left = [
        Row("leave_one_out", x, value, region=x)
        for x, value in zip("abc", (1.5, -3, -4), strict=True)
    ]
    pooled = finding("pooled_effects", Effect(-2.0, -6.0, 2.0), [*parts, *left], region="all")
    waited = finding("staggered_starts", Effect(-3.7, p=0.133), region="all")
    (ways,) = told(study, pooled, waited)
    names = [row[0] for row in ways.table[2]]
    assert names == ["Naast regio’s die wachtten", "Regio’s samen"]
    assert ways.table[2][1][2] == "−9,0 tot 2,0 per regio"
    assert ways.table[2][0][3] == "p = 0,13"


def test_a_line_that_fits_poorly_has_no_interval(study):
    (ways,) = told(study, own_past(-6.0), course(-1.3, math.nan, math.nan))
    assert ways.table[2][1][3] == "een lijn past slecht"


def test_with_one_answer_there_is_nothing_to_lay_side_by_side(study):
    assert told(study, finding("interrupted_series"), course(-0.3)) == ()
    assert told(study) == ()


def test_each_indicator_has_a_table_of_its_own(study):
    other = finding("interrupted_series", Effect(2.0, 1.0, 3.0, before=12, after=12), indicator="x")
    line = finding("trajectories", rows=[Row("yearly", "a", 0.1, 0, 1, region="a")], indicator="x")
    ways = told(study, own_past(-6.0), other, mixture(-5.0), line)
    assert [each.indicator for each in ways] == ["zorg", "x"]
