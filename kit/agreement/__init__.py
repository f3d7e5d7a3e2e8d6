"""Whether different coders give the same text the same codes.

Agreement between coders is a choice, not a duty: reflexive thematic analysis does not ask for a
coefficient. Where a team chooses it, every code gets its own, with what it rests on, and the
passages that coders differ about are worth more than the number.

Agreement on where a coding begins and ends (unitizing alpha) is not here: texts are cut into units
that no coder chose.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from kit import disclosure
from kit.agreement.apart import covered_codes, without_quiet
from kit.agreement.checking import checks
from kit.agreement.comparing import compare
from kit.agreement.definitions import older_readings, same_definition
from kit.agreement.drawing import draw
from kit.agreement.passages import disagreements, with_text
from kit.agreement.saying import QUESTION, against, brief, say
from kit.agreement.units import Units, units_of
from kit.codebook import Code, study_codebook
from kit.coding_files import read_codings
from kit.codings import as_frame, by_coder, readers
from kit.documents import Document, countable
from kit.documents import as_frame as as_frame_of
from kit.files import sha256_of_folder
from kit.finding import Finding, Source
from kit.language import Both
from kit.study import Study
from kit.texts import read_texts, texts_of
from kit.totals import Gate, rows_of_files

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Units", "agreement_between", "agreement_of", "disagreements", "units_of", "with_text",
]  # fmt: skip

REPLICATES = 1000


def agreement_of(
    study: Study,
    *,
    region: str,
    code_list: str,
    unit: str,
    until: str | None,
    release: str,
    seed: int = 2024,
) -> Finding:
    """How far the coders of a study agree, from their own files and before any settlement.

    Parameters
    ----------
    study : Study
    region : str
        A slug; ``national``, ``healthkic`` or ``all``.
    code_list : str
        A list of codes of the codebook.
    unit : {"part", "paragraph", "sentence"}
        What is compared.
    until : str or None
        Last period that counts (inclusive); None is the last of the study.
    release : str
    seed : int
        Of the resamples.

    Returns
    -------
    Finding of kind agreement
        As `agreement_between`; who read what is told by the coders' records. What somebody
        accepted from a rule or as a similar passage is left out: it was put before that coder
        alone. What was coded when a code meant something else is left out and counted, unless the
        coder coded anew. From release *region* upward a region also suppresses what the total over
        regions would give away, and a region of which too few people were read is not in that
        total.
    """
    texts, codebook = read_texts(study), study_codebook(study)
    last, fewest = study.until(until), study.thresholds.voices
    documents = texts_of(texts, region=region, until=last)
    coded = read_codings(study, documents=texts.documents, codes=codebook.codes)
    given = as_frame(one for one in by_coder(coded.records) if one.decision != "accept")
    alike = same_definition(given, codebook)
    codings, older = given[alike], older_readings(coded.records, codebook)
    codes, read = codebook.of_list(code_list), readers(coded.records)
    covered: frozenset[str] = frozenset()
    if disclosure.binds(release) and region == "all":
        documents = without_quiet(documents, read=read, fewest=fewest)
    elif disclosure.binds(release) and region in study.regions:
        covered = covered_codes(
            texts_of(texts, region="all", until=last), codings, read=read, unit=unit,
            codes=[code.id for code in codes], release=release, fewest=fewest, region=region,
            older=older,
        )  # fmt: skip
    return agreement_between(
        study,
        documents=documents,
        codings=codings,
        read=read,
        codes=codes,
        unit=unit,
        release=release,
        seed=seed,
        scope={"region": region, "code_list": code_list, "until": until or study.last},
        covered=covered,
        older=older,
        outdated=_outdated(given[~alike], documents, read, codes),
    )


def _outdated(
    codings: pd.DataFrame, documents: Sequence[Document], read: pd.DataFrame, codes: Sequence[Code]
) -> int:
    """Return how many of the codings are of texts that two coders read, and of these codes."""
    twice = read["document"].value_counts()
    ids = {document.id for document in documents if twice.get(document.id, 0) > 1}
    chosen = codings["document"].isin(ids) & codings["code"].isin([code.id for code in codes])
    return int(chosen.sum())


def agreement_between(
    study: Study,
    *,
    documents: Sequence[Document],
    codings: pd.DataFrame,
    read: pd.DataFrame,
    codes: Sequence[Code],
    unit: str,
    release: str,
    seed: int,
    files: Mapping[str, int] = MappingProxyType({}),
    scope: Mapping[str, str] = MappingProxyType({}),
    covered: Collection[str] = (),
    older: Collection[tuple[str, str, str]] = (),
    outdated: int = 0,
) -> Finding:
    """How far coders agree, per code and over all codes.

    Parameters
    ----------
    study : Study
    documents : sequence of Document
        The texts that may have been coded, of one region or more.
    codings : DataFrame
        Columns document, start, end, code, coder: what people coded and did not take back. Offsets
        in code points, end exclusive. A mention is not a coding and does not belong here.
    read : DataFrame
        Columns document, coder: who read which text. A text that a coder did not read is a gap
        there, not a no.
    codes : sequence of Code
    unit : {"part", "paragraph", "sentence"}
    release : str
        For whom. From *region* upward a code is suppressed when fewer than three authors (or what
        the study asks for) wrote the texts it was given in.
    seed : int
        Of the resamples.
    files : mapping of path within the study to rows, optional
        Files of the coders that `codings` and `read` come from. A path can name a coder.
    scope : mapping, optional
        Further parameters that the finding is to name.
    covered : collection of str, optional
        Codes to suppress for what a total known elsewhere would give away.
    older : collection of (document, coder, code), optional
        Readings when the code meant something else: a gap for that code, not a no.
    outdated : int, optional
        How many codings are not in `codings` because their code meant something else then.

    Returns
    -------
    Finding of kind agreement
        A row per code (method nominal: yes or no) and two for all codes together (code ``all``,
        methods masi and jaccard: the set of codes of a unit). `units` were read by two coders or
        more, in `documents` texts; `set_aside` were not. `coded`: units that any coder gave the
        code, and `agreed`: those that every coder who read them gave it; `prevalence`: share of
        all that coders said of these units; `percentage`: share of pairs of coders that say the
        same, averaged over units; `alpha` with `low` to `high` (95%, 1,000 resamples of documents;
        `no_interval` says why not); of the same units `ac1`; `cohen` (of two coders) and `fleiss`
        (as many coders for every unit), with `no_cohen` and `no_fleiss` where they
        have no meaning; `reason` why there is no coefficient; `authors` of the texts with
        the code, of `of_authors`.

    Raises
    ------
    InputError
        An unknown unit or release; codings that are not within their text.

    References
    ----------
    Krippendorff (2011) https://repository.upenn.edu/asc_papers/43; Gwet (2008)
    doi:10.1348/000711006X126600; Braun & Clarke (2021) doi:10.1080/14780887.2020.1769238.
    """
    fewest = study.thresholds.voices
    chosen, left_out = countable(documents, release, fewest=fewest)
    ids = tuple(code.id for code in codes)
    units = units_of(chosen, codings, read=read, codes=ids, unit=unit, older=older)
    compared = compare(
        units,
        codes=codes,
        documents=chosen,
        unit=unit,
        release=release,
        fewest=fewest,
        left_out=left_out,
        covered=covered,
        rng=np.random.default_rng(seed),
        replicates=REPLICATES,
    )
    compared = replace(compared, outdated=outdated)
    shown = bool((compared.safe.table["status"] == "shown").any())
    counted = set(units.frame.loc[units.read.sum(axis=1) >= 2, "document"])
    read_twice = [document for document in chosen if document.id in counted]
    return Finding(
        kind="agreement",
        question=QUESTION,
        parameters={
            **scope,
            "unit": unit,
            "codes": [code.id for code in codes],
            "release": release,
            "seed": seed,
            "replicates": REPLICATES,
        },
        table=compared.safe.table,
        sentence=Both.of(lambda language: say(compared, language)),
        brief=Both.of(lambda language: brief(compared, language)),
        against=Both.of(lambda language: against(compared, language)) if shown else None,
        picture=draw(compared),
        checks=checks(compared),
        sources=_sources(study, read_twice, files, gate=Gate(release, fewest), shown=shown),
        release=release,
    )


def _sources(
    study: Study, documents: Sequence[Document], files: Mapping[str, int], *, gate: Gate,
    shown: object,
) -> tuple[Source, ...]:  # fmt: skip
    """Return the files; their rows could tell how many texts a suppressed row is about.

    Where thresholds bind, transcripts and documents are given as their folder: what they are called
    may tell whose they are.
    """
    frame = as_frame_of(documents)
    folders = ("interviews/", "documents/") if disclosure.binds(gate.release) else ()
    apart = frame["file"].str.startswith(folders) if folders else frame["file"].isna()
    rows = {**rows_of_files(frame[~apart], gate, hidden=False), **files}
    given = [study.source(file, n if shown else 0) for file, n in sorted(rows.items())]
    held = [folder for folder in folders if frame["file"].str.startswith(folder).any()]
    given += [Source(one, sha256_of_folder(study.root / one), None) for one in held]
    return tuple(given)
