"""Themes of the sample: invented claims, and passages cut from entries by their labels.

A passage of a logbook is a short field, or a sentence of a longer one, of an entry that is first of
all about a code of the theme; the plan names the fields: what people learnt, or what went against
them. No word in it is looked at. Those of interviews are the quotes of the bank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kit.agreement.units import cut
from kit.documents import Document

__all__ = ["themes_of"]

LENGTHS = range(40, 201)

Found = tuple[Document, str]


def themes_of(
    rng: np.random.Generator,
    documents: Sequence[Document],
    entries: Mapping[str, Mapping[str, Any]],
    plan: Mapping[str, Any],
    spoken: Mapping[str, Mapping[str, Sequence[Mapping[str, str]]]],
) -> dict[str, Any]:
    """Return what goes to ``themes.yml``.

    Parameters
    ----------
    rng : Generator
    documents : sequence of Document
        All entries of the study.
    entries : mapping of document to labels
        Of ``truth.yml``.
    plan : mapping
        Section `people` of ``plan.yml``. Of each theme, `supporting` and `deviant` say how many
        passages it gets and from which fields.
    spoken : mapping of theme to stance to passages
        What was said in interviews, after what was written.
    """
    made = []
    for theme in plan["themes"]:
        told = {name: theme[name] for name in ("id", "title", "claim", "codes")}
        used: set[str] = set()
        for stance in ("supporting", "deviant"):
            said = spoken.get(theme["id"], {}).get(stance, [])
            chosen: list[Found] = []
            if asked := theme.get(stance):
                of = (theme["codes"], plan["quoted"], asked, used)
                chosen = _drawn(rng, documents, entries, *of)
            used |= {document.id for document, _ in chosen}
            if passages := [*({"document": d.id, "quote": q} for d, q in chosen), *said]:
                told[stance] = passages
            else:
                told["looked_for"] = True
        told |= {name: theme[name] for name in ("memo", "distilled_by", "distilled_on", "version")}
        made.append(told)
    return {"format": 1, "themes": made}


def _drawn(
    rng: np.random.Generator,
    documents: Sequence[Document],
    entries: Mapping[str, Mapping[str, Any]],
    codes: Sequence[str],
    regions: Sequence[str],
    asked: Mapping[str, Any],
    used: set[str],
) -> list[Found]:
    """Draw one passage per entry, of as many regions as can be."""
    found = [
        (document, quote)
        for document in documents
        if document.region in regions and document.id not in used
        if _is_about(entries[document.id], codes)
        for quote in _quotes(document, asked["fields"])[:1]
    ]
    chosen: list[Found] = []
    quoted: Counter[str | None] = Counter()
    waiting = [found[i] for i in rng.permutation(len(found))]
    while waiting and len(chosen) < asked["n"]:
        # The region that was quoted least so far; of equals the first that was drawn.
        place = min(range(len(waiting)), key=lambda i: quoted[waiting[i][0].region])
        chosen.append(waiting.pop(place))
        quoted[chosen[-1][0].region] += 1
    return sorted(chosen, key=lambda one: one[0].day)


def _is_about(labels: Mapping[str, Any], codes: Sequence[str]) -> bool:
    """Say whether an entry is first of all about one of the codes."""
    first = labels.get("about", ())[:1]
    return bool(set(codes) & set(first) - set(labels.get("disputed", ())))


def _quotes(document: Document, fields: Sequence[str]) -> list[str]:
    """Return what can be quoted of some fields: as a whole, else sentences, the longest first."""
    found = []
    for field in fields:
        spans = [(low, high) for name, low, high in cut(document, unit="sentence") if name == field]
        texts = [document.text[low:high] for low, high in spans]
        found += [document.part(field), *sorted(texts, key=len, reverse=True)]
    return [
        text
        for text in found
        if len(text) in LENGTHS and "\n" not in text and document.text.count(text) == 1
    ]
