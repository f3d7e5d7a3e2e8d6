"""What a check of a study says on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from kit.catalogue import HOW_IN
from kit.check import Checked
from kit.errors import first_of, visible
from kit.language import plural

__all__ = ["render_text"]

_SETTINGS = "study.yml"
_LONGEST_BESIDE = 110  # characters of notes on the line of their file
_RENAME = "to have one read, give it a heading of the form; `kit forms` has them"
#: How a column that was not read comes in, by table.
_NOT_READ = {
    "open_data": "they hold words or codes, no figures",
    "surveys": "to have one read, say in the mapping of the survey what it is",
}
#: How what was set aside comes in, by reason.
_ASIDE = {"figures of indicators that neither catalogue nor study.yml names": HOW_IN}


def render_text(checked: Checked) -> str:
    """Write for a terminal what a check found.

    Names and headers that others wrote come on one line, without control characters.
    """
    lines = list(_describe(checked))
    for file, problems in checked.problems.items():
        lines += ["", f"{file}: {plural(len(problems), 'problem', 'problems', 'en')}"]
        for problem in problems:
            inside = str(problem)
            lines.append("  " + inside.removeprefix(file).lstrip(",: "))
    count = sum(len(problems) for problems in checked.problems.values())
    closing = plural(count, "problem", "problems", "en") if count else "No problems"
    if checked.study is not None:
        rows = sum(reading.good_rows for reading in checked.readings)
        closing += f", {plural(rows, 'good row', 'good rows', 'en')}"
    if checked.study is None and _SETTINGS in checked.problems:
        closing += ". The other files could not be read: they need what stands in study.yml"
    if count:
        closing += f". Correct this and run `kit check {checked.folder}` again"
    return "\n".join(map(visible, [*lines, "", f"{closing}."])).lstrip("\n") + "\n"


def _describe(checked: Checked) -> Iterator[str]:
    study = checked.study
    if study is None:
        return
    yield f"{study.title['en']} ({checked.folder})"
    regions = plural(len(study.regions), "region", "regions", "en")
    yield f"  {regions}: {', '.join(study.regions)}"
    languages = ", ".join(study.languages)
    yield f"  {study.first} up to and including {study.last}; reports in {languages}"
    least = study.thresholds
    yield (
        f"  Smallest groups shown from release region upward: {least.persons} persons, "
        f"{least.respondents} respondents, {least.voices} voices"
    )
    for reading in checked.readings:
        yield f"{reading.table}: {plural(reading.good_rows, 'good row', 'good rows', 'en')}"
        for file, notes in reading.notes.items():
            beside = f" ({'; '.join(notes)})" if notes else ""
            if len(beside) <= _LONGEST_BESIDE:
                yield f"  {file}{beside}"
            else:
                yield f"  {file}"
                yield from (f"    {note}" for note in notes)
        for file, heads in reading.unknown.items():
            yield f"  {file}: columns not read: {first_of(heads)}"
        if reading.unknown:
            yield f"    {_NOT_READ.get(reading.table, _RENAME)}"
        for reason, n in reading.set_aside.items():
            yield f"  set aside, {reason}: {n:,}"
            if reason in _ASIDE:
                yield f"    to take one in, {_ASIDE[reason]}"
    yield from (f"Note: {remark}" for remark in checked.remarks)
