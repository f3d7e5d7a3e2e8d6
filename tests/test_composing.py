"""Reports are composed of findings: what they say, in which order, and what stays out of them."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from kit import composing
from kit.consortium_report import compose_consortium
from kit.disclosure import protect
from kit.errors import InputError, Refused
from kit.execution import record_of
from kit.finding import Check, Drawing, Finding, Source
from kit.language import Both
from kit.planning import plan
from kit.region_report import compose_region
from kit.report import Report
from kit.results import findings_of, regional_findings, states, unmade, wide_findings
from kit.study import open_study

STUDY = """
format: 1
title: {nl: Proef, en: Trial}
period: {from: 2020Q1, until: 2024Q4}
notebooks:
  - control_chart: {indicator: seh}
  - logbook
  - mentions: {code_list: phm_element}
indicators: {seh: {nl: Bezoeken, en: Visits}}
regions:
  - slug: zonnehei
    name: Zonnehei
    kavel: true
    start: 2022-10-01
    start_source: een besluit
    inhabitants: 96800
    context: {nl: "Hei en hoogbouw.\\n\\nEn een park.", en: Heath.}
  - {slug: lindewaard, name: Lindewaard}
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    return open_study(tmp_path)


def a_finding(kind, *, release="region", region="zonnehei", says="iets", table=None, **more):
    parameters = {"region": region, "until": "2024Q4"}
    if kind == "control_chart":
        parameters["indicator"] = "seh"
    given = {
        "question": Both(f"Vraag {kind}?", f"Question {kind}?"),
        "parameters": parameters,
        "table": pd.DataFrame({"status": ["shown"], "n": [12]}) if table is None else table,
        "sentence": Both(f"{kind}: {says}.", f"{kind}: {says} (en)."),
        "picture": {"nl": Drawing("", "niets", ""), "en": Drawing("", "nothing", "")},
        "checks": (Check("disclosure", "informative", Both("Niets afgeschermd.", "Nothing.")),),
        "sources": (Source("logbook.csv", "0" * 64, 3),),
    }
    return Finding(kind=kind, release=release, **given | more)


def voices(**counts):
    """Return a finding on the logbook: authors per voice group, None where suppressed."""
    rows = [
        {"about": "voice_group", "name": name, "entries": n, "authors": n,
         "status": "suppressed" if n is None else "shown"}
        for name, n in counts.items()
    ]  # fmt: skip
    table = pd.DataFrame(rows).astype({"entries": "Int64", "authors": "Int64"})
    return a_finding("logbook", table=table)


ALL_KINDS = [("c", "control_chart"), ("m", "mentions"), ("l", "logbook")]


def pairs(release="region"):
    return [
        (anchor, voices(resident=1) if kind == "logbook" else a_finding(kind, release=release))
        for anchor, kind in ALL_KINDS
    ]


def region(study, found=None, **more):
    asked = {"region": "zonnehei", "until": "2024Q4", "release": "region", "language": "nl"}
    return compose_region(study, pairs() if found is None else found, **asked | more)


def consortium(study, *, wide=None, regional=None, states=None, language="nl"):
    head = [("l", replace(voices(resident=1), release="consortium"))]
    return compose_consortium(
        study,
        {"all": head} if wide is None else wide,
        regional or {},
        states={"zonnehei": "ok", "lindewaard": "ok"} if states is None else states,
        until="2024Q4",
        release="consortium",
        language=language,
    )


def anchors(report):
    return [c.anchor for c in report.chapters] + [
        entry.anchor for chapter in report.chapters for entry in chapter.entries
    ]


def text_of(report):
    return json.dumps(report.as_data(), ensure_ascii=False, default=str)


# The report of a region


def test_chapters_come_in_one_order_whatever_the_plan_says(study):
    assert [c.anchor for c in region(study).chapters] == [
        "chapter-logbook", "chapter-mentions", "chapter-control_chart",
        "chapter-change_tasks", "chapter-interventions",
    ]  # fmt: skip


