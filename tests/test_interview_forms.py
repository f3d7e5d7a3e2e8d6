"""Guide, letter and consent form: whole in both languages, ready to edit, and nobody's name."""

import io
import re
import zipfile
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn

from kit.check import check_study
from kit.files import shipped
from kit.interview_forms import INTERVIEW_FORMS, as_document
from kit.new_study import new_study, write_forms
from kit.study import open_study
from kit.terms import terms

BOTH = pytest.mark.parametrize("language", ["nl", "en"])
EACH = pytest.mark.parametrize("name", INTERVIEW_FORMS)
TITLE = {"nl": "[titel van de studie]", "en": "[title of the study]"}
BOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"


def opened(name, language, title="Samen leren"):
    return docx.Document(io.BytesIO(as_document(name, title=title, language=language)))


def source(name, language):
    return shipped("templates", "interviews", f"{name}.{language}.md").read_text(encoding="utf-8")


def paragraphs(document):
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]


def numbers(document):
    """Return the number that Word gives to each numbered paragraph, in order."""
    counts, shown = {}, []
    for paragraph in document.paragraphs:
        if paragraph.style.name == "List Number":
            own = paragraph._p.pPr.numPr.numId.val
            counts[own] = counts.get(own, 0) + 1
            shown.append(counts[own])
    return shown


@EACH
@BOTH
def test_no_word_of_the_text_is_lost_on_the_way_to_word(name, language):
    body = opened(name, language).element.body
    written = "".join(text.text or "" for text in body.iter(qn("w:t")))
    plain = source(name, language).replace(TITLE[language], "Samen leren")
    plain = re.sub(r"^\|[-|]+\|$|^#+ |^ *(?:- |\d+\. )|\*\*|`|\|", "", plain, flags=re.MULTILINE)
    assert re.sub(r"\s", "", written) == re.sub(r"\s", "", plain)


@EACH
@BOTH
def test_every_number_of_the_text_is_the_one_that_word_shows(name, language):
    meant = re.findall(r"^(\d+)\. ", source(name, language), flags=re.MULTILINE)
    assert numbers(opened(name, language)) == [int(number) for number in meant]


@EACH
@BOTH
def test_what_the_kit_does_not_know_is_marked_and_nothing_else(name, language):
    document = opened(name, language)
    runs = [run for paragraph in paragraphs(document) for run in paragraph.runs]
    marked = sorted(run.text for run in runs if run.font.highlight_color is not None)
    meant = re.findall(r"\[[^\[\]]+\]", source(name, language).replace(TITLE[language], ""))
    assert marked == sorted(meant)


@EACH
@BOTH
def test_the_title_of_the_study_is_filled_in_as_it_is(name, language):
    hostile = "Zorg **dichtbij** [x] | ☐ `a`\x01 <b>"
    texts = [paragraph.text for paragraph in opened(name, language, hostile).paragraphs]
    assert "Zorg **dichtbij** [x] | ☐ `a` <b>" in texts
    assert TITLE[language] not in texts


@EACH
@BOTH
def test_a_document_names_nobody_and_says_its_language(name, language):
    made = as_document(name, title="Samen leren", language=language)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        core = parts.read("docProps/core.xml").decode()
        app = parts.read("docProps/app.xml").decode()
    said = re.findall(r"<\w+:(\w+)[^>]*>([^<]+)<", core)
    locale = {"nl": "nl-NL", "en": "en-GB"}[language]
    heading = source(name, language).splitlines()[0].removeprefix("# ")
    assert sorted(said) == [("language", locale), ("title", heading)]
    assert not re.search(r"<(?:Manager|Company)>[^<]", app)
    tongues = opened(name, language).styles.element.iter(qn("w:lang"))
    assert {tongue.get(qn("w:val")) for tongue in tongues} == {locale}


