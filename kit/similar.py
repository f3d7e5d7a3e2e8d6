"""More like this: passages that resemble those already coded, as suggestions.

A suggestion never counts until a person accepts it. Nothing leaves the machine, and nothing is
learnt but the words of the coded passages.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from kit.agreement.units import cut
from kit.codes import Codebook
from kit.coding import FUNCTION_WORDS, tokens
from kit.codings import Coding, current, last_word
from kit.documents import Document
from kit.errors import InputError, Problem, Refused, unknown_name
from kit.files import sha256

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Suggestion", "more_like"]

_METHOD = "similar-1"
_GRAMS = (3, 4, 5)
_FEWEST_WORDS = 3  # a shorter passage resembles too easily
_WORDS_TOLD = 5


@dataclass(frozen=True)
class Suggestion:
    """A passage that resembles what is coded.

    Attributes
    ----------
    coding : Coding
        Its place, with method ``suggestion``, what it was made with, and no coder. To count,
        somebody has to write ``coding.decided(decision="accept", …)``.
    score : float
        Cosine with the mean of the coded passages, 0 to 1; it orders, and is no chance.
    words : tuple of str
        The words that made it rank, the strongest first; function words are not told.
    """

    coding: Coding
    score: float
    words: tuple[str, ...]


def more_like(
    records: Iterable[Coding],
    *,
    documents: Iterable[Document],
    code: str,
    unit: str,
    time: str,
    most: int = 20,
    codebook: Codebook | None = None,
) -> tuple[Suggestion, ...]:
    r"""Suggest passages that resemble those coded with a code.

    A passage is a row of weights :math:`(1 + \ln t)(\ln\frac{1 + n}{1 + d} + 1)` of its words, and
    beside it one of the runs of 3 to 5 letters in its words, so that inflected forms and compounds
    resemble each other; both have length 1 and weigh the same. Passages stand in the order of their
    cosine with the mean of the coded passages.

    Parameters
    ----------
    records : iterable of Coding
        All of the study, as `kit.coding_files.read_codings` gives them. What stands is learnt from.
    documents : iterable of Document
    code : str
    unit : {"part", "paragraph", "sentence"}
        What a passage is. One that overlaps what is coded so, or what somebody rejected for this
        code, is not suggested.
    time : str
        ISO 8601 with time zone.
    most : int
        At most so many.
    codebook : Codebook, optional
        Its version goes into the records.

    Returns
    -------
    tuple of Suggestion
        The most alike first; equal ones in the order of documents. Only what shares something.

    Raises
    ------
    InputError
        The codebook has no such code.
    Refused
        Nothing that stands is coded so: there is nothing to resemble.

    References
    ----------
    Salton & Buckley (1988), Inf Process Manag 24:513-523, doi:10.1016/0306-4573(88)90021-0.
    """
    if codebook is not None and code not in codebook.codes:
        raise InputError([unknown_name("more like, `code`", code, codebook.codes)])
    given = list(records)
    texts = {document.id: document for document in documents}
    coded = [one for one in current(given) if one.code == code and one.document in texts]
    if not coded:
        do = "Code some passages first."
        got = "no coding that stands"
        raise Refused(str(Problem(f"more like `{code}`", got, "at least one", do)))
    taken = [(one.document, one.start, one.end) for one in coded]
    taken += [
        (one.document, one.start, one.end)
        for one in last_word(given).values()
        if one.decision == "reject" and one.code == code
    ]
    learnt = sorted({texts[one.document].text[one.start : one.end] for one in coded})
    places = list(_open_places(texts.values(), unit, taken))
    passages = [texts[id].text[start:end] for id, _, start, end in places]
    if not passages:
        return ()
    scores, words = _rank(learnt, passages)
    trained = sha256(json.dumps([_METHOD, unit, learnt, passages], ensure_ascii=False))[:12]
    made_with = f"{_METHOD} {trained}"
    version = (codebook.label, codebook.codes[code].definition_hash) if codebook else ("", "")
    best = sorted(range(len(places)), key=lambda i: -scores[i])[:most]
    return tuple(
        Suggestion(
            _record(places[i], texts, code, made_with, time, version),
            scores[i],
            words(i),
        )
        for i in best
        if scores[i] > 0
    )


def _open_places(
    documents: Iterable[Document], unit: str, taken: Sequence[tuple[str, int, int]]
) -> Iterator[tuple[str, str, int, int]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for id, start, end in taken:
        spans.setdefault(id, []).append((start, end))
    for document in documents:
        for part, start, end in cut(document, unit=unit):
            free = not any(start < b and a < end for a, b in spans.get(document.id, ()))
            if free and len(_forms(document.text[start:end])) >= _FEWEST_WORDS:
                yield document.id, part, start, end


def _record(
    place: tuple[str, str, int, int],
    texts: dict[str, Document],
    code: str,
    made_with: str,
    time: str,
    version: tuple[str, str],
) -> Coding:
    id, part, start, end = place
    return Coding(
        id="s-" + sha256(json.dumps([*place, code, made_with]))[:16],
        document=id,
        part=part,
        start=start,
        end=end,
        quote=texts[id].text[start:end],
        code=code,
        coder="",
        time=time,
        method="suggestion",
        made_with=made_with,
        codebook=version[0],
        definition=version[1],
    )


@lru_cache(maxsize=20_000)
def _forms(text: str) -> tuple[str, ...]:
    """Return the words of a passage, which is asked about for one code after the other."""
    return tuple(token.form for token in tokens(text))


@lru_cache(maxsize=100_000)
def _grams(word: str) -> tuple[str, ...]:
    """Return the runs of 3 to 5 letters of a word, its borders marked."""
    marked = f"<{word}>"
    return tuple(marked[i : i + n] for n in _GRAMS for i in range(len(marked) - n + 1))


def _rank(learnt: Sequence[str], passages: Sequence[str]) -> tuple[list[float], Any]:
    """Return the score of each passage, and what tells the words behind it."""
    import numpy as np

    rows = [_forms(text) for text in (*learnt, *passages)]
    of_words, names = _weights(rows)
    of_grams, _ = _weights([[gram for word in row for gram in _grams(word)] for row in rows])
    n = len(learnt)
    scores = np.zeros(len(passages))
    means = []
    for weights in (of_words, of_grams):
        mean = np.asarray(weights[:n].sum(axis=0)).ravel()
        means.append(mean)
    length = np.sqrt(sum(float(mean @ mean) for mean in means))
    for weights, mean in zip((of_words, of_grams), means, strict=True):
        # Each block has length 1, so the whole has length √2.
        scores += (weights[n:] @ mean) / max(length, 1e-12) / np.sqrt(2)

    def words(i: int) -> tuple[str, ...]:
        own = slice(*of_words.indptr[n + i : n + i + 2])
        columns = of_words.indices[own]
        weights = (of_words.data[own] * means[0][columns]).tolist()
        parts = sorted(zip(weights, (names[at] for at in columns), strict=True), reverse=True)
        telling = (name for weight, name in parts if weight > 0 and name not in FUNCTION_WORDS)
        return tuple(islice(telling, _WORDS_TOLD))

    return [round(float(score), 6) for score in scores], words


def _weights(rows: Sequence[Sequence[str]]) -> tuple[csr_array[Any], list[str]]:
    """Return rows of weights, each of length 1 or empty, and the name of each column."""
    import numpy as np
    from scipy.sparse import csr_array

    ids: dict[str, int] = {}
    indices: list[int] = []
    counts: list[int] = []
    ends = [0]
    for row in rows:
        for name, count in Counter(row).items():
            indices.append(ids.setdefault(name, len(ids)))
            counts.append(count)
        ends.append(len(indices))
    columns = np.array(indices, dtype=np.int64)
    in_rows = np.bincount(columns, minlength=len(ids))
    rarity = np.log((1 + len(rows)) / (1 + in_rows)) + 1
    data = (1 + np.log(np.array(counts, dtype=float))) * rarity[columns]
    made = csr_array((data, columns, np.array(ends)), shape=(len(rows), len(ids)))
    norms = np.sqrt(np.add.reduceat(np.append(data**2, 0.0), ends[:-1]))
    norms[np.diff(ends) == 0] = 1.0
    made.data /= np.repeat(norms, np.diff(ends))
    return made, list(ids)
