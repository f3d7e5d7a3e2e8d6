"""What is exported: a table of the study, its documents or codings, or a finding of a batch.

Tables hold rows about people and texts, so they are for the team that has the study. What goes
further is a finding: the disclosure gate has protected it for one release.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kit import __version__
from kit.disclosure import may_show_text
from kit.errors import InputError, Refused, unknown_name
from kit.finding import Finding, Source
from kit.forms import TABLES
from kit.jobs import records, work_folder
from kit.language import LANGUAGES
from kit.provenance import shown_path
from kit.readers import READERS, Read
from kit.report import names_of as names_of_study
from kit.study import Study
from kit.surveys import read_surveys
from kit.texts import read_texts

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Taken", "names_of", "take"]

#: Besides the tables that people fill in: texts, and what people said of passages in them.
_OF_TEXTS = ("texts", "codings")
#: Tables that can be exported: those of the forms, and what was read of files of other kinds.
_READERS: Mapping[str, Callable[[Study], Read]] = {
    **READERS,
    "documents": lambda study: read_texts(study).papers,
    "surveys": read_surveys,
}
_NUMBERS = ("number", "integer", "figure")


@dataclass(frozen=True)
class Taken:
    """What is exported, whatever the format.

    Attributes
    ----------
    name : str
        A table, or a finding such as ``noorderkolk/maturity``.
    frame : DataFrame
        Columns of text, numbers, dates and yes or no; lists are joined with a semicolon.
    release : str
        For whom it is fit.
    about : mapping
        What a reader has to know: where it comes from, how many rows were set aside and why.
    names : mapping of language to (mapping of column to (mapping of id to str))
        What the study calls its regions and indicators.
    """

    name: str
    frame: pd.DataFrame
    release: str
    about: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


def names_of(study: Study, *, until: str | None = None) -> tuple[str, ...]:
    """Return everything that can be exported now: tables with rows, and findings of a batch."""
    tables = [name for name, read in _READERS.items() if len(read(study).frame)]
    return (*tables, *_OF_TEXTS, *_findings(study, until))


def take(study: Study, name: str, *, release: str | None = None, until: str | None = None) -> Taken:
    """Return a table or a finding as a plain frame.

    Parameters
    ----------
    study : Study
    name : str
        A table, ``texts``, ``codings``, or a finding of the last batch as its job is called.
    release : str or None
        For whom; None is the team for a table, and for a finding what it was made for.
    until : str or None
        The period of the batch.

    Raises
    ------
    InputError
        There is nothing of this name, with the nearest.
    Refused
        It is not fit for that release.
    """
    if name in _READERS or name in _OF_TEXTS:
        if release not in (None, "team"):
            raise Refused(
                f"{name} for release {release}: got rows about people and their texts, expected "
                "a finding, which is protected for a release. Export a finding, or leave out "
                "--release and keep the file within the team."
            )
        return replace(_table(study, name), names=_names_in_tables(study))
    if name not in _findings(study, until):
        known = [*_READERS, *_OF_TEXTS, *_findings(study, until)]
        raise InputError([unknown_name("what to export", name, known)])
    finding = Finding.read(work_folder(study, until) / "findings" / f"{name}.json")
    if release is not None and not may_show_text(finding.release, release):
        raise Refused(
            f"{name} for release {release}: got a finding made for release {finding.release}, "
            f"expected one for {release} or wider. Run `kit run --release {release}` first."
        )
    taken = _finding(name, finding, release or finding.release, list(study.regions))
    return replace(taken, names=_names(study))


def _names(study: Study) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return {language: names_of_study(study, language) for language in LANGUAGES}


def _names_in_tables(study: Study) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return names for rows that people wrote: each is of one region, never of all together."""
    return {
        language: {**names, "region": {id: names["region"][id] for id in study.regions}}
        for language, names in _names(study).items()
    }


def _findings(study: Study, until: str | None) -> list[str]:
    folder = work_folder(study, until) / "findings"
    done = (job for job, record in records(study, until).items() if record.status == "ok")
    return sorted(job for job in done if (folder / f"{job}.json").is_file())


def _table(study: Study, name: str) -> Taken:
    if name == "texts":
        return _texts(study)
    if name == "codings":
        return _codings(study)
    read = _READERS[name](study)
    numbers = {column.name for column in TABLES.get(name, ()) if column.kind in _NUMBERS}
    frame = _plain(read.frame, numbers=numbers)
    if name == "logbook":
        frame = _with_texts(frame, getattr(read, "documents", ()))
    about = {
        "problems": len(read.problems),
        "set_aside": dict(read.set_aside),
        "columns_not_read": {file: list(heads) for file, heads in read.unknown.items()},
        **_about(study, sorted(set(read.frame["file"]))),
    }
    return Taken(name, frame, "team", about)


