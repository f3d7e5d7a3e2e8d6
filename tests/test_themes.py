"""Findings on themes, pairs and saturation: said and drawn from the protected table alone."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from themes_cases import THEMES, cell, check, first_rows, row, study_in

from kit.codebook import study_codebook
from kit.codings import Coding, append
from kit.errors import InputError
from kit.finding import Drawing, Finding
from kit.language import LANGUAGES
from kit.logbook import read_logbook
from kit.study import open_study
from kit.themes import co_occurrence_of, read_themes, saturation_of, themes_of

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
SECRET = "Geheimschrift"


@pytest.fixture
def drawn():
    """Ask for real figures; without it they are left out, as they take most of the time."""


@pytest.fixture(autouse=True)
def _without_figures(request, monkeypatch):
    if "drawn" not in request.fixturenames:
        blank = {language: Drawing("", "", "") for language in LANGUAGES}
        for name in ("draw", "draw_pairs", "draw_saturation"):
            monkeypatch.setattr(f"kit.themes.{name}", lambda seen: blank)


@pytest.fixture
def kept(tmp_path):
    def of(*rows, **more):
        study = study_in(tmp_path, *first_rows(), *rows, **more)
        assert not read_logbook(study).problems
        return study

    return of


def asked(study, **more):
    return themes_of(
        study, **{"region": "noorderkolk", "until": None, "release": "team"} | more
    )  # fmt: skip


def pairs(study, **more):
    given = {"region": "noorderkolk", "code_list": "phm_element", "until": None, "release": "team"}
    return co_occurrence_of(study, **given | more)


def saturated(study, **more):
    given = {"region": "noorderkolk", "code_list": "phm_element", "until": None, "release": "team"}
    return saturation_of(study, **given | more)


def six_writers(text="Over de subsidie en het dashboard."):
    return [row(f"b-{i}", f"202{1 + i % 4}-05-0{1 + i % 9}", f"S{i % 6}", text,
                voice="inwoners" if i % 2 else "bestuurders") for i in range(24)]  # fmt: skip


def code(study, document, text, name, *, coder="eva", **more):
    found = next(d for d in read_logbook(study).documents if d.id == document)
    start = found.text.index(text)
    made = Coding.at(found, start=start, end=start + len(text), code=name, coder=coder,
                     time="2024-01-01T10:00:00+00:00", codebook=study_codebook(study))  # fmt: skip
    append(study, coder=coder, codings=[made])
    return made


# Themes


def test_without_a_person_it_is_said_that_there_are_mentions_only(kept):
    found = asked(kept())
    assert "Alleen vermeldingen" in found.sentence["nl"]
    assert "Mentions only" in found.sentence["en"]
    assert check(found, "only_mentions").verdict == "doubtful"


def test_what_a_person_coded_stands_apart_from_mentions(kept):
    study = kept()
    code(study, "a-2", "zonder geld", "finance")
    found = asked(study)
    whole = cell(found)
    assert (whole["documents"], whole["person"], whole["mention"]) == (2, 1, 1)
    assert "Alleen vermeldingen" not in found.sentence["nl"]
    assert "50% door mensen gecodeerd" in found.sentence["nl"]


def test_an_accepted_mention_is_no_longer_a_mention_and_a_rejected_one_is_gone(kept):
    study = kept(row("a-3", "2021-04-01", "C", "De subsidie."))
    documents = {d.id: d for d in read_logbook(study).documents}
    hit = Coding.at(documents["a-3"], start=documents["a-3"].text.index("subsidie"),
                    end=documents["a-3"].text.index("subsidie") + 8, code="finance", coder="eva",
                    time="2024-01-01T10:00:00+00:00", codebook=study_codebook(study))  # fmt: skip

    hit = replace(hit, method="mention", made_with="=subsidie")
    append(study, coder="eva", codings=[replace(hit, decision="accept", of="m1")])
    assert (cell(asked(study))["accepted"], cell(asked(study))["mention"]) == (1, 1)
    later = replace(hit, id="eva-later", time="2024-01-02T10:00:00+00:00")
    append(study, coder="eva", codings=[replace(later, decision="reject", of="m1")])
    assert cell(asked(study))["documents"] == 1


def test_a_coding_of_when_the_code_meant_something_else_does_not_count(kept):
    study = kept()
    made = code(study, "a-2", "zonder geld", "finance")
    path = study.root / "codings" / "eva.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace(made.definition, "f" * 16), "utf-8")
    found = asked(study)
    assert cell(found)["documents"] == 1
    assert check(found, "older_definition").number == 1


@pytest.mark.parametrize(("quarterly", "length"), [(10, "quarter"), (9, "half"), (1, "half")])
def test_themes_over_time_stand_in_half_years_unless_a_quarter_has_ten_entries(
    tmp_path, drawn, quarterly, length
):
    rows = [
        row(f"x-{q}-{n}", f"{2021 + q // 4}-{q % 4 * 3 + 1:02d}-{n + 3:02d}", f"P{n}")
        for q in range(16)
        for n in range(quarterly)
    ]
    study = study_in(tmp_path, *first_rows(), *rows)
    table = themes_of(study, region="noorderkolk", until=None, release="team").table
    names = list(dict.fromkeys(table.loc[table["about"] == "period", "name"]))
    ends = {"quarter": ("2021Q1", "2024Q4", 16), "half": ("2021H1", "2024H2", 8)}[length]
    assert (names[0], names[-1], len(names)) == ends


def test_one_voice_is_labelled_so(kept):
    found = asked(kept())
    assert "één stem" in found.sentence["nl"]
    assert "one voice" in found.sentence["en"]
    assert check(found, "one_voice").verdict == "doubtful"


@pytest.mark.parametrize("release", ["region", "consortium", "public"])
def test_outside_the_team_it_is_not_told_that_a_theme_has_one_voice(kept, release):
    found = asked(kept(*six_writers("Niets bijzonders.")), release=release)
    assert cell(found)["status"] == "suppressed"
    assert "één stem" not in json.dumps(found.as_data(), ensure_ascii=False)


def test_a_theme_whose_other_side_nobody_looked_for_is_doubtful(kept):
    found = asked(kept())
    doubt = check(found, "deviant_passages")
    assert doubt.verdict == "doubtful"
    assert "‘Niemand meet’" in doubt.said["nl"]
    assert "Geld stuurt" not in doubt.said["nl"]
    assert "is nog niet gezocht" in found.against["nl"]


def test_looked_for_and_not_found_is_said_so(kept):

    looked = THEMES.replace("    codes: [monitor", "    looked_for: true\n    codes: [monitor")
    found = asked(kept(themes=looked))
    assert check(found, "deviant_passages").verdict == "passed"
    assert "‘Niemand meet’ is gezocht; hier is niets gevonden" in found.against["nl"]


def test_notes_on_what_goes_against_a_theme_are_for_the_team_only(kept):
    study = kept(*six_writers())
    assert "1 passage uit 1 bijdrage: Een kleine kring." in asked(study).against["nl"]
    region = asked(study, release="region")
    assert "niet te tonen: te weinig mensen" in region.against["nl"]
    assert "Een kleine kring" not in json.dumps(region.as_data(), ensure_ascii=False)


def test_who_wrote_and_does_not_speak_on_a_theme_is_named_as_silent(kept):
    extra = [row(f"c-{i}", "2022-01-01", f"P{i}", "Niets.", voice="professionals")
             for i in range(4)]  # fmt: skip
    found = asked(kept(*six_writers(), *extra), release="region")
    assert cell(found, "geld", "voice_group", "professional")["documents"] == 0
    said = check(found, "silent_voices").said["nl"]
    assert said.startswith("Hierover is niets gevonden bij: ‘")
    assert "‘Geld stuurt’: professionals" in said
    assert "bestuurders" not in said


def test_of_a_theme_of_too_few_people_nobody_is_named_as_silent(kept):
    rows = [row(f"c-{i}", "2022-01-01", f"P{i}", "Het mandaat." if i < 2 else "De subsidie.",
                voice="professionals" if i % 2 else "inwoners") for i in range(12)]  # fmt: skip
    found = asked(kept(*rows), release="region")
    assert cell(found, "stil")["status"] == "suppressed"
    told = found.table[(found.table["theme"] == "stil") & (found.table["status"] != "missing")]
    assert told[["documents", "authors", "passages"]].isna().all(axis=None)
    assert "Niemand meet" not in check(found, "silent_voices").said["nl"]


def test_themes_stand_in_the_order_in_which_they_were_recorded(kept):
    found = asked(kept(*six_writers("Dashboard, mandaat.")))
    assert list(found.table["theme"].drop_duplicates()) == ["geld", "stil"]
    assert found.sentence["nl"].index("Geld stuurt") < found.sentence["nl"].index("Niemand meet")


def test_regions_stand_side_by_side_and_a_quiet_one_is_in_no_number(kept):
    quiet = [row(f"z-{i}", "2022-03-01", "Z", "De subsidie.", region="zonnehei", release="public")
             for i in range(17)]  # fmt: skip
    found = asked(kept(*six_writers(), *quiet), region="all", release="region")
    here = cell(found, "geld", "region", "noorderkolk")
    there = cell(found, "geld", "region", "zonnehei")
    assert (here["status"], there["status"]) == ("shown", "suppressed")
    assert there["of"] is None
    assert "uit 1 regio" in found.sentence["nl"]
    assert not re.search(r"\b(17|43)\b", json.dumps(found.as_data()["table"]))


def test_problems_of_the_records_are_counted_in_a_check(kept):

    found = asked(kept(themes=THEMES.replace("de subsidie bepaalde", "staat hier niet zo")))
    assert check(found, "records_with_problems").number == 1


def test_a_study_without_themes_or_entries_says_so(kept, tmp_path, drawn):
    none = asked(kept(themes="format: 1\nthemes: []\n"))
    assert none.sentence["nl"].startswith("Er zijn nog geen thema’s")
    assert none.against is None
    assert none.picture["nl"].svg == ""
    empty = themes_of(open_study(tmp_path), region="zonnehei", until=None, release="region")
    assert empty.table.empty


def test_free_text_and_authors_stand_nowhere_outside_passages(kept, drawn):
    text = f"De subsidie en het mandaat van {SECRET}."
    rows = [row(f"q-{i}", f"202{1 + i % 4}-05-01", f"SCHUIL{i % 6}", text, helped=text)
            for i in range(12)]  # fmt: skip
    study = kept(*rows)
    for release in ("team", "region"):
        for found in (asked(study, release=release), pairs(study, release=release),
                      saturated(study, release=release)):  # fmt: skip
            told = json.dumps(found.as_data(), ensure_ascii=False)
            assert SECRET not in told
            assert "SCHUIL" not in told
            assert "onderzoeker-1" not in told
            assert "a-1" not in told


# Pairs


def test_codes_that_stand_together_are_named_with_count_c_and_both_shares(kept):
    found = pairs(kept(*six_writers()))
    top = found.table[found.table["n12"] > 0].to_dict("records")
    (one,) = top
    assert (one["code_1"], one["code_2"], one["n1"], one["n2"], one["n12"]) == (
        "finance", "monitor", 25, 24, 24,
    )  # fmt: skip
    assert one["unit"] == "part"
    assert one["c"] == pytest.approx(24 / 25)
    assert "c = 0,96" in found.sentence["nl"]
    assert "96% van de eerste en 100% van de tweede" in found.sentence["nl"]
    assert "hetzelfde veld" in found.sentence["nl"]
    assert "dezelfde bijdrage" in pairs(kept(*six_writers()), unit="document").sentence["nl"]


def test_another_unit_that_puts_another_pair_first_is_told(kept):
    rows = [row(f"u-{i}", "2022-05-01", f"S{i % 6}", "Subsidie.", helped="Het mandaat.")
            for i in range(9)]  # fmt: skip
    found = pairs(kept(*six_writers()[:5], *rows))
    assert "in bijdragen in plaats van velden" in found.against["nl"]
    assert "‘Anders organiseren’ en ‘Anders financieren’" in found.against["nl"]


@pytest.mark.parametrize(("often", "verdict"), [(5, "passed"), (6, "doubtful")])
def test_one_code_more_than_five_times_as_frequent_is_doubtful(kept, often, verdict):
    rows = [row("v-0", "2022-05-01", "S", "Het mandaat bij het dashboard.")]
    rows += [row(f"v-{i}", "2022-05-01", "S", "Het mandaat.") for i in range(1, often)]
    assert check(pairs(kept(*rows)), "unequal_counts").verdict == verdict


def test_a_unit_that_does_not_exist_is_refused(kept):
    with pytest.raises(InputError, match="nearest: document"):
        pairs(kept(), unit="documents")


# Saturation


def test_saturation_is_said_in_time_and_over_random_orders(kept):
    rows = [row(f"s-{i}", f"2022-05-{i + 10}", f"S{i % 6}", "Subsidie, mandaat, dashboard.")
            for i in range(8)]  # fmt: skip
    found = saturated(kept(*rows))
    answer = found.table.iloc[0]
    assert (answer["base_codes"], answer["reached_at"]) == (3, 4)
    assert "na 4 van 10 bijdragen (de 2 bijdragen daarna brachten" in found.sentence["nl"]
    assert "1.000 willekeurige volgordes" in found.sentence["nl"]
    assert check(found, "few_codes").verdict == "doubtful"


def test_too_few_entries_are_not_judged(kept):
    found = saturated(kept())
    assert "niet te beoordelen" in found.sentence["nl"]
    assert found.against is None


def test_outside_the_team_rare_codes_do_not_count_and_the_order_of_time_has_no_curve(kept):
    rows = [row(f"s-{i}", f"2022-05-{i + 10}", f"S{i % 6}", "Subsidie.") for i in range(8)]
    study = kept(*rows, row("s-9", "2022-05-30", "S9", "Het mandaat."))
    team, region = saturated(study), saturated(study, release="region")
    assert team.table["high"].max() >= 2
    curve = region.table[region.table["about"] == "curve"]
    assert curve["high"].max() == 1
    assert curve["codes"].isna().all()
    assert check(region, "rare_codes").verdict == "doubtful"
    # The first four entries are by A, B, S0 and S1: enough people to tell where it was reached.
    assert region.table.iloc[0]["order_status"] == "shown"


def test_a_base_by_two_people_does_not_tell_its_codes_outside_the_team(kept):
    rows = [row(f"s-{i}", f"2021-04-{i + 10}", "AB"[i % 2], "Subsidie.") for i in range(6)]
    rows += [row(f"t-{i}", f"2022-05-{i + 10}", f"S{i}", "Subsidie.") for i in range(6)]
    found = saturated(kept(*rows), release="region").table.iloc[0]
    assert found["order_status"] == "suppressed"
    assert str(found["base_codes"]) == "<NA>"
    assert found["share_reached"] > 0


def test_the_same_seed_gives_the_same_finding_and_another_one_others(kept):
    texts = ["Subsidie.", "Niets.", "Mandaat.", "Dashboard.", "Niets."] * 3
    rows = [row(f"s-{i}", f"2022-05-{i + 10}", f"S{i % 6}", text) for i, text in enumerate(texts)]
    study = kept(*rows)
    one, two = saturated(study), saturated(study)
    assert one.as_data() == two.as_data()
    other = saturated(study, seed=1)
    assert other.as_data()["table"] != one.as_data()["table"]


# All three


@pytest.fixture(scope="module")
def sample():
    study = open_study(SAMPLE)
    return study, read_logbook(study)


_SLUGS = tuple(open_study(SAMPLE).regions)
_SLOW = [pytest.param(slug, marks=pytest.mark.slow) for slug in _SLUGS if slug != "noorderkolk"]


@pytest.mark.parametrize(
    "region", ["noorderkolk", *_SLOW, pytest.param("all", marks=pytest.mark.slow)]
)
def test_what_is_shown_of_the_sample_taken_from_every_total_leaves_nobody_alone(region, sample):
    study, logbook = sample
    found = themes_of(study, region=region, until=None, release="region", logbook=logbook)
    checked = 0
    for _, rows in found.table[found.table["status"] != "missing"].groupby("theme"):
        parts = dict(list(rows.groupby("about")))
        totals = [parts[name] for name in ("whole",) if name in parts] or [
            part[["documents", "of"]].sum().to_frame().T.assign(status="shown")
            for name in ("region", "voice_group")
            if (part := parts[name])["status"].eq("shown").all()
        ]
        for total in totals:
            if total["status"].iloc[0] == "suppressed":
                assert rows["documents"].isna().all()
                assert (rows["status"] == "suppressed").all()
                continue
            for name in {"period", "region", "voice_group"} & set(parts):
                hidden = parts[name][parts[name]["status"] == "suppressed"]
                left = total["documents"].iloc[0] - parts[name]["documents"].fillna(0).sum()
                if name == "region" and left == 0:
                    continue  # a region that may not be counted is in no total
                # Three documents at least, and more than one way to share them out.
                assert (left >= 3 and len(hidden) > 1) if len(hidden) else left == 0
                checked += 1
    assert checked or found.table["documents"].isna().all()
    silent = [check.said["nl"] for check in found.checks if check.name == "silent_voices"]
    away = found.table[found.table["status"] != "missing"].groupby("theme")["status"]
    for theme in read_themes(
        study, documents=logbook.documents, codebook=study_codebook(study)
    ).records:
        if theme.id in away.groups and (away.get_group(theme.id) == "suppressed").all():
            assert not any(theme.title["nl"] in said for said in silent)


@pytest.mark.parametrize("region", ["noorderkolk", "all", "national", "vlasgouw"])
@pytest.mark.parametrize("kind", [themes_of, co_occurrence_of, saturation_of])
def test_every_finding_on_the_sample_can_be_written_read_and_seen(kind, region, sample, drawn):
    study, logbook = sample
    more = {} if kind is themes_of else {"code_list": "phm_element"}
    release = "consortium" if region in ("all", "national") else "region"
    found = kind(study, region=region, until="2023Q4", release=release, logbook=logbook, **more)
    again = Finding.from_data(json.loads(json.dumps(found.as_data(), allow_nan=False)))
    assert again.as_data() == found.as_data()
    for language in LANGUAGES:
        assert found.sentence[language].endswith(".")
        assert not re.search(r"  |\bnan\b|None|<NA>", found.sentence[language])
        assert len(found.picture[language].alt) > 20
        assert not re.search(r"\bnan\b|None|<NA>", found.picture[language].alt)
    hidden = found.table[found.table["status"] == "suppressed"]
    numbers = {"themes": "documents", "co_occurrence": "n12", "saturation": "middle"}
    assert hidden[numbers[found.kind]].isna().all()


def test_a_title_of_hostile_letters_is_drawn_as_it_is_written(kept, drawn):

    strange = THEMES.replace("{nl: Geld stuurt, en: Money steers}", '"$x_1$ <b>geld</b> & co"')
    found = asked(kept(*six_writers(), themes=strange), release="region")
    assert "$x_1$ <b>geld</b> & co" in found.sentence["nl"]
    assert "<b>" not in found.picture["nl"].svg
