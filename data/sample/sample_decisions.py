"""What a coder decides on passages that rules and *more like this* put before them.

They stand in entries that nobody coded. A mention is accepted when its entry is about the code; a
similar passage when the code was planted in that very part. This coder is never wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sample_codings import HOUR, places_of

from kit.codebook import Codebook
from kit.coding import find_mentions
from kit.codings import Coding
from kit.documents import Document
from kit.files import sha256
from kit.similar import more_like

__all__ = ["decide"]


def decide(
    rng: np.random.Generator,
    documents: Sequence[Document],
    entries: Mapping[str, Mapping[str, Any]],
    plan: Mapping[str, Any],
    codebook: Codebook,
    records: Sequence[Coding],
) -> tuple[tuple[Coding, ...], list[dict[str, Any]]]:
    """Let the coder of the plan accept and reject.

    Parameters
    ----------
    rng : Generator
    documents : sequence of Document
        All of the study.
    entries : mapping of document to labels
        Of ``truth.yml``.
    plan : mapping
        Section `people` of ``plan.yml``.
    codebook : Codebook
    records : sequence of Coding
        Of all coders until then.

    Returns
    -------
    tuple of Coding, list of dict
        The decisions in the order of their times, and per code and method how many were accepted
        and rejected.
    """
    made = plan["decides"]
    codes = [one.id for one in codebook.of_list(plan["code_list"])]
    coded = {one.document for one in records}
    own = sorted((d for d in documents if d.region in made["regions"]), key=lambda d: d.id)
    fresh = [d for d in own if d.id not in coded]
    now = datetime.combine(made["begins"], datetime.min.time(), HOUR) + timedelta(hours=9)
    stamp = now.isoformat(timespec="seconds")
    about = {
        d.id: {*entries[d.id].get("about", ()), *entries[d.id].get("touches", ())} for d in fresh
    }
    asked = _mentions(rng, fresh, codes, made["mentions"], codebook, stamp)
    right = [one.code in about[one.document] for one in asked]
    places = {d.id: places_of(rng, d, entries[d.id], codes) for d in fresh}
    for code in codes:
        alike = more_like(
            records, documents=documents, code=code, unit="part", time=stamp,
            most=sum(len(d.parts) for d in documents), codebook=codebook,
        )  # fmt: skip
        new = [one.coding for one in alike if one.coding.document in places][: made["similar"]]
        asked += new
        right += [places[one.document].get(code) == one.part for one in new]
    decided = []
    counts: dict[tuple[str, str], dict[str, int]] = {}
    first = sum(one.coder == made["coder"] for one in records) + 1
    for number, (one, yes) in enumerate(zip(asked, right, strict=True), start=first):
        now += timedelta(seconds=int(rng.integers(10, 60)))
        verdict = "accept" if yes else "reject"
        answer = one.decided(
            decision=verdict, coder=made["coder"], time=now.isoformat(timespec="seconds")
        )
        decided.append(replace(answer, id=f"{made['coder']}-{number:04d}"))
        row = counts.setdefault((one.code, one.method), {"accept": 0, "reject": 0})
        row[verdict] += 1
    ordered = sorted(counts.items(), key=lambda item: (codes.index(item[0][0]), item[0][1]))
    return tuple(decided), [
        {"code": code, "method": method, "accepted": n["accept"], "rejected": n["reject"]}
        for (code, method), n in ordered
    ]


def _mentions(
    rng: np.random.Generator,
    documents: Sequence[Document],
    codes: Sequence[str],
    most: int,
    codebook: Codebook,
    stamp: str,
) -> list[Coding]:
    """Draw mentions, each place and code once, as records that nobody has decided on."""
    texts = {d.id: d for d in documents}
    found = find_mentions(
        documents, replace(codebook, codes={id: codebook.codes[id] for id in codes})
    )
    found = found.drop_duplicates(["document", "start", "end", "code"])
    rows = found.to_dict("records")
    drawn = sorted(int(i) for i in rng.choice(len(rows), size=min(most, len(rows)), replace=False))
    made = []
    for row in (rows[i] for i in drawn):
        one = Coding.at(
            texts[row["document"]], start=row["start"], end=row["end"], code=row["code"], coder="",
            time=stamp, codebook=codebook,
        )  # fmt: skip
        place = json.dumps([one.document, one.start, one.end, one.code, row["rule"]])
        made.append(
            replace(one, id=f"m-{sha256(place)[:16]}", method="mention", made_with=row["rule"])
        )
    return made
