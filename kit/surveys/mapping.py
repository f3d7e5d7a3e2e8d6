"""The mapping of a survey: what each of its columns means. Drafted by the kit, decided by a person.

A draft says ``checked: no``; of a survey with such a mapping nothing is read. One mapping may serve
several files: every wave of the same questionnaire.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kit import periods
from kit.errors import InputError, Problem, visible
from kit.settings import YesNo, read_settings

__all__ = ["Column", "SurveyMapping", "as_yaml", "read_mapping"]

FORMAT = 1
SUFFIX = ".mapping.yml"

Kind = Literal[
    "respondent", "person", "region", "wave", "role", "voice_group", "started", "completed",
    "finished", "status", "current", "desired", "confidence", "rationale", "experience",
    "priority", "nothing", "unknown",
]  # fmt: skip
#: Kinds that are about something: a statement, an indicator, a learning question.
ABOUT = ("current", "desired", "confidence", "rationale", "experience", "priority")
#: Kinds of which the share of people is counted.
SHARES = ("experience", "priority")

_SAYS = {
    "nl": (
        "Wat elke kolom van een vragenlijst betekent. De kit heeft dit voorgesteld; waar `guess`",
        "bij staat, is het een gok met de reden erachter. Loop alles na, verbeter wat niet klopt,",
        "en schrijf dan `checked: yes`. Tot die tijd wordt er niets gelezen.",
    ),
    "en": (
        "What each column of a survey means. The kit proposed it; where it says `guess`, a reason",
        "and how certain it is stand there. Look at all of it, correct what is wrong, and then",
        "write `checked: yes`. Until then nothing is read.",
    ),
}
_KINDS = {
    "nl": (
        "as: respondent (een code, of een e-mailadres waarvan alleen een pseudoniem gelezen",
        "wordt), person (blijft erbuiten), region, wave, role, voice_group, started, completed,",
        "finished, status; current, desired, confidence, rationale (of: een stelling, haar code",
        "of haar tekst); experience (of: een indicator, met counts: de antwoorden die",
        "meetellen); priority (of: een leervraag, met counts: de antwoorden die zeggen dat ze",
        "voorgaat; of zonder of, waar mensen er meer aankruisten, met counts: de leervragen);",
        "nothing; unknown (genoemd, niet gelezen). wave: een periode zoals 2024H1, of quarter,",
        "half_year of year van de dag van invullen.",
        "answers: wat woorden betekenen, zoals {Eens: 4}; hier voor alle kolommen, of onder een",
        "kolom.",
    ),
    "en": (
        "as: respondent (a code, or an e-mail address of which only a pseudonym is read),",
        "person (set aside), region, wave, role, voice_group, started, completed, finished,",
        "status; current, desired, confidence, rationale (of: a statement, its code or its",
        "text); experience (of: an indicator, with counts: the answers that count); priority",
        "(of: a learning question, with counts: the answers that say it is one; or without of,",
        "where people ticked several, with counts: the learning questions); nothing; unknown",
        "(listed, not read). wave: a period such as 2024H1, or quarter, half_year or year of",
        "the day of answering.",
        "answers: what words mean, such as {Eens: 4}; for all columns here, or below one",
        "column.",
    ),
}


def _wave(value: Any) -> Any:
    text = str(value)
    if text in periods.LENGTHS:
        return text
    try:
        return periods.parse(text)
    except ValueError as error:
        raise ValueError(f"{error}, or one of {', '.join(periods.LENGTHS)}") from None


def _texts(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(_written(each) for each in value)
    raise ValueError("a list, such as [Eens, Helemaal eens]")


def _answers(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_written(key): None if v is None else _written(v) for key, v in value.items()}
    raise ValueError("answers with what each means, such as `Eens: 4`")


def _written(value: Any) -> str:
    # YAML takes an unquoted yes or no for true or false.
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


_Wave = Annotated[str, BeforeValidator(_wave)]
_Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
_Answers = Annotated[dict[str, str | None], BeforeValidator(_answers)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Column(_Part):
    """What one column means.

    Attributes
    ----------
    header : str
        As `kit.surveys.layouts.Question.header`.
    kind : str
        In the file: ``as``.
    of : str or None
        The statement, indicator or learning question it is about; None for a question in which
        people ticked several learning questions.
    counts : tuple of str
        For an experience or a priority: the answers that count, the others are its denominator;
        for ticked learning questions, these questions, each of which is one of its own.
    answers : mapping of str to str
        What an answer of this column means, before `SurveyMapping.answers` is looked at.
    guess : str or None
        Why the kit proposed this, and how certain it is.
    """

    header: str = Field(min_length=1)
    kind: Kind = Field(alias="as")
    of: str | None = None
    counts: _Texts = ()
    answers: _Answers = {}
    guess: str | None = None


class SurveyMapping(_Part):
    """What the columns of one questionnaire mean, in each file that holds its answers.

    Attributes
    ----------
    checked : bool
        Whether a person looked at all of it; without it nothing is read.
    files : tuple of str
        Names of files in the same folder; ``*`` stands for anything.
    program : str
    region, wave : str or None
        Of all answers, where no column says so; a wave may be a length of period.
    month_first : bool or None
        Whether dates are written month before day; None where the file tells by itself.
    answers : mapping of str to (str or None)
        What an answer in words means: a score, ``dont_know`` or ``not_applicable``; None is no
        answer.
    columns : tuple of Column
    """

    format: int = Field(ge=1, le=FORMAT)
    checked: YesNo = False
    files: _Texts = Field(min_length=1)
    program: str = "table"
    region: str | None = None
    wave: _Wave | None = None
    month_first: YesNo | None = None
    answers: _Answers = {}
    columns: tuple[Column, ...] = Field(min_length=1)

    def serves(self, name: str) -> bool:
        """Say whether this mapping is meant for a file of this name."""
        return any(fnmatch(name.casefold(), each.casefold()) for each in self.files)


def read_mapping(path: Path, called: str) -> SurveyMapping:
    """Read a mapping file.

    Raises
    ------
    InputError
        With every problem of the file at once.
    """
    do = "Run `kit check` to have one drafted."
    made = read_settings(path, SurveyMapping, called=called, what="a mapping of a survey", do=do)
    problems = list(_look_further(made, called))
    if problems:
        raise InputError(problems)
    return made


def _look_further(made: SurveyMapping, called: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    about: dict[tuple[str, str], int] = {}
    for number, column in enumerate(made.columns, start=1):
        where = f"{called}, `columns[{number}]"
        if column.header in seen:
            expected = f"a header that stands there once (columns[{seen[column.header]}] has it)"
            yield Problem(f"{where}.header`", column.header, expected)
        seen.setdefault(column.header, number)
        if column.kind in ABOUT and not column.of and column.kind != "priority":
            expected = "what it is about: a statement, an indicator or a learning question"
            yield Problem(f"{where}.of`", "", expected)
        elif column.kind in ABOUT and column.of:
            key = (column.kind, column.of)
            if key in about:
                expected = f"one column for {column.kind} of {column.of}"
                do = f"columns[{about[key]}] is about it too; write `as: nothing` for one of them."
                yield Problem(f"{where}.of`", column.of, expected, do)
            about.setdefault(key, number)
        if column.kind in SHARES and not column.counts:
            expected = "the answers that count, such as [Eens, Helemaal eens]"
            if column.kind == "priority":
                expected = "the answers that count, such as [Belangrijk], or the ticked questions"
            yield Problem(f"{where}.counts`", "", expected)
    for kind in ("respondent", "region", "wave", "role", "voice_group", "completed", "finished"):
        those = [n for n, column in enumerate(made.columns, start=1) if column.kind == kind]
        if len(those) > 1:
            got = ", ".join(f"columns[{n}]" for n in those)
            yield Problem(f"{called}, `columns`", got, f"one column with `as: {kind}`")


def as_yaml(
    mapping: SurveyMapping,
    *,
    language: str,
    texts: Mapping[str, str],
    on_answers: Iterable[str] = (),
) -> str:
    """Return a mapping as a file for a person to correct.

    Parameters
    ----------
    mapping : SurveyMapping
    language : {"nl", "en"}
        Of what it says above.
    texts : mapping of header to str
        The question in words, for columns that go by a code.
    on_answers : iterable of str
        What to know of the meaning of the answers.
    """
    lines = [f"# {line}" for line in (*_SAYS[language], *_KINDS[language])]
    lines += [f"format: {mapping.format}", f"checked: {'yes' if mapping.checked else 'no'}"]
    lines += [f"files: {_quoted(list(mapping.files))}", f"program: {mapping.program}"]
    if mapping.region:
        lines.append(f"region: {_quoted(mapping.region)}")
    if mapping.wave:
        lines.append(f"wave: {_quoted(mapping.wave)}")
    if mapping.month_first is not None:
        lines.append(f"month_first: {'yes' if mapping.month_first else 'no'}")
    if mapping.answers:
        lines += [f"# {line}" for line in on_answers]
        lines += ["answers:", *_listed(mapping.answers, "  ")]
    lines.append("columns:")
    for column in mapping.columns:
        lines.append(f"  - header: {_quoted(column.header)}")
        if texts.get(column.header, column.header) != column.header:
            lines.append(f"    # {visible(texts[column.header])}")
        lines.append(f"    as: {column.kind}")
        if column.of:
            lines.append(f"    of: {_quoted(column.of)}")
        if column.counts:
            lines.append(f"    counts: {_quoted(list(column.counts))}")
        if column.answers:
            lines += ["    answers:", *_listed(column.answers, "      ")]
        if column.guess:
            lines.append(f"    guess: {_quoted(column.guess)}")
    return "\n".join(lines) + "\n"


def _listed(answers: Mapping[str, str | None], indent: str) -> Iterator[str]:
    for written, meant in answers.items():
        yield f"{indent}{_quoted(written)}: {'' if meant is None else _quoted(meant)}".rstrip()


def _quoted(value: Any) -> str:
    """Return a text or a list of texts as YAML reads it back, whatever stands in it."""
    written = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in written)
