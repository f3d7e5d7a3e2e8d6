"""Open data on areas: files of StatLine, RIVM, Vektis and plain long tables, in one long frame.

============  ======================================================================================
module        what it does
============  ======================================================================================
recognising   says which file this is, and why
statline      StatLine, typed and untyped; RIVM's health by district and neighbourhood (50120NED)
vektis        costs under the Health Insurance Act by municipality or postcode area, any year
long_table    a plain long table in CSV or a workbook
recoding      puts figures of old municipalities under new boundaries
regional      sums counts of areas to a region; published rates are refused
handing_over  makes rows of the table `indicators` of them
============  ======================================================================================

Shown, suppressed and missing stay apart from the first reading on; a zero is shown. Nothing is
made up: what a file does not say is not stated.
"""

from __future__ import annotations

from pathlib import Path

from kit.errors import InputError, Problem
from kit.open_data.frame import OpenData
from kit.open_data.handing_over import as_indicators
from kit.open_data.long_table import read_long_table
from kit.open_data.recoding import read_recodes, recode
from kit.open_data.recognising import recognise
from kit.open_data.regional import sum_to_region
from kit.open_data.statline import read_statline
from kit.open_data.vektis import read_vektis

__all__ = [
    "OpenData", "as_indicators", "read_open_data", "read_recodes", "recode", "recognise",
    "sum_to_region",
]  # fmt: skip


def read_open_data(
    path: Path,
    *,
    year: int | None = None,
    boundary_year: int | None = None,
    published_on: str | None = None,
) -> OpenData:
    """Read a file of open data, whichever of the known ones it is.

    Parameters
    ----------
    path : Path
    year : int, optional
        Of the figures, for a file of Vektis whose name does not say.
    boundary_year : int, optional
        Of which year the municipal boundaries are, where the file does not say.
    published_on : str, optional
        When the source gave the figures, such as 2024-06-01.

    Raises
    ------
    InputError
        The file cannot be opened, is none of the known ones, or lacks what it needs.
    """
    found = recognise(path)
    kind = found.kind
    if kind in ("vektis_municipality", "vektis_postcode3"):
        return read_vektis(
            path, kind=kind, year=year, boundary_year=boundary_year, published_on=published_on
        )
    if kind in ("statline_untyped", "statline_typed", "rivm_neighbourhoods"):
        return read_statline(
            path, kind=kind, boundary_year=boundary_year, published_on=published_on
        )
    if kind == "long_table":
        return read_long_table(path)
    expected = "a file of StatLine, RIVM (50120NED) or Vektis, or a long table"
    do = f"What was looked for: {'; '.join(found.reasons)}."
    raise InputError([Problem(path.name, "", expected, do)])
