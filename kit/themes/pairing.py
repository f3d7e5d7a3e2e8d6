"""Which codes stand together: counts, Jaccard's coefficient and both conditional shares.

Units are counted, not overlapping quotations, so that the coefficient stays between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from kit.disclosure import Protected, few
from kit.disclosure import protect as suppress
from kit.documents import voices
from kit.themes.counting import METHODS, methods_of, people
from kit.totals import Gate, Hidden, tells

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "UNEQUAL", "UNITS", "coefficient", "given_away", "pairs_of", "protect_pairs", "units_of",
]  # fmt: skip

UNITS = ("part", "document")
#: One code so many times as frequent as the other makes the coefficient small whatever happens.
UNEQUAL = 5
_HIDDEN = ("n12", "authors", "c", "share_1", "share_2", *METHODS)


def coefficient(n1: int, n2: int, n12: int) -> float:
    r"""Return the c-coefficient of two codes.

    .. math:: c = \frac{n_{12}}{n_1 + n_2 - n_{12}}

    Parameters
    ----------
    n1, n2, n12 : int
        Units with the first code, with the second, with both; n12 at most the smaller of the two.

    References
    ----------
    Jaccard (1912) doi:10.1111/j.1469-8137.1912.tb05611.x; as ATLAS.ti's code co-occurrence table.

    Examples
    --------
    >>> round(coefficient(100, 10, 5), 3)
    0.048
    """
    if not 0 <= n12 <= min(n1, n2):
        raise ValueError(f"coefficient: got {n12} units with both, expected 0 to {min(n1, n2)}")
    return n12 / (n1 + n2 - n12) if n1 + n2 else float("nan")


def units_of(
    documents: pd.DataFrame, codings: pd.DataFrame, codes: Sequence[str], *, unit: str
) -> pd.DataFrame:
    """Return one row per unit, with the method by which each code stands in it.

    Parameters
    ----------
    documents : DataFrame
        One row per document: document, region, tier, author, filled (names of its parts).
    codings : DataFrame
        Columns document, part, start, end, code, coder, method.
    codes : sequence of str
    unit : {"part", "document"}
        A part is one field of a document with something in it.

    Returns
    -------
    DataFrame
        `author` (as `kit.themes.counting.people`), and a column per code: one of `METHODS`, or
        None where the code does not stand.
    """
    import pandas as pd

    seen = documents.reset_index(drop=True)
    base = pd.DataFrame({"document": seen["document"], "author": people(seen)})
    keys = ["document"]
    if unit == "part":
        base = base.assign(part=seen["filled"]).explode("part").dropna(subset="part")
        keys = ["document", "part"]
    columns = {}
    index = pd.MultiIndex.from_frame(base[keys]) if len(keys) > 1 else pd.Index(base["document"])
    for code in codes:
        best = methods_of(codings[codings["code"] == code], keys)
        found = best.reindex(index).astype(object)
        columns[code] = found.where(found.notna(), None).to_numpy()
    held = pd.DataFrame(columns, index=base.index, dtype=object)
    return pd.concat([base[["author"]], held], axis=1).reset_index(drop=True)


def pairs_of(
    units: pd.DataFrame,
    codes: Sequence[str],
    *,
    related: Collection[frozenset[str]] = (),
) -> pd.DataFrame:
    """Count every pair of codes.

    Parameters
    ----------
    units : DataFrame
        Of `units_of`.
    codes : sequence of str
    related : collection of frozenset of str
        Pairs of which one stands for the other too; they are left out.

    Returns
    -------
    DataFrame
        Rows code_1 x code_2: n1, n2, n12 of `of` units; authors_1, authors_2 and `authors` behind
        each, of `of_authors`; c; share_1 = n12 / n1 and share_2 = n12 / n2 (missing without such
        units); and n12 shared out over person, accepted and mention, by the weaker of the two.
    """
    import pandas as pd

    holds = {code: units[code].notna() for code in codes}
    alone = {code: (int(held.sum()), voices(units.loc[held, "author"]))
             for code, held in holds.items()}  # fmt: skip
    rank = {method: place for place, method in enumerate(METHODS)}
    ranks = {code: units[code].map(rank) for code in codes}
    rows = []
    of_authors = voices(units["author"])
    for one, two in combinations(codes, 2):
        if frozenset((one, two)) in related:
            continue
        both = holds[one] & holds[two]
        n1, n2, n12 = alone[one][0], alone[two][0], int(both.sum())
        weaker = ranks[one][both].where(ranks[one][both] > ranks[two][both], ranks[two][both])
        rows.append(
            {
                "code_1": one, "code_2": two, "n1": n1, "n2": n2, "n12": n12, "of": len(units),
                "authors_1": alone[one][1], "authors_2": alone[two][1],
                "authors": voices(units.loc[both, "author"]), "of_authors": of_authors,
                "c": coefficient(n1, n2, n12),
                "share_1": n12 / n1 if n1 else None, "share_2": n12 / n2 if n2 else None,
                **{method: int((weaker == rank[method]).sum()) for method in METHODS},
            }
        )  # fmt: skip
    counts = ["n1", "n2", "n12", "of", "authors_1", "authors_2", "authors", "of_authors"]
    numbers = ["c", "share_1", "share_2"]
    table = pd.DataFrame(rows, columns=["code_1", "code_2", *counts, *numbers, *METHODS])
    return table.astype(
        dict.fromkeys((*counts, *METHODS), "Int64") | dict.fromkeys(numbers, "float64")
    )


def given_away(pairs: pd.DataFrame, units: Mapping[str, pd.DataFrame], gate: Gate) -> pd.DataFrame:
    """Return the pairs over all regions with one author where their total would tell of a region.

    The total less what the reports of the regions show is about the regions that may not show it.
    One is too few for any threshold: `protect_pairs` suppresses what has it.

    Parameters
    ----------
    pairs : DataFrame
        Of `pairs_of`, over the units of all regions.
    units : mapping of region to DataFrame
        Of `units_of`.
    gate : Gate
    """
    out = pairs.copy()
    codes = dict.fromkeys([*pairs["code_1"], *pairs["code_2"]])
    holding = {
        region: {code: own.loc[own[code].notna(), "author"] for code in codes}
        for region, own in units.items()
    }
    narrow = {
        region: {code for code in codes if gate.few(voices(held[code]))}
        for region, held in holding.items()
    }
    for code in codes:
        hidden = [tuple(holding[region][code]) for region in units if code in narrow[region]]
        if tells([Hidden(len(who), 1, None, who) for who in hidden], gate):
            for side in ("1", "2"):
                out.loc[out[f"code_{side}"] == code, f"authors_{side}"] = 1
    for at, one, two in pairs[["code_1", "code_2"]].itertuples(name=None):
        parts = []
        for region, own in units.items():
            who = tuple(own.loc[own[one].notna() & own[two].notna(), "author"])
            if gate.few(voices(who)) or {one, two} & narrow[region]:
                parts.append(Hidden(len(who), int(not {one, two} & narrow[region]), None, who))
        if tells(parts, gate):
            out.loc[at, "authors"] = 1
    return out


def protect_pairs(table: pd.DataFrame, *, release: str, at_least: int) -> Protected:
    """Suppress pairs that too few people mention, and codes that too few mention at all.

    A zero beside a code of too few people goes as well: it would be a number about them.
    """
    import pandas as pd

    given = table.copy()
    least = pd.concat([given[name].where(given[name] > 0) for name in
                       ("authors_1", "authors_2", "of_authors")], axis=1).min(axis=1)  # fmt: skip
    given["least"] = least.astype("Int64")
    nothing = (given["of"] == 0) & (given["of_authors"] == 0)
    given.loc[nothing, ["n12", "authors"]] = None
    safe = suppress(
        given, unit="voices", count="authors", base="least", hide=_HIDDEN, release=release,
        at_least=at_least,
    )  # fmt: skip
    out = safe.table.drop(columns="least")

    def hide(names: Iterable[str], column: str) -> None:
        rows = few(given[column], unit="voices", release=release, at_least=at_least)
        out.loc[rows, list(names)] = None

    hide(("n1", "authors_1"), "authors_1")
    hide(("n2", "authors_2"), "authors_2")
    hide(("of", "of_authors", "n1", "n2", "authors_1", "authors_2"), "of_authors")
    return Protected(out, safe.small, safe.covering, safe.verdict, safe.said)
