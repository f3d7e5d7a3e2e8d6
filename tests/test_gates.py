"""The gates are covered branch by branch: whoever changes one is told what no test looks at."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_every_branch_of_the_gates_is_tested(tmp_path):
    tests = ["tests/test_disclosure.py", "tests/test_provenance.py"]
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests,
            "--cov=kit.disclosure", "--cov=kit.provenance", "--cov-branch",
            "--cov-fail-under=100", "--cov-report=term-missing",
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "COVERAGE_FILE": str(tmp_path / "coverage")},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
