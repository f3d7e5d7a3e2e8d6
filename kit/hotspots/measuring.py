"""What the counts say of each cell: problem x segment x area, in the last period there is.

Everything is computed from protected cells, of all regions together: what areas have in common does
not depend on which region is asked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kit import periods
from kit.hotspots.chance import Rule, by_chance, candidates, exceeds
from kit.hotspots.expecting import SET, expected_of
from kit.hotspots.jumping import jumps
from kit.hotspots.mixing import Mixture, limits, mean, mixture
from kit.hotspots.outlying import ALPHA, apart, tail
from kit.hotspots.positions import positions
from kit.hotspots.trending import trends
from kit.rates.limits import poisson

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEWEST_AREAS", "LARGE", "NUMBERS", "Measured", "measure"]

#: Fewest areas of a set from which anything is said of what areas have in common.
FEWEST_AREAS = 10
#: Relative risk above which an excess is called large.
LARGE = 1.25
NUMBERS = (
    "observed", "persons", "expected", "ratio", "ratio_low", "ratio_high", "shrunk", "shrunk_low",
    "shrunk_high", "p_excess", "p_large", "position_low", "position_high", "of_areas", "p_among",
    "yearly", "yearly_low", "yearly_high",
)  # fmt: skip
_SEED = 65
_SERIES = ["region", "geography", "area", "problem", "segment"]


@dataclass(frozen=True)
class Measured:
    """What was computed.

    Attributes
    ----------
    cells : DataFrame
        The cells of the last period of each region and problem, with the columns of `NUMBERS`,
        expected_by, status and call: candidate, registration (all problems of the area jumped
        together, so that nothing is said of it), alike (areas of the set cannot be told apart: no
        probability and no position), none; empty where nothing can be said.
        And chance: the probability that chance makes a candidate of the cell.
    before : DataFrame
        The same cells in earlier periods, where they are a candidate or jumped; columns observed,
        persons, expected, ratio, ratio_low, ratio_high, status.
    jumped : mapping of (region, area) to (period, ratio)
        Where all problems jump together: the first period after it, and how much.
    tested, few, alike : int
        Sets of areas from which something is said; that have too few areas for it; whose areas
        differ no more than chance gives.
    """

    cells: pd.DataFrame
    before: pd.DataFrame
    jumped: dict[tuple[str, str], tuple[str, float]]
    tested: int
    few: int
    alike: int


def measure(
    cells: pd.DataFrame,
    *,
    regions: Collection[str],
    rule: Rule,
    problem: str | None = None,
    segment: str | None = None,
) -> Measured:
    """Compute ratios, shrunken ratios, probabilities, positions and trends.

    Parameters
    ----------
    cells : DataFrame
        Protected, of all regions, up to the last period that counts; as
        `kit.hotspots.protecting.protected` returns.
    regions : collection of str
        Slugs of the regions to say something of.
    rule : Rule
    problem, segment : str, optional
        Only of these; what is to be expected and what jumps together is seen from all of them.
    """
    import pandas as pd

    full = cells.assign(**expected_of(cells))
    jumped, touched = _jumped(full)
    keys = zip(full["region"], full["area"], full["period"], strict=True)
    odd = pd.Series([key in touched for key in keys], index=full.index, dtype=bool)
    full = cells.assign(**expected_of(cells, odd=odd), odd=odd)
    order = {label: periods.last_day(label) for label in full["period"].unique()}
    when = full["period"].map(order)
    last = when.groupby([full["region"], full["problem"]]).transform("max")
    asked = full["region"].isin(list(regions))
    if problem is not None:
        asked &= full["problem"] == problem
    if segment is not None:
        asked &= full["segment"] == segment
    own = full[asked & (when == last)].copy()
    for name in NUMBERS:
        if name not in own:
            own[name] = np.nan
    own["call"], own["chance"] = "", np.nan
    _ratios(own)
    tested, few, alike = _sets(full, own, rule)
    _trends(full, own)
    before = _before(full[asked & (when < last)], own)
    own = own.drop(columns="odd").reset_index(drop=True)
    jumped = {key: value for key, value in jumped.items() if key[0] in set(regions)}
    return Measured(own, before, jumped, tested, few, alike)


def _ratios(rows: pd.DataFrame) -> None:
    there = rows["observed"].notna() & rows["expected"].notna()
    base = rows.loc[there, "expected"].to_numpy(dtype=float)
    events = rows.loc[there, "observed"].to_numpy(dtype=float)
    low, high = poisson(events)
    rows.loc[there, "ratio"] = events / base
    rows.loc[there, "ratio_low"] = low / base
    rows.loc[there, "ratio_high"] = high / base


def _sets(full: pd.DataFrame, own: pd.DataFrame, rule: Rule) -> tuple[int, int, int]:
    """Fill in what comes from laying areas of a set beside each other; count the sets."""
    there = full["observed"].notna() & full["expected"].notna()
    sets = full[there].groupby(list(SET), observed=True, sort=True)
    tested = few = alike = 0
    known = own["observed"].notna() & own["expected"].notna()
    own.loc[known & own["odd"], "call"] = "registration"
    mine = own[known & ~own["odd"]]
    for key, rows in mine.groupby(list(SET), observed=True, sort=True):
        every = sets.get_group(key)
        every = every[~every["odd"]]
        if len(every) < FEWEST_AREAS:
            few += 1
            continue
        tested += 1
        events = every["observed"].to_numpy(dtype=float)
        base = every["expected"].to_numpy(dtype=float)
        found = apart(events, base)
        together = bool(found.ordinary.alike) and not found.outlying.any()
        alike += int(together)
        o, e = (rows[name].to_numpy(dtype=float) for name in ("observed", "expected"))
        at = rows.index
        ordinary = mixture(events, base, found)
        prior = ordinary.of(tail(o, e, found.ordinary) < ALPHA / len(every), found.outer)
        own.loc[at, "shrunk"] = mean(o, e, prior)
        own.loc[at, "shrunk_low"], own.loc[at, "shrunk_high"] = limits(o, e, prior)
        own.loc[at, "chance"] = ALPHA / 2 / len(every)
        if together:
            own.loc[at, "call"] = "alike"
            continue
        own.loc[at, "p_excess"] = exceeds(o, e, prior)
        own.loc[at, "p_large"] = exceeds(o, e, prior, above=LARGE)
        called = candidates(o, e, prior, rule)
        own.loc[at, "call"] = np.where(called, "candidate", "none")
        own.loc[at, "chance"] += by_chance(e, ordinary, rule)
        for region, part in rows.groupby("region", sort=True):
            if len(part) < 2:
                continue
            here = at.isin(part.index)
            own_prior = Mixture(prior.a[:, here], prior.b[:, here], prior.weight)
            stand = positions(o[here], e[here], own_prior, draws=_draws(*key, region))
            own.loc[part.index, "position_low"] = stand.low.astype(float)
            own.loc[part.index, "position_high"] = stand.high.astype(float)
            own.loc[part.index, "of_areas"] = float(stand.of)
            own.loc[part.index, "p_among"] = stand.among
    return tested, few, alike


def _draws(*key: Any) -> np.random.Generator:
    """Return draws that depend on the set and the region alone."""
    return np.random.default_rng([_SEED, zlib.crc32("|".join(map(str, key)).encode())])


def _year(label: str) -> float:
    first, last = periods.first_day(label), periods.last_day(label)
    middle = first + (last - first) / 2
    return middle.year + (middle.timetuple().tm_yday - 1) / 365.25


def _wide(rows: pd.DataFrame) -> tuple[Any, list[str], NDArray[Any], NDArray[Any]]:
    """Return series, periods in order of time, and observed and expected, series x periods."""
    labels = sorted(rows["period"].unique(), key=periods.last_day)
    at = rows["period"].map({label: i for i, label in enumerate(labels)}).to_numpy()
    keys = rows.groupby(_SERIES, observed=True, sort=True)
    line = keys.ngroup().to_numpy()
    names = rows[_SERIES].iloc[np.unique(line, return_index=True)[1]]
    shape = (len(names), len(labels))
    observed, expected = np.full(shape, np.nan), np.full(shape, np.nan)
    observed[line, at] = rows["observed"].to_numpy(dtype=float)
    expected[line, at] = rows["expected"].to_numpy(dtype=float)
    return names, labels, observed, expected


def _trends(full: pd.DataFrame, own: pd.DataFrame) -> None:
    mine = full[full["region"].isin(own["region"].unique())]
    if mine.empty:
        return
    names, labels, observed, expected = _wide(mine)
    found = trends(observed, expected, [_year(label) for label in labels])
    made = names.assign(yearly=found.yearly, yearly_low=found.low, yearly_high=found.high)
    columns = ["yearly", "yearly_low", "yearly_high"]
    joined = own[_SERIES].merge(made, on=_SERIES, how="left")[columns].set_axis(own.index)
    shown = own["observed"].notna() & own["expected"].notna()
    own[columns] = joined.where(shown)


def _jumped(
    rows: pd.DataFrame,
) -> tuple[dict[tuple[str, str], tuple[str, float]], set[tuple[str, str, str]]]:
    """Return where all problems jump together, and the periods on the changed level."""
    told: dict[tuple[str, str], tuple[str, float]] = {}
    touched: set[tuple[str, str, str]] = set()
    everybody = (rows["segment"] == "").groupby([rows["geography"], rows["problem"]])
    rows = rows[(rows["segment"] == "") | ~everybody.transform("any")]
    for _, part in rows.groupby("geography", observed=True, sort=True):
        names, labels, observed, expected = _wide(part)
        place = names.groupby(["region", "area"], sort=True).ngroup().to_numpy()
        kinds = names[["problem", "segment"]].drop_duplicates().reset_index(drop=True)
        series = names.merge(kinds.reset_index(), on=["problem", "segment"])["index"].to_numpy()
        shape = (place.max() + 1, len(kinds), len(labels))
        o, e = np.full(shape, np.nan), np.full(shape, np.nan)
        o[place, series], e[place, series] = observed, expected
        problem_of = kinds["problem"].astype("category").cat.codes.to_numpy().astype(np.int64)
        found = jumps(o, e, problem_of)
        first = names.drop_duplicates(["region", "area"]).sort_values(["region", "area"])
        for i, (region, area) in enumerate(zip(first["region"], first["area"], strict=True)):
            if found.at[i] >= 0:
                told[region, area] = labels[found.at[i]], float(found.step[i])
                touched |= {(region, area, labels[t]) for t in np.flatnonzero(found.touched[i])}
    return told, touched


def _before(earlier: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return earlier periods of the cells that anything is said of."""
    said = own[own["call"].isin(["candidate", "registration"])][_SERIES]
    wanted = set(said.itertuples(index=False, name=None))
    if not wanted:
        return earlier.iloc[:0]
    keep = [key in wanted for key in earlier[_SERIES].itertuples(index=False, name=None)]
    found = earlier[np.array(keep, dtype=bool)].copy()
    for name in ("ratio", "ratio_low", "ratio_high"):
        found[name] = np.nan
    _ratios(found)
    return found.reset_index(drop=True)
