"""De-identification: names, addresses and numbers in texts become pseudonyms.

It works on texts and knows no study. What it makes is pseudonymised, never more: who holds the
key, or knows the people, can find them again, and every recogniser misses some. A person looks
through the review table.
"""

from __future__ import annotations

from kit.deidentify.decisions import Review, Row
from kit.deidentify.key import Key
from kit.deidentify.project_list import Listed
from kit.deidentify.replacing import Cleaned, deidentify

__all__ = ["Cleaned", "Key", "Listed", "Review", "Row", "deidentify"]
