import io
from dataclasses import replace

import pytest
from batch_cases import a_study
from rich.console import Console

from kit.batch import Progress, Summary
from kit.execution import record_of
from kit.jobs import Failure
from kit.planning import plan
from kit.screen import closing, follow, show


@pytest.fixture
def summary(tmp_path):
    """Give a batch of two regions of which one failed, and the consortium's report."""
    study = a_study(tmp_path / "s", regions=("lindewaard", "zonnehei"))
    jobs = plan(study, reports=tmp_path / "r")
    failures = {
        "zonnehei/logbook": ("failed", Failure("ValueError", "ValueError in cell [3]", "Look.")),
        "zonnehei/region_report-nl": ("skipped", Failure("Skipped", "not begun")),
    }
    records = {}
    for job in jobs:
        status, failure = failures.get(job.id, ("ok", None))
        records[job.id] = record_of(job, status, failure=failure)
    return Summary(study, "2024Q4", tmp_path / "r", jobs, records, stopped=False, seconds=1.0)


def printed(summary):
    heard = io.StringIO()
    show(summary, Console(file=heard, width=40))
    return heard.getvalue()


def test_the_closing_table_says_what_was_made_of_what_was_planned(summary):
    assert closing(summary) == [
        ("Lindewaard", "1 of 1", "1 of 1", ""),
        ("Zonnehei", "0 of 1", "0 of 1", "zonnehei/logbook: ValueError in cell [3]. Look."),
        ("all regions", "3 of 3", "1 of 1", ""),
    ]


def test_outside_a_terminal_plain_lines_are_printed_and_not_broken(summary):
    assert printed(summary).splitlines() == [
        "Lindewaard: 1 of 1 findings, 1 of 1 reports",
        "Zonnehei: 0 of 1 findings, 0 of 1 reports",
        "  zonnehei/logbook: ValueError in cell [3]. Look.",
        "all regions: 3 of 3 findings, 1 of 1 reports",
        f"Reports: {summary.reports / 'index.html'}",
    ]


def test_a_failed_region_gives_its_own_exit_code(summary):
    assert summary.exit_code == 4


def test_a_terminal_is_given_a_table(summary):
    heard = io.StringIO()
    show(summary, Console(file=heard, width=120, force_terminal=True))
    assert "Zonnehei" in heard.getvalue()
    assert "What went wrong, and what to do" in heard.getvalue()


def test_a_name_cannot_give_orders_to_the_terminal(summary):
    region = summary.study.regions["zonnehei"]
    hostile = region.model_copy(update={"name": "\x1b[2J[bold]Zon\nnehei\x07"})
    summary.study.regions = {**summary.study.regions, "zonnehei": hostile}
    text = printed(summary)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]" in text


@pytest.mark.parametrize("terminal", [True, False])
def test_every_failure_is_told_while_the_batch_goes_on(summary, terminal):
    heard = io.StringIO()
    with follow(Console(file=heard, force_terminal=terminal, width=200)) as tell:
        tell(Progress(0, 2, None))
        tell(Progress(1, 2, summary.records["lindewaard/logbook"]))
        tell(Progress(2, 2, summary.records["zonnehei/logbook"]))
    assert "zonnehei/logbook failed: ValueError in cell [3]. Look." in heard.getvalue()


def test_problems_of_the_study_and_older_reports_are_told_in_a_line_each(summary):
    lines = printed(replace(summary, problems=9, older=("a/a_2023.nl.html",))).splitlines()
    assert lines[-3:-1] == [
        "9 problems in the study's files: what stands there was left out. "
        f"Run `kit check {summary.study.root}`.",
        "1 older report lies in the same folder; the index lists them apart.",
    ]
