"""The page and the Word document of a learning history: whole, plain, and without a way out."""

import html
import io
import re
import zipfile
from html.parser import HTMLParser

import docx
import pytest
from history_cases import EVENTS, NOTES, QUOTES, RESULTS, write_study
from test_render import HOSTILE

from kit.errors import Refused
from kit.finding import Drawing
from kit.history_docx import history_docx
from kit.history_page import render_history
from kit.learning_history import History, compose_history

BOTH = pytest.mark.parametrize("language", ["nl", "en"])
#: What a person may type into a table, hostile or a formula.
STRANGE = ("=HYPERLINK('http://x','klik')", "<script>alert(1)</script>", "{{ 7*7 }}", "&amp; <b>",
           "‏שלום — مرحبا", "@SUM(A1)", "javascript:alert(1)")  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    study = write_study(tmp_path_factory.mktemp("history") / "study")
    return {
        (release, language): compose_history(
            study, region="noorderkolk", until=None, release=release, language=language
        )
        for release in ("team", "region")
        for language in ("nl", "en")
    }


@pytest.fixture(scope="module")
def strange(tmp_path_factory):
    """Return the document of a study in whose every text something hostile stands."""

    def spoilt(text, i):
        return f"{text} {STRANGE[i % len(STRANGE)]}".strip()

    quotes = [(*q[:5], spoilt(q[5], i), spoilt(q[6], i) if q[6] else "")
              for i, q in enumerate(QUOTES)]  # fmt: skip
    study = write_study(
        tmp_path_factory.mktemp("strange") / "study",
        quotes=quotes,
        notes=[(*n[:4], spoilt(n[4], i)) for i, n in enumerate(NOTES)],
        results=[(r[0], spoilt(r[1], i), spoilt(r[2], i + 1), spoilt(r[3], i + 2), r[4])
                 for i, r in enumerate(RESULTS)],
        events=[(e[0], spoilt(e[1], i), *e[2:]) for i, e in enumerate(EVENTS)],
    )  # fmt: skip
    return compose_history(study, region="noorderkolk", until=None, release="region", language="nl")


