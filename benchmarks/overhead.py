"""What the kit adds to a notebook: CPU-seconds outside the kernel, beside those of papermill alone.

The kernel's own process (its start and the cells) is left out on both sides; everything else
counts: the process of the job, the server it is forked from, and the batch that waits for it. Both
are measured in this one run, on the same tiny notebooks, so that only the ratio depends on the
code and neither on the machine. Linux only.

    python benchmarks/overhead.py [REGIONS]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from multiprocessing import forkserver
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

GOAL = 0.3
PAPERMILL = """
import resource, sys
from papermill.cli import papermill
papermill(sys.argv[1:], standalone_mode=False)
spent = resource.getrusage(resource.RUSAGE_SELF)
print(spent.ru_utime + spent.ru_stime)
"""


def own() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def server() -> float:
    """Return the CPU-seconds of the server that jobs are forked from."""
    pid = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def by_the_kit(folder: Path, regions: int) -> tuple[float, int]:
    from batch_cases import a_study, some_notebooks

    from kit.batch import run

    slugs = [f"regio-{n}" for n in range(regions)]
    study = a_study(folder / "study", regions=slugs)
    notebooks = some_notebooks(folder / "notebooks")
    before = own()
    summary = run(study, reports=folder / "reports", regions=slugs, notebooks=notebooks)
    assert summary.exit_code == 0
    jobs = summary.records.values()
    inside = sum(record.own_cpu_seconds or 0.0 for record in jobs)
    return inside + own() - before + server(), len(jobs)


def by_papermill(folder: Path, times: int) -> float:
    asked = ["-p", "region", "regio-0", "--no-progress-bar", "--log-level", "ERROR"]
    command = [sys.executable, "-c", PAPERMILL]
    source = folder / "notebooks" / "logbook.ipynb"
    spent = 0.0
    for n in range(times):
        paths = [str(source), str(folder / f"{n}.ipynb")]
        done = subprocess.run([*command, *paths, *asked], capture_output=True, check=True)
        spent += float(done.stdout.split()[-1])
    return spent / times


def main() -> int:
    regions = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as name:
        spent, jobs = by_the_kit(Path(name), regions)
        plain = by_papermill(Path(name), 5)
    each = spent / jobs
    print(f"kit        {each:.2f} CPU-s per notebook outside the kernel, over {jobs} notebooks")
    print(f"papermill  {plain:.2f} CPU-s per notebook outside the kernel, from its command line")
    print(f"ratio      {each / plain:.2f}")
    print(f"goal       {GOAL:.2f} CPU-s: {'reached' if each <= GOAL else 'NOT reached'}")
    return 0 if each <= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
