"""How the series of regions run: a common line and the lines of regions around it."""

import re

import numpy as np
import pytest

from kit.errors import InputError, Refused
from kit.estimators.mixed import Mixed, fit_mixed
from kit.evaluation.trajectories import studying, trajectories
from kit.evaluation.trajectories.shape import shape_of
from kit.finding import Drawing
from kit.language import LANGUAGES
from kit.study import open_study
from tests.test_staggered_starts import NAMES, QUARTERS, study_with

SLOPES = {"a": -2.0, "b": -1.5, "c": -1.0, "d": -0.5, "e": 0.0, "f": 0.5}


def found(study, **how):
    asked = {"region": "all", "indicator": "zorg", "until": None, "release": "consortium"}
    return trajectories(study, **{**asked, **how})


@pytest.fixture
def undrawn(monkeypatch):
    """Leave the figure out: it is made of what the finding says already."""
    blank = {language: Drawing("", "", "") for language in LANGUAGES}
    monkeypatch.setattr("kit.evaluation.trajectories.draw", lambda _: blank)


def rows(finding, kind):
    return finding.table[finding.table["row"] == kind]


def check(finding, name):
    return next(each for each in finding.checks if each.name == name)


def running(tmp_path, *, noise=0.5, bend=0.0, drift=0.0, regions=tuple(NAMES), seed=1, n=4000):
    """Write a study whose regions run along lines of their own, with a season."""
    names = [f"- {{slug: {s}, name: Regio {s.upper()}}}" for s in regions]
    text = "format: 1\ntitle: Proef\nperiod: {from: 2018Q1, until: 2023Q4}\nregions:\n"
    (tmp_path / "study.yml").write_text(text + "\n".join(names), encoding="utf-8")
    rng = np.random.default_rng(seed)
    lines = ["region;indicator;period;value;n;unit"]
    for place, slug in enumerate(regions):
        left = 0.0
        for i, label in enumerate(QUARTERS):
            year = i / 4
            left = drift * left + noise * rng.standard_normal()
            value = 50 + 2 * place + SLOPES.get(slug, -0.75) * year + 3 * (i % 4 == 0) + left
            value += bend * (year - 3) ** 2
            lines.append(f"{slug};zorg;{label};{value:.3f};{n};per 1000".replace(".", ","))
    (tmp_path / "indicators.csv").write_text("\n".join(lines), encoding="utf-8")
    return open_study(tmp_path)


def test_the_mean_course_and_those_of_regions_are_found_again(tmp_path, undrawn):
    finding = found(running(tmp_path))
    yearly = rows(finding, "yearly").set_index("region")
    assert yearly.loc["all", "estimate"] == pytest.approx(-0.75, abs=0.15)
    for slug, slope in SLOPES.items():
        assert yearly.loc[slug, "low"] - 0.1 <= slope <= yearly.loc[slug, "high"] + 0.1
    assert list(yearly.index) == ["all", *NAMES]
    assert check(finding, "converged").verdict == "passed"


def test_it_describes_and_says_nothing_about_a_start(tmp_path, undrawn):
    finding = found(study_with(tmp_path))
    assert "beschrijft" in finding.sentence["nl"]
    assert "over de start zegt het niets" in finding.sentence["nl"]
    assert "says nothing about the start" in finding.sentence["en"]
    assert finding.table["p"].isna().all()
    assert rows(finding, "effect").empty


def test_one_region_has_its_own_figures_and_the_common_line_and_nobody_elses(tmp_path):
    study = running(tmp_path)
    every, one = found(study), found(study, region="c", release="region")
    assert set(one.table["region"]) == {"c", "all"}
    mine = rows(one, "yearly").set_index("region")["estimate"]
    assert mine["c"] == rows(every, "yearly").set_index("region").loc["c", "estimate"]
    assert mine["all"] == rows(every, "yearly").set_index("region").loc["all", "estimate"]
    for other in "ABDEF":
        assert f"Regio {other}" not in str(one.picture) + str(one.checks) + str(one.sentence)


def test_few_regions_make_the_spread_a_guess_and_ten_do_not(tmp_path, undrawn):
    nine, ten = (tuple("abcdefghij"[:count]) for count in (9, 10))
    assert check(found(running(tmp_path, regions=nine)), "regions").verdict == "doubtful"
    assert check(found(running(tmp_path, regions=ten)), "regions").verdict == "passed"


