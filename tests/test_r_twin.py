"""A finding of an evaluation again by R: the same figures, the same number."""

import shutil
import subprocess

import pytest

from kit.errors import InputError
from kit.evaluation.interrupted import interrupted_series
from kit.evaluation.pooled import pooled_effects
from kit.evaluation.staggered import staggered_starts
from kit.evaluation.synthetic import synthetic_comparison
from kit.evaluation.trajectories import trajectories
from kit.export.gathering import _finding
from kit.export.r_twin import r_twin
from tests.test_evaluation_plan import study_with as small_study
from tests.test_staggered_starts import STARTS, study_with
from tests.test_synthetic_comparison import study_with as study_with_pool
from tests.test_trajectories import running

NO_R = shutil.which("Rscript") is None


def twin(finding, folder, name="tweeling"):
    taken = _finding(name, finding, finding.release)
    data, script = r_twin(taken.about, taken.frame, csv_name=f"{name}.csv")
    (folder / f"{name}.csv").write_text(data, encoding="utf-8")
    (folder / f"{name}.R").write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", f"{name}.R"], cwd=folder, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


@pytest.mark.slow
@pytest.mark.skipif(NO_R, reason="R is not on this machine")
@pytest.mark.parametrize(
    "starts", [STARTS, {"a": "2020-01-01"}, {"a": "2020-02-01", "b": "2020-01-01"},
               {**STARTS, "e": "2023-01-01", "f": "2023-07-01"}]
)  # fmt: skip
def test_r_gives_the_same_difference_between_regions(tmp_path, starts):
    finding = staggered_starts(
        study_with(tmp_path, starts=starts), region="all", indicator="zorg", until=None,
        release="team",
    )  # fmt: skip
    ours = finding.table["estimate"].iloc[0]
    assert twin(finding, tmp_path) == pytest.approx(ours, abs=2e-6)


@pytest.mark.slow
@pytest.mark.skipif(NO_R, reason="R is not on this machine")
@pytest.mark.parametrize("region", ["a", "b", "d"])
def test_r_gives_the_same_change_of_one_series(tmp_path, region):
    finding = interrupted_series(
        study_with(tmp_path), region=region, indicator="zorg", until=None, release="team"
    )
    ours = finding.table["estimate"].iloc[0]
    assert twin(finding, tmp_path) == pytest.approx(ours, abs=2e-5)


@pytest.mark.slow
@pytest.mark.skipif(NO_R, reason="R is not on this machine")
@pytest.mark.parametrize("comparison", [None, "pool", "regions"])
def test_r_gives_the_same_difference_from_a_mixture(tmp_path, comparison):
    finding = synthetic_comparison(
        study_with_pool(tmp_path, comparison=comparison), region="a", indicator="zorg", until=None,
        release="team",
    )  # fmt: skip
    ours = finding.table["estimate"].iloc[0]
    assert twin(finding, tmp_path) == pytest.approx(ours, abs=2e-6)


@pytest.mark.slow
@pytest.mark.skipif(NO_R, reason="R is not on this machine")
@pytest.mark.parametrize("seed", [1, 3, 5])
def test_r_gives_the_same_mean_of_regions(tmp_path, seed):
    finding = pooled_effects(
        study_with(tmp_path, seed=seed), region="all", indicator="zorg", until=None, release="team"
    )
    ours = finding.table["estimate"].iloc[0]
    assert twin(finding, tmp_path) == pytest.approx(ours, abs=2e-6)


@pytest.mark.slow
@pytest.mark.skipif(NO_R, reason="R is not on this machine")
@pytest.mark.parametrize("noise", [0.5, 2.0])
def test_r_gives_the_same_mean_course(tmp_path, noise):
    finding = trajectories(
        running(tmp_path, noise=noise), region="all", indicator="zorg", until=None, release="team"
    )
    ours = finding.table["estimate"].iloc[0]
    assert twin(finding, tmp_path) == pytest.approx(ours, abs=2e-5)


def test_the_course_of_one_region_has_no_script_for_the_others_are_not_in_it(tmp_path):
    finding = trajectories(
        running(tmp_path), region="a", indicator="zorg", until=None, release="team"
    )
    taken = _finding("x", finding, "team")
    with pytest.raises(InputError, match="all regions"):
        r_twin(taken.about, taken.frame, csv_name="x.csv")


def test_the_script_reads_the_figures_and_not_what_the_kit_made_of_them(tmp_path):
    finding = staggered_starts(
        study_with(tmp_path), region="all", indicator="zorg", until=None, release="team"
    )
    taken = _finding("x", finding, "team")
    data, script = r_twin(taken.about, taken.frame, csv_name="x.csv")
    assert data.splitlines()[0] == "region,period,place,start,value"
    assert len(data.splitlines()) == 1 + 6 * 24
    assert 'read.csv("x.csv")' in script


def test_a_question_of_several_lines_cannot_become_a_command(tmp_path):
    finding = staggered_starts(
        study_with(tmp_path), region="all", indicator="zorg", until=None, release="team"
    )
    taken = _finding("x", finding, "team")
    about = {**taken.about, "question": {"nl": "", "en": "Less?\nsystem('rm')"}}
    _, script = r_twin(about, taken.frame, csv_name="x.csv")
    assert not any(line.startswith("system") for line in script.splitlines())


def test_a_finding_without_an_answer_has_no_script(tmp_path):
    study = small_study(tmp_path, plan=None)
    finding = interrupted_series(
        study, region="hei", indicator="ed_visits", until=None, release="team"
    )
    taken = _finding("x", finding, "team")
    with pytest.raises(InputError, match="with an answer"):
        r_twin(taken.about, taken.frame, csv_name="x.csv")
