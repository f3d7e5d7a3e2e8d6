"""The pages in a browser: nothing is asked of the network, nobody is shut out, paper works too."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_render import HOSTILE, in_parts, region_index, region_report

from kit.render import render_report

pytestmark = pytest.mark.browser

WIDTHS = (1200, 360)
PAGES = ("nl", "en", "parts", "index", "hostile")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    texts = {
        "nl": render_report(region_report("nl")),
        "en": render_report(region_report("en")),
        "parts": render_report(in_parts()),
        "index": region_index(),
        "hostile": render_report(
            region_report("nl", title="".join(HOSTILE), context=tuple(HOSTILE), unheard="x" * 900)
        ),
    }
    for name, text in texts.items():
        (made / f"{name}.html").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as driver:
        # Without a sandbox, because a container's user is often root.
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_the_network_and_runs_nothing(
    browser: Any, folder: Path, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked, said = [], []
    page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.set_content((folder / f"{name}.html").read_text(encoding="utf-8"), wait_until="load")
    assert page.locator("h1").count() == 1
    assert (asked, said) == ([], [])
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nobody_shut_out(browser: Any, folder: Path, name: str, width: int) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((folder / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:100]) for v in found] == []
    page.close()


@pytest.mark.parametrize("width", [*WIDTHS, 320])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(browser: Any, folder: Path, name: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((folder / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_keyboard_reaches_the_content_first_and_every_wide_table(
    browser: Any, folder: Path
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto((folder / "nl.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page-main"
    page.locator(".numbers summary").first.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "scroll"
    before = page.evaluate("document.activeElement.scrollLeft")
    page.keyboard.press("ArrowRight")
    for _ in range(100):  # not wait_for_function: the page's own policy forbids its eval
        if page.evaluate("document.activeElement.scrollLeft") > before:
            break
        page.wait_for_timeout(50)
    assert before == 0 < page.evaluate("document.activeElement.scrollLeft")
    page.close()


def test_a_figure_on_a_phone_is_large_enough_to_read_and_slides_in_its_own_box(
    browser: Any, folder: Path
) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 800})
    page.goto((folder / "nl.html").as_uri())
    box = page.locator("figure .scroll").first
    assert page.locator(".drawing svg").first.bounding_box()["width"] >= 600
    assert box.bounding_box()["width"] <= 400
    assert box.get_attribute("aria-label").startswith("Figuur 1. ")
    box.focus()
    assert page.evaluate("document.activeElement.scrollWidth > document.activeElement.clientWidth")
    page.close()


def test_on_paper_no_table_goes_past_the_edge_and_only_doubts_are_written_out(
    browser: Any, folder: Path
) -> None:
    page = browser.new_page(viewport={"width": 658, "height": 800})  # A4 within its margins
    page.emulate_media(media="print")
    page.goto((folder / "nl.html").as_uri())
    past = page.evaluate(
        "[...document.querySelectorAll('table')].filter(one => one.getBoundingClientRect().right >"
        " document.documentElement.clientWidth + 1).length"
    )
    assert past == 0
    assert page.get_by_text("In 1 van de 16 kwartalen is niets geschreven.").is_visible()
    assert page.get_by_text("Op het scherm te lezen.").first.is_visible()
    assert not page.get_by_text("Geen auteur schreef meer dan de helft").is_visible()
    page.close()


def test_paper_holds_the_report_with_its_tables_opened(
    browser: Any, folder: Path, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto((folder / "nl.html").as_uri())
    assert page.locator("details[open]").count() == 0
    paper = page.pdf(prefer_css_page_size=True)
    page.close()
    pages = len(re.findall(rb"/Type\s*/Page\b", io.BytesIO(paper).read()))
    assert pages > 1
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not installed; the number of pages was right")
    (tmp_path / "report.pdf").write_bytes(paper)
    told = subprocess.run(
        [reader, "-layout", str(tmp_path / "report.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    sheets = told.rstrip("\f").split("\f")
    assert len(sheets) == pages
    words = " ".join(told.split())
    for said in ("Hoe wordt het logboek bijgehouden?", "ontbreekt", "231,4", "41.250", "b01cb01c"):
        assert said in words
    for number, sheet in enumerate(sheets, start=1):
        assert "Verzonnen gegevens" in sheet
        assert "Noorderkolk · 2021 kw 1 tot en met 2024 kw 4" in sheet
        assert f"{number}/{pages}" in sheet.replace(" ", "")
