"""The table of agreement: each code by itself, and all codes of a unit as one set."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kit import disclosure
from kit.agreement.coefficients import (
    Coefficient,
    ac1,
    alpha,
    alpha_of_sets,
    cohen,
    fleiss,
    percentage,
)
from kit.agreement.ratings import NoCoefficient, Ratings, only_pairable, without_coder
from kit.agreement.resampling import resample
from kit.agreement.units import Units
from kit.codebook import Code
from kit.disclosure import Protected
from kit.documents import Document, voices
from kit.language import Both, plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OVERALL", "Compared", "compare"]

#: The code of the rows about all codes together.
OVERALL = "all"
_DISTANCES = ("masi", "jaccard")
_COUNTS = ("units", "set_aside", "documents", "coders", "coded", "agreed", "authors", "of_authors")
_SHARES = ("prevalence", "percentage", "alpha", "low", "high", "ac1", "cohen", "fleiss")
_HIDDEN = ("coded", "agreed", "authors", *_SHARES)
_WORDS = ("reason", "no_interval", "no_cohen", "no_fleiss")


@dataclass(frozen=True)
class Compared:
    """All that the sentences, checks and contradictions are written from.

    Attributes
    ----------
    unit : str
    codes : tuple of Code
    units : Units
    safe : Protected
        One row per code and one per distance for all codes together.
    reason : str
        Why there is no coefficient at all; empty when there is one.
    left_out : int
        Documents that may not be counted for this release.
    without_one : float or None
        Largest change of alpha (MASI) of all codes when one coder is left out; None below three
        coders.
    outdated : int
        Codings left out, given under another definition of the code than the codebook has now.
    by_coder : mapping of code to tuple of int
        In how many of the units used each coder gave a code that is shown, fewest first and
        without a name; empty for a release where thresholds bind.
    """

    unit: str
    codes: tuple[Code, ...]
    units: Units
    safe: Protected
    reason: str
    left_out: int
    without_one: float | None
    outdated: int = 0
    by_coder: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def rows(self) -> pd.DataFrame:
        """The rows of codes that are shown."""
        table = self.safe.table
        return table[(table["code"] != OVERALL) & (table["status"] == "shown")]

    def overall(self, distance: str) -> Any:
        """Return the row of all codes together; None when it is not shown."""
        table = self.safe.table
        rows = table[(table["method"] == distance) & (table["status"] == "shown")]
        return rows.iloc[0] if len(rows) else None

    @property
    def too_few(self) -> bool:
        """Whether too few people wrote what was coded to say anything of it."""
        return not self.reason and self.overall("masi") is None


def compare(
    units: Units,
    *,
    codes: Sequence[Code],
    documents: Sequence[Document],
    unit: str,
    release: str,
    fewest: int,
    left_out: int,
    covered: Collection[str],
    rng: np.random.Generator,
    replicates: int,
) -> Compared:
    """Compare the coders code by code and over all codes, and protect the table."""
    rated = [units.of_code(code.id) for code in codes]
    sets = units.of_sets()
    found = [_tried(alpha, one) for one in rated]
    found += [_tried(alpha_of_sets, sets, distance=distance) for distance in _DISTANCES]
    known = [one for one in found if isinstance(one, Coefficient)]
    intervals = iter(
        resample(
            known, documents=units.frame["document"].to_numpy(), rng=rng, replicates=replicates
        )
    )
    rows = []
    labels = [(code.id, "nominal") for code in codes] + [(OVERALL, one) for one in _DISTANCES]
    for (code, method), one, ratings in zip(labels, found, [*rated, sets, sets], strict=True):
        row = {"code": code, "method": method, **_counted(ratings, units, code, documents)}
        if isinstance(one, Coefficient):
            spread = next(intervals)
            row |= {"alpha": one.estimate, "no_interval": spread.why_not}
            if spread.interval:
                row |= {"low": spread.interval.low, "high": spread.interval.high}
            if code != OVERALL:
                row["ac1"] = ac1(only_pairable(ratings)).estimate
        else:
            row["reason"] = one
        if code != OVERALL:
            row |= _kappas(ratings)
        rows.append(row)
    nothing = _tried(percentage, sets)
    reason = nothing if isinstance(nothing, str) else ""
    if left_out and not documents:
        reason = "left_out"
        rows = [row | {"reason": reason} for row in rows]
    safe = _protected(rows, release, fewest, covered)
    return Compared(
        unit=unit,
        codes=tuple(codes),
        units=units,
        safe=safe,
        reason=reason,
        left_out=left_out,
        without_one=_without_one(sets, found[-2]),
        by_coder={} if disclosure.binds(release) else _by_coder(units, safe.table),
    )


def _by_coder(units: Units, table: pd.DataFrame) -> dict[str, tuple[int, ...]]:
    """Return in how many of the units used each coder gave each code that is shown."""
    shown = table[(table["code"] != OVERALL) & (table["status"] == "shown")]
    given = {code: only_pairable(units.of_code(code)).given for code in shown["code"]}
    return {
        code: tuple(sorted(int((one == 1).sum()) for one in rows if (one >= 0).any()))
        for code, rows in given.items()
    }


def _tried(make: Any, ratings: Ratings, **more: str) -> Coefficient | str:
    """Return the coefficient, or why there is none."""
    try:
        made: Coefficient = make(ratings, **more)
    except NoCoefficient as refusal:
        return refusal.reason
    return made


def _kappas(ratings: Ratings) -> dict[str, Any]:
    """Return Cohen's and Fleiss' kappa, or why there is none.

    Cohen's is of two coders. Fleiss' asks that as many coders said something of every unit; where
    that differs, alpha is the one that allows it. All are of the units that alpha is of.
    """
    numbers = (ratings.given >= 0).sum(axis=0)[ratings.pairable]
    uneven = len(set(numbers.tolist())) > 1
    found = {"cohen": _tried(cohen, ratings),
             "fleiss": "incomplete" if uneven
             else _tried(fleiss, only_pairable(ratings))}  # fmt: skip
    return {
        name if isinstance(one, Coefficient) else f"no_{name}": (
            one.estimate if isinstance(one, Coefficient) else one
        )
        for name, one in found.items()
    }


def _counted(
    ratings: Ratings, units: Units, code: str, documents: Sequence[Document]
) -> dict[str, Any]:
    """Return what a row rests on: units, documents, coders, and the people behind them."""
    pairable = ratings.pairable
    used = int(pairable.sum())
    out: dict[str, Any] = {
        "units": used,
        "set_aside": ratings.given.shape[1] - used,
        "coders": len(units.coders),
    }
    if not used:
        return out
    whose = {document.id: document.author for document in documents}
    which = units.frame["document"].to_numpy()
    if code == OVERALL:
        with_code = units.given.any(axis=(1, 2)) & pairable
        agreed = prevalence = None
    else:
        with_code = (ratings.given == 1).any(axis=0) & pairable
        agreed = int((with_code & ~(ratings.given == 0).any(axis=0)).sum())
        prevalence = ratings.prevalence[True]
    return out | {
        "documents": len(set(which[pairable])),
        "coded": int(with_code.sum()),
        "agreed": agreed,
        "prevalence": prevalence,
        "percentage": percentage(ratings).estimate,
        "authors": voices(whose[id] for id in set(which[with_code])),
        "of_authors": voices(whose[id] for id in set(which[pairable])),
    }


def _without_one(sets: Ratings, whole: Coefficient | str) -> float | None:
    if isinstance(whole, str) or sets.coders < 3:
        return None
    others = [_tried(alpha_of_sets, without_coder(sets, coder)) for coder in range(len(sets.given))]
    changes = [abs(one.estimate - whole.estimate) for one in others if not isinstance(one, str)]
    return max(changes, default=None)


def _protected(
    rows: list[dict[str, Any]], release: str, fewest: int, covered: Collection[str]
) -> Protected:
    """Suppress the codes that too few authors wrote about, and all when too few wrote at all."""
    import pandas as pd

    columns = ["code", "method", *_COUNTS, *_SHARES, *_WORDS]
    table = pd.DataFrame(rows, columns=columns)
    kinds = {
        **dict.fromkeys(_COUNTS, "Int64"),
        **dict.fromkeys(_SHARES, "float64"),
        **dict.fromkeys(_WORDS, "object"),
    }
    table = table.astype(kinds)
    for name in _WORDS:
        table[name] = table[name].fillna("")
    safe = disclosure.protect(
        table,
        unit="voices",
        count="authors",
        base="of_authors",
        hide=_HIDDEN,
        release=release,
        at_least=fewest,
    )
    safe = _covering(safe, covered)
    shut = safe.table["status"] == "suppressed"
    for name in _WORDS:
        safe.table.loc[shut, name] = ""
    if disclosure.binds(release):
        # Where nothing is compared, all units are set aside: how many a region wrote.
        safe.table.loc[safe.table["units"] == 0, "set_aside"] = None
    few = disclosure.few(safe.table["of_authors"], unit="voices", release=release, at_least=fewest)
    for name in ("units", "set_aside", "documents", "of_authors"):
        safe.table.loc[few, name] = None
    if shut.any():
        # Units with any code, less those with the codes that are shown, would tell of the others.
        safe.table.loc[safe.table["code"] == OVERALL, ["coded", "percentage"]] = None
    return safe


def _covering(safe: Protected, covered: Collection[str]) -> Protected:
    """Suppress codes that another region has to suppress, which the total would give away."""
    table = safe.table
    also = table["code"].isin(covered) & (table["status"] == "shown")
    n = int(also.sum())
    if not n:
        return safe
    table.loc[also, list(_HIDDEN)] = None
    table.loc[also, "status"] = "suppressed"
    rest = Both(
        f" {plural(n, 'getal', 'getallen', 'nl')} afgeschermd omdat een andere regio te weinig "
        "stemmen heeft en er een totaal over de regio’s is.",
        f" {plural(n, 'number', 'numbers', 'en')} suppressed because another region has too few "
        "voices and there is a total over the regions.",
    )
    said = Both.of(lambda language: safe.said[language] + rest[language])
    return replace(safe, covering=safe.covering + n, said=said)