def test_two_regions_have_no_common_line(tmp_path, undrawn):
    finding = found(running(tmp_path, regions=("a", "b")))
    assert finding.table.empty
    assert "3 or more" in check(finding, "answered").advice["en"]
    assert not found(running(tmp_path, regions=("a", "b", "c"))).table.empty


def test_a_course_that_bends_is_told_and_a_straight_one_is_not(tmp_path, undrawn):
    assert check(found(running(tmp_path)), "curvature").verdict == "passed"
    bent = found(running(tmp_path, bend=0.5))
    assert check(bent, "curvature").verdict == "doubtful"
    assert check(bent, "curvature").number == pytest.approx(0.5, abs=0.05)


def stepping(tmp_path, *, size, at="2021Q1", only="c"):
    """Write the study of lines, with a step in one region."""
    study = running(tmp_path)
    path = tmp_path / "indicators.csv"
    lines = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        cells = line.split(";")
        if cells[0] == only and cells[2] >= at:
            cells[3] = f"{float(cells[3].replace(',', '.')) + size:.3f}".replace(".", ",")
        lines.append(";".join(cells))
    path.write_text("\n".join(lines), encoding="utf-8")
    return study


def test_a_line_through_a_step_has_no_interval_and_is_told_as_a_step(tmp_path):
    finding = found(stepping(tmp_path, size=-8))
    yearly = rows(finding, "yearly").set_index("region")
    assert np.isnan(yearly.loc["c", "low"])
    assert np.isfinite(yearly.loc["b", "low"])
    told = "In Regio C past een rechte lijn slecht; het cijfer zakt vooral rond 2021."
    assert told in finding.sentence["nl"]
    assert check(finding, "shape").said["nl"] == told
    assert "Regio C; 24; " in finding.picture["nl"].numbers
    assert re.search(r"Regio C; 24; [^;]*; –", finding.picture["nl"].numbers)
    # The step is no part of how it ran on either side: one down a year, as it was made.
    before, after = re.findall(r"met (−?\d,\d)", finding.against["nl"])
    assert float(before.replace(",", ".").replace("−", "-")) == pytest.approx(-1, abs=0.4)
    assert float(after.replace(",", ".").replace("−", "-")) == pytest.approx(-1, abs=0.4)


def test_lines_without_a_step_are_seldom_called_crooked():
    rng, time = np.random.default_rng(7), np.arange(32) / 4
    none = np.empty((32, 0))
    words = [
        shape_of(2 * time + rng.standard_normal(32), times=time, season=none).word
        for _ in range(200)
    ]
    # Bonferroni over correlated places: at most one in twenty.
    assert words.count("straight") >= 190


def test_an_own_slope_is_that_of_least_squares(tmp_path, undrawn):
    finding = found(running(tmp_path))
    own = rows(finding, "yearly_own").set_index("region")["estimate"]
    seen = rows(finding, "observed").query("region == 'b'")["estimate"].to_numpy()
    place = np.arange(24)
    columns = np.column_stack(
        [np.ones(24), place / 4, *((place % 4 == q).astype(float) for q in (1, 2, 3))]
    )
    assert own["b"] == pytest.approx(np.linalg.lstsq(columns, seen, rcond=None)[0][1])


def test_a_course_that_rounds_to_nothing_stayed_about_level(tmp_path, undrawn):
    finding = found(running(tmp_path), region="e", release="region")
    slope = rows(finding, "yearly").set_index("region").loc["e", "estimate"]
    assert abs(slope) < 0.05
    assert "bleef het cijfer ongeveer gelijk (" in finding.sentence["nl"]
    assert "stayed about level (" in finding.sentence["en"]
    whole = found(running(tmp_path))
    assert "Regio E" not in (whole.against["nl"] if whole.against else "")


def test_a_region_that_did_not_start_has_no_start_to_say_nothing_about(tmp_path, undrawn):
    study = study_with(tmp_path)
    begun, waiting = (found(study, region=slug, release="region") for slug in ("a", "e"))
    assert "over de start zegt het niets" in begun.sentence["nl"]
    assert "start" not in waiting.sentence["nl"]


