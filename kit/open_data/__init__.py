"""Open data on areas: files of StatLine, RIVM, Vektis and plain long tables, in one long frame.

============  ======================================================================================
module        what it does
============  ======================================================================================
recognising   says which file this is, and why
reading       reads a file, whichever of the known ones it is
statline      StatLine, typed and untyped; RIVM's health by district and neighbourhood (50120NED)
vektis        costs under the Health Insurance Act by municipality or postcode area, any year
long_table    a plain long table in CSV, a workbook or Parquet
recoding      puts figures of old municipalities under new boundaries
regional      sums counts of areas to a region; published rates are refused
folder        all files of the folder ``open_data/`` of a study, as rows of its indicators
handing_over  makes rows of the table `indicators` of them
============  ======================================================================================

Shown, suppressed and missing stay apart from the first reading on; a zero is shown. Nothing is
made up: what a file does not say is not stated.
"""

from __future__ import annotations

from kit.open_data.folder import FromFolder, read_folder
from kit.open_data.frame import OpenData
from kit.open_data.handing_over import as_indicators
from kit.open_data.parquet_files import grid_of
from kit.open_data.reading import read_open_data
from kit.open_data.recoding import changed, read_recodes, recode, study_recodes
from kit.open_data.recognising import recognise
from kit.open_data.regional import sum_to_region

__all__ = [
    "FromFolder", "OpenData", "as_indicators", "changed", "grid_of", "read_folder",
    "read_open_data", "read_recodes", "recode", "recognise", "study_recodes", "sum_to_region",
]  # fmt: skip
