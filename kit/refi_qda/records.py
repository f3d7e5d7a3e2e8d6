"""What a project or codebook of REFI-QDA holds, each thing once and every GUID in one form.

A GUID stands without braces and in lower case. Positions count Unicode code points in the text as
it stands here, the end exclusive. A moment is written as the file has it; empty is *not stated*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["CodebookFile", "Offsets", "Project", "Selection", "Source"]


@dataclass(frozen=True, kw_only=True)
class User:
    """Who worked in the project; `id` is what the other program calls that person."""

    guid: str
    name: str = ""
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code; `parent` is the GUID of the one above it, empty at the top.

    `codable` is no for what only groups others. `colour` is ``#RRGGBB`` or empty.
    """

    guid: str
    name: str
    codable: bool = True
    colour: str = ""
    description: str = ""
    parent: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A property of cases and sources; `type` is Text, Boolean, Integer, Float, Date, DateTime."""

    guid: str
    name: str
    type: str = "Text"
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Value:
    """What a variable is for a case or source, as written; empty when there is no value."""

    variable: str
    value: str = ""
    type: str = "Text"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A person, place or group that sources, selections and values belong to; all by GUID."""

    guid: str
    name: str = ""
    description: str = ""
    codes: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Coded:
    """One code given to a selection or source, by whom and when."""

    guid: str
    code: str
    user: str = ""
    time: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A passage of a text; without codings it is a quotation or an annotation.

    Attributes
    ----------
    guid : str
    start, end : int
        In the text of the source. Where that text is not in the file, as the file has them.
    name : str
        Most programs put the passage here, whole or its beginning; some leave it empty.
    description : str
    user, time, changed_by, changed : str
        Who made it and when, who changed it last and when.
    codings : tuple of Coded
    notes : tuple of str
    fits : bool or None
        Whether the name is the passage that stands there; None when the name tells nothing.
    """

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    user: str = ""
    time: str = ""
    changed_by: str = ""
    changed: str = ""
    codings: tuple[Coded, ...] = ()
    notes: tuple[str, ...] = ()
    fits: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Offsets:
    """How the positions of a source were understood.

    Attributes
    ----------
    rule : str
        What is counted, such as ``code points, without byte order mark, CRLF as 1``.
    fits, quotes : int
        How many selections stand at their quote, of how many that name one.
    basis : {"quotes", "other sources", "assumed", "refused", "no text"}
        On what the rule rests. ``refused``: no rule puts the quotes in place, so the source has no
        selections.
    """

    rule: str
    fits: int = 0
    quotes: int = 0
    basis: str = "assumed"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A text: a source, a memo (`kind` ``note``), or the text within another source.

    Attributes
    ----------
    guid, name : str
    kind : {"text", "note", "representation", "transcript"}
        The last two stand inside a PDF, picture, recording or film; `within` is its GUID.
    text : str or None
        Line ends ``\\n``, no byte order mark; None when it is not in the file.
    inline : bool
        Whether the text stands in the project file itself, not in a file of its own.
    path, rich_path : str
        Where the file says the plain and the styled text are.
    description, user, time, changed_by, changed : str
    selections : tuple of Selection
    codings : tuple of Coded
        Of the source as a whole.
    notes : tuple of str
    values : tuple of Value
    offsets : Offsets or None
        None where nothing is selected.
    within : str
    """

    guid: str
    name: str = ""
    kind: str = "text"
    text: str | None = None
    inline: bool = False
    path: str = ""
    rich_path: str = ""
    description: str = ""
    user: str = ""
    time: str = ""
    changed_by: str = ""
    changed: str = ""
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coded, ...] = ()
    notes: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    offsets: Offsets | None = None
    within: str = ""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A line between any two things."""

    guid: str
    name: str = ""
    direction: str = ""
    colour: str = ""
    origin: str = ""
    target: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    """A set of codes, sources and notes, by GUID."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A picture, PDF, recording, film or graph, kept as it is written.

    `xml` is the element in the namespace of the standard; `selections` counts what is selected in
    it, apart from the text that stands inside it.
    """

    guid: str
    kind: str
    name: str
    xml: str
    selections: int = 0


@dataclass(frozen=True, kw_only=True)
class CodebookFile:
    """A codebook as other programs exchange it (.qdc).

    `warnings` says how far the file is from the standard.
    """

    origin: str = ""
    codes: tuple[Code, ...] = ()
    sets: tuple[Group, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project as other programs exchange it (.qdpx).

    Attributes
    ----------
    name, origin : str
        `origin` is the program that wrote it.
    base_path, description : str
    user, time, changed_by, changed : str
    about : tuple of str
        Notes on the project as a whole.
    users, codes, variables, cases
        Codes in the order of the tree, a parent before its children.
    sources, notes : tuple of Source
    links, sets
    kept : tuple of Kept
        Sources other than text, and graphs.
    warnings : tuple of str
        Where the file departs from the standard, and how it was read all the same.
    left_out : mapping of reason to count
        What could not be read.
    archive : Path or None
        The file it came from, in which the files of `attached` stand.
    attached : tuple of str
        Files beside the texts, such as PDF and sound, by their name in the archive.
    """

    name: str
    origin: str = ""
    base_path: str = ""
    description: str = ""
    user: str = ""
    time: str = ""
    changed_by: str = ""
    changed: str = ""
    about: tuple[str, ...] = ()
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Source, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[Group, ...] = ()
    kept: tuple[Kept, ...] = ()
    warnings: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    archive: Path | None = None
    attached: tuple[str, ...] = ()
