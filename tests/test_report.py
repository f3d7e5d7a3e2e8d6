"""A report is composed of findings and is itself data."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from kit.finding import Drawing, Finding
from kit.language import Both
from kit.report import MIME, Chapter, Claim, Entry, Report


def finding() -> Finding:
    both = Both("een", "one")
    drawing = Drawing("<svg></svg>", "een lijn", "2024; 3")
    return Finding(
        "mentions", both, {}, pd.DataFrame({"n": [1, 2]}), both, {"nl": drawing, "en": drawing},
        (), (), "region",
    )  # fmt: skip


def report(context: tuple[str, ...] | None = None) -> Report:
    table = ("Wie", ("naam", "n"), (("<b>", "3"), ("", "4")))
    return Report(
        "region", "peelrand", "nl", "region", "Peelrand <script>", "2023 tot en met 2024", True,
        context,
        (Claim("<i>Drie</i> & meer", "a1", None, 0), Claim("vier", "a2", "maar", 2)),
        "inwoners",
        (
            Chapter("c1", "Een", ("Zo is het.",), (Entry("a1", finding()),)),
            Chapter("c2", "Twee", table=table),
        ),
        ("Niets.",),
        {"engine": "hand"},
    )  # fmt: skip


@pytest.mark.parametrize("context", [None, (), ("Hier.", "En daar.")])
def test_a_report_is_read_back_from_json_as_it_was_written(context: tuple[str, ...] | None) -> None:
    data = json.loads(json.dumps(report(context).as_data(), allow_nan=False))
    again = Report.from_data(data)
    assert json.loads(json.dumps(again.as_data())) == data
    assert again.context == context
    assert again.claims == report().claims
    assert again.names == {}
    assert again.chapters[1] == report().chapters[1]
    assert again.chapters[0].entries[0].finding.as_data() == finding().as_data()


def test_names_for_the_ids_of_tables_travel_with_the_report() -> None:
    named = replace(report(), names={"indicator": {"seh": "Bezoeken"}})
    again = Report.from_data(json.loads(json.dumps(named.as_data())))
    assert again.names == {"indicator": {"seh": "Bezoeken"}}
    older = {name: part for name, part in named.as_data().items() if name != "names"}
    assert Report.from_data(older).names == {}


def test_a_context_that_is_not_supplied_is_not_an_empty_one() -> None:
    assert report(None).as_data()["context"] is None
    assert report(()).as_data()["context"] == []


def test_a_notebook_gets_the_report_and_its_claims_with_nothing_to_run_in_them() -> None:
    bundle = report()._repr_mimebundle_()
    assert bundle[MIME] == report().as_data()
    assert "<script" not in bundle["text/html"]
    assert "&lt;i&gt;Drie&lt;/i&gt; &amp; meer" in bundle["text/html"]
    assert '<section lang="nl">' in bundle["text/html"]
    assert bundle["text/plain"] == "Peelrand <script>"
