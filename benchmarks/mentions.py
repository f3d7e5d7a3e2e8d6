"""Finding mentions, beside the plainest thing that could do it: one `re` alternation per code.

Both read the same entries (the sample, several times over) in this one run, so that only the ratio
depends on the code and neither on the machine. The alternation knows no word forms, no gaps and no
rule that takes a hit away; it is what the rules cost more than, not what they should find.

    python benchmarks/mentions.py [--times 20] [--seed 2024]
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "data" / "sample"))

import make_sample

from kit.codebook import Code, Codebook, Rule, read_codebook
from kit.coding import find_mentions
from kit.documents import Document
from kit.logbook import read_logbook
from kit.study import open_study


def documents_of(seed: int, times: int) -> tuple[Document, ...]:
    """Return the entries of a sample, as the kit reads them from its files."""
    with TemporaryDirectory() as folder:
        make_sample.write(make_sample.build(seed, times=times), Path(folder))
        return read_logbook(open_study(folder)).documents


def alternation(code: Code) -> re.Pattern[str]:
    """Return the words of a code's rules as one expression; a gap becomes any few words."""

    def written(rule: Rule) -> str:
        words = []
        for word in rule.words:
            before = r"\w*" if word.match in ("ends", "holds") else ""
            after = r"\w*" if word.match in ("begins", "holds") else ""
            gap = rf"(?:\W+\w+){{0,{word.gap}}}" if word.gap else ""
            words.append(gap + (r"\W+" if words else "") + before + re.escape(word.form) + after)
        return "".join(words)

    return re.compile(rf"\b(?:{'|'.join(map(written, code.rules))})\b", re.IGNORECASE)


def by_expressions(documents: Sequence[Document], codebook: Codebook) -> int:
    expressions = {code.id: alternation(code) for code in codebook.codes.values() if code.rules}
    return sum(
        bool(expression.search(document.text))
        for document in documents
        for expression in expressions.values()
    )


def by_rules(documents: Sequence[Document], codebook: Codebook) -> int:
    hits = find_mentions(documents, codebook)
    coded = {code.id for code in codebook.codes.values() if code.rules}
    return len(hits.loc[hits["code"].isin(coded), ["document", "code"]].drop_duplicates())


def timed(work: Callable[..., int], *given: Any) -> tuple[float, int]:
    begun = time.process_time()
    found = work(*given)
    return time.process_time() - begun, found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time how mentions are found.")
    parser.add_argument("--times", type=int, default=20, help="how many times the sample")
    parser.add_argument("--seed", type=int, default=make_sample.SEED)
    given = parser.parse_args(arguments)
    documents = documents_of(given.seed, given.times)
    codebook = read_codebook()
    words = sum(len(document.text.split()) for document in documents)
    by_rules(documents[:1], codebook)  # the dictionaries of lemmas are read once, whatever follows
    kit, found = timed(by_rules, documents, codebook)
    plain, hit = timed(by_expressions, documents, codebook)
    print(f"{len(documents)} entries, {words} words, {len(codebook.codes)} codes")
    print(f"kit    {kit:7.2f} CPU-s  {words / kit:10.0f} words/s  {found} pairs of entry and code")
    print(
        f"re     {plain:7.2f} CPU-s  {words / plain:10.0f} words/s  {hit} pairs of entry and code"
    )
    print(f"ratio  {kit / plain:7.2f}")


if __name__ == "__main__":
    main()
