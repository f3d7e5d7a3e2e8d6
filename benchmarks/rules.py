"""Rules end to end at three sizes: read, tokenise, match, offsets, output; beside other software.

The corpus follows Zipf's law over made-up words, so no passage is repeated and words keep coming
that were never seen; one in forty words is a word that the rules are looking for. Each program
reads the same file with one text on a line, works on one core in a process of its own, and writes a
CSV with place and rule of each hit. Clocked is CPU time after its libraries and dictionaries were
loaded; memory is the most that the process held, and how much of that before it began (Linux).

spaCy gets an environment of its own: one that is given, or one that is made here and thrown away.
Its PhraseMatcher knows no rules, so it is given the very words that the kit's rules hit, for
nothing, and only what needs no gap. quanteda is asked of the R on this machine; where that is
missing it is not compared.

    python benchmarks/rules.py [--words 1000000 2000000 4000000] [--spacy PYTHON] [--seed 2024]
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kit.codebook import Codebook, Rule, read_codebook
from kit.coding import find_mentions
from kit.documents import Document, Part, normalise
from kit.matching import Matcher

TYPES, ASKED, PER_TEXT = 700_000, 40, 80
ONSETS = (*"bdghjklmnprstvwz", "br", "dr", "gr", "kl", "kr", "pr", "sch", "sp", "st", "tr", "vr")
NUCLEI = ("aa", "ee", "ie", "oe", "oo", "uu", "ui", "ei", "ou", "eu", *"aeiou")
CODAS = ("", "", "", *"nrstklmpfg", "ng", "rd", "nt", "st", "ks")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SPACY = """
import csv, json, pathlib, sys, time
import spacy
from spacy.matcher import PhraseMatcher
corpus, phrases, out = sys.argv[1:]
def most_held():
    status = pathlib.Path("/proc/self/status")
    return status.read_text().split("VmHWM:")[1].split()[0] if status.exists() else 0
nlp = spacy.blank("nl")
held = most_held()
begun = time.process_time()
matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
with open(phrases, encoding="utf-8") as file:
    for name, those in json.load(file).items():
        matcher.add(name, [nlp.make_doc(phrase) for phrase in those])
hits = 0
with open(corpus, encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as file:
    rows = csv.writer(file)
    for number, text in enumerate(line.rstrip("\\n") for line in lines):
        doc = nlp.make_doc(text)
        for name, first, end in matcher(doc):
            span = doc[first:end]
            rows.writerow((number, span.start_char, span.end_char, nlp.vocab.strings[name]))
            hits += 1
seconds = time.process_time() - begun
print(seconds, most_held(), held, hits, spacy.__version__)
"""
QUANTEDA = """
suppressMessages(library(quanteda))
quanteda_options(threads = 1)
given <- commandArgs(trailingOnly = TRUE)
wanted <- jsonlite::fromJSON(given[2], simplifyVector = FALSE)
begun <- proc.time()
words <- tokens(readLines(given[1], encoding = "UTF-8"), remove_punct = TRUE)
found <- index(words, phrase(unlist(wanted)), valuetype = "fixed")
write.csv(found, given[3], row.names = FALSE)
spent <- proc.time() - begun
cat(spent[["user.self"]] + spent[["sys.self"]], 0, 0, nrow(found),
    as.character(packageVersion("quanteda")), "\\n")
"""


def made_up(rng: np.random.Generator, n: int) -> list[str]:
    """Return n different words of one to five syllables."""
    found: dict[str, None] = {}
    while len(found) < n:
        size = (n, 5)
        onsets, nuclei, codas = (rng.integers(len(of), size=size) for of in (ONSETS, NUCLEI, CODAS))
        for onset, nucleus, coda, many in zip(
            onsets, nuclei, codas, rng.integers(1, 6, size=n), strict=True
        ):
            found["".join(
                ONSETS[onset[i]] + NUCLEI[nucleus[i]] + CODAS[coda[i]] for i in range(many)
            )] = None  # fmt: skip
    return list(found)[:n]


def asked_for(codebook: Codebook) -> list[str]:
    """Return a row of words for each Dutch rule of the codebook that needs no gap."""
    endings = {"begins": "en", "holds": "en"}
    return [
        " ".join(word.form + endings.get(word.match, "") for word in rule.words)
        for code in codebook.codes.values()
        for rule in code.rules
        if rule.language == "nl" and not any(word.gap for word in rule.words)
    ]


def texts(
    rng: np.random.Generator, words: Sequence[str], wanted: Sequence[str], n: int
) -> Iterator[str]:
    """Yield texts of together n words, a sentence every twelve words."""
    harmonic = np.cumsum(1 / np.arange(1, len(words) + 1))
    for _ in range(n // PER_TEXT):
        drawn = np.searchsorted(harmonic, rng.random(PER_TEXT) * harmonic[-1])
        row = [words[i] for i in drawn]
        for place in np.flatnonzero(rng.random(PER_TEXT) < 1 / ASKED):
            row[int(place)] = wanted[int(rng.integers(len(wanted)))]
        for i in range(0, PER_TEXT, 12):
            row[i] = row[i].capitalize()
            row[i - 1] += "."
        yield " ".join(row)


def documents(path: Path) -> Iterator[Document]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            text = normalise(line.rstrip("\n"))
            yield Document(
                str(number), "logbook", text, (Part("happened", 0, len(text)),), date(2024, 1, 1),
                None, "regional", "team", None, None, None, path.name, number,
            )  # fmt: skip


def of_kit(corpus: Path, out: Path) -> None:
    """Do the work of the kit in this process, and print what it took."""
    codebook = read_codebook()
    find_mentions(documents_of_a_line(), codebook)  # dictionaries are read once
    held = most_held()
    begun = time.process_time()
    found = find_mentions(documents(corpus), codebook)
    found.to_csv(out, index=False)
    seconds = time.process_time() - begun
    print(seconds, most_held(), held, len(found), "kit")


def most_held() -> int:
    """Return the most memory that this process held, in kB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    return int(status.read_text().split("VmHWM:")[1].split()[0]) if status.exists() else 0


def documents_of_a_line() -> list[Document]:
    text = "Er was geen mandaat. There was no mandate."
    parts = (Part("a", 0, 20), Part("b", 21, len(text)))
    return [
        Document("a", "logbook", text, parts, date(2024, 1, 1), None, "regional", "team", None,
                 None, None, "a", 1)
    ]  # fmt: skip


def phrases_of(codebook: Codebook, vocabulary: Sequence[str]) -> dict[str, list[str]]:
    """Return what each rule without a gap hits in this vocabulary: words, or words in a row."""
    rules: list[tuple[str, Rule]] = [
        (f"{code.id}: {rule.written}", rule)
        for code in codebook.codes.values()
        for rule in code.rules
        if rule.language == "nl" and not any(word.gap for word in rule.words)
    ]
    found: dict[str, list[str]] = {}
    for key, rule in rules:
        if len(rule.words) > 1:
            found[key] = [" ".join(word.form for word in rule.words)]
    single = [(key, rule) for key, rule in rules if len(rule.words) == 1]
    for key, _, first, _ in Matcher(single, "nl").hits(vocabulary):
        found.setdefault(key, []).append(vocabulary[first])
    return found


def ran(command: Sequence[str]) -> list[str] | str:
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=1800)
    except (OSError, subprocess.SubprocessError) as error:
        return type(error).__name__
    return done.stdout.split()


