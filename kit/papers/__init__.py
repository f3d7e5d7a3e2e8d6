"""Papers: minutes, plans, slides, mails and notes, whatever program wrote them.

Each file becomes blocks in reading order; those of the folder ``documents`` of a study become
documents, which rules, themes and people can code as they do entries and interviews.
"""

from __future__ import annotations

from kit.papers.blocks import Paper
from kit.papers.gathering import Papers, read_papers
from kit.papers.placing import COLUMNS
from kit.papers.reading import SUFFIXES, read_paper

__all__ = ["COLUMNS", "SUFFIXES", "Paper", "Papers", "read_paper", "read_papers"]
