"""A finding: one answer to one question, as data.

A table, a sentence, a figure, the checks that say how far to trust it, what speaks against it, and
where it comes from. It is made once, from a table that the disclosure gate has already protected.
A notebook shows it, the runner writes it, a report embeds it; nobody draws or computes it again.
"""

from __future__ import annotations

import html
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kit.errors import InputError, Problem
from kit.files import write_whole
from kit.language import LANGUAGES, Both

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MIME", "Check", "Drawing", "Finding", "Source", "Verdict", "brief_of", "opening_of"]

MIME = "application/vnd.phm-kit.finding+json"
VERSION = 1
#: Characters of a brief, at most.
BRIEF = 200
Verdict = Literal["passed", "doubtful", "failed", "informative"]


@dataclass(frozen=True)
class Check:
    """One test of a finding.

    Attributes
    ----------
    name : str
        What was tested, an identifier such as ``authors_changed``.
    verdict : {"passed", "doubtful", "failed", "informative"}
        `informative` for what cannot fail: a number the reader has to know.
    said : Both
        What was found, in a sentence.
    number : float or None
        The number behind the verdict.
    advice : Both or None
        What to do when it is doubtful or failed.
    """

    name: str
    verdict: Verdict
    said: Both
    number: float | None = None
    advice: Both | None = None

    def __post_init__(self) -> None:
        if self.verdict in ("doubtful", "failed") and self.advice is None:
            raise ValueError(f"check {self.name}: a {self.verdict} check needs advice")


@dataclass(frozen=True)
class Drawing:
    """A figure in one language.

    Attributes
    ----------
    svg : str
        The figure; empty when there is nothing to draw.
    alt : str
        What the figure shows, for who cannot see it.
    numbers : str
        The same numbers as text, one line per row.
    """

    svg: str
    alt: str
    numbers: str


@dataclass(frozen=True)
class Source:
    """A file that the finding was made from.

    Attributes
    ----------
    path : str
        Within the study.
    sha256 : str
    rows : int or None
        Rows used; None where their number is suppressed, as it would give another away.
    """

    path: str
    sha256: str
    rows: int | None


