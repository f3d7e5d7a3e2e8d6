"""What people answered: one row per region, wave, respondent and item.

*Don't know* is an answer and is kept as one. Nothing is ever filled in for somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.errors import Problem
from kit.maturity.instrument import Instrument
from kit.study import Study
from kit.surveys.gathering import maturity_rows, read_surveys
from kit.tables import Judge, read_table
from kit.terms import terms
from kit.values import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Answers", "read_answers", "scores_of"]

COLUMNS = (
    Column("region", "name", required=True),
    Column("wave", "period", required=True),
    Column("respondent", "name", required=True),
    Column("role", "choice", choices="role"),
    Column("voice_group", "choice", choices="voice_group"),
    Column("item", "name", required=True),
    Column("current", "name", required=True),
    Column("desired", "name"),
    Column("confidence", "choice", choices="confidence"),
    Column("rationale"),
    Column("instrument", "name"),
)
_NUMBER = re.compile(r"(\d{1,2})(?:\s*[.:–—-].*)?", re.DOTALL)


@dataclass(frozen=True)
class Answers:
    """Every answer of a study that could be read.

    Attributes
    ----------
    frame : DataFrame
        One row per answer, in the order of the files: region (slug), wave, respondent, role,
        voice_group, element, item, current and desired (a score, or NaN), answer (``score``,
        ``dont_know`` or ``not_applicable``), confidence, instrument (id and version), file, row.
        Reasons that people gave are not in it.
    reasons : int
        How many answers came with a reason.
    problems, set_aside, unknown, notes
        As `kit.tables.Table`.
    """

    frame: pd.DataFrame
    reasons: int = 0
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_answers(study: Study, instrument: Instrument) -> Answers:
    """Read every file ``maturity.*``, all in the folder ``maturity/``, and the surveys.

    Surveys are those in the folder ``surveys/`` whose mapping a person has checked.
    A region is written as its slug or name, and may stay empty where the study has one; an element
    without items is scored under its own id. A score is a whole number on the scale, alone or
    before its label (``3 – afgesproken``), or *weet niet* or *n.v.t.*

    Parameters
    ----------
    study : Study
    instrument : Instrument
        Rows of another instrument or version are set aside and counted.
    """
    known: dict[str, dict[str, tuple[str, ...]]] = {
        "region": {r.slug: (r.slug, r.name.casefold()) for r in study.regions.values()},
        "item": {id: (id.casefold(),) for id in instrument.items},
    }
    declared = [
        replace(column, kind="choice", choices=known[column.name])
        if column.name in known
        else column
        for column in COLUMNS
    ]

    def complete(record: dict[str, Any], called: str) -> None:
        if record["region"] is None and len(study.regions) == 1:
            record["region"] = next(iter(study.regions))
        if record["voice_group"] is None and record["role"] is not None:
            record["voice_group"] = terms("role")[record["role"]].parent
        record["instrument"] = record["instrument"] or instrument.label

    surveys = read_surveys(study)
    texts = {
        text: item.id
        for element in instrument.elements
        for item in element.items
        for text in (item.nl, item.en)
    }
    ready, strange = maturity_rows(surveys, items=instrument.items, texts=texts)
    table = read_table(
        study.files("maturity"),
        table="maturity",
        declared=declared,
        complete=complete,
        judge=_judge(instrument),
        ready=ready,
    )
    aside = dict(table.set_aside)
    rows = table.frame
    kept = rows[rows["instrument"] == instrument.label]
    _count(aside, "answers to another instrument or version", len(rows) - len(kept))
    first, last = periods.first_day(study.first), periods.last_day(study.last)
    inside = kept["wave"].map(lambda wave: first <= periods.last_day(wave) <= last).astype(bool)
    _count(aside, "answers outside the period of the study", int((~inside).sum()))
    kept = kept[inside].reset_index(drop=True)
    return Answers(
        frame=_parsed(kept, instrument),
        reasons=int(kept["rationale"].notna().sum()),
        # A survey tells a role or region that cannot be read once per person, not per statement.
        problems=tuple(dict.fromkeys((*table.problems, *surveys.problems, *strange))),
        set_aside=aside,
        unknown=table.unknown,
        notes={**table.notes, **{file: ("a survey",) for _, file in ready}},
    )


def scores_of(answers: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return one row per region, wave, respondent and element: the median of the items.

    An element counts for a respondent who scored at least half of its items; of the others nothing
    is made up.

    Parameters
    ----------
    answers : DataFrame
        Of `Answers.frame`.

    Returns
    -------
    DataFrame
        region, wave, respondent, voice_group, element, current, desired (scores; NaN when fewer
        than half the items have one).
    """
    if answers.empty:
        return answers[["region", "wave", "respondent", "voice_group", "element", "current",
                        "desired"]]  # fmt: skip
    size = {element.id: max(1, len(element.items)) for element in instrument.elements}
    keys = ["region", "wave", "respondent", "element"]
    grouped = answers.groupby(keys, sort=False, dropna=False)
    made = grouped.agg(
        voice_group=("voice_group", "first"),
        current=("current", "median"),
        desired=("desired", "median"),
        given=("current", "count"),
        wished=("desired", "count"),
    ).reset_index()
    half = made["element"].map(size).astype(float) / 2
    made["current"] = made["current"].where(made["given"] >= half)
    made["desired"] = made["desired"].where(made["wished"] >= half)
    return made.drop(columns=["given", "wished"])


def _judge(instrument: Instrument) -> Judge:
    seen: dict[tuple[Any, ...], tuple[str, int]] = {}

    def judge(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
        scale = instrument.scale
        expected = f"a whole number from {scale.min} to {scale.max}, `weet niet` or `n.v.t.`"
        for name in ("current", "desired"):
            if row[name] is not None and _read(row[name], instrument) is None:
                yield name, row[name], expected, ""
        key = tuple(row[name] for name in ("region", "wave", "respondent", "item", "instrument"))
        if None not in key and key in seen:
            file, line = seen[key]
            there = f"one answer per respondent, wave and item ({file}, row {line} has one too)"
            do = "Keep the one that counts; two people cannot share a code."
            yield "item", str(row["item"]), there, do
        seen.setdefault(key, (row["file"], row["row"]))

    return judge


def _read(text: str, instrument: Instrument) -> int | str | None:
    """Return a score, the id of another answer, or None for what is neither."""
    written = " ".join(text.split()).casefold()
    for term in terms("no_score").values():
        if written in term.written_as():
            return term.id
    number = _NUMBER.fullmatch(written)
    if number is None:
        return None
    score = int(number[1])
    return score if instrument.scale.min <= score <= instrument.scale.max else None


def _parsed(kept: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    import pandas as pd

    current = [_read(text, instrument) for text in kept["current"]]
    desired = [None if text is None else _read(text, instrument) for text in kept["desired"]]
    return pd.DataFrame(
        {
            **{name: kept[name] for name in ("region", "wave", "respondent", "role")},
            "voice_group": kept["voice_group"],
            "element": [instrument.items[item].id for item in kept["item"]],
            "item": kept["item"],
            "current": pd.Series(
                [score if isinstance(score, int) else None for score in current], dtype="float64"
            ),
            "desired": pd.Series(
                [score if isinstance(score, int) else None for score in desired], dtype="float64"
            ),
            "answer": pd.Series(
                [score if isinstance(score, str) else "score" for score in current], dtype=object
            ),
            **{name: kept[name] for name in ("confidence", "instrument", "file", "row")},
        }
    )


def _count(counts: dict[str, int], reason: str, n: int) -> None:
    if n:
        counts[reason] = counts.get(reason, 0) + n