def test_what_a_region_did_not_supply_is_told_and_not_left_out(study):
    for language, told in (("nl", "Niet aangeleverd."), ("en", "Not supplied.")):
        tasks, interventions = region(study, language=language).chapters[-2:]
        assert (tasks.intro, interventions.intro) == ((told,), (told,))


def test_claims_keep_the_order_of_the_chapters_and_are_the_findings_in_short(study):
    found = pairs()
    of_kind = {f.kind: f for _, f in found}
    order = ("logbook", "mentions", "control_chart")
    for language in ("nl", "en"):
        claims = region(study, found, language=language).claims
        assert [c.sentence for c in claims] == [of_kind[k].sentence[language] for k in order]
    short = a_finding("mentions", brief=Both("Kort.", "Short."))
    assert [c.sentence for c in region(study, [("m", short)], language="en").claims] == ["Short."]


def test_chapters_stand_in_parts_and_a_kind_that_nobody_foresaw_in_the_last(study):
    report = region(study, [("x", a_finding("weather")), *pairs()])
    assert [part.anchor for part in report.parts] == [
        "part-told", "part-stands", "part-doing", "part-further",
    ]  # fmt: skip
    order = [part.anchor for part in report.parts]
    places = [order.index(chapter.part) for chapter in report.chapters]
    assert places == sorted(places)
    assert report.parts[1].title == "Hoe de regio ervoor staat"
    whole = consortium(study, regional={"zonnehei": [("c", a_finding("control_chart"))]})
    assert [part.title for part in whole.parts] == [
        "Wat mensen vertellen", "Hoe de regio’s ervoor staan",
    ]  # fmt: skip


def test_a_finding_that_failed_keeps_its_place_and_the_report_says_so_first(study):
    unmade = [("mentions", "zonnehei/mentions-phm_element"), ("themes", "zonnehei/themes")]
    report = region(study, [("l", voices(resident=1))], unmade=unmade)
    failed = {c.anchor: c.unmade for c in report.chapters if c.unmade}
    assert failed == {
        "chapter-mentions": ("zonnehei/mentions-phm_element",),
        "chapter-themes": ("zonnehei/themes",),
    }
    (gap,) = report.gaps
    assert gap.anchor == "chapter-mentions"
    assert "2 onderdelen van ‘Wat er in het logboek staat’ en ‘Thema’s’ konden" in gap.sentence
    assert region(study).gaps == ()


def test_of_what_needed_no_suppression_only_the_number_is_told(study):
    nothing = Check("disclosure", "informative", Both(
        "Niets hoefde te worden afgeschermd (ondergrens: 3 stemmen).",
        "Nothing had to be suppressed (threshold: 3 voices).",
    ))  # fmt: skip
    some = Check("disclosure", "informative", Both("2 getallen.", "2 numbers."))
    found = [
        (f"m{n}", a_finding("mentions", checks=(check,)))
        for n, check in enumerate((nothing, some, nothing))
    ]
    assert region(study, found).disclosure == (
        "Bij 2 van de 3 onderdelen hoefde niets te worden afgeschermd.",
        "Vraag mentions? 2 getallen.",
    )


def test_the_gate_still_says_it_as_the_report_takes_it_out(study):
    table = pd.DataFrame({"n": pd.array([40], dtype="Int64")})
    for release, told in (("region", "Bij 1 van de 1"), ("team", "Bij 1 van de 1")):
        said = protect(table, count="n", unit="persons", hide=["n"], release=release).said
        checks = (Check("disclosure", "informative", said),)
        found = [("m", a_finding("mentions", checks=checks, release=release))]
        assert region(study, found, release=release).disclosure[0].startswith(told)


def test_every_claim_points_at_an_anchor_that_exists_and_no_anchor_is_there_twice(study):
    for report in (
        region(study),
        consortium(study),
        consortium(study, regional={"zonnehei": [("c", a_finding("control_chart"))]}),
    ):
        assert report.claims
        assert {claim.anchor for claim in report.claims} <= set(anchors(report))
        assert len(anchors(report)) == len(set(anchors(report)))


