"""The main job on the whole sample: every report is made, and nobody can be found in any of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from test_sample_interviews import GATED, RAW, SAMPLE, bank, marks_of, names_of, stands_in

from kit.disclosure import may_quote, may_show_text
from kit.quotes import Quote, read_quotes
from kit.study import Study, open_study
from kit.terms import terms
from kit.texts import read_texts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@dataclass(frozen=True)
class Done:
    """A batch that ended: the study, its folder of reports, and what it said on the screen."""

    study: Study
    reports: Path
    said: str
    code: int


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("whole")
    beside = shutil.ignore_patterns(".work", "bank", "*.py", "__pycache__", "truth.yml", "plan.yml")
    shutil.copytree(SAMPLE, folder / "sample", ignore=beside)
    shutil.copytree(RAW, folder / RAW.name)
    command = [sys.executable, "-m", "kit", "run", folder / "sample"]
    ended = subprocess.run(
        [*command, "--reports", folder / "reports", "--jobs", str(max(1, os.cpu_count() or 1))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    study = open_study(folder / "sample")
    return Done(study, folder / "reports", ended.stdout + ended.stderr, ended.returncode)


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every file with its name and what can be read in it, figures taken out."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                text = "\n".join(archive.read(n).decode("utf-8", "replace")
                                 for n in archive.namelist())  # fmt: skip
        else:
            text = path.read_bytes().decode("utf-8", "replace")
        plain = re.sub(r"<path[^>]*>", "", text)
        tagless = unescape(re.sub(r"<[^>]+>", "", plain)) if path.suffix != ".json" else ""
        yield path.name, f"{path.name}\n{plain}\n{tagless}"


@pytest.fixture(scope="module")
def made(done: Done) -> tuple[tuple[str, str], ...]:
    """Return every file that the batch wrote, of every kind, and its screen."""
    return (*_texts(done.reports), *_texts(done.study.work), ("screen", done.said))


@pytest.fixture(scope="module")
def quotes(done: Done) -> tuple[Quote, ...]:
    return read_quotes(done.study, documents=read_texts(done.study).documents).records


def test_every_report_and_learning_history_is_made(done: Done) -> None:
    assert done.code == 0, done.said[-2000:]
    for slug in done.study.regions:
        names = {path.name for path in (done.reports / slug).iterdir()}
        for language in done.study.languages:
            assert f"{slug}_2024Q4.{language}.html" in names
            for suffix in ("html", "docx"):
                assert f"learning-history_{slug}_2024Q4.{language}.{suffix}" in names
    assert (done.reports / "index.html").is_file()


def test_no_planted_identity_is_in_any_output(made: tuple[tuple[str, str], ...]) -> None:
    planted = marks_of([*bank().interviews, dict(bank().quotes), dict(bank().regions)])
    # A word by itself may be another word too; the study's own places may be named.
    telling = {m for m in planted if not m.text.isalpha() or len(m.text) > 6}
    telling |= {m for m in names_of(planted) if len(m.text) > 6}
    known = " ".join(term.label.nl + term.label.en for term in terms("role").values())
    found = [
        (mark.type, mark.text, name)
        for mark in telling
        for name, text in made
        if mark.text in text and stands_in(mark, text) and mark.text not in known
    ]
    assert found == []


def test_no_person_code_of_an_interview_is_in_a_report(done: Done) -> None:
    people = {voice.person for one in read_texts(done.study).interviews.interviews
              for voice in one.voices}  # fmt: skip
    assert len(people) > 15
    pattern = re.compile("|".join(rf"\b{re.escape(code)}\b" for code in sorted(people)))
    for name, text in _texts(done.reports):
        if not name.endswith(".docx"):  # ids within the XML of Word look like codes
            assert not pattern.search(re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)), name


def test_a_quote_that_may_not_be_read_there_is_in_no_output(
    made: tuple[tuple[str, str], ...], quotes: tuple[Quote, ...]
) -> None:
    withheld = [
        quote for quote in quotes
        if not may_quote(quote.status, quote.release, "region")
        or not may_show_text(quote.document.release, "region")
    ]  # fmt: skip
    assert {quote.status for quote in withheld} >= {"draft", "sent", "withdrawn", "approved"}
    for quote in withheld:
        for name, text in made:
            for words in (quote.words, quote.edited):
                assert not words or words not in text, (quote.id, name)


def test_what_everybody_approved_is_in_a_learning_history_word_for_word(
    done: Done, quotes: tuple[Quote, ...]
) -> None:
    pages = {
        slug: unescape((done.reports / slug / f"learning-history_{slug}_2024Q4.nl.html")
                       .read_text(encoding="utf-8"))
        for slug in done.study.regions
    }  # fmt: skip
    shown = [q for q in quotes if q.document.region and q.text in pages[q.document.region]]
    assert len(shown) >= 40
    for quote in shown:
        assert may_quote(quote.status, quote.release, "region")
        assert quote.words == quote.document.text[quote.start : quote.end]


def test_the_raw_files_and_the_study_are_left_as_they_were(done: Done) -> None:
    for name in GATED:
        assert (done.study.root / name).read_bytes() == (SAMPLE / name).read_bytes()
    before = {path.relative_to(RAW): path.read_bytes() for path in RAW.rglob("*") if path.is_file()}
    raw = done.study.root.parent / RAW.name
    assert before == {p.relative_to(raw): p.read_bytes() for p in raw.rglob("*") if p.is_file()}
