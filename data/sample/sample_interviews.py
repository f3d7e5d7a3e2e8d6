"""Interviews of the sample: the raw files with identities in them, and what the kit makes of those.

The bank is written out as people and programs deliver it, into a folder beside the study; the gate
of the kit cleans it, with the key and the answers to its review table that are kept in the bank.
None of it depends on the seed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import yaml
from sample_files import MADE, write_tables
from sample_history import history_tables, passages_of, quotes_table
from sample_marks import Mark, Spoken, marks_of, names_of, plain, spoken
from sample_review import answer, missed, tidied
from sample_transcripts import FORMS, Raw

from kit.deidentify_screen import deidentified
from kit.files import write_whole
from kit.interviews import Interviews, read_interviews
from kit.study import Study, open_study
from kit.terms import columns

__all__ = ["RAW", "Bank", "Made", "bank", "clean", "raw_files"]

#: Where the raw files are, seen from the study.
RAW = "../sample-raw"
BANK = Path(__file__).resolve().parent / "bank"
#: Names that the project knows beforehand: who asks, and who stands in the name of a file only.
LISTED = {
    "Eline Kuipers": None,
    "Noor Siebelink": None,
    "Daan Vreeling": None,
    "Aisling Byrne": None,
    "Corrie Vermeulen-Baks": None,
    "Hiltje Dekkinga": "H. Dekkinga",
}
SEED = 2024
DELETED = timedelta(days=30)
#: Labels that say for themselves that they are of the interviewer.
KNOWN = {"I", "Int.", "Interviewer", "Gespreksleider"}


@dataclass(frozen=True)
class Bank:
    """The interviews as they were written.

    Attributes
    ----------
    interviews : tuple of mapping
    turns : mapping of interview to turns
    quotes : mapping of quote to what is said of it
    regions : mapping of region to what the historians wrote
    """

    interviews: tuple[Mapping[str, Any], ...]
    turns: Mapping[str, tuple[Spoken, ...]]
    quotes: Mapping[str, Mapping[str, Any]]
    regions: Mapping[str, Mapping[str, Any]]


@cache
def bank() -> Bank:
    """Return the interviews of the bank, region by region."""
    interviews: list[Mapping[str, Any]] = []
    history: Mapping[str, Any] = _read(BANK / "interviews_history.yml")
    for region in history["regions"]:
        interviews += _read(BANK / f"interviews_{region}.yml")
    turns = {each["id"]: spoken(each["said"]) for each in interviews}
    return Bank(tuple(interviews), turns, history["quotes"], history["regions"])


def _read(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


def raw_files(made: Bank) -> dict[str, bytes]:
    """Return the transcripts with their identities, by path within the folder of raw files."""
    found = {}
    for each in made.interviews:
        labels = {who: plain(label) for who, label in each["labels"].items()}
        title = plain(each["file"])
        turns = [(labels[turn.who], plain(turn.text)) for turn in made.turns[each["id"]]]
        author = labels.get("I", each["interviewer"])
        raw = Raw(each["id"], title, author, turns)
        _, write = FORMS[each["form"]]
        found[f"interviews/{_called(each)}"] = write(raw)
    return found


def _called(interview: Mapping[str, Any]) -> str:
    return plain(interview["file"]) + FORMS[interview["form"]][0]


def voices_table(made: Bank) -> pd.DataFrame:
    """Return the table of interviews: a row for each voice that agreed to it."""
    rows = []
    for number, each in enumerate(made.interviews):
        several = len(each["labels"]) > 2
        asks = plain(each["labels"].get("I", ""))
        for who, voice in each["voices"].items():
            rows.append(
                {
                    "interview": each["id"],
                    "transcript": _called(each),
                    "region": each["region"],
                    "date": each["date"],
                    "kind": each["kind"],
                    "speaker": plain(each["labels"][who]) if several else None,
                    **voice,
                    "interviewer": each["interviewer"],
                    "interviewer_speaker": None if asks in {*KNOWN, ""} else asks,
                    # Of every fifth conversation the recording is still there.
                    "recording_deleted_on": each["date"] + DELETED if number % 5 else None,
                }
            )
    return pd.DataFrame(rows, columns=list(columns("interviews")), dtype=object)


def documents_of(made: Bank, interviews: Interviews) -> dict[tuple[str, str], str]:
    """Return the document of each voice, by its interview and its key in the bank."""
    read = {(one.id, v.person): v.document for one in interviews.interviews for v in one.voices}
    return {
        (each["id"], who): read[each["id"], voice["person"]]
        for each in made.interviews
        for who, voice in each["voices"].items()
    }


def truth_of(made: Bank) -> dict[str, Any]:
    """Return what was planted: identities per type and field, and what each interview is about."""
    fields = _fields(made)
    planted = [mark for marks in fields.values() for mark in marks]
    types = Counter(mark.type for mark in planted)
    told = {}
    for each in made.interviews:
        turns = made.turns[each["id"]]
        sides: dict[str, Counter[str]] = {}
        for turn in turns:
            for theme, stance in turn.themes.items():
                sides.setdefault(theme, Counter())[stance] += 1
        told[each["id"]] = {
            "form": each["form"],
            "turns": len(turns),
            "about": [code for code, _ in Counter(c for t in turns for c in t.about).most_common()],
            "themes": {theme: dict(sides[theme]) for theme in sorted(sides)},
        }
    return {
        "planted": {
            type: {"times": n, "different": len({m.text for m in planted if m.type == type})}
            for type, n in types.most_common()
        },
        "planted_in": {name: len(marks) for name, marks in fields.items()},
        "refused": [
            {"interview": each["id"], "voices": len(each["refused"]), "turns": n}
            for each in made.interviews
            if (n := sum(t.who in each.get("refused", ()) for t in made.turns[each["id"]]))
        ],
        "withdrawn_before": {"people": 1, "interviews": 1},
        "interviews": told,
    }


def _fields(made: Bank) -> dict[str, list[Mark]]:
    """Return the planted identities by the kind of field that holds them."""
    turns = [turn for each in made.interviews for turn in made.turns[each["id"]]]
    regions = list(made.regions.values())
    return {
        "turns": list(marks_of([turn.text for turn in turns if turn.who != "I"])),
        "questions": list(marks_of([turn.text for turn in turns if turn.who == "I"])),
        "labels": list(marks_of([each["labels"] for each in made.interviews])),
        "file_names": list(marks_of([each["file"] for each in made.interviews])),
        "quotes": list(marks_of(dict(made.quotes))),
        "history_notes": list(marks_of([own["notes"] for own in regions])),
        "noticeable_results": list(marks_of([own["results"] for own in regions])),
        "events": list(marks_of([own["events"] for own in regions])),
    }


@dataclass(frozen=True)
class Made:
    """What a study gains of interviews.

    Attributes
    ----------
    files : mapping of path within the study to bytes
    raw : mapping of path within the folder of raw files to bytes
    passages : mapping of theme to stance to passages
    truth : dict
        What was planted, and what of it the rules missed.
    """

    files: Mapping[str, bytes]
    raw: Mapping[str, bytes]
    passages: Mapping[str, Mapping[str, Sequence[Mapping[str, str]]]]
    truth: dict[str, Any]


@cache
def clean(settings: str) -> Made:
    """Write the raw files beside a study, let the kit clean them, and review that.

    Parameters
    ----------
    settings : str
        What stands in ``study.yml``.

    Returns
    -------
    Made
    """
    made = bank()
    with TemporaryDirectory() as folder:
        root, raw = Path(folder) / "sample", Path(folder) / Path(RAW).name
        write_whole(root / "study.yml", settings)
        for name, data in raw_files(made).items():
            write_whole(raw / name, data)
        tables = {"interviews.csv": voices_table(made), "names.csv": _project_list(settings)}
        write_tables(raw, tables | history_tables(made.regions))
        choose = random.Random(SEED).choice
        study = open_study(root)
        whole = [mark for marks in _fields(made).values() for mark in marks]
        planted = [*whole, *names_of(whole)]
        _gate(study, choose)
        slipped = missed(whole, _texts(root))
        back = answer(raw / "review.xlsx", planted, ())
        _gate(study, choose)
        # Quotes are chosen from what is left of the texts.
        documents = documents_of(made, read_interviews(study))
        quotes = quotes_table(made.interviews, made.turns, made.quotes, documents)
        write_tables(raw, {"quotes.csv": quotes})
        _gate(study, choose)
        # What a replacement that was wrong had hidden shows only now.
        left = missed(planted, _texts(root))
        answer(raw / "review.xlsx", planted, left)
        _gate(study, choose)
        # Then the reviewer sees what became of the additions.
        answer(raw / "review.xlsx", planted, ())
        # A file whose name the review changed would stay under its old name too.
        for path in (*root.rglob("*.txt"), *root.glob("*.csv"), root / "deidentified.yml"):
            path.unlink()
        _gate(study, choose)
        files = _bytes(root)
        del files["study.yml"]
        files["deidentified.yml"] = re.sub(
            rb"(day|reviewed_on): '[\d-]+'",
            rb"\1: '" + f"{MADE:%Y-%m-%d}".encode() + b"'",
            files["deidentified.yml"],
        )
        kept = _bytes(raw) | {"review.xlsx": tidied(raw / "review.xlsx")}
    truth = truth_of(made)
    truth["rules"] = {
        "missed": dict(Counter(mark.type for mark in slipped)),
        "put_back": dict(back),
        "added": len(left),
    }
    return Made(files, kept, passages_of(quotes, made.turns), truth)


def _gate(study: Study, choose: Callable[[Sequence[str]], str]) -> None:
    for _ in deidentified(study, own_rules=True, choose=choose):
        pass


def _project_list(settings: str) -> pd.DataFrame:
    """Return what a project knows beforehand: some names, and those that are published anyway."""
    read: Mapping[str, Any] = yaml.safe_load(settings)
    areas = [area["name"] for region in read["regions"] for area in region["areas"]]
    rows = [(name, "person", also, None) for name, also in LISTED.items()]
    rows += [(name, "place", None, True) for name in areas]
    return pd.DataFrame(rows, columns=list(columns("names")), dtype=object)


def _texts(root: Path) -> list[str]:
    """Return the clean files, each with its name."""
    return [
        f"{path.name}\n{path.read_text(encoding='utf-8-sig')}"
        for path in sorted(root.rglob("*"))
        if path.suffix in (".txt", ".csv")
    ]


def _bytes(root: Path) -> dict[str, bytes]:
    """Return every file but what the kit keeps for itself, such as its lock."""
    paths = (path for path in sorted(root.rglob("*")) if path.is_file())
    inside = {path.relative_to(root).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in inside.items() if name[:5] != ".work"}
