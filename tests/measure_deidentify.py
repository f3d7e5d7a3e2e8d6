"""How much of what is marked in a set of sentences is found: recall and precision per type.

    python tests/measure_deidentify.py tests/reference/identities_first.yml [--deduce] [--missed]

A set is a YAML list of ``{text: ...}`` with marks ``[[type|text]]``; what is not marked is nobody.
Every sentence is a document of its own, and no project list is given. A mark is found when each of
its words with a capital or digit (all of its words when it has none) is in something that was
found, of whatever type: it will be replaced. A find is right when at least half of it is marked.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kit.deidentify.searching import Finder, search
from kit.intervals import wilson
from kit.terms import terms

MARK = re.compile(r"\[\[(?P<type>[^|\]]+)\|(?P<text>.+?)\]\](?!\])")


@dataclass
class Measured:
    marked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def recall(self, *types: str) -> float:
        kept = types or tuple(self.marked)
        return sum(self.found[t] for t in kept) / sum(self.marked[t] for t in kept)

    def precision(self) -> float:
        return self.right.total() / self.given.total()


def unmark(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a sentence without its marks, and where they were."""
    plain, marks, at = "", [], 0
    for m in MARK.finditer(text):
        plain += text[at : m.start()]
        marks.append((len(plain), len(plain) + len(m["text"]), canonical(m["type"])))
        plain += m["text"]
        at = m.end()
    return plain + text[at:], marks


def canonical(type: str) -> str:
    written = {w: t.id for t in terms("identity_type").values() for w in t.written_as()}
    return written.get(type.casefold().replace("_", " "), type)


def measure(path: Path, *, more: Finder | None = None) -> Measured:
    result = Measured()
    for n, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
        text, marks = unmark(row["text"])
        id = (str(n), "")
        found = search({id: text}, more=more)[id]
        hidden = {i for one in found for i in range(one.start, one.end)}
        for start, end, type in marks:
            words = [
                (start + m.start(), start + m.end()) for m in re.finditer(r"\w+", text[start:end])
            ]
            # The ending of "Fatima's" tells nobody anything.
            words = [(a, b) for a, b in words if text[a - 1 : b] not in ("'s", "’s")]
            telling = [
                (a, b) for a, b in words if text[a].isupper() or text[a:b].isdigit()
            ] or words
            result.marked[type] += 1
            if all(set(range(a, b)) <= hidden for a, b in telling):
                result.found[type] += 1
            else:
                result.missed.append(f"{type}: {row['text']}")
        shown = {i for start, end, _ in marks for i in range(start, end)}
        for one in found:
            result.given[one.type] += 1
            if 2 * len(shown & set(range(one.start, one.end))) >= one.end - one.start:
                result.right[one.type] += 1
            else:
                result.wrong.append(f"{one.type} {one.text!r} ({one.sign}): {row['text']}")
    return result


def table(measured: Measured) -> str:
    lines = ["| Type | Found | Recall (95%) | Right | Precision (95%) |", "|---|---|---|---|---|"]
    types = [t for t in terms("identity_type") if measured.marked[t] or measured.given[t]]
    for type in [*types, *sorted(set(measured.marked) - set(types))]:
        lines.append(_line(type, measured.found[type], measured.marked[type],
                           measured.right[type], measured.given[type]))  # fmt: skip
    totals = (measured.found, measured.marked, measured.right, measured.given)
    return "\n".join([*lines, _line("all", *(count.total() for count in totals))])


def _line(name: str, found: int, marked: int, right: int, given: int) -> str:
    def share(k: int, n: int) -> str:
        if not n:
            return "–"
        interval = wilson(k, n)
        return f"{k / n:.3f} ({interval.low:.3f}–{interval.high:.3f})"

    counts = f"{found} of {marked} | {share(found, marked)} | {right} of {given}"
    return f"| {name} | {counts} | {share(right, given)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--deduce", action="store_true", help="with deduce, which is installed")
    parser.add_argument("--missed", action="store_true", help="show what was missed or wrong")
    asked = parser.parse_args()
    more = None
    if asked.deduce:
        from kit.deidentify.with_deduce import finder

        more = finder()
    measured = measure(asked.file, more=more)
    print(table(measured))
    if asked.missed:
        print("\nmissed\n" + "\n".join(measured.missed))
        print("\nwrong\n" + "\n".join(measured.wrong))


if __name__ == "__main__":
    main()
