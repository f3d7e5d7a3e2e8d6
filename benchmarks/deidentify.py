"""De-identification at three sizes: the kit's own rules, and deduce on the same texts where it is.

Texts are the sentences of tests/reference/identities_first.yml, drawn at random and joined to turns
of five, so that names come back all the time, as they do in interviews. deduce reads the smallest
size only; the ratio is of seconds for each million characters.

    python benchmarks/deidentify.py [--megabytes 1 2 4] [--seed 2024]
"""

from __future__ import annotations

import argparse
import random
import re
import time
from pathlib import Path

import yaml

from kit.deidentify import Key, deidentify
from kit.deidentify.with_deduce import finder, is_there

SET = Path(__file__).parent.parent / "tests" / "reference" / "identities_first.yml"


def texts_of(megabytes: float, seed: int) -> dict[tuple[str, str], str]:
    """Return turns of interviews of 200 turns each, of so many million characters together."""
    rng = random.Random(seed)
    rows = yaml.safe_load(SET.read_text(encoding="utf-8"))
    sentences = [re.sub(r"\[\[\w+\|(.+?)\]\]", r"\1", row["text"]) for row in rows]
    made: dict[tuple[str, str], str] = {}
    size = 0
    while size < megabytes * 1_000_000:
        turn = " ".join(rng.choices(sentences, k=5))
        made[f"{len(made) // 200}.txt", f"turn {len(made) % 200 + 1}"] = turn
        size += len(turn)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--megabytes", type=float, nargs="+", default=[1, 2, 4])
    parser.add_argument("--seed", type=int, default=2024)
    asked = parser.parse_args()
    deidentify({("warm", "up"): "Mevrouw Jansen."}, key=Key())
    speeds = []
    for megabytes in sorted(asked.megabytes):
        texts = texts_of(megabytes, asked.seed)
        begun = time.process_time()
        cleaned = deidentify(texts, key=Key())
        seconds = time.process_time() - begun
        replaced = sum(sum(counts.values()) for counts in cleaned.counts.values())
        speeds.append(seconds / megabytes)
        print(f"{megabytes:g} million characters: {seconds:.1f} s, {seconds / megabytes:.2f} s for "
              f"each million, {replaced} replacements")  # fmt: skip
    if not is_there():
        print("deduce is not installed")
        return
    begun = time.process_time()
    find = finder()
    print(f"deduce, to begin: {time.process_time() - begun:.1f} s")
    smallest = min(asked.megabytes)
    texts = texts_of(smallest, asked.seed)
    begun = time.process_time()
    for text in texts.values():
        list(find(text))
    seconds = (time.process_time() - begun) / smallest
    print(f"deduce: {seconds:.1f} s for each million, {seconds / speeds[0]:.1f} times as long")


if __name__ == "__main__":
    main()
