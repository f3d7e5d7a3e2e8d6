"""Identities that were planted in a study appear nowhere but in the study's own files."""

import html
import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
import yaml
from openpyxl import load_workbook

from kit.agreement import agreement_of
from kit.check import check_study
from kit.check_screen import render_text
from kit.codebook import read_codebook
from kit.codebook_screen import shown
from kit.coding_files import read_codings
from kit.coding_screen import judged, taken_over
from kit.codings import Coding, append
from kit.control_chart import chart
from kit.errors import InputError
from kit.finding import Finding
from kit.logbook import COLUMNS, read_logbook
from kit.mentions import mentions_of
from kit.rhythm import rhythm
from kit.running_document import TEXT_FIELDS
from kit.sampling import draw, write_sample
from kit.study import open_study
from kit.themes import co_occurrence_of, passages_for, read_themes, saturation_of, themes_of

#: Every planted identity holds this, whatever the field; no other word of the study does.
PLANTED = "qwyzel"
HOSTILE = ("<script>alert(1)</script>", '=cmd()|"/C calc"!A0', "../../etc/passwd", "\u202emoorts")
STUDY = """
format: 1
title: Proef
period: {from: 2021, until: 2023}
languages: [nl, en]
notebooks:
  - logbook
  - mentions: {code_list: phm_element}
  - control_chart: {indicator: seh}
  - themes
  - co_occurrence: {code_list: phm_element}
  - saturation: {code_list: phm_element}
  - agreement: {code_list: phm_element}
regions:
  - {slug: noord, name: "Noord <script>alert(1)</script>", context: Wij zijn noord.}
  - {slug: zuid, name: '=cmd() ../../zuid "&'}
"""
#: Columns in which people write what they like, beside the texts themselves.
NAMES = ("id", "author", "event_id", "phase", "ask_addressee", "learning_questions")


def planted(field, number=0):
    return f"{PLANTED.title()}a van {PLANTED.title()}-{field}-{number}"


def rows():
    """Return entries of five authors in the north, of two in the south, and of the other tiers."""
    writers = [("noord", n % 5) for n in range(30)] + [("zuid", n % 2) for n in range(37)]
    writers += [("national", n % 4) for n in range(8)] + [("healthkic", 0)]
    for number, (where, author) in enumerate(writers):
        given = {name: f"{planted(name, number)} subsidie en mandaat" for name in TEXT_FIELDS}
        given["happened"] += f" {HOSTILE[number % 4]}".replace("\n", " ")
        given |= {name: planted(name, number) for name in NAMES}
        given |= {
            "author": planted("author", f"{where}{author}"),
            "region": where if where in ("noord", "zuid") else "",
            "tier": where if where in ("national", "healthkic") else "",
            "date": f"202{1 + number % 3}-0{1 + number % 9}-1{number % 9}",
            "role": "gp",
            "participants": "residents 4; gp 2",
        }
        yield given


CODERS = (f"{PLANTED}a-van-{PLANTED}", f"{PLANTED}b")
NOW = "2025-01-13T09:03:05+01:00"


def write_codings(study, documents):
    """Let two people code every text, with memos, decisions, and lines that are wrong."""
    book = read_codebook()
    for number, coder in enumerate(CODERS):
        coded = [
            Coding.at(document, start=part.start, end=part.end, coder=coder, time=NOW,
                      code=("finance", "organise", "cocreate")[(i + i * number) % 3],
                      codebook=book, memo=planted("codingmemo", i))
            for i, document in enumerate(documents) for part in document.parts[:2]
        ]  # fmt: skip
        taken_back = [
            one.decided(decision="remove", coder=coder, time=NOW, memo=planted("why", i))
            for i, one in enumerate(coded[::7])
        ]
        read = [Coding.of_reading(one, coder=coder, time=NOW) for one in documents]
        append(study, coder=coder, codings=[*coded, *taken_back, *read])
    path = study.root / "codings" / f"{CODERS[1]}.jsonl"
    good = json.loads(path.read_text(encoding="utf-8").splitlines()[1])
    gone = {"id": "a", "quote": f"{planted('goneword')} die er niet meer staat " * 3}
    wrong = [good | gone, good | {"id": "b", "code": "nothing"}, good | {"id": "c", "end": 10**6}]
    lines = [json.dumps(one | {"memo": planted("wrongmemo")}) for one in wrong]
    with path.open("a", encoding="utf-8") as handle:
        handle.write("\n".join([*lines, lines[0][:90]]) + "\n")