def python_with_spacy(folder: Path) -> str | None:
    """Make an environment with spaCy; None where that does not succeed."""
    try:
        venv.create(folder, with_pip=True)
        python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        pip = [str(python), "-m", "pip", "install", "--quiet", "spacy"]
        subprocess.run(pip, check=True, capture_output=True, timeout=900)
    except (OSError, subprocess.SubprocessError):
        return None
    return str(python)


def line_of(name: str, words: int, row: Sequence[str]) -> str:
    seconds, most, held = (float(value) for value in row[:3])
    return (
        f"  {name:9} {seconds:7.2f} CPU-s {words / seconds / 1e6:6.2f} million words/s "
        f"{most / 1024:6.0f} MB, {held / 1024:4.0f} of it before   {int(row[3]):8,} hits"
    )


def compare(given: argparse.Namespace, home: Path) -> None:
    rng = np.random.default_rng(given.seed)
    codebook = read_codebook()
    words, wanted = made_up(rng, TYPES), asked_for(codebook)
    spacy = given.spacy or python_with_spacy(home / "env")
    for n in given.words:
        corpus, out, phrases = home / "corpus.txt", home / "hits.csv", home / "phrases.json"
        with corpus.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{text}\n" for text in texts(rng, words, wanted, n))
        forms: dict[str, None] = {}
        count = 0
        with corpus.open(encoding="utf-8") as file:
            for line in file:
                found = WORD.findall(line.casefold())
                forms.update(dict.fromkeys(found))
                count += len(found)
        phrases.write_text(json.dumps(phrases_of(codebook, list(forms))), encoding="utf-8")
        print(f"{count:,} words, {len(forms):,} different")
        mine = ran([sys.executable, __file__, "--corpus", str(corpus), "--out", str(out)])
        others = {"spaCy": "no environment could be made", "quanteda": "no R on this machine"}
        rows: dict[str, list[str] | str] = dict(others)
        if spacy:
            rows["spaCy"] = ran([spacy, "-c", SPACY, str(corpus), str(phrases), str(out)])
        if r := shutil.which("Rscript"):
            rows["quanteda"] = ran([r, "-e", QUANTEDA, str(corpus), str(phrases), str(out)])
        if isinstance(mine, str):
            raise SystemExit(f"the kit failed: {mine}")
        print(line_of("kit", count, mine))
        for name, row in rows.items():
            if isinstance(row, str) or len(row) < 5:
                print(f"  {name}: not compared ({row or 'no answer'})")
                continue
            print(line_of(name, count, row) + f"   ratio {float(row[0]) / float(mine[0]):5.2f}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time rules beside other software.")
    parser.add_argument("--words", type=int, nargs="+", default=[1_000_000, 2_000_000, 4_000_000])
    parser.add_argument("--spacy", help="a Python that has spaCy; else one is made")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.corpus:
        of_kit(given.corpus, given.out)
        return
    with TemporaryDirectory() as folder:
        compare(given, Path(folder))


if __name__ == "__main__":
    main()
