"""A small study to find themes in: entries of known people, with rules that are single words."""

from pathlib import Path

from kit.study import Study, open_study

STUDY = """
format: 1
title: Proef
codebook: codeboek.yml
period: {from: 2021, until: 2024}
regions:
  - {slug: noorderkolk, name: De Noorderkolk}
  - {slug: zonnehei, name: "Zonnehei & $x_1$ <b>"}
"""
CODEBOOK = """
format: 1
id: proef
version: "0.1"
lists:
  phm_element:
    organise: {nl: ["=mandaat"], en: ["=mandate"]}
    finance: {nl: ["=subsidie"], en: ["=subsidy"]}
    monitor: {nl: ["=dashboard"], en: ["=screen"]}
"""
HEADER = "id;date;region;author;voice_group;happened;helped;hindered;release\n"
THEMES = """
format: 1
themes:
  - id: geld
    title: {nl: Geld stuurt, en: Money steers}
    claim: {nl: Wie betaalt beslist mee., en: Who pays has a say.}
    codes: [finance]
    supporting: [{document: a-1, quote: de subsidie bepaalde}]
    deviant: [{document: a-2, quote: zonder geld ging het ook, note: Een kleine kring.}]
    distilled_by: onderzoeker-1
    distilled_on: 2023-02-01
    version: "1"
  - id: stil
    title: {nl: Niemand meet, en: Nobody measures}
    claim: {nl: Er wordt niet gemeten., en: Nothing is measured.}
    codes: [monitor, organise]
    supporting: [{document: a-2, quote: zonder geld ging het ook}]
    distilled_by: onderzoeker-1
    distilled_on: 2023-02-01
    version: "1"
"""


def row(id, day, author="", text="Over het weer.", *, region="noorderkolk", voice="", helped="",
        hindered="", release=""):  # fmt: skip
    return ";".join([id, str(day), region, author, voice, text, helped, hindered, release]) + "\n"


def first_rows():
    """Return the two entries that the themes quote."""
    return [
        row("a-1", "2021-02-01", "A", "Want de subsidie bepaalde wie er mee mocht doen, subsidie."),
        row("a-2", "2021-03-01", "B", "Maar zonder geld ging het ook."),
    ]


def study_in(folder: Path, *rows: str, themes: str = THEMES) -> Study:
    (folder / "study.yml").write_text(STUDY, encoding="utf-8")
    (folder / "codeboek.yml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "logbook.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    (folder / "themes.yml").write_text(themes, encoding="utf-8")
    return open_study(folder)


def check(finding, name):
    return next(c for c in finding.checks if c.name == name)


def cell(finding, theme="geld", about="whole", name="all"):
    table = finding.table
    rows = table[(table.theme == theme) & (table.about == about) & (table.name == name)]
    (found,) = rows.to_dict("records")
    return found
