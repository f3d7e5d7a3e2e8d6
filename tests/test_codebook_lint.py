"""What a second reader would remark about a codebook, and what not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kit.codebook import Codebook, read_codebook
from kit.codebook_lint import FEWEST_TEXTS, lint
from kit.documents import Document, compose
from kit.finding import Check

HEAD = 'format: 2\nid: proef\nversion: "1"\nlists:\n'
DEFINED = "definition: {nl: Iets., en: Something.}"


def book(folder: Path, codes: str, *, list: str = "eigen") -> Codebook:
    path = folder / "proef.yml"
    text = f"{HEAD}  {list}:\n    name: {{nl: Eigen codes, en: Own codes}}\n    codes:\n{codes}"
    path.write_text(text, encoding="utf-8")
    return read_codebook(path)


def code(id: str, rest: str = "") -> str:
    return f"      {id}: {{name: {{nl: De {id}, en: The {id}}}, {DEFINED}{rest}}}\n"


def rules(*written: str, language: str = "nl") -> str:
    return f", rules: {{{language}: [{', '.join(written)}]}}"


def texts(*contents: str) -> list[Document]:
    made = []
    for number, content in enumerate(contents):
        text, parts = compose([("happened", "Wat gebeurde er?", content)])
        made.append(
            Document(
                str(number), "logbook", text, parts, date(2024, 1, 1), "peelrand", "regional",
                "team", "a", None, None, "a.csv", number + 2,
            )
        )  # fmt: skip
    return made


def told(checks: tuple[Check, ...]) -> dict[str, str]:
    return {check.name: check.said["en"] for check in checks}


def test_a_codebook_in_order_gets_no_remark(tmp_path: Path) -> None:
    assert lint(book(tmp_path, code("a", rules("mandaat")) + code("b", rules("geld")))) == ()


def test_a_code_without_name_or_definition_is_remarked(tmp_path: Path) -> None:
    path = tmp_path / "c.yml"
    path.write_text(f"{HEAD}  eigen:\n    name: eigen\n    codes:\n      a: {{}}\n")
    found = told(lint(read_codebook(path)))
    assert found == {
        "code_names": "Without a name of its own: a; eigen.",
        "code_definitions": "Without a definition: a.",
    }


def test_a_shared_code_without_a_meaning_need_not_be_defined_again(tmp_path: Path) -> None:
    path = tmp_path / "c.yml"
    path.write_text(f"{HEAD}  aim:\n    codes:\n      aim_cost: {{}}\n")
    assert lint(read_codebook(path)) == ()


def test_the_same_rule_under_two_codes_is_remarked_however_it_is_written(tmp_path: Path) -> None:
    codes = code("a", rules("samen doen")) + code("b", rules("Samen  doen"))
    assert told(lint(book(tmp_path, codes))) == {
        "same_rule": "The same rule under two codes: samen doen (a, b)."
    }


def test_the_same_words_in_two_languages_are_not_the_same_rule(tmp_path: Path) -> None:
    codes = code("a", rules("budget")) + code("b", rules("budget", language="en"))
    assert lint(book(tmp_path, codes)) == ()


def test_a_code_may_share_a_rule_with_the_one_above_it(tmp_path: Path) -> None:
    codes = code("a", rules("geld")) + code("b", f"{rules('geld')}, parent: a")
    assert lint(book(tmp_path, codes)) == ()


def test_two_lists_may_share_a_rule() -> None:
    book_of_kit = read_codebook()
    remark = next(check for check in lint(book_of_kit) if check.name == "same_rule")
    # gegevens stands under monitor and insights, and under data_infrastructure of another list.
    assert "gegevens (monitor, insights)" in remark.said["en"]
    assert "data_infrastructure" not in remark.said["en"]


@pytest.mark.parametrize(("other", "near"), [("#5A7A00", True), ("#0072B2", False)])
def test_colours_that_not_everybody_tells_apart_are_remarked(
    tmp_path: Path, other: str, *, near: bool
) -> None:
    codes = code("a", ', colour: "#B34700"') + code("b", f', colour: "{other}"')
    assert ("colours" in told(lint(book(tmp_path, codes)))) is near


# --- in texts ----------------------------------------------------------------------------------

FILLER = "Wij waren er en het was een lange avond met de mensen van de wijk."


def test_too_few_texts_say_nothing_about_rules(tmp_path: Path) -> None:
    made = book(tmp_path, code("a", rules("mandaat")))
    (check,) = lint(made, texts(*[FILLER] * (FEWEST_TEXTS - 1)))
    assert (check.name, check.verdict) == ("texts_too_few", "informative")
    assert set(told(lint(made, texts(*[FILLER] * FEWEST_TEXTS)))) == {"rules_without_hits"}


def test_a_rule_that_hits_nothing_is_remarked_in_the_languages_that_are_written(
    tmp_path: Path,
) -> None:
    codes = code("a", ", rules: {nl: [mandaat, avond], en: [mandate]}")
    found = told(lint(book(tmp_path, codes), texts(FILLER, *["Het was stil."] * 19)))
    assert found == {"rules_without_hits": "1 of 2 rules hit none of 20 texts: mandaat (a)."}


@pytest.mark.parametrize(("hit", "remarked"), [(18, False), (19, True)])
def test_a_rule_that_hits_more_than_nine_in_ten_texts_is_remarked(
    tmp_path: Path, hit: int, *, remarked: bool
) -> None:
    contents = [FILLER] * hit + ["Het was stil."] * (20 - hit)
    found = told(lint(book(tmp_path, code("a", rules("avond"))), texts(*contents)))
    assert ("rules_that_hit_all" in found) is remarked
    if remarked:
        assert found["rules_that_hit_all"] == "Hitting nearly every text: avond (a) 95%; a 95%."


@pytest.mark.parametrize(
    ("both", "only_a", "remarked"), [(8, 2, False), (9, 2, True), (4, 0, False), (5, 0, True)]
)
def test_codes_in_nearly_the_same_texts_are_remarked(
    tmp_path: Path, both: int, only_a: int, *, remarked: bool
) -> None:
    # Jaccard: 8/10 = .80 is not above the threshold, 9/11 = .82 is; 4 texts are too few.
    contents = ["Het geld en de tijd."] * both + ["Het geld."] * only_a
    contents += ["Het was stil."] * (30 - len(contents))
    codes = code("a", rules("geld")) + code("b", rules("tijd"))
    found = told(lint(book(tmp_path, codes), texts(*contents)))
    assert ("overlapping_codes" in found) is remarked


def test_no_remark_quotes_a_text(tmp_path: Path) -> None:
    secret = "Het geheim van mevrouw Jansen-de Wit en het geld en de tijd."
    codes = code("a", rules("geld")) + code("b", rules("tijd"))
    checks = lint(book(tmp_path, codes), texts(*[secret] * 25))
    assert checks
    for check in checks:
        assert "Jansen" not in f"{check.said['nl']}{check.said['en']}{check.advice}"


# --- definitions that overlap --------------------------------------------------------------------


def defined(id: str, nl: str, rest: str = "") -> str:
    names = f"name: {{nl: De {id}, en: The {id}}}, definition: {{nl: {nl}, en: {id}}}"
    return f"      {id}: {{{names}{rest}}}\n"


MONEY = "Wie betaalt beslist mee over de zorg"


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (MONEY, "100%"),
        # 6 of 8 words in the one, 6 of 7 in the other: 2 × 6 / 15 = 80%.
        ("Wie niet betaalt beslist mee over zijn zorg", "80%"),
        # 2 × 5 / 14 = 71%.
        ("Wie betaalt beslist vaker over haar zorg", None),
        ("Wat bewoners zelf van hun buurt vinden", None),
    ],
)
def test_two_definitions_that_are_nearly_the_same_text_are_remarked(
    tmp_path: Path, other: str, told: str | None
) -> None:
    found = {c.name: c for c in lint(book(tmp_path, defined("a", MONEY) + defined("b", other)))}
    assert ("definitions_alike" in found) is (told is not None)
    if told:
        said = f"Definitions that are nearly the same text: a, b {told}."
        assert found["definitions_alike"].said["en"] == said
        assert found["definitions_alike"].verdict == "doubtful"


def test_a_definition_of_a_few_words_is_too_short_to_be_alike(tmp_path: Path) -> None:
    codes = defined("a", "Geld en macht") + defined("b", "Geld en macht")
    assert "definitions_alike" not in told(lint(book(tmp_path, codes)))


def test_a_code_may_be_defined_like_the_one_above_it(tmp_path: Path) -> None:
    codes = defined("a", MONEY) + defined("b", f"{MONEY} nu", ", parent: a")
    assert "definitions_alike" not in told(lint(book(tmp_path, codes)))
