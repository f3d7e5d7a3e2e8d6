"""Documents that were spoilt at random: reading them ends well, or in an error of the kit.

    python tests/fuzz_documents.py .pdf 600        ten minutes of one kind
    python tests/fuzz_documents.py .pdf --seed 17  that one again

Every file is made of its ending and a seed alone. The seed stands in a file while it is read, so
that it is known when the process is killed. Seeds that once failed are in `ONCE`; the tests read
those again.
"""

import io
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from kit.documents import compose
from kit.errors import InputError
from kit.papers import read_paper
from kit.papers.blocks import as_markdown, sections

sys.path.insert(0, str(Path(__file__).resolve().parent))
import paper_cases

#: Seeds that failed before what they showed was mended, by ending.
ONCE: dict[str, tuple[int, ...]] = {".eml": (3704,), ".pdf": (5_042_824,)}
_SLOW = 20  # seconds
_SPICE = (
    b"\x00", b"\xff\xfe", b"\xff" * 9, b"<", b">", b"&", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"%s", b"-1", b"99999999999", b"1e999", b"\r\n\r\n", b"=?utf-8?q?=ff?=", b"charset=nonsense",
    b"/Kids", b"0 R", b"endobj", b"stream", b"\\", b"|", b"# ", b"> ", b"Van: ", b"\xe2\x80\xae",
    b"multipart/mixed; boundary=", b"message/rfc822",
)  # fmt: skip


def spoilt(data: bytes, rng: random.Random) -> bytes:
    """Return bytes with a few places changed."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 8, 30))):
        at, way = rng.randrange(len(made) + 1), rng.randrange(7)
        if way == 0 and made:
            made[at % len(made)] ^= 1 << rng.randrange(8)
        elif way == 1 and made:
            made[at % len(made)] = rng.randrange(256)
        elif way == 2:
            del made[at : at + rng.choice((1, 4, 40, 400))]
        elif way == 3:
            made[at:at] = rng.choice(_SPICE)
        elif way == 4:
            made[at:at] = made[at : at + rng.choice((4, 40, 400))] * rng.choice((1, 2, 20))
        elif way == 5:
            other = rng.randrange(len(made) + 1)
            made[at:at] = made[other : other + rng.choice((10, 100))]
        elif rng.random() < 0.2:
            del made[at:]
    return bytes(made)


def spoilt_archive(data: bytes, rng: random.Random) -> bytes:
    """Return an archive of which one part or two are spoilt, or that is spoilt as a whole."""
    if rng.random() < 0.3:
        return spoilt(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = [n for n in parts if n.endswith((".xml", ".rels"))]
    for _ in range(rng.choice((1, 1, 2, 5))):
        name = rng.choice(content)
        if rng.random() < 0.1:
            parts.pop(name, None)
        elif name in parts:
            parts[name] = spoilt(parts[name], rng)
    return paper_cases.zipped(parts)


def made_of(suffix: str, seed: int, whole: bytes) -> bytes:
    """Return the file of a seed."""
    rng = random.Random(seed)
    archive = suffix in (".docx", ".odt", ".pptx")
    return spoilt_archive(whole, rng) if archive else spoilt(whole, rng)


def read_once(path: Path) -> str:
    """Read a file and do with it what the kit does; return how it ended."""
    try:
        paper = read_paper(path, "a file")
    except InputError:
        return "refused"
    compose(list(sections(paper)))
    as_markdown(paper.blocks, language="nl")
    return "read" if paper.letters else "no text"


def main(suffix: str, seconds: float, only: int | None) -> int:
    whole = paper_cases.WHOLE[suffix]()
    ended: Counter[str] = Counter()
    seed, last = only if only is not None else 0, time.monotonic() + seconds
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        now = Path(f"fuzz{suffix}.seed")
        while only is not None or time.monotonic() < last:
            now.write_text(str(seed))
            path.write_bytes(made_of(suffix, seed, whole))
            begun = time.monotonic()
            try:
                how = read_once(path)
            except Exception:  # what is looked for
                how = "FAILED"
                print(f"{suffix} seed {seed}")
                traceback.print_exc(file=sys.stdout)
            if time.monotonic() - begun > _SLOW:
                how = "SLOW"
                print(f"{suffix} seed {seed}: slow")
            ended[how] += 1
            if only is not None:
                break
            seed += 1
    print(suffix, dict(ended), flush=True)
    now.unlink(missing_ok=True)
    return int(bool(ended["FAILED"] or ended["SLOW"]))


if __name__ == "__main__":
    given = sys.argv[2:]
    asked = int(given[1]) if given[:1] == ["--seed"] else None
    sys.exit(main(sys.argv[1], float(given[0]) if given and asked is None else 60.0, asked))
