"""A made-up region whose people tell about three years of work: a small study to tell from."""

import csv
from pathlib import Path

import yaml

from kit.study import Study, open_study

STUDY = """
format: 1
title: {nl: Proefstudie, en: Trial study}
synthetic: true
codebook: codeboek.yml
period: {from: 2022, until: 2024}
notebooks:
  - learning_history: {}
regions:
  - {slug: noorderkolk, name: De Noorderkolk}
  - {slug: zonnehei, name: "Zonnehei & <b>$x_1$</b>"}
"""
CODEBOOK = """
format: 1
id: proef
version: "0.1"
lists:
  phm_element:
    organise: {nl: ["=mandaat"], en: ["=mandate"]}
    finance: {nl: ["=subsidie"], en: ["=subsidy"]}
"""
_CASE = yaml.safe_load(
    (Path(__file__).parent / "cases" / "history" / "noorderkolk.yml").read_text(encoding="utf-8")
)


def _rows(name: str, *columns: str) -> list:
    return [tuple(str(one.get(column, "")) for column in columns) for one in _CASE[name]]


PEOPLE = _CASE["people"]
#: id, person, theme, status, release, words, and what the speaker made of it.
QUOTES = _rows("quotes", "id", "person", "theme", "status", "release", "words", "edited")
THEMES = _CASE["themes"]
NOTES = _rows("notes", "kind", "theme", "quotes", "release", "text")
RESULTS = _rows("results", "date", "result", "evidence", "source", "release")
EVENTS = _rows("events", "date", "event", "direction", "release")


def put(path: Path, head: str, rows: list) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=";").writerows([head.split(), *rows])


def write_study(
    folder: Path,
    *,
    quotes: list | None = None,
    notes: list | None = None,
    results: list | None = None,
    events: list | None = None,
) -> Study:
    """Write the study of De Noorderkolk, or another one of the same people."""
    quotes = QUOTES if quotes is None else quotes
    notes = NOTES if notes is None else notes
    results = RESULTS if results is None else results
    events = EVENTS if events is None else events
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yml").write_text(STUDY, encoding="utf-8")
    (folder / "codeboek.yml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "interviews").mkdir(exist_ok=True)
    for person in PEOPLE:
        said = [quote[5] for quote in quotes if quote[1] == person]
        turns = [f"I: Vertelt u eens.\nR1: Nou, laat ik het zo zeggen. {one}" for one in said]
        text = "\n".join(turns or ["I: Vertelt u eens.\nR1: Liever niet."])
        (folder / "interviews" / f"{person.lower()}.txt").write_text(text, encoding="utf-8")
    put(
        folder / "interviews.csv",
        "interview region date person role speaker consent_version release transcript",
        [
            [f"int-{p.lower()}", "noorderkolk", f"2024-0{1 + i % 9}-11", p, role, "R1", "v1",
             "public", f"{p.lower()}.txt"]
            for i, (p, role) in enumerate(PEOPLE.items())
        ],
    )  # fmt: skip
    answered = ("approved", "edited")
    put(
        folder / "quotes.csv",
        "id document quote theme status release approved_on edited",
        [
            [id, f"int-{p.lower()}", words, theme, status, release,
             "2024-11-01" if status in answered else "", edited]
            for id, p, theme, status, release, words, edited in quotes
        ],
    )  # fmt: skip
    put(
        folder / "history_notes.csv",
        "region kind theme quotes release text author",
        [["noorderkolk", *note, "H1"] for note in notes],
    )
    put(
        folder / "noticeable_results.csv",
        "region date result evidence source release",
        [["noorderkolk", *result] for result in results],
    )
    put(
        folder / "events.csv",
        "region date event direction release",
        [["noorderkolk", *event] for event in events],
    )
    (folder / "themes.yml").write_text(themes_text(quotes), encoding="utf-8")
    return open_study(folder)


def themes_text(quotes: list) -> str:
    words = {quote[0]: (f"int-{quote[1].lower()}", quote[5]) for quote in quotes}

    def passage(id: str) -> list[dict]:
        return [{"document": words[id][0], "quote": words[id][1]}] if id in words else []

    themes = [
        {
            "id": id,
            "title": {"nl": theme["title_nl"], "en": theme["title_en"]},
            "claim": {"nl": theme["claim_nl"], "en": theme["claim_en"]},
            "codes": ["finance"],
            "supporting": [
                one
                for q in quotes
                if q[2] == id and q[0] not in theme["deviant"]
                for one in passage(q[0])
            ][:1],
            "deviant": [one for d in theme["deviant"] for one in passage(d)],
            "distilled_by": "onderzoeker-1",
            "distilled_on": "2024-11-20",
            "version": "1",
        }
        for id, theme in THEMES.items()
    ]
    return yaml.safe_dump({"format": 1, "themes": themes}, allow_unicode=True, sort_keys=False)
