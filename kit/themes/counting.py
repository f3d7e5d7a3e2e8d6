"""Counting themes: by document, by voice, by voice group and by field, on plain frames.

A document belongs to a theme when it carries any of its codes. Each such document is counted once,
under the strongest way in which one of the codes came there: placed by a person, accepted by one
from a suggestion, or a mention only, which nobody has decided on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kit.disclosure import Protected
from kit.documents import voices
from kit.mentions.counting import Halves, compare_halves, count_parts, protect
from kit.terms import terms
from kit.totals import Gate, close_parts, hide_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["METHODS", "carrying", "halves_of", "methods_of", "one_voice", "people", "tabulate"]

#: How a code came to stand there, the strongest first.
METHODS = ("person", "accepted", "mention")
FIELDS = ("helped", "hindered")


def people(documents: pd.DataFrame) -> pd.Series[str]:
    """Return who wrote each document; empty when not stated.

    A pseudonym is one of its region and tier: A01 here and A01 there are two people.
    """
    stated = documents["author"].fillna("").astype(str)
    place = documents["tier"].astype(str) + "/" + documents["region"].fillna("").astype(str)
    return (place + "/" + stated).where(stated != "", "")


def methods_of(codings: pd.DataFrame, by: Sequence[str]) -> pd.Series[str]:
    """Return the strongest of `METHODS` for each document, or each document and part.

    Parameters
    ----------
    codings : DataFrame
        Columns document, part, start, end, code, coder, method.
    by : sequence of str
        Columns that name the unit.
    """
    rank = codings["method"].map({method: place for place, method in enumerate(METHODS)})
    best = rank.groupby([codings[name] for name in by]).min()
    return best.map(dict(enumerate(METHODS)))


def carrying(
    documents: pd.DataFrame, codings: pd.DataFrame, themes: Mapping[str, Collection[str]]
) -> pd.DataFrame:
    """Return the documents with, for each theme, whether they carry it and by which method.

    Parameters
    ----------
    documents : DataFrame
        One row per document: document, region, tier, day, author, voice_group, filled (names of
        the fields with something in them), file.
    codings : DataFrame
        Columns document, part, start, end, code, coder, method.
    themes : mapping of theme to codes

    Returns
    -------
    DataFrame
        `author` as `people` gives it, `voice_group` *not_stated* where none is; and per theme the
        columns ``THEME carries`` (bool) and ``THEME by`` (one of `METHODS`, or None).
    """
    seen = documents.reset_index(drop=True).assign(author=people(documents.reset_index(drop=True)))
    seen["voice_group"] = seen["voice_group"].fillna("not_stated")
    for theme, codes in themes.items():
        best = methods_of(codings[codings["code"].isin(codes)], ["document"])
        by = seen["document"].map(best).astype(object)
        seen[f"{theme} by"] = by.where(by.notna(), None)
        seen[f"{theme} carries"] = by.notna()
    return seen


def halves_of(seen: pd.DataFrame, themes: Iterable[str], names: Sequence[str]) -> Halves:
    """Compare the halves as mentions do, see `kit.mentions.counting.compare_halves`."""
    found = compare_halves(seen, [f"{theme} carries" for theme in themes], names)
    rising, falling, turned = (
        tuple(column.removesuffix(" carries") for column in columns)
        for columns in (found.rising, found.falling, found.turned)
    )
    return replace(found, rising=rising, falling=falling, turned=turned)


def tabulate(
    seen: pd.DataFrame,
    codings: pd.DataFrame,
    themes: Mapping[str, Collection[str]],
    passages: Mapping[str, Mapping[str, Sequence[str]]],
    *,
    by: str,
    names: Sequence[str],
    release: str,
    at_least: int,
    held: Collection[str] = (),
) -> tuple[pd.DataFrame, tuple[Protected, ...]]:
    """Count everything about the themes and protect it.

    Parameters
    ----------
    seen : DataFrame
        Of `carrying`; with a column `by`.
    codings : DataFrame
    themes : mapping of theme to codes
    passages : mapping of theme to stance to the document of each passage
    by : {"period", "region"}
    names : sequence of str
        Periods, or slugs.
    release : str
    at_least : int
        Voices needed from release *region* upward.
    held : collection of str
        Of `names` (or ``all``): what may not be counted for this release.

    Returns
    -------
    DataFrame
        Rows theme x what they are `about`: whole (periods only), period or region, voice_group,
        field (helped, hindered: of the documents in which that field is filled), passages
        (supporting, deviant). `documents` of `of` carry it, by `authors` of `of_authors`; `share`
        with a Wilson interval from five authors on; `person`, `accepted` and `mention` share out
        the documents; `passages` counts those; `status`. Of a theme that too few voices carry all
        rows are suppressed, zeros too: beside them one row that is not zero would tell who.
    tuple of Protected
        One for each kind of row.
    """
    import pandas as pd

    gate = Gate(release, at_least)
    ids = list(themes)
    parts = {name: seen[seen[by] == name] for name in names}
    voice = {group: seen[seen["voice_group"] == group]
             for group in (*terms("voice_group"), "not_stated")}  # fmt: skip
    if by == "period":
        parts["all"] = seen
        voice["all"] = seen
    _, groups = _rows(voice, ids, "voice_group", gate, {"all"} & set(held))
    carries = {theme: f"{theme} carries" for theme in ids}
    groups = close_parts(groups, voice, carries, gate)
    _, main = _rows(parts, ids, by, gate, held)
    if by == "period":
        main = close_parts(main, parts, carries, gate)
    else:
        groups = _without_total(groups, main, close_parts(main, parts, carries, gate))
    made = [(by, main.table, main), ("voice_group", groups.table, groups)]
    for field in FIELDS:
        filled = seen.loc[[field in given for given in seen["filled"]]]
        there = carrying(filled, codings[codings["part"] == field], themes)
        there[["author", "voice_group"]] = filled[["author", "voice_group"]].to_numpy()
        made.append(("field", *_rows({field: there}, ids, "field", gate, ())))
    for stance in ("supporting", "deviant"):
        made.append(_passage_rows(seen, stance, ids, passages, gate))
    narrow = {id for id in ids if gate.few(voices(seen.loc[seen[f"{id} carries"], "author"]))}
    for table in (main.table, groups.table):
        told = (table["name"] == "all") & (table["status"] == "suppressed")
        narrow |= set(table.loc[told, "theme"])
    tables = []
    for about, table, _ in made:
        hide_rows(table, table["theme"].isin(narrow))
        whole = table["name"] == "all"
        if about == by and whole.any():
            tables.append(table[whole].assign(about="whole"))
        tables.append(table[~whole].assign(about=about))
    joined = pd.concat(tables, ignore_index=True)
    joined["passages"] = joined.get("passages", pd.Series(pd.NA, joined.index)).astype("Int64")
    order = ["theme", "about", "name", "documents", "of", "authors", "of_authors", "share", "low",
             "high", *METHODS, "passages", "status"]  # fmt: skip
    return joined[order], tuple(safe for _, _, safe in made)


def _without_total(groups: Protected, regions: Protected, closed: Protected) -> Protected:
    """Suppress a voice group of each theme of which the total would tell of a region.

    Regions have no total of their own; the voice groups give it where all of them are shown. That
    another region covers for one is of no use: its own report tells what stands there.
    """
    table = groups.table.copy()
    status, wanted = regions.table["status"], closed.table["status"]
    given_away = set(regions.table.loc[status != wanted, "theme"])
    away = set(table.loc[table["status"] == "suppressed", "theme"])
    n = 0
    for theme in sorted(given_away - away):
        rows = table[(table["theme"] == theme) & (table["name"] != "all")]
        filled = rows[(rows["status"] == "shown") & (rows["documents"] > 0)]
        if len(filled):
            hide_rows(table, table.index == filled["documents"].astype(float).idxmin())
            n += 1
    return replace(groups, table=table, covering=groups.covering + n)


def _rows(
    parts: Mapping[str, pd.DataFrame],
    themes: Sequence[str],
    by: str,
    gate: Gate,
    held: Collection[str],
) -> tuple[pd.DataFrame, Protected]:
    table = count_parts(parts, [f"{theme} carries" for theme in themes], by=by)
    table["main_author_changed"] = False
    safe = protect(table, by=by, release=gate.release, at_least=gate.at_least, held=held)
    out = safe.table.drop(columns="main_author_changed")
    out["theme"] = out["code"].str.removesuffix(" carries")
    shown = out["status"] == "shown"
    for method in METHODS:
        counts = [
            int((parts[name][f"{theme} by"] == method).sum())
            for theme, name in zip(out["theme"], out[by], strict=True)
        ]
        out[method] = counts
        out[method] = out[method].astype("Int64").where(shown)
    out = out.rename(columns={by: "name"}).drop(columns="code")
    return out, replace(safe, table=out)


def _passage_rows(
    seen: pd.DataFrame,
    stance: str,
    themes: Sequence[str],
    passages: Mapping[str, Mapping[str, Sequence[str]]],
    gate: Gate,
) -> tuple[str, pd.DataFrame, Protected]:
    marked = seen[["document", "author"]].copy()
    counts = []
    for theme in themes:
        given = [one for one in passages[theme][stance] if one in set(seen["document"])]
        marked[f"{theme} carries"] = marked["document"].isin(given)
        marked[f"{theme} by"] = None
        counts.append(len(given))
    table, safe = _rows({stance: marked}, themes, "stance", gate, ())
    table[["share", "low", "high", *METHODS]] = None
    for name in ("share", "low", "high"):
        table[name] = table[name].astype("float64")
    for name in METHODS:
        table[name] = table[name].astype("Int64")
    by_theme = dict(zip(themes, counts, strict=True))
    table["passages"] = table["theme"].map(by_theme).astype("Int64")
    table["passages"] = table["passages"].where(table["status"] == "shown")
    return "passages", table, safe


def one_voice(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the themes that one person alone carries, as far as the table shows."""
    about = {"whole"} & set(table["about"]) or {"region"}
    rows = table[table["about"].isin(about) & (table["status"] == "shown")]
    most = rows.groupby("theme", sort=False)["authors"].sum()
    return tuple(str(theme) for theme, authors in most.items() if authors == 1)