def write_themes(root, documents):
    """Record a theme that many bear out and some deny, with notes, and a quote that is gone."""

    def passage(document):
        part = document.parts[-1]
        quote = document.text[part.start : part.end].strip()
        return {"document": document.id, "quote": quote, "note": planted("passagenote")}

    north = [one for one in documents if one.region == "noord"]
    gone = {"document": north[0].id, "quote": planted("gonequote"), "note": planted("gonenote")}
    theme = {
        "id": "geld", "title": "Geld", "claim": "Geld loopt vast.", "codes": ["finance"],
        "supporting": [*map(passage, north[:12]), gone], "deviant": [*map(passage, north[12:22])],
        "memo": planted("thememo"), "distilled_by": planted("distiller"),
        "distilled_on": "2025-02-03", "version": "1",
    }  # fmt: skip
    (root / "themes.yml").write_text(
        yaml.safe_dump({"format": 1, "themes": [theme]}, allow_unicode=True), encoding="utf-8"
    )


def write_validation(study, documents):
    """Draw a form for a reader whose name is in that of the file, and fill it in with memos."""
    book = read_codebook()
    drawn = draw(documents, book, codes=book.of_list("phm_element"), per_code=4, seed=1,
                 name=f"phm_element-{CODERS[0]}")  # fmt: skip
    write_sample(study, drawn, documents=documents, codebook=book)
    form = study.root / "validation" / f"{drawn.name}.xlsx"
    filled = load_workbook(form)
    sheet = filled.worksheets[0]
    for number, row in enumerate(sheet.iter_rows(min_row=2)):
        row[-2].value = ("ja", "nee", "twijfel")[number % 3]
        row[-1].value = planted("formmemo", number)
    filled.save(form)


