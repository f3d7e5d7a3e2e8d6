"""How a logbook is kept: figures about the process, protected, and said without judgement."""

import re
from datetime import date

import pytest

from kit.documents import usual_period
from kit.errors import InputError
from kit.finding import Drawing, Finding
from kit.language import LANGUAGES
from kit.logbook import read_logbook
from kit.rhythm import rhythm
from kit.rhythm.counting import longest_silence
from kit.study import open_study

STUDY = """
format: 1
title: Proef
period: {from: 2022Q1, until: 2022Q4}
regions:
  - {slug: noorderkolk, name: De Noorderkolk}
  - {slug: zonnehei, name: "Zonnehei & $x_1$ <b>"}
  - {slug: lindewaard, name: Lindewaard}
"""
HEADER = (
    "datum;regio;auteur;rol;gebeurd;effecten;waarom;volgende stap;opgeschreven op;vrijgave;niveau;"
    "les;volgende stap gedaan;vraag aan het systeem\n"
)


def row(
    day, author="", *, region="noorderkolk", role="gp", filled=1, lag=None, release="", tier="",
    lesson="", done="", ask="",
):  # fmt: skip
    texts = ["Iets."] * filled + [""] * (4 - filled)
    written = date.fromordinal(day.toordinal() + lag).isoformat() if lag is not None else ""
    cells = [day.isoformat(), region, author, role, *texts, written, release, tier]
    return ";".join([*cells, lesson, done, ask]) + "\n"


@pytest.fixture
def drawn():
    """Ask for real figures; without it they are left out, as they take most of the time."""


@pytest.fixture(autouse=True)
def _without_figures(request, monkeypatch):
    if "drawn" not in request.fixturenames:
        blank = {language: Drawing("", "", "") for language in LANGUAGES}
        monkeypatch.setattr("kit.rhythm.draw", lambda seen: blank)


