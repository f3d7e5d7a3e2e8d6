"""One region that started, beside a weighted mixture of areas where nothing did."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kit import periods
from kit.check import check_study
from kit.comparison_pool import read_pool
from kit.embed import numbers_of
from kit.errors import InputError, Refused
from kit.estimators.synthetic import given_weights
from kit.evaluation import synthetic as synthetic_package
from kit.evaluation.plan import read_plan
from kit.evaluation.registering import register
from kit.evaluation.synthetic import synthetic_comparison
from kit.indicators import read_indicators
from kit.study import open_study

QUARTERS = periods.span(date(2018, 1, 1), date(2023, 12, 31), "quarter")
START = "2021-04-01"
POOL = [f"GM{number}" for number in range(9801, 9821)]
PLAN = """
format: 1
analyses:
- id: zorg
  question: Minder zorg in A?
  estimand: verschil
  indicator: zorg
  design: synthetic_comparison
  region: a
  comparison: {comparison}
  matched_on: [grijs, onbekend]
  role: primary
"""


def study_with(tmp_path, effect=-6.0, *, pool=POOL, comparison=None, seed=3, start=START):
    begun = f", kavel: true, start: {start}, start_source: x" if start else ""
    text = "format: 1\ntitle: Proef\nperiod: {from: 2018Q1, until: 2023Q4}\nregions:\n"
    text += f"- {{slug: a, name: Regio A{begun}, areas: [{{code: GM9701, name: Adorp}}]}}\n"
    text += "- {slug: b, name: Regio B}\n- {slug: c, name: Regio C}\n- {slug: d, name: Regio D}\n"
    if pool:
        text += "comparison_pool:\n"
        text += "".join(f"- {{code: {code}, name: Gemeente {code[-2:]}}}\n" for code in pool)
    (tmp_path / "study.yml").write_text(text, encoding="utf-8")
    rng = np.random.default_rng(seed)
    courses = np.cumsum(rng.normal(0, 0.6, (2, len(QUARTERS))), axis=1)
    rows = ["region;area;indicator;period;value;n;unit;method"]
    for place, (region, area) in enumerate(
        [("a", ""), ("b", ""), ("c", ""), ("d", ""), *(("", code) for code in pool)]
    ):
        pull = (place % 5) / 4
        level = 40 + rng.normal(0, 4)
        for i, label in enumerate(QUARTERS):
            value = level + pull * courses[0, i] + (1 - pull) * courses[1, i] + rng.normal(0, 0.3)
            value += effect * (region == "a" and label >= "2021Q2")
            rows.append(f"{region};{area};zorg;{label};{value:.2f};4000;per 1000;telling")
        for label in QUARTERS[:12]:
            grey = 20 + place / 3 + rng.normal(0, 0.1)
            rows.append(f"{region};{area};grijs;{label};{grey:.2f};4000;%;telling")
    (tmp_path / "indicators.csv").write_text("\n".join(rows).replace(".", ","), encoding="utf-8")
    study = open_study(tmp_path)
    if comparison:
        plan = PLAN.format(comparison=comparison)
        (tmp_path / "analysis_plan.yml").write_text(plan, encoding="utf-8")
        register(study, read_plan(study), read_indicators(study), on=date(2024, 3, 1))
    return study


def found(study, **how):
    asked = {"region": "a", "indicator": "zorg", "until": None, "release": "region"}
    return synthetic_comparison(study, **{**asked, **how})


def effect(finding):
    return finding.table[finding.table["row"] == "effect"].iloc[0]


def rows(finding, kind):
    return finding.table[finding.table["row"] == kind]


def check(finding, name):
    return next(each for each in finding.checks if each.name == name)


def changed(tmp_path, line, cells):
    """Change cells, by place, of the first row that begins so."""
    path = tmp_path / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    row = next(each for each in text.split("\n") if each.startswith(line))
    new = row.split(";")
    for place, value in cells.items():
        new[place] = value
    path.write_text(text.replace(row, ";".join(new)), encoding="utf-8")


def test_a_drop_in_the_region_is_found_beside_a_mixture_that_ran_alike(tmp_path):
    finding = found(study_with(tmp_path))
    assert effect(finding)["estimate"] == pytest.approx(-6, abs=0.7)
    assert np.isnan(effect(finding)["p"])
    assert effect(finding)["p_method"] == "descriptive"
    assert "Beschrijvend" in finding.sentence["nl"]
    assert "Descriptive" in finding.sentence["en"]
    assert "p =" not in finding.sentence["nl"] + finding.sentence["en"]
    assert "ligt er geen even ver" in finding.sentence["nl"]
    assert check(finding, "placebo_area").verdict == "passed"
    assert check(finding, "chose_themselves").said["nl"].startswith("Regio A koos zelf")


def test_where_nothing_happened_other_areas_lie_as_far(tmp_path):
    finding = found(study_with(tmp_path, effect=0.0))
    assert abs(effect(finding)["estimate"]) < 1
    assert check(finding, "placebo_area").verdict == "doubtful"
    assert "Where nothing started" in finding.against["en"]


def test_the_weights_of_the_table_give_the_difference_again(tmp_path):
    finding = found(study_with(tmp_path))
    weights = rows(finding, "weight")
    areas = weights.set_index("region")["estimate"]
    times = rows(finding, "weight_period").set_index("period")["estimate"]
    assert areas.sum() == pytest.approx(1)
    assert times.sum() == pytest.approx(1)
    seen = rows(finding, "observed").pivot(index="region", columns="period", values="estimate")
    before = [label for label in seen.columns if label < "2021Q2"]
    again = given_weights(
        seen.loc["a"].to_numpy(), seen.loc[areas.index].to_numpy(), start=len(before),
        weights=areas.to_numpy(), times=times.reindex(before).fillna(0).to_numpy(),
    )  # fmt: skip
    assert again.effect == pytest.approx(effect(finding)["estimate"])
    assert set(areas.index) <= {f"pool:{code}" for code in POOL}


def test_areas_are_chosen_on_what_the_plan_names_and_the_balance_is_told(tmp_path):
    study = study_with(tmp_path, comparison="pool", pool=[f"GM{9800 + i}" for i in range(30)])
    finding = found(study)
    assert finding.parameters["planned"] == "planned"
    assert finding.question["nl"] == "Minder zorg in A?"
    balance = rows(finding, "balance")
    assert balance["label"].tolist() == ["grijs"]
    before = rows(finding, "balance_before")["estimate"].iloc[0]
    assert abs(balance["estimate"].iloc[0]) < abs(before)
    assert len(rows(finding, "placebo_area")) == 19
    assert "de 19 van 30" in check(finding, "matched").said["nl"]
    assert check(finding, "matched").verdict == "passed"


def test_among_few_areas_a_gap_leaves_a_period_out_and_no_area(tmp_path):
    study = study_with(tmp_path, pool=[])
    changed(tmp_path, "c;;zorg;2019Q1", {4: "987,65", 5: "4"})
    finding = found(study)
    assert "987" not in finding.picture["nl"].numbers
    assert check(finding, "pool").said["nl"].startswith("Vergeleken met 3 regio’s.")
    assert "2019Q1" not in set(rows(finding, "fitted")["period"])
    # The figure is suppressed, so whose it is stays untold.
    told = check(finding, "dropped_periods").said["nl"]
    assert told == "2019 kw 1 is niet overal te gebruiken en is daarom nergens meegeteld."


def test_a_period_without_a_figure_of_one_region_is_told_in_words(tmp_path):
    study = study_with(tmp_path, pool=[])
    path = tmp_path / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    kept = [line for line in text.split("\n") if not line.startswith("c;;zorg;2019Q1")]
    path.write_text("\n".join(kept), encoding="utf-8")
    said = check(found(study), "dropped_periods").said
    assert said["nl"] == "2019 kw 1 ontbreekt bij Regio C en is daarom nergens meegeteld."
    assert said["en"] == "2019 Q1 is missing for Regio C and so is counted nowhere."


def test_the_sentence_tells_the_change_of_the_gap_and_both_gaps(tmp_path):
    finding = found(study_with(tmp_path))
    gap = rows(finding, "gap").set_index("label")["estimate"]
    change = effect(finding)["estimate"]
    assert gap["after"] - gap["before"] == pytest.approx(change)
    fitted = rows(finding, "fitted").set_index("period")["estimate"]
    own = rows(finding, "observed").query("region == 'a'").set_index("period")["estimate"]
    later = [label for label in fitted.index if label >= "2021Q2"]
    assert (own[later] - fitted[later]).mean() == pytest.approx(change)
    said = finding.sentence
    written = f"{abs(change):.1f}"
    assert f"{written.replace('.', ',')} per 1000 lager dan ervoor (ervoor " in said["nl"]
    assert f"{written} per 1000 lower after the start than before (before " in said["en"]


def test_where_the_sign_depends_on_the_periods_that_count_no_size_is_told_first():
    own = np.array([10.0, 10, 10, 14, 12, 12])
    others = np.array([[10.0, 10, 10, 10, 10, 10]] * 2)
    weights, last = np.array([0.5, 0.5]), np.array([0.0, 0, 0, 1])
    leaning = given_weights(own, others, start=4, weights=weights, times=last)
    evenly = given_weights(own, others, start=4, weights=weights, times=np.full(4, 0.25))
    assert leaning.effect == pytest.approx(-2)
    assert evenly.effect == pytest.approx(1)


@pytest.mark.parametrize("turned", [False, True])
def test_periods_that_decide_the_sign_are_doubtful_and_change_the_sentence(
    tmp_path, monkeypatch, turned
):
    original = synthetic_package.look_at

    def look_at(*args, **how):
        seen = original(*args, **how)
        return replace(seen, evenly=-seen.found.effect if turned else seen.found.effect)

    monkeypatch.setattr(synthetic_package, "look_at", look_at)
    finding = found(study_with(tmp_path))
    assert ("niet te zeggen" in finding.sentence["nl"]) == turned
    assert ("per 1000 lager" in finding.sentence["nl"]) == (not turned)
    assert (check(finding, "period_weights").verdict == "doubtful") >= turned
    assert ("changes sign" in finding.against["en"]) == turned


@pytest.mark.parametrize("effect", [-6.0, -60.0])
def test_a_poor_fit_before_the_start_is_not_excused_by_a_large_difference(tmp_path, effect):
    study = study_with(tmp_path, effect=effect)
    assert check(found(study), "pre_fit").verdict == "passed"
    path = tmp_path / "indicators.csv"
    lines = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        cells = line.split(";")
        if cells[:3] == ["a", "", "zorg"] and cells[3] < "2021":
            # A slow wave of its own, which no mixture of the areas can follow.
            wave = 8 * np.sin(QUARTERS.index(cells[3]) / 2)
            cells[4] = f"{float(cells[4].replace(',', '.')) + wave:.2f}".replace(".", ",")
        lines.append(";".join(cells))
    path.write_text("\n".join(lines), encoding="utf-8")
    assert check(found(study), "pre_fit").verdict == "doubtful"


def test_among_few_areas_the_heaviest_is_told_with_their_number_and_not_doubted_twice(tmp_path):
    few = found(study_with(tmp_path, pool=POOL[:4]))
    assert all(each.name != "weights" for each in few.checks)
    assert "Het meeste weegt Gemeente" in check(few, "pool").said["nl"]
    assert any(each.name == "weights" for each in found(study_with(tmp_path)).checks)


def test_few_areas_are_a_line_of_words_below_the_figure_and_many_are_panels(tmp_path):
    few, many = (found(study_with(tmp_path, pool=POOL[:count])).picture["nl"] for count in (4, 5))
    assert "grijze stip" not in few.alt
    assert "de verschillen van" not in few.alt
    assert "de verschillen van 5 gebieden" in many.alt


def test_other_regions_take_the_place_of_a_pool_and_the_finding_says_so(tmp_path):
    finding = found(study_with(tmp_path, pool=[]))
    assert finding.parameters["compared_with"] == "regions"
    assert check(finding, "pool").verdict == "doubtful"
    assert "comparison_pool" in check(finding, "pool").advice["nl"]
    assert "3 regio’s" in check(finding, "pool").said["nl"]


def test_a_plan_that_asks_for_regions_gets_them_although_there_is_a_pool(tmp_path):
    assert (
        found(study_with(tmp_path, comparison="regions")).parameters["compared_with"] == "regions"
    )


def test_a_figure_about_too_few_people_is_used_in_nothing_and_its_area_falls_out(tmp_path):
    study = study_with(tmp_path)
    changed(tmp_path, ";GM9803;zorg;2019Q1", {4: "987,65", 5: "4"})
    finding = found(study)
    assert "987.65" not in finding.table.to_csv()
    assert "pool:GM9803" not in set(finding.table["region"])
    assert "Afgevallen: 1 (" in check(finding, "pool").said["nl"]
    assert "pool:GM9803" in set(found(study, release="team").table["region"])


def test_a_figure_of_the_region_about_too_few_people_leaves_its_period_out(tmp_path):
    study = study_with(tmp_path)
    changed(tmp_path, "a;;zorg;2019Q1", {4: "987,65", 5: "9"})
    finding = found(study)
    assert "987.65" not in finding.table.to_csv()
    assert "987" not in finding.picture["nl"].numbers
    row = rows(finding, "observed").query("region == 'a' and period == '2019Q1'").iloc[0]
    assert (row["status"], row["label"]) == ("suppressed", "aside")
    assert effect(finding)["before"] == 12
    assert "2019Q1" not in set(rows(finding, "fitted")["period"])
    changed(tmp_path, "a;;zorg;2019Q1", {5: "10"})
    assert effect(found(study))["before"] == 13


def test_figures_of_the_pool_are_seen_by_no_finding_about_regions(tmp_path):
    study = study_with(tmp_path)
    read = read_indicators(study)
    assert set(read.frame["region"]) == {"a", "b", "c", "d"}
    assert not read.problems
    assert read.set_aside["figures of the comparison pool"] == len(POOL) * (len(QUARTERS) + 12)
    pool = read_pool(study)
    assert set(pool.indicators.frame["region"]) == {f"pool:{code}" for code in POOL}
    assert not pool.indicators.problems


def test_open_data_of_an_area_of_the_pool_are_taken_by_its_code(tmp_path):
    study = study_with(tmp_path)
    (tmp_path / "open_data").mkdir()
    lines = ["area;indicator;period;value;unit"]
    lines += [f"{code};huisarts;{year};{50 + year - 2018};%" for code in (*POOL, "GM9701", "GM1")
              for year in range(2018, 2024)]  # fmt: skip
    (tmp_path / "open_data" / "lang.csv").write_text("\n".join(lines), encoding="utf-8")
    pool = read_pool(study)
    seen = pool.indicators.frame.query("indicator == 'huisarts'")
    assert set(seen["region"]) == {f"pool:{code}" for code in POOL}
    assert len(seen) == len(POOL) * 6
    assert seen["area"].isna().all()


def test_an_area_of_the_pool_without_a_figure_is_told_by_the_check(tmp_path):
    study = study_with(tmp_path)
    text = (tmp_path / "study.yml").read_text(encoding="utf-8")
    more = text + "- {code: GM9899, name: Leegveld}\n"
    (tmp_path / "study.yml").write_text(more, encoding="utf-8")
    assert read_pool(study).silent == ()
    checked = check_study(tmp_path)
    assert not checked.problems
    told = "1 area of `comparison_pool` in study.yml without any figure: GM9899."
    assert told in checked.remarks


def test_two_figures_for_one_area_of_the_pool_are_told(tmp_path):
    study = study_with(tmp_path)
    path = tmp_path / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    twice = next(line for line in text.split("\n") if line.startswith(";GM9803;zorg"))
    path.write_text(f"{text}\n{twice}", encoding="utf-8")
    pool = read_pool(study)
    assert len(pool.indicators.problems) == 1
    assert "one figure per region" in str(pool.indicators.problems[0])


def test_an_area_of_a_region_cannot_be_in_the_pool(tmp_path):
    with pytest.raises(InputError, match=r"comparison_pool\[1\].code`.*an area of no region \(a"):
        study_with(tmp_path, pool=["GM9701"])


def test_an_area_stands_once_in_the_pool(tmp_path):
    with pytest.raises(InputError, match=r"comparison_pool\[2\].code`.*not used yet \(1 has it\)"):
        study_with(tmp_path, pool=["GM9801", "gm9801"])


@pytest.mark.parametrize(("areas", "enough"), [(18, False), (19, True)])
def test_beside_fewer_than_nineteen_areas_chance_may_lie_furthest_too(tmp_path, areas, enough):
    finding = found(study_with(tmp_path, pool=POOL[:areas]))
    assert check(finding, "placebo_area").number == 0
    assert (check(finding, "placebo_area").verdict == "passed") == enough
    assert (check(finding, "pool").verdict == "passed") == enough
    assert rows(finding, "power").empty != enough


def test_what_would_have_stood_out_is_what_no_area_reaches(tmp_path):
    finding = found(study_with(tmp_path))
    furthest = rows(finding, "placebo_area")["estimate"].abs().max()
    assert rows(finding, "power")["estimate"].item() == pytest.approx(furthest)
    assert check(finding, "power").number == pytest.approx(furthest)


def test_a_series_that_never_moves_is_not_compared(tmp_path):
    study = study_with(tmp_path)
    path = tmp_path / "indicators.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    for place, line in enumerate(lines):
        if line.startswith("a;;zorg;"):
            cells = line.split(";")
            lines[place] = ";".join([*cells[:4], "40,00", *cells[5:]])
    path.write_text("\n".join(lines), encoding="utf-8")
    finding = found(study)
    assert rows(finding, "effect").empty
    assert "the same value throughout" in check(finding, "answered").advice["en"]


def test_a_region_that_did_not_start_has_no_answer(tmp_path):
    finding = found(study_with(tmp_path), region="b")
    assert rows(finding, "effect").empty
    assert check(finding, "answered").verdict == "informative"
    assert "niet begonnen; er is geen ervoor en erna" in finding.sentence["nl"]
    assert "comparison_pool" not in str(finding.checks)


@pytest.mark.parametrize(("start", "answered"), [("2018-07-01", False), ("2018-10-01", True)])
def test_three_periods_before_the_start_are_the_least(tmp_path, start, answered):
    finding = found(study_with(tmp_path, start=start))
    assert (not rows(finding, "effect").empty) == answered
    if not answered:
        assert "a place from 3" in check(finding, "answered").advice["en"]


def test_two_areas_are_the_least(tmp_path):
    finding = found(study_with(tmp_path, pool=["GM9801"]))
    assert "no two areas with a figure in every period" in check(finding, "answered").said["en"]
    assert "comparison_pool" in check(finding, "answered").advice["en"]
    assert not rows(found(study_with(tmp_path, pool=["GM9801", "GM9802"])), "effect").empty


def test_model_estimates_are_refused_in_the_region_and_in_the_pool(tmp_path):
    study = study_with(tmp_path)
    path = tmp_path / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    lines = [
        line.replace("telling", "modelschatting") if line.startswith(";") else line
        for line in text.split("\n")
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Refused, match="model"):
        found(study)


def test_the_name_of_an_area_is_text_and_nothing_else(tmp_path):
    study = study_with(tmp_path)
    path = tmp_path / "study.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Gemeente 01", "'<b>$x$</b>'"), encoding="utf-8")
    finding = found(open_study(study.root))
    assert "<b>" not in finding.picture["nl"].svg


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_tells_weights_as_percentages_and_no_ids(tmp_path, language):
    finding = found(study_with(tmp_path))
    told = numbers_of(finding, language=language)
    heads = {"nl": "Gewicht in het mengsel", "en": "Weight in the mixture"}
    weights = [row for row in told.rows if row[0] == heads[language]]
    assert len(weights) == len(rows(finding, "weight"))
    assert all(row[-1].endswith("%") for row in weights)
    change = next(row for row in told.rows if row[1] == "")
    assert not change[-1].endswith("%")
    cells = {cell for row in told.rows for cell in row}
    assert not cells & set(finding.table["row"])
    assert not cells & {"evenly", "each", "period"}
