"""Small studies with counts by area, age and period, and deprivation groups of areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from kit.study import Study, open_study

__all__ = ["AGES", "count", "study_of"]

AGES = ("40-64", "65-74", "75+")


def count(
    area: str, segment: str, observed: Any, persons: Any, *, period: str = "2024",
    region: str = "oost", problem: str = "vallen",
) -> dict[str, Any]:  # fmt: skip
    """Return a row of problem_counts."""
    return {"region": region, "area": area, "problem": problem, "segment": segment,
            "period": period, "observed": observed, "persons": persons,
            "source": "Register"}  # fmt: skip


def study_of(
    folder: Path,
    counts: Iterable[Mapping[str, Any]],
    *,
    areas: Mapping[str, str],
    deprivation: Mapping[str, int] | None = None,
    regions: Sequence[str] = ("oost", "west"),
) -> Study:
    """Write a study: `areas` code to region, `deprivation` code to group."""
    groups = deprivation or {}
    settings = {
        "format": 1,
        "title": {"nl": "Proef", "en": "Trial"},
        "languages": ["nl", "en"],
        "period": {"from": "2019Q1", "until": "2024Q4"},
        "regions": [
            {"slug": slug, "name": slug.title(), "kavel": False, "inhabitants": 100000,
             "areas": [{"code": f"GM000{n}", "name": f"Gemeente {n}"}]}
            for n, slug in enumerate(regions, start=1)
        ],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    lines = ["region;code;name;geography;deprivation;deprivation_source"]
    for code, region in areas.items():
        group = groups.get(code, "")
        source = "Indeling 2022" if code in groups else ""
        lines.append(f"{region};{code};Wijk {code};district;{group};{source}")
    (folder / "areas.csv").write_text("\n".join(lines) + "\n", "utf-8")
    names = list(count("", "", 0, 0))
    body = [";".join(names)]
    body += [";".join(str(row[name]) for name in names) for row in counts]
    (folder / "problem_counts.csv").write_text("\n".join(body) + "\n", "utf-8")
    return open_study(folder)