def test_a_claim_carries_its_contradiction_and_its_doubts(study):
    doubt = Check("one_author", "doubtful", Both("Eén.", "One."), 1, Both("Vraag.", "Ask."))
    against = Both("Behalve dit.", "But this.")
    plain, claim = region(
        study,
        [("m", a_finding("mentions", checks=(doubt,), against=against)), ("l", voices(resident=1))],
    ).claims
    assert (claim.against, claim.doubts) == ("m-against", 1)
    # What is only told cannot fail: without doubt, but without comfort too.
    assert (plain.against, plain.doubts, plain.checked) == (None, 0, 0)


def test_a_claim_counts_the_checks_that_could_have_failed_and_passed(study):
    passed = Check("gaps", "passed", Both("Geen gat.", "No gap."), 0)
    told = Check("disclosure", "informative", Both("Niets.", "Nothing."))
    (claim,) = region(study, [("m", a_finding("mentions", checks=(passed, told)))]).claims
    assert (claim.doubts, claim.checked) == (0, 1)


def test_a_kind_that_nobody_foresaw_comes_last_and_is_not_lost(study):
    report = region(study, [("x", a_finding("weather")), *pairs()])
    last = [chapter for chapter in report.chapters if chapter.entries][-1]
    assert last.entries[0].finding.kind == "weather"


@pytest.mark.parametrize(
    ("status", "there"), [("missing", False), ("suppressed", True), ("shown", True)]
)
def test_agreement_has_a_place_only_where_two_coders_read_texts_of_the_region(study, status, there):
    read = a_finding("agreement", table=pd.DataFrame({"code": ["finance"], "status": [status]}))
    report = region(study, [("log", voices(resident=1)), ("agree", read)])
    assert ("chapter-agreement" in anchors(report)) is there
    assert any(claim.anchor == "agree" for claim in report.claims) is there


def test_the_regions_own_words_come_first_and_then_the_facts_of_the_study(study):
    words, more, facts = region(study).context
    assert (words, more) == ("Hei en hoogbouw.", "En een park.")
    assert facts == (
        "96.800 inwoners. Zonnehei is een kavel en werkt sinds 1 oktober 2022 volgens de nieuwe "
        "aanpak. Bron: een besluit."
    )
    english = region(study, language="en").context[-1]
    assert "Zonnehei is a kavel and has worked in the new way since 1 October 2022" in english


def test_a_region_that_said_nothing_about_itself_is_not_given_words(study):
    assert region(study, region="lindewaard").context is None


def test_voices_that_were_not_heard_are_named(study):
    report = region(study, [("l", voices(resident=0, professional=4, administrator=0))])
    assert report.unheard == "In het logboek niet gehoord: Inwoners en Bestuurders."


def test_a_suppressed_voice_is_not_called_unheard(study):
    report = region(study, [("l", voices(resident=None, professional=4))])
    assert "hoeveel mensen dat namens inwoners deden, is afgeschermd." in report.unheard


EVERYBODY = {"resident": 4, "professional": 4, "administrator": 4, "programme": 4}


def test_that_somebody_wrote_on_behalf_of_all_is_not_that_all_wrote(study):
    said = region(study, [("l", voices(**EVERYBODY))]).unheard
    assert said.startswith("Namens alle vier de groepen is geschreven. Eén mens kan")
    assert said.endswith("zegt niet of iedereen in die groep zich erin herkent.")
    one = region(study, [("l", voices(**EVERYBODY | {"programme": 1}))], language="en").unheard
    assert one.startswith("All four groups were spoken for; the programme team by one person.")


def test_a_voice_that_is_nowhere_stated_is_not_called_unheard(study):
    nobody = dict.fromkeys(EVERYBODY, 0)
    said = region(study, [("l", voices(**nobody, not_stated=4))]).unheard
    assert said.startswith("Namens wie is geschreven, is nergens vermeld")
    assert "niet gehoord:" not in said
    some = region(study, [("l", voices(**nobody | {"professional": 4}, not_stated=None))]).unheard
    assert some == (
        "In het logboek niet gehoord, voor zover vermeld: Inwoners, Bestuurders en Programmateam."
    )


