"""A series as a chart: what counts as before and after, what is said, shown and withheld."""

import dataclasses
import xml.etree.ElementTree as ET
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from kit import periods
from kit.control_chart import chart
from kit.control_chart.badges import COLOUR
from kit.control_chart.icons import meaning
from kit.control_chart.limits import limits_xmr
from kit.control_chart.simulating import Points, expected_false_signals, missed_changes
from kit.errors import InputError
from kit.figures import COLOURS
from kit.finding import Finding
from kit.indicators import read_indicators
from kit.study import open_study

STUDY = """
format: 1
title: Proef
period: {{from: 2014, until: 2024Q4}}
regions:
  - {{slug: noorderkolk, name: Noorderkolk, kavel: true, start: {start}, start_source: besluit}}
  - {{slug: zonnehei, name: Zonnehei}}
"""
QUARTERS = periods.span(date(2017, 1, 1), date(2024, 12, 31), "quarter")
YEARS = [str(year) for year in range(2014, 2025)]
#: Twenty values that give no signal by any rule set: they change side all the time. They follow
#: each other by less than chance (r = -0.84), so their charts give few false signals.
CALM = [10, 12, 9, 11, 10, 13, 8, 12, 9, 11, 10, 12, 8, 13, 9, 12, 10, 11, 9, 12]
CALM = (CALM * 2)[:32]
AS_CALM = Points("xmr", -0.5)


@pytest.fixture
def make(tmp_path):
    def of(rows, *, start="2021-04-01"):
        (tmp_path / "study.yml").write_text(STUDY.format(start=start), encoding="utf-8")
        head = "region;indicator;period;value;unit;n;improvement;method"
        lines = [head, *(";".join(str(cell) for cell in row) for row in rows)]
        (tmp_path / "indicators.csv").write_text("\n".join(lines), encoding="utf-8")
        return open_study(tmp_path)

    return of


@pytest.fixture
def drawn():
    """Ask for the figure: drawing takes most of the time, so only tests about it draw."""


@pytest.fixture(autouse=True)
def _quick(request, monkeypatch):
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr("kit.control_chart.draw", lambda reading: {})


def rows(values, *, labels=QUARTERS, region="noorderkolk", n=400, method="telling", name="SEH"):
    cells = zip(labels, values, strict=False)
    return [(region, name, p, v, "per 1.000", n, "lower", method) for p, v in cells]


def ask(study, **other):
    given = {"region": "noorderkolk", "indicator": "SEH", "until": None, "release": "region"}
    return chart(study, **{**given, **other})


def check(finding, name):
    return next(c for c in finding.checks if c.name == name)


def shifted(by, since="2021Q4"):
    return [v + (by if p >= since else 0) for p, v in zip(QUARTERS, CALM, strict=True)]


def test_a_shift_is_told_with_its_length_span_and_old_mean(make):
    # 2021Q2 is 11, above the old mean of 179 / 17 = 10.5; all that follows is below it.
    finding = ask(make(rows(shifted(-5, since="2021Q3"))))
    assert finding.sentence.nl.startswith(
        "SEH in Noorderkolk: sinds de start (1 april 2021) lagen 14 kwartalen achtereen "
        "(2021 kw 3 t/m 2024 kw 4) onder het gemiddelde van daarvoor (10,5 per 1.000)"
    )
    assert finding.sentence.nl.endswith(
        "Dat kan een verandering zijn, maar ook toeval; waardoor het komt, zegt de kaart niet. "
        "Bij dit cijfer is lager beter."
    )
    assert "14 quarters in a row (2021 Q3 to 2024 Q4) lay below the earlier mean" in (
        finding.sentence.en
    )
    marked = finding.table.loc[finding.table["signal"] != "", "period"].tolist()
    assert marked == QUARTERS[QUARTERS.index("2021Q3") :]
    assert "Ook volgens de run-chartregels is er een signaal." in finding.against.nl


def test_no_signal_is_not_told_as_no_change(make):
    finding = ask(make(rows(CALM)))
    assert "is er in 15 kwartalen geen signaal" in finding.sentence.nl
    assert "geen bewijs dat er niets veranderde" in finding.sentence.nl
    assert "not evidence that nothing changed" in finding.sentence.en
    assert "Gezocht, niet gevonden" in finding.against.nl
    assert set(finding.table["signal"]) == {""}


