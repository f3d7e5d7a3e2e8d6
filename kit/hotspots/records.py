"""What the region wrote about its hotspots: the issues, as it wrote them down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.areas import read_areas
from kit.hotspot_sources import read_hotspot_issues
from kit.language import Both
from kit.terms import column, label, terms

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["issues_table"]

_SHOWN = ("issue", "whose", "problem", "segment", "area", "together", "status")


def issues_table(
    study: Study, *, region: str, until: str, language: str
) -> tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return caption, heads and rows of the issues of one region: whose, which hotspot, together?

    Parameters
    ----------
    region : str
        Of this region only: what people wrote stays with the region that wrote it.
    until : str
        Last period that counts (inclusive); an issue without a day is in it.
    """
    areas = read_areas(study)
    frame = read_hotspot_issues(study, areas).frame
    last = study.until(until)
    in_time = frame["noted_on"].map(lambda day: day is None or day != day or day <= last)
    own = frame[(frame["region"] == region) & in_time.astype(bool)]

    def written(name: str, value: Any) -> str:
        if value is None or value != value:
            return "–"
        if name in ("problem", "segment"):
            return study.indicators.get(value, Both.of(value))[language]
        if name == "area":
            return areas.names.get(value, value)
        for called in {"whose": ("voice_group", "role"), "together": ("together",),
                       "status": ("issue_status",)}.get(name, ()):  # fmt: skip
            if value in terms(called):
                return label(called, value, language)
        return str(value)

    rows = tuple(
        tuple(written(name, row[name]) for name in _SHOWN) for row in own.to_dict("records")
    )
    heads = tuple(column("hotspot_issues", name).label[language] for name in _SHOWN)
    said = Both(
        "Vraagstukken rond de aandachtspunten, zoals de regio ze opschreef.",
        "Issues around the hotspots, as the region wrote them down.",
    )
    return said[language], heads, rows
