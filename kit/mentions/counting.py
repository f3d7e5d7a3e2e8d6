"""Counting mentions: by document and by author, per period or per region."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit import disclosure, intervals, periods
from kit.codebook import Code, Codebook
from kit.coding import find_mentions
from kit.disclosure import Protected
from kit.documents import Document, as_frame, main_author, voices
from kit.totals import Gate, close_parts, hide_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FEWEST_SOURCES", "Halves", "close", "compare_halves", "count", "count_parts", "look",
    "protect",
]  # fmt: skip

#: Below so many authors no interval is drawn and nothing is called rising or falling.
FEWEST_SOURCES = 5
#: Columns beside those of the codes; no id of a code has a space in it.
HITS, DENIED = "all hits", "denied hits"
_HIDDEN = ("documents", "authors", "share", "low", "high")
_COUNTED = ("documents", "of", "authors", "of_authors", "share", "low", "high")


@dataclass(frozen=True)
class Halves:
    """The second half of the period beside the first.

    Attributes
    ----------
    entries, sources : (int, int)
        Entries and distinct authors of each half.
    same_main_author : bool
        Whether the same person wrote most in both, or in neither anybody did.
    main_author : bool
        Whether somebody wrote most in either.
    rising, falling : tuple of str
        Codes, or themes, in a larger or smaller share of the entries, when that may be judged.
    turned : tuple of str
        Of those, whose difference is gone without the author who has them most.
    """

    entries: tuple[int, int]
    sources: tuple[int, int]
    same_main_author: bool
    main_author: bool
    rising: tuple[str, ...] = ()
    falling: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether rising and falling may be judged at all."""
        return min(self.sources) >= FEWEST_SOURCES and self.same_main_author


def look(documents: Sequence[Document], codes: Sequence[Code], codebook: Codebook) -> pd.DataFrame:
    """Return one row per document and, for each code, a column that says whether it is mentioned.

    An author who is not stated is the empty text. Two columns more count the hits of a document,
    and those that are denied.
    """
    frame = as_frame(documents)
    frame["author"] = frame["author"].fillna("")
    hits = find_mentions(documents, codebook)
    hits = hits[hits["code"].isin([code.id for code in codes])]
    for name, those in ((HITS, hits), (DENIED, hits[hits["negated"]])):
        frame[name] = frame["document"].map(those["document"].value_counts()).fillna(0).astype(int)
    for code in codes:
        frame[code.id] = frame["document"].isin(hits.loc[hits["code"] == code.id, "document"])
    return frame


def count(
    seen: pd.DataFrame, codes: Sequence[Code], *, by: str, groups: Sequence[str]
) -> pd.DataFrame:
    """Count mentions per code and group; for periods, the whole too, as group ``all``."""
    parts = {group: seen[seen[by] == group] for group in groups}
    changed = _main_author_changes(parts) if by == "period" else {}
    if by == "period":
        parts["all"] = seen
    table = count_parts(parts, [code.id for code in codes], by=by)
    table["main_author_changed"] = [changed.get(group, False) for group in table[by]]
    return table


def count_parts(
    parts: Mapping[str, pd.DataFrame], columns: Sequence[str], *, by: str
) -> pd.DataFrame:
    """Count the documents and authors for which a column holds, in each part.

    Parameters
    ----------
    parts : mapping of group to DataFrame
        One row per document: `author` (empty when not stated) and the `columns`, true or false.
    columns : sequence of str
    by : str
        What to call the groups.

    Returns
    -------
    DataFrame
        Rows column (as `code`) x group: documents, of, authors, of_authors, share, low, high;
        nothing but `of` and `of_authors` for a part without documents.
    """
    import pandas as pd

    rows = [
        {"code": column, by: group, **_row(part, column)}
        for column in columns
        for group, part in parts.items()
    ]
    return pd.DataFrame(rows, columns=["code", by, *_COUNTED])


def _row(part: pd.DataFrame, code: str) -> dict[str, object]:
    n, sources = len(part), voices(part["author"])
    if not n:
        return {**dict.fromkeys(_COUNTED), "of": 0, "of_authors": 0}
    mentioning = part[part[code]]
    limits = intervals.wilson(len(mentioning), n) if sources >= FEWEST_SOURCES else None
    return {
        "documents": len(mentioning),
        "of": n,
        "authors": voices(mentioning["author"]),
        "of_authors": sources,
        "share": len(mentioning) / n,
        "low": limits.low if limits else None,
        "high": limits.high if limits else None,
    }


def _main_author_changes(parts: dict[str, pd.DataFrame]) -> dict[str, bool]:
    """Say of each period whether somebody else wrote most than in the last one with entries."""
    before: str | None = None
    changed = {}
    for group, part in parts.items():
        main = main_author(part["author"])
        changed[group] = main is not None and before is not None and main != before
        before = main if main is not None else before
    return changed


