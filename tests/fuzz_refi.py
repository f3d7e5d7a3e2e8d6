"""Break projects and codebooks in every way that comes up, and see that only house errors follow.

Each valid file is changed at random: bytes, elements and attributes, texts, and the archive around
them. What is read is written and read again. Anything but a `KitError`, or a file that takes more
than ten seconds, is kept in `--keep`. So is, with `--grow`, the first file that ends in each way.

    python tests/fuzz_refi.py [--minutes 1] [--kind qdc|qde|qdpx] [--seed 1] [--grow] [--keep DIR]
"""

from __future__ import annotations

import argparse
import io
import random
import re
import tempfile
import time
import traceback
import warnings
import zipfile
from pathlib import Path

from lxml import etree

from kit.errors import KitError
from kit.refi_qda import (
    describe,
    read_codebook_file,
    read_project,
    recognise,
    write_codebook,
    write_project,
)

CASES = Path(__file__).parent / "cases" / "refi"
ELSEWHERE = Path(__file__).parents[2] / "shared" / "cases" / "refi"
NASTY = [
    "", " ", "0", "-1", "1e9", "99999999999999999999", "9" * 5000, "NaN", "\u202e", "😀" * 40,
    "internal://../../x", "internal://", "relative:///etc/passwd", "absolute:///C:/x", "{}", "true",
    "2026-02-30T00:00:00Z", "0000-00-00T00:00:00Z", "2026-01-01T24:00:00", "#12", "\u0660",
    "2026-01-01T00:00:00+99:99", "\ufeff", "…", "urn:QDA-XML:project:0:10",
]  # fmt: skip
PIECES = [
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"<![CDATA[", b"]]>", b"\x00",
    b"<?x?>", b"<!-- -->", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"<Code/>", b"</Code>", b"<a:b/>",
    b"encoding='utf-7'", b"encoding='utf-16'", b"&lt;" * 50, b"<x>" * 300, b"xmlns='x'",
]  # fmt: skip


def bytes_changed(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 5, 30])):
        at = rng.randrange(len(out) + 1)
        way = rng.randrange(6)
        if way == 0 and out:
            out[at % len(out)] = rng.randrange(256)
        elif way == 1:
            del out[at : at + rng.choice([1, 4, 40, 4000])]
        elif way == 2:
            out[at:at] = rng.choice(PIECES)
        elif way == 3:
            out[at:at] = out[at : at + rng.choice([1, 40, 400])]
        elif way == 4:
            del out[at:]
        else:
            out[at : at + 4] = rng.randrange(1 << 32).to_bytes(4, "little")
    return bytes(out)


def elements_changed(data: bytes, rng: random.Random) -> bytes:
    root = etree.fromstring(data)
    for _ in range(rng.choice([1, 2, 5, 20])):
        every = list(root.iter(etree.Element))
        one, other = rng.choice(every), rng.choice(every)
        way = rng.randrange(7)
        if way == 0 and one.attrib:
            one.set(rng.choice(list(one.attrib)), plain(rng.choice(NASTY)))
        elif way == 1 and one.attrib:
            del one.attrib[rng.choice(list(one.attrib))]
        elif way == 2 and one is not root:
            one.getparent().remove(one)
        elif way == 3 and one not in other.iterancestors() and one is not other:
            other.append(etree.fromstring(etree.tostring(one, with_tail=False)))
        elif way == 4:
            one.text = plain(rng.choice(NASTY))
        elif way == 5:
            one.tag = f"{{{etree.QName(one).namespace}}}{etree.QName(other).localname}"
        elif one.attrib and other.attrib:
            value = other.get(rng.choice(list(other.attrib)))
            one.set(rng.choice(list(one.attrib)), value)
    encoding = rng.choice(["utf-8", "utf-8", "utf-16", "iso-8859-1", "us-ascii"])
    return etree.tostring(root, xml_declaration=True, encoding=encoding)


def plain(text: str) -> str:
    return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def changed(data: bytes, kind: str, rng: random.Random) -> bytes:
    if kind != "qdpx":
        made = elements_changed(data, rng) if rng.random() < 0.6 else data
        return bytes_changed(made, rng) if rng.random() < 0.6 else made
    if rng.random() < 0.4:
        return bytes_changed(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as given:
        members = [(i.filename, given.read(i)) for i in given.infolist()]
    held = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w") as made:
        warnings.simplefilter("ignore")
        for name, content in members:
            if name.endswith(".qde") and rng.random() < 0.8:
                content = elements_changed(content, rng)
            elif rng.random() < 0.4:
                content = bytes_changed(content, rng)
            if rng.random() < 0.01:
                name = rng.choice(["../x", "/x", "Sources/x.txt", "b.qde", name, "a:b", "x\\y"])
            method = rng.choice([0, *[8] * 40, 12]) if not name.endswith("/") else 0
            made.writestr(name, content, method)
            if rng.random() < 0.01:
                made.writestr(name, content)
    return bytes_changed(held.getvalue(), rng) if rng.random() < 0.2 else held.getvalue()


def ends(path: Path, folder: Path) -> str:
    """Return how reading, writing and reading again ends: read, or which house error."""
    target = folder / f"out{path.suffix if path.suffix != '.qde' else '.qdpx'}"
    target.unlink(missing_ok=True)
    recognise(path)
    try:
        if path.suffix == ".qdc":
            codebook = read_codebook_file(path)
            describe(codebook)
            write_codebook(codebook, target)
            again: object = read_codebook_file(target).codes
            kept: object = codebook.codes
        else:
            project = read_project(path)
            describe(project)
            write_project(project, target)
            again = read_project(target).codes
            kept = project.codes
        assert again == kept, "what was written is not what was read"
    except KitError as error:
        told = re.sub(r'"[^"]*"|\d+', "", str(error).split("\n")[0]).split("expected")[-1]
        return f"refused: {told[:60]}"
    return "read"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--kind", choices=["qdc", "qde", "qdpx"], default="qdpx")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--grow", action="store_true")
    parser.add_argument("--keep", type=Path, default=CASES / "fuzz")
    given = parser.parse_args()
    rng = random.Random(given.seed)
    files = [
        path.read_bytes()
        for folder in (CASES, ELSEWHERE)
        for path in sorted(folder.rglob(f"*.{given.kind}"))
        if "fuzz" not in path.parts and "broken" not in path.parts
    ]
    seen: dict[str, int] = {}
    until, tried = time.monotonic() + given.minutes * 60, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / f"x.{given.kind}"
        while time.monotonic() < until:
            tried += 1
            path.write_bytes(changed(rng.choice(files), given.kind, rng))
            begun = time.monotonic()
            try:
                how = ends(path, folder)
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                how = f"BUG: {type(error).__name__} in {where.name} {where.lineno}"
            if time.monotonic() - begun > 10:
                how = f"SLOW: {how}"
            if how not in seen and (given.grow or how.startswith(("BUG", "SLOW"))):
                given.keep.mkdir(parents=True, exist_ok=True)
                kept = given.keep / f"{given.kind}-{given.seed}-{tried}.{given.kind}"
                kept.write_bytes(path.read_bytes())
                print(f"kept {kept.name}: {how}", flush=True)
            seen[how] = seen.get(how, 0) + 1
    print(f"{given.kind}: {tried:,} files in {given.minutes:g} minutes")
    for how, n in sorted(seen.items(), key=lambda item: -item[1]):
        print(f"{n:8,}  {how}")


if __name__ == "__main__":
    main()
