"""The files that say what the kit needs agree, and `start.py` does what it promises."""

import ast
import importlib.machinery
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import types
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
CORE = {r.name: r for r in map(Requirement, PROJECT["dependencies"])}
EXTRA = {r.name: r for r in map(Requirement, PROJECT["optional-dependencies"]["test"])}
BUILD = {r.name: r for r in map(Requirement, PYPROJECT["build-system"]["requires"])}
CONDA_NAMES = {"matplotlib": "matplotlib-base", "pandera": "pandera-pandas"}
NOT_ON_CONDA = {"diff-diff", "pypdfium2", "simplemma"}

# Licences that would bind whoever uses or passes on the kit.
BINDING = re.compile(r"\b[AL]?GPL|General Public|Affero", re.IGNORECASE)
# A package whose metadata name such a licence beside one that we may choose: name -> reason.
DUAL: dict[str, str] = {}
# Packages that not every system or Python needs, read from their metadata by hand.
ELSEWHERE = {
    "aiohappyeyeballs": "PSF-2.0",
    "aiohttp": "Apache-2.0 AND MIT",
    "aiosignal": "Apache-2.0",
    "appnope": "BSD-2-Clause",
    "colorama": "BSD-3-Clause",
    "frozenlist": "Apache-2.0",
    "multidict": "Apache-2.0",
    "overrides": "Apache-2.0",
    "pexpect": "ISC",
    "propcache": "Apache-2.0",
    "ptyprocess": "ISC",
    "pywinpty": "MIT",
    "yarl": "Apache-2.0",
}


def locked() -> dict[str, list[str]]:
    """Name -> versions in the lock; more than one would depend on the system or Python."""
    versions: dict[str, list[str]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if line[:1].isalpha():
            requirement = Requirement(line.removesuffix("\\"))
            (pin,) = requirement.specifier
            assert pin.operator == "=="
            versions.setdefault(requirement.name, []).append(pin.version)
    return versions


def environment() -> tuple[dict[str, str], list[str]]:
    """Conda name -> bounds, and the lines for pip."""
    stated = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert stated["name"] == "kit"
    assert stated["channels"] == ["conda-forge"]
    (pip,) = (entry["pip"] for entry in stated["dependencies"] if isinstance(entry, dict))
    lines = [entry for entry in stated["dependencies"] if isinstance(entry, str)]
    return {name: bounds for name, _, bounds in (line.partition(" ") for line in lines)}, pip


def bounds(text: object) -> set[str]:
    return {part.strip() for part in str(text).split(",") if part.strip()}


# --- pyproject.toml, environment.yml and the lock say the same ------------------------


def test_conda_and_pip_get_the_same_packages_within_the_same_bounds():
    conda, pip = environment()
    assert bounds(conda.pop("python")) == bounds(PROJECT["requires-python"])
    assert conda.pop("pip") == ""
    by_pip = {r.name: r for r in map(Requirement, pip[:-1])}
    assert set(by_pip) == NOT_ON_CONDA
    expected = {
        CONDA_NAMES.get(name, name): bounds(requirement.specifier)
        for name, requirement in CORE.items()
    }
    stated = {name: bounds(text) for name, text in conda.items()}
    stated |= {name: bounds(requirement.specifier) for name, requirement in by_pip.items()}
    assert stated == expected


def test_conda_installs_the_kit_itself_from_this_folder():
    assert environment()[1][-1] == "-e ."


@pytest.mark.parametrize(
    "requirement", [*CORE.values(), *EXTRA.values(), *BUILD.values()], ids=lambda r: r.name
)
def test_the_locked_version_is_within_the_bounds(requirement):
    (version,) = locked()[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version)


def test_one_version_of_each_package_serves_all_systems_and_pythons():
    assert {name: versions for name, versions in locked().items() if len(versions) != 1} == {}


def test_every_locked_file_has_a_hash():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line[:1].isalpha()]
    assert len(entries) > 100
    assert [line for line in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", line)] == []


@pytest.mark.parametrize("name", ["requirements.lock", "environment.yml"])
def test_no_address_and_no_index_is_named(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host| @ ", text)


def test_the_version_is_stated_once():
    import kit

    assert "version" in PROJECT["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", kit.__version__)
    assert importlib.metadata.version(PROJECT["name"]) == kit.__version__


@pytest.mark.parametrize("name", sorted(locked()))
def test_no_licence_in_the_lock_binds_the_user(name):
    try:
        metadata = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        assert name in ELSEWHERE, "not needed here: read its licence and add it to ELSEWHERE"
        licence = ELSEWHERE[name]
    else:
        classifiers = metadata.get_all("Classifier") or []
        # The field License may hold the whole text, with those of bundled libraries: only its
        # first line counts, and only when nothing more exact is stated.
        stated = [
            *(metadata.get_all("License-Expression") or []),
            *(line for line in classifiers if line.startswith("License ::")),
        ]
        licence = " | ".join(stated) or (metadata.get("License") or "").partition("\n")[0]
        if not licence:  # stated only in the file that comes with it
            files = importlib.metadata.files(name) or []
            texts = [f.read_text() for f in files if "licenses" in f.parts]
            licence = " | ".join(text.strip().partition("\n")[0] for text in texts)
    assert licence, "its metadata state no licence"
    assert name in DUAL or not BINDING.search(licence)


# --- start.py ---------------------------------------------------------------------------


def load_start():
    loader = importlib.machinery.SourceFileLoader("start", str(ROOT / "start.py"))
    module = types.ModuleType(loader.name)
    module.__file__ = loader.path
    loader.exec_module(module)
    return module


@pytest.fixture
def start(monkeypatch, tmp_path):
    """start.py as a module, whose kit folder is an empty one and whose pip does nothing."""
    module = load_start()
    for name in ("VENV", "CACHE", "STAMP", "LOG", "LOCK", "PYTHON"):
        place = tmp_path / getattr(module, name).relative_to(module.ROOT)
        monkeypatch.setattr(module, name, place)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "requirements.lock").write_text("one==1\n")
    (tmp_path / "pyproject.toml").write_text("")
    module.steps = []

    def step(command):
        module.steps.append("venv" if "venv" in command else "lock" if "-r" in command else "kit")
        if module.steps[-1] == "venv":
            module.PYTHON.parent.mkdir(parents=True)
            module.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(module, "watch", step)
    monkeypatch.setattr(module, "run", lambda arguments, **_: module.steps.append(arguments))
    return module


posix = pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")


@posix
def test_what_is_done_is_not_done_again(start):
    start.set_up()
    assert start.steps == ["venv", "lock", "kit"]
    start.set_up()
    assert start.steps == ["venv", "lock", "kit"]


@posix
@pytest.mark.parametrize(
    ("changed", "steps"), [("pyproject.toml", ["kit"]), ("requirements.lock", ["lock", "kit"])]
)
def test_only_what_has_changed_is_done_again(start, changed, steps):
    start.set_up()
    del start.steps[:]
    (start.ROOT / changed).write_text("two==2\n")
    start.set_up()
    assert start.steps == steps


@posix
@pytest.mark.parametrize("key", ["python", "place"])
def test_an_environment_of_another_python_or_place_is_made_again(start, key):
    start.set_up()
    del start.steps[:]
    start.STAMP.write_text(json.dumps(start.read_stamp() | {key: "other"}))
    start.set_up()
    assert start.steps == ["venv", "lock", "kit"]


@posix
def test_a_half_made_environment_is_made_again_but_keeps_what_was_fetched(start):
    (start.CACHE / "pip").mkdir(parents=True)
    (start.VENV / "lib").mkdir()
    start.set_up()
    assert start.steps == ["venv", "lock", "kit"]
    assert (start.CACHE / "pip").exists()
    assert not (start.VENV / "lib").exists()


@posix
def test_an_environment_whose_python_is_gone_is_made_again(start):
    start.set_up()
    start.PYTHON.unlink()
    del start.steps[:]
    start.set_up()
    assert start.steps == ["venv", "lock", "kit"]


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 15), (4, 0)])
def test_another_python_is_refused_with_the_ones_that_do(start, version):
    with pytest.raises(start.Refusal, match=r"needs Python 3\.11 to 3\.14; this is Python"):
        start.check_python(version)