def test_without_entries_no_voice_was_heard(study):
    empty = a_finding("logbook", table=pd.DataFrame(columns=["about", "name", "entries", "status"]))
    assert "geen enkele stem" in region(study, [("l", empty)]).unheard


def test_without_the_finding_on_the_logbook_nothing_is_said_of_who_was_heard(study):
    for language, said in (("nl", "niet nagegaan"), ("en", "not looked into")):
        report = region(study, [("m", a_finding("mentions"))], language=language)
        assert said in report.unheard
        assert "geen bijdragen" not in report.unheard


@pytest.mark.parametrize(("reached", "shown"), [(9, "afgeschermd"), (10, "10"), ("", "–")])
def test_how_many_were_reached_is_told_from_ten_persons_on(study, reached, shown):
    (study.root / "interventions.csv").write_text(
        f"region;name;start;reached_n\nzonnehei;Spreekuur;2021-05-10;{reached}\n"
        "lindewaard;Tolk;2021-05-10;77\n",
        encoding="utf-8",
    )
    report = region(open_study(study.root))
    (chapter,) = (c for c in report.chapters if c.anchor == "chapter-interventions")
    _, heads, rows = chapter.table
    assert [row[heads.index("Bereikt aantal")] for row in rows] == [shown]
    team = region(open_study(study.root), pairs("team"), release="team").chapters[-1].table[2]
    assert team[0][heads.index("Bereikt aantal")] == (str(reached) or "–")


def test_change_tasks_are_those_of_the_region_in_its_own_words(study):
    (study.root / "change_tasks.csv").write_text(
        "region;task;meaning_resident\nzonnehei;Samen beslissen;Meepraten\nlindewaard;Iets;\n",
        encoding="utf-8",
    )
    report = region(open_study(study.root))
    caption, _, rows = report.chapters[-2].table
    assert caption == "Zoals de regio het opschreef."
    assert rows == (("Samen beslissen", "Meepraten", "–", "–"),)


@pytest.mark.parametrize(
    ("made_for", "report_for", "refused"),
    [
        ("team", "region", True), ("region", "consortium", True), ("team", "team", False),
        ("region", "region", False), ("public", "region", False),
    ],
)  # fmt: skip
def test_a_finding_for_fewer_readers_never_reaches_a_report_for_more(
    study, made_for, report_for, refused
):
    found = [("m", a_finding("mentions", release=made_for))]
    if refused:
        with pytest.raises(Refused, match=f"kit run --release {report_for}"):
            region(study, found, release=report_for)
    else:
        assert region(study, found, release=report_for).claims


def test_suppressed_stays_suppressed_in_the_data_of_a_report(study):
    table = pd.DataFrame({"n": pd.array([None, 0, None], dtype="Int64"),
                          "status": ["suppressed", "shown", "missing"]})  # fmt: skip
    report = region(study, [("m", a_finding("mentions", table=table))])
    again = Report.from_data(json.loads(json.dumps(report.as_data())))
    kept = again.chapters[0].entries[0].finding.table
    assert kept["status"].tolist() == ["suppressed", "shown", "missing"]
    assert kept["n"].isna().tolist() == [True, False, True]


def test_what_the_gate_said_and_every_file_that_was_read_stand_at_the_foot(study):
    report = region(study)
    assert len(report.disclosure) == 3
    assert report.disclosure[0] == "Vraag control_chart? Niets afgeschermd."
    assert [s["path"] for s in report.provenance["sources"]] == ["logbook.csv"]
    assert report.provenance["parameters"]["release"] == "region"


# The report of the consortium


def test_that_all_regions_are_in_it_stands_with_the_regions_and_not_at_the_head(study):
    report = consortium(study)
    assert report.chapters[0].intro == ("Dit rapport gaat over alle 2 regio’s van de studie.",)
    assert [claim.anchor for claim in report.claims] == ["l"]


