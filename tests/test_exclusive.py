import json
import os

import pytest
from batch_cases import a_study

from kit.errors import CannotWrite, KitError
from kit.exclusive import alone, claim
from kit.language import Both
from kit.study import open_study


def test_two_batches_at_once_on_one_study_are_told_apart(tmp_path):
    study = a_study(tmp_path / "s")
    with alone(study), pytest.raises(KitError, match=f"process {os.getpid()}, since"), alone(study):
        pass


def test_the_lock_of_a_batch_that_is_gone_does_not_hold(tmp_path):
    study = a_study(tmp_path / "s")
    study.work.mkdir()
    (study.work / "lock").write_text("process 4194304, since 2024-01-01T00:00:00Z\n")
    with alone(study):
        assert f"process {os.getpid()}" in (study.work / "lock").read_text()
    with alone(study):
        pass


def test_a_study_whose_work_folder_is_a_file_cannot_be_run(tmp_path):
    study = a_study(tmp_path / "s")
    study.work.write_text("")
    with pytest.raises(CannotWrite, match="a folder that can be written"), alone(study):
        pass


def test_a_file_where_the_reports_should_be_is_told(tmp_path):
    (tmp_path / "r").write_text("mine")
    with pytest.raises(CannotWrite, match="a folder that can be written"):
        claim(tmp_path / "r", a_study(tmp_path / "s"))
    assert (tmp_path / "r").read_text() == "mine"


def test_the_reports_of_another_study_are_not_mixed_with_these(tmp_path):
    one, other = a_study(tmp_path / "one"), a_study(tmp_path / "other")
    claim(tmp_path / "r", one)
    claim(tmp_path / "r", one)
    with pytest.raises(KitError, match="Choose another folder"):
        claim(tmp_path / "r", other)


def test_a_study_that_was_moved_keeps_the_reports_that_lie_in_it(tmp_path):
    study = a_study(tmp_path / "s")
    claim(study.root / "reports", study)
    moved = open_study(study.root.rename(tmp_path / "moved"))
    claim(moved.root / "reports", moved)


def test_only_who_may_have_moved_the_study_is_told_how_to_claim_its_reports(tmp_path):
    claim(tmp_path / "r", a_study(tmp_path / "one"))
    with pytest.raises(KitError, match=r"remove \.kit\.json there"):
        claim(tmp_path / "r", a_study(tmp_path / "moved"))
    other = a_study(tmp_path / "other")
    other.title = Both.of("Iets anders")
    with pytest.raises(KitError) as refused:
        claim(tmp_path / "r", other)
    assert ".kit.json" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_a_broken_marker_is_not_taken_as_ours(tmp_path, text):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / ".kit.json").write_text(text)
    with pytest.raises(KitError, match="the reports of another study"):
        claim(tmp_path / "r", a_study(tmp_path / "s"))


def test_an_index_page_that_is_not_the_kits_is_not_overwritten(tmp_path):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "index.html").write_text("mine")
    with pytest.raises(KitError, match=r"an index\.html that is not the kit's"):
        claim(tmp_path / "r", a_study(tmp_path / "s"))


def test_the_marker_holds_no_path(tmp_path):
    study = a_study(tmp_path / "s")
    claim(tmp_path / "r", study)
    marker = (tmp_path / "r" / ".kit.json").read_text()
    assert str(tmp_path) not in marker
    assert json.loads(marker)["study"] == "Proef"
