"""The profile of a region: a row per element, item and score, and what moved between waves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kit.disclosure import THRESHOLDS, Protected, binds, protect
from kit.maturity.consensus import consensus
from kit.maturity.instrument import Instrument
from kit.maturity.waves import holm, moved

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NUMBERS", "elements_of", "fewest_of", "groups_of", "moves_of", "protected"]

#: Columns that hold numbers of answers; all of a row that is suppressed.
NUMBERS = (
    "median", "quartile_1", "quartile_3", "desired", "at_median", "within", "outside", "dont_know",
    "score", "count", "up", "same", "down", "p",
)  # fmt: skip
_COLUMNS = (
    "about", "region", "wave", "element", "name", "asked", "respondents", *NUMBERS, "consensus",
    "level",
)  # fmt: skip


def elements_of(
    answers: pd.DataFrame,
    scores: pd.DataFrame,
    instrument: Instrument,
    *,
    region: str,
    wave: str,
) -> list[dict[str, Any]]:
    """Return rows of one region and wave: `about` element, item and score.

    Parameters
    ----------
    answers, scores : DataFrame
        Of the region and wave.

    Returns
    -------
    list of dict
        Of an element or item: asked (people), respondents (of them with a score), median,
        quartile_1, quartile_3, desired (median), at_median, within, outside (see
        `kit.maturity.consensus`), consensus, level (None when split or too few), dont_know (share
        of the answers). Of a score: its `count`, and the respondents of its element. There is no
        row for all elements together: a total would be taken for a grade.
    """
    rows: list[dict[str, Any]] = []
    for element in instrument.elements:
        own = scores[scores["element"] == element.id]
        asked = answers[answers["element"] == element.id]
        head = {"region": region, "wave": wave, "element": element.id}
        rows.append(
            head | {"about": "element", "name": element.id} | _profile(own, asked, instrument)
        )
        given = own["current"].dropna()
        for score, count in given.value_counts().sort_index().items():
            rows.append(
                head
                | {"about": "score", "name": element.id}
                | {"asked": asked["respondent"].nunique(), "respondents": len(given)}
                | {"score": float(str(score)), "count": int(count)}
            )
        for item in element.items:
            one = asked[asked["item"] == item.id]
            rows.append(head | {"about": "item", "name": item.id} | _profile(one, one, instrument))
    return rows


def _profile(scores: pd.DataFrame, asked: pd.DataFrame, instrument: Instrument) -> dict[str, Any]:
    given = scores["current"].dropna()
    unknown = float((asked["answer"] == "dont_know").mean()) if len(asked) else None
    people = int(asked["respondent"].nunique())
    if given.empty:
        return {"asked": people, "respondents": 0, "dont_know": unknown}
    seen = consensus(list(given))
    wished = scores["desired"].dropna()
    return {
        "asked": people,
        "respondents": seen.n,
        "median": seen.median,
        "quartile_1": float(given.quantile(0.25)),
        "quartile_3": float(given.quantile(0.75)),
        "desired": float(wished.median()) if len(wished) else None,
        "at_median": seen.at_median,
        "within": seen.within,
        "outside": seen.outside,
        "dont_know": unknown,
        "consensus": seen.verdict,
        "level": instrument.level(seen.median) if seen.verdict == "agreement" else None,
    }


def groups_of(
    scores: pd.DataFrame, instrument: Instrument, *, region: str, wave: str, fewest: int
) -> list[dict[str, Any]]:
    """Return medians by voice group, groups of fewer than `fewest` people put together.

    As long as what was put together is too small itself, the smallest other group joins it. When
    only one group is left there are no rows: it would be everybody.
    """
    people = scores.drop_duplicates("respondent")["voice_group"].fillna("not_stated")
    sizes = people.value_counts()
    own = {str(group) for group, n in sizes.items() if n >= fewest}
    rest = {str(group) for group in sizes.index} - own
    while rest and own and int(sizes[list(rest)].sum()) < fewest:
        smallest = min(own, key=lambda group: (int(sizes[group]), group))
        own.remove(smallest)
        rest.add(smallest)
    if len(own) + bool(rest) < 2:
        return []
    called = scores["voice_group"].fillna("not_stated").where(lambda g: g.isin(own), "together")
    rows = []
    for element in instrument.elements:
        here = scores["element"] == element.id
        for group in [*sorted(own), *(["together"] if rest else [])]:
            given = scores.loc[here & (called == group), "current"].dropna()
            rows.append(
                {
                    "about": "group", "region": region, "wave": wave, "element": element.id,
                    "name": group, "asked": int((called[here] == group).sum()),
                    "respondents": len(given),
                    "median": float(given.median()) if len(given) else None,
                }
            )  # fmt: skip
    return rows


def moves_of(
    scores: pd.DataFrame, instrument: Instrument, *, region: str, waves: Sequence[str]
) -> list[dict[str, Any]]:
    """Return rows `about` pair: what the same people answered in the last two waves.

    `respondents` are the pairs; `p` is of the exact sign test, corrected for the number of elements
    (Holm), and missing with fewer than eight pairs.
    """
    if len(waves) < 2:
        return []
    before, after = waves[-2:]
    seen = [moved(scores, element.id, before, after) for element in instrument.elements]
    corrected = holm([one.p for one in seen])
    return [
        {
            "about": "pair", "region": region, "wave": after, "element": element.id,
            "name": before, "asked": one.pairs, "respondents": one.pairs,
            "up": one.up, "same": one.same, "down": one.down, "p": p,
        }
        for element, one, p in zip(instrument.elements, seen, corrected, strict=True)
    ]  # fmt: skip


def protected(rows: Sequence[Mapping[str, Any]], *, release: str, at_least: int) -> Protected:
    """Suppress every row behind which fewer respondents stand than the threshold.

    What a row says of *few of many* stays: that 2 of 14 people gave a 1 is what the panel has to
    talk about, and no dot has a name or a group.
    """
    import pandas as pd

    table = pd.DataFrame(list(rows), columns=list(_COLUMNS))
    for name in NUMBERS:
        table[name] = table[name].astype("float64")
    for name in ("asked", "respondents"):
        table[name] = table[name].astype("Int64")
    safe = protect(
        table, unit="respondents", count="respondents", base="asked",
        hide=["asked", "respondents", *NUMBERS], release=release, at_least=at_least,
    )  # fmt: skip
    gone = safe.table["status"] == "suppressed"
    for name in ("consensus", "level"):
        safe.table.loc[gone, name] = None
    few_or_none = gone & (safe.table["about"] == "score")
    made = safe.table[~few_or_none].reset_index(drop=True)
    return Protected(made, safe.small, safe.covering, safe.verdict, safe.said)


def fewest_of(study_threshold: int, release: str) -> int:
    """Return the smallest group that may be shown by itself; 1 for the own team."""
    return max(THRESHOLDS["respondents"], study_threshold) if binds(release) else 1
