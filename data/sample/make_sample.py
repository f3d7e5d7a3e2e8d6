"""Make the sample study: invented regions, logbooks dealt from the bank, series with a known truth.

    python data/sample/make_sample.py [--seed 2024] [--to FOLDER] [--times 1]

Seed 2024 written into the folder of this file is the committed sample. Another seed deals the same
bank anew; ``--times 20`` makes twenty times as many regions and entries, for benchmarks. What is
planted stands in ``plan.yml``, what came of it in the ``truth.yml`` that is written beside it.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from sample_areas import as_geojson, as_table, districts_of
from sample_codings import code
from sample_dealing import deal, slots_of, trends_of
from sample_decisions import decide
from sample_entries import elsewhere, entry_of, numbered
from sample_evaluation import write_plan
from sample_files import write_study, write_themes, write_truth
from sample_hotspots import municipal_figures, tables_of, true_of
from sample_interviews import RAW, Made, clean
from sample_maturity import answers
from sample_pool import POOL, pool_figures, pool_of
from sample_series import series_of
from sample_themes import themes_of
from sample_validation import write_answered

from kit.codebook import study_codebook
from kit.codings import append
from kit.files import write_whole
from kit.logbook import read_logbook
from kit.study import open_study
from kit.terms import columns

__all__ = ["SEED", "Sample", "build", "write"]

SEED = 2024
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Sample:
    """A study that was made, not yet written.

    Attributes
    ----------
    study : dict
        What goes to ``study.yml``.
    logbook : DataFrame
        One row per entry: the columns of the form, and `file`, the region or tier that delivers it.
    delivers : mapping of file to how
        How each region delivers its logbook.
    indicators : DataFrame
        The long table; values as text, as the source gives them.
    change_tasks, interventions : DataFrame
    maturity, workshop : DataFrame
        Empty where there are more than the six regions.
    pool : DataFrame or None
        Figures of the comparison pool; None as well.
    hotspots : mapping of table to DataFrame
        Areas, and what hotspots are read from; empty where there are more than the six regions.
    shapes : str
        Of the areas, as GeoJSON; empty as well.
    truth : dict
        What goes to ``truth.yml``; what is true of the work of people is added when it is written.
    people : dict or None
        The plan of what people code, distil and validate; None where nobody does.
    evaluation : dict or None
        The analysis plan and its registration.
    """

    study: dict[str, Any]
    logbook: pd.DataFrame
    delivers: Mapping[str, str]
    indicators: pd.DataFrame
    change_tasks: pd.DataFrame
    interventions: pd.DataFrame
    maturity: pd.DataFrame
    workshop: pd.DataFrame
    pool: pd.DataFrame | None
    hotspots: Mapping[str, pd.DataFrame]
    shapes: str
    truth: dict[str, Any]
    people: dict[str, Any] | None
    evaluation: dict[str, Any] | None


def build(seed: int = SEED, *, times: int = 1) -> Sample:
    """Make a sample.

    Parameters
    ----------
    seed : int
        The same seed gives the same sample.
    times : int
        How many times the six regions are made; each time the bank is dealt anew. The first six
        are the same whatever `times` is. People code only where there is one of each.

    Returns
    -------
    Sample
    """
    plan = _read(HERE / "plan.yml")
    bank = _bank()
    rows: list[dict[str, Any]] = []
    figures: list[dict[str, Any]] = []
    truth = _truth(plan, seed)
    regions: list[Mapping[str, Any]] = []
    for copy in range(1, times + 1):
        rng = np.random.default_rng([seed, copy])
        own = [_copied(region, copy) for region in plan["regions"]]
        slots = [slot for region in own for slot in slots_of(rng, region, plan)]
        dealt = deal(rng, slots, bank, plan)
        made = [entry_of(rng, slot, entry, plan) for slot, entry in zip(slots, dealt, strict=True)]
        made += elsewhere(rng, own, bank, plan, copy)
        rows += numbered(made)
        truth["logbook"]["trends"] += trends_of(slots, dealt, plan)
        figures += series_of(np.random.default_rng([seed, copy, 1]), own, plan, truth["indicators"])
        regions += own
    districts = districts_of(plan) if times == 1 else ()
    hotspots: dict[str, pd.DataFrame] = {}
    if districts:
        figures += municipal_figures(plan, districts, seed)
        hotspots = {"areas": as_table(districts), **tables_of(plan["hotspots"], districts, seed)}
        truth["hotspots"] = true_of(plan)
    pool = None
    if times == 1:
        pool, truth["comparison_pool"] = pool_figures(plan, seed)
    truth["logbook"]["entries"] = {row["id"]: row.pop("truth") for row in rows}
    study = {
        "format": 1,
        "title": plan["title"],
        "synthetic": True,
        "languages": ["nl", "en"],
        "period": plan["period"],
        "regions": [region["study"] for region in regions],
        "notebooks": plan["notebooks"],
        "indicators": plan["indicator_names"],
    } | ({"raw": RAW, "comparison_pool": pool_of(plan)} if times == 1 else {})
    return Sample(
        study=study,
        logbook=pd.DataFrame(rows, columns=[*columns("logbook"), "file"], dtype=object),
        delivers={region["study"]["slug"]: region["write"] for region in regions},
        indicators=pd.DataFrame(figures, columns=list(columns("indicators")), dtype=object),
        change_tasks=_per_region(plan["change_tasks"], regions, "change_tasks"),
        interventions=_per_region(plan["interventions"], regions, "interventions"),
        maturity=answers(plan["maturity"] if times == 1 else {"regions": {}}, seed),
        workshop=pd.DataFrame(plan["workshop"] * (times == 1), columns=list(columns("workshop"))),
        pool=pool,
        hotspots=hotspots,
        shapes=as_geojson(districts) if districts else "",
        truth=truth,
        people=plan["people"] if times == 1 else None,
        evaluation={k: plan[k] for k in ("analysis_plan", "registered")} if times == 1 else None,
    )


def write(sample: Sample, folder: Path) -> list[Path]:
    """Write a sample as a study folder; return the files, sorted.

    People work on the texts as the kit reads them, so these are written first, and read.
    """
    written = write_study(
        folder,
        study=sample.study,
        logbook=sample.logbook,
        delivers=sample.delivers,
        tables={
            "indicators/indicators.csv": sample.indicators,
            "change_tasks.csv": sample.change_tasks,
            "interventions.csv": sample.interventions,
            "maturity.csv": sample.maturity,
            "workshop.csv": sample.workshop,
            **({} if sample.pool is None else {POOL: sample.pool}),
            **{f"{name}.csv": table for name, table in sample.hotspots.items()},
        },
    )
    if sample.shapes:
        written.append(write_whole(folder / "areas.geojson", sample.shapes))
    if sample.evaluation:
        planned = sample.evaluation
        written += write_plan(folder, planned["analysis_plan"], planned["registered"])
    truth = sample.truth
    if sample.people is not None:
        spoken = _interviews(folder)
        shutil.rmtree(folder / "interviews", ignore_errors=True)
        written += [write_whole(folder / name, data) for name, data in spoken.files.items()]
        files, more = _people(folder, sample.truth, sample.people, spoken)
        written += files
        truth = truth | more | {"interviews": spoken.truth}
    return sorted([*written, write_truth(folder, truth)])


def write_raw(folder: Path) -> list[Path]:
    """Write the raw files of the interviews beside a sample; return them, sorted."""
    raw = (folder / RAW).resolve()
    files = _interviews(folder).raw
    return sorted(write_whole(raw / name, data) for name, data in files.items())


def _interviews(folder: Path) -> Made:
    return clean((folder / "study.yml").read_text(encoding="utf-8"))


def _people(
    folder: Path, truth: Mapping[str, Any], plan: Mapping[str, Any], spoken: Made
) -> tuple[list[Path], dict[str, Any]]:
    """Let people code, distil and validate; return the files, and what is true of them."""
    seed, entries = truth["seed"], truth["logbook"]["entries"]
    study = open_study(folder)
    documents, codebook = read_logbook(study).documents, study_codebook(study)
    # Copies are numbered from 1; the work of people has numbers of its own.
    people = code(np.random.default_rng([seed, 0, 1]), documents, entries, plan, codebook)
    every = [one for records in people.records.values() for one in records]
    decided, verdicts = decide(
        np.random.default_rng([seed, 0, 3]), documents, entries, plan, codebook, every
    )
    written = []
    for coder, records in people.records.items():
        path = folder / "codings" / f"{coder}.jsonl"
        path.unlink(missing_ok=True)
        own = [one for one in decided if one.coder == coder]
        append(study, coder=coder, codings=[*records, *own])
        written.append(path)
    draw = np.random.default_rng([seed, 0, 2])
    themes = themes_of(draw, documents, entries, plan, spoken.passages)
    written.append(write_themes(folder, themes))
    files, whole = write_answered(study, documents, entries, plan, codebook, seed=seed)
    codings = people.truth | {"decided": verdicts}
    return [*written, *files], {"codings": codings, "validation": whole}


def _read(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


@cache
def _bank() -> tuple[Mapping[str, Any], ...]:
    """Return every entry of the bank with where it stands there, such as ``a-017``."""
    entries = []
    for path in sorted((HERE / "bank").glob("entries_*.yml")):
        letter = path.stem.removeprefix("entries_")
        for number, entry in enumerate(_read(path), start=1):
            entries.append(entry | {"bank": f"{letter}-{number:03d}"})
    return tuple(entries)


def _copied(region: Mapping[str, Any], copy: int) -> Mapping[str, Any]:
    """Return the region itself, or its copy with a slug, codes and pseudonyms of its own."""
    if copy == 1:
        return {**region, "like": region["study"]["slug"]}
    study = dict(region["study"])
    like = study["slug"]
    study |= {"slug": f"{like}-{copy:02d}", "name": f"{study['name']} {copy}"}
    study["areas"] = [area | {"code": f"{area['code']}-{copy}"} for area in study["areas"]]
    return {
        **region,
        "study": study,
        "like": like,
        "cast": {f"{author}-{copy}": role for author, role in region["cast"].items()},
        "main_until": {f"{a}-{copy}": d for a, d in region.get("main_until", {}).items()},
    }


def _per_region(
    rows: Sequence[dict[str, Any]], regions: Sequence[Mapping[str, Any]], table: str
) -> pd.DataFrame:
    """Give each region, copies too, the rows that the plan has for it."""
    out = []
    for region in regions:
        slug = region["study"]["slug"]
        tail = slug.removeprefix(region["like"]).lstrip("-")
        for row in rows:
            if row["region"] == region["like"]:
                own = dict(row) | {"region": slug}
                if tail and own.get("area"):
                    own["area"] = f"{own['area']}-{int(tail)}"
                out.append(own)
    return pd.DataFrame(out, columns=list(columns(table)), dtype=object)


def _truth(plan: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return the truth before anything was made: what is as the plan says."""
    kept = ("unit", "autocorrelation", "spread", "season")
    return {
        "seed": seed,
        "logbook": {
            "main_authors": {
                region["study"]["slug"]: region.get("main_until") or next(iter(region["cast"]))
                for region in plan["regions"]
            },
            "silences": plan["silences"],
            "written_late": plan["written_late"],
            "all_of_the_team": plan["all_of_the_team"],
            "trends": [],
            "entries": {},
        },
        "indicators": {
            "noise": {
                name: {key: made[key] for key in kept} for name, made in plan["indicators"].items()
            },
            "shifts": [],
            "null": [],
            "few_people": plan["few_people"],
            "hidden_at_source": plan["hidden_at_source"],
            "not_given": plan["not_given"],
        },
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Make and write a sample from the command line."""
    parser = argparse.ArgumentParser(description="Make the sample study, or a larger one.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--to", type=Path, default=HERE, metavar="FOLDER")
    parser.add_argument("--times", type=int, default=1, help="how many times the six regions")
    given = parser.parse_args(arguments)
    made = build(given.seed, times=given.times)
    files = write(made, given.to)
    if made.people is not None:
        files += write_raw(given.to)
    print(f"{len(files)} files in {given.to}")


if __name__ == "__main__":
    main()
