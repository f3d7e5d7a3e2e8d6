"""Mentions: counted by documents and people, protected, and said without more than they carry."""

import re
from datetime import date

import pytest

from kit.codebook import read_codebook, study_codebook
from kit.documents import as_frame
from kit.errors import InputError
from kit.finding import Drawing, Finding
from kit.language import LANGUAGES
from kit.logbook import entries, read_logbook
from kit.mentions import FEWEST_SOURCES, mentions_of
from kit.study import open_study
from kit.terms import label
from kit.validation import Estimate, Validated, Validity, in_short, marks_of, read_validation

STUDY = """
format: 1
title: Proef
codebook: codeboek.yml
period: {from: 2021, until: 2023}
regions:
  - {slug: noorderkolk, name: De Noorderkolk}
  - {slug: zonnehei, name: "Zonnehei & $x_1$ <b>"}
  - {slug: lindewaard, name: Lindewaard}
"""
CODEBOOK = """
format: 1
id: proef
version: "0.1"
lists:
  phm_element:
    organise: {nl: ["=mandaat", "=gebeurd", "=brand"], en: ["=mandate", "=fire"]}
    finance: {nl: ["=subsidie"], en: ["=subsidy"], not: ["geen =subsidie"]}
  learning_question:
    q_speed: {nl: ["=tempo"], en: ["=pace"]}
    q_who_decides_next_step: {nl: ["=beslist"], en: ["=decides"]}
"""
HEADER = "datum;regio;auteur;gebeurd;hielp;vrijgave;niveau\n"
SUBSIDY, NOTHING = "Over de subsidie.", "Over het weer."


def row(day, author="", text=NOTHING, *, region="noorderkolk", helped="", release="", tier=""):
    return ";".join([str(day), region, author, text, helped, release, tier]) + "\n"


def year(number, writers, text=NOTHING, **more):
    """Return an entry in January of a year for each letter of `writers`."""
    return [
        row(date(number, 1, i % 28 + 1), author, text, **more) for i, author in enumerate(writers)
    ]


@pytest.fixture
def drawn():
    """Ask for real figures; without it they are left out, as they take most of the time."""


@pytest.fixture(autouse=True)
def _without_figures(request, monkeypatch):
    if "drawn" not in request.fixturenames:
        blank = {language: Drawing("", "", "") for language in LANGUAGES}
        monkeypatch.setattr("kit.mentions.draw", lambda table, **more: blank)


