"""A codebook goes out and comes in whole; the one before it is kept."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.codebook import Codebook, read_codebook
from kit.codebook_files import adopt, as_yaml, load, save
from kit.codebook_tables import as_csv
from kit.errors import InputError
from kit.language import Both
from kit.study import Study, open_study

CASES = Path(__file__).parent / "cases" / "codebooks"
SETTINGS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
  - {slug: noord, name: Regio Noord}
"""
KINDS = ("yml", "csv", "xlsx")


def own() -> Codebook:
    return read_codebook(CASES / "own_lists.yml")


def same(one: Codebook, other: Codebook) -> bool:
    """Say whether two codebooks differ in nothing but the file they came from."""
    return replace(one, sha256="") == replace(other, sha256="")


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


# --- there and back ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("book", [read_codebook(), own()], ids=["default", "own"])
def test_a_round_trip_loses_nothing(
    tmp_path: Path, book: Codebook, kind: str, language: str
) -> None:
    path = save(book, tmp_path / f"codes.{kind}", language=language)
    back, remarks = load(path)
    assert same(back, book)
    assert list(back.codes) == list(book.codes)
    assert remarks == ()


HOSTILE = st.text(
    st.sampled_from("=+-@'\"; ,\n\t|#:x_004A&*é\N{FULLWIDTH EQUALS SIGN}\N{GRINNING FACE}"),
    max_size=12,
) | st.sampled_from(
    ["=1+1", "'=1", "''-x", "_x0041_", "no", "null", "1.10", "~", "- a\n- b", "true"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(memo=HOSTILE, text=HOSTILE, name=HOSTILE)
def test_no_text_however_odd_changes_on_the_way(
    tmp_path_factory: pytest.TempPathFactory, memo: str, text: str, name: str
) -> None:
    from kit.documents import normalise

    line = " ".join(normalise(name).split()) or "x"
    book = own()
    code = book.codes["no"]
    code = replace(
        code,
        memo=normalise(memo),
        example=Both.of(normalise(text)) if normalise(text) else None,
        term=replace(code.term, label=Both.of(line)),
    )
    book = replace(book, codes={**book.codes, "no": code})
    folder = tmp_path_factory.mktemp("codes")
    for kind in KINDS:
        back, _ = load(save(book, folder / f"c.{kind}", language="nl"))
        assert same(back, book), kind


def test_a_cell_that_looks_like_a_formula_is_defused_in_csv_and_restored() -> None:
    rows = cells(as_csv(own(), language="en"))
    flat = [cell for row in rows for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in flat)
    memo = "'=HYPERLINK(1)"
    code = replace(own().codes["no"], memo=memo[1:])
    book = replace(own(), codes={**own().codes, "no": code})
    assert memo in [cell for row in cells(as_csv(book, language="en")) for cell in row]


def test_a_workbook_holds_rules_as_text_that_no_edit_makes_a_formula(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    code = replace(own().codes["no"], memo="=1+1")
    book = replace(own(), codes={**own().codes, "no": code})
    sheet = load_workbook(save(book, tmp_path / "c.xlsx", language="nl")).worksheets[0]
    (cell,) = [c for row in sheet.iter_rows() for c in row if c.value == "=1+1"]
    assert (cell.data_type, cell.quotePrefix, cell.number_format) == ("s", True, "@")


def test_a_text_too_long_for_excel_is_told_and_not_cut(tmp_path: Path) -> None:
    def with_memo(n: int) -> Codebook:
        code = replace(own().codes["no"], memo="x" * n)
        return replace(own(), codes={**own().codes, "no": code})

    fits = with_memo(32_767)
    assert same(load(save(fits, tmp_path / "a.xlsx", language="nl"))[0], fits)
    with pytest.raises(InputError, match="32,768 characters"):
        save(with_memo(32_768), tmp_path / "b.xlsx", language="nl")
    assert not (tmp_path / "b.xlsx").exists()


def test_format_1_is_read_and_written_as_format_2(tmp_path: Path) -> None:
    text = as_yaml(read_codebook())
    assert "\nformat: 2\n" in text
    (tmp_path / "phm.yml").write_text(text, encoding="utf-8")
    assert same(read_codebook(tmp_path / "phm.yml"), read_codebook())


# --- tables of others --------------------------------------------------------------------------


def test_a_small_table_of_names_and_definitions_is_a_codebook() -> None:
    book, remarks = load(CASES / "windows_1252.csv", version="1")
    assert book.label == "windows_1252 1"
    assert {code.list for code in book.codes.values()} == {"windows_1252"}
    money = book.codes["financien"]
    assert money.term.label == Both.of("Financiën")
    assert [(r.language, r.written) for r in money.rules] == [("nl", "=euro")]
    assert [r.written for r in book.codes["samen"].rules] == ["samenwerk*", "samen ..2 doen"]
    assert remarks == ()


def test_english_headers_and_commas_are_read_too() -> None:
    book, _ = load(CASES / "commas_in_english.csv", version="1")
    assert book.codes["trust"].definition == Both.of("To count on, and be counted on")
    assert [r.written for r in book.codes["trust"].rules] == ["trust", "=ally"]
    assert book.codes["distrust"].parent == "trust"


def test_a_table_without_a_version_asks_for_one() -> None:
    with pytest.raises(InputError, match="Give one with --version"):
        load(CASES / "windows_1252.csv")


def test_merged_headers_are_told_with_their_column() -> None:
    with pytest.raises(InputError, match=r"row 1, column D.*merged"):
        load(CASES / "merged_headers.csv", version="1")


def test_an_id_is_made_of_a_name_and_said_and_a_name_without_letters_is_told(
    tmp_path: Path,
) -> None:
    with pytest.raises(InputError, match=r"row 3, `id`: expected a short name"):
        load(CASES / "emoji_and_combining.csv", version="1")
    path = tmp_path / "c.csv"
    path.write_text("Naam\nZorg en café 👩‍⚕️\n", encoding="utf-8")
    book, remarks = load(path, version="1")
    assert list(book.codes) == ["zorg_en_cafe"]
    assert remarks == ("c.csv, row 2: the code was given the id zorg_en_cafe, after its name.",)


def test_columns_that_are_not_known_are_said(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Code;Naam;Aantal citaten\na;A;3\n", encoding="utf-8")
    assert load(path, version="1")[1] == ("c.csv, not read: Aantal citaten.",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Code;Naam\na;A\na;B\n", 'row 3, `id`: got "a"'),
        ("Code;Naam;Lijst\nfinance;;phm_elemnt\n", "nearest: phm_element"),
        ("Soort;Code;Naam\nthema;a;A\n", "row 2, `kind`"),
        ("Code;Naam;Valt onder\na;A;b\nb;B;a\n", "a → b → a"),
        ("Code;Naam;Regels\na;A;(x)\n", "row 2, `nl`"),
        ("x;y\n1;2\n", "no row with column names"),
    ],
)
def test_a_table_with_mistakes_is_told_by_row(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(path, version="1")
    assert told in str(error.value)


def test_a_shared_code_finds_its_list_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Code;Regels\nfinance;geld\n", encoding="utf-8")
    assert load(path, version="1")[0].codes["finance"].list == "phm_element"


@pytest.mark.parametrize("name", ["codes.docx", "codes", "weg.csv"])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        load(tmp_path / name)
    with pytest.raises(InputError):
        save(own(), tmp_path / "codes.docx", language="nl")


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("van mij", encoding="utf-8")
    with pytest.raises(InputError, match="a new file"):
        save(own(), path, language="nl")
    assert path.read_text(encoding="utf-8") == "van mij"


# --- into a study ------------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path: Path) -> Study:
    folder = tmp_path / "studie"
    folder.mkdir()
    (folder / "study.yml").write_text(SETTINGS + "codebook: codes.yml\n", encoding="utf-8")
    (folder / "codes.yml").write_bytes((CASES / "own_lists.yml").read_bytes())
    return open_study(folder)


def next_version(folder: Path, *, version: str = "1.1", definition: str = "Anders.") -> Path:
    code = replace(own().codes["no"], definition=Both.of(definition))
    book = replace(own(), version=version, codes={**own().codes, "no": code})
    return save(book, folder / f"{version}-{len(definition)}.csv", language="nl")


def test_a_new_version_is_taken_in_and_the_old_one_kept_as_it_stood(
    study: Study, tmp_path: Path
) -> None:
    before = (study.root / "codes.yml").read_bytes()
    done = adopt(study, next_version(tmp_path))
    assert done.changes.redefined == ("no",)
    assert done.kept == study.root / "codebooks" / "vertrouwen-1-0.yml"
    assert done.kept.read_bytes() == before
    assert read_codebook(study.root / "codes.yml").label == "vertrouwen 1.1"


def test_another_content_under_a_version_that_was_used_is_refused(
    study: Study, tmp_path: Path
) -> None:
    before = (study.root / "codes.yml").read_bytes()
    with pytest.raises(InputError, match="a version that was not used yet"):
        adopt(study, next_version(tmp_path, version="1.0"))
    assert (study.root / "codes.yml").read_bytes() == before
    assert not (study.root / "codebooks").exists()
    adopt(study, next_version(tmp_path))
    with pytest.raises(InputError, match="a version that was not used yet"):
        adopt(study, next_version(tmp_path, version="1.0", definition="Nog anders."))


def test_going_back_to_a_version_as_it_was_is_allowed(study: Study, tmp_path: Path) -> None:
    adopt(study, next_version(tmp_path))
    assert same(adopt(study, CASES / "own_lists.yml").codebook, own())


def test_comments_in_yaml_come_along(study: Study, tmp_path: Path) -> None:
    text = (CASES / "own_lists.yml").read_text(encoding="utf-8").replace('"1.0"', '"2"', 1)
    (tmp_path / "v2.yml").write_text(f"# van ons samen\n{text}", encoding="utf-8")
    adopt(study, tmp_path / "v2.yml")
    assert (study.root / "codes.yml").read_text(encoding="utf-8").startswith("# van ons samen")


def test_a_codebook_with_mistakes_changes_nothing(study: Study) -> None:
    before = (study.root / "codes.yml").read_bytes()
    with pytest.raises(InputError):
        adopt(study, CASES / "circle.yml")
    assert (study.root / "codes.yml").read_bytes() == before


def test_nothing_is_written_outside_the_study(tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    folder.mkdir()
    (folder / "study.yml").write_text(SETTINGS + "codebook: ../codes.yml\n", encoding="utf-8")
    (tmp_path / "codes.yml").write_bytes((CASES / "own_lists.yml").read_bytes())
    with pytest.raises(InputError, match="in the folder of the study"):
        adopt(open_study(folder), next_version(tmp_path))


def test_a_file_that_the_study_does_not_name_is_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    folder.mkdir()
    (folder / "study.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "codebook.yml").write_text("van mij", encoding="utf-8")
    with pytest.raises(InputError, match=r"Add the line `codebook: codebook\.yml`"):
        adopt(open_study(folder), next_version(tmp_path))
    assert (folder / "codebook.yml").read_text(encoding="utf-8") == "van mij"
