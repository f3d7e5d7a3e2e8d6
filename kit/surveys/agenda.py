"""Questions about the agenda: which of several learning questions people find most pressing.

Programs ask it in two ways. Of each learning question apart, how important it is; then the answers
that count are those that say it is. Or people tick, in one question, the learning questions that
matter to them; then each of these is one of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kit.surveys.answer_scales import MOST_ANSWERS
from kit.surveys.layouts import Question
from kit.surveys.mapping import Column
from kit.surveys.written_answers import chosen, folded

__all__ = ["of_the_agenda"]

_ASKS = re.compile(
    r"\b(?:priorit\w+|(?:leer)?agenda\w*|leervra(?:ag|gen)|hoe belangrijk|belangrijkste?|urgent\w*"
    r"|learning questions?|how important|most (?:important|pressing))\b",
    re.IGNORECASE,
)
_WEIGHTY = (
    "belangrijk", "heel belangrijk", "zeer belangrijk", "erg belangrijk", "hoog", "hoge prioriteit",
    "zeer hoog", "urgent", "important", "very important", "high", "high priority", "very high",
)  # fmt: skip
_MOST_CHOICES = 25  # more is no list to choose from


def of_the_agenda(
    question: Question, cells: Sequence[Any], pool: Mapping[str, int]
) -> Column | None:
    """Propose that a question is about the agenda; None when nothing says so.

    Parameters
    ----------
    question : Question
    cells : sequence
        Its answers.
    pool : mapping of answer to count
        Of all questions on its scale.
    """
    if not _ASKS.search(f"{question.text} {question.header} {question.row}"):
        return None
    weighty = sorted((a for a in pool if folded(a) in _WEIGHTY), key=_place)
    if weighty and len(pool) <= MOST_ANSWERS:
        about = question.row or question.text or question.header
        why = "likely: asks how important a learning question is; look at which answers count"
        return Column.model_validate(
            {"header": question.header, "as": "priority", "of": about, "counts": weighty,
             "guess": why}
        )  # fmt: skip
    said = Counter(one for cell in cells for one in chosen(cell))
    # What one person wrote is no choice from a list, and can name somebody.
    choices = tuple(one for one, n in said.items() if n > 1)
    several = any(len(chosen(cell)) > 1 for cell in cells)
    if not several or not 1 < len(choices) <= _MOST_CHOICES:
        return None
    why = "likely: people ticked learning questions; take out of `counts` what is none"
    return Column.model_validate(
        {"header": question.header, "as": "priority", "counts": choices, "guess": why}
    )


def _place(answer: str) -> tuple[int, str]:
    return _WEIGHTY.index(folded(answer)), answer