def test_limits_come_from_the_baseline_only_and_do_not_move_afterwards(make):
    calm, moved = ask(make(rows(CALM))).table, ask(make(rows(shifted(-5)))).table
    expected = limits_xmr(CALM[: QUARTERS.index("2021Q2")])
    for table in (calm, moved):
        assert table["centre"].unique().tolist() == [expected.centre]
        assert table["lower"].unique().tolist() == [expected.lower]
        assert table["upper"].unique().tolist() == [expected.upper]


@pytest.mark.parametrize(
    ("start", "phases"),
    [
        ("2021-03-31", ("transition", "after")),
        ("2021-04-01", ("baseline", "after")),
        ("2021-04-02", ("baseline", "transition")),
        ("2021-06-30", ("baseline", "transition")),
    ],
)
def test_the_period_that_the_start_falls_within_counts_on_neither_side(make, start, phases):
    table = ask(make(rows(CALM), start=start)).table.set_index("period")
    assert (table.loc["2021Q1", "phase"], table.loc["2021Q2", "phase"]) == phases


@pytest.mark.parametrize(("points", "limits"), [(11, False), (12, True)])
def test_limits_need_twelve_points_before_the_start(make, points, limits):
    first = QUARTERS.index("2021Q2") - points
    finding = ask(make(rows(CALM[first:], labels=QUARTERS[first:])))
    assert finding.table["upper"].notna().all() == limits
    assert (check(finding, "baseline_length").verdict == "passed") == limits
    assert check(finding, "baseline_length").number == points


def test_a_suppressed_point_of_the_baseline_does_not_count_towards_twelve(make):
    first = QUARTERS.index("2021Q2") - 12
    values = CALM[first:]
    values[3] = "<10"
    finding = ask(make(rows(values, labels=QUARTERS[first:])))
    assert finding.table["upper"].isna().all()


def test_without_a_start_the_first_twelve_points_are_the_baseline(make):
    finding = ask(make(rows(CALM, region="zonnehei")), region="zonnehei")
    assert finding.table["phase"].tolist() == ["baseline"] * 12 + ["after"] * 20
    assert "na de uitgangsperiode (2017 kw 1 t/m 2019 kw 4)" in finding.sentence.nl


def test_a_short_annual_series_is_a_run_chart_of_the_whole(make):
    finding = ask(make(rows(range(20, 31), labels=YEARS)))
    table = finding.table
    assert table[["lower", "upper"]].isna().all(axis=None)
    assert table["centre"].unique().tolist() == [25]
    assert table["phase"].tolist() == ["baseline"] * 7 + ["transition"] + ["after"] * 3
    assert "van 2014 t/m 2024 steeg het cijfer over 11 jaar achtereen" in finding.sentence.nl
    assert check(finding, "baseline_length").verdict == "doubtful"
    said = check(finding, "rule_set").said.nl
    assert "de run-chartregels; de regels van Making Data Count vragen grenzen" in said


def test_a_row_of_points_does_not_begin_before_the_start(make):
    # Six below the mean before the start and six after it: twelve in a row, but no seven after.
    values = CALM.copy()
    at = QUARTERS.index("2021Q2")
    values[at - 6 : at + 6] = [8, 9, 8, 9, 8, 9] * 2
    values[at + 6] = 13
    finding = ask(make(rows(values)))
    assert "shift" not in set(finding.table["signal"])


def test_a_period_that_ends_after_until_does_not_count(make):
    study = make(rows(CALM))
    assert ask(study, until="2022Q3").table["period"].iloc[-1] == "2022Q3"
    assert ask(study, until="2022H1").table["period"].iloc[-1] == "2022Q2"


def test_figures_about_fewer_than_ten_persons_are_suppressed_from_release_region_on(make):
    few = rows(CALM)
    few[20] = (*few[20][:5], 9, *few[20][6:])
    few[21] = (*few[21][:5], 10, *few[21][6:])
    study = make(few)
    row = ask(study, release="region").table.iloc[20]
    assert row["status"] == "suppressed"
    assert np.isnan(row["value"])
    assert np.isnan(row["n"])
    assert ask(study, release="region").table["status"].iloc[21] == "shown"
    assert ask(study, release="team").table["status"].iloc[20] == "shown"


