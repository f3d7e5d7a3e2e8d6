"""The codebook: codes of terms.yml with the rules that look for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.codebook import Codebook, parse_rule, read_codebook
from kit.errors import InputError
from kit.files import sha256
from kit.language import Both
from kit.terms import terms

HEAD = 'format: 1\nid: proef\nversion: "2"\n'


def read(folder: Path, lists: str, *, head: str = HEAD) -> Codebook:
    path = folder / "proef.yml"
    path.write_text(f"{head}lists:\n{lists}", encoding="utf-8")
    return read_codebook(path)


def told(folder: Path, lists: str, *, head: str = HEAD) -> list[str]:
    with pytest.raises(InputError) as error:
        read(folder, lists, head=head)
    return [str(problem) for problem in error.value.problems]


# --- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("mandaat", [("mandaat", "forms", 0)]),
        ("=AHO", [("aho", "exactly", 0)]),
        ("financier*", [("financier", "begins", 0)]),
        ("*kosten", [("kosten", "ends", 0)]),
        ("*verzeker*", [("verzeker", "holds", 0)]),
        ("regio’s", [("regio's", "forms", 0)]),
        ("data-gedreven", [("data-gedreven", "forms", 0)]),
        ("samen ..3 beslis*", [("samen", "forms", 0), ("beslis", "begins", 3)]),
        (
            "een ..1 twee ..99 drie",
            [("een", "forms", 0), ("twee", "forms", 1), ("drie", "forms", 99)],
        ),
        ("aio*", [("aio", "begins", 0)]),
    ],
)
def test_a_rule_is_read_as_people_write_it(written: str, words: list[tuple[str, str, int]]) -> None:
    assert [(word.form, word.match, word.gap) for word in parse_rule(written)] == words


@pytest.mark.parametrize(
    "written",
    ["", "   ", "..3", "..3 samen", "samen ..3", "samen ..3 ..2 delen", "a, b", "(x)", "*", "ai*",
     "*ai*", "een.twee", "<script>", "samen..3 delen", "..100 a"],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"gap|word|letters"):
        parse_rule(written)


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reading_of_a_rule(written: str) -> None:
    try:
        words = parse_rule(written)
    except ValueError:
        return
    assert all(word.form for word in words)
    assert words[0].gap == 0


# --- the default codebook ----------------------------------------------------------------------


def test_the_default_codebook_has_rules_for_every_code_of_every_list() -> None:
    book = read_codebook()
    for name in terms("code_list"):
        assert [code.id for code in book.of_list(name)] == list(terms(name))
    for code in book.codes.values():
        assert bool(code.rules) is not bool(code.children), code.id
        if code.rules:
            assert {rule.language for rule in code.rules} == {"nl", "en"}, code.id


def test_a_learning_theme_stands_for_its_questions_together() -> None:
    theme = read_codebook().codes["lt_roadmap"]
    assert theme.rules == ()
    assert theme.children == ("q_speed", "q_who_decides_next_step", "q_what_is_the_roadmap")


def test_no_rule_stands_twice_in_one_code() -> None:
    for code in read_codebook().codes.values():
        for rules in (code.rules, code.takes_away):
            keys = [(rule.language, rule.words) for rule in rules]
            assert len(keys) == len(set(keys)), code.id


def test_the_label_names_version_and_the_hash_follows_the_file(tmp_path: Path) -> None:
    book = read(tmp_path, "  aim:\n    aim_cost: {nl: [kosten]}\n")
    assert book.label == "proef 2"
    assert book.title == Both("proef", "proef")
    assert book.sha256 == sha256(tmp_path / "proef.yml")


def test_a_title_may_be_given_in_both_languages(tmp_path: Path) -> None:
    head = HEAD + "title: {nl: Proef, en: Trial}\n"
    assert read(tmp_path, "  aim: {}\n", head=head).title == Both("Proef", "Trial")


def test_an_unknown_list_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="nearest: focus_point"):
        read_codebook().of_list("focuspoint")


def test_an_empty_code_is_a_code_without_rules(tmp_path: Path) -> None:
    book = read(tmp_path, "  aim:\n    aim_cost:\n    aim_work: {nl: }\n  focus_point:\n")
    assert list(book.codes) == ["aim_cost", "aim_work"]
    assert book.codes["aim_work"].rules == ()


def test_a_rule_under_not_undoes_in_both_languages(tmp_path: Path) -> None:
    book = read(tmp_path, "  aim:\n    aim_cost: {nl: [kosten], not: [moeite kosten]}\n")
    assert [rule.language for rule in book.codes["aim_cost"].takes_away] == ["nl", "en"]


# --- what is refused ---------------------------------------------------------------------------


def test_every_problem_of_a_codebook_is_told_at_once(tmp_path: Path) -> None:
    lists = (
        "  aims: {}\n"
        "  aim:\n"
        "    aim_costs: {}\n"
        "    aim_cost: {nl: ['(x)', kosten, kosten], de: [kosten], not: [goed zo, '(y)', '(z)']}\n"
    )
    problems = told(tmp_path, lists)
    assert problems[0].startswith('proef.yml, `lists`: got "aims", expected one of')
    assert "nearest: aim_cost" in problems[1]
    assert {problem.partition(":")[0] for problem in problems[2:]} == {
        "proef.yml, `aim.aim_cost`",
        "proef.yml, `aim.aim_cost`, `nl`",
        "proef.yml, `aim.aim_cost`, `not`",
    }
    for written in ("(x)", "kosten", "de", "(y)", "(z)"):
        assert sum(f'got "{written}"' in problem for problem in problems) == 1, written


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ("  aim: {aim_cost: {nl: kosten}}\n", "a list of rules, each after a hyphen"),
        ("  aim: {aim_cost: [kosten]}\n", "rules under nl, en, not"),
        ("  aim: [aim_cost]\n", "codes with their rules"),
        ("  no: {}\n", "expected one of"),
        ("  aim: {no: {}}\n", "expected one of"),
        ("  aim: {1: {}}\n", "expected one of"),
        ("  - aim\n", "lists of codes with their rules"),
    ],
)
def test_a_codebook_of_another_shape_is_told(tmp_path: Path, lists: str, expected: str) -> None:
    (problem,) = told(tmp_path, lists)
    assert expected in problem


@pytest.mark.parametrize(
    "head", ["id: a\nversion: 1\n", "format: 1\nversion: 1\n", "format: 1\nid: a\n"]
)
def test_a_codebook_without_id_version_or_format_is_told(tmp_path: Path, head: str) -> None:
    (problem,) = told(tmp_path, "  aim: {}\n", head=head)
    assert "a codebook with format, id, version and lists" in problem


@pytest.mark.parametrize("version", ["3", "0", "-1", "1.0", "one", "[1]", "99999"])
def test_a_codebook_of_another_format_is_refused(tmp_path: Path, version: str) -> None:
    (problem,) = told(tmp_path, "  aim: {}\n", head=HEAD.replace("1", version, 1))
    assert "`format`" in problem


def test_a_codebook_that_is_no_yaml_is_told_with_the_row(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, "  aim: {a: b: c}\n")
    assert problem.startswith("proef.yml, row 5:")


def test_a_codebook_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"weg\.yml: expected a codebook that exists"):
        read_codebook(tmp_path / "weg.yml")


# --- codes born from the data ------------------------------------------------------------------

CASES = Path(__file__).parent / "cases" / "codebooks"


def case(name: str) -> Codebook:
    return read_codebook(CASES / f"{name}.yml")


def problems_of(name: str) -> list[str]:
    with pytest.raises(InputError) as error:
        case(name)
    return [str(problem) for problem in error.value.problems]


def test_a_codebook_may_hold_lists_and_codes_of_its_own() -> None:
    book = case("own_lists")
    assert book.lists["trust"] == Both("Vertrouwen", "Trust")
    assert book.lists["phm_element"] == terms("code_list")["phm_element"].label
    assert [code.id for code in book.of_list("trust")] == ["trust_all", "trust_people", "no"]
    assert book.codes["shared_budget"].term.label == Both("Gedeeld budget", "Shared budget")


def test_a_shared_code_keeps_its_name_and_meaning_and_may_gain_what_belongs_to_it() -> None:
    finance = case("own_lists").codes["finance"]
    assert finance.term == terms("phm_element")["finance"]
    assert finance.definition == terms("phm_element")["finance"].meaning
    assert finance.include == Both("Ook voorinvesteringen.", "Advance investments too.")


def test_a_tree_may_be_of_any_depth() -> None:
    book = case("own_lists")
    assert book.codes["trust_all"].children == ("trust_people",)
    assert book.codes["trust_people"].children == ("no",)
    assert book.above("no") == ("trust_people", "trust_all")
    assert book.above("shared_budget") == ("finance",)
    assert book.above("trust_all") == ()


def test_everything_about_a_code_is_read() -> None:
    code = case("own_lists").codes["trust_people"]
    assert code.definition == Both("Tussen wie elkaar kent.", "Between those who know each other.")
    assert code.exclude == Both("Tussen organisaties.", "Between organisations.")
    assert code.example == Both("Ik bel haar gewoon.", "I just call her.")
    assert code.memo == "Geboren uit de eerste tien bijdragen.\n- nog scherper maken"
    assert [(c.version, c.changed) for c in code.history] == [
        ("0.9", "nieuw"),
        ("1.0", "exclude: organisaties eruit"),
    ]


def test_a_colour_of_three_digits_is_written_out() -> None:
    assert case("own_lists").codes["trust_all"].colour == "#0077BB"


def test_one_text_serves_both_languages() -> None:
    definition = case("own_lists").codes["shared_budget"].definition
    assert definition == Both.of("Geld dat partijen samen beheren.")


def test_words_that_yaml_takes_for_yes_or_no_stay_words() -> None:
    rules = case("own_lists").codes["no"].rules
    assert [rule.written for rule in rules if rule.language == "en"] == ["no", "off", "distrust"]


def test_a_circle_is_told_once_with_the_way_round() -> None:
    circle, self_parent = problems_of("circle")
    assert 'got "a → c → b → a"' in circle
    assert 'got "d → d"' in self_parent


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("newer_format", ['got "3", expected at most 2', "update this one"]),
        ("twice_the_same_id", ['row 9: got "x"', "row 8 too"]),
        ("twice_in_two_lists", ["`twee.x`", "`een.x` has it"]),
        ("parent_that_does_not_exist", ['`parent`: got "oudr"', "nearest: ouder"]),
        (
            "reserved_words",
            ['got "region"', 'got "all"', "`phm_element` has it", "beginning with a letter"],
        ),
        ("misspelt_list", ["nearest: phm_element", "nearest: finance", "list of your own"]),
        ("another_name_for_a_shared_code", ['got "Geldzaken"', 'got "organise"', "as everywhere"]),
        ("unknown_keys", ["nearest: title", "nearest: codes", "nearest: definition", "#0072B2"]),
    ],
)
def test_a_codebook_that_cannot_be_is_told_in_one_go(name: str, told: list[str]) -> None:
    text = "\n".join(problems_of(name))
    for words in told:
        assert words in text


def test_a_duplicate_id_in_one_list_or_in_two_is_told_with_both_places() -> None:
    (in_one,) = problems_of("twice_the_same_id")
    assert 'row 9: got "x"' in in_one
    assert "row 8 too" in in_one
    (in_two,) = problems_of("twice_in_two_lists")
    assert "`twee.x`" in in_two
    assert "`een.x` has it" in in_two


def test_no_code_can_take_the_place_of_a_column() -> None:
    from kit.codebook_making import RESERVED
    from kit.documents import as_frame

    assert {*as_frame([]).columns, "period", "all"} <= RESERVED


def test_accents_are_one_with_their_letter_and_emoji_may_stand_in_a_name(tmp_path: Path) -> None:
    path = tmp_path / "naam.yml"
    name = "Cafe\N{COMBINING ACUTE ACCENT} \N{WOMAN}\N{ZERO WIDTH JOINER}\N{STAFF OF AESCULAPIUS}"
    path.write_text(
        'format: 2\nid: n\nversion: "1"\nlists:\n  eigen:\n    name: Eigen\n    codes:\n'
        f'      x: {{name: "{name}", rules: {{nl: ["cafe\N{COMBINING ACUTE ACCENT}*"]}}}}\n',
        encoding="utf-8",
    )
    code = read_codebook(path).codes["x"]
    assert code.term.label.nl.startswith("Café \N{WOMAN}")
    assert [word.form for word in code.rules[0].words] == ["café"]


def test_a_codebook_in_the_encoding_of_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "w.yml"
    path.write_bytes(f"{HEAD}lists:\n  aim: {{aim_cost: {{nl: [financiën]}}}}\n".encode("cp1252"))
    assert read_codebook(path).codes["aim_cost"].rules[0].written == "financiën"


@pytest.mark.parametrize("text", ["[" * 5000, "a: &a [*a]", "a: *b", "? [x]\n: y", "\x00"])
def test_yaml_made_to_break_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kwaad.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_codebook(path)


def test_the_definition_hash_follows_what_a_code_means_and_nothing_else() -> None:
    from dataclasses import replace

    code = case("own_lists").codes["trust_people"]
    same = replace(code, rules=(), colour="", memo="", example=None, history=(), children=())
    assert same.definition_hash == code.definition_hash
    reflowed = replace(code, definition=Both("Tussen wie\n elkaar kent.", code.definition["en"]))
    assert reflowed.definition_hash == code.definition_hash
    moved = replace(code, term=replace(code.term, parent=None))
    others = [
        replace(code, definition=Both.of("Iets anders.")),
        replace(code, include=Both.of("Tussen wie elkaar kent.")),
        replace(code, exclude=None),
        moved,
    ]
    hashes = {each.definition_hash for each in (code, *others)}
    assert len(hashes) == 5
