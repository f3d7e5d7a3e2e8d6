"""CPU-seconds of `kit --help`, beside those of importing pandas, in one run.

python benchmarks/start_up.py [TIMES]
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

GOAL = 0.5


def spent(*command: str) -> float:
    """Return the CPU-seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(times: int) -> None:
    """Print the middle of some runs of each, and their ratio."""
    commands = {"kit --help": ("-m", "kit", "--help"), "import pandas": ("-c", "import pandas")}
    middle = {
        name: statistics.median(spent(*command) for _ in range(times))
        for name, command in commands.items()
    }
    for name, seconds in middle.items():
        print(f"{name:14} {seconds:.2f} CPU-s")
    ratio = middle["kit --help"] / middle["import pandas"]
    print(f"ratio {ratio:.2f}; goal for kit --help: at most {GOAL} CPU-s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
