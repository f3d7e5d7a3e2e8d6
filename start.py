"""Set up the kit and use it, with one command on any system.

    python start.py report          make the reports of the sample study
    python start.py test            run the fast tests (test --all: every test)
    python start.py kit ARGUMENTS   use the kit, e.g. `python start.py kit --help`
    python start.py lab             open the notebooks in JupyterLab
    python start.py setup           only set up
    python start.py lock            choose the versions of requirements.lock again

The first time it makes a folder `.venv` beside this file and installs there what
`requirements.lock` names, each file held to its hash, and then the kit itself. What
is done is not done again: a stamp in `.venv` says for which Python, place, lock and
`pyproject.toml` it was made, and while that is right no network is needed. All
caches and settings stay in `.venv` too; to start afresh, delete that folder.

This file needs nothing but Python, and has to stay readable for old versions of it
(3.6), or they could not say which Python is needed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
CACHE = VENV / "cache"
STAMP = VENV / "made-for.json"
LOG = VENV / "setup.log"
LOCK = ROOT / "requirements.lock"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NO_TESTS = 5  # what pytest ends with when it was asked for none that exist
INSTALL = ["-m", "pip", "install", "--no-input", "--progress-bar", "off"]
# As many workers as cores. A file stays with one of them, so what its tests share is made once.
SPREAD = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
# Or each worker would start as many threads as there are cores.
ONE_THREAD = {name + "_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


class Refusal(Exception):
    """Something the user can mend; shown without a traceback."""


def main(arguments: "list[str]") -> int:
    commands = {"report": report, "test": test, "kit": kit, "lab": lab, "lock": lock}
    command, rest = (arguments or ["--help"])[0], arguments[1:]
    if command in ("-h", "--help", "help"):
        print((__doc__ or "").split("\n\n")[1])
        return 0
    try:
        check_python(sys.version_info[:2])
        if command != "setup" and command not in commands:
            known = ", ".join(["setup", *commands])
            raise Refusal(f'start.py: got "{command}", expected one of {known}.')
        set_up()
        if command == "setup":
            say(f"Ready: {VENV}")
            return 0
        return commands[command](rest)
    except Refusal as refusal:
        say(str(refusal))
        return 2
    except OSError as error:
        say(f"Could not set up or start: {error}")
        return 2
    except KeyboardInterrupt:
        say("\nStopped. Give the same command to go on.")
        return 130


def report(rest: "list[str]") -> int:
    return run(["-m", "kit", "run", "data/sample", "--reports", "reports", *rest], cwd=ROOT)


def test(rest: "list[str]") -> int:
    every = "--all" in rest
    rest = [argument for argument in rest if argument != "--all"]
    marks = ["-m", ""] if every else []
    code = run(["-m", "pytest", *SPREAD, *marks, *rest], cwd=ROOT, more=ONE_THREAD)
    # Any other code: stopped, or pytest did not understand its arguments.
    if not every or code not in (0, 1, NO_TESTS):
        return code
    code = int(code == 1)
    notebooks = executed_notebooks()
    if not notebooks:
        say("No notebook is stored with its output: none to compare.")
        return code
    say(f"Running {len(notebooks)} notebooks and comparing them with their stored output.")
    compare = ["-m", "pytest", *SPREAD, "-m", "", "--nbval", "--nbval-current-env"]
    sanitise = ROOT / "tests" / "nbval.cfg"
    if sanitise.exists():
        compare += ["--nbval-sanitize-with", str(sanitise)]
    return run(compare + notebooks, cwd=ROOT, more=ONE_THREAD) or code


def executed_notebooks() -> "list[str]":
    """The notebooks that are stored with output; a report is stored without."""
    found = []
    for path in sorted((ROOT / "notebooks").glob("**/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        if ".ipynb_checkpoints" in path.parts:
            continue
        if any(cell.get("outputs") for cell in cells):
            found.append(str(path.relative_to(ROOT)))
        else:
            say(f"Not compared, as it is stored without output: {path.relative_to(ROOT)}")
    return found


def kit(rest: "list[str]") -> int:
    return run(["-m", "kit", *rest])


def lab(rest: "list[str]") -> int:
    options = [
        f"--ServerApp.root_dir={ROOT}",
        "--LabApp.default_url=/lab/tree/notebooks",
        # No news and no look for a newer version: the kit works without a network.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    ask_for_no_news()
    return run(["-m", "jupyterlab", *options, *rest], cwd=ROOT)


def ask_for_no_news() -> None:
    """Keep JupyterLab from asking about news; what a person chose goes before it."""
    path = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    setting = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(setting), encoding="utf-8")


def lock(rest: "list[str]") -> int:
    """Choose one version of each package for all systems and Pythons; needs a network.

    Versions stay as they are where they can; `start.py lock --upgrade` takes the newest.
    """
    install(["uv"], "uv, which chooses the versions")
    options = ["--universal", "--fork-strategy", "fewest", "--only-binary", ":all:"]
    options += ["--extra", "test", "--group", "lock", "--generate-hashes", "--no-annotate"]
    options += ["--quiet", "--custom-compile-command", "python start.py lock"]
    options += ["--output-file", LOCK.name, "pyproject.toml"]
    code = run(["-m", "uv", "pip", "compile", *options, *rest], cwd=ROOT)
    if code == 0:
        set_up()
    return code


def check_python(version: "tuple[int, int]") -> None:
    if OLDEST <= version <= NEWEST:
        return
    names = ["python3." + str(minor) for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = [name for name in names if shutil.which(name)]
    raise Refusal(
        "The kit needs Python {}.{} to {}.{}; this is Python {}.{}.".format(
            *(OLDEST + NEWEST + version)
        )
        + (f"\nTry: {found[0]} start.py report" if found else "\nInstall one of these first.")
    )


def set_up() -> None:
    """Bring .venv up to date, doing only what is not done yet."""
    wanted = {
        "python": "{}.{}".format(*sys.version_info),
        "place": str(ROOT),
        "lock": digest(LOCK),
        "kit": digest(ROOT / "pyproject.toml"),
    }
    made = read_stamp()
    if made == wanted:
        return
    started = time.time()
    if made.get("python") != wanted["python"] or made.get("place") != wanted["place"]:
        make_venv()
        made = {key: wanted[key] for key in ("python", "place")}
    if made.get("lock") != wanted["lock"]:
        packages = [line for line in LOCK.open(encoding="utf-8") if line[0].isalpha()]
        arguments = ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
        install(arguments, f"{len(packages)} packages; the first time this takes a few minutes")
        made["lock"] = wanted["lock"]
        write_stamp(made)
    install(["--no-deps", "--no-build-isolation", "--editable", str(ROOT)], "the kit itself")
    write_stamp(wanted)
    say(f"Set up in {time.time() - started:.0f} seconds.")


def make_venv() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        name = "python{}.{}-venv".format(*sys.version_info)
        raise Refusal(
            f"This Python comes without {error.name}, which is needed to make a .venv.\n"
            f"On Debian or Ubuntu: `sudo apt install python3-venv` (or `{name}`). "
            "Then give the same command again."
        ) from None
    if VENV.exists():
        say("Making .venv again: it was half made, moved, or made for another Python.")
        clear_venv()
    else:
        say("Making .venv.")
    python = getattr(sys, "_base_executable", None) or sys.executable
    watch([python, "-m", "venv", str(VENV)])


def clear_venv() -> None:
    """Empty .venv but for the cache, so that what was fetched is not fetched again."""
    for path in VENV.iterdir():
        if path == CACHE:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(str(path))
        else:
            path.unlink()


def install(arguments: "list[str]", what: str) -> None:
    say(f"Installing {what}.")
    watch([str(PYTHON), *INSTALL, *arguments])


def watch(command: "list[str]") -> None:
    """Run a step of the set-up quietly; when it fails, show its last lines."""
    last = deque(maxlen=8)  # type: deque[str]
    VENV.mkdir(exist_ok=True)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=surroundings(),
        universal_newlines=True,
        errors="replace",
    )
    try:
        with LOG.open("a", encoding="utf-8") as log:
            for line in process.stdout or []:
                log.write(line)
                if not line.startswith("Ignoring "):  # what other systems need
                    last.append(line.rstrip()[:200])
        code = process.wait()
    except BaseException:
        process.kill()
        raise
    if code:
        lines = "\n".join("    " + line for line in last)
        raise Refusal(
            f"This step failed. Its last lines, of which {LOG} has more:\n{lines}\n"
            "If they speak of a connection, a proxy or a certificate: the first set-up needs "
            "the network; pip takes HTTPS_PROXY and pip.conf into account."
        )


def run(
    arguments: "list[str]", cwd: "Path | None" = None, more: "dict[str, str] | None" = None
) -> int:
    """Run Python of .venv, with more in its environment; on Ctrl-C it decides how to stop."""
    environment = dict(more or {}, **surroundings())  # what the user set goes before it
    process = subprocess.Popen(
        [str(PYTHON), *arguments], cwd=str(cwd or Path.cwd()), env=environment
    )
    try:
        code = process.wait()
    except KeyboardInterrupt:
        code = process.wait()
    return code if code >= 0 else 128 - code


def surroundings() -> "dict[str, str]":
    """The environment for all that is run: nothing from outside, nothing left outside."""
    foreign = ["PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "__PYVENV_LAUNCHER__"]
    foreign += ["JUPYTER_PATH", "JUPYTER_CONFIG_PATH"]
    # Or each of the hundreds of Pythons of a batch would compile the kit anew.
    foreign.append("PYTHONDONTWRITEBYTECODE")
    result = {key: value for key, value in os.environ.items() if key not in foreign}
    result.update(
        VIRTUAL_ENV=str(VENV),
        PATH=str(PYTHON.parent) + os.pathsep + os.environ.get("PATH", os.defpath),
        PYTHONUTF8="1",
        PIP_USER="0",
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PIP_CACHE_DIR=str(CACHE / "pip"),
        UV_CACHE_DIR=str(CACHE / "uv"),
        XDG_CACHE_HOME=str(CACHE),
        MPLCONFIGDIR=str(CACHE / "matplotlib"),
        IPYTHONDIR=str(VENV / "jupyter" / "ipython"),
        JUPYTER_CONFIG_DIR=str(VENV / "jupyter" / "config"),
        JUPYTER_DATA_DIR=str(VENV / "jupyter" / "data"),
        JUPYTER_RUNTIME_DIR=str(VENV / "jupyter" / "runtime"),
    )
    return result


def digest(path: Path) -> str:
    # Without carriage returns, or a Windows copy would differ from the same file elsewhere.
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def read_stamp() -> "dict[str, str]":
    """What .venv was made for; empty when there is none or it does not start."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        subprocess.check_output([str(PYTHON), "-c", ""], stderr=subprocess.STDOUT)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return {}
    return dict(stamp)


def write_stamp(stamp: "dict[str, str]") -> None:
    STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