def write_table(path, records):
    names = [column.name for column in COLUMNS]
    lines = [";".join(names)]
    for record in records:
        cells = (str(record.get(name, "")).replace('"', '""') for name in names)
        lines.append(";".join(f'"{cell}"' for cell in cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


#: What is wrong with a row, and whether a check may quote the name that stands in it.
BROKEN = {
    "a day that does not exist": ({"date": "31-02-2022"}, False),
    "a name where the day should be": ({"date": planted("date")}, True),
    "a text where the day should be": ({"date": f"Toen zei {planted('date')} dat het zo niet kon"},
                                       False),
    "a name for a role": ({"role": planted("role")}, True),
    "names for numbers of participants": ({"participants": f"{planted('p')}, {planted('q')}"},
                                          False),
    "a name with a number of participants": ({"participants": f"{planted('p')} 3; gp 2"}, False),
    "a name for a region": ({"region": planted("region")}, True),
    "a name for a release": ({"release": planted("release")}, True),
    "a day of writing before the event": ({"written_on": "2020-01-01"}, False),
    "a name for a yes or no": ({"next_step_done": planted("done")}, True),
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return a study with identities in every field, and a broken table beside the good one."""
    root = tmp_path_factory.mktemp("privacy") / "study"
    (root / "logbook").mkdir(parents=True)
    (root / "study.yml").write_text(STUDY, encoding="utf-8")
    good = list(rows())
    write_table(root / "logbook" / "good.csv", good)
    broken = [good[0] | {"id": f"{planted('b', i)}"} | cells for i, (cells, _) in
              enumerate(BROKEN.values())]  # fmt: skip
    write_table(root / "logbook" / "broken.csv", broken)
    (root / "logbook" / "noord.txt").write_text(
        f"31 februari 2022 – Gesprek met {planted('heading')}\n\n{planted('below')} zei niets.\n\n"
        f"3 maart 2022 – Gesprek met {planted('heading')}\n\nRol: {planted('r')}\n"
        f"Wat hielp: {planted('helped')} was er bij.\n",
        encoding="utf-8",
    )
    (root / f"notities {planted('file')}.docx").write_bytes(b"not read at all")
    lines = [
        f"noord;seh;{year}Q{q};{20 + (year * q) % 5};per 1000;400;telling"
        for year in (2017, 2018, 2019, 2020, 2021, 2022, 2023) for q in (1, 2, 3, 4)
    ]  # fmt: skip
    lines += [f"noord;seh;2016Q1;{planted('value')};per 1000;400;x"]
    lines += [f"zuid;seh;202{y}Q{q};33;per 1000;7;x" for y in (1, 2, 3) for q in (1, 2, 3, 4)]
    (root / "indicators.csv").write_text(
        "region;indicator;period;value;unit;n;source\n" + "\n".join(lines), encoding="utf-8"
    )
    (root / "change_tasks.csv").write_text(
        "region;task\nnoord;Taak van noord alleen\n", encoding="utf-8"
    )
    study = open_study(root)
    documents = read_logbook(study).documents
    write_codings(study, documents)
    write_themes(root, documents)
    write_validation(study, documents)
    return root


@pytest.fixture(scope="module")
def study(root):
    return open_study(root)


def found_in(text):
    """Return the places where an identity stands, whatever way the text was written down."""
    plain = html.unescape(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text))
    return re.findall(rf".{{0,60}}{PLANTED}.{{0,30}}", plain, re.IGNORECASE)


def test_the_identities_are_really_in_what_is_read(study):
    read = read_logbook(study)
    assert len(read.documents) == 76
    assert all(PLANTED in document.text.casefold() for document in read.documents)
    assert read.frame["author"].dropna().str.contains(PLANTED, case=False).all()
    assert len(read.problems) >= len(BROKEN)


def test_the_identities_are_really_in_what_people_coded(study):
    documents = read_logbook(study).documents
    coded = read_codings(study, documents=documents, codes=set(read_codebook().codes))
    assert {one.coder for one in coded.records} == set(CODERS)
    assert sum(PLANTED in (one.memo + one.quote).casefold() for one in coded.records) > 200
    assert len(coded.problems) == 2
    recorded = read_themes(study, documents=documents, codebook=read_codebook())
    (theme,) = recorded.records
    assert (len(theme.supporting), len(theme.deviant), len(recorded.problems)) == (12, 10, 1)
    assert all(PLANTED in one.note.casefold() for one in theme.deviant)


@pytest.mark.parametrize(
    ("region", "release"),
    [
        ("noord", "region"),
        ("all", "consortium"),
        pytest.param("noord", "consortium", marks=pytest.mark.slow),
        pytest.param("zuid", "region", marks=pytest.mark.slow),
    ],
)
def test_no_identity_stands_in_a_finding_on_what_people_coded(study, region, release):
    asked = {"region": region, "until": None, "release": release}
    listed = asked | {"code_list": "phm_element"}
    found = {
        "themes": themes_of(study, **asked),
        "co_occurrence": co_occurrence_of(study, **listed),
        "saturation": saturation_of(study, **listed),
        "agreement": agreement_of(study, unit="part", **listed),
        "mentions": mentions_of(study, **listed),  # with the form that was read
    }
    if (region, release) == ("noord", "region"):
        seen = {kind for kind, one in found.items() if (one.table["status"] == "shown").any()}
        assert seen == set(found)
    for finding in found.values():
        assert found_in(json.dumps(finding.as_data())) == []
        assert found_in(repr(finding)) == []
        assert found_in(str(finding._repr_mimebundle_())) == []


def test_notes_on_what_goes_against_a_theme_are_for_the_team_and_its_memo_for_nobody(study):
    finding = themes_of(study, region="noord", until=None, release="team")
    told = json.dumps(finding.as_data())
    assert "-passagenote-" in finding.against["nl"]
    for name in ("thememo", "distiller", "gonenote", "gonequote", "codingmemo", *CODERS):
        assert name not in told


@pytest.mark.parametrize("release", ["region", "consortium", "public"])
def test_a_passage_is_quoted_only_where_its_entry_was_released(study, release):
    documents = read_logbook(study).documents
    recorded = read_themes(study, documents=documents, codebook=read_codebook())
    assert passages_for(recorded, documents=documents, release=release).empty
    one = recorded.records[0].deviant[0]
    opened = [replace(d, release=release) if d.id == one.document else d for d in documents]
    quoted = passages_for(recorded, documents=opened, release=release)
    assert list(quoted["stance"]) == ["deviant"]
    assert quoted["note"].isna().all()
    assert one.document not in str(quoted.drop(columns="text").to_dict())


def test_codings_that_cannot_be_taken_over_are_told_without_quote_memo_or_coder(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    write_table(tmp_path / "logbook.csv", [next(rows()) | {"id": "n-1"}])
    table = tmp_path / "coded.csv"
    wrong = [
        ("n-1", planted("quote"), "finance"),
        ("n-2", planted("quote"), "finance"),
        ("n-1", "subsidie en mandaat", "finance"),
        ("n-1", planted("quote"), "nothing"),
    ]
    lines = [f"{';'.join(one)};{planted('memo')};{CODERS[0]}" for one in wrong]
    table.write_text("\n".join(["document;quote;code;memo;coder", *lines]), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        list(taken_over(open_study(tmp_path), table, coder=None))
    assert len(refused.value.problems) == len(wrong)
    assert found_in(str(refused.value)) == []


def test_remarks_on_a_codebook_hold_no_words_of_the_texts_they_were_tried_on(study):
    told = "\n".join(shown(study))
    assert "finance" in told
    assert found_in(told) == []


def test_the_rules_are_judged_without_a_name_of_who_read(study):
    told = "\n".join(judged(study, code_list="phm_element"))
    assert "%" in told
    assert found_in(told) == []


@pytest.mark.parametrize(
    ("region", "release"),
    [("noord", "team"), ("zuid", "region"), ("all", "team"), ("national", "consortium")],
)
def test_no_identity_stands_in_a_finding_on_the_logbook(study, region, release):
    read = read_logbook(study)
    asked = {"region": region, "until": None, "release": release, "logbook": read}
    for made in (rhythm(study, **asked), mentions_of(study, code_list="phm_element", **asked)):
        assert made.sentence["nl"]
        # The team may see by its name which form was read.
        forms = [one for one in made.sources if one.path.startswith("validation/")]
        assert release == "team" or not forms
        finding = replace(made, sources=tuple(one for one in made.sources if one not in forms))
        assert found_in(json.dumps(finding.as_data())) == []
        assert found_in(repr(finding)) == []
        assert found_in(str(finding._repr_mimebundle_())) == []


def test_no_identity_stands_in_a_chart(study):
    for region in ("noord", "zuid"):
        made = chart(study, region=region, indicator="seh", until=None, release="region")
        assert found_in(json.dumps(made.as_data())) == []
    assert set(made.table["status"]) == {"suppressed"}  # seven persons each time


def test_a_group_of_two_is_not_told_apart_in_anything(study):
    for finding in (
        rhythm(study, region="zuid", until=None, release="region"),
        mentions_of(study, region="zuid", code_list="phm_element", until=None, release="region"),
    ):
        shown = finding.table[finding.table["status"] == "shown"].select_dtypes("number")
        assert (shown.fillna(0) == 0).all(axis=None)
        told = finding.as_data()
        for picture in told["picture"].values():
            picture.pop("svg")
        told["sources"] = [source["rows"] for source in told["sources"]]
        assert "37" not in re.findall(r"\d+", str(told))


def test_the_check_quotes_a_typed_cell_at_most_and_never_a_text_or_a_participant(root):
    checked = check_study(root)
    text = render_text(checked)
    quoted = set(re.findall(rf"{PLANTED}-(\w+)-\d", text, re.IGNORECASE))
    assert quoted <= {"date", "role", "region", "release", "done", "r", "value", "file", "id"}
    for problems in checked.problems.values():
        for problem in problems:
            if "participants" in problem.where:
                assert found_in(str(problem)) == []
            for quoted_text in re.findall(r'got "([^"]*)"', str(problem)):
                assert len(quoted_text) <= 60


@pytest.mark.parametrize("what", BROKEN)
def test_an_error_never_tells_who_is_in_the_rest_of_the_row(what, tmp_path):
    cells, may_quote = BROKEN[what]
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    write_table(tmp_path / "logbook.csv", [next(rows()) | cells])
    problems = read_logbook(open_study(tmp_path)).problems
    assert problems
    told = str(InputError(problems))
    assert len(found_in(told)) <= int(may_quote)
    for name in (*TEXT_FIELDS, *NAMES):
        assert planted(name) not in told


def test_a_day_that_does_not_exist_in_a_running_document_is_told_without_its_title(study):
    told = [str(p) for p in read_logbook(study).problems if "noord.txt" in p.where]
    assert any("31 februari 2022" in problem for problem in told)
    assert "-heading-" not in "".join(told)
    assert "-below-" not in "".join(told)


@pytest.mark.slow
def test_no_identity_leaves_the_study_when_everything_is_run(root, tmp_path):
    """One batch: both regions at release region, the other tiers, the consortium, two at a time."""
    reports = tmp_path / "reports"
    command = [sys.executable, "-m", "kit", "run", str(root), "--reports", str(reports)]
    done = subprocess.run(
        [*command, "--jobs", "2"], capture_output=True, text=True, encoding="utf-8", timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert found_in(done.stdout) == []
    assert found_in(done.stderr) == []
    made = [path for path in (*reports.rglob("*"), *(root / ".work").rglob("*")) if path.is_file()]
    kinds = {path.suffix for path in made}
    assert {".html", ".json", ".ipynb"} <= kinds
    assert len(made) > 30  # findings, records and notebooks of two regions, three wider scopes
    kinds = {path.stem.split("-")[0] for path in made if path.parent.parent.name == "findings"}
    assert {"themes", "co_occurrence", "saturation", "agreement"} <= kinds
    told = {
        str(path): found_in(path.read_text(encoding="utf-8", errors="replace")) for path in made
    }
    assert {name: found for name, found in told.items() if found} == {}
    assert [path.name for path in made if PLANTED in path.name.casefold()] == []
    pages = {path.name: path.read_text(encoding="utf-8") for path in reports.rglob("*.html")}
    assert {"index.html", "consortium_2023.nl.html", "noord_2023.en.html"} <= set(pages)
    for name, page in pages.items():
        assert "<script>alert" not in page, name
        assert "\u202e" not in page, name
        assert not re.search(r"""(?:href|src)=["'][^"'#]*\.\./\.\./""", page), name
        assert not re.search(r"https?://(?!www\.w3\.org|doi\.org)", _without_text(page)), name
    assert "Noord &lt;script&gt;alert(1)&lt;/script&gt;" in pages["index.html"]
    assert "Taak van noord alleen" in pages["noord_2023.nl.html"]
    for name in ("zuid_2023.nl.html", "consortium_2023.nl.html", "consortium_2023.en.html"):
        assert "Taak van noord alleen" not in pages[name]
    finding = Finding.read(root / ".work" / "2023" / "findings" / "zuid" / "logbook.json")
    assert set(finding.table.loc[finding.table["about"] == "total", "status"]) == {"suppressed"}


def _without_text(page):
    """Return the attributes that a browser would follow."""
    return " ".join(re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?[^"'>\s)]+""", page))


@pytest.mark.parametrize("name", ["Noord\u202edroon", "Noord\nZuid", "Noord\x00"])
def test_a_name_that_turns_or_breaks_the_line_is_refused_before_anything_is_made(tmp_path, name):
    settings = STUDY.replace("Noord <script>alert(1)</script>", json.dumps(name)[1:-1])
    (tmp_path / "study.yml").write_text(settings, encoding="utf-8")
    with pytest.raises(InputError, match="on one line") as refused:
        open_study(tmp_path)
    assert "\u202e" not in str(refused.value)
    assert "\x00" not in str(refused.value)


@pytest.mark.parametrize("slug", ["../x", "<b>", "=1+1", "noord/zuid", "..", "con fused"])
def test_a_short_name_that_could_be_a_path_or_markup_is_refused(tmp_path, slug):
    settings = STUDY.replace("slug: noord", f"slug: {json.dumps(slug)}")
    (tmp_path / "study.yml").write_text(settings, encoding="utf-8")
    with pytest.raises(InputError, match="short name"):
        open_study(tmp_path)
