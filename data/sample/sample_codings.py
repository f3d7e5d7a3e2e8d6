"""Two people who code part of the logbooks, with planted errors, so that agreement is known.

True of a part is what is true of its entry (``about`` and ``touches``), in the one part where the
code was planted. Of each part and code a coder says yes with the planted sensitivity where it is
true, and with one minus the specificity where it is not, each apart from the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.agreement.units import cut
from kit.codebook import Codebook
from kit.codings import Coding
from kit.documents import Document, Part
from kit.language import Both

__all__ = ["People", "code", "places_of"]

HOUR = timezone(timedelta(hours=1))
DAY_ENDS = 16.5

Places = Mapping[str, Mapping[str, str]]
Said = Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True)
class People:
    """What two people coded.

    Attributes
    ----------
    records : mapping of coder to Codings
        In the order in which they were written.
    truth : dict
        What goes to ``truth.yml`` under `codings`.
    """

    records: Mapping[str, tuple[Coding, ...]]
    truth: dict[str, Any]


def code(
    rng: np.random.Generator,
    documents: Sequence[Document],
    entries: Mapping[str, Mapping[str, Any]],
    plan: Mapping[str, Any],
    codebook: Codebook,
) -> People:
    """Let the coders of the plan read, first what one of them reads alone, then what both read.

    Parameters
    ----------
    rng : Generator
    documents : sequence of Document
        All of the study, as the kit reads them.
    entries : mapping of document to labels
        Of ``truth.yml``.
    plan : mapping
        Section `people` of ``plan.yml``.
    codebook : Codebook
        As it is now; what the coder who began first read alone was coded under the definition
        before it.
    """
    own = sorted((d for d in documents if d.region in plan["regions"]), key=lambda d: d.id)
    chosen = [own[i] for i in rng.permutation(len(own))[: plan["alone"] + plan["together"]]]
    alone, together = chosen[: plan["alone"]], chosen[plan["alone"] :]
    codes = [one.id for one in codebook.of_list(plan["code_list"])]
    places = {d.id: places_of(rng, d, entries[d.id], codes) for d in chosen}
    evidence = {
        (d.id, part.name): _one(rng, _sentences(d, part)) for d in chosen for part in d.parts
    }
    first = next(iter(plan["coders"]))
    before = _as_before(codebook, plan["changed"])
    records, said = {}, {}
    for coder, made in plan["coders"].items():
        work = [(d, before) for d in alone if coder == first]
        work += [(d, codebook) for d in together]
        said[coder] = {
            d.id: _said(rng, d, places[d.id], codes, lambda id, of=made: _rates(of, id))
            for d, _ in work
        }
        pen = _Pen(rng, coder, datetime.combine(made["begins"], datetime.min.time(), HOUR), plan)
        for document, book in work:
            pen.opens(book)
            for i, part in enumerate(document.parts):
                for j in np.flatnonzero(said[coder][document.id][i]):
                    pen.codes(document, part, evidence[document.id, part.name], codes, int(j))
            pen.closes(document)
        records[coder] = tuple(pen.written)
    return People(
        records=records,
        truth=_truth(plan, codes, together, places, said, records, codebook),
    )


def places_of(
    rng: np.random.Generator, document: Document, labels: Mapping[str, Any], codes: Sequence[str]
) -> dict[str, str]:
    """Plant each true code in one part; the longer a part, the likelier."""
    true = {*labels.get("about", ()), *labels.get("touches", ())}
    lengths = np.array([part.end - part.start for part in document.parts], dtype=float)
    return {
        id: document.parts[rng.choice(len(lengths), p=lengths / lengths.sum())].name
        for id in codes
        if id in true
    }


def _rates(made: Mapping[str, Any], id: str) -> tuple[float, float]:
    own = made.get("otherwise", {}).get(id, made)
    return own["sensitivity"], own["specificity"]


def _said(
    rng: np.random.Generator,
    document: Document,
    places: Mapping[str, str],
    codes: Sequence[str],
    rates: Any,
) -> NDArray[np.bool_]:
    """Return parts x codes: whether a coder gives the part the code."""
    of = np.array([rates(id) for id in codes])
    true = np.array([[places.get(id) == part.name for id in codes] for part in document.parts])
    said: NDArray[np.bool_] = rng.random(true.shape) < np.where(true, of[:, 0], 1 - of[:, 1])
    return said


def _sentences(document: Document, part: Part) -> list[tuple[int, int]]:
    spans = [(low, high) for _, low, high in cut(document, unit="sentence")]
    return [span for span in spans if part.start <= span[0] and span[1] <= part.end]


def _one(rng: np.random.Generator, of: Sequence[Any]) -> Any:
    return of[int(rng.integers(len(of)))]


def _as_before(codebook: Codebook, changed: Mapping[str, Any]) -> Codebook:
    """Return the codebook before one code was defined anew."""
    code = codebook.codes[changed["code"]]
    older = replace(code, definition=Both(**changed["definition"]))
    return replace(codebook, version=changed["version"], codes={**codebook.codes, code.id: older})


class _Pen:
    """Writes the records of one coder, with the slips, second thoughts and memos of people."""

    def __init__(
        self, rng: np.random.Generator, coder: str, begins: datetime, plan: Mapping[str, Any]
    ) -> None:
        self.rng, self.coder, self.plan = rng, coder, plan
        self.now = begins + timedelta(hours=9)
        self.book: Codebook | None = None
        self.written: list[Coding] = []

    def opens(self, book: Codebook) -> None:
        """Begin on the next text, on another day under another version of the codebook."""
        if self.now.hour + self.now.minute / 60 > DAY_ENDS or self.book not in (None, book):
            self.now += timedelta(days=3 if self.now.weekday() == 4 else 1)
            self.now = self.now.replace(hour=9, minute=int(self.rng.integers(0, 40)))
        self.book = book
        self._reads(120, 420)

    def closes(self, document: Document) -> None:
        """Say that the text was read to its end."""
        self._reads(10, 90)
        self._writes(Coding.of_reading(document, coder=self.coder, time=self._time()))

    def codes(
        self,
        document: Document,
        part: Part,
        sentence: tuple[int, int],
        codes: Sequence[str],
        number: int,
    ) -> None:
        """Give a part a code: its telling sentence, another sentence, or the whole part."""
        chance = self.rng.random(3)
        span = sentence if chance[0] < 0.7 else (part.start, part.end)
        if 0.6 < chance[0] < 0.7:
            span = _one(self.rng, _sentences(document, part))
        id = codes[number]
        if chance[1] < self.plan["slips"]:
            wrong = codes[(number + 1 + int(self.rng.integers(len(codes) - 1))) % len(codes)]
            self._takes_back(self._adds(document, span, wrong), "")
        elif chance[1] < 2 * self.plan["slips"] and span != (part.start, part.end):
            self._takes_back(self._adds(document, span, id), self.plan["wider"])
            span = (part.start, part.end)
        memo = _one(self.rng, self.plan["memos"]) if chance[2] < self.plan["with_memo"] else ""
        self._adds(document, span, id, memo)

    def _adds(self, document: Document, span: tuple[int, int], code: str, memo: str = "") -> Coding:
        self._reads(8, 70)
        one = Coding.at(
            document, start=span[0], end=span[1], code=code, coder=self.coder, time=self._time(),
            codebook=self.book, memo=memo,
        )  # fmt: skip
        return self._writes(one)

    def _takes_back(self, one: Coding, memo: str) -> None:
        self._reads(5, 60)
        self._writes(one.decided(decision="remove", coder=self.coder, time=self._time(), memo=memo))

    def _writes(self, one: Coding) -> Coding:
        # The kit draws an id at random; here the same seed has to give the same bytes.
        self.written.append(replace(one, id=f"{self.coder}-{len(self.written) + 1:04d}"))
        return self.written[-1]

    def _reads(self, least: int, most: int) -> None:
        self.now += timedelta(seconds=int(self.rng.integers(least, most)))

    def _time(self) -> str:
        return self.now.isoformat(timespec="seconds")


def _truth(
    plan: Mapping[str, Any],
    codes: Sequence[str],
    together: Sequence[Document],
    places: Places,
    said: Mapping[str, Said],
    records: Mapping[str, Sequence[Coding]],
    codebook: Codebook,
) -> dict[str, Any]:
    changed, (first, second) = plan["changed"]["code"], plan["coders"]
    under = [one.codebook for one in records[first] if one.code == changed]
    true = np.array(
        [[places[d.id].get(id) == p.name for id in codes] for d in together for p in d.parts]
    )
    pair = [np.vstack([said[coder][d.id] for d in together]) for coder in (first, second)]
    return {
        "unit": "part",
        "documents": {coder: len(those) for coder, those in said.items()},
        "together": sorted(d.id for d in together),
        "errors": [
            {"coder": coder, "code": id}
            | dict(zip(("sensitivity", "specificity"), _rates(made, id), strict=True))
            for coder, made in plan["coders"].items()
            for id in codes
        ],
        "agreement": [
            {"code": id}
            | _drawn(true[:, j], pair[0][:, j], pair[1][:, j])
            | {"expected": _expected(true[:, j].mean(), [_rates(made, id) for made in
                                                         plan["coders"].values()])}
            for j, id in enumerate(codes)
        ],
        "changed_definition": {
            "code": changed, "coder": first, "from": f"{codebook.id} {plan['changed']['version']}",
            "to": codebook.label, "records_before": len(under) - under.count(codebook.label),
            "records_after": under.count(codebook.label),
        },
        "places": {id: those for id, those in sorted(places.items()) if those},
    }  # fmt: skip


def _drawn(
    true: NDArray[np.bool_], first: NDArray[np.bool_], second: NDArray[np.bool_]
) -> dict[str, Any]:
    """Return what came of it: counts, and the agreement that follows from these alone."""
    n, yes = len(true), int(first.sum() + second.sum())
    differ = float((first != second).mean())
    # Krippendorff's alpha of two coders without gaps: chance is that of two of the 2n answers.
    chance = 2 * yes * (2 * n - yes) / (2 * n * (2 * n - 1))
    return {
        "units": n, "about": int(true.sum()), "both": int((first & second).sum()),
        "first_only": int((first & ~second).sum()), "second_only": int((second & ~first).sum()),
        "percentage": round(1 - differ, 4), "alpha": round(1 - differ / chance, 4),
    }  # fmt: skip


def _expected(share: float, rates: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Return what the error rates lead to where a share of the parts is true.

    Alpha is one minus the expected difference over that of chance, a hair beside its own mean.
    """
    (sens_1, spec_1), (sens_2, spec_2) = rates
    same = share * (sens_1 * sens_2 + (1 - sens_1) * (1 - sens_2))
    same += (1 - share) * (spec_1 * spec_2 + (1 - spec_1) * (1 - spec_2))
    yes = sum(share * sens + (1 - share) * (1 - spec) for sens, spec in rates) / 2
    alpha = 1 - (1 - same) / (2 * yes * (1 - yes))
    return {"percentage": round(float(same), 4), "alpha": round(float(alpha), 4)}
