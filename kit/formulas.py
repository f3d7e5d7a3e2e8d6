"""Texts that a spreadsheet would take for a formula, and how to keep them from being one."""

from __future__ import annotations

import re

__all__ = ["defused", "restored"]

# What a spreadsheet would take for a formula; marks of full width among them.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")


def defused(text: str) -> str:
    """Return the text with an apostrophe before it if a spreadsheet would take it for a formula.

    Examples
    --------
    >>> defused("=SUM(A1)"), defused("som")
    ("'=SUM(A1)", 'som')
    """
    return "'" + text if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """Return what `defused` was given.

    Examples
    --------
    >>> restored(defused("=aho")), restored("'s ochtends")
    ('=aho', "'s ochtends")
    """
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text