@EACH
@BOTH
def test_headings_go_down_one_step_at_a_time_and_the_first_is_the_title(name, language):
    styles = [p.style.name for p in opened(name, language).paragraphs]
    levels = [int(style[-1]) for style in styles if style.startswith("Heading")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@EACH
@BOTH
def test_every_table_repeats_its_head_and_fits_on_the_page(name, language):
    document = opened(name, language)
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        marked = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert marked == [True] + [False] * (len(table.rows) - 1)
        assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)
        # a thousandth of a centimetre for rounding
        assert sum(cell.width for cell in table.rows[0].cells) <= room + 360


@BOTH
def test_each_question_of_the_consent_form_has_a_box_for_yes_and_one_for_no(language):
    yes_no = [{"nl": "Ja", "en": "Yes"}[language], {"nl": "Nee", "en": "No"}[language]]
    asked = 0
    for table in opened("consent_form", language).tables:
        heads = [cell.text for cell in table.rows[0].cells]
        if heads[1:3] != yes_no:
            continue
        for row in table.rows[1:]:
            asked += 1
            boxes = [len(list(cell._tc.iter(BOX))) for cell in row.cells]
            assert boxes == [0, 1, 1, 0][: len(heads)]
    assert asked == 8


@BOTH
def test_a_box_can_be_ticked_and_says_what_it_is_for(language):
    document = opened("consent_form", language)
    says = [
        box.getparent().find(qn("w:alias")).get(qn("w:val")) for box in document.element.iter(BOX)
    ]
    assert len(says) == len(set(says)) == 20
    assert all(re.match(r"\w[\w ]+: \w", label) for label in says)


@pytest.mark.parametrize("name", ["consent_form", "information_letter"])
@BOTH
def test_the_releases_are_those_of_the_kit_in_the_same_order(name, language):
    (table,) = (
        table
        for table in opened(name, language).tables
        if table.cell(0, 0).text == {"nl": "Vrijgave", "en": "Release"}[language]
    )
    labels = [term.label[language] for term in terms("release").values()]
    assert [row.cells[0].text for row in table.rows[1:]] == labels


@BOTH
def test_letter_and_form_are_of_the_same_version_of_the_consent(language):
    named = [
        re.findall(r"\bv\d+\b", source(name, language))
        for name in ("information_letter", "consent_form")
    ]
    assert named == [["v1"], ["v1"]]


@BOTH
def test_the_parts_of_the_conversation_take_between_45_and_60_minutes(language):
    table = opened("interview_guide", language).tables[0]
    assert sum(int(row.cells[1].text) for row in table.rows[1:]) == 60
    headings = {p.text for p in opened("interview_guide", language).paragraphs}
    assert {row.cells[0].text for row in table.rows[1:]} <= headings


@EACH
def test_both_languages_have_the_same_parts_boxes_and_blanks(name):
    def shape(text):
        marks = r"^#+(?= )|^ *-(?= )|^ *\d+\.|^\||☐|\[[^\[\]]+\]|\| \|$"
        found = re.findall(marks, text, flags=re.MULTILINE)
        return [mark if mark[0] != "[" else "[]" for mark in found]

    assert shape(source(name, "nl")) == shape(source(name, "en"))


@BOTH
def test_a_new_study_has_them_and_the_kit_does_not_read_them(tmp_path, language):
    folder = tmp_path / "s"
    new_study(folder, language=language)
    made = sorted(path.name for path in (folder / "interviewing").iterdir())
    assert made == sorted(f"{name}.docx" for name in INTERVIEW_FORMS)
    checked = check_study(folder)
    assert not any("interviewing" in remark for remark in checked.remarks)


def test_forms_made_again_carry_the_new_title_of_the_study(tmp_path):
    new_study(tmp_path / "s")
    path = tmp_path / "s" / "study.yml"
    text = path.read_text(encoding="utf-8").replace("Samen leren in de regio", "Dichtbij huis")
    path.write_text(text, encoding="utf-8")
    write_forms(open_study(tmp_path / "s"), tmp_path / "forms", language="nl")
    letter = docx.Document(str(tmp_path / "forms" / "interviewing" / "information_letter.docx"))
    assert letter.paragraphs[1].text == "Dichtbij huis"
