"""A finding is data: what is written is what is read."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import CannotWrite, InputError
from kit.finding import MIME, Check, Drawing, Finding, Source
from kit.language import Both

DRAWING = Drawing("<svg></svg>", 'a line "rises" & <falls>', "2024; 3")
CHECKS = (
    Check("authors", "doubtful", Both("twee", "two"), 2, Both("vraag meer", "ask more")),
    Check("entries", "passed", Both("zestig", "sixty"), 60.0),
    Check("seen", "informative", Both("niets", "nothing"), math.nan),
    Check("start", "failed", Both("te laat", "too late"), None, Both("wacht", "wait")),
)


def finding(table: pd.DataFrame | None = None, **more: Any) -> Finding:
    made: dict[str, Any] = {
        "kind": "mentions",
        "question": Both("Hoe vaak?", "How often?"),
        "parameters": {"region": "peelrand", "until": None, "seed": 1, "codes": ["a"], "x": True},
        "table": pd.DataFrame({"n": [1]}) if table is None else table,
        "sentence": Both("Drie <keer>.", "Three <times>."),
        "picture": {"nl": DRAWING, "en": DRAWING},
        "checks": CHECKS,
        "sources": (Source("logbook/2024.csv", "ab" * 32, 60),),
        "release": "region",
        "against": Both("maar", "but"),
        "quotes": ("q1",),
    }
    return Finding(**(made | more))


CELL = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=5),
    st.floats(allow_nan=True, allow_infinity=False),
)  # fmt: skip
COLUMN = st.sampled_from(
    [
        (st.integers(-(2**53), 2**53), "int64"),
        (st.floats(allow_nan=True, allow_infinity=True), "float64"),
        (st.booleans(), "bool"),
        (st.text(max_size=5), "object"),
        (st.text(max_size=5) | st.none(), "str"),
        (st.none() | st.integers(-(2**53), 2**53), "Int64"),
        (st.none() | st.booleans(), "boolean"),
        (CELL, "object"),
    ]
)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.integers(0, 4))
    frame = {}
    for name in draw(st.lists(st.text(min_size=1, max_size=4), max_size=4, unique=True)):
        cells, dtype = draw(COLUMN)
        frame[name] = pd.Series([draw(cells) for _ in range(rows)], dtype=dtype)
    return pd.DataFrame(frame)


@given(tables())
def test_every_table_is_read_back_as_it_was_written(table: pd.DataFrame) -> None:
    once = finding(table).as_data()
    through = json.loads(json.dumps(once, allow_nan=False))
    assert through == once
    assert Finding.from_data(through).as_data() == once


def test_missing_false_zero_and_empty_stay_four_things() -> None:
    table = pd.DataFrame({"a": pd.Series([None, False, 0, "", math.nan, 1, True], dtype=object)})
    rows = finding(table).as_data()["table"]["rows"]
    assert rows == [[None], [False], [0], [""], [None], [1], [True]]
    assert [type(row[0]) for row in rows[1:3]] == [bool, int]
    again = Finding.from_data(finding(table).as_data()).table["a"].tolist()
    assert again[1] is False
    assert type(again[2]) is int


def test_a_suppressed_count_is_read_back_as_missing_among_whole_numbers() -> None:
    table = pd.DataFrame({"n": pd.Series([3, None], dtype="Int64")})
    back = Finding.from_data(finding(table).as_data()).table["n"]
    assert back.dtype == "Int64"
    assert back[0] == 3
    assert back[1] is pd.NA


def test_days_are_written_as_iso_dates_and_numbers_of_numpy_as_numbers() -> None:
    table = pd.DataFrame(
        {
            "day": pd.Series([date(2024, 2, 29), None], dtype=object),
            "at": pd.to_datetime(["2024-02-29", None]),
            "n": pd.Series([np.int64(3), np.float64(0.5)], dtype=object),
        }
    )
    rows = finding(table).as_data()["table"]["rows"]
    assert rows == [["2024-02-29", "2024-02-29T00:00:00", 3], [None, None, 0.5]]


def test_a_cell_that_is_no_data_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold a object"):
        finding(pd.DataFrame({"a": [object()]})).as_data()


@pytest.mark.parametrize("number", [pd.NA, math.nan, math.inf, None])
def test_a_check_without_a_number_has_none(number: Any) -> None:
    checks = (Check("a", "passed", Both("a", "a"), number),)
    assert finding(checks=checks).as_data()["checks"][0]["number"] is None


@pytest.mark.parametrize("verdict", ["doubtful", "failed"])
def test_a_check_that_doubts_says_what_to_do(verdict: Any) -> None:
    with pytest.raises(ValueError, match="needs advice"):
        Check("a", verdict, Both("a", "a"))


def test_a_finding_is_written_whole_and_read_back(tmp_path: Path) -> None:
    path = finding().write(tmp_path / "a" / "mentions.json")
    assert Finding.read(path).as_data() == finding().as_data()
    assert "Hoe vaak?" in path.read_text(encoding="utf-8")


def test_a_finding_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(CannotWrite):
        finding().write(tmp_path / "a" / "mentions.json")


@pytest.mark.parametrize(("version", "read"), [(1, True), (2, False)])
def test_a_finding_of_a_newer_kit_is_refused(version: int, *, read: bool) -> None:
    data = finding().as_data() | {"version": version}
    if read:
        assert Finding.from_data(data).version == version
        return
    with pytest.raises(InputError, match="newer kit"):
        Finding.from_data(data)


def test_a_finding_without_contradiction_is_read_back_without() -> None:
    assert Finding.from_data(finding(against=None).as_data()).against is None


def test_only_doubtful_and_failed_checks_are_doubts() -> None:
    assert [check.name for check in finding().doubts()] == ["authors", "start"]


def test_the_checks_are_read_as_a_table_in_both_languages() -> None:
    nl, en = finding().checks_table("nl"), finding().checks_table("en")
    assert list(nl.columns) == ["Controle", "Oordeel", "Advies"]
    assert nl.iloc[0].tolist() == ["twee", "twijfelachtig", "vraag meer"]
    assert en.iloc[1].tolist() == ["sixty", "passed", ""]


def test_what_was_given_is_told_in_files_and_rows_only() -> None:
    assert finding().given().to_dict("records") == [{"file": "logbook/2024.csv", "rows": 60}]


def test_a_suppressed_number_of_rows_is_not_zero_and_is_read_back_as_suppressed() -> None:
    made = finding(sources=(Source("logbook.csv", "ab", None), Source("empty.csv", "cd", 0)))
    assert made.given()["rows"].tolist() == ["suppressed", 0]
    again = Finding.from_data(json.loads(json.dumps(made.as_data())))
    assert [source.rows for source in again.sources] == [None, 0]


def test_a_notebook_gets_the_data_and_the_sentences_with_nothing_to_run_in_them() -> None:
    bundle = finding()._repr_mimebundle_()
    assert bundle[MIME] == finding().as_data()
    assert "&lt;keer&gt;" in bundle["text/html"]
    assert "<keer>" not in bundle["text/html"]
    assert bundle["text/plain"] == "Three <times>."


def test_a_figure_is_shown_with_its_words_where_no_mark_can_end_them() -> None:
    shown = finding().show("nl")
    assert repr(shown) == DRAWING.alt
    assert 'aria-label="a line &quot;rises&quot; &amp; &lt;falls&gt;"' in shown._repr_html_()
    assert shown._repr_html_().endswith("<svg></svg></div>")