@pytest.fixture
def kept(tmp_path):
    def of(*rows):
        (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
        (tmp_path / "logbook.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
        study = open_study(tmp_path)
        assert not read_logbook(study).problems
        return study

    return of


def quarter(number, *authors, start=1, **more):
    """Return ten rows or more in a quarter, the authors taking turns."""
    month = number * 3 - 2
    return [
        row(date(2022, month + i // 20, i % 20 + start), authors[i % len(authors)], **more)
        for i in range(max(10, len(authors)))
    ]


def cells(finding, about, column):
    rows = finding.table[finding.table["about"] == about]
    return dict(zip(rows["name"], rows[column], strict=True))


def check(finding, name):
    return next(c for c in finding.checks if c.name == name)


def own(study, **more):
    asked = {"region": "noorderkolk", "until": "2022", "release": "team"} | more
    return rhythm(study, **asked)


def test_entries_and_authors_are_counted_per_period_from_the_first_of_the_study_on(kept):
    finding = own(kept(*quarter(2, "A", "B", "C"), *quarter(3, "A", "B"), *quarter(4, "A")))
    assert finding.kind == "logbook"
    assert cells(finding, "period", "entries") == {
        "2022Q1": 0, "2022Q2": 10, "2022Q3": 10, "2022Q4": 10,
    }  # fmt: skip
    assert cells(finding, "period", "authors") == {
        "2022Q1": 0, "2022Q2": 3, "2022Q3": 2, "2022Q4": 1,
    }  # fmt: skip
    assert cells(finding, "total", "entries") == {"total": 30}
    assert "van 2022 kw 1 tot en met 2022 kw 4." in finding.sentence["nl"]
    assert "Zonder bijdragen bleef 2022 kw 1." in finding.sentence["nl"]


def test_the_finest_period_holds_ten_entries_in_its_median():
    def days(n):
        return [date(2022, month, day) for month in (1, 4, 7, 10) for day in range(1, n + 1)]

    year = (date(2022, 1, 1), date(2022, 12, 31))
    assert usual_period(days(10), *year) == "quarter"
    assert usual_period(days(9), *year) == "half_year"
    assert usual_period(days(5), *year) == "half_year"
    assert usual_period(days(4), *year) == "year"
    assert usual_period([], *year) == "year"


def test_completeness_is_the_mean_share_of_four_fields(kept):
    day = date(2022, 1, 5)
    study = kept(row(day, "A", filled=4), row(day, "B", filled=1), row(day, "C", filled=3))
    # (4/4 + 1/4 + 3/4) / 3 = 2/3
    assert cells(own(study), "total", "complete_share")["total"] == pytest.approx(2 / 3)
    process = check(own(study), "process_figures")
    assert process.verdict == "informative"
    assert "nooit over prestaties" in process.said["nl"]


def test_the_lag_is_the_median_of_the_days_that_are_stated(kept):
    day = date(2022, 1, 5)
    lags = [0, 2, 7, 40, None]
    study = kept(*(row(day, "A", lag=lag) for lag in lags))
    finding = own(study)
    assert cells(finding, "total", "lag_days")["total"] == 4.5
    assert cells(finding, "total", "lag_stated")["total"] == 4


@pytest.mark.parametrize(("days", "verdict"), [(30, "passed"), (31, "doubtful")])
def test_more_than_thirty_days_is_late(kept, days, verdict):
    finding = own(kept(row(date(2022, 1, 5), "A", lag=days)))
    assert check(finding, "late_entries").verdict == verdict


def test_nothing_is_said_about_lag_when_nobody_states_it(kept):
    assert check(own(kept(row(date(2022, 1, 5), "A"))), "late_entries").verdict == "informative"


@pytest.mark.parametrize(("by_one", "verdict"), [(5, "passed"), (6, "doubtful")])
def test_one_author_who_wrote_more_than_half_is_doubtful(kept, by_one, verdict):
    day = date(2022, 1, 5)
    finding = own(kept(*(row(day, "A" if i < by_one else f"B{i}") for i in range(10))))
    found = check(finding, "one_author")
    assert (found.verdict, found.number) == (verdict, by_one / 10)
    assert f"{by_one * 10}%" in finding.against["nl"]
    assert found.said["nl"] == f"Eén auteur schreef {by_one * 10}% van de ondertekende bijdragen."


def test_where_no_author_wrote_a_large_part_that_is_what_is_said(kept):
    day = date(2022, 1, 5)
    # 2 of 13 is 15.4%: rounded up, as "no more than 15%" would be untrue
    finding = own(kept(row(day, "A0"), *(row(day, f"A{i}") for i in range(12))))
    said = "geen auteur schreef meer dan 16% van de ondertekende bijdragen."
    assert finding.against["nl"].endswith(said)
    alone = own(kept(row(day, "A"), row(day, "A")))
    assert alone.against["nl"] == "Alle ondertekende bijdragen zijn van één auteur."


@pytest.mark.parametrize(("unstated", "verdict"), [(2, "passed"), (3, "doubtful")])
def test_more_than_a_fifth_without_author_is_doubtful(kept, unstated, verdict):
    day = date(2022, 1, 5)
    finding = own(kept(*(row(day, "" if i < unstated else f"B{i}") for i in range(10))))
    found = check(finding, "author_not_stated")
    assert found.verdict == verdict
    assert found.said["nl"] == f"Bij {unstated} van de 10 bijdragen staat geen auteur."


def test_where_every_entry_or_none_states_its_author_no_percentage_is_told(kept):
    day = date(2022, 1, 5)
    signed = check(own(kept(row(day, "A"))), "author_not_stated")
    assert (signed.said["nl"], signed.verdict) == ("Bij alle bijdragen staat een auteur.", "passed")
    unsigned = check(own(kept(row(day))), "author_not_stated")
    assert unsigned.said["en"] == "No entry states an author."


def test_a_period_without_entries_is_a_gap_with_a_name(kept):
    finding = own(kept(*quarter(1, "A"), *quarter(2, "A"), *quarter(4, "A")))
    assert cells(finding, "period", "entries")["2022Q3"] == 0
    assert check(finding, "gaps").verdict == "doubtful"
    assert "Zonder bijdragen bleef 2022 kw 3." in finding.sentence["nl"]
    assert "Without entries: 2022 Q3." in finding.sentence["en"]
    full = own(kept(*(r for q in (1, 2, 3, 4) for r in quarter(q, "A"))))
    assert check(full, "gaps").verdict == "passed"
    assert check(full, "gaps").said["nl"].startswith("In elk van de 4 kwartalen is geschreven.")


@pytest.mark.parametrize(
    ("back", "verdict", "months"),
    [(7, "passed", "5 maanden (februari tot en met juni 2022)"),
     (8, "doubtful", "6 maanden (februari tot en met juli 2022)")],
)  # fmt: skip
def test_half_a_year_of_silence_within_a_year_with_entries_is_doubtful(kept, back, verdict, months):
    days = [date(2022, 1, 31), *(date(2022, month, 1) for month in range(back, 13))]
    finding = own(kept(*(row(day, "A") for day in days)))
    assert list(cells(finding, "period", "entries")) == ["2022"]
    found = check(finding, "gaps")
    assert (found.verdict, found.number) == (verdict, back - 2)
    assert found.said["nl"] == f"In 2022 is geschreven. De langste stilte duurde {months}."
    named = f"Geen jaar bleef leeg, maar de langste stilte duurde {months}."
    assert (named in finding.sentence["nl"]) == (verdict == "doubtful")


def test_the_longest_silence_runs_over_the_years_and_ends_with_the_latest_entry_of_any_region():
    days = [date(2020, 11, 30), date(2021, 3, 1)]
    found = longest_silence(days, date(2021, 3, 31))
    assert [day.isoformat() for day in found] == ["2020-12-01", "2021-01-01", "2021-02-01"]
    # April counts when it is over, and not a day before.
    assert len(longest_silence(days[1:], date(2021, 4, 30))) == 1
    assert len(longest_silence(days[1:], date(2021, 4, 29))) == 0
    assert longest_silence([], date(2021, 4, 30)) == ()


def test_a_silence_is_not_told_where_too_few_people_wrote(kept):
    study = kept(row(date(2022, 1, 5), "A"), row(date(2022, 12, 5), "B"))
    assert "10 maanden" in check(own(study), "gaps").said["nl"]
    told = str(own(study, release="region").as_data())
    assert "maanden" not in told
    assert check(own(study, release="region"), "gaps").verdict == "informative"


def test_silence_at_the_end_is_a_gap_only_when_that_period_was_asked_for(kept):
    study = kept(*quarter(1, "A"), *quarter(2, "A"), *quarter(3, "A"))
    assert "2022Q4" in cells(own(study), "period", "entries")
    assert "2022Q4" not in cells(own(study, until=None), "period", "entries")


def test_until_is_inclusive(kept):
    study = kept(row(date(2022, 3, 31), "A"), row(date(2022, 4, 1), "A"))
    assert cells(own(study, until="2022Q1"), "total", "entries")["total"] == 1


def test_another_main_author_is_marked_and_a_tie_keeps_the_one_before(kept):
    study = kept(
        *quarter(1, "A", "A", "B"),
        *quarter(2, "B", "A"),
        *quarter(3, "B", "B", "A"),
        *quarter(4, "B"),
    )
    marks = cells(own(study), "period", "main_author_changed")
    assert marks["2022Q1"] is not True
    assert [bool(marks[q]) for q in ("2022Q2", "2022Q3", "2022Q4")] == [False, True, False]


def test_voices_that_did_not_write_are_named_and_counted_as_zero(kept):
    day = date(2022, 1, 5)
    finding = own(kept(row(day, "A", role="gp"), row(day, "B", role="alderman")))
    assert cells(finding, "voice_group", "entries") == {
        "resident": 0, "professional": 1, "administrator": 1, "programme": 0, "not_stated": 0,
    }  # fmt: skip
    said = finding.sentence
    assert said["nl"].endswith("Namens inwoners en het programmateam is niets geschreven.")
    assert said["en"].endswith("Nothing was written on behalf of residents and the programme team.")
    derived = check(finding, "voices_derived")
    assert derived.verdict == "informative"
    assert "afgeleid uit de rol" in derived.said["nl"]


def test_a_voice_that_is_not_stated_might_be_any(kept):
    day = date(2022, 1, 5)
    some = own(kept(row(day, "A", role="gp"), row(day, "B", role="")))
    assert "voor zover vermeld" in some.sentence["nl"]
    none = own(kept(row(day, "A", role="")))
    assert none.sentence["nl"].endswith("Namens wie is geschreven, is nergens vermeld.")


@pytest.mark.parametrize(("authors", "status"), [("AB", "suppressed"), ("ABC", "shown")])
def test_fewer_than_three_voices_are_suppressed_from_region_upward(kept, authors, status):
    study = kept(*(row(date(2022, 1, i + 1), author) for i, author in enumerate(authors * 4)))
    assert set(own(study).table["status"]) == {"shown"}
    finding = own(study, release="region")
    assert cells(finding, "total", "status") == {"total": status}


def test_a_suppressed_total_stands_nowhere(kept, drawn):
    study = kept(*(row(date(2022, 1, 1 + i % 28), "AB"[i % 2], lag=71) for i in range(37)))
    told = own(study, release="region").as_data()
    assert told["sentence"]["nl"].startswith("Hoeveel er in De Noorderkolk van 2022")
    assert "is geschreven, laten we niet zien: minder dan 3 mensen" in told["sentence"]["nl"]
    for picture in told["picture"].values():
        picture.pop("svg")  # its coordinates may hold any number
    for source in told["sources"]:
        source.pop("sha256")
    assert not {"37", "18", "19", "71"} & set(re.findall(r"\d+", str(told)))


def test_one_suppressed_period_takes_another_with_it(kept):
    study = kept(*quarter(1, "A", "B"), *quarter(2, "A", "B", "C"), *quarter(3, "A", "B", "C", "D"),
                 *quarter(4, "A", "B", "C", "D", "E"))  # fmt: skip
    status = cells(own(study, release="region"), "period", "status")
    assert status == {
        "2022Q1": "suppressed", "2022Q2": "suppressed", "2022Q3": "shown", "2022Q4": "shown",
    }  # fmt: skip


def test_authors_who_are_not_stated_are_at_least_one_voice_and_never_more_than_that(kept):
    day = date(2022, 1, 5)
    nobody = own(kept(*(row(day) for _ in range(12))), release="region")
    assert cells(nobody, "total", "status") == {"total": "suppressed"}
    two = own(kept(row(day, "A"), row(day, "B"), *(row(day) for _ in range(12))), release="region")
    assert cells(two, "total", "status") == {"total": "suppressed"}


def test_no_author_stands_in_the_finding(kept, drawn):
    study = kept(*quarter(1, "SCHUILNAAM1", "SCHUILNAAM2", "SCHUILNAAM3"))
    for release in ("team", "consortium"):
        told = str(own(study, release=release).as_data())
        assert "SCHUILNAAM" not in told
        assert "Iets." not in told


def test_without_entries_the_day_one_report_says_what_will_come(kept, drawn):
    for region in ("noorderkolk", "all", "national", "healthkic"):
        finding = own(kept(), region=region)
        assert finding.table.empty
        assert "nog geen logboekbijdragen" in finding.sentence["nl"]
        assert "no logbook entries" in finding.sentence["en"]
        assert finding.picture["nl"].svg == ""
        assert finding.picture["en"].alt
        assert finding.checks
        assert Finding.from_data(finding.as_data()).sentence == finding.sentence


def test_regions_stand_in_the_order_of_the_alphabet_whatever_they_wrote(kept):
    day = date(2022, 1, 5)
    study = kept(
        *(row(day, f"A{i}", region="zonnehei") for i in range(9)),
        *(row(day, f"A{i}", region="lindewaard") for i in range(4)),
    )
    finding = own(study, region="all")
    assert cells(finding, "region", "entries") == {"lindewaard": 4, "noorderkolk": 0, "zonnehei": 9}
    assert list(cells(finding, "region", "entries")) == ["lindewaard", "noorderkolk", "zonnehei"]
    assert "Zonder bijdragen bleef De Noorderkolk." in finding.sentence["nl"]


def test_the_same_pseudonym_in_two_regions_is_two_people(kept):
    day = date(2022, 1, 5)
    study = kept(row(day, "A01", region="zonnehei"), row(day, "A01", region="lindewaard"))
    assert cells(own(study, region="all"), "total", "authors") == {"total": 2}


def test_entries_not_released_to_the_consortium_count_only_where_there_are_enough(kept):
    day = date(2022, 1, 5)
    study = kept(
        *(row(day, f"A{i}", region="zonnehei") for i in range(9)),
        *(row(day, f"A{i}", region="lindewaard", release="consortium") for i in range(4)),
        *(row(day, "A1", region="noorderkolk") for _ in range(6)),
    )
    status = cells(own(study, region="all", release="consortium"), "region", "status")
    assert status["noorderkolk"] == "suppressed"
    assert list(status.values()).count("suppressed") == 1  # it is in no total: nothing covers it
    alone = own(study, release="consortium")
    assert alone.table.empty
    assert "mogen meetellen" in alone.sentence["nl"]
    assert check(alone, "not_counted").verdict == "informative"
    assert check(own(study, region="all", release="consortium"), "not_counted")


def test_national_entries_have_a_chapter_of_their_own(kept):
    day = date(2022, 1, 5)
    study = kept(row(day, "A", region="", tier="landelijk"), row(day, "B"))
    finding = own(study, region="national")
    assert finding.sentence["nl"].startswith("Landelijk telt het logboek 1 bijdrage van 1 auteur")
    assert cells(own(study, region="all"), "total", "entries") == {"total": 1}


def test_a_misspelt_region_or_period_is_refused(kept):
    study = kept(row(date(2022, 1, 5), "A"))
    with pytest.raises(InputError, match="nearest: noorderkolk"):
        own(study, region="noorderkolc")
    with pytest.raises(InputError, match="2024Q1"):
        own(study, until="straks")


def test_rows_with_a_problem_are_told_in_a_check(kept, tmp_path):
    study = kept(row(date(2022, 1, 5), "A"))
    with (tmp_path / "logbook.csv").open("a", encoding="utf-8") as file:
        file.write("31-02-2022;noorderkolk;A;gp;Iets.\n")
    found = check(own(study), "rows_with_problems")
    assert (found.verdict, found.number) == ("doubtful", 1)


def test_a_hostile_name_of_a_region_is_drawn_as_it_is_and_never_as_markup(kept, drawn):
    day = date(2022, 1, 5)
    finding = own(kept(*(row(day, f"A{i}", region="zonnehei") for i in range(4))), region="all")
    for language in ("nl", "en"):
        drawing = finding.picture[language]
        assert "<b>" not in drawing.svg
        assert "$x_1$" in drawing.numbers
        assert drawing.alt


def test_the_same_logbook_gives_the_same_finding(kept, drawn):
    study = kept(*quarter(1, "A", "B", "C"))
    assert own(study).as_data() == own(study).as_data()


def test_the_sources_are_the_files_with_the_rows_that_were_used(kept):
    study = kept(row(date(2022, 1, 5), "A"), row(date(2022, 1, 6), "A", region="zonnehei"))
    (source,) = own(study).sources
    assert (source.path, source.rows) == ("logbook.csv", 1)


def test_rows_of_sources_do_not_give_a_suppressed_number_away(kept):
    study = kept(row(date(2022, 1, 5), "A"), row(date(2022, 1, 6), "B"))
    assert own(study).sources[0].rows == 2
    assert own(study, release="region").sources[0].rows is None


def test_lessons_next_steps_and_asks_come_back_as_numbers_of_entries(kept):
    day = date(2022, 1, 5)
    study = kept(
        row(day, "A", lesson="Iets geleerd."),
        row(day, "B", lesson="Iets geleerd.", filled=4, done="ja"),
        row(day, "C", filled=4, done="nee"),
        row(day, "C", filled=4),
        row(day, "D", done="ja"),  # done, but no step is told
    )
    finding = own(study)
    assert cells(finding, "field", "entries") == {
        "lesson": 2, "next_step": 3, "next_step_done": 1, "next_step_open": 1,
        "next_step_not_stated": 1, "ask": 0,
    }  # fmt: skip
    assert cells(finding, "field", "authors")["next_step"] == 2
    assert (
        "In 2 bijdragen staat een les, in 3 een volgende stap (1 gedaan, 1 nog niet gedaan, "
        "1 niet vermeld) en in geen enkele een vraag aan het systeem."
    ) in finding.sentence["nl"]
    assert (
        "2 entries hold a lesson, 3 a next step (1 done, 1 not done yet, 1 not stated) and none "
        "an ask to the system."
    ) in finding.sentence["en"]
    assert "geleerd" not in str(finding.as_data())


def test_a_field_of_too_few_people_is_suppressed_and_no_field_covers_another(kept):
    day = date(2022, 1, 5)
    study = kept(
        *(row(day, author, lesson="Les.", ask="Vraag." * (author in "AB")) for author in "ABCD")
    )
    finding = own(study, release="region")
    status = cells(finding, "field", "status")
    assert (status["lesson"], status["ask"], status["next_step"]) == (
        "shown", "suppressed", "shown",
    )  # fmt: skip
    assert "in hoeveel een vraag aan het systeem staat, is afgeschermd." in finding.sentence["nl"]


def test_steps_done_are_not_to_be_had_by_taking_the_others_from_all_steps(kept):
    day = date(2022, 1, 5)
    done = [row(day, author, filled=4, done="ja") for author in "ABCD"]
    study = kept(*done, row(day, "A", filled=4, done="nee"))
    finding = own(study, release="region")
    assert cells(finding, "field", "entries")["next_step"] == 5
    status = cells(finding, "field", "status")
    assert [status[f"next_step_{was}"] for was in ("done", "open", "not_stated")] == [
        "suppressed", "suppressed", "shown",
    ]  # fmt: skip
    assert "5 een volgende stap (of die gedaan is, is afgeschermd)" in finding.sentence["nl"]


@pytest.mark.parametrize(
    ("release", "made_for", "told"),
    [("region", "", True), ("region", "regio", False), ("team", "", False)],
)
def test_readers_hear_that_entries_not_released_to_them_are_counted_and_not_quoted(
    kept, release, made_for, told
):
    study = kept(*(row(date(2022, 1, 5), author, release=made_for) for author in "ABC"))
    names = [check.name for check in own(study, release=release).checks]
    assert ("counted_unreleased" in names) is told


def test_where_every_number_is_suppressed_no_column_is_drawn(kept, drawn):
    study = kept(*(row(date(2022, 1, 1 + i), "AB"[i % 2]) for i in range(20)))
    finding = own(study, release="region")
    assert finding.picture["nl"].svg == ""
    assert "te weinig mensen" in finding.picture["nl"].alt
    assert finding.picture["en"].numbers


def test_the_gate_says_how_many_rows_it_took_and_doubts_only_what_a_total_could_give_away(kept):
    study = kept(*(row(date(2022, 1, 1 + i), "AB"[i % 2]) for i in range(20)))
    finding = own(study, release="region")
    hidden = int((finding.table["status"] == "suppressed").sum())
    found = check(finding, "disclosure")
    assert found.verdict == "informative"
    assert found.said["nl"].startswith(f"Van {hidden} regels van de tabel")