@pytest.fixture
def kept(tmp_path):
    def of(*rows):
        (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
        (tmp_path / "codeboek.yml").write_text(CODEBOOK, encoding="utf-8")
        (tmp_path / "logbook.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
        study = open_study(tmp_path)
        assert not read_logbook(study).problems
        return study

    return of


def own(study, **more):
    asked = {"region": "noorderkolk", "code_list": "phm_element", "until": None, "release": "team"}
    return mentions_of(study, **asked | more)


def cell(finding, code="finance", group="all"):
    by = "region" if "region" in finding.table else "period"
    rows = finding.table[(finding.table["code"] == code) & (finding.table[by] == group)]
    return rows.iloc[0].to_dict()


def check(finding, name):
    return next(c for c in finding.checks if c.name == name)


def numbers_of(finding):
    """Return every number that a reader meets outside the drawing and the hashes."""
    told = finding.as_data()
    for picture in told["picture"].values():
        picture.pop("svg")  # its coordinates may hold any number
    for source in told["sources"]:
        source.pop("sha256")
    return set(re.findall(r"\d+", str(told)))


# What is counted


def test_a_talkative_entry_is_one_entry(kept):
    day = date(2022, 3, 1)
    study = kept(row(day, "A", "Subsidie, subsidie en subsidie."), row(day, "A"), row(day, "B"))
    found = cell(own(study))
    assert (found["documents"], found["of"], found["authors"]) == (1, 3, 1)
    assert found["share"] == pytest.approx(1 / 3)


def test_distinct_authors_are_counted_and_those_not_stated_are_one_at_most(kept):
    day = date(2022, 3, 1)
    study = kept(*(row(day, author, SUBSIDY) for author in ("A", "A", "B", "", "")), row(day, "C"))
    found = cell(own(study))
    assert (found["documents"], found["authors"], found["of_authors"]) == (5, 2, 3)
    nobody = cell(own(kept(*(row(day, "", SUBSIDY) for _ in range(4)))))
    assert (nobody["documents"], nobody["authors"]) == (4, 1)


def test_headings_are_not_searched(kept):
    day = date(2022, 3, 1)
    study = kept(row(day, "A", "Niets."), row(day, "B", "Er is iets gebeurd."))
    assert "Gebeurd" in entries(read_logbook(study))[0].text
    assert cell(own(study), "organise")["documents"] == 1


def test_each_part_is_read_in_its_own_language(kept):
    day = date(2022, 3, 1)
    dutch = "Er was een brand in de school en we zijn er naar toe gegaan."
    english = "This brand of the tea was not for the people that we have met."
    fire = "There was a fire at the school and they have been to it."
    study = kept(
        row(day, "A", dutch),
        row(day, "B", english),
        row(day, "C", "Het ging om de thee van de buren.", helped=fire),
    )
    assert cell(own(study), "organise")["documents"] == 2


def test_a_rule_that_takes_away_undoes_the_hit_that_it_overlaps(kept):
    day = date(2022, 3, 1)
    study = kept(row(day, "A", "Er kwam geen subsidie."), row(day, "B", SUBSIDY))
    assert cell(own(study))["documents"] == 1


def test_a_theme_stands_for_its_questions(kept):
    day = date(2022, 3, 1)
    study = kept(row(day, "A", "Het tempo en wie er beslist."), row(day, "B", "Wie beslist?"))
    themes, questions = (
        own(study, code_list=name) for name in ("learning_theme", "learning_question")
    )
    assert cell(themes, "lt_roadmap")["documents"] == 2
    assert cell(questions, "q_speed")["documents"] == 1


def test_until_is_inclusive_on_the_day(kept):
    study = kept(row("2022-12-31", "A", SUBSIDY), row("2023-01-01", "B", SUBSIDY))
    assert cell(own(study, until="2022"))["documents"] == 1
    assert cell(own(study, until="2023"))["documents"] == 2
    assert own(study, until="2022-K4").parameters["until"] == "2022Q4"


def test_every_scope_has_its_own_entries(kept):
    day = date(2022, 3, 1)
    study = kept(
        row(day, "A", SUBSIDY),
        row(day, "B", SUBSIDY, region="zonnehei"),
        row(day, "C", SUBSIDY, region="", tier="landelijk"),
        row(day, "D", SUBSIDY, region="", tier="HealthKIC"),
    )
    for scope in ("noorderkolk", "zonnehei", "national", "healthkic"):
        found = own(study, region=scope)
        assert (cell(found)["documents"], cell(found)["of"]) == (1, 1)
    together = own(study, region="all")
    assert list(together.table["region"].unique()) == ["lindewaard", "noorderkolk", "zonnehei"]
    assert together.table["of"].sum() == 2 * 2  # two codes, two regional entries
    assert cell(together, group="lindewaard")["status"] == "missing"


def test_a_misspelt_region_list_or_period_is_refused(kept):
    study = kept(row(date(2022, 3, 1), "A"))
    for asked, said in (
        ({"region": "noorderkolc"}, "nearest: noorderkolk"),
        ({"code_list": "phm_elements"}, "nearest: phm_element"),
        ({"until": "straks"}, "2024Q1"),
    ):
        with pytest.raises(InputError, match=said):
            own(study, **asked)


# What is said


@pytest.mark.parametrize(("people", "interval"), [("ABCD", False), ("ABCDE", True)])
def test_an_interval_is_drawn_only_where_five_people_wrote(kept, people, interval):
    first, *others = people
    day = date(2022, 3, 1)
    found = cell(own(kept(row(day, first, SUBSIDY), *(row(day, author) for author in others))))
    assert len(people) >= FEWEST_SOURCES or not interval
    if interval:
        # Wilson (1927) by hand, 1 of 5: (0.2 + z²/10 ± z√(0.032 + z²/100)) / (1 + z²/5), z = 1.96
        assert (found["low"], found["high"]) == pytest.approx((0.03622, 0.62447), abs=1e-5)
    else:
        assert found["low"] != found["low"]
        assert found["high"] != found["high"]


STEADY = "AAAAAABCDE" * 3


def test_a_code_rises_between_two_halves_with_five_people_and_one_main_author(kept):
    study = kept(*year(2021, STEADY), *year(2023, "AAAAABCDE" * 2, SUBSIDY), *year(2023, "AABCDE"))
    finding = own(study)
    assert "In de tweede helft wordt ‘Anders financieren’ vaker vermeld" in finding.sentence["nl"]
    assert "mentioned more often than in the first" in finding.sentence["en"]
    assert "laten we de auteur weg" in finding.against["nl"]
    assert check(finding, "main_author_stayed").verdict == "passed"


def test_a_code_falls(kept):
    study = kept(*year(2021, "AAAAABCDE" * 2, SUBSIDY), *year(2021, "AABCDE"), *year(2023, STEADY))
    assert "minder vaak vermeld" in own(study).sentence["nl"]
    assert "less often" in own(study).sentence["en"]


def test_no_clear_difference_is_told_as_that(kept):
    study = kept(*year(2021, STEADY), *year(2023, "A", SUBSIDY), *year(2023, STEADY))
    assert "geen duidelijk verschil" in own(study).sentence["nl"]


@pytest.mark.parametrize("half", [2021, 2023])
def test_nothing_rises_when_four_people_wrote_in_one_of_the_halves(kept, half):
    writers = {2021: STEADY, 2023: STEADY, half: STEADY.replace("E", "D")}
    finding = own(kept(*year(2021, writers[2021]), *year(2023, writers[2023], SUBSIDY)))
    assert (
        "niet beoordeeld: in een van de helften schreven minder dan 5 mensen"
        in (finding.sentence["nl"])
    )
    assert "vaker" not in finding.sentence["nl"]


def test_nothing_rises_when_another_person_writes_most(kept):
    study = kept(*year(2021, STEADY), *year(2023, "BBBBBBACDE" * 3, SUBSIDY))
    finding = own(study)
    assert "niet beoordeeld" in finding.sentence["nl"]
    assert "vaker" not in finding.sentence["nl"]
    assert check(finding, "main_author_stayed").verdict == "doubtful"


@pytest.mark.parametrize(("until", "compared"), [("2021", False), ("2022", True)])
def test_with_one_period_there_is_nothing_to_compare(kept, until, compared):
    few = "AAAAABCDE"  # so few that they are counted by the year
    finding = own(kept(*year(2021, few), *year(2022, few)), until=until)
    assert ("geen duidelijk verschil" in finding.sentence["nl"]) == compared
    assert ("With one period there is no then and now" in finding.sentence["en"]) != compared


def test_where_nobody_writes_most_that_is_what_the_check_says(kept):
    study = kept(*year(2021, "ABCDE" * 6), *year(2023, "ABCDE" * 6))
    found = check(own(study), "main_author_stayed")
    assert found.verdict == "passed"
    assert "geen van beide helften" in found.said["nl"]


def test_a_rise_that_goes_without_the_loudest_author_is_told_as_contradiction(kept):
    study = kept(*year(2021, STEADY), *year(2023, "A" * 14, SUBSIDY), *year(2023, "ABCDE" * 3))
    finding = own(study)
    assert "vaker vermeld" in finding.sentence["nl"]
    assert (
        "Zonder de auteur die er het meest over schrijft verdwijnt het verschil bij"
        in (finding.against["nl"])
    )
    assert "Without the author who writes most about it" in finding.against["en"]


def test_what_is_suppressed_is_not_named_as_contradiction_either(kept):
    study = kept(*year(2021, STEADY), *year(2023, "A" * 14, SUBSIDY), *year(2023, "ABCDE" * 3))
    finding = own(study, release="region")
    assert cell(finding)["status"] == "suppressed"
    assert finding.against is None, "nothing is claimed that could be contradicted"
    assert "financieren" not in finding.sentence["nl"]
    assert "Finance" not in finding.sentence["en"]


def test_authors_who_are_not_stated_are_never_the_loudest(kept):
    unknown = year(2023, [""] * 12, SUBSIDY)
    finding = own(kept(*year(2021, STEADY), *unknown, *year(2023, "AAAAABCDE" * 2)))
    assert "vaker vermeld" in finding.sentence["nl"]
    assert "auteur die er het meest over schrijft verdwijnt" not in finding.against["nl"]


def test_counting_authors_instead_of_entries_is_told_where_it_turns_the_order(kept):
    day = date(2022, 3, 1)
    study = kept(
        *(row(day, "A", SUBSIDY) for _ in range(4)),
        *(row(day, author, "Over het mandaat.") for author in "BCD"),
    )
    finding = own(study)
    assert "Genoemd: ‘Anders financieren’ (4) en ‘Anders organiseren’ (3)" in finding.sentence["nl"]
    assert finding.against["nl"].startswith("Geteld naar auteurs")
    assert "‘Anders organiseren’" in finding.against["nl"]


def test_where_the_main_author_changed_is_marked(kept):
    study = kept(*year(2021, "AAAAB"), *year(2022, "BBBBA"), *year(2023, "BBBBA"))
    table = own(study).table
    marks = table[table["code"] == "finance"].set_index("period")["main_author_changed"]
    assert marks.to_dict() == {"2021": False, "2022": True, "2023": False, "all": False}


def test_who_writes_most_is_one_of_those_who_are_stated(kept):
    day = date(2022, 3, 1)
    finding = own(kept(*(row(day) for _ in range(7)), row(day, "A"), row(day, "B"), row(day, "C")))
    assert check(finding, "one_author").number == pytest.approx(1 / 3)
    assert check(finding, "authors_stated").verdict == "doubtful"


@pytest.mark.parametrize("scope", ["noorderkolk", "all", "national", "healthkic"])
def test_without_entries_it_says_what_will_come(kept, drawn, scope):
    for release in ("team", "consortium"):
        finding = own(kept(), region=scope, release=release)
        assert "nog geen logboekbijdragen" in finding.sentence["nl"]
        assert "no logbook entries yet" in finding.sentence["en"]
        assert finding.against is None
        assert "suppressed" not in set(finding.table["status"])
        assert finding.sources == ()
        assert Finding.from_data(finding.as_data()).sentence == finding.sentence


def test_the_codebook_is_named_and_its_rules_are_a_doubt(kept):
    finding = own(kept(row(date(2022, 3, 1), "A")))
    assert finding.parameters["codebook"] == "proef 0.1"
    assert check(finding, "rules_checked").verdict == "doubtful"


def test_the_share_of_mentions_that_are_denied_is_said_and_they_count(kept):
    day = date(2022, 3, 1)
    said = ["Er was geen subsidie."] * 5 + ["Er was een subsidie."] * 15
    rows = [row(day, writer, text) for writer, text in zip("ABCDE" * 4, said, strict=True)]
    finding = own(kept(*rows))
    assert cell(finding)["documents"] == 15  # `geen =subsidie` takes five away in this codebook
    assert "ontkenning" not in check(finding, "rules_checked").said["nl"]
    rows = [one.replace("subsidie", "mandaat") for one in rows]
    finding = own(kept(*rows))
    assert cell(finding, "organise")["documents"] == 20
    told = check(finding, "rules_checked").said
    assert "Bij 25% van de vermeldingen staat een ontkenning" in told["nl"]
    assert "25% of the mentions have a denial" in told["en"]


def test_what_readers_said_of_the_rules_stands_beside_the_mentions(kept):
    from openpyxl import load_workbook

    from kit.sampling import draw, write_sample

    texts = ["Er was een subsidie."] * 4 + ["Er kwam mandaat."] * 3 + ["Regen."] * 5
    day = date(2022, 3, 1)
    study = kept(*(row(day, "ABCD"[i % 4], text) for i, text in enumerate(texts)))
    book, documents = study_codebook(study), read_logbook(study).documents
    codes = book.of_list("phm_element")

    def read(right):
        sample = draw(documents, book, codes=codes, per_code=99, seed=len(right), name=f"s{right}")
        form = write_sample(study, sample, documents=documents, codebook=book)
        made = load_workbook(form)
        for item in sample.items:
            if item.code in right:
                made.worksheets[0].cell(item.number + 1, 4).value = "ja" if item.hit else "nee"
        made.save(form)

    read("finance")
    told = check(own(study), "rules_checked")
    # Wilson for 4 of 4: 0.5101 to 1.
    assert (
        "‘Anders financieren’: precisie 100% (51–100%; n = 4), vindkans 100% (" in told.said["nl"]
    )
    assert "niet nagekeken: ‘Anders organiseren’" in told.said["nl"]
    assert (told.verdict, told.number) == ("doubtful", 0.5)
    assert [source.path for source in own(study).sources] == [
        "logbook.csv", "validation/sfinance.xlsx",
    ]  # fmt: skip
    read("organise")
    told = check(own(study), "rules_checked")
    assert (told.verdict, told.number, told.advice) == ("passed", 1, None)
    assert "not checked" not in told.said["en"]
    # Two codes or more are told in short; the figure has each under its name.
    assert "precision 100% (n = 3–4 per code)" in told.said["en"]
    validated = read_validation(study, book)
    lines = marks_of(validated, book.codes["finance"])["nl"].splitlines()
    assert lines[0] == "precisie 100% (51–100%)"


def test_the_lowest_codes_are_named_in_a_short_sentence():
    book = read_codebook()
    codes = book.of_list("phm_element")
    values = dict(zip([code.id for code in codes], (0.9, 0.5, 0.7, 0.6, 0.8), strict=False))
    read = {id: Validity(id, Estimate(value, 0.1, 0.95, 30), None) for id, value in values.items()}
    told = in_short(Validated(read), codes)["en"]
    low, second, unread = (codes[i].term.label["en"] for i in (1, 3, 5))
    assert told == (
        f"precision 50–90%, lowest for ‘{low}’ and ‘{second}’ (n = 30 per code); recall not known; "
        f"not checked: ‘{unread}’"
    )


# What is withheld


@pytest.mark.parametrize(("people", "status"), [("AB", "suppressed"), ("ABC", "shown")])
def test_what_fewer_than_three_people_mention_is_suppressed_from_the_region_upward(
    kept, people, status
):
    day = date(2022, 3, 1)
    study = kept(*(row(day, a, SUBSIDY) for a in people * 2), *(row(day, a) for a in "XYZ"))
    for release in ("region", "consortium", "public"):
        assert cell(own(study, release=release))["status"] == status
    for code in ("finance", "organise"):
        assert cell(own(study), code)["status"] == "shown"
    if status == "suppressed":
        hidden = own(study, release="region").as_data()["table"]
        at = {name: i for i, name in enumerate(hidden["columns"])}
        rows = [
            r for r in hidden["rows"] if r[at["code"]] == "finance" and r[at["period"]] == "all"
        ]
        for name in ("documents", "authors", "share", "low", "high"):
            assert rows[0][at[name]] is None


def test_the_own_team_sees_everything(kept):
    study = kept(row("2021-03-01", "A", SUBSIDY), row("2022-03-01", "B", SUBSIDY))
    finding = own(study)
    assert set(finding.table["status"]) == {"shown", "missing"}  # nobody wrote in 2023
    assert cell(finding, group="2021")["documents"] == 1


def test_one_suppressed_period_takes_another_with_it(kept):
    study = kept(
        *year(2021, "AB", SUBSIDY), *year(2021, "XYZ"),
        *year(2022, "ABC", SUBSIDY), *year(2022, "XY"),
        *year(2023, "ABCD", SUBSIDY), *year(2023, "X"),
    )  # fmt: skip
    finding = own(study, release="region")
    told = {
        group: cell(finding, group=group)["status"] for group in ("2021", "2022", "2023", "all")
    }
    assert told == {
        "2021": "suppressed", "2022": "suppressed", "2023": "shown", "all": "shown",
    }  # fmt: skip


def test_how_many_entries_two_people_wrote_cannot_be_worked_out_from_the_rest(kept):
    study = kept(*year(2021, "AABB"), *year(2022, "ABCABC"), *year(2023, "ABCDABCD"))
    table = own(study, release="region").table
    entries_told = table[table["code"] == "finance"].set_index("period")["of"]
    assert entries_told.isna().to_dict() == {
        "2021": True, "2022": True, "2023": False, "all": False,
    }  # fmt: skip
    assert own(study, release="region").sources[0].rows is None
    assert own(study).sources[0].rows == 18


@pytest.mark.parametrize("scope", ["noorderkolk", "all"])
def test_where_too_few_people_wrote_no_number_stands_anywhere(kept, drawn, scope):
    rows = year(2021, "AB" * 20 + "A", SUBSIDY) + year(2022, "AB" * 8, "Het mandaat.")
    finding = own(kept(*rows), region=scope, release="region")
    assert finding.sentence["nl"] == (
        "Er schreven te weinig mensen om te laten zien wat er wordt vermeld."
    )
    assert finding.against is None
    assert set(finding.table["status"]) <= {"suppressed", "missing"}
    assert not {"41", "16", "57", "20", "21", "28", "29"} & numbers_of(finding)
    assert {source.rows for source in finding.sources} <= {None}


def test_two_people_in_one_region_stay_hidden_beside_the_others(kept):
    day = date(2022, 3, 1)
    study = kept(
        *(row(day, author, SUBSIDY) for author in "AB" * 5),
        *(row(day, author, SUBSIDY, region="zonnehei") for author in "CDE" * 4),
        *(row(day, author, SUBSIDY, region="lindewaard") for author in "CDEFG" * 3),
    )
    finding = own(study, region="all", release="consortium")
    told = finding.table[finding.table["code"] == "finance"].set_index("region")["of"]
    assert told.isna().to_dict() == {"lindewaard": False, "noorderkolk": True, "zonnehei": False}
    # What is added up is what is shown: the two together, without the ten of the third.
    assert "27 logboekbijdragen uit 2 regio’s" in finding.sentence["nl"]
    assert not {"10", "37"} & numbers_of(finding)
    assert "37 logboekbijdragen uit 3 regio’s" in own(study, region="all").sentence["nl"]


def test_a_region_that_keeps_its_entries_to_itself_is_suppressed_and_not_zero(kept):
    day = date(2022, 3, 1)
    study = kept(
        *(row(day, "A", SUBSIDY) for _ in range(6)),
        *(row(day, a, SUBSIDY, region="zonnehei", release="consortium") for a in "CDE"),
    )
    finding = own(study, region="all", release="consortium")
    assert cell(finding, group="noorderkolk")["status"] == "suppressed"
    assert cell(finding, group="noorderkolk")["of"] is None
    assert cell(finding, group="lindewaard")["status"] == "missing"
    assert check(finding, "left_out").verdict == "informative"
    assert "6" not in numbers_of(finding)
    assert own(study, region="all").table["of"].sum() == 2 * 9


def test_over_regions_only_what_three_people_say_is_called_so(kept):
    day = date(2022, 3, 1)
    alone = kept(*(row(day, "A", SUBSIDY, region=r) for r in ("noorderkolk", "zonnehei")))
    assert (
        "In elke regio door minstens 3 mensen vermeld"
        not in own(alone, region="all").sentence["nl"]
    )
    three = kept(
        *(row(day, a, SUBSIDY, region=r) for r in ("noorderkolk", "zonnehei") for a in "ABC")
    )
    said = own(three, region="all", release="consortium").sentence["nl"]
    assert "In elke regio door minstens 3 mensen vermeld: ‘Anders financieren’" in said
    assert "Nergens door zoveel mensen vermeld: ‘Anders organiseren’" in said


def test_a_region_of_which_nothing_can_be_shown_is_named_against(kept):
    day = date(2022, 3, 1)
    study = kept(*(row(day, author, SUBSIDY) for author in "ABC"))
    assert (
        own(study, region="all")
        .against["nl"]
        .startswith("Van Lindewaard en Zonnehei & $x_1$ <b> laten we niets zien")
    )


def test_the_disclosure_check_counts_what_was_suppressed(kept):
    day = date(2022, 3, 1)
    study = kept(*(row(day, a, SUBSIDY, region="zonnehei") for a in "ABC"))
    found = check(own(study, region="all", release="consortium"), "disclosure")
    assert found.number == 0
    assert found.verdict == "informative"


def test_no_author_and_no_text_stands_in_the_finding(kept, drawn):
    names = ["SCHUILNAAM1", "SCHUILNAAM2", "SCHUILNAAM3", "SCHUILNAAM4", "SCHUILNAAM5"]
    study = kept(*year(2021, names * 3, "Geheim over de subsidie."), *year(2023, names * 3))
    assert set(as_frame(entries(read_logbook(study)))["author"]) == set(names)
    for release in ("team", "region"):
        for scope in ("noorderkolk", "all"):
            told = str(own(study, region=scope, release=release).as_data())
            assert "SCHUILNAAM" not in told
            assert "Geheim" not in told


# What is drawn


@pytest.mark.parametrize("scope", ["noorderkolk", "all"])
@pytest.mark.parametrize("release", ["team", "region"])
def test_the_numbers_of_the_picture_are_those_of_the_protected_table(kept, drawn, scope, release):
    study = kept(
        *year(2021, "AB", SUBSIDY), *year(2021, "XYZ"), *year(2022, "ABCDE", SUBSIDY),
        *year(2023, "ABCD", SUBSIDY), *year(2023, "ABX", SUBSIDY, region="zonnehei"),
    )  # fmt: skip
    finding = own(study, region=scope, release=release)
    for language in LANGUAGES:
        picture = finding.picture[language]
        assert "<svg" in picture.svg
        assert len(picture.alt) >= 20
        told = [line.split("; ")[-1] for line in picture.numbers.splitlines()]
        expected = [
            f"{r.documents}/{r.of}" if r.status == "shown" else label("status", r.status, language)
            for r in finding.table.itertuples()
        ]
        # How well the rules hit stands after them; nobody checked these.
        assert told[: len(expected)] == expected
        unchecked = {"nl": "niet nagekeken", "en": "not checked"}[language]
        assert told[len(expected) :] == [unchecked] * 2
        assert unchecked in picture.numbers
        shown = {f"{r.documents}/{r.of}" for r in finding.table.itertuples() if r.status == "shown"}
        drawn_in_alt = set(re.findall(r"\d+/\d+", picture.alt))
        assert drawn_in_alt <= shown
        if scope == "all":
            assert drawn_in_alt == shown


def test_no_share_beyond_all_of_them_stands_on_an_axis(kept, drawn, monkeypatch):
    written = []

    def percentage(share, language):
        written.append(float(share))
        return f"{share}"

    monkeypatch.setattr("kit.mentions.drawing.percentage", percentage)
    own(kept(*year(2021, "ABCDE", SUBSIDY), *year(2022, "ABCDE", SUBSIDY)))
    assert max(written) == 1


def test_a_hostile_name_of_a_region_is_drawn_as_it_is_and_never_as_markup(kept, drawn):
    day = date(2022, 3, 1)
    study = kept(*(row(day, a, SUBSIDY, region="zonnehei") for a in "ABC"))
    finding = own(study, region="all")
    for language in LANGUAGES:
        assert "<b>" not in finding.picture[language].svg
        assert "$x_1$ <b>" in finding.picture[language].numbers
