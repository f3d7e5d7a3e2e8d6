"""A learning history in a browser: read on a phone, by keyboard and by ear, and on paper."""

import io
import re
import shutil
import subprocess

import pytest
from history_cases import NOTES, QUOTES, write_study
from test_history_page import STRANGE
from test_render import HOSTILE
from test_render_browser import browser  # noqa: F401

from kit.history_page import render_history
from kit.learning_history import History, compose_history

pytestmark = pytest.mark.browser

WIDTHS = (1200, 390, 320)
PAGES = ("nl", "en", "draft", "hostile")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("pages")
    asked = {"region": "noorderkolk", "until": None}
    study = write_study(made / "study")
    quotes = [(*q[:5], f"{q[5]} {STRANGE[i % len(STRANGE)]}", q[6]) for i, q in enumerate(QUOTES)]
    notes = [(*n[:4], f"{n[4]} {STRANGE[i % len(STRANGE)]}") for i, n in enumerate(NOTES)]
    strange = compose_history(
        write_study(made / "strange", quotes=quotes, notes=notes), release="team", language="nl",
        **asked,
    )  # fmt: skip
    histories = {
        "nl": compose_history(study, release="region", language="nl", **asked),
        "en": compose_history(study, release="region", language="en", **asked),
        "draft": compose_history(study, release="team", language="nl", **asked),
        "hostile": History.from_data({**strange.as_data(), "title": "".join(HOSTILE) + "x" * 300}),
    }
    for name, history in histories.items():
        page = render_history(history, home="../index.html", report="a.html", document="b.docx")
        (made / f"{name}.html").write_text(page, encoding="utf-8")
    return made


def opened(browser, folder, name, width):  # noqa: F811
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((folder / f"{name}.html").as_uri())
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_the_network_and_runs_nothing(browser, folder, name):  # noqa: F811
    page = browser.new_page()
    asked, said = [], []
    page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.set_content((folder / f"{name}.html").read_text(encoding="utf-8"), wait_until="load")
    assert page.locator("h1").count() == 1
    assert (asked, said) == ([], [])
    page.close()


@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nobody_shut_out(browser, folder, name, width):  # noqa: F811
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    page = opened(browser, folder, name, width)
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:100]) for v in found] == []
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(browser, folder, name, width):  # noqa: F811
    page = opened(browser, folder, name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_notes_stand_beside_the_quotes_on_a_screen_and_above_them_on_a_phone(
    browser,  # noqa: F811
    folder,
):
    places = {}
    for width in (1200, 390):
        page = opened(browser, folder, "nl", width)
        pair = page.locator(".pair:not(.alone)").first
        note, quote = pair.locator(".note").first.bounding_box(), pair.locator(".quote").first
        places[width] = (note, quote.bounding_box())
        page.close()
    note, quote = places[1200]
    assert note["x"] + note["width"] <= quote["x"]
    assert abs(note["y"] - quote["y"]) < 40
    note, quote = places[390]
    assert note["y"] + note["height"] <= quote["y"]


def test_paper_has_two_columns_and_numbers_its_pages(browser, folder, tmp_path):  # noqa: F811
    page = opened(browser, folder, "nl", 390)
    paper = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    pair = page.locator(".pair:not(.alone)").first
    assert pair.evaluate("one => getComputedStyle(one).display") == "grid"
    page.close()
    pages = len(re.findall(rb"/Type\s*/Page\b", io.BytesIO(paper).read()))
    assert pages > 3
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not installed; the number of pages was right")
    (tmp_path / "history.pdf").write_bytes(paper)
    told = subprocess.run(
        [reader, "-layout", str(tmp_path / "history.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    sheets = told.rstrip("\f").split("\f")
    assert len(sheets) == pages
    for number, sheet in enumerate(sheets, start=1):
        assert "Verzonnen gegevens" in sheet
        assert f"{number}/{pages}" in sheet.replace(" ", "")
    assert "Uw eigen vraag of opmerking" in told