@pytest.mark.usefixtures("drawn")
def test_a_suppressed_figure_cannot_be_found_again_from_anything_in_the_finding(make):
    def finding(value):
        few = rows(CALM)
        few[5] = (*few[5][:3], value, few[5][4], 4, *few[5][6:])
        data = ask(make(few)).as_data()
        return {name: part for name, part in data.items() if name != "sources"}

    assert finding(11) == finding(987)


@pytest.mark.usefixtures("drawn")
def test_suppressed_missing_and_zero_stay_apart_and_break_the_line(make):
    values = [*CALM]
    values[18], values[20], values[22] = "<10", ".", 0
    finding = ask(make(rows(values)))
    assert finding.table["status"].iloc[[18, 20, 22]].tolist() == ["suppressed", "missing", "shown"]
    assert finding.table["value"].iloc[22] == 0
    lines = finding.picture["nl"].numbers.splitlines()
    assert lines[19].startswith("2021 kw 3; afgeschermd;")
    assert lines[21].startswith("2022 kw 1; ontbreekt;")
    assert lines[23].startswith("2022 kw 3; 0;")
    assert "Afgeschermd: 1 kwartaal." in finding.picture["nl"].alt
    assert check(finding, "gaps").said.nl.endswith("ontbreekt: 1; afgeschermd: 1.")


@pytest.mark.parametrize(("gaps", "verdict"), [(0, "passed"), (6, "informative"), (7, "doubtful")])
def test_more_than_a_fifth_of_gaps_makes_a_chart_doubtful(make, gaps, verdict):
    values = ["." if 31 - gaps <= i < 31 else v for i, v in enumerate(CALM)]
    assert check(ask(make(rows(values))), "gaps").verdict == verdict


def test_figures_without_a_number_of_persons_are_shown_and_the_check_says_so(make):
    finding = ask(make(rows(CALM, n="")))
    assert set(finding.table["status"]) == {"shown"}
    assert check(finding, "persons_stated").verdict == "doubtful"
    assert check(finding, "persons_stated").number == 32
    assert check(ask(make(rows(CALM))), "persons_stated").verdict == "passed"


def test_a_baseline_that_follows_itself_makes_the_chart_doubtful(make):
    slow = [10 + 3 * np.sin(i / 3).round(3) for i in range(32)]
    assert check(ask(make(rows(slow))), "autocorrelation").verdict == "doubtful"
    # 17 points in pairs that change side: each equals the one before or the one after, not both.
    pairs = [10, 10, 12, 12] * 8
    assert check(ask(make(rows(pairs))), "autocorrelation").verdict == "passed"


def test_a_baseline_that_jumps_to_and_fro_is_doubtful_with_or_without_a_signal(make):
    hides = check(ask(make(rows(CALM))), "autocorrelation")
    assert (hides.verdict, hides.number < -0.3) == ("doubtful", True)
    assert "te ruim" in hides.advice.nl
    assert "−0," in hides.said.nl
    found = check(ask(make(rows(shifted(-5)))), "autocorrelation")
    assert (found.verdict, found.number) == ("doubtful", hides.number)
    assert "alternate: high after low" in found.said.en


def test_a_baseline_that_moves_already_is_told(make):
    rising = [*range(17), *([8] * 15)]
    assert check(ask(make(rows(rising))), "baseline_steady").verdict == "doubtful"


def test_a_baseline_without_any_spread_is_told(make):
    finding = ask(make(rows([7] * 32)))
    assert check(finding, "autocorrelation").verdict == "doubtful"
    assert "geen signaal" in finding.sentence.nl


def _share(values, n, method="enquête"):
    """Return rows of percentages of so many persons each."""
    return [(*row[:4], "%", *row[5:]) for row in rows(values, n=n, method=method)]


