"""Small studies with figures by area, for the tests of funnels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from kit.catalogue import read_catalogue
from kit.finding import Finding
from kit.funnel_plot import funnel_of
from kit.indicators import read_indicators
from kit.study import Study, open_study

HEAD = (
    "region;area;indicator;period;value;unit;n;improvement;method;numerator;denominator;expected;"
    "low;high;boundary_year"
)
REGIONS = ("noord", "oost", "zuid")
#: Five areas in each of three regions: G01 to G15.
AREAS = {f"G{i:02d}": REGIONS[(i - 1) // 5] for i in range(1, 16)}
NAMES = (
    "Aardal", "Beekloo", "Cromdijk", "Dorpeind", "Eikhorst", "Fluitmeer", "Grasveen", "Hoogzand",
    "IJselloo", "Jutterdam", "Kleiburg", "Lisdonk", "Molenrode", "Nesterwold", "Oeverstad",
)  # fmt: skip


def study_of(folder: Path, rows: Sequence[str], **settings: Any) -> Study:
    """Write and open a study of three regions with these rows of indicators."""
    named = dict(zip(AREAS, NAMES, strict=True))
    regions = [
        {
            "slug": slug,
            "name": slug.capitalize(),
            "areas": [{"code": c, "name": named[c]} for c, of in AREAS.items() if of == slug],
        }
        for slug in REGIONS
    ]
    made = {
        "format": 1, "title": "Proef", "period": {"from": "2018", "until": "2024"},
        "regions": regions,
    } | settings  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yml").write_text(yaml.safe_dump(made, sort_keys=False), encoding="utf-8")
    (folder / "indicators.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return open_study(folder)


def row(
    area: str,
    numerator: Any = "",
    denominator: Any = "",
    *,
    period: str = "2023",
    value: Any = None,
    unit: str = "per 1000 inwoners",
    per: float = 1000,
    **other: Any,
) -> str:
    """Return one row of indicators; the figure follows from the counts where none is given."""
    if value is None:
        value = round(per * numerator / denominator, 2) if denominator != "" else ""
    of = {
        "region": AREAS.get(area, "noord"), "area": area, "indicator": "vallen", "period": period,
        "value": value, "unit": unit, "method": "telling", "numerator": numerator,
        "denominator": denominator, "boundary_year": "2024",
    } | other  # fmt: skip
    return ";".join(str(of.get(name, "")) for name in HEAD.split(";"))


def sizes() -> np.ndarray[Any, Any]:
    """Return the inhabitants of the fifteen areas."""
    return np.linspace(6_000, 90_000, len(AREAS)).round().astype(int)


def drawn(seed: int, *, rate: float = 0.012, planted: float = 1.0) -> list[str]:
    """Draw events of one rate for every area; of G08 `planted` times as many are expected."""
    rng = np.random.default_rng(seed)
    times = np.array([planted if area == "G08" else 1.0 for area in AREAS])
    events = rng.poisson(rate * times * sizes())
    return [row(area, int(x), int(n)) for area, x, n in zip(AREAS, events, sizes(), strict=True)]


def found(study: Study, *, region: str = "oost", release: str = "region", **asked: Any) -> Finding:
    """Return the funnel of the one indicator of these studies."""
    read = read_indicators(study, catalogue=_catalogue())
    given = {"indicator": "vallen", "until": None, "indicators": read} | asked
    return funnel_of(study, region=region, release=release, **given)


_catalogue = cache(read_catalogue)
