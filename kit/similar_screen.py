"""What the verb ``similar`` does and says, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kit.codebook import study_codebook
from kit.coding_files import read_codings
from kit.codings import Coding, append, current, last_word, name_problems
from kit.deciding_forms import Answer, Form, Row, quote_hash, read_forms, write_form
from kit.documents import Document
from kit.errors import InputError
from kit.files import sha256
from kit.language import Both, plural
from kit.provenance import now
from kit.similar import Suggestion, more_like
from kit.study import Study
from kit.texts import read_texts

__all__ = ["decided", "suggested"]

_SAYS = Both(
    "Deze passages lijken op wat mensen al zo hebben gecodeerd. De kit legt ze voor; niets telt "
    "voordat u het overneemt. Lees elke passage en kies overnemen, afwijzen of twijfel. Leeg is: "
    "nog niet gelezen. Wat u afwijst, komt niet opnieuw. Sorteren mag; de nummers moeten blijven. "
    "Sla het bestand op waar het staat en geef `kit similar`.",
    "These passages resemble what people have coded so already. The kit puts them before you; "
    "nothing counts until you accept it. Read every passage and choose accept, reject or doubt. "
    "Empty means: not read yet. What you reject does not come again. You may sort; the numbers "
    "have to stay. Save the file where it is and give `kit similar`.",
)
_WORDS = Both("Lijkt door", "Alike by")


def suggested(study: Study, *, code: str, coder: str, unit: str, most: int) -> Iterator[str]:
    """Write a form with passages that resemble those coded with a code.

    Raises
    ------
    InputError
        The code or the name cannot be, a coder's file has a problem, or the form is there already.
    Refused
        Nothing is coded so: there is nothing to resemble.
    """
    if problems := name_problems(coder, "similar"):
        raise InputError(problems)
    codebook, documents = study_codebook(study), read_texts(study).documents
    records = _records(study, documents)
    found = more_like(
        records, documents=documents, code=code, unit=unit, time=now(), most=most,
        codebook=codebook,
    )  # fmt: skip
    if not found:
        yield f"No other passage shares a word with what is coded {code}; no form was made."
        return
    form = _form(found, coder)
    cells = {_WORDS[study.languages[0]]: [", ".join(one.words) for one in found]}
    says = _SAYS[study.languages[0]]
    path = write_form(study, form, documents=documents, codebook=codebook, beside=cells, says=says)
    yield f"Made {path}: {plural(len(found), 'passage', 'passages', 'en')} to read for {code}."
    yield f"They are suggestions of {form.made['made_with']}; none counts until {coder} accepts it."
    yield f"Fill in the column of answers, save it there, and give `kit similar {study.root}`."


def _form(found: Sequence[Suggestion], coder: str) -> Form:
    rows = tuple(
        Row(number, c.code, c.document, c.part, c.start, c.end, quote_hash(c.quote), (c.id,))
        for number, c in enumerate((one.coding for one in found), start=1)
    )
    first = found[0].coding
    made = {n: getattr(first, n) for n in ("made_with", "codebook", "definition")}
    # The same suggestions get the same name, so that they are not put before somebody twice.
    which = sha256(" ".join(row.about[0] for row in rows))[:6]
    return Form("suggestions", f"{first.code}-{coder}-{which}", coder, rows, made)


def _records(study: Study, documents: Sequence[Document]) -> tuple[Coding, ...]:
    read = read_codings(study, documents=documents)
    if read.problems:
        do = f"Run `kit check {study.root}`; nothing was made or taken over."
        raise InputError(read.problems, do=do)
    return read.records


def decided(study: Study) -> Iterator[str]:
    """Take what was decided in the forms over into the coders' files.

    An accepted passage becomes a coding of who accepted it, a rejected one does not come again. A
    doubt is no decision, and takes an earlier one back. What is in the files already is passed
    over, so the same form may be read again.

    Raises
    ------
    InputError
        With every row that could not be taken over; the other rows are.
    """
    documents = read_texts(study).documents
    texts = {document.id: document.text for document in documents}
    records = list(_records(study, documents))
    answers, problems = read_forms(study, "suggestions", documents=documents)
    words, time = last_word(records), now()
    there = {(c.coder, c.document, c.start, c.end, c.code): c.of for c in current(records)}
    new: dict[str, list[Coding]] = {}
    known = 0
    for answer in answers:
        coder, row = answer.form.coder, answer.row
        before = words.get((coder, row.about[0]))
        if answer.answer == "doubt":
            if before is not None:
                new.setdefault(coder, []).append(
                    before.decided(decision="remove", coder=coder, time=time, memo=answer.memo)
                )
            continue
        place = (coder, row.document, row.start, row.end, row.code)
        same = before is not None and (before.decision, before.memo) == (answer.answer, answer.memo)
        elsewhere = answer.answer == "accept" and there.get(place, row.about[0]) != row.about[0]
        if same or elsewhere:
            known += 1
            continue
        there[place] = row.about[0]
        made = _suggestion(answer, texts[row.document], time).decided(
            decision=answer.answer, coder=coder, time=time, memo=answer.memo
        )
        new.setdefault(coder, []).append(made)
    for coder, codings in new.items():
        append(study, coder=coder, codings=codings)
        kinds = [one.decision for one in codings]
        yield (
            f"codings/{coder}.jsonl: {kinds.count('accept')} accepted, "
            f"{kinds.count('reject')} rejected, {kinds.count('remove')} taken back"
        )
    doubts = sum(answer.answer == "doubt" for answer in answers)
    yield (
        f"{plural(len(answers), 'answer', 'answers', 'en')} read: {known} of them in the files "
        f"already, {plural(doubts, 'doubt', 'doubts', 'en')} left undecided."
    )
    if problems:
        do = "Correct the rows and give the same command again; what was taken over is passed over."
        raise InputError(problems, good_rows=len(answers), do=do)


def _suggestion(answer: Answer, text: str, time: str) -> Coding:
    row, made = answer.row, answer.form.made
    return Coding(
        id=row.about[0],
        document=row.document,
        part=row.part,
        start=row.start,
        end=row.end,
        quote=text[row.start : row.end],
        code=row.code,
        coder="",
        time=time,
        method="suggestion",
        made_with=made.get("made_with", ""),
        codebook=made.get("codebook", ""),
        definition=made.get("definition", ""),
    )
