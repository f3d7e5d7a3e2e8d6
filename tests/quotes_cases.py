"""A small study to quote from: known people in known roles, with quotes in every status."""

from datetime import date
from pathlib import Path

from kit.documents import Document, compose
from kit.study import Study, open_study

STUDY = """
format: 1
title: {nl: Proef, en: Trial}
period: {from: 2021, until: 2025}
regions:
  - {slug: noorderkolk, name: De Noorderkolk}
  - {slug: zonnehei, name: Zonnehei}
"""
LOGBOOK = """\
id;date;region;author;role;happened;helped;release
a-1;2023-02-01;noorderkolk;P01;gp;Wij wisten het pas toen het al besloten was. \
Dat was laat.;De koffie hielp ons.;region
a-2;2023-03-01;noorderkolk;P02;gp;Niemand vroeg ons wat we nodig hadden.;;consortium
a-3;2023-04-01;noorderkolk;P03;gp;De bus rijdt niet meer, en dan? De bus rijdt niet meer.;;region
a-4;2023-05-01;noorderkolk;P01;gp;We hebben het zelf geregeld met de buren.;;team
"""
HEADER = "id;document;quote;theme;status;sent_on;approved_on;release;edited;memo\n"


def study_in(folder: Path, *rows: str, header: str = HEADER) -> Study:
    (folder / "study.yml").write_text(STUDY, encoding="utf-8")
    (folder / "logbook.csv").write_text(LOGBOOK, encoding="utf-8")
    (folder / "quotes.csv").write_text(header + "".join(f"{r}\n" for r in rows), encoding="utf-8")
    return open_study(folder)


def said(author, role, *, region="noorderkolk", group=None, release="public", number=[0]):  # noqa: B006
    """Return a document in which one person of a role says something."""
    number[0] += 1
    text, parts = compose([("turn", "", f"Woorden nummer {number[0]} van iemand.")])
    return Document(
        f"d-{number[0]}", "interview", text, parts, date(2024, 1, 1), region, "regional", release,
        author, role, group, "interviews/x.txt", 1,
    )  # fmt: skip
