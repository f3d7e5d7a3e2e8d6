"""Seconds to read captions and labelled text of three sizes, and how they grow.

python benchmarks/transcripts.py [CUES]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from kit.transcripts import read_transcript

_SAID = "en toen zeiden we dat het anders moest, want zo ging het niet langer"


def captions(cues: int) -> str:
    """Return WebVTT as Teams writes it, with a change of speaker every third cue."""
    blocks = ["WEBVTT"]
    for n in range(cues):
        start, end = (f"{t // 3600:02d}:{t // 60 % 60:02d}:{t % 60:02d}.000" for t in (n, n + 1))
        voice = f"<v Spreker {n // 3 % 4}>{_SAID} {n}</v>"
        blocks.append(f"0b4d-4a57/{n // 3}-{n % 3}\n{start} --> {end}\n{voice}")
    return "\n\n".join(blocks)


def labelled(lines: int) -> str:
    """Return labels and paragraphs as people write them by hand."""
    return "\n\n".join(f"{'I' if n % 2 else 'R1'}: {_SAID} {n}" for n in range(lines))


def main(cues: int) -> None:
    """Print the seconds of each size, and the ratio to the size before it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("a.vtt", captions), ("a.txt", labelled)):
            before = 0.0
            for size in (cues, 2 * cues, 4 * cues):
                path = Path(folder) / name
                path.write_text(write(size), encoding="utf-8")
                begin = time.process_time()
                turns = len(read_transcript(path, name).turns)
                spent = time.process_time() - begin
                ratio = f", {spent / before:.1f} times the one before" if before else ""
                mb = path.stat().st_size / 1e6
                print(f"{name} {size} pieces, {mb:.1f} MB, {turns} turns: {spent:.2f} s{ratio}")
                before = spent


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