@pytest.mark.parametrize(("n", "verdict"), [(40, "doubtful"), (400, "passed")])
def test_limits_narrower_than_drawing_persons_makes_them_are_doubtful(make, n, verdict):
    # About 10.6% on average: of 40 persons three standard errors are 14.6 points, of 400 4.6;
    # the limits lie about 7 from the centre.
    assert check(ask(make(_share(CALM, n))), "sampling_error").verdict == verdict


def test_a_share_that_was_counted_is_not_held_to_the_drawing_of_persons(make):
    names = [one.name for one in ask(make(_share(CALM, 40, method="telling"))).checks]
    assert "sampling_error" not in names


def test_without_persons_or_for_another_unit_there_is_no_sampling_error(make):
    for given in (_share(CALM, ""), rows(CALM, n=40)):
        names = [one.name for one in ask(make(given)).checks]
        assert "sampling_error" not in names


@pytest.mark.parametrize(
    ("improvement", "sides", "expected"),
    [
        ("lower", [-1], "improvement"), ("lower", [1, 1], "concern"),
        ("higher", [1], "improvement"),
        ("neutral", [1], "change"), (None, [1], "change"), ("lower", [1, -1], "change"),
        ("lower", [0], "change"),
    ],
)  # fmt: skip
def test_a_signal_is_coloured_by_whether_its_side_is_favourable(improvement, sides, expected):
    reading = SimpleNamespace(series=SimpleNamespace(improvement=improvement))
    assert meaning(sides, reading) == expected
    assert COLOUR["improvement"] == COLOURS[0]


def test_a_baseline_that_gives_a_signal_is_marked_in_the_figure(make, drawn):
    picture = ask(make(rows([*range(17), *([8] * 15)]))).picture["en"]
    assert "In the baseline itself, with an open diamond:" in picture.alt
    assert "In the baseline itself" not in ask(make(rows(CALM))).picture["en"].alt


def test_a_change_of_method_is_told(make):
    both = rows(CALM[:16]) + rows(CALM[16:], labels=QUARTERS[16:], method="enquête")
    assert check(ask(make(both)), "method_changed").number == 2
    names = {c.name for c in ask(make(rows(CALM))).checks}
    assert "method_changed" not in names


def test_false_signals_are_set_against_a_signal_and_missed_changes_against_none(make):
    calm, moved = ask(make(rows(CALM))), ask(make(rows(shifted(-5))))
    share = check(calm, "expected_false_signals").number
    assert check(calm, "expected_false_signals").verdict == "informative"
    assert 0.05 < share < 0.2
    assert "als er niets veranderde" not in calm.against.nl
    missed = missed_changes(15, rules="making_data_count", n_baseline=17, like=AS_CALM)
    assert f"zou {missed * 100:.0f}% van zulke kaarten missen" in calm.against.nl
    assert f"zou {share * 100:.0f}% van zulke kaarten volgens de regels van" in moved.against.nl
    assert "missen" not in moved.against.nl


def test_a_signal_that_chance_often_gives_is_doubtful_unless_it_is_far_stronger(make):
    # One point above the limits among 15: 29% of charts without change give some signal.
    loose = [v + d for v, d in zip(CALM, [0, 0, 0, 0, 0, -3, -3, -3] * 4, strict=True)]
    one, moved = [*loose], [*loose[:17], *(v - 7 for v in loose[17:])]
    one[QUARTERS.index("2023Q1")] = 40
    weak = check(ask(make(rows(one))), "expected_false_signals")
    strong = check(ask(make(rows(moved))), "expected_false_signals")
    assert weak.number == strong.number
    assert weak.number >= 0.2
    assert (weak.verdict, strong.verdict) == ("doubtful", "passed")
    # Of 9 points fewer than 20% of charts give a signal: no doubt for that reason.
    short = check(ask(make(rows(one), start="2022-10-01")), "expected_false_signals")
    assert short.number < 0.2
    assert short.verdict == "passed"


def test_the_number_of_signals_stands_with_the_rules(make):
    assert check(ask(make(rows(CALM))), "rule_set").number == 0
    assert check(ask(make(rows(shifted(-5)))), "rule_set").number > 0
    nothing_after = ask(make(rows(CALM)), until="2020Q4")
    assert check(nothing_after, "rule_set").number is None


