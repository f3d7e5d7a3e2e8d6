"""How fast a project of another program opens, and with how much memory, at three sizes.

A project is made up, written, and opened in a process of its own: by the kit, and by qdaPy (PyPI;
AGPL, so it gets an environment of its own, made here in a temporary folder and thrown away). The
texts hold emoji and line ends of two characters, which is where offsets go wrong.

    python benchmarks/refi.py [--codings 5000 10000 20000] [--documents 300] [--beside]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from kit.refi_qda import write_project
from kit.refi_qda.records import Code, Coded, Project, Selection, Source, User

KIT = """
import resource, sys, time
from kit.refi_qda import read_project
begun, worked = time.perf_counter(), time.process_time()
project = read_project(sys.argv[1])
took, worked = time.perf_counter() - begun, time.process_time() - worked
pairs = [(source, one) for source in project.sources for one in source.selections]
right = sum(source.text[one.start:one.end] == one.name for source, one in pairs)
print(took, worked, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(pairs), right)
"""
OTHER = """
import re, resource, sys, time, zipfile
from xml.etree import ElementTree
from qdapy.qdpx import read_qdpx
begun, worked = time.perf_counter(), time.process_time()
read = read_qdpx(sys.argv[1], warn=False)
took, worked = time.perf_counter() - begun, time.process_time() - worked
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
root = ElementTree.fromstring(zipfile.ZipFile(sys.argv[1]).read("project.qde"))
names = {one.get("name") for one in root.iter() if one.tag.endswith("PlainTextSelection")}
given = list(read.fragments["text"])
print(took, worked, memory, len(given), sum(text in names for text in given))
"""
WORDS = [
    "de", "wijk", "zorg", "samen", "buurt", "huisarts", "één", "financiën", "😔", "café", "leren",
    "gemeente", "niet", "wel", "dag",
]  # fmt: skip


def guid(kind: int, number: int) -> str:
    return f"{kind:08x}-0000-0000-0000-{number:012x}"


def project_of(documents: int, codings: int, seed: int) -> Project:
    """Return a project with codings spread evenly over documents of about 1,600 words."""
    rng = random.Random(seed)
    users = tuple(User(guid=guid(1, n), name=f"coder-{n}") for n in range(4))
    codes = tuple(
        Code(guid=guid(2, n), name=f"code {n}", parent=guid(2, n // 4) if n > 3 else "")
        for n in range(60)
    )
    sources = []
    number = 0
    for d in range(documents):
        lines = [" ".join(rng.choices(WORDS, k=16)) for _ in range(100)]
        text = "\n".join(lines)
        share = codings * (d + 1) // documents - codings * d // documents
        selections = []
        for _ in range(share):
            number += 1
            start = rng.randrange(len(text) - 120)
            end = start + rng.randrange(20, 120)
            user = rng.choice(users).guid
            coded = Coded(guid=guid(4, number), code=rng.choice(codes).guid, user=user,
                          time="2026-01-01T00:00:00Z")  # fmt: skip
            selections.append(
                Selection(guid=guid(3, number), start=start, end=end, name=text[start:end],
                          user=user, codings=(coded,))
            )  # fmt: skip
        sources.append(Source(guid=guid(5, d), name=f"gesprek {d}", text=text,
                              selections=tuple(selections)))  # fmt: skip
    return Project(name="maat", users=users, codes=codes, sources=tuple(sources))


def with_two_characters(path: Path) -> None:
    """Store the line ends of all texts in two characters, as on Windows."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            text = name.endswith(".txt")
            archive.writestr(name, data.replace(b"\n", b"\r\n") if text else data)


def run(python: str | Path, program: str, path: Path) -> list[float]:
    done = subprocess.run(
        [str(python), "-c", program, str(path)], capture_output=True, text=True, check=True,
        timeout=600,
    )  # fmt: skip
    return [float(part) for part in done.stdout.split()]


def told(measured: list[float]) -> str:
    took, worked, memory, quotes, right = measured
    return (
        f"opened in {took:.2f} s ({worked:.2f} s of work), {memory:.0f} MB; "
        f"{right:,.0f} of {quotes:,.0f} quotes right"
    )


def other_environment(folder: Path) -> Path | str:
    """Return the Python of an environment with qdaPy, or why there is none."""
    home = folder / "env"
    try:
        venv.create(home, with_pip=True)
        python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        pip = [str(python), "-m", "pip", "install", "--quiet", "qdaPy==0.1.0"]
        subprocess.run(pip, check=True, capture_output=True, timeout=900)
    except (OSError, subprocess.SubprocessError) as error:
        return f"not installed here ({type(error).__name__})"
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--codings", type=int, nargs="+", default=[5000, 10000, 20000])
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--beside", action="store_true", help="qdaPy too, if it can be installed")
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        beside = other_environment(folder) if given.beside else "not asked for"
        print(f"{given.documents} documents; beside it qdaPy: "
              f"{'yes' if isinstance(beside, Path) else beside}")  # fmt: skip
        for codings in given.codings:
            path = folder / f"{codings}.qdpx"
            begun = time.perf_counter()
            write_project(project_of(given.documents, codings, given.seed), path)
            wrote = time.perf_counter() - begun
            with_two_characters(path)
            print(
                f"{codings:,} codings, {path.stat().st_size / 1e6:.1f} MB, written in {wrote:.1f} s"
            )
            print(f"  kit:   {told(run(sys.executable, KIT, path))}")
            if isinstance(beside, Path):
                print(f"  qdaPy: {told(run(beside, OTHER, path))}")


if __name__ == "__main__":
    main()
