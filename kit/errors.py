"""The ways the kit refuses, in one grammar: where, got, expected, do this.

A person who made a mistake reads a message without a traceback and the command ends with a
fixed exit code. A bug keeps its traceback and ends with 1.

======  ==========================================================================
code    meaning
======  ==========================================================================
0       everything done
1       a bug in the kit (with traceback)
2       the command line was not understood
3       something in the study has to be corrected first
4       the batch ended, but at least one region failed
5       refused for reasons of privacy or method
6       a file or folder could not be written
130     stopped with Ctrl-C
======  ==========================================================================
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["CannotWrite", "InputError", "KitError", "Problem", "Refused", "unknown_name"]

_LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Problem:
    """One thing to correct.

    Parameters
    ----------
    where : str
        File, row and column, as a person would look it up; rows count from 1, the header included.
    got : str
        What stands there. Never the free text of an entry.
    expected : str
        What should stand there.
    do : str
        What to do, when it does not follow from `expected`.

    Examples
    --------
    >>> print(Problem("logbook.csv, row 17, `date`", "31-02-2024", "a date such as 2024-02-29"))
    logbook.csv, row 17, `date`: got "31-02-2024", expected a date such as 2024-02-29.
    """

    where: str
    got: str
    expected: str
    do: str = ""

    def __str__(self) -> str:
        got = f'got "{shorten(self.got)}", ' if self.got else ""
        do = f" {self.do}" if self.do else ""
        return f"{self.where}: {got}expected {self.expected}.{do}"


class KitError(Exception):
    """Something a person can put right; shown without a traceback."""

    exit_code = 3


class InputError(KitError):
    """Every problem of one or more files at once.

    Parameters
    ----------
    problems : sequence of Problem
        All of them, in the order of the files.
    good_rows : int, optional
        How many rows were read without a problem.
    do : str
        The closing advice.
    """

    def __init__(self, problems: Sequence[Problem], *, good_rows: int | None = None, do: str = ""):
        self.problems = tuple(problems)
        self.good_rows = good_rows
        lines = [str(problem) for problem in self.problems]
        count = f"{len(lines)} problem{'s' if len(lines) != 1 else ''}"
        if good_rows is not None:
            count += f", {good_rows:,} good row{'s' if good_rows != 1 else ''}"
        super().__init__("\n".join([*lines, f"{count}. {do}".rstrip()]))


class Refused(KitError):
    """The kit will not do this, for reasons of privacy or method, and says why."""

    exit_code = 5


class CannotWrite(KitError):
    """A file or folder could not be written; nothing half-written stays at its final path."""

    exit_code = 6


def unknown_name(where: str, got: str, known: Iterable[str], *, do: str = "") -> Problem:
    """Return the problem of a name that does not exist: what exists, and the nearest.

    Examples
    --------
    >>> print(unknown_name("run, `region`", "noorderkolc", ["lindewaard", "noorderkolk"]))
    run, `region`: got "noorderkolc", expected one of lindewaard, noorderkolk
    (nearest: noorderkolk).
    """
    names = sorted(known)
    folded = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(got.casefold(), folded, n=1, cutoff=0.5)
    nearest = f" (nearest: {folded[near[0]]})" if near else ""
    listed = ", ".join(names) if names else "nothing: none is defined yet"
    return Problem(where, got, f"one of {listed}{nearest}", do)


def visible(text: str) -> str:
    """Return `text` on one line with control characters written out: names are hostile input."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def first_of(texts: Sequence[str], *, most: int = 8) -> str:
    """Return the first texts of a list, and how many more there are.

    Examples
    --------
    >>> first_of(["a", "b", "c"], most=2), first_of(["a", "b"], most=2)
    ('a, b and 1 more', 'a, b')
    """
    more = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {more:,} more" if more > 0 else "")


def shorten(text: str) -> str:
    """Return `text` on one line, control characters made visible, at most 60 characters."""
    plain = visible(text)
    return plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1] + "…"
