"""Scales of answers in words: which questions share one, and what its words usually count for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kit.surveys.written_answers import folded

__all__ = ["MOST_ANSWERS", "counting", "shared", "usual_scores"]

MOST_ANSWERS = 11  # of a scale from 0 to 10
_COUNTS = (
    "ja", "yes", "eens", "mee eens", "helemaal eens", "helemaal mee eens", "zeer eens", "agree",
    "strongly agree", "goed", "heel goed", "zeer goed", "good", "very good", "excellent", "altijd",
    "always", "meestal", "usually", "tevreden", "zeer tevreden", "satisfied", "very satisfied",
)  # fmt: skip
_MIDDLE = (
    "neutraal", "niet eens, niet oneens", "niet eens niet oneens", "niet eens en niet oneens",
    "niet mee eens, niet mee oneens", "neutral", "neither agree nor disagree",
)  # fmt: skip
_FIVE = (
    ("helemaal oneens", "helemaal mee oneens", "helemaal niet mee eens", "zeer oneens",
     "zeer mee oneens", "volledig oneens", "strongly disagree"),
    ("oneens", "mee oneens", "niet mee eens", "disagree"),
    _MIDDLE,
    ("eens", "mee eens", "agree"),
    ("helemaal eens", "helemaal mee eens", "zeer eens", "zeer mee eens", "volledig eens",
     "strongly agree"),
)  # fmt: skip
_USUAL = {word: score for score, words in enumerate(_FIVE, start=1) for word in words}


def usual_scores(answers: Iterable[str]) -> dict[str, str]:
    """Return the number from 1 to 5 that words of agreement usually stand for.

    Words of another scale are left out.

    Examples
    --------
    >>> usual_scores(["Helemaal eens", "Oneens", "Soms"])
    {'Oneens': '2', 'Helemaal eens': '5'}
    """
    known = [(_USUAL[folded(a)], a) for a in answers if folded(a) in _USUAL]
    return {answer: str(score) for score, answer in sorted(known)}


def counting(said: Mapping[str, int]) -> list[str]:
    """Return the answers that would count for an experience; none of what is no scale.

    Examples
    --------
    >>> counting({"Oneens": 3, "Helemaal eens": 1, "Eens": 1})
    ['Eens', 'Helemaal eens']
    """
    if len(said) > MOST_ANSWERS:
        return []
    return sorted((answer for answer in said if folded(answer) in _COUNTS), key=_place)


def _place(answer: str) -> tuple[int, str]:
    return _COUNTS.index(folded(answer)), answer


def shared(said: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """Return for each question the answers to all questions on its scale.

    Questions with two answers in common are on one scale, and so is what hangs together by others.

    Examples
    --------
    >>> each = {"a": Counter(["Eens", "Oneens"]), "b": Counter(["Eens", "Oneens", "Neutraal"])}
    >>> sorted(shared(each)["a"])
    ['Eens', 'Neutraal', 'Oneens']
    """
    groups: list[tuple[list[str], Counter[str]]] = []
    for header, answers in said.items():
        heads, pool = [header], Counter(answers)
        if len(answers) <= MOST_ANSWERS:
            alike = [g for g in groups if len(g[1].keys() & answers.keys()) > 1 and _is_scale(g[1])]
            for group in alike:
                heads += group[0]
                pool.update(group[1])
                groups.remove(group)
        groups.append((heads, pool))
    return {header: pool for heads, pool in groups for header in heads}


def _is_scale(answers: Mapping[str, int]) -> bool:
    return len(answers) <= MOST_ANSWERS
