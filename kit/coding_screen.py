"""What the verbs ``sample``, ``rules`` and ``import`` do and say, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kit.cells import SUFFIXES
from kit.codebook import Code, Codebook, study_codebook
from kit.coding_files import read_codings
from kit.coding_tables import read_coding_table
from kit.codings import append, name_problems
from kit.errors import InputError, Problem
from kit.language import plural
from kit.provenance import now
from kit.sampling import draw, write_sample
from kit.study import Study
from kit.texts import read_texts
from kit.validation import read_validation, said

__all__ = ["drawn", "judged", "taken_over"]


def drawn(study: Study, *, code_list: str, per_code: int, coder: str, seed: int) -> Iterator[str]:
    """Draw a sample, write its form, and say what to do with it.

    Raises
    ------
    InputError
        The list or the name cannot be, there is such a form already, or nothing to draw from.
    """
    codebook = study_codebook(study)
    codes = codebook.of_list(code_list)
    if coder and (problems := name_problems(coder, "sample")):
        raise InputError(problems)
    documents = read_texts(study).documents
    if not documents:
        do = f"Run `kit check {study.root}`."
        raise InputError(
            [Problem(str(study.root), "no logbook entries and no interviews", "texts to read", do)]
        )
    name = "-".join(part for part in (code_list, coder, str(seed)) if part)
    sample = draw(documents, codebook, codes=codes, per_code=per_code, seed=seed, name=name)
    form = write_sample(study, sample, documents=documents, codebook=codebook)
    passages = plural(len(sample.items), "passage", "passages", "en")
    yield f"Made {form}: {passages} for {plural(len(codes), 'code', 'codes', 'en')}."
    for code, stratum in sample.strata.items():
        if not stratum.hits:
            yield f"  {code}: its rules hit nothing, so precision cannot be estimated."
    yield f"Fill in the column of answers, save it there, and give `kit rules {study.root}`."
    yield "Who reads does not open the file that ends in .key.json: it says which were hits."


def judged(study: Study, *, code_list: str | None) -> Iterator[str]:
    """Say of each code how well its rules hit according to readers, or that it is not checked.

    Raises
    ------
    InputError
        Something in the forms or coder's files cannot be read.
    """
    codebook = study_codebook(study)
    validated = read_validation(study, codebook)
    lists = [code_list] if code_list else _lists_with_rules(codebook)
    for name in lists:
        yield f"{name}:"
        for code in codebook.of_list(name):
            doubts = validated.codes[code.id].doubts if code.id in validated.codes else 0
            more = f"; {plural(doubts, 'doubt', 'doubts', 'en')} left out" if doubts else ""
            yield f"  {code.id}: {_alone(code, said(validated, [code])['en'])}{more}"
    if validated.problems:
        raise InputError(validated.problems, good_rows=validated.good_rows)


def _alone(code: Code, text: str) -> str:
    """Return what is said of one code without its name, which stands before it already."""
    name = f"‘{code.term.label['en']}’"
    return text.replace(f"not checked: {name}", "not checked").removeprefix(f"{name}: ")


def _lists_with_rules(codebook: Codebook) -> list[str]:
    return list(dict.fromkeys(code.list for code in codebook.codes.values() if code.rules))


def taken_over(study: Study, file: Path, *, coder: str | None) -> Iterator[str]:
    """Take codings over from a table into the files of their coders.

    Good rows are taken over even when others are not: a corrected table can be given again, and
    what is there already is passed over.

    Raises
    ------
    InputError
        With every row that could not be taken over.
    """
    if not file.is_file() or file.suffix.lower() not in SUFFIXES:
        expected = f"a table that exists ({', '.join(SUFFIXES)})"
        raise InputError([Problem(str(file), "", expected)])
    documents = read_texts(study).documents
    codebook = study_codebook(study)
    read = read_codings(study)
    if read.problems:
        do = f"Run `kit check {study.root}`; nothing was taken over."
        raise InputError(read.problems, do=do)
    imported = read_coding_table(
        file,
        documents=documents,
        codebook=codebook,
        time=now(),
        coder=coder,
        already=read.records,
    )
    by_coder = {one.coder: [c for c in imported.codings if c.coder == one.coder]
                for one in imported.codings}  # fmt: skip
    for name, codings in by_coder.items():
        append(study, coder=name, codings=codings)
        yield f"codings/{name}.jsonl: {plural(len(codings), 'coding', 'codings', 'en')} taken over"
    for how in sorted(set(imported.found.values())):
        count = sum(found == how for found in imported.found.values())
        yield f"  of these found not literally where they were said to be, {how}: {count}"
    for reason, count in imported.set_aside.items():
        yield f"  set aside, {reason}: {count}"
    for heads in imported.unknown.values():
        yield f"  columns not read: {', '.join(heads)}"
    if not by_coder:
        yield "Nothing new to take over."
    if imported.problems:
        do = "Correct the rows and give the same command again; what was taken over is passed over."
        raise InputError(imported.problems, good_rows=len(imported.codings), do=do)
