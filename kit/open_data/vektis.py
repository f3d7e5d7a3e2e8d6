"""Vektis open data: costs under the Health Insurance Act by area, sex and age class.

The layout changed over the years: headers in capitals or not, cut at 32 characters or not, ages by
year or by five, kinds of cost that come and go. Rows whose cells were too small stand together in
a rest row without an area.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.errors import InputError, Problem
from kit.open_data.figures import decimal_comma, figures_of, told_once
from kit.open_data.frame import OpenData, frame_of, of_codes
from kit.open_data.loading import head_of, parts_of
from kit.open_data.recognising import VEKTIS_AREA, field_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TOTAL", "boundary_year_of", "read_vektis"]

#: All kinds of cost of a file together; which these are stands in `composition`.
TOTAL = "kosten_totaal"

_CUT = 32
_WHOLE = (
    "kosten_medisch_specialistische_zorg",
    "kosten_paramedische_zorg_fysiotherapie",
    "kosten_geriatrische_revalidatiezorg",
    "kosten_eerstelijns_psychologische_zorg",
    "kosten_generalistische_basis_ggz",
)
_SEX = {"m": "male", "man": "male", "mannen": "male", "v": "female", "vrouw": "female"}
# Municipalities on 1 January (Statistics Netherlands, "Gemeentelijke indeling" of each year).
_MUNICIPALITIES = {
    2011: 418, 2012: 415, 2013: 408, 2014: 403, 2015: 393, 2016: 390, 2017: 388, 2018: 380,
    2019: 355, 2020: 355, 2021: 352, 2022: 345, 2023: 342, 2024: 342, 2025: 342,
}  # fmt: skip
# Boundaries of the editions that Vektis gives now, by year of the figures; earlier ones have 2020.
_EDITIONS = {2023: 2025, 2022: 2024, 2021: 2023, 2020: 2022, 2019: 2021}


def boundary_year_of(year: int, municipalities: int) -> int | None:
    """Return of which year the boundaries of a file are, from its number of municipalities.

    Where several years have that number, the present edition of the file decides; None when
    nothing fits.

    Examples
    --------
    >>> boundary_year_of(2015, 388), boundary_year_of(2018, 355), boundary_year_of(2023, 342)
    (2017, 2020, 2025)
    >>> boundary_year_of(2015, 12) is None
    True
    """
    fitting = [y for y, count in _MUNICIPALITIES.items() if count == municipalities and y >= year]
    edition = _EDITIONS.get(year, 2020)
    if len(fitting) == 1:
        return fitting[0]
    return edition if edition in fitting else None


def read_vektis(
    path: Path,
    *,
    kind: str,
    year: int | None = None,
    boundary_year: int | None = None,
    published_on: str | None = None,
) -> OpenData:
    """Read a file of Vektis, of any year.

    Every kind of cost is an indicator (``kosten_farmacie``), and so is their sum
    (``kosten_totaal``): numerator in euros, denominator in insured years, value in euros per
    insured year, n in persons.

    Parameters
    ----------
    path : Path
    kind : str
        vektis_municipality or vektis_postcode3.
    year : int, optional
        Of the figures; otherwise the one year in the name of the file.
    boundary_year : int, optional
        Otherwise, for municipalities, told from their number.
    published_on : str, optional

    Raises
    ------
    InputError
        Neither `year` nor the name of the file says of which year it is.
    """
    year = year or _year_in(path.name)
    head = head_of(path)
    fields = [_completed(field_name(cell)) for cell in head.header]
    at = {name: fields.index(name) for name in ("aantal_verzekerdejaren",)}
    at["area"] = next(fields.index(name) for name in VEKTIS_AREA[kind] if name in fields)
    for name, field in (("sex", "geslacht"), ("age", "leeftijdsklasse"), ("n", "aantal_bsn")):
        if field in fields:
            at[name] = fields.index(field)
    costs = [field for field in fields if field.startswith("kosten_") and field != TOTAL]
    at |= {cost: fields.index(cost) for cost in costs}
    words = [name for name in ("area", "sex", "age") if name in at]
    numbers = [name for name in at if name not in words]
    import pandas as pd

    parts = list(parts_of(head, at, words=words))
    if not parts:
        return OpenData(path.name, kind, frame_of({}, np.zeros(0, dtype=bool)))
    table = pd.concat(
        [part.astype(dict.fromkeys(words, object)) for _, part in parts], ignore_index=True
    )
    marks = [decimal_comma(table[name], usual=None) for name in numbers]
    comma = next((mark for mark in marks if mark is not None), False)
    read = {name: figures_of(table[name], comma=comma) for name in numbers}
    problems, wrong = _problems(path.name, table, read)
    rest = table["area"].isna().to_numpy()
    strata = [name for name in ("sex", "age") if name in at]
    half = ~rest & table[strata].isna().any(axis=1).to_numpy()
    aside = {
        "rows without an area (small cells of all areas together)": int(rest.sum()),
        "rows without a sex or an age class": int(half.sum()),
        "rows with a cell that cannot be read": int((wrong & ~rest & ~half).sum()),
    }
    keep = ~rest & ~half & ~wrong
    table = table[keep]
    values = {name: found.values[keep] for name, found in read.items()}
    if boundary_year is None and kind == "vektis_municipality":
        boundary_year = boundary_year_of(year, table["area"].nunique())
    notes = [f"{head.encoding}, separated by {head.separator}"]
    notes += _of_the_rest(read["aantal_verzekerdejaren"].values, rest)
    if boundary_year is None:
        notes.append("of which year the boundaries are is not known; give `boundary_year`")
    unknown = tuple(
        cell.strip() for i, cell in enumerate(head.header) if i not in at.values() and cell.strip()
    )
    frame = _long(
        table,
        values,
        costs,
        kind=kind,
        year=year,
        boundary_year=boundary_year,
        published=published_on,
    )
    return OpenData(
        path.name, kind, frame, tuple(problems), {k: n for k, n in aside.items() if n},
        unknown, tuple(notes),
    )  # fmt: skip


def _year_in(name: str) -> int:
    found = set(re.findall(r"(?<!\d)20\d\d(?!\d)", name))
    if len(found) == 1:
        return int(found.pop())
    do = "Give `year`, or put the year of the figures into the name of the file."
    raise InputError([Problem(name, "", "the year of the figures", do)])


def _completed(field: str) -> str:
    """Return the whole name of a column that was cut at 32 characters."""
    if len(field) == _CUT:
        return next((whole for whole in _WHOLE if whole.startswith(field)), field)
    return field


def _age(written: str) -> str:
    """Return an age class without padding: 0-4, 90+, 7.

    Examples
    --------
    >>> _age(" 0 t/m  4 jaar"), _age("90+"), _age("75 jaar en ouder"), _age("7")
    ('0-4', '90+', '75+', '7')
    """
    text = " ".join(written.casefold().replace("jaar", "").split())
    if m := re.fullmatch(r"(\d+) ?(?:t/m|tot en met|-|–) ?(\d+)", text):
        return f"{int(m[1])}-{int(m[2])}"
    if m := re.fullmatch(r"(\d+) ?(?:\+|en ouder|of ouder|e\.o\.)", text):
        return f"{int(m[1])}+"
    return str(int(text)) if text.isdigit() else text


def _problems(
    file: str, table: pd.DataFrame, read: dict[str, Any]
) -> tuple[list[Problem], np.ndarray[Any, Any]]:
    problems: list[Problem] = []
    wrong = np.zeros(len(table), dtype=bool)
    for name, found in read.items():
        wrong |= found.wrong
        problems += told_once(file, name, found, 2)
    for name in ("aantal_verzekerdejaren", "n"):
        if name not in read:
            continue
        below = np.flatnonzero(read[name].values < 0)
        if len(below):
            where = f"{file}, row {2 + int(below[0])}, `{name}`"
            got = f"{read[name].values[below[0]]:g}"
            problems.append(Problem(where, got, "a number, zero or more"))
            wrong[below] = True
    return problems, wrong


def _of_the_rest(years: np.ndarray[Any, Any], rest: np.ndarray[Any, Any]) -> list[str]:
    whole = float(np.nansum(years))
    if not rest.any() or not whole:
        return []
    share = 100 * float(np.nansum(years[rest])) / whole
    return [f"rows without an area hold {share:.2f} % of the insured years of the file"]


def _long(
    table: pd.DataFrame,
    values: dict[str, np.ndarray[Any, Any]],
    costs: list[str],
    *,
    kind: str,
    year: int,
    boundary_year: int | None,
    published: str | None,
) -> pd.DataFrame:
    """Return one row per row of the file and kind of cost, the sum of all kinds last."""
    import pandas as pd

    rows, many = len(table), len(costs) + 1
    years = values["aantal_verzekerdejaren"]
    each = np.stack([values[cost] for cost in costs], axis=1)
    numerator = np.column_stack([each, each.sum(axis=1)]).ravel()
    denominator = np.repeat(years, many)
    value = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=value, where=denominator > 0)

    def same(word: str) -> Any:
        return of_codes(np.zeros(rows * many, dtype=np.int8), [word])

    def repeated(column: Any) -> Any:
        words = pd.Categorical(column)
        return of_codes(np.repeat(words.codes, many), words.categories)

    parts = [*costs, "; ".join(sorted(costs))]
    columns: dict[str, Any] = {
        "area": repeated(table["area"].astype(str)),
        "geography": same("municipality" if kind == "vektis_municipality" else "postcode3"),
        "period": same(str(year)),
        "indicator": of_codes(np.tile(np.arange(many), rows), [*costs, TOTAL]),
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "unit": same("euro per verzekerd jaar"),
        "method": same("count"),
        "source": same("Vektis"),
        "composition": of_codes(np.tile([*[-1] * len(costs), 0], rows), [parts[-1]]),
    }
    if "sex" in table:
        columns["sex"] = repeated(table["sex"].map(lambda s: _SEX.get(s.casefold(), s)))
    if "age" in table:
        columns["age"] = repeated(table["age"].map(_age))
    if "n" in values:
        columns["n"] = np.repeat(values["n"], many)
    if boundary_year is not None:
        columns["boundary_year"] = np.full(rows * many, float(boundary_year))
    if published is not None:
        columns["published_on"] = same(published)
    suppressed = np.zeros(rows * many, dtype=bool)
    return frame_of(columns, suppressed)