def test_a_run_of_all_points_is_called_all_and_no_other_side_is_told(make):
    finding = ask(make(rows([v - (6 if p >= "2021Q2" else 0)
                             for p, v in zip(QUARTERS, CALM, strict=True)])))  # fmt: skip
    assert "lagen alle 15 kwartalen (2021 kw 2 t/m 2024 kw 4) onder" in finding.sentence.nl
    assert "all 15 quarters (2021 Q2 to 2024 Q4) lay below" in finding.sentence.en
    assert "andere kant" not in finding.against.nl


def test_what_the_source_suppressed_is_not_called_unsuppressed(make):
    values = [*CALM]
    values[5] = values[18] = "<10"
    said = check(ask(make(rows(values))), "disclosure").said
    assert said.nl == (
        "2 getallen waren al door de bron afgeschermd; de kit hoefde niets meer af te schermen."
    )
    few = rows(values)
    few[20] = (*few[20][:5], 4, *few[20][6:])
    said = check(ask(make(few)), "disclosure").said
    assert said.nl.startswith("1 getal afgeschermd omdat")
    assert said.nl.endswith("Daarnaast waren 2 getallen al door de bron afgeschermd.")


def test_a_unit_is_told_in_the_language_of_the_reader_when_it_is_the_same_unit(make):
    study = make(rows(shifted(-5)))
    settings = study.root / "study.yml"
    text = settings.read_text(encoding="utf-8")
    for unit, told in (("per 1.000", "per 1,000"), ("per 100", "per 1.000")):
        called = f"{{nl: SEH, en: ED, unit: {{nl: {unit}, en: 'per 1,000'}}}}"
        settings.write_text(f"{text}indicators: {{SEH: {called}}}", encoding="utf-8")
        finding = ask(open_study(study.root))
        assert f"(10.5 {told})" in finding.sentence.en
        assert "(10,5 per 1.000)" in finding.sentence.nl


def test_too_few_points_after_the_start_are_told(make):
    study = make(rows(CALM))
    assert check(ask(study, until="2022Q3"), "points_judged").verdict == "doubtful"
    assert check(ask(study, until="2022Q4"), "points_judged").verdict == "passed"


@pytest.mark.usefixtures("drawn")
def test_a_chart_that_ends_before_the_start_shows_its_baseline_only(make):
    finding = ask(make(rows(CALM)), until="2020Q4")
    assert "nog geen cijfers die getoond kunnen worden" in finding.sentence.nl
    assert finding.against is None
    assert finding.picture["nl"].svg


def test_the_second_opinion_is_told_where_it_differs(make):
    # Six in a row below: a shift of a run chart, none of Making Data Count.
    values = CALM.copy()
    at = QUARTERS.index("2022Q1")
    values[at - 1 : at + 7] = [13, 9, 8, 9, 8, 9, 8, 13]
    finding = ask(make(rows(values)))
    assert "geen signaal" in finding.sentence.nl
    assert "Volgens de run-chartregels is er wel een signaal" in finding.against.nl
    given = {"rules": "run_chart", "n_baseline": 17}
    share = expected_false_signals(15, like=AS_CALM, **given).charts * 100
    assert f"zouden die regels dat bij {share:.0f}% van zulke kaarten ook geven" in (
        finding.against.nl
    )
    assert check(finding, "second_opinion").verdict == "doubtful"
    assert check(ask(make(rows(CALM))), "second_opinion").verdict == "passed"
    assert "lagen 6 kwartalen achtereen (2022 kw 1 t/m 2023 kw 2) onder" in finding.against.nl


def test_too_few_crossings_are_told_with_how_many_chance_gives(make):
    # 11 years: five above the median of 20, then five below; one crossing where 2 are usual.
    values = [25, 27, 24, 26, 28, 20, 13, 15, 12, 14, 11]
    finding = ask(make(rows(values, labels=YEARS)), rules="anhoej")
    assert "kruiste de lijn de mediaan (20,0 per 1.000) 1 keer" in finding.sentence.nl
    assert "waar toeval er meestal 2 of meer geeft" in finding.sentence.nl
    assert "the line crossed the median (20.0 per 1.000) once" in finding.sentence.en
    assert set(finding.table["signal"]) == {""}


