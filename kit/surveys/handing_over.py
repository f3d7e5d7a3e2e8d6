"""From a survey to the tables of a study: rows of the maturity index, and of indicators.

Indicators are shares of the people who answered, with Wilson limits, per region and wave; of
fewer people than the study shows, there is no figure. Single people never go into them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kit.cells import Rows
from kit.intervals import wilson
from kit.surveys.mapping import SHARES, Column, SurveyMapping
from kit.surveys.reading import Survey
from kit.surveys.written_answers import chosen, folded, score_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["indicator_rows", "survey_to_indicators", "survey_to_maturity"]

_PEOPLE = ("region", "wave", "respondent", "role", "voice_group")
_SAYS = ("current", "desired", "confidence", "rationale")
_INDICATORS = (
    "region", "indicator", "period", "value", "unit", "n", "method", "source", "numerator",
    "denominator", "low", "high",
)  # fmt: skip
METHOD = "survey, Wilson 95%"


def survey_to_maturity(survey: Survey) -> tuple[Rows, ...]:
    """Return a survey as rows of the table ``maturity``, ready for its reader.

    One `Rows` per statement, so that whatever is wrong is told with the header of its column. What
    somebody wished without a score of how it is now gives no row.
    """
    columns = ["row", *_PEOPLE, "kind", "of", "header", "answer"]
    said: dict[str, dict[tuple[Any, ...], dict[str, str]]] = {}
    heads: dict[str, dict[str, str]] = {}
    for row in survey.frame[columns].itertuples(index=False, name=None):
        *person, kind, item, header, answer = row
        if kind in _SAYS:
            said.setdefault(item, {}).setdefault(tuple(person), {})[kind] = answer
            heads.setdefault(item, {})[kind] = header
    return tuple(_rows_of(survey.file, item, those, heads[item]) for item, those in said.items())


def _rows_of(
    file: str,
    item: str,
    said: Mapping[tuple[Any, ...], Mapping[str, str]],
    heads: Mapping[str, str],
) -> Rows:
    names = (*_PEOPLE, "item", *_SAYS)
    made = [
        (line, (*person, item, *(those.get(kind) for kind in _SAYS)))
        for (line, *person), those in said.items()
        if "current" in those
    ]
    return Rows(
        file,
        dict(enumerate(names)),
        {},
        tuple(made),
        0,
        0,
        heads={at: heads[name] for at, name in enumerate(names) if name in heads},
    )


def survey_to_indicators(
    survey: Survey, mapping: SurveyMapping, *, fewest: int, regions: Mapping[str, str]
) -> pd.DataFrame:
    """Return the experiences and priorities in a survey as rows of the table ``indicators``.

    The value is the percentage of people whose answer counts, of all who answered; *don't know*
    and *not applicable* are no answer. Where more than one choice was possible, one that counts is
    enough. Of ticked learning questions each that the mapping lists is an indicator of its own.

    Parameters
    ----------
    survey : Survey
    mapping : SurveyMapping
        Says which answers count.
    fewest : int
        Fewest people of whom a figure is given; of fewer, the value is such as ``<8``.
    regions : mapping of name in lower case to slug
        Rows of other regions are left out.

    Returns
    -------
    DataFrame
        region, indicator, period, value, unit, n, method, source, numerator, denominator, low,
        high; the limits as percentages.
    """
    import pandas as pd

    frame = survey.frame[survey.frame["kind"].isin(SHARES)]
    frame = frame.assign(
        region=frame["region"].map(lambda name: regions.get(folded(str(name))), na_action="ignore")
    )
    frame = frame[frame["region"].notna() & (frame["wave"] != "")]
    records = []
    for column in mapping.columns:
        if column.kind not in SHARES:
            continue
        of = column.of or column.header
        answers = frame[(frame["kind"] == column.kind) & (frame["of"] == of)]
        for (region, wave), rows in answers.groupby(["region", "wave"], sort=False):
            said = [answer for answer in rows["answer"] if not _is_no_answer(answer)]
            for name, counts in _asked(column):
                number = sum(any(folded(one) in counts for one in chosen(a)) for a in said)
                records.append(
                    {"region": region, "indicator": name, "period": wave, "unit": "%",
                     "method": METHOD, "source": survey.program,
                     **_figures(number, len(said), fewest)}
                )  # fmt: skip
    return pd.DataFrame(records, columns=list(_INDICATORS), dtype=object)


def _asked(column: Column) -> Iterator[tuple[str, set[str]]]:
    """Yield each indicator in a column, with the answers that count for it."""
    if column.of:
        yield column.of, {folded(one) for one in column.counts}
    else:
        yield from ((one, {folded(one)}) for one in column.counts)


def _is_no_answer(answer: str) -> bool:
    return score_text(answer, {}) in ("dont_know", "not_applicable", None)


def _figures(number: int, n: int, fewest: int) -> dict[str, Any]:
    if n < fewest:
        return {"value": f"<{fewest}"}
    low, high = wilson(number, n)
    return {
        "value": 100 * number / n, "n": n, "numerator": number, "denominator": n,
        "low": 100 * low, "high": 100 * high,
    }  # fmt: skip


def indicator_rows(frames: Iterable[tuple[str, pd.DataFrame]]) -> Iterator[tuple[Rows, str]]:
    """Yield tables of indicators ready for their reader, with the file each comes from."""
    for file, frame in frames:
        plain = frame.astype(object).where(frame.notna(), None)
        cells: Sequence[tuple[Any, ...]] = list(plain.itertuples(index=False, name=None))
        columns = dict(enumerate(_INDICATORS))
        yield Rows(file, columns, {}, tuple(enumerate(cells, start=1)), 0, 0), file
