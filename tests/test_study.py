"""The study folder and what study.yml says about it; a study is filled in by people."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kit.errors import InputError
from kit.files import sha256
from kit.language import Both
from kit.study import Study, open_study


def settings(**more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "format": 1,
        "title": "Proef",
        "period": {"from": "2023Q1", "until": "2024Q4"},
        "regions": [{"slug": "peelrand", "name": "Peelrand"}],
    }
    return made | more


def region(**more: Any) -> dict[str, Any]:
    return settings(regions=[{"slug": "peelrand", "name": "Peelrand", **more}])


def opened(folder: Path, given: dict[str, Any] | str) -> Study:
    text = given if isinstance(given, str) else yaml.safe_dump(given, allow_unicode=True)
    (folder / "study.yml").write_text(text, encoding="utf-8")
    return open_study(folder)


def told(folder: Path, given: dict[str, Any] | str) -> list[str]:
    with pytest.raises(InputError) as error:
        opened(folder, given)
    assert error.value.exit_code == 3
    return [str(problem) for problem in error.value.problems]


# --- what is read ------------------------------------------------------------------------------


def test_a_study_needs_no_more_than_a_title_a_period_and_a_region(tmp_path: Path) -> None:
    study = opened(tmp_path, settings())
    assert (study.first, study.last) == ("2023Q1", "2024Q4")
    assert study.title == Both("Proef", "Proef")
    assert study.languages == ("nl",)
    assert study.plan == (("logbook", {}), ("mentions", {}))
    assert (study.thresholds.persons, study.thresholds.respondents, study.thresholds.voices) == (
        10,
        8,
        3,
    )
    assert study.work == study.root / ".work"
    assert repr(study) == "Study(Proef: 1 regions, 2023Q1 to 2024Q4)"


def test_everything_that_may_be_told_of_a_region_is_read(tmp_path: Path) -> None:
    area = {"code": "GM0001", "name": "A", "geography": "Gemeente", "from": "2022-01-01",
            "until": "2022-01-01", "weight": 0.5}  # fmt: skip
    study = opened(
        tmp_path,
        region(
            kavel=True, start="2023-04-01", start_source="convenant", inhabitants=300_000,
            context={"nl": "Hier", "en": "Here"}, areas=[area],
        ),
    )  # fmt: skip
    made = study.region("peelrand")
    assert (made.kavel, made.start, made.inhabitants) == (True, date(2023, 4, 1), 300_000)
    assert made.context == Both("Hier", "Here")
    assert made.areas[0].geography == "municipality"
    assert made.areas[0].from_day == made.areas[0].until_day == date(2022, 1, 1)


def test_a_date_in_yaml_is_read_with_and_without_quotes(tmp_path: Path) -> None:
    text = "format: 1\ntitle: T\nperiod: {from: 2023, until: 2024 kw 3}\nregions:\n"
    for day in ("2023-04-01", "'2023-04-01'"):
        more = f"  - {{slug: a, name: A, start: {day}, start_source: x}}\n"
        study = opened(tmp_path, text + more)
        assert study.region("a").start == date(2023, 4, 1)
        assert (study.first, study.last) == ("2023", "2024Q3")


def test_an_indicator_may_have_a_name_in_one_language_or_two(tmp_path: Path) -> None:
    study = opened(tmp_path, settings(indicators={"a": "A", "b": {"nl": "B", "en": "Bee"}}))
    assert study.indicators == {"a": Both("A", "A"), "b": Both("B", "Bee")}


def test_an_indicator_may_have_a_unit_in_both_languages(tmp_path: Path) -> None:
    unit = {"nl": "per 1000 inwoners", "en": "per 1000 inhabitants"}
    named = {"a": {"nl": "A", "en": "Ay", "unit": unit}, "b": "B"}
    study = opened(tmp_path, settings(indicators=named))
    assert study.indicators == {"a": Both("A", "Ay"), "b": Both("B", "B")}
    assert study.units == {"a": Both("per 1000 inwoners", "per 1000 inhabitants")}


def test_a_unit_without_a_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"study\.yml, `indicators\.a`"):
        opened(tmp_path, settings(indicators={"a": {"unit": "%"}}))


def test_a_unit_in_one_language_stands_in_the_other_too(tmp_path: Path) -> None:
    named = {"a": {"nl": "A", "en": "Ay", "unit": {"nl": "per 1000 inwoners"}}}
    study = opened(tmp_path, settings(indicators=named))
    assert study.units == {"a": Both("per 1000 inwoners", "per 1000 inwoners")}


def test_notebooks_are_planned_with_their_parameters(tmp_path: Path) -> None:
    study = opened(
        tmp_path, settings(notebooks=["logbook", {"mentions": {"codes": "aim"}}, {"x": None}])
    )
    assert study.plan == (("logbook", {}), ("mentions", {"codes": "aim"}), ("x", {}))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_settings_are_read_in_the_encoding_they_are_in(tmp_path: Path, encoding: str) -> None:
    text = yaml.safe_dump(settings(title="Één studie"), allow_unicode=True)
    (tmp_path / "study.yml").write_bytes(text.encode(encoding))
    assert open_study(tmp_path).title.nl == "Één studie"


def test_a_region_that_does_not_exist_is_refused_with_the_nearest(tmp_path: Path) -> None:
    study = opened(tmp_path, settings())
    with pytest.raises(InputError, match="nearest: peelrand"):
        study.region("peelrant")


@pytest.mark.parametrize(
    ("until", "day"), [(None, "2024-12-31"), ("2023Q1", "2023-03-31"), ("2023", "2023-12-31")]
)
def test_until_is_inclusive(tmp_path: Path, until: str | None, day: str) -> None:
    assert opened(tmp_path, settings()).until(until) == date.fromisoformat(day)


def test_an_until_that_is_no_period_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'`until`: got "2024Q5", expected a year'):
        opened(tmp_path, settings()).until("2024Q5")


def test_files_of_a_table_stand_beside_study_yml_or_in_a_folder_of_its_name(tmp_path: Path) -> None:
    study = opened(tmp_path, settings())
    names = ["logbook.csv", "logbook/2023.CSV", "logbook/deep/2024.xlsx", "logbook/.hidden.csv",
             "logbook/~$2024.xlsx", "logbook/README.txt", "logbook/leesmij.txt", "logbook/a.pdf",
             ".work/logbook.csv", "logbooks.csv", "logbook/.git/a.csv"]  # fmt: skip
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "logbook" / "folder.csv").mkdir()
    found = dict(study.files("logbook"))
    assert list(found.values()) == ["logbook/2023.CSV", "logbook/deep/2024.xlsx", "logbook.csv"]
    assert study.source("logbook.csv", 3).sha256 == sha256("x")
    assert [called for _, called in study.files("logbook", (".pdf",))] == ["logbook/a.pdf"]


# --- what is refused ---------------------------------------------------------------------------


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a study folder that exists"):
        open_study(tmp_path / "nowhere")


def test_a_folder_without_settings_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"kit new FOLDER"):
        open_study(tmp_path)


@pytest.mark.parametrize("text", ["", "- a\n", "een zin", "3"])
def test_settings_that_are_no_settings_are_told(tmp_path: Path, text: str) -> None:
    (problem,) = told(tmp_path, text)
    assert "names with values" in problem


@pytest.mark.parametrize(
    "text", ["title: a: b\n", "a: [1\n", "\ttitle: x\n", "a: &b\nc: *d\n", "a: \x07\n"]
)
def test_settings_that_are_no_yaml_are_told_with_the_row(tmp_path: Path, text: str) -> None:
    (problem,) = told(tmp_path, text)
    assert problem.startswith("study.yml")
    assert "expected YAML" in problem


def test_settings_run_no_program(tmp_path: Path) -> None:
    told(tmp_path, "title: !!python/object/apply:os.system ['echo x']\n")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    given = settings(titel="x", regions=[{"slug": "../x", "name": ""}], thresholds={"persons": 9})
    assert len(told(tmp_path, given)) == 4


SLUGS = ["../x", "..", "/etc", "C:", "a/b", "<script>", "A", "é", "con", "nul", "a" * 41, "",
         "a\nb", "\u202ea", "😀", "peel rand"]  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_a_slug_that_is_no_safe_file_name_is_refused(tmp_path: Path, slug: str) -> None:
    (problem,) = told(tmp_path, settings(regions=[{"slug": slug, "name": "A"}]))
    assert problem.startswith("study.yml, `regions[1].slug`:")
    assert "a short name of a-z" in problem
    assert problem.isprintable()


@pytest.mark.parametrize("slug", ["a" * 40, "peel-rand", "2024"])
def test_a_slug_that_is_a_safe_file_name_is_taken(tmp_path: Path, slug: str) -> None:
    assert list(opened(tmp_path, settings(regions=[{"slug": slug, "name": "A"}])).regions) == [slug]


@pytest.mark.parametrize("slug", ["all", "national", "healthkic", "consortium"])
def test_a_slug_that_the_kit_uses_itself_is_refused(tmp_path: Path, slug: str) -> None:
    (problem,) = told(tmp_path, settings(regions=[{"slug": slug, "name": "A"}]))
    assert "the kit uses this word itself" in problem


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\x07b", "\u202egro", "a" * 81, 2024])
def test_a_name_that_cannot_stand_on_a_line_is_refused(tmp_path: Path, name: object) -> None:
    (problem,) = told(tmp_path, region(name=name))
    assert "a name of 1 to 80 characters on one line" in problem
    assert problem.isprintable()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "Cœur & Ziel", "😀", "e\u0301", "a" * 80]
)
def test_a_strange_name_is_a_name(tmp_path: Path, name: str) -> None:
    assert opened(tmp_path, region(name=name)).region("peelrand").name == name


def test_two_regions_do_not_share_a_slug(tmp_path: Path) -> None:
    (problem,) = told(
        tmp_path, settings(regions=[{"slug": "a", "name": "A"}, {"slug": "a", "name": "B"}])
    )
    assert "regions[1] has it too" in problem


@pytest.mark.parametrize("name", ["Noord", "NOORD", "zuid"])
def test_two_regions_do_not_share_a_name_or_the_slug_of_the_other(
    tmp_path: Path, name: str
) -> None:
    regions = [
        {"slug": "n", "name": "Noord"},
        {"slug": "zuid", "name": "Z"},
        {"slug": "w", "name": name},
    ]
    (problem,) = told(tmp_path, settings(regions=regions))
    assert problem.startswith("study.yml, `regions[3].name`:")


def test_a_region_may_be_called_as_its_own_slug(tmp_path: Path) -> None:
    assert opened(tmp_path, region(name="peelrand"))


@pytest.mark.parametrize("day", ["2024-02-31", "31-01-2024", "nooit", "2024", 2024, 86400, True])
def test_a_start_that_is_no_day_is_told_with_its_place(tmp_path: Path, day: object) -> None:
    (problem,) = told(tmp_path, region(start=day, start_source="x"))
    assert problem.startswith("study.yml, `regions[1].start`:")
    assert "a date YYYY-MM-DD that exists" in problem


def test_a_day_that_does_not_exist_without_quotes_is_told_with_its_place(tmp_path: Path) -> None:
    text = (
        "format: 1\ntitle: T\nperiod: {from: 2023, until: 2024}\n"
        "regions:\n  - {slug: a, name: A, start: 2024-02-31, start_source: x}\n"
    )
    (problem,) = told(tmp_path, text)
    assert problem.startswith("study.yml, `regions[1].start`:")


@pytest.mark.parametrize("written", ["300.000", "300,5", "veel", "true", "'300000'", "0", "-5"])
def test_inhabitants_are_a_whole_number_and_never_a_thousandth_of_it(
    tmp_path: Path, written: str
) -> None:
    text = yaml.safe_dump(settings()).replace(
        "name: Peelrand", f"name: P\n  inhabitants: {written}"
    )
    (problem,) = told(tmp_path, text)
    assert "`regions[1].inhabitants`" in problem


def test_a_kavel_has_a_start_and_a_start_has_a_source(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, region(kavel=True))
    assert "`regions[1].start`" in problem
    assert "kavel: false" in problem
    (problem,) = told(tmp_path, region(start="2024-01-01"))
    assert "`regions[1].start_source`" in problem


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"period": {"from": "2024Q2", "until": "2024Q1"}}, "`period`"),
        ({"period": {"from": "2024Q5", "until": "2024"}}, "`period.from`"),
        ({"period": 2024}, "`period`"),
        ({"period": {"from": "2024"}}, "`period.until`"),
        ({"regions": []}, "`regions`"),
        ({"regions": {"slug": "a"}}, "`regions`"),
        ({"languages": []}, "`languages`"),
        ({"languages": ["de"]}, "`languages[1]`"),
        ({"title": {"de": "a"}}, "`title`"),
        ({"title": ["a"]}, "`title`"),
        ({"notebooks": [42]}, "`notebooks[1]`"),
        ({"notebooks": [{"a": {}, "b": {}}]}, "`notebooks[1]`"),
        ({"notebooks": [{"a": 3}]}, "`notebooks[1]`"),
        ({"notebooks": [{1: {}}]}, "`notebooks[1]`"),
        ({"codebook": {}}, "`codebook`"),
        ({"format": 0}, "`format`"),
        ({"format": "een"}, "`format`"),
        ({"thresholds": {"personen": 12}}, "`thresholds.personen`"),
        ({1: "x"}, "names with values"),
    ],
)
def test_what_cannot_be_is_told_once_with_its_place(
    tmp_path: Path, given: dict[str, Any], where: str
) -> None:
    (problem,) = told(tmp_path, settings() | given)
    assert where in problem
    assert "Input should" not in problem


@pytest.mark.parametrize("version", [2, 10])
def test_settings_of_a_newer_kit_are_refused_before_anything_else(
    tmp_path: Path, version: int
) -> None:
    (problem,) = told(tmp_path, settings(format=version, onbekend="x"))
    assert "newer kit" in problem


@pytest.mark.parametrize("version", ["2", 2.0])
def test_no_way_of_writing_a_newer_format_gets_by(tmp_path: Path, version: object) -> None:
    (problem,) = told(tmp_path, settings(format=version))
    assert "`format`" in problem


@pytest.mark.parametrize(("unit", "lowest"), [("persons", 10), ("respondents", 8), ("voices", 3)])
def test_a_threshold_can_be_raised_and_never_lowered(
    tmp_path: Path, unit: str, lowest: int
) -> None:
    (problem,) = told(tmp_path, settings(thresholds={unit: lowest - 1}))
    assert f"greater than or equal to {lowest}" in problem
    for allowed in (lowest, lowest + 1):
        study = opened(tmp_path, settings(thresholds={unit: allowed}))
        assert getattr(study.thresholds, unit) == allowed


@pytest.mark.parametrize(
    ("wrong", "nearest", "where"),
    [
        ({"titles": "x"}, "title", "`titles`"),
        (region(inhabitant=3), "inhabitants", "`regions[1].inhabitant`"),
        (
            region(areas=[{"code": "x", "name": "y", "unti": "x"}]),
            "until",
            "`regions[1].areas[1].unti`",
        ),
        ({"period": {"from": "2024", "until": "2024", "form": "2024"}}, "from", "`period.form`"),
    ],
)  # fmt: skip
def test_a_misspelt_setting_is_told_the_nearest(
    tmp_path: Path, wrong: dict[str, Any], nearest: str, where: str
) -> None:
    (problem,) = told(tmp_path, settings() | wrong)
    assert where in problem
    assert f"(nearest: {nearest})" in problem


@pytest.mark.parametrize(
    ("area", "where"),
    [
        ({"from": "2024-01-02", "until": "2024-01-01"}, "areas[1]"),
        ({"weight": 0}, "weight"),
        ({"weight": 1.01}, "weight"),
        ({"geography": "provincie"}, "geography"),
        ({"code": 3511}, "code"),
    ],
)
def test_an_area_that_cannot_be_is_refused(
    tmp_path: Path, area: dict[str, Any], where: str
) -> None:
    (problem,) = told(tmp_path, region(areas=[{"code": "a", "name": "b"} | area]))
    assert where in problem


def test_an_area_may_have_any_weight_above_none_and_up_to_all(tmp_path: Path) -> None:
    areas = [{"code": "a", "name": "b", "weight": weight} for weight in (0.001, 1)]
    assert len(opened(tmp_path, region(areas=areas)).region("peelrand").areas) == 2


@pytest.mark.parametrize("within", ["raw", "./interviews/raw", ".", ".."])
def test_raw_files_are_kept_outside_the_study(tmp_path: Path, within: str) -> None:
    (problem,) = told(tmp_path, settings(raw=within))
    assert "study.yml, `raw`" in problem


def test_a_folder_of_raw_files_beside_the_study_need_not_exist_yet(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    assert opened(tmp_path / "study", settings(raw="../raw")).raw == (tmp_path / "raw").resolve()
    assert opened(tmp_path / "study", settings()).raw is None


def test_a_text_in_one_language_stands_in_the_other_too(tmp_path: Path) -> None:
    regions = [{"slug": "a", "name": "A", "context": {"nl": "", "en": "We work together."}}]
    study = opened(tmp_path, settings(title={"nl": "Samen leren"}, regions=regions))
    assert study.title == Both("Samen leren", "Samen leren")
    assert study.regions["a"].context == Both("We work together.", "We work together.")


@pytest.mark.parametrize("title", [{"nl": ""}, {"nl": None, "en": None}, {"de": "Titel"}])
def test_a_title_that_is_there_in_no_language_is_told(tmp_path: Path, title: object) -> None:
    with pytest.raises(InputError, match=r"study\.yml, `title`: expected a text"):
        opened(tmp_path, settings(title=title))
