"""What a batch has made so far: the findings of a region, and what became of each region.

Reports are composed from what is found here; they compute nothing themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from kit import periods
from kit.errors import InputError, Problem
from kit.finding import Finding
from kit.jobs import WIDE, records
from kit.parameters import NOTEBOOKS
from kit.planning import job_name
from kit.study import Study

__all__ = ["findings_of", "regional_findings", "states", "unmade", "wide_findings"]


def findings_of(study: Study, scope: str, *, until: str | None) -> list[tuple[str, Finding]]:
    """Return the findings of a region, or of all, national, healthkic; in the order of the plan.

    Parameters
    ----------
    study : Study
    scope : str
    until : str or None
        The period of the batch; None is the last of the study.

    Returns
    -------
    list of (str, Finding)
        An anchor, unique within a report, and the finding. Only of jobs whose run record says that
        they were done.

    Raises
    ------
    InputError
        When there is none: the batch has not been run.
    """
    label = periods.parse(until) if until else study.last
    found = _found(study, scope, label)
    if not found:
        do = f"Run `kit run {study.root}` first: reports are composed from what it makes."
        raise InputError([Problem(f"findings of {scope}, {label}", "none", "at least one", do)])
    return found


def wide_findings(study: Study, *, until: str | None) -> dict[str, list[tuple[str, Finding]]]:
    """Return the findings over more than one region, by scope: all, national, healthkic.

    Raises
    ------
    InputError
        When there is none of any scope.
    """
    label = periods.parse(until) if until else study.last
    found = {scope: _found(study, scope, label) for scope in WIDE}
    return found if any(found.values()) else {"all": findings_of(study, "all", until=until)}


def _found(study: Study, scope: str, label: str) -> list[tuple[str, Finding]]:
    folder = study.work / label / "findings"
    known = records(study, label)
    found = []
    for name, given in study.plan:
        job = f"{scope}/{job_name(name, given)}"
        path = folder / f"{job}.json"
        if job in known and known[job].status == "ok" and path.is_file():
            found.append((job.replace("/", "-").replace("_", "-"), Finding.read(path)))
    return found


def unmade(study: Study, scope: str, *, until: str | None) -> list[tuple[str, str]]:
    """Return the findings that the batch tried for a region, or all, and could not make.

    Parameters
    ----------
    study : Study
    scope : str
    until : str or None
        The period of the batch; None is the last of the study.

    Returns
    -------
    list of (str, str)
        The kind of finding and the id of its job, in the order of the plan. What was not begun is
        not among them.
    """
    known = records(study, until)
    jobs = [(name, f"{scope}/{job_name(name, given)}") for name, given in study.plan]
    return [(name, job) for name, job in jobs if job in known and known[job].status != "ok"]


def states(study: Study, *, until: str | None) -> dict[str, str]:
    """Return what became of each region.

    ``ok`` when everything was made; ``incomplete`` when a report can be made of what there is; else
    the status of the first job that failed. Regions without any run record are not in it.
    """
    found: dict[str, str] = {}
    known = records(study, until).values()
    for slug in study.regions:
        own = [record for record in known if record.scope == slug]
        findings = [r.status for r in own if NOTEBOOKS[r.notebook].makes == "finding"]
        reports = [record.status for record in own if record.notebook == "region_report"]
        failed = [status for status in (*findings, *reports) if status != "ok"]
        if not findings and not reports:
            continue
        some = "ok" in findings and {*reports} <= {"ok"}
        found[slug] = "ok" if not failed else "incomplete" if some else failed[0]
    return found


def regional_findings(
    study: Study, states: Mapping[str, str], *, until: str | None
) -> dict[str, list[tuple[str, Finding]]]:
    """Return the findings of every region that has any, by slug."""
    return {
        slug: findings_of(study, slug, until=until)
        for slug in study.regions
        if states.get(slug) in ("ok", "incomplete")
    }
