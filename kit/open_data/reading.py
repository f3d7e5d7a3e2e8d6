"""A file of open data, whichever of the known ones it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kit.errors import InputError, Problem
from kit.open_data.frame import OpenData
from kit.open_data.long_table import read_long_table
from kit.open_data.recognising import recognise
from kit.open_data.statline import read_statline
from kit.open_data.vektis import read_vektis

__all__ = ["read_open_data"]


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
        read = read_vektis(
            path, kind=kind, year=year, boundary_year=boundary_year, published_on=published_on
        )
    elif kind in ("statline_untyped", "statline_typed", "rivm_neighbourhoods"):
        read = read_statline(
            path, kind=kind, boundary_year=boundary_year, published_on=published_on
        )
    elif kind == "long_table":
        read = read_long_table(path)
    else:
        expected = "a file of StatLine, RIVM (50120NED) or Vektis, or a long table"
        do = f"What was looked for: {'; '.join(found.reasons)}."
        raise InputError([Problem(path.name, "", expected, do)])
    return replace(read, reasons=found.reasons)
