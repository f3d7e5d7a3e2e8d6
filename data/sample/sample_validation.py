"""A form of `kit sample`, filled in by a reader who is never wrong.

Labels are of entries, passages are parts of them. A passage is taken to be about a code when its
entry is and a rule hits in it, or, where no rule hits in an entry that is about the code, when it
is the longest of that entry. So precision and recall of passages are those of entries, nearly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sample_files import same_bytes

from kit.codebook import Codebook
from kit.documents import Document
from kit.files import write_whole
from kit.sampling import Item, Sample, draw, write_sample
from kit.study import Study
from kit.terms import label

__all__ = ["write_answered"]


def write_answered(
    study: Study,
    documents: Sequence[Document],
    entries: Mapping[str, Mapping[str, Any]],
    plan: Mapping[str, Any],
    codebook: Codebook,
    *,
    seed: int,
) -> tuple[list[Path], list[dict[str, Any]]]:
    """Draw a sample, write its form and key, and fill in the form.

    Returns
    -------
    list of Path, list of dict
        The files, and per code what a reader of every passage would have found.
    """
    codes = codebook.of_list(plan["code_list"])
    # Rules of other codes need no looking for.
    small = replace(codebook, codes={one.id: one for one in codes})
    every = draw(
        documents, small, codes=codes, per_code=sum(len(d.parts) for d in documents),
        seed=seed, name="every",
    )  # fmt: skip
    answers = _answers(every, documents, entries)
    drawn = draw(
        documents, small, codes=codes, per_code=plan["validation"]["per_code"], seed=seed,
        name=f"{plan['code_list']}-{seed}",
    )  # fmt: skip
    form = study.root / "validation" / f"{drawn.name}.xlsx"
    key = form.with_suffix(".key.json")
    for path in (form, key):
        path.unlink(missing_ok=True)
    write_sample(study, drawn, documents=documents, codebook=codebook)
    _fill(form, [answers[_place(item)] for item in drawn.items])
    return [form, key], _whole(every, answers)


def _place(item: Item) -> tuple[str, str, int]:
    return item.code, item.document, item.start


def _answers(
    every: Sample, documents: Sequence[Document], entries: Mapping[str, Mapping[str, Any]]
) -> dict[tuple[str, str, int], str]:
    longest = {
        d.id: max(d.parts, key=lambda part: part.end - part.start).start
        for d in documents
        if d.parts
    }
    hit = {(item.code, item.document) for item in every.items if item.hit}
    answers = {}
    for item in every.items:
        labels = entries[item.document]
        about = item.code in {*labels.get("about", ()), *labels.get("touches", ())}
        alone = (item.code, item.document) not in hit and item.start == longest[item.document]
        if about and (item.hit or alone):
            answers[_place(item)] = "doubt" if item.code in labels.get("disputed", ()) else "yes"
        else:
            answers[_place(item)] = "no"
    return answers


def _fill(form: Path, answers: Sequence[str]) -> None:
    from openpyxl import load_workbook
    from sample_files import MADE

    book = load_workbook(form)
    sheet = book.worksheets[0]
    for row, answer in enumerate(answers, start=2):
        sheet.cell(row, 4).value = label("answer", answer, "nl")
    book.properties.creator = "make_sample.py"
    book.properties.created = MADE
    write_whole(form, same_bytes(book.save))


def _whole(every: Sample, answers: Mapping[tuple[str, str, int], str]) -> list[dict[str, Any]]:
    rows = []
    for code, stratum in every.strata.items():
        shares = []
        for kind in (True, False):
            said = [answers[_place(i)] for i in every.items if i.code == code and i.hit is kind]
            shares.append(said.count("yes") / max(len(said) - said.count("doubt"), 1))
        right, missed = stratum.hits * shares[0], stratum.others * shares[1]
        rows.append(
            {"code": code, "hits": stratum.hits, "others": stratum.others,
             "precision": round(shares[0], 4), "recall": round(right / (right + missed), 4)}
        )  # fmt: skip
    return rows
