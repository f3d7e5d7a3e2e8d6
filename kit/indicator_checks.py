"""What every finding about figures says of the files they come from."""

from __future__ import annotations

from collections.abc import Iterator

from kit.finding import Check
from kit.language import Both, plural

__all__ = ["rows_left_out"]


def rows_left_out(problems: int) -> Iterator[Check]:
    """Yield how many problems the files have; nothing where there are none.

    Parameters
    ----------
    problems : int
        Of `kit.indicators.Indicators`; the rows they are in do not count.
    """
    if not problems:
        return
    yield Check(
        "indicators_read",
        "doubtful",
        Both(
            f"De bestanden met cijfers hebben {plural(problems, 'probleem', 'problemen', 'nl')}; "
            "wat daar staat, telt niet mee.",
            f"The files of figures have {plural(problems, 'problem', 'problems', 'en')}; what "
            "stands there does not count.",
        ),
        problems,
        Both("Draai kit check op de studie.", "Run kit check on the study."),
    )