def a_chart(name, *, share, signals, other="passed", region="zonnehei", **more):
    """Return a chart whose checks say how often chance gives a signal, and how many it gives."""
    said, advice = Both("Zo.", "So."), Both("Kijk.", "Look.")
    checks = (
        Check("rule_set", "informative", said, signals),
        Check("expected_false_signals", "informative", said, share),
        Check("second_opinion", other, said, None, advice),
    )
    subject = f"Bezoeken in {name}: "
    sentence = Both(f"{subject}dit is te zien.", f"Visits in {name}: this is seen.")
    return a_finding("control_chart", checks=checks, sentence=sentence, region=region, **more)


def test_the_consortium_hears_how_many_charts_would_give_a_signal_if_nothing_changed(study):
    regional = {
        "zonnehei": [
            ("a", a_chart("Zonnehei", share=0.4, signals=2)),
            ("b", a_chart("Zonnehei", share=0.3, signals=0)),
        ],
        "lindewaard": [("c", a_chart("Lindewaard", share=0.8, signals=1, other="doubtful"))],
    }
    report = consortium(study, regional=regional)
    (claim,) = (c for c in report.claims if c.anchor == "chapter-series")
    counted = (
        "Van 3 kaarten van gemeten reeksen geven er 2 een signaal; als er niets veranderde, zou u "
        "er ongeveer 1,5 verwachten."
    )
    assert claim.sentence == counted
    assert claim.against == "chapter-series-against"
    (chapter,) = (c for c in report.chapters if c.anchor == "chapter-series")
    assert chapter.against == "Bij 1 kaart zegt een tweede stel regels iets anders."
    assert chapter.intro == (
        counted,
        "Een signaal: ‘Bezoeken’ in Lindewaard en Zonnehei. Geen controle geeft twijfel bij "
        "‘Bezoeken’ in Zonnehei.",
    )
    assert chapter.table[2] == (
        ("Lindewaard", "Bezoeken", "Dit is te zien.", "zegt iets anders", "80%"),
        ("Zonnehei", "Bezoeken", "Dit is te zien.", "zegt hetzelfde", "40%"),
        ("Zonnehei", "Bezoeken", "Dit is te zien.", "zegt hetzelfde", "30%"),
    )


def test_charts_of_the_own_team_and_charts_without_figures_are_not_counted(study):
    regional = {
        "zonnehei": [
            ("a", a_chart("Zonnehei", share=0.4, signals=1, release="team")),
            ("b", a_finding("control_chart")),
        ]
    }
    report = consortium(study, regional=regional)
    assert [claim.anchor for claim in report.claims] == ["l"]
    (chapter,) = (c for c in report.chapters if c.anchor == "chapter-series")
    assert chapter.intro == ()
    assert [row[-2:] for row in chapter.table[2]] == [("–", "–"), ("–", "–")]


def over_regions(cells):
    """Return a finding on mentions: documents per code and region, None where suppressed."""
    rows = [
        {"code": code, "region": slug, "documents": n,
         "status": "suppressed" if n is None else "shown"}
        for code, by in cells.items() for slug, n in by.items()
    ]  # fmt: skip
    table = pd.DataFrame(rows).astype({"documents": "Int64"})
    parameters = {"region": "all", "until": "2024Q4", "code_list": "focus_point"}
    return a_finding("mentions", release="consortium", table=table, parameters=parameters)


def test_the_consortium_hears_what_regions_share_and_where_they_differ(study):
    found = over_regions(
        {
            "governance": {"zonnehei": 4, "lindewaard": 9, "vlasgouw": None},
            "ecosystem": {"zonnehei": 4, "lindewaard": None, "vlasgouw": None},
            "funding": {"zonnehei": 0, "lindewaard": None, "vlasgouw": 0},
        }
    )
    report = consortium(study, wide={"all": [("m", found)]})
    assert report.claims[0].sentence == (
        "Vijf aandachtspunten in een regio, in de logboeken: 1 van de 3 is te zien in alle 2 "
        "regio’s waarvan iets te tonen is. Wat niet te zien is, kan daar wel spelen."
    )
    told = next(c for c in report.chapters if c.anchor == "chapter-mentions").intro[-1]
    assert "‘Governance’ is te zien in alle 2 regio’s waarvan iets te tonen is." in told
    assert "in 1: ‘Ecosysteem van gezondheidspartijen’." in told
    assert "Nergens te zien: ‘Financiering van zorg naar gezondheid’." in told
    assert "Wat niet te zien is, kan daar wel spelen." in told