def protect(
    table: pd.DataFrame, *, by: str, release: str, at_least: int, held: Collection[str] = ()
) -> Protected:
    """Suppress what too few authors mention; under group ``all`` also what it would give away.

    Where too few wrote at all, the number of entries goes too, and with it that of another group,
    which would give the first one away. Groups that were `held` back are in no total.
    """
    import pandas as pd

    for name in ("documents", "of", "authors", "of_authors"):
        table[name] = table[name].astype("Int64")
    for name in ("share", "low", "high"):
        table[name] = table[name].astype("float64")
    table["main_author_changed"] = table["main_author_changed"].astype("boolean")

    def gate(part: pd.DataFrame, along: Sequence[str], within: Sequence[str] = ()) -> Protected:
        return disclosure.protect(
            part.reset_index(drop=True),
            unit="voices",
            count="authors" if within else "of_authors",
            base="of_authors",
            hide=_HIDDEN,
            release=release,
            along=along,
            within=within,
            at_least=at_least,
        )

    if disclosure.binds(release):
        # One is too few for any threshold: the row goes.
        back = table[by].isin(held)
        table.loc[back, ["documents", "authors", "of_authors"]] = [0, 0, 1]
        groups = gate(table[(table[by] != "all") & ~back].drop_duplicates(by), [by]).table
        closed = groups.loc[groups["status"] == "suppressed", by]
        table.loc[table[by].isin(closed), "of_authors"] = 1
    whole = table[by] == "all"
    if not whole.any():
        safe = gate(table, (), ["code"])
    else:
        parts = gate(table[~whole], [by], ["code"])
        totals = gate(table[whole], (), ["code"])
        both = pd.concat([parts.table, totals.table], ignore_index=True)
        safe = replace(parts, table=both)
    few = disclosure.few(
        safe.table["of_authors"], unit="voices", release=release, at_least=at_least
    )
    for name in ("of", "of_authors", "main_author_changed"):
        safe.table.loc[few, name] = None
    return safe


def close(
    safe: Protected,
    seen: pd.DataFrame,
    codes: Sequence[Code],
    *,
    groups: Sequence[str],
    release: str,
    at_least: int,
) -> Protected:
    """Suppress what the whole would give away of the periods, and every row of a narrow code.

    Of a code that too few people mention, zeros go too: beside them the one row that is none would
    tell when those people wrote about it.
    """
    parts = {group: seen[seen["period"] == group] for group in groups}
    own = {code.id: code.id for code in codes}
    gate = Gate(release, at_least)
    closed = close_parts(safe, parts, own, gate, item="code", name="period")
    narrow = [id for id in own if gate.few(voices(seen.loc[seen[id], "author"]))]
    table = closed.table
    rows = table["code"].isin(narrow) & (table["status"] == "shown")
    hide_rows(table, rows)
    return replace(closed, covering=closed.covering + int(rows.sum()))


def compare_halves(seen: pd.DataFrame, columns: Sequence[str], names: Sequence[str]) -> Halves:
    """Compare the second half of the periods with the first, where that may be done.

    Each of the `columns` says of a document whether it carries one thing: a code, or a theme. That
    rises or falls when Newcombe's interval of the difference leaves out zero, at a level corrected
    for the number of columns (Bonferroni). It is not judged below five authors in either half, nor
    when another person writes most in the second half.
    """
    cut = periods.first_day(names[len(names) // 2])
    early, late = seen[seen["day"] < cut], seen[seen["day"] >= cut]
    sources = (voices(early["author"]), voices(late["author"]))
    mains = (main_author(early["author"]), main_author(late["author"]))
    found = Halves((len(early), len(late)), sources, mains[0] == mains[1], any(mains))
    if not found.judged:
        return found
    rising: list[str] = []
    falling: list[str] = []
    turned: list[str] = []
    for column in columns:
        direction = _direction(early, late, column, 1 - 0.05 / len(columns))
        if not direction:
            continue
        (rising if direction > 0 else falling).append(column)
        louder = late if direction > 0 else early
        writing = louder.loc[louder[column], "author"]
        loudest = writing[writing != ""].mode().min()
        without = [part.loc[part["author"] != loudest, column] for part in (early, late)]
        if (
            without[0].empty
            or without[1].empty
            or (without[1].mean() - without[0].mean()) * direction <= 0
        ):
            turned.append(column)
    return replace(found, rising=tuple(rising), falling=tuple(falling), turned=tuple(turned))


def _direction(early: pd.DataFrame, late: pd.DataFrame, code: str, level: float) -> int:
    limits = intervals.difference(
        int(late[code].sum()), len(late), int(early[code].sum()), len(early), level=level
    )
    return 1 if limits.low > 0 else -1 if limits.high < 0 else 0