def test_the_share_of_the_spread_is_told_in_the_sentence_from_ten_regions_on(tmp_path, undrawn):
    nine, ten = (tuple("abcdefghij"[:count]) for count in (9, 10))
    assert "spreiding" not in found(running(tmp_path, regions=nine)).sentence["nl"]
    assert "spreiding" in found(running(tmp_path, regions=ten)).sentence["nl"]


def test_series_that_drift_around_their_line_are_told(tmp_path, undrawn):
    assert check(found(running(tmp_path)), "autocorrelation").verdict == "passed"
    drifting = found(running(tmp_path, drift=0.85))
    assert check(drifting, "autocorrelation").verdict == "doubtful"


def test_a_season_that_all_share_is_no_part_of_the_course(tmp_path, undrawn):
    finding = found(running(tmp_path, noise=0.05))
    residual = rows(finding, "spread").set_index("label").loc["residual_variance", "estimate"]
    assert residual == pytest.approx(0.05**2, rel=0.4)
    assert finding.parameters["season"] is True


@pytest.mark.parametrize(
    ("gap", "verdict"), [(-3.0, "doubtful"), (float("nan"), "doubtful"), (3.0, "failed")]
)
def test_two_programs_that_do_not_agree_are_told(tmp_path, monkeypatch, gap, verdict, undrawn):
    def other(*args, **how) -> Mixed:
        fitted = fit_mixed(*args, **how)
        return Mixed(**{**vars(fitted), "gap": gap, "agrees": False})

    monkeypatch.setattr(studying, "fit_mixed", other)
    assert check(found(running(tmp_path)), "converged").verdict == verdict


def test_figures_about_too_few_people_are_used_in_nothing(tmp_path):
    study = running(tmp_path)
    text = (tmp_path / "indicators.csv").read_text(encoding="utf-8")
    row = next(line for line in text.split("\n") if line.startswith("b;zorg;2019Q2"))

    def with_instead(value, n):
        cells = row.split(";")
        new = ";".join([*cells[:3], value, n, *cells[5:]])
        (tmp_path / "indicators.csv").write_text(text.replace(row, new), encoding="utf-8")
        return found(study)

    one, other = with_instead("987,65", "4"), with_instead("1,23", "5")
    assert one.table.equals(other.table)
    assert not re.search(r"\b987[.,]65", one.table.to_csv() + str(one.picture) + str(one.checks))
    assert "Regio B" in check(one, "disclosure").said["nl"]


def test_one_region_is_not_told_whose_figures_were_suppressed_elsewhere(tmp_path, undrawn):
    study = running(tmp_path)
    text = (tmp_path / "indicators.csv").read_text(encoding="utf-8")
    row = next(line for line in text.split("\n") if line.startswith("b;zorg;2019Q2"))
    few = ";".join([*row.split(";")[:4], "4", *row.split(";")[5:]])
    (tmp_path / "indicators.csv").write_text(text.replace(row, few), encoding="utf-8")
    said = {
        slug: check(found(study, region=slug, release="region"), "disclosure").said["nl"]
        for slug in ("b", "c")
    }
    assert "Regio B" in said["b"]
    assert "Regio B" not in said["c"]


def test_a_region_with_three_figures_takes_no_part_and_one_with_four_does(tmp_path, undrawn):
    study = running(tmp_path)
    lines = (tmp_path / "indicators.csv").read_text(encoding="utf-8").split("\n")
    for count, names in ((3, ["Regio F"]), (4, [])):
        keep = set(QUARTERS[:count])
        kept = [x for x in lines if not x.startswith("f;") or x.split(";")[2] in keep]
        (tmp_path / "indicators.csv").write_text("\n".join(kept), encoding="utf-8")
        finding = found(study)
        assert ("f" not in set(finding.table["region"])) == bool(names)
        assert ("te weinig cijfers: Regio F" in check(finding, "regions").said["nl"]) == bool(names)


def test_regions_stand_in_the_order_of_the_study(tmp_path):
    lines = found(running(tmp_path)).picture["nl"].numbers.split("\n")
    assert [line.split(";")[0] for line in lines[1:7]] == [f"Regio {x.upper()}" for x in NAMES]


def test_an_unknown_region_and_model_estimates_are_refused(tmp_path):
    study = study_with(tmp_path)
    with pytest.raises(InputError, match="one of"):
        found(study, region="zz")
    text = (tmp_path / "indicators.csv").read_text(encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(text.replace("telling", "modelschatting"))
    with pytest.raises(Refused, match="model"):
        found(study)
