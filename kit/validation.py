"""How well the rules of a code hit, according to people who read passages without knowing.

A rule that was never read for is *not checked*; so is one that changed since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kit import intervals
from kit.codebook import Code, Codebook
from kit.coding_files import read_codings
from kit.codings import Coding, last_word
from kit.errors import Problem
from kit.language import Both, listing, number, percentage
from kit.sampling import Sample, read_key, rules_hash
from kit.study import Study
from kit.tables import read_table
from kit.values import Column

__all__ = ["COLUMNS", "Validated", "in_short", "marks_of", "numbers_of", "read_validation", "said"]

#: The columns of the form that are read.
COLUMNS = (
    Column("item", "integer", required=True, unique=True),
    Column("code", "name"),
    Column("passage"),
    Column("answer", "choice", choices="answer"),
    Column("memo"),
)


@dataclass(frozen=True)
class Estimate:
    """A share with its 95% interval, and how many passages were read for it."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Validity:
    """What readers made of the passages of one code.

    Attributes
    ----------
    code : str
    precision : Estimate or None
        Of the passages with a hit, the share that is about the code; None when none was read.
    recall : Estimate or None
        Of the passages that are about the code, the share with a hit; None when passages without a
        hit were not read, or no passage was found to be about it.
    doubts : int
        Passages on which a reader had doubts, or readers differed; in neither share.
    """

    code: str
    precision: Estimate | None
    recall: Estimate | None
    doubts: int = 0


@dataclass(frozen=True)
class Validated:
    """What the samples of a study say about the rules as they are now.

    Attributes
    ----------
    codes : mapping of code to Validity
        Only codes of which something was read under the present rules.
    changed : tuple of str
        Codes that were read for, and whose rules have changed since.
    problems : tuple of Problem
    files : mapping of file to count
        The forms and coder's files that gave answers, and how many.
    """

    codes: Mapping[str, Validity] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)

    @property
    def good_rows(self) -> int:
        """Return how many answers could be read."""
        return sum(self.files.values())


@dataclass(frozen=True)
class Answers:
    """Answers on passages with, and without a hit: how many there are, were decided, said yes."""

    of: int
    n: int
    yes: int


def precision(hits: Answers) -> Estimate | None:
    """Return the share of hits that is right, with Wilson's interval.

    Examples
    --------
    >>> found = precision(Answers(of=100, n=20, yes=15))
    >>> [round(number, 3) for number in (found.value, found.low, found.high)]
    [0.75, 0.531, 0.888]
    """
    if not hits.n:
        return None
    return Estimate(hits.yes / hits.n, *intervals.wilson(hits.yes, hits.n), hits.n)


def recall(hits: Answers, others: Answers) -> Estimate | None:
    r"""Return the share of right passages that the rules find, from a stratified sample.

    With :math:`N_1` passages with a hit, of which a share :math:`p_1` is right, and :math:`N_0`
    without, of which a share :math:`p_0` should have been hit, each passage read stands for
    :math:`N_h / n_h`:

    .. math:: R = \frac{N_1 p_1}{N_1 p_1 + N_0 p_0} = \frac{1}{1 + (N_0 / N_1)\,(p_0 / p_1)}

    Misses are rare among many, so few are read, and :math:`R` is convex in :math:`p_0`: with the
    share that was read in its place it comes out too high on average, by .03 to .10 for 20 to 30
    passages, and as 100% whenever no miss happens to be among them. So :math:`p_0` is estimated as
    :math:`(x_0 + f/3) / (n_0 + 2f/3)`, the mean under Kerman's neutral prior, with
    :math:`f = 1 - n_0 / N_0` for what was not read: nothing is added when all were. In simulations
    that lies nearer the truth; where hardly anything is missed it is too low by up to .07.

    The interval follows from Koopman's for :math:`p_0 / p_1`, of which :math:`R` is a falling
    function. It takes the passages as drawn from very many, so it is somewhat too wide where a
    large part was read.

    Parameters
    ----------
    hits, others : Answers

    Returns
    -------
    Estimate or None
        None when it cannot be known: one of the two was not read, or no passage was right.

    References
    ----------
    Kerman (2011), Electron J Stat 5:1450-1470, doi:10.1214/11-EJS648; for the interval Koopman
    (1984), Biometrics 40:513-517, doi:10.2307/2531405.

    Examples
    --------
    Of 100 hits 20 were read and 15 are right, so 75 in all; of 900 others 30 were read and 2 are
    right, so about 2.32 / 30.64 of 900, which is 68: the rules find 75 of 143.

    >>> found = recall(Answers(of=100, n=20, yes=15), Answers(of=900, n=30, yes=2))
    >>> [round(number, 3) for number in (found.value, found.low, found.high)]
    [0.524, 0.273, 0.821]
    """
    if (hits.of and not hits.n) or (others.of and not others.n) or not hits.yes + others.yes:
        return None
    read = hits.n + others.n
    if not hits.of or not others.of:
        # The rules find nothing, or all there is.
        return Estimate(float(bool(hits.of)), float(bool(hits.of)), float(bool(hits.of)), read)
    left = 1 - min(others.n / others.of, 1)
    found = hits.of * hits.yes / hits.n
    missed = others.of * (others.yes + left / 3) / (others.n + left * 2 / 3)
    low, high = intervals.ratio(others.yes, others.n, hits.yes, hits.n)
    times = others.of / hits.of
    return Estimate(found / (found + missed), 1 / (1 + times * high), 1 / (1 + times * low), read)