def test_one_point_outside_the_limits_is_named_by_its_period(make):
    values = [*CALM]
    values[QUARTERS.index("2023Q1")] = 40
    finding = ask(make(rows(values)))
    assert "lag 1 kwartaal (2023 kw 1) boven de bovengrens (" in finding.sentence.nl
    assert "1 quarter (2023 Q1) lay above the upper limit (" in finding.sentence.en
    assert finding.table.loc[finding.table["signal"] == "outside", "period"].tolist() == ["2023Q1"]


def test_a_second_look_that_needs_more_points_says_so(make):
    finding = ask(make(rows(CALM)), rules="run_chart", until="2022Q4")
    assert "daarvoor zijn 10 punten nodig" in finding.against.nl
    assert check(finding, "second_opinion").verdict == "informative"


@pytest.mark.parametrize("rules", ["run_chart", "anhoej"])
def test_the_other_rule_sets_look_around_the_median(make, rules):
    finding = ask(make(rows(shifted(-5))), rules=rules)
    assert finding.table["upper"].isna().all()
    assert "onder de mediaan van daarvoor" in finding.sentence.nl


def test_an_unknown_region_indicator_or_rule_set_is_refused_with_the_nearest(make):
    study = make(rows(CALM))
    with pytest.raises(InputError, match="nearest: noorderkolk"):
        ask(study, region="noorderkolc")
    with pytest.raises(InputError, match="nearest: SEH"):
        ask(study, indicator="SEHH")
    with pytest.raises(InputError, match="nearest: anhoej"):
        ask(study, rules="anhoj")


def test_a_region_without_these_figures_gets_a_finding_that_says_so(make):
    finding = ask(make(rows(CALM)), region="zonnehei")
    assert "er zijn nog geen cijfers" in finding.sentence.nl
    assert finding.table.empty
    assert finding.picture["nl"].alt
    assert Finding.from_data(finding.as_data()).sentence == finding.sentence


def test_an_empty_study_gets_a_finding_too(make):
    assert ask(make([])).table.empty


@pytest.mark.usefixtures("drawn")
def test_a_series_of_nothing_but_suppressed_figures_has_no_figure(make):
    finding = ask(make(rows(["<10"] * 32)))
    assert "nog geen cijfers die getoond kunnen worden" in finding.sentence.nl
    assert finding.picture["en"].svg == ""
    assert finding.picture["en"].alt


def test_rows_with_problems_are_counted_among_the_checks(make):
    finding = ask(make([*rows(CALM), *rows([1], labels=["2024Q5"])]))
    assert check(finding, "indicators_read").number == 1


def test_what_was_read_before_is_not_read_again(make):
    study = make(rows(CALM))
    read = read_indicators(study)
    (study.root / "indicators.csv").write_text("region;indicator;period;value\n", encoding="utf-8")
    finding = ask(study, indicators=read)
    assert len(finding.table) == 32


@pytest.mark.usefixtures("drawn")
def test_a_hostile_name_is_words_in_the_figure_and_nothing_else(make):
    name = "<script>alert(1)</script> $\\frac{x}{$ -- & 'x'"
    finding = ask(make(rows(CALM, name=name)), indicator=name)
    for drawing in finding.picture.values():
        assert "<script" not in drawing.svg
        ET.fromstring(drawing.svg)


def test_sentences_claim_no_cause(make):
    causal = (" door ", "dankzij", "leidde", "effect", "because", "caused", "led to", "due to")
    for values in (CALM, shifted(-5), shifted(6)):
        finding = ask(make(rows(values)))
        for text in (finding.sentence.nl, finding.sentence.en, finding.against.nl):
            assert not any(word in text for word in causal)


@pytest.mark.usefixtures("drawn")
def test_a_finding_is_the_same_every_time_and_survives_being_written(make, tmp_path):
    study = make(rows(shifted(-5)))
    first = ask(study)
    assert ask(study).as_data() == first.as_data()
    assert Finding.read(first.write(tmp_path / "finding.json")).as_data() == first.as_data()
    assert {f.name for f in dataclasses.fields(first)} >= {"table", "sentence", "picture"}
    assert first.kind == "control_chart"
    assert first.sources[0].rows == 32
