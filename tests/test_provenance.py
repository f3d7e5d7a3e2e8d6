"""What made a file, and whether it still holds."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest

from kit import __version__
from kit.files import sha256, sha256_of_folder
from kit.finding import Source
from kit.provenance import Provenance, merge, now, shown_path, verify


def test_a_moment_is_written_in_utc_to_the_second() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", now())


def test_a_record_holds_inputs_parameters_codebook_seed_engine_and_versions() -> None:
    source = Source("logbook.csv", "ab", 3)
    data = Provenance({"until": "2024Q4"}, (source,), "phm 1.0", 7, "papermill").as_data()
    assert json.loads(json.dumps(data)) == data
    assert data["parameters"] == {"until": "2024Q4"}
    assert data["sources"] == [{"path": "logbook.csv", "sha256": "ab", "rows": 3}]
    assert (data["codebook"], data["seed"], data["engine"]) == ("phm 1.0", 7, "papermill")
    assert data["versions"]["kit"] == __version__
    assert data["versions"]["pandas"] == metadata.version("pandas")
    assert re.fullmatch(r"3\.\d+\.\d+.*", data["versions"]["python"])


def test_who_runs_a_notebook_by_hand_is_recorded_as_such() -> None:
    data = Provenance({}, ()).as_data()
    assert (data["engine"], data["codebook"], data["seed"]) == ("hand", None, None)


def test_a_package_that_is_not_there_is_recorded_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name == "papermill":
            raise metadata.PackageNotFoundError
        return "1"

    monkeypatch.setattr(metadata, "version", version)
    versions = Provenance({}, ()).versions
    assert (versions["papermill"], versions["pandas"]) == ("not installed", "1")


@pytest.mark.parametrize("rows", [(3, 5, 4), (5, 4, 3), (3, 4, 5)])
def test_a_file_that_is_read_more_often_is_listed_once_with_the_most_rows(
    rows: tuple[int, ...],
) -> None:
    sources = [Source("b", "x", n) for n in rows] + [Source("a", "y", 1)]
    assert merge(sources) == (Source("a", "y", 1), Source("b", "x", 5))


@pytest.mark.parametrize("rows", [(None, 3), (3, None), (None, 0)])
def test_a_number_of_rows_that_one_finding_tells_stands_although_another_may_not(
    rows: tuple[int | None, int | None],
) -> None:
    (merged,) = merge(Source("b", "x", n) for n in rows)
    assert merged.rows == max(n for n in rows if n is not None)


def test_a_number_of_rows_that_is_suppressed_is_not_zero() -> None:
    data = Provenance({}, (Source("b", "x", None),)).as_data()
    assert json.loads(json.dumps(data))["sources"][0]["rows"] is None


def test_files_that_changed_or_went_are_named_and_the_others_are_not(tmp_path: Path) -> None:
    sources = []
    for name in ("same.csv", "changed.csv", "gone.csv", "now a folder"):
        (tmp_path / name).write_text("één")
        sources.append(Source(name, sha256(tmp_path / name), 1))
    assert verify(tmp_path, sources) == {}
    (tmp_path / "changed.csv").write_text("een")
    (tmp_path / "gone.csv").unlink()
    (tmp_path / "now a folder").unlink()
    (tmp_path / "now a folder").mkdir()
    assert verify(tmp_path, sources) == {
        "changed.csv": "changed", "gone.csv": "gone", "now a folder": "gone",
    }  # fmt: skip


def test_a_folder_that_was_recorded_as_a_whole_is_compared_without_naming_its_files(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "codings"
    folder.mkdir()
    (folder / "anna.jsonl").write_text("een", encoding="utf-8")
    source = Source("codings/", sha256_of_folder(folder), None)
    assert verify(tmp_path, [source]) == {}
    (folder / "bert.jsonl").write_text("twee", encoding="utf-8")
    assert verify(tmp_path, [source]) == {"codings/": "changed"}
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert verify(tmp_path, [source]) == {"codings/": "gone"}


@pytest.mark.parametrize(
    ("path", "called"),
    [
        ("logbook/jan-jansen.csv", "logbook/[3f9a3f9a].csv"),
        ("logbook/jan/2022.csv", "logbook/[3f9a3f9a].csv"),
        ("logbook_jansen.xlsx", "logbook/[3f9a3f9a].xlsx"),
        ("logbook/noord_jansen.csv", "logbook/[3f9a3f9a].csv"),
        ("logbook/noordam.csv", "logbook/[3f9a3f9a].csv"),
        ("interviews/gesprek P07.docx", "interviews/[3f9a3f9a].docx"),
        ("codings/coder-a.jsonl", "codings/[3f9a3f9a].jsonl"),
        ("documents/notulen", "documents/[3f9a3f9a]"),
        ("logbook.csv", "logbook.csv"),
        ("logbook/noord.csv", "logbook/noord.csv"),
        ("logbook/Noord-2022Q3.csv", "logbook/Noord-2022Q3.csv"),
        ("logbook_zuid-oost.csv", "logbook_zuid-oost.csv"),
        ("logbook/zuid-oost/2022.csv", "logbook/zuid-oost/2022.csv"),
        ("logbook/landelijk-en-healthkic.csv", "logbook/landelijk-en-healthkic.csv"),
        ("history_notes.csv", "history_notes.csv"),
        ("indicators/jansen.csv", "indicators/jansen.csv"),
        ("study.yml", "study.yml"),
    ],
)
def test_a_file_that_can_be_called_after_its_writer_is_shown_by_folder_and_number(
    path: str, called: str
) -> None:
    source = Source(path, "3f9a" * 16, 5)
    regions = ("noord", "zuid-oost")
    for release in ("region", "consortium", "public"):
        assert shown_path(source, release=release, regions=regions) == called
    assert shown_path(source, release="team", regions=regions) == path


def test_the_record_of_the_team_names_the_file_itself() -> None:
    source = Source("logbook/jan-jansen.csv", "3f9a" * 16, 5)
    data = Provenance({"release": "region"}, (source,)).as_data()
    assert [one["path"] for one in data["sources"]] == ["logbook/jan-jansen.csv"]