def read_validation(study: Study, codebook: Codebook) -> Validated:
    """Read every sample of a study that people filled in, and weigh it.

    Answers come from the form (.xlsx, or saved as .csv or .ods) and from coder's files, where an
    ``accept`` or ``reject`` of ``SAMPLE#NUMBER`` is a yes or a no. A passage that was read more
    than once, in whatever sample, counts once.

    Parameters
    ----------
    study : Study
    codebook : Codebook
        As it is now: answers on other rules of a code do not count.

    Returns
    -------
    Validated
    """
    problems: list[Problem] = []
    samples: list[tuple[Sample, list[tuple[int, str]]]] = []
    files: Counter[str] = Counter()
    records: Sequence[Coding] | None = None
    forms: dict[Path, list[tuple[Path, str]]] = {}
    for path, called in study.files("validation"):
        forms.setdefault(path.with_suffix(".key.json"), []).append((path, called))
    for key in sorted({*forms, *(study.root / "validation").glob("*.key.json")}):
        sample = read_key(key, key.relative_to(study.root).as_posix())
        if isinstance(sample, Problem):
            problems.append(sample)
            continue
        if records is None:
            records = read_codings(study).records
        given = _of_coders(sample, records)
        for path, called in forms.get(key, ()):
            given += _of_form(path, called, sample, problems)
        files.update(called for called, _, _ in given)
        samples.append((sample, [(number_, answer) for _, number_, answer in given]))
    return _weigh(samples, codebook, problems, files)


def _of_form(
    path: Path, called: str, sample: Sample, problems: list[Problem]
) -> list[tuple[str, int, str]]:
    table = read_table([(path, called)], table="validation", declared=COLUMNS)
    problems += table.problems
    answers = []
    last = len(sample.items)
    for number_, answer, row in zip(
        table.frame["item"], table.frame["answer"], table.frame["row"], strict=True
    ):
        if not 1 <= number_ <= last:
            where = f"{called}, row {row}, `item`"
            do = "The number links the answer to its passage; put back what stood there."
            problems.append(Problem(where, str(number_), f"a number from 1 to {last}", do))
        elif answer is not None:
            answers.append((called, number_, answer))
    return answers


def _of_coders(sample: Sample, records: Iterable[Coding]) -> list[tuple[str, int, str]]:
    """Return what coders decided on the items of a sample, the last word of each coder."""
    answers = []
    for (coder, of), one in last_word(records).items():
        name, _, item = of.partition("#")
        mine = name == sample.name and item.isascii() and item.isdigit()
        if mine and 1 <= int(item) <= len(sample.items):
            verdict = "yes" if one.decision == "accept" else "no"
            answers.append((f"codings/{coder}.jsonl", int(item), verdict))
    return answers


def _weigh(
    samples: Sequence[tuple[Sample, list[tuple[int, str]]]],
    codebook: Codebook,
    problems: list[Problem],
    files: Mapping[str, int],
) -> Validated:
    given: dict[str, dict[tuple[str, int, int, bool], set[str]]] = {}
    sizes: dict[str, tuple[int, int]] = {}
    changed: dict[str, None] = {}
    for sample, answers in samples:
        for number_, answer in answers:
            item = sample.items[number_ - 1]
            stratum = sample.strata[item.code]
            if item.code not in codebook.codes or (
                rules_hash(codebook, item.code) != stratum.rules
            ):
                changed[item.code] = None
                continue
            place = (item.document, item.start, item.end, item.hit)
            given.setdefault(item.code, {}).setdefault(place, set()).add(answer)
            # Of samples that were drawn as the logbook grew, the fullest.
            now = (stratum.hits, stratum.others)
            sizes[item.code] = max(sizes.get(item.code, now), now, key=sum)
    found = {}
    for code, answered in given.items():
        kinds = []
        for kind, of in zip((True, False), sizes[code], strict=True):
            decided = [a for place, a in answered.items() if place[3] is kind and len(a) == 1
                       and "doubt" not in a]  # fmt: skip
            kinds.append(Answers(of, len(decided), sum("yes" in a for a in decided)))
        doubts = len(answered) - kinds[0].n - kinds[1].n
        if kinds[0].n or kinds[1].n:
            found[code] = Validity(code, precision(kinds[0]), recall(*kinds), doubts)
    return Validated(found, tuple(c for c in changed if c not in found), tuple(problems), files)