@dataclass(frozen=True)
class Finding:
    """One answer to one question.

    Attributes
    ----------
    kind : str
        Which analysis made it, such as ``mentions``.
    question, sentence : Both
        What was asked; the answer in words.
    parameters : mapping
        What the analysis was asked with; only text, numbers, booleans, None, and lists of those.
    table : DataFrame
        Tidy and already protected. A column `status` says of each row whether its numbers are
        shown, suppressed or missing; a zero is a shown zero.
    picture : mapping of language to Drawing
    checks : tuple of Check
    against : Both or None
        What contradicts the sentence, or that it was looked for and not found; None where
        contradiction has no meaning.
    quotes : tuple of str
        Ids of quotes that the finding shows.
    sources : tuple of Source
    release : str
        For whom the protected table is fit: team, region, consortium or public.
    brief : Both or None
        The sentence in short, for the head of a report: at most 200 characters, with its own caveat
        where it needs one, and nothing that the sentence does not say. None: the sentence is short
        enough.
    """

    kind: str
    question: Both
    parameters: Mapping[str, Any]
    table: pd.DataFrame
    sentence: Both
    picture: Mapping[str, Drawing]
    checks: tuple[Check, ...]
    sources: tuple[Source, ...]
    release: str
    against: Both | None = None
    quotes: tuple[str, ...] = ()
    brief: Both | None = None
    version: int = field(default=VERSION, kw_only=True)

    def as_data(self) -> dict[str, Any]:
        """Return the finding as plain data that JSON can hold."""
        return {
            "kind": self.kind,
            "version": self.version,
            "question": self.question.as_dict(),
            "parameters": dict(self.parameters),
            "table": _table_as_data(self.table),
            "sentence": self.sentence.as_dict(),
            "brief": self.brief.as_dict() if self.brief else None,
            "against": self.against.as_dict() if self.against else None,
            "picture": {
                language: {"svg": d.svg, "alt": d.alt, "numbers": d.numbers}
                for language, d in self.picture.items()
            },
            "checks": [
                {
                    "name": c.name,
                    "verdict": c.verdict,
                    "said": c.said.as_dict(),
                    "number": _plain(c.number),
                    "advice": c.advice.as_dict() if c.advice else None,
                }
                for c in self.checks
            ],
            "quotes": list(self.quotes),
            "sources": [{"path": s.path, "sha256": s.sha256, "rows": s.rows} for s in self.sources],
            "release": self.release,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Finding:
        """Make a finding from what `as_data` returned.

        Raises
        ------
        InputError
            When it was written by a newer kit.
        """
        if data["version"] > VERSION:
            raise InputError(
                [
                    Problem(
                        f"finding {data['kind']}, `version`",
                        str(data["version"]),
                        f"at most {VERSION}",
                        "It was made with a newer kit; update this one.",
                    )
                ]
            )
        return cls(
            kind=data["kind"],
            question=Both.of(data["question"]),
            parameters=data["parameters"],
            table=_table_of_data(data["table"]),
            sentence=Both.of(data["sentence"]),
            brief=Both.of(data["brief"]) if data.get("brief") else None,
            against=Both.of(data["against"]) if data["against"] else None,
            picture={language: Drawing(**d) for language, d in data["picture"].items()},
            checks=tuple(
                Check(
                    name=c["name"],
                    verdict=c["verdict"],
                    said=Both.of(c["said"]),
                    number=c["number"],
                    advice=Both.of(c["advice"]) if c["advice"] else None,
                )
                for c in data["checks"]
            ),
            quotes=tuple(data["quotes"]),
            sources=tuple(Source(**s) for s in data["sources"]),
            release=data["release"],
            version=data["version"],
        )

    def write(self, path: Path) -> Path:
        """Write the finding as JSON, whole or not at all; return `path`."""
        return write_whole(path, json.dumps(self.as_data(), ensure_ascii=False, allow_nan=False))

    @classmethod
    def read(cls, path: Path) -> Finding:
        """Read a finding that `write` wrote."""
        return cls.from_data(json.loads(path.read_text(encoding="utf-8")))

    def show(self, language: str) -> Shown:
        """Return the figure for display in a notebook, with its alternative text."""
        return Shown(self.picture[language])

    def in_short(self) -> Both:
        """Return the answer for the head of a report: the brief, else the sentence."""
        return self.brief or self.sentence

    def doubts(self) -> tuple[Check, ...]:
        """Return the checks that are doubtful or failed."""
        return tuple(c for c in self.checks if c.verdict in ("doubtful", "failed"))

    def checks_table(self, language: str) -> pd.DataFrame:
        """Return the checks as a table for reading: what was found, verdict, advice."""
        import pandas as pd

        from kit.terms import label

        heads = {"nl": ("Controle", "Oordeel", "Advies"), "en": ("Check", "Verdict", "Advice")}
        rows = [
            (
                c.said[language],
                label("verdict", c.verdict, language),
                c.advice[language] if c.advice else "",
            )
            for c in self.checks
        ]
        return pd.DataFrame(rows, columns=list(heads[language]))

    def show_checks(self, language: str) -> Listed:
        """Return the checks for display in a notebook, every word of them."""
        return Listed(self.checks_table(language))

    def given(self) -> pd.DataFrame:
        """Return the files the finding was made from, with the rows used of each or suppressed."""
        import pandas as pd

        rows = [(s.path, "suppressed" if s.rows is None else s.rows) for s in self.sources]
        return pd.DataFrame(rows, columns=["file", "rows"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        sentences = "".join(
            f'<p lang="{language}">{html.escape(self.sentence[language])}</p>'
            for language in LANGUAGES
        )
        return {MIME: self.as_data(), "text/html": sentences, "text/plain": self.sentence["en"]}


def brief_of(*sentences: str) -> str:
    """Join sentences to a brief: the first, and each next one that still fits.

    Examples
    --------
    >>> brief_of("64 entries by 14 authors.", "x" * 180, "No year is without entries.")
    '64 entries by 14 authors. No year is without entries.'
    """
    told = ""
    for sentence in filter(None, sentences):
        longer = f"{told} {sentence}".strip()
        if not told or len(longer) <= BRIEF:
            told = longer
    return told


def opening_of(text: str) -> str:
    """Return the first sentence of a text.

    Examples
    --------
    >>> opening_of("There are no entries yet. Once there are, they stand here.")
    'There are no entries yet.'
    """
    first, stop, _ = text.partition(". ")
    return f"{first}." if stop else text


@dataclass(frozen=True)
class Shown:
    """A drawing as a notebook displays it."""

    drawing: Drawing

    def _repr_html_(self) -> str:
        alt = html.escape(self.drawing.alt, quote=True)
        return f'<div role="img" aria-label="{alt}">{self.drawing.svg}</div>'

    def __repr__(self) -> str:
        return self.drawing.alt


@dataclass(frozen=True)
class Listed:
    """A table of sentences as a notebook displays it: nothing cut off."""

    table: pd.DataFrame

    def _repr_html_(self) -> str:
        import pandas as pd

        with pd.option_context("display.max_colwidth", None):
            return str(self.table.to_html(index=False, border=0, justify="left"))

    def __repr__(self) -> str:
        return "\n".join(" | ".join(row) for row in self.table.itertuples(index=False, name=None))


def _plain(value: Any) -> Any:
    """Return a cell as JSON can hold it; a missing number becomes None."""
    import pandas as pd

    if value is pd.NA or value is pd.NaT:
        return None
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value
    raise TypeError(f"a finding cannot hold a {type(value).__name__}")


def _table_as_data(table: pd.DataFrame) -> dict[str, Any]:
    import pandas as pd

    kinds = [
        "number" if pd.api.types.is_float_dtype(dtype)
        else "truth" if pd.api.types.is_bool_dtype(dtype)
        else "count" if pd.api.types.is_integer_dtype(dtype)
        else "text"
        for dtype in table.dtypes
    ]  # fmt: skip
    rows = [
        [None if pd.isna(cell) else _plain(cell) for cell in row]
        for row in table.itertuples(index=False, name=None)
    ]
    return {"columns": list(table.columns), "kinds": kinds, "rows": rows}


def _table_of_data(data: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    import pandas as pd

    types = {"number": "float64", "truth": "boolean", "count": "Int64", "text": "object"}
    frame = pd.DataFrame(data["rows"], columns=list(data["columns"]), dtype="object")
    return frame.astype(
        {name: types[kind] for name, kind in zip(data["columns"], data["kinds"], strict=True)}
    )