def test_without_a_number_to_show_the_claim_is_the_sentence_of_the_finding(study):
    found = over_regions({"governance": {"zonnehei": None, "lindewaard": 0}})
    assert consortium(study, wide={"all": [("m", found)]}).claims[0].sentence == "mentions: iets."


@pytest.mark.parametrize("became", ["failed", "skipped", None])
def test_a_region_that_is_not_in_it_is_named(study, became):
    told = {"zonnehei": "ok"} | ({"lindewaard": became} if became else {})
    report = consortium(study, states=told)
    (gap,) = report.gaps
    assert "gaat over 1 van de 2 regio’s; niet gelukt: Lindewaard." in gap.sentence
    assert gap.anchor == "chapter-regions"
    rows = {row[0]: row[-1] for row in report.chapters[0].table[2]}
    assert rows == {"Lindewaard": "niet gelukt", "Zonnehei": "gemaakt"}


def test_a_region_of_which_something_failed_is_in_it_and_named(study):
    chart = {"lindewaard": [("c", a_finding("control_chart", region="lindewaard"))]}
    told = {"zonnehei": "ok", "lindewaard": "incomplete"}
    report = consortium(study, states=told, regional=chart)
    (gap,) = report.gaps
    assert gap.sentence.startswith("Niet alles kon worden gemaakt van Lindewaard;")
    rows = {row[0]: row[-1] for row in report.chapters[0].table[2]}
    assert rows == {"Lindewaard": "gemaakt, niet compleet", "Zonnehei": "gemaakt"}
    assert any(chapter.anchor == "chapter-series" for chapter in report.chapters)


def test_regions_stand_in_the_order_of_the_alphabet(study):
    report = consortium(
        study,
        regional={slug: [("c", a_finding("control_chart"))] for slug in ("zonnehei", "lindewaard")},
    )
    for anchor in ("chapter-regions", "chapter-series"):
        (chapter,) = (c for c in report.chapters if c.anchor == anchor)
        assert [row[0] for row in chapter.table[2]] == ["Lindewaard", "Zonnehei"]


def test_national_and_healthkic_have_chapters_of_their_own_and_no_claims(study):
    wide = {
        "all": [("all-l", replace(voices(resident=1), release="consortium"))],
        "national": [("national-m", a_finding("mentions", release="consortium", says="landelijk"))],
        "healthkic": [("kic-m", a_finding("mentions", release="consortium", says="kic"))],
    }
    report = consortium(study, wide=wide)
    assert [c.anchor for c in report.chapters] == [
        "chapter-regions", "chapter-logbook", "chapter-national", "chapter-healthkic",
    ]  # fmt: skip
    assert [claim.anchor for claim in report.claims] == ["all-l"]


def test_of_the_regions_only_what_charts_say_is_taken(study):
    regional = {
        "zonnehei": [
            ("c", a_finding("control_chart", says="een signaal")),
            ("m", a_finding("mentions", says="GEHEIM")),
            ("l", a_finding("logbook", says="GEHEIM")),
        ]
    }
    report = consortium(study, regional=regional)
    (chapter,) = (c for c in report.chapters if c.anchor == "chapter-series")
    assert [row[:3] for row in chapter.table[2]] == [
        ("Zonnehei", "Bezoeken", "control_chart: een signaal.")
    ]
    assert "GEHEIM" not in text_of(report)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_series_made_for_the_own_team_is_not_told_to_the_consortium(study, language):
    chart = a_finding("control_chart", release="team", says="GEHEIM")
    report = consortium(study, regional={"zonnehei": [("c", chart)]}, language=language)
    (chapter,) = (c for c in report.chapters if c.anchor == "chapter-series")
    assert len(chapter.table[2]) == 1
    assert "GEHEIM" not in text_of(report)


