"""What a batch has made so far: the findings of a region, and what became of each region.

Reports are composed from what is found here; they compute nothing themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from kit import periods
from kit.errors import InputError, Problem
from kit.finding import Finding
from kit.jobs import records
from kit.planning import job_name
from kit.study import Study

__all__ = ["findings_of", "regional_findings", "states"]


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
    folder = study.work / label / "findings"
    known = records(study, label)
    found = []
    for name, given in study.plan:
        job = f"{scope}/{job_name(name, given)}"
        path = folder / f"{job}.json"
        if job in known and known[job].status == "ok" and path.is_file():
            found.append((job.replace("/", "-").replace("_", "-"), Finding.read(path)))
    if not found:
        do = f"Run `kit run {study.root}` first: reports are composed from what it makes."
        raise InputError([Problem(f"findings of {scope}, {label}", "none", "at least one", do)])
    return found


def states(study: Study, *, until: str | None) -> dict[str, str]:
    """Return what became of each region: ``ok``, or the status of the first job that failed.

    Regions without any run record are not in it.
    """
    found: dict[str, str] = {}
    for record in records(study, until).values():
        if record.scope in study.regions and found.get(record.scope, "ok") == "ok":
            found[record.scope] = record.status
    return found


def regional_findings(
    study: Study, states: Mapping[str, str], *, until: str | None
) -> dict[str, list[tuple[str, Finding]]]:
    """Return the findings of every region whose run succeeded, by slug."""
    return {
        slug: findings_of(study, slug, until=until)
        for slug in study.regions
        if states.get(slug) == "ok"
    }
