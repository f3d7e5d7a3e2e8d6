"""Who is who in a transcript: the interviewer, and the voices of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kit.errors import Problem, unknown_name
from kit.transcripts import Turn

__all__ = ["interviewers_of", "labels_of", "speakers_of"]

_INTERVIEWER = re.compile(
    r"(?:i|int|interv|interviewer|interviewster|vragensteller|onderzoeker|researcher|moderator|mod"
    r"|facilitator|gespreksleider|begeleider|procesbegeleider)\.? ?\d?"
)
#: Letters that mean question and answer, and mean it only together.
_QUESTION = {"v": "a", "q": "a"}


def labels_of(turns: Iterable[Turn]) -> tuple[str, ...]:
    """Return the labels of a transcript, each once, in the order in which they come."""
    return tuple(dict.fromkeys(turn.speaker for turn in turns if turn.speaker is not None))


def interviewers_of(
    labels: Sequence[str], rows: Sequence[Mapping[str, Any]], where: str
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the labels of the interviewer: as the table says, else those that say so themselves.

    Parameters
    ----------
    labels : sequence of str
        Of the transcript.
    rows : sequence of mapping
        Of this interview.
    where : str
        The first of those rows.
    """
    known = {_same(label): label for label in labels}
    if given := rows[0]["interviewer_speaker"]:
        asked = [part.strip() for part in given.split(";") if part.strip()]
        at = f"{where}, `interviewer_speaker`"
        missing = tuple(unknown_name(at, a, labels) for a in asked if _same(a) not in known)
        return tuple(known[_same(a)] for a in asked if _same(a) in known), missing
    named = {_same(row["speaker"]) for row in rows if row["speaker"]}
    code = _same(rows[0]["interviewer"] or "")
    found = [
        label
        for same, label in known.items()
        if same not in named
        and (
            _INTERVIEWER.fullmatch(same)
            or (code and same == code)
            or _QUESTION.get(same, "") in known
        )
    ]
    return tuple(found), ()


def speakers_of(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[str], interviewers: Sequence[str]
) -> tuple[dict[int, frozenset[str | None]], tuple[Problem, ...]]:
    """Return, per row of an interview, the labels whose turns are of that voice.

    A row whose label does not stand in the transcript is a problem, as is one without a label where
    it cannot be told who is meant.

    Returns
    -------
    dict of position in `rows` to labels
        None among the labels is what nobody is named for.
    tuple of Problem
    """
    known = {_same(label): label for label in labels}
    others = [label for label in labels if label not in interviewers]
    found: dict[int, frozenset[str | None]] = {}
    problems: list[Problem] = []
    for position, row in enumerate(rows):
        where = f"{row['file']}, row {row['row']}, `speaker`"
        if row["speaker"]:
            label = known.get(_same(row["speaker"]))
            if label is None:
                do = "The transcript names no speakers: leave this empty." if not labels else ""
                problems.append(unknown_name(where, row["speaker"], labels, do=do))
            elif label in interviewers:
                expected = f"another speaker than the interviewer: {', '.join(others) or 'none'}"
                problems.append(Problem(where, row["speaker"], expected))
            else:
                found[position] = frozenset({label})
        elif len(rows) > 1:
            expected = f"a label, because this interview has {len(rows)} voices"
            problems.append(Problem(where, "", expected, _listed(labels)))
        elif len(others) > 1:
            expected = f"one speaker beside the interviewer, or a label; found are {len(others)}"
            do = f"{_listed(labels)} Give `speaker`, or `interviewer_speaker`."
            problems.append(Problem(where, "", expected, do))
        else:
            found[position] = frozenset({*others, None})
    return found, tuple(problems)


def _listed(labels: Sequence[str]) -> str:
    listed = ", ".join(labels)
    return f"The labels are {listed}." if labels else "The transcript names no speakers."


def _same(label: str) -> str:
    """Return a label in the form in which two ways to write it are equal."""
    return " ".join(label.casefold().replace(":", " ").split())