def said(validated: Validated, codes: Sequence[Code]) -> Both:
    """Say of each code its precision and recall with interval and n, or that it is not checked."""
    return Both.of(lambda language: _said(validated, codes, language))


def in_short(validated: Validated, codes: Sequence[Code]) -> Both:
    """Say from where to where precision and recall run, and which codes are lowest.

    Of a single code that was read for, as `said`. What is not checked is named.
    """
    if sum(code.id in validated.codes for code in codes) < 2:
        return said(validated, codes)
    return Both.of(lambda language: _in_short(validated, codes, language))


def marks_of(validated: Validated, code: Code) -> Both:
    """Return precision and recall of a code in two short lines, or that it is not checked."""

    def lines(language: str) -> str:
        rows = numbers_of(validated, [code], language)
        return "\n".join(
            f"{row[1]} {row[2]} ({row[3]})" if len(row) > 3 else " ".join(row[1:]) for row in rows
        )

    return Both.of(lines)


def numbers_of(validated: Validated, codes: Sequence[Code], language: str) -> list[tuple[str, ...]]:
    """Return the rows of a table: code, what, estimate, interval and n; or not checked."""
    of_precision, of_recall, unknown, unchecked, _ = _WORDS[language]
    rows: list[tuple[str, ...]] = []
    for code in codes:
        name, validity = code.term.label[language], validated.codes.get(code.id)
        if validity is None:
            rows.append((name, unchecked))
            continue
        for word, one in ((of_precision, validity.precision), (of_recall, validity.recall)):
            if one is None:
                rows.append((name, word, unknown))
            else:
                n = f"n = {number(one.n, language)}"
                rows.append(
                    (name, word, percentage(one.value, language), _between(one, language), n)
                )
    return rows


_WORDS = {
    "nl": ("precisie", "vindkans", "niet bekend", "niet nagekeken", "regels veranderd sindsdien"),
    "en": ("precision", "recall", "not known", "not checked", "rules changed since"),
}
#: So many of the lowest codes are named.
_LOWEST = 2


def _said(validated: Validated, codes: Sequence[Code], language: str) -> str:
    of_precision, of_recall, unknown, *_ = _WORDS[language]
    parts = []
    for code in codes:
        validity = validated.codes.get(code.id)
        if validity is not None:
            both = ", ".join(
                f"{word} {_number(estimate, language) if estimate else unknown}"
                for word, estimate in (
                    (of_precision, validity.precision), (of_recall, validity.recall),
                )
            )  # fmt: skip
            parts.append(f"‘{code.term.label[language]}’: {both}")
    return "; ".join([*parts, *_silent(validated, codes, language)])


def _in_short(validated: Validated, codes: Sequence[Code], language: str) -> str:
    of_precision, of_recall, unknown, *_ = _WORDS[language]
    known = [code for code in codes if code.id in validated.codes]
    at = {"nl": "het laagst bij", "en": "lowest for"}[language]
    parts = []
    for word, kind in ((of_precision, "precision"), (of_recall, "recall")):
        found = {code.id: getattr(validated.codes[code.id], kind) for code in known}
        given = sorted((c for c in known if found[c.id]), key=lambda c: found[c.id].value)
        if not given:
            parts.append(f"{word} {unknown}")
            continue
        low, high = (percentage(found[given[i].id].value, language) for i in (0, -1))
        least = [f"‘{code.term.label[language]}’" for code in given[: min(_LOWEST, len(given) - 1)]]
        told = f"{word} {low} "
        if low != high:
            told = f"{word} {low.removesuffix('%')}–{high}, {at} {listing(least, language)}"
        without = [f"‘{code.term.label[language]}’" for code in known if not found[code.id]]
        sizes = sorted({found[code.id].n for code in given})
        n = "–".join(number(sizes[i], language) for i in sorted({0, len(sizes) - 1}))
        told = f"{told.strip()} (n = {n} per code)"
        parts.append(told + (f" ({unknown}: {listing(without, language)})" * bool(without)))
    return "; ".join([*parts, *_silent(validated, codes, language)])


def _silent(validated: Validated, codes: Sequence[Code], language: str) -> list[str]:
    """Name the codes that were not checked, if there are any."""
    *_, unchecked, changed = _WORDS[language]
    silent = [
        f"‘{code.term.label[language]}’" + f" ({changed})" * (code.id in validated.changed)
        for code in codes
        if code.id not in validated.codes
    ]
    return [f"{unchecked}: {listing(silent, language)}"] if silent else []


def _number(estimate: Estimate, language: str) -> str:
    n = number(estimate.n, language)
    return f"{percentage(estimate.value, language)} ({_between(estimate, language)}; n = {n})"


def _between(estimate: Estimate, language: str) -> str:
    low, high = (percentage(limit, language) for limit in (estimate.low, estimate.high))
    return f"{low.removesuffix('%')}–{high}"