def test_the_pythons_of_start_are_those_of_the_project(start):
    assert start.OLDEST == (3, 11)
    upper = f">={start.OLDEST[0]}.{start.OLDEST[1]},<{start.NEWEST[0]}.{start.NEWEST[1] + 1}"
    assert bounds(PROJECT["requires-python"]) == bounds(upper)
    named = {line.rpartition(" ")[2] for line in PROJECT["classifiers"] if ":: 3." in line}
    assert named == {f"3.{minor}" for minor in range(start.OLDEST[1], start.NEWEST[1] + 1)}


def test_start_can_be_read_by_a_python_too_old_to_use_it():
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_refused_without_a_traceback():
    old = shutil.which("python3.10")
    if not old or subprocess.run([old, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("no Python 3.10 on this machine")
    done = subprocess.run(
        [old, ROOT / "start.py", "report"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "this is Python 3.10" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_system_package_is_named(start, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(start.Refusal, match="apt install python3-venv"):
        start.set_up()


def test_a_failing_step_shows_its_last_lines_and_keeps_the_rest(tmp_path):
    module = load_start()
    module.VENV, module.LOG = tmp_path, tmp_path / "setup.log"
    program = "for i in range(40): print('line', i)\nraise SystemExit(1)"
    with pytest.raises(module.Refusal, match="line 39") as refusal:
        module.watch([sys.executable, "-c", program])
    assert "line 3\n" not in str(refusal.value)
    assert "line 3\n" in module.LOG.read_text()


def test_an_unknown_command_lists_the_known_ones(start, capsys):
    assert start.main(["rapport"]) == 2
    assert 'got "rapport", expected one of setup, report, test' in capsys.readouterr().err


def test_an_interruption_ends_with_one_line(start, monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "set_up", interrupted)
    assert start.main(["report"]) == 130
    assert capsys.readouterr().err.strip().splitlines() == [
        "Stopped. Give the same command to go on."
    ]


def test_arguments_of_the_kit_are_passed_on_as_they_are(start, monkeypatch):
    monkeypatch.setattr(start, "set_up", lambda: None)
    start.main(["kit", "run", "--help", "a b"])
    assert start.steps == [["-m", "kit", "run", "--help", "a b"]]


def test_caches_and_settings_stay_inside_the_environment(start, monkeypatch):
    for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
        monkeypatch.setenv(name, "elsewhere")
    result = start.surroundings()
    assert not {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"} & set(result)
    for name in ("PIP_CACHE_DIR", "MPLCONFIGDIR", "IPYTHONDIR", "XDG_CACHE_HOME"):
        assert Path(result[name]).is_relative_to(start.VENV)
    for name in ("CONFIG", "DATA", "RUNTIME"):
        assert Path(result[f"JUPYTER_{name}_DIR"]).is_relative_to(start.VENV)


def test_only_notebooks_stored_with_output_are_compared(start, monkeypatch):
    folder = start.ROOT / "notebooks"
    folder.mkdir()
    for name, outputs in {"method": [{}], "report": []}.items():
        text = json.dumps({"cells": [{"outputs": outputs}]})
        (folder / f"{name}.ipynb").write_text(text)
    assert start.executed_notebooks() == [str(Path("notebooks", "method.ipynb"))]


@pytest.mark.parametrize(
    ("asked", "ended", "runs", "code"),
    [
        (["-k", "word"], [1], 1, 1),
        (["--all"], [0, 0], 2, 0),
        (["--all"], [1, 0], 2, 1),  # one failure does not keep the notebooks from being run
        (["--all"], [5, 1], 2, 1),
        (["--all"], [130], 1, 130),
    ],
)
def test_every_test_is_one_run_and_the_notebooks_another(
    start, monkeypatch, asked, ended, runs, code
):
    ends = iter(ended)
    monkeypatch.setattr(
        start, "run", lambda arguments, **_: start.steps.append(arguments) or next(ends)
    )
    monkeypatch.setattr(start, "executed_notebooks", lambda: ["notebooks/method.ipynb"])
    assert start.test(asked) == code
    assert len(start.steps) == runs
    assert ("--all" in asked) == (start.steps[0][-2:] == ["-m", ""])
    assert not any("--all" in step for step in start.steps)


def test_as_many_tests_run_at_once_as_there_are_cores_each_with_one_thread(start, monkeypatch):
    given = {}
    monkeypatch.setattr(
        start, "run", lambda arguments, cwd=None, more=None: given.update(more) or 0
    )
    monkeypatch.setattr(start, "executed_notebooks", list)
    assert start.test(["--all"]) == 0
    assert given["OPENBLAS_NUM_THREADS"] == given["OMP_NUM_THREADS"] == "1"
    assert start.SPREAD[:2] == ["-n", "auto"]


# --- what travels -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_notebooks_templates_and_sample_travel_in_the_wheel(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for source, target in {
        "notebooks": "kit/shipped/notebooks",
        "templates": "kit/shipped/templates",
        "data/sample": "kit/shipped/sample",
    }.items():
        kept = [
            path.relative_to(ROOT / source)
            for path in (ROOT / source).rglob("*")
            if path.is_file()
            and not {".work", ".ipynb_checkpoints", "__pycache__"} & set(path.parts)
        ]
        assert kept, f"{source} is empty"
        assert {f"{target}/{path.as_posix()}" for path in kept} <= names
    assert {"kit/terms.yml", "kit/py.typed"} <= names
    assert not [name for name in names if ".work/" in name or name.startswith(("tests/", "data/"))]


@pytest.mark.slow
def test_the_installed_kit_makes_a_study_and_its_reports_far_from_its_sources(wheel, tmp_path):
    site, study, reports = tmp_path / "site", tmp_path / "study", tmp_path / "reports"
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--quiet"]
    subprocess.run([*pip, "--target", site, wheel], check=True)
    # Before the folder of the sources, which an editable installation adds at the end.
    surroundings = os.environ | {"PYTHONPATH": str(site)}

    def python(*arguments: object) -> str:
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=tmp_path,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert Path(python("-c", "import kit; print(kit.__file__)").strip()).is_relative_to(site)
    python("-m", "kit", "new", study)
    python("-m", "kit", "run", study, "--reports", reports)
    assert list(reports.rglob("*.html"))


def test_jupyterlab_asks_nobody_about_news_and_a_later_choice_is_kept(start):
    start.lab([])
    (settings,) = start.VENV.rglob("overrides.json")
    assert settings.parts[-5:-1] == ("share", "jupyter", "lab", "settings")
    (given,) = json.loads(settings.read_text()).values()
    assert given == {"fetchNews": "false"}
    settings.write_text("{}")
    start.lab([])
    assert settings.read_text() == "{}"
