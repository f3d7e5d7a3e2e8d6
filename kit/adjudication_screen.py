"""What the verb ``adjudicate`` does and says, line by line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kit.adjudication import Difference, decide, differences
from kit.codebook import study_codebook
from kit.coding_files import read_codings
from kit.codings import Coding, append, by_coder, name_problems, readers
from kit.deciding_forms import Answer, Form, Row, quote_hash, read_forms, write_form
from kit.documents import Document
from kit.errors import InputError, Problem
from kit.files import sha256
from kit.language import Both, plural
from kit.provenance import now
from kit.study import Study
from kit.texts import read_texts

__all__ = ["laid_out", "settled"]

_SAYS = Both(
    "Over deze passages verschillen codeurs van elkaar. Per codeur staat er of hij of zij de code "
    "gaf; een lege cel betekent dat die de tekst niet las. Bespreek het, kies of de code geldt of "
    "vervalt, en schrijf de reden op. Wat codeurs schreven blijft bewaard. Sorteren mag; de "
    "nummers moeten blijven. Sla het bestand op waar het staat en geef `kit adjudicate`.",
    "Coders differ about these passages. Of each coder it says whether he or she gave the code; an "
    "empty cell means that this coder did not read the text. Talk it over, choose whether the code "
    "stands or falls, and write down the reason. What coders wrote is kept. You may sort; the "
    "numbers have to stay. Save the file where it is and give `kit adjudicate`.",
)
_CODER = Both("Codeur {}", "Coder {}")
_GAVE = Both("gaf de code", "gave the code")
_DID_NOT = Both("gaf de code niet", "did not give the code")


def laid_out(study: Study, *, code_list: str, coder: str) -> Iterator[str]:
    """Write a form with what coders differ about and nobody has decided, side by side.

    Raises
    ------
    InputError
        The list or the name cannot be, a coder's file has a problem, fewer than two people coded,
        or the form is there already.
    """
    if problems := name_problems(coder, "adjudicate"):
        raise InputError(problems)
    codebook, documents = study_codebook(study), read_texts(study).documents
    codes = [code.id for code in codebook.of_list(code_list)]
    records = _records(study, documents)
    read = {
        str(name): frozenset(rows["document"])
        for name, rows in readers(records).groupby("coder", sort=True)
    }
    if len(read) < 2:
        do = "Let a second person code some of the same texts."
        got = plural(len(read), "coder", "coders", "en")
        raise InputError([Problem(f"{study.root}/codings", got, "at least two", do)])
    found = differences(records, coders=list(read), codes=codes, read=read)
    if not found:
        yield f"No undecided differences about {code_list}; no form was made."
        return
    texts = {document.id: document.text for document in documents}
    form = _form(found, texts, code_list, coder)
    language = study.languages[0]
    path = write_form(
        study, form, documents=documents, codebook=codebook, says=_SAYS[language],
        beside=_beside(found, read, language),
    )  # fmt: skip
    about = plural(len(found), "difference", "differences", "en")
    yield f"Made {path}: {about} between {', '.join(read)}."
    yield f"Fill in decision and reason, save it there, and give `kit adjudicate {study.root}`."
    yield f"The decisions go to codings/{coder}.jsonl; what the coders wrote stays."


def _form(
    found: Sequence[Difference], texts: Mapping[str, str], code_list: str, coder: str
) -> Form:
    rows = tuple(
        Row(
            number, d.code, d.document, d.part, d.start, d.end,
            quote_hash(texts[d.document][d.start : d.end]), tuple(one.id for one in d.coded),
        )
        for number, d in enumerate(found, start=1)
    )  # fmt: skip
    # The same differences get the same name, so that two forms do not ask the same.
    which = sha256(" ".join(id for row in rows for id in row.about))[:6]
    return Form("differences", f"{code_list}-{coder}-{which}", coder, rows)


def _beside(
    found: Sequence[Difference], read: Mapping[str, Collection[str]], language: str
) -> dict[str, list[str]]:
    def said(one: Difference, coder: str) -> str:
        if any(coding.coder == coder for coding in one.coded):
            return _GAVE[language]
        return _DID_NOT[language] if coder in one.not_coded else ""

    return {_CODER[language].format(c): [said(one, c) for one in found] for c in read}


def _records(study: Study, documents: Sequence[Document]) -> tuple[Coding, ...]:
    read = read_codings(study, documents=documents)
    if read.problems:
        do = f"Run `kit check {study.root}`; nothing was made or taken over."
        raise InputError(read.problems, do=do)
    return read.records


def settled(study: Study) -> Iterator[str]:
    """Take the decisions in the forms over into the files of who decided.

    What the coders wrote stays, and each decision keeps who, when and why. What is in the file
    already is passed over, so the same form may be read again.

    Raises
    ------
    InputError
        With every row that could not be taken over; the other rows are.
    """
    documents = read_texts(study).documents
    records = _records(study, documents)
    held = {one.id: one for one in by_coder(records)}
    answers, found = read_forms(study, "differences", documents=documents)
    problems, time = list(found), now()
    gone = {(one.coder, one.of) for one in records if one.decision == "remove"}
    last = {
        (one.coder, one.of): (one.decision, one.memo)
        for one in records
        if one.decision in ("adjudicated", "reject") and (one.coder, one.id) not in gone
    }
    new: dict[str, list[Coding]] = {}
    good = known = 0
    for answer in answers:
        coder = answer.form.coder
        there = [held[id] for id in answer.row.about if id in held]
        if problem := _unfit(answer, there):
            problems.append(problem)
            continue
        good += 1
        made = decide(
            _difference(answer, there), verdict=answer.answer, coder=coder, time=time,
            why=answer.memo,
        )  # fmt: skip
        more = [one for one in made if last.get((coder, one.of)) != (one.decision, one.memo)]
        known += not more
        if more:
            new.setdefault(coder, []).extend(more)
    for coder, codings in new.items():
        append(study, coder=coder, codings=codings)
        kinds = [one.decision for one in codings]
        stand = plural(kinds.count("adjudicated"), "coding stands", "codings stand", "en")
        fall = plural(kinds.count("reject"), "coding falls", "codings fall", "en")
        yield f"codings/{coder}.jsonl: {stand}, {fall}"
    yield (
        f"{plural(good, 'decision', 'decisions', 'en')} read: {known} of them in the files already."
    )
    if problems:
        do = "Correct the rows and give the same command again; what was taken over is passed over."
        raise InputError(problems, good_rows=good, do=do)


def _unfit(answer: Answer, there: Sequence[Coding]) -> Problem | None:
    if not answer.memo:
        expected = "why this was decided, in a few words"
        return Problem(f"{answer.where}, `memo`", "", expected)
    if len(there) < len(answer.row.about):
        do = "Make a new form: the difference may be gone."
        got = "a coding that was taken back since"
        return Problem(answer.where, got, "codings that are still there", do)
    return None


def _difference(answer: Answer, coded: Sequence[Coding]) -> Difference:
    row = answer.row
    return Difference(row.document, row.part, row.start, row.end, row.code, tuple(coded), ())
