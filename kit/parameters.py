"""The one declaration of what a notebook may be asked.

Every parameter of every notebook is declared here once; the notebooks' own cells are held against
it by a test. A value is checked and converted *before* a notebook runs: papermill itself only warns
about a misspelt name and would then report the default region under the wrong title.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from kit import periods
from kit.codebook import study_codebook
from kit.errors import InputError, Problem, unknown_name
from kit.language import Both
from kit.study import Study
from kit.terms import terms

__all__ = ["NOTEBOOKS", "PARAMETERS", "Notebook", "Parameter", "resolve"]


@dataclass(frozen=True)
class Parameter:
    """One thing that a notebook may be asked.

    Attributes
    ----------
    name : str
    default : str or None
        As in the notebook, on the sample.
    says : Both
        What it means; the English text stands behind it in the notebook.
    list : str
        A list of ``terms.yml`` that the value must be in, or empty.
    """

    name: str
    default: str | None
    says: Both
    list: str = ""


@dataclass(frozen=True)
class Notebook:
    """A notebook that ships with the kit.

    Attributes
    ----------
    name : str
        Its file is ``notebooks/NAME.ipynb``.
    parameters : tuple of str
        Names in `PARAMETERS`.
    scopes : tuple of str
        For what it can be run: region (a slug), consortium (all regions together), national,
        healthkic.
    makes : {"finding", "report", "nothing"}
    own : mapping
        Defaults on the sample that are not those of `PARAMETERS`.
    """

    name: str
    parameters: tuple[str, ...]
    scopes: tuple[str, ...]
    makes: str
    own: Mapping[str, str] = field(default_factory=dict)


_ALL = (
    Parameter("study", "../data/sample", Both("map van de studie", "folder of the study")),
    Parameter(
        "region",
        "noorderkolk",
        Both(
            "korte naam van de regio in study.yml, of all, national, healthkic",
            "short name of the region in study.yml, or all, national, healthkic",
        ),
    ),
    Parameter(
        "until",
        "2024Q4",
        Both("laatste periode die meetelt (tot en met)", "last period that counts (inclusive)"),
    ),
    Parameter(
        "release",
        "region",
        Both(
            "voor wie: team, region, consortium, public",
            "for whom: team, region, consortium, public",
        ),
        list="release",
    ),
    Parameter("language", "en", Both("taal: nl of en", "language: nl or en")),
    Parameter(
        "code_list",
        "phm_element",
        Both("welke codes van het codeboek", "which codes of the codebook"),
        list="code_list",
    ),
    Parameter(
        "unit",
        "part",
        Both(
            "eenheid waarin coderingen worden vergeleken: part, paragraph, sentence",
            "unit in which codings are compared: part, paragraph, sentence",
        ),
        list="coding_unit",
    ),
    Parameter(
        "indicator",
        "ed_visits_per_1000",
        Both("welke indicator uit de map indicators", "which indicator of the folder indicators"),
    ),
    Parameter(
        "rules",
        "making_data_count",
        Both(
            "regels voor een signaal: making_data_count, run_chart, anhoej",
            "rules for a signal: making_data_count, run_chart, anhoej",
        ),
    ),
    Parameter(
        "kind",
        "auto",
        Both(
            "soort kaart: auto, run, xmr, p, u, c, t",
            "kind of chart: auto, run, xmr, p, u, c, t",
        ),
        list="chart_kind",
    ),
    Parameter(
        "period",
        "latest",
        Both(
            "welke periode, of latest: de laatste met genoeg gebieden",
            "which period, or latest: the last with enough areas",
        ),
    ),
    Parameter(
        "problem",
        "all",
        Both(
            "welk probleem uit problem_counts, of all: alle",
            "which problem of problem_counts, or all of them",
        ),
    ),
    Parameter(
        "segment",
        "all",
        Both(
            "welke groep uit problem_counts, of all: alle",
            "which segment of problem_counts, or all of them",
        ),
    ),
)
PARAMETERS: Mapping[str, Parameter] = {parameter.name: parameter for parameter in _ALL}
_USUAL = ("study", "region", "until", "release", "language")
NOTEBOOKS: Mapping[str, Notebook] = {
    notebook.name: notebook
    for notebook in (
        Notebook("00_start_here", ("study", "language"), (), "nothing"),
        Notebook("logbook", _USUAL, ("region", "consortium", "national", "healthkic"), "finding"),
        Notebook(
            "mentions",
            (*_USUAL, "code_list"),
            ("region", "consortium", "national", "healthkic"),
            "finding",
        ),
        Notebook("themes", _USUAL, ("region", "consortium"), "finding"),
        Notebook("co_occurrence", (*_USUAL, "code_list"), ("region",), "finding"),
        Notebook("saturation", (*_USUAL, "code_list"), ("region",), "finding"),
        Notebook("agreement", (*_USUAL, "code_list", "unit"), ("region", "consortium"), "finding"),
        Notebook("maturity", _USUAL, ("region", "consortium"), "finding"),
        Notebook("indicators", _USUAL, ("region", "consortium"), "finding"),
        Notebook("control_chart", (*_USUAL, "indicator", "rules", "kind"), ("region",), "finding"),
        Notebook(
            "funnel",
            (*_USUAL, "indicator", "period"),
            ("region", "consortium"),
            "finding",
            {"indicator": "fall_injuries_per_1000"},
        ),
        Notebook("hotspots", (*_USUAL, "problem", "segment"), ("region", "consortium"), "finding"),
        *(
            Notebook(
                name,
                (*_USUAL, "problem", "period"),
                ("region", "consortium"),
                "finding",
                {"problem": "copd_attacks"},
            )
            for name in ("standardised_rates", "inequality")
        ),
        Notebook("interrupted_series", (*_USUAL, "indicator"), ("region",), "finding"),
        Notebook(
            "staggered_starts",
            (*_USUAL, "indicator"),
            ("consortium",),
            "finding",
            {"region": "all", "release": "consortium"},
        ),
        Notebook("synthetic_comparison", (*_USUAL, "indicator"), ("region",), "finding"),
        Notebook(
            "pooled_effects",
            (*_USUAL, "indicator"),
            ("consortium",),
            "finding",
            {"region": "all", "release": "consortium"},
        ),
        Notebook(
            "trajectories",
            (*_USUAL, "indicator"),
            ("region", "consortium"),
            "finding",
            {"region": "all", "release": "consortium"},
        ),
        Notebook("learning_history", _USUAL, ("region",), "finding"),
        Notebook("learning_history_document", _USUAL, ("region",), "report"),
        Notebook("region_report", _USUAL, ("region",), "report"),
        Notebook(
            "consortium_report",
            ("study", "until", "release", "language"),
            ("consortium",),
            "report",
        ),
    )
}


def resolve(notebook: str, given: Mapping[str, Any], *, study: Study) -> dict[str, str | None]:
    """Check the parameters for a notebook, all at once.

    Parameters
    ----------
    notebook : str
    given : mapping
        What was asked; names that are not given keep the notebook's default and are not returned.
    study : Study

    Returns
    -------
    dict
        Values as text, ready for the notebook.

    Raises
    ------
    InputError
        For an unknown notebook, parameter, region, period or list value, with the nearest name.
    """
    if notebook not in NOTEBOOKS:
        raise InputError([unknown_name("study.yml, `notebooks`", notebook, NOTEBOOKS)])
    declared = NOTEBOOKS[notebook].parameters
    problems: list[Problem] = []
    values: dict[str, str | None] = {}
    for name, value in given.items():
        where = f"notebook {notebook}, `{name}`"
        if name not in declared:
            problems.append(unknown_name(f"notebook {notebook}, parameter", name, declared))
            continue
        if value is None:
            values[name] = None
            continue
        text = str(value)
        values[name] = text
        if PARAMETERS[name].list and text not in (known := _known(PARAMETERS[name].list, study)):
            problems.append(unknown_name(where, text, known))
        elif name == "language" and text not in ("nl", "en"):
            problems.append(unknown_name(where, text, ("nl", "en")))
        elif name == "region" and text not in (*study.regions, "all", "national", "healthkic"):
            problems.append(unknown_name(where, text, study.regions))
        elif name == "until" or (name == "period" and text != "latest"):
            try:
                values[name] = periods.parse(text)
            except ValueError as error:
                problems.append(Problem(where, text, str(error)))
    if problems:
        raise InputError(problems)
    return values


def _known(name: str, study: Study) -> Collection[str]:
    """Return what may be chosen from a list; a study's own codebook has lists of its own."""
    if name == "code_list" and study.codebook:
        return {code.list for code in study_codebook(study).codes.values()}
    return terms(name)
