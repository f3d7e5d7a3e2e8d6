"""A first mapping of a survey: what each column probably means, with the reason and how certain."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.errors import visible
from kit.study import Study
from kit.surveys.agenda import of_the_agenda
from kit.surveys.answer_scales import MOST_ANSWERS, counting, shared, usual_scores
from kit.surveys.layouts import Export, Question, open_export
from kit.surveys.mapping import Column, SurveyMapping, as_yaml
from kit.surveys.naming import one_line, what_it_names
from kit.surveys.written_answers import chosen, day_of, folded, score_text
from kit.terms import columns as columns_of
from kit.terms import terms
from kit.values import Unreadable, text_of

__all__ = ["Draft", "Scale", "draft_mapping"]

_LIKE = 0.62  # of difflib: two phrasings of one statement lie above, two statements below
_SURE = 0.9
_SHORT = 70  # characters of a statement in a comment
_ASPECTS = (
    ("rationale", r"toelicht\w*|waarom|reden\w*|onderbouw\w*|opmerking\w*|reasons?|why|explain"
                  r"|rationale|comments?"),
    ("confidence", r"zeker(?:heid)?|confiden\w+|how sure|certain(?:ty)?"),
    ("desired", r"gewenst|wenselijk|over twee jaar|ambitie|streef\w*|streven|desired|target"
                r"|in two years|ideal\w*|wens"),
)  # fmt: skip
_HEADERS = ("region", "wave", "role", "voice_group", "respondent")


@dataclass(frozen=True)
class Scale:
    """The statements that a survey may be about, and how scores are called.

    Attributes
    ----------
    items : mapping of id to texts
        In every language.
    labels : mapping of label to score
    lowest, highest : int
        Score that can be given.
    """

    items: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, int]
    lowest: int = 1
    highest: int = 5


@dataclass(frozen=True)
class Draft:
    """A drafted mapping.

    Attributes
    ----------
    mapping : SurveyMapping
    text : str
        As a file for a person to correct.
    """

    mapping: SurveyMapping
    text: str


def draft_mapping(
    path: Path, *, study: Study, scale: Scale, like: Sequence[SurveyMapping] = ()
) -> Draft:
    """Propose what the columns of a survey mean.

    Parameters
    ----------
    path : Path
    study : Study
    scale : Scale
    like : sequence of SurveyMapping
        Of earlier waves, checked by a person; of the one that knows most of the headers its
        decisions are taken.

    Raises
    ------
    InputError
        The file cannot be opened or has no header of a survey.
    """
    export = open_export(path, path.name)
    earlier = _nearest(export, like)
    known = {folded(c.header): c for c in earlier.columns} if earlier else {}
    found: list[Column] = []
    last_item: str | None = None
    pools = shared({q.header: _said(q, export) for q in export.questions})
    for question in export.questions:
        cells = [row[question.position] if question.position < len(row) else None
                 for _, row in export.rows]  # fmt: skip
        if folded(question.header) in known:
            column = known[folded(question.header)].model_copy(update={"guess": None})
        else:
            column = _guess(question, cells, export, study, scale, last_item)
            if column.kind == "unknown":
                pool = pools[question.header]
                column = of_the_agenda(question, cells, pool) or _unknown(question.header, pool)
        last_item = column.of if column.kind in ("current", "desired") else last_item
        found.append(column)
    made = _once(found)
    kinds: set[str] = {column.kind for column in made}
    wave = None if "wave" in kinds or "completed" not in kinds else "half_year"
    wave = earlier.wave if earlier and earlier.wave else wave
    answers, open_answers = _answers(export, made, scale)
    mapping = SurveyMapping(
        format=1,
        files=(_files(path.name) if wave == "half_year" else path.name,),
        program=export.program,
        region=earlier.region if earlier else None,
        wave=wave,
        month_first=earlier.month_first if earlier else None,
        answers={**answers, **(earlier.answers if earlier else {})},
        columns=tuple(made),
    )
    language = study.languages[0]
    texts = {
        q.header: f"{q.text} [{q.row}]" if q.row else q.text for q in export.questions if q.text
    }
    labels = {folded(label) for label in scale.labels}
    usual = usual_scores(answer for answer in answers if folded(answer) not in labels)
    on_answers = list(_on_scale(usual, scale)) if usual else []
    text = as_yaml(mapping, language=language, texts=texts, on_answers=on_answers)
    asked = [
        *_asked(mapping, kinds, study, open_answers),
        *_of_statements(mapping, scale, language, pools),
    ]
    return Draft(mapping, "\n".join([text.rstrip("\n"), *asked]) + "\n")


def _asked(
    mapping: SurveyMapping, kinds: set[str], study: Study, open_answers: Iterable[str]
) -> Iterable[str]:
    """Yield, as comments, what only a person can say."""
    if not mapping.wave and "wave" not in kinds:
        yield f"# Nothing tells the wave. Write it above, such as `wave: {study.last}`."
    if not mapping.region and "region" not in kinds and len(study.regions) > 1:
        yield f"# Nothing tells the region. Write it above: one of {', '.join(study.regions)}."
    if listed := list(open_answers):
        yield "# Answers in words without a score. Write what each means above, such as:"
        yield "# answers:"
        yield from (f"#   {visible(answer)!r}: " for answer in listed)


def _on_scale(usual: Mapping[str, str], scale: Scale) -> Iterator[str]:
    """Yield that numbers were guessed, and how they lie on the scale of the index."""
    yield "guess: words of agreement as they are usually counted, from 1 to 5. Look at each."
    if (scale.lowest, scale.highest) != (1, 5):
        yield (
            f"The index runs from {scale.lowest} to {scale.highest}: on it these five words keep "
            "1 to 5. Decide whether that is what people meant."
        )


def _of_statements(
    mapping: SurveyMapping, scale: Scale, language: str, pools: Mapping[str, Counter[str]]
) -> Iterator[str]:
    """Yield, as comments, the statements of the index where a question is still unknown."""
    unknown = [column.header for column in mapping.columns if column.kind == "unknown"]
    perhaps = [h for h in unknown if h in pools and counting(pools[h])]
    if not perhaps or not scale.items:
        return
    yield "# A question of the index: `as: current`, and `of:` the code, or the whole text, of:"
    for id, texts in scale.items.items():
        text = texts[0] if language == "nl" else texts[-1]
        yield f"#   {id}: {visible(text if len(text) <= _SHORT else text[: _SHORT - 1] + '…')}"
    yield "# Not of the index: `as: experience`, `of:` an indicator; `as: priority`, `of:` a"
    yield "# learning question; or leave it, it is not read."
    usual = usual_scores(answer for header in perhaps for answer in pools[header])
    usual = {answer: score for answer, score in usual.items() if answer not in mapping.answers}
    if usual:
        yield "# Words on a question of the index need a number. Write above, at the margin:"
        yield from (f"# {line}" for line in _on_scale(usual, scale))
        yield "# answers:"
        yield from (f"#   {visible(answer)}: {score}" for answer, score in usual.items())


def _nearest(export: Export, like: Sequence[SurveyMapping]) -> SurveyMapping | None:
    here = {folded(question.header) for question in export.questions}
    scored = [(sum(folded(c.header) in here for c in one.columns), one) for one in like]
    best = max(scored, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] * 2 >= len(here) else None


def _files(name: str) -> str:
    """Return the pattern of the files of later waves: numbers in the name may be others."""
    stem, dot, suffix = name.rpartition(".")
    return re.sub(r"\*+", "*", re.sub(r"[\d\[\]]+(?:[-_ ]\d+)*", "*", stem)) + dot + suffix


def _guess(
    question: Question,
    cells: Sequence[Any],
    export: Export,
    study: Study,
    scale: Scale,
    last_item: str | None,
) -> Column:
    header, own = question.header, export.own.get(question.header)
    names = what_it_names(question.text, question.code, cells)
    if names == "an e-mail address" and any("@" in text_of(cell) for cell in cells):
        why = "sure: e-mail addresses; only a pseudonym is read of them"
        return Column(header=header, kind="respondent", guess=why)
    if names or own == "person":
        why = f"sure: {names or 'something of a person'}, set aside"
        return Column(header=header, kind="person", guess=why)
    if own:
        return Column.model_validate({"header": header, "as": own})
    told = _by_header(question, cells, study)
    if told:
        return told
    item, certainty, rest = _item(question, scale)
    aspect = next((k for k, words in _ASPECTS if re.search(rf"\b(?:{words})\b", rest)), "current")
    if item:
        how = "sure" if certainty >= _SURE else "likely"
        why = f"{how}: resembles statement {item} ({certainty:.0%})"
        return Column.model_validate({"header": header, "as": aspect, "of": item, "guess": why})
    if aspect in ("rationale", "confidence") and last_item:
        why = f"likely: stands after statement {last_item}"
        return Column.model_validate(
            {"header": header, "as": aspect, "of": last_item, "guess": why}
        )
    return Column(header=header, kind="unknown")


def _by_header(question: Question, cells: Sequence[Any], study: Study) -> Column | None:
    """Return a column that its name gives away, or what stands in it."""
    texts = [one_line(cell) for cell in cells if text_of(cell)]
    written = [
        folded(text.rstrip(" :?*")) for text in (question.header, question.text, question.row)
    ]
    for kind in _HEADERS:
        if any(w in columns_of("maturity")[kind].written_as() for w in written if w):
            return Column.model_validate(
                {"header": question.header, "as": kind, "guess": "sure: so it is called"}
            )
    regions = {folded(t) for r in study.regions.values() for t in (r.slug, r.name)}
    within = {
        "region": regions,
        "role": {w for term in terms("role").values() for w in term.written_as()},
        "voice_group": {w for term in terms("voice_group").values() for w in term.written_as()},
    }
    for kind, known in within.items():
        hits = sum(folded(text) in known for text in texts)
        if texts and hits * 2 >= len(texts):
            why = f"{'sure' if hits == len(texts) else 'likely'}: {hits} of {len(texts)} answers"
            return Column.model_validate({"header": question.header, "as": kind, "guess": why})
    days = sum(_is_day(text) for text in texts)
    if texts and days == len(texts):
        why = "likely: every cell is a day; taken for the day of answering"
        return Column(header=question.header, kind="completed", guess=why)
    return None


def _is_day(text: str) -> bool:
    for month_first in (False, True):
        try:
            return day_of(text, month_first=month_first) is not None
        except Unreadable:
            continue
    return False


def _item(question: Question, scale: Scale) -> tuple[str | None, float, str]:
    """Return the statement that a question is about, how alike, and the words beyond it."""
    asked = [_plain(text) for text in (question.text, question.row, question.header) if text]
    everything = " ".join(dict.fromkeys(asked))
    for id in scale.items:
        if re.search(rf"(?<![a-z0-9]){re.escape(id.casefold())}(?![a-z0-9])", everything):
            return id, 1.0, everything.replace("_", " ")
    best: tuple[float, str, str] = (0.0, "", "")
    for id, texts in scale.items.items():
        for statement in map(_plain, texts):
            for text in asked:
                if statement and statement in text:
                    score = 1.0
                else:
                    score = difflib.SequenceMatcher(None, statement, text).ratio()
                if score > best[0]:
                    best = score, id, statement
    if best[0] < _LIKE:
        return None, 0.0, everything
    known = set(best[2].split())
    rest = " ".join(word for word in everything.split() if word not in known)
    return best[1], best[0], rest


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s']+", " ", text.casefold()).split())


def _said(question: Question, export: Export) -> Counter[str]:
    cells = (row[question.position] for _, row in export.rows if question.position < len(row))
    return Counter(one for cell in cells for one in chosen(cell))


def _unknown(header: str, said: Counter[str]) -> Column:
    if (counts := counting(said)) and max(said.values()) > 1:
        why = (
            "uncertain: perhaps an experience; write `as: experience`, `of:` the indicator, and "
            f"`counts: [{', '.join(counts)}]`"
        )
        return Column(header=header, kind="unknown", guess=why)
    return Column(header=header, kind="unknown", guess="nothing tells what this is; not read")


def _once(found: Sequence[Column]) -> list[Column]:
    """Return the columns with each meaning once: the more certain, then the first, keeps it."""
    single = {"respondent", "region", "wave", "role", "voice_group", "completed", "finished"}
    order = sorted(range(len(found)), key=lambda at: "sure" not in (found[at].guess or "sure"))
    seen: set[tuple[str, str | None]] = set()
    made = list(found)
    for at in order:
        column = found[at]
        key = (column.kind, column.of)
        if column.of is None and column.kind not in single:
            continue
        if key in seen:
            other = "person" if column.kind == "respondent" else "unknown"
            meaning = f"{column.kind} of {column.of}" if column.of else column.kind
            why = f"another column was taken for {meaning}"
            made[at] = Column.model_validate({"header": column.header, "as": other, "guess": why})
        seen.add(key)
    return made


def _answers(
    export: Export, made: Sequence[Column], scale: Scale
) -> tuple[dict[str, str | None], list[str]]:
    """Return what answers in words mean by the labels of the scale, and those nobody can tell."""
    scored = {column.header for column in made if column.kind in ("current", "desired")}
    labels = {folded(label): str(score) for label, score in scale.labels.items()}
    said: Counter[str] = Counter()
    for question in export.questions:
        if question.header in scored:
            said.update(
                one_line(row[question.position])
                for _, row in export.rows
                if question.position < len(row)
            )
    meant: dict[str, str | None] = {}
    asked: list[str] = []
    for answer, n in said.items():
        score = score_text(answer, {})
        if score is None or score.isdigit() or score in terms("no_score"):
            continue
        if folded(answer) in labels:
            meant[answer] = labels[folded(answer)]
        elif n > 1 and len(answer.split()) <= 8 and len(asked) < MOST_ANSWERS:
            asked.append(answer)
    usual = {} if meant else usual_scores(list(said))
    return {**meant, **usual}, [answer for answer in asked if answer not in usual]