def test_a_finding_of_the_region_only_is_refused_among_those_of_all_regions(study):
    with pytest.raises(Refused, match="all-m"):
        consortium(study, wide={"all": [("all-m", a_finding("mentions", release="region"))]})


def test_nothing_is_added_up_over_regions(study):
    regional = {
        slug: [("c", a_finding("control_chart", table=pd.DataFrame({"n": [n], "status": "shown"})))]
        for slug, n in (("zonnehei", 4001), ("lindewaard", 5002))
    }
    assert "9003" not in text_of(consortium(study, regional=regional)).replace(".", "")


# What a batch left behind


def done(study, status="ok", *, region="zonnehei", notebook=None):
    """Write the findings and records of a region as a batch does."""
    for job in plan(study, reports=study.root / "reports"):
        if job.makes != "finding" or job.scope != region:
            continue
        failed = notebook in (job.notebook, None) and status != "ok"
        if not failed:
            a_finding(job.notebook, region=region).write(job.result)
        record_of(job, status if failed else "ok").write(job.record)


def test_findings_come_in_the_order_of_the_plan_with_an_anchor_each(study):
    done(study)
    found = findings_of(study, "zonnehei", until=None)
    assert [f.kind for _, f in found] == ["control_chart", "logbook", "mentions"]
    assert [anchor for anchor, _ in found] == [
        "zonnehei-control-chart-seh", "zonnehei-logbook", "zonnehei-mentions-phm-element",
    ]  # fmt: skip


def test_a_finding_without_a_good_run_record_is_not_taken(study):
    done(study, "failed", notebook="logbook")
    assert [f.kind for _, f in findings_of(study, "zonnehei", until="2024 kw 4")] == [
        "control_chart", "mentions",
    ]  # fmt: skip


def test_without_a_batch_the_report_says_what_to_run(study):
    with pytest.raises(InputError, match="kit run"):
        findings_of(study, "zonnehei", until=None)


def test_a_region_of_which_a_finding_failed_is_incomplete_and_what_there_is_is_taken(study):
    done(study)
    done(study, "failed", region="lindewaard", notebook="mentions")
    became = states(study, until=None)
    assert became == {"zonnehei": "ok", "lindewaard": "incomplete"}
    assert list(regional_findings(study, became, until=None)) == ["zonnehei", "lindewaard"]
    assert unmade(study, "zonnehei", until=None) == []
    assert unmade(study, "lindewaard", until=None) == [
        ("mentions", "lindewaard/mentions-phm_element")
    ]


def test_a_region_of_which_nothing_or_no_report_was_made_is_what_became_of_it(study):
    done(study, "died", region="zonnehei")
    done(study, region="lindewaard")
    for job in plan(study, reports=study.root / "reports"):
        if job.id == "lindewaard/region_report-nl":
            record_of(job, "failed").write(job.record)
    assert states(study, until=None) == {"zonnehei": "died", "lindewaard": "failed"}
    assert regional_findings(study, {"zonnehei": "died"}, until=None) == {}


def test_of_all_regions_whatever_was_made_is_taken_by_scope(study):
    with pytest.raises(InputError, match="kit run"):
        wide_findings(study, until=None)
    done(study, "failed", region="all", notebook="mentions")
    found = wide_findings(study, until=None)
    assert {scope: [f.kind for _, f in pairs] for scope, pairs in found.items()} == {
        "all": ["logbook"], "national": [], "healthkic": [],
    }  # fmt: skip


def test_the_subtitle_says_that_the_last_period_is_in_it():
    assert composing.subtitle("2024Q4", "nl") == "tot en met het vierde kwartaal van 2024"
    assert composing.subtitle("2024H1", "en") == "up to and including the first half of 2024"
