"""The drawing in kit/README.md, the contracts of import-linter and the files say the same."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def drawn() -> list[str]:
    """Return the modules of the drawing, from the ground up, each shelf from left to right."""
    text = (ROOT / "kit" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d \| \w+ \| (.+) \|$", text, re.MULTILINE)
    return [name.strip() for row in reversed(rows) for name in row.split(",")]


def wing(name: str) -> set[str]:
    """Return the modules of a wing of the drawing."""
    text = (ROOT / "kit" / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| \d \| {name} \| (.+) \|$", text, re.MULTILINE)
    assert found
    return {module.strip() for module in found[1].split(",")}


def contract(name: str) -> configparser.SectionProxy:
    """Return a contract of import-linter."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    return contracts[f"importlinter:contract:{name}"]


def layered() -> list[str]:
    """Return the modules of the contract, from the ground up."""
    layers = contract("shelves")["layers"].split()
    return list(reversed([name for name in layers if name != "__main__"]))


def test_every_module_has_a_place_in_the_drawing():
    files = {p.stem for p in (ROOT / "kit").glob("*.py")} - {"__init__", "__main__"}
    packages = {p.parent.name for p in (ROOT / "kit").glob("*/__init__.py")}
    assert sorted(drawn()) == sorted(files | packages)


def test_the_drawing_and_the_contract_put_every_module_in_the_same_order():
    # The wings stand side by side in the drawing and one above the other in the contract.
    beside = wing("measurement")
    assert [m for m in drawn() if m not in beside] == [m for m in layered() if m not in beside]
    assert [m for m in drawn() if m in beside] == [m for m in layered() if m in beside]
    assert set(drawn()) == set(layered())


@pytest.mark.parametrize(("one", "other"), [("meaning", "measurement"), ("measurement", "meaning")])
def test_the_two_wings_are_kept_apart_whole(one, other):
    kept = contract(one)
    assert {m.removeprefix("kit.") for m in kept["source_modules"].split()} == wing(one)
    assert {m.removeprefix("kit.") for m in kept["forbidden_modules"].split()} == wing(other)


def test_imports_go_down_the_shelves():
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_module_is_longer_than_400_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "kit").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