def _texts(study: Study) -> Taken:
    import pandas as pd

    texts = read_texts(study).documents
    rows = [
        {
            "document": text.id, "kind": text.kind, "region": text.region, "day": text.day,
            "tier": text.tier, "release": text.release, "author": text.author, "role": text.role,
            "voice_group": text.voice_group, "file": text.file, "text": text.text,
        }
        for text in texts
    ]  # fmt: skip
    return Taken("texts", _plain(pd.DataFrame(rows)), "team", _about(study, _files(texts)))


def _codings(study: Study) -> Taken:
    import pandas as pd

    from kit.coding_files import read_codings

    texts = read_texts(study).documents
    read = read_codings(study, documents=texts)
    of = {text.id: text for text in texts}
    rows = [
        {
            "id": made.id, "document": made.document,
            "region": of[made.document].region if made.document in of else None,
            "part": made.part, "start": made.start, "end": made.end, "quote": made.quote,
            "code": made.code, "coder": made.coder, "time": made.time, "method": made.method,
            "made_with": made.made_with, "codebook": made.codebook, "decision": made.decision,
            "of": made.of, "memo": made.memo,
        }
        for made in read.records
    ]  # fmt: skip
    about = {"problems": len(read.problems), **_about(study, sorted(read.notes))}
    return Taken("codings", _plain(pd.DataFrame(rows)), "team", about)


def _finding(name: str, finding: Finding, release: str, regions: Sequence[str] = ()) -> Taken:
    sources = [
        replace(source, path=shown_path(source, release=release, regions=regions))
        for source in finding.sources
    ]
    about = {
        "kind": finding.kind,
        "question": finding.question.as_dict(),
        "sentence": finding.sentence.as_dict(),
        "against": finding.against.as_dict() if finding.against else None,
        "checks": [
            {"name": check.name, "verdict": check.verdict, "said": check.said.as_dict()}
            for check in finding.checks
        ],
        "parameters": dict(finding.parameters),
        "sources": [_source(source) for source in sources],
        "kit": __version__,
    }
    return Taken(name, _plain(finding.table), release, about)


def _about(study: Study, files: Iterable[str]) -> dict[str, Any]:
    known = [file for file in files if (study.root / file).is_file()]
    return {"sources": [_source(study.source(file, None)) for file in known], "kit": __version__}


def _source(source: Source) -> dict[str, Any]:
    return {"path": source.path, "sha256": source.sha256, "rows": source.rows}


def _files(texts: Iterable[Any]) -> list[str]:
    return sorted({text.file for text in texts})


def _with_texts(frame: pd.DataFrame, documents: Iterable[Any]) -> pd.DataFrame:
    """Add what people wrote, a column per field, where the entry has it."""
    texts = {
        document.id: {part.name: document.text[part.start : part.end] for part in document.parts}
        for document in documents
    }
    names = dict.fromkeys(name for parts in texts.values() for name in parts)
    added = {name: [texts.get(id, {}).get(name) for id in frame["document"]] for name in names}
    return frame.assign(**{name: _column(values) for name, values in added.items()})


def _plain(frame: pd.DataFrame, *, numbers: Container[str] = ()) -> pd.DataFrame:
    """Return plain columns; one of numbers stays so when nothing is in it."""
    made = {
        str(name): frame[name].astype(float).reset_index(drop=True)
        if (name in numbers or frame[name].dtype.kind in "iuf") and frame[name].isna().all()
        else _column(list(frame[name]))
        for name in frame
    }
    return frame.reset_index(drop=True).assign(**made)


def _column(values: list[Any]) -> pd.Series[Any]:
    """Return a column of one kind: dates, yes or no, numbers, else text; lists become text."""
    import pandas as pd

    there = [value for value in values if not _absent(value)]
    if there and all(isinstance(value, date) for value in there):
        kept = [None if _absent(value) else value for value in values]
        return pd.Series(pd.to_datetime(pd.Series(kept, dtype=object)))
    if there and all(_is_yes_or_no(value) for value in there):
        return pd.Series([None if _absent(v) else bool(v) for v in values], dtype="boolean")
    if there and all(_is_number(value) for value in there):
        return pd.to_numeric(pd.Series([None if _absent(v) else v for v in values]))
    return pd.Series([None if _absent(v) else _as_text(v) for v in values], dtype=object)


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool) or getattr(getattr(value, "dtype", None), "kind", "") == "b"


def _is_number(value: Any) -> bool:
    kind = getattr(getattr(value, "dtype", None), "kind", "-")
    return (isinstance(value, int | float) and not isinstance(value, bool)) or kind in "iuf"


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_as_text(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_as_text(each) for each in value)
    return str(value)