class Reader(HTMLParser):
    """Every element of a page, with its attributes, and the text of it all."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def quotes_on(page):
    found = re.findall(r"<blockquote[^>]*><p>(.*?)</p></blockquote>", page, flags=re.DOTALL)
    return [html.unescape(text) for text in found]


# --- the page ------------------------------------------------------------------------------------


@BOTH
def test_every_quote_stands_on_the_page_as_it_was_said_and_no_other(made, language):
    history = made["region", language]
    assert quotes_on(render_history(history)) == [quote.text for quote in history.quotes]


@BOTH
def test_a_note_stands_directly_before_the_quotes_it_is_about(made, language):
    page = render_history(made["region", language])
    for pair in re.findall(r'<div class="pair.*?</figure>\n</div>\n</div>', page, flags=re.DOTALL):
        assert pair.index('class="notes"') < pair.index("<blockquote")


def test_each_note_says_what_kind_it_is_and_leads_to_its_quotes(made):
    page = render_history(made["region", "nl"])
    for kind in ("Vraag", "Interpretatie", "Aanname", "Generalisatie"):
        assert f"<strong>{kind}</strong>" in page
    targets = set(re.findall(r'href="#(quote-\d+)"', page))
    assert targets
    assert targets <= set(re.findall(r'id="(quote-\d+)"', page))


def test_the_page_ends_in_questions_and_then_says_how_it_was_made(made):
    page = render_history(made["region", "nl"])
    main = page[page.index("<main") : page.index("</main>")]
    last = main[main.rindex('<section class="questions"') :]
    assert "samen mee verder" in last
    assert main.rindex("<blockquote") < main.rindex('<section class="questions"')
    assert page.index("Anoniem is dit document niet") > page.index("</main>")


def test_a_draft_says_so_at_its_head_and_beside_each_quote(made):
    page = render_history(made["team", "nl"])
    assert "Concept, alleen voor het eigen team" in page
    assert page.count("nog niet nagekeken door de spreker") == 3
    assert "Concept" not in render_history(made["region", "nl"])


@BOTH
def test_nothing_of_the_page_comes_from_elsewhere_or_runs(made, strange, language):
    for history in (made["region", language], strange):
        page = render_history(history, home="../index.html")
        read = Reader(page)
        for tag, attributes in read.elements:
            assert tag not in ("script", "iframe", "object", "embed", "form", "img", "base")
            assert not [name for name in attributes if name.startswith("on")]
            for name in ("href", "src", "xlink:href"):
                assert re.match(r"#|\.\./index\.html|data:,", attributes.get(name, "#"))
        assert "default-src 'none'" in page


def test_hostile_texts_are_shown_as_they_were_typed(strange):
    page = render_history(strange)
    # Marks that turn the direction of writing are in no page.
    shown = [quote.text.replace("\N{RIGHT-TO-LEFT MARK}", " ") for quote in strange.quotes]
    assert quotes_on(page) == shown
    assert "<script" not in page
    assert "{{ 7*7 }}" in page


def test_a_hostile_name_is_shown_as_it_was_typed(made):
    history = made["region", "nl"]
    for name in HOSTILE:
        page = render_history(History.from_data({**history.as_data(), "title": name}))
        assert Reader(page).elements
        assert "<script" not in page


def test_a_timeline_that_holds_a_script_is_refused(made):
    data = made["region", "nl"].as_data()
    svg = '<svg><script>alert(1)</script></svg>'  # fmt: skip
    data["timeline"] = Drawing(svg, "x", "y").__dict__
    with pytest.raises(Refused, match="without scripts"):
        render_history(History.from_data(data))


def test_words_in_another_language_than_the_page_say_in_which(made):
    page = render_history(made["region", "en"])
    assert '<html lang="en">' in page
    assert page.count('<blockquote dir="auto" lang="nl">') == len(made["region", "en"].quotes)
    assert 'blockquote dir="auto" lang' not in render_history(made["region", "nl"])


def test_no_page_names_the_id_of_a_quote(made):
    page = render_history(made["team", "nl"])
    assert not re.search(r"\bc\d\d\b", re.sub(r"<svg.*?</svg>|<td>.*?</td>", "", page, flags=re.S))


# --- the Word document ---------------------------------------------------------------------------


def opened(history):
    return docx.Document(io.BytesIO(history_docx(history)))


def cells_of(document):
    return [cell for table in document.tables for row in table.rows for cell in row.cells]


@BOTH
def test_every_quote_stands_in_the_document_with_its_number(made, language):
    history = made["region", language]
    paragraphs = [
        p.text for cell in cells_of(opened(history)) for p in cell.paragraphs
        if p.style.name == "Quote Words"
    ]  # fmt: skip
    assert paragraphs == [f"{quote.number}  {quote.text}" for quote in history.quotes]


def test_each_theme_has_one_table_of_two_columns_with_a_head_that_is_repeated(made):
    history = made["region", "nl"]
    tables = opened(history).tables[1:]  # the first is the timeline
    assert len(tables) == len([part for part in history.parts if part.pairs])
    for table, part in zip(tables, history.parts, strict=True):
        assert len(table.columns) == 2
        assert len(table.rows) == 1 + len(part.pairs)
        assert "tblHeader" in table.rows[0]._tr.xml


def test_notes_stand_left_of_the_quotes_they_are_about(made):
    history = made["region", "nl"]
    for table, part in zip(opened(history).tables[1:], history.parts, strict=True):
        for row, pair in zip(table.rows[1:], part.pairs, strict=True):
            left, right = row.cells
            assert all(note.text in left.text for note in pair.notes)
            assert all(quote.text in right.text for quote in pair.quotes)


@pytest.mark.parametrize(("language", "locale"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_the_document_says_its_language_and_names_nobody(made, language, locale):
    document = opened(made["region", language])
    core = document.core_properties
    assert core.language == locale
    assert {core.author, core.last_modified_by} <= {"kit", ""}
    assert f'w:lang w:val="{locale}"' in document.styles.element.xml.replace("<", "\n<")


def test_words_in_another_language_are_marked_for_the_spelling(made):
    document = opened(made["region", "en"])
    said = next(
        p for c in cells_of(document) for p in c.paragraphs if p.style.name == "Quote Words"
    )
    assert 'w:lang w:val="nl-NL"' in said.runs[-1]._r.xml


def test_the_document_has_headings_and_room_for_comments(made):
    document = opened(made["region", "nl"])
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[-2:] == ["Vragen om samen mee verder te gaan", "Hoe dit is gemaakt"]
    assert document.sections[0].right_margin.cm >= 4


def test_hostile_texts_are_no_fields_and_no_links_in_the_document(strange):
    with zipfile.ZipFile(io.BytesIO(history_docx(strange))) as parts:
        body = parts.read("word/document.xml").decode()
        links = parts.read("word/_rels/document.xml.rels").decode()
    assert "instrText" not in body
    assert "fldSimple" not in body
    assert "hyperlink" not in body.lower().replace("=hyperlink(", "")
    assert "http://x" not in links
    assert "&lt;script&gt;" in body


def test_a_name_that_word_cannot_hold_is_still_written(made):
    data = {**made["region", "nl"].as_data(), "title": "Noord\x00\x0b\x1c\u202ekolk"}
    assert opened(History.from_data(data)).core_properties.title == "Noordkolk"


def test_no_document_names_the_id_of_a_quote(made):
    text = "\n".join(cell.text for cell in cells_of(opened(made["team", "nl"])))
    assert not re.search(r"\bc\d\d\b", text)
