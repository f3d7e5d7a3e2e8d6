"""What is not wrong with a study and yet worth knowing: files not read, themes without a but."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from kit.cells import SUFFIXES
from kit.codebook import study_codebook
from kit.codebook_lint import lint
from kit.documents import Document
from kit.errors import InputError, Problem, first_of, shorten
from kit.forms import TABLES
from kit.geometry import SUFFIXES as SHAPES
from kit.language import LANGUAGES
from kit.papers import SUFFIXES as DOCUMENTS
from kit.personal import remarks_on, remarks_on_files
from kit.quotes import Quotes
from kit.settings import in_one_language
from kit.study import Study
from kit.themes import Themes
from kit.transcripts import SUFFIXES as TRANSCRIPTS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["remarks"]


#: A language that a text lacks, and the one that it has.
_WORDS = {"nl": ("Dutch", "English"), "en": ("English", "Dutch")}


class _Read(Protocol):
    @property
    def frame(self) -> pd.DataFrame: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...


def remarks(
    study: Study,
    read: Mapping[str, _Read],
    *,
    documents: Sequence[Document],
    themes: Themes,
    quoted: Quotes,
) -> Iterator[str]:
    """Yield every remark.

    Parameters
    ----------
    study : Study
    read : mapping of table to what was read of it
    documents : sequence of Document
        All of the study.
    themes : Themes
    quoted : Quotes
    """
    yield from _on_languages(study)
    yield from _on_files(study, read)
    yield from _on_labels(study, read["indicators"])
    yield from remarks_on(documents)
    called = [word for region in study.regions.values() for word in (region.slug, region.name)]
    yield from remarks_on_files(documents, regions=called)
    yield from _on_the_codebook(study, documents)
    yield from _on_themes(themes)
    yield from _on_quotes(quoted, themes)


def _on_languages(study: Study) -> Iterator[str]:
    """Yield which texts of the settings are there in one language, and stand in the other too."""
    for called in ("study.yml", study.catalogue, study.instrument):
        path = study.root / called if called else None
        if path is None or not path.is_file():
            continue
        lacking = list(in_one_language(path))
        for language in LANGUAGES:
            places = [f"`{place}`" for place, lacks in lacking if lacks == language]
            if places:
                lacking_in, given_in = _WORDS[language]
                yield (
                    f"{called}: in {given_in} only, {first_of(places)}. What is in {lacking_in} "
                    f"shows the {given_in} there; add `{language}:` for words of its own."
                )


def _on_files(study: Study, read: Mapping[str, _Read]) -> Iterator[str]:
    examples = [slug for slug in study.regions if slug.startswith(("voorbeeld-", "example-"))]
    if examples:
        yield f"study.yml still has the example regions: {', '.join(examples)}."
    kinds = (*SUFFIXES, ".docx")
    taken = {path for name in TABLES for path, _ in study.files(name, kinds)}
    taken.update(study.root.glob("logbook[-_ ]*"))
    taken.update(path for path, _ in study.files("open_data_files"))
    taken.add(study.root / "recode.csv")
    for path in sorted(study.root.iterdir()):
        aside = path.name.startswith((".", "~")) or path.stem.lower() in ("readme", "leesmij")
        if aside or path in taken or not path.is_file():
            continue
        if path.suffix.lower() in kinds:
            near = difflib.get_close_matches(path.stem.lower(), TABLES, n=1, cutoff=0.5)
            nearest = f"; nearest: {near[0]}" if near else ""
            yield (
                f"{path.name} was not read, because no table is called so "
                f"(they are {', '.join(TABLES)}{nearest})."
            )
        elif path.suffix.lower() in DOCUMENTS:
            yield (
                f"{path.name} was not read: documents stand in the folder documents. "
                f"`kit import {study.root} {path.name}` says where it comes."
            )
    for path in sorted((study.root / "codings").glob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            yield (
                f"codings/{path.name} was not read; take it over with "
                f"`kit import {study.root} codings/{path.name} --write`."
            )
    told = {problem.where for table in read.values() for problem in table.problems}
    for name in TABLES:
        taken_too = {
            "interviews": TRANSCRIPTS,
            "documents": DOCUMENTS,
            "indicators": (".parquet",),
            "areas": SHAPES,
        }.get(name, ())
        for path in sorted((*study.root.glob(f"{name}.*"), *study.root.glob(f"{name}/**/*"))):
            strange_kind = path.suffix.lower() not in (*kinds, *taken_too, ".md", ".bak")
            called = path.relative_to(study.root).as_posix()
            if name != "logbook" and path.is_file() and strange_kind and called not in told:
                yield f"{called} was not read; save it as .xlsx or .csv."
    expected = {str(name) for name in read["interventions"].frame["indicator"].dropna()}
    strange = sorted(expected - {str(name) for name in read["indicators"].frame["indicator"]})
    if strange:
        yield f"interventions expect indicators without figures so far: {', '.join(strange)}."


def _on_labels(study: Study, figures: _Read) -> Iterator[str]:
    """Yield what the catalogue fills in because an indicator is called by one of its labels."""
    catalogue = getattr(figures, "catalogue", None)
    names = map(str, figures.frame["indicator"].unique())
    for name, entry in (catalogue.by_label(names) if catalogue else {}).items():
        yield (
            f"indicator {shorten(name)} is the label of {entry.id}; taken from the catalogue where "
            f"its rows are silent: {entry.fills_in(study.languages[0])}. When it is another "
            "measure, give it another name."
        )


def _on_the_codebook(study: Study, documents: Sequence[Document]) -> Iterator[str]:
    """Yield what a second reader would remark about the study's own codebook."""
    try:
        codebook = study_codebook(study)
    except InputError:
        return  # what is wrong with it is told as a problem
    for check in lint(codebook, documents) if study.codebook else ():
        advice = f" {check.advice['en']}" if check.advice else ""
        yield f"{study.codebook}: {check.said['en']}{advice}"


def _on_themes(themes: Themes) -> Iterator[str]:
    one_sided = [theme.id for theme in themes.records if not theme.looked_for]
    if one_sided:
        yield (
            f"themes without passages that go against them: {', '.join(one_sided)}. Look for them; "
            "write `looked_for: true` when there are none."
        )


def _on_quotes(quoted: Quotes, themes: Themes) -> Iterator[str]:
    known = {theme.id for theme in themes.records}
    strange = [quote.id for quote in quoted.records if quote.theme and quote.theme not in known]
    if strange:
        yield f"quotes of a theme that is not in themes.yml: {', '.join(strange)}."
