"""How much each region weighs in the mean difference, and what it would be by equal weights.

The mean is one over region-periods: a region that started earlier has more of them. A reader takes
*the mean of four regions* for a mean in which each counts once, so both are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kit.control_chart.words import called
from kit.evaluation.staggered.saying import places
from kit.evaluation.staggered.studying import Studied
from kit.evaluation.wording import signed
from kit.finding import Check
from kit.language import Both

__all__ = ["Weighed", "weighed", "weights_check"]

#: The mean and that by equal weights differ by more than this share of the larger: doubtful.
_FAR = 0.5


@dataclass(frozen=True)
class Weighed:
    """The periods behind the mean difference, by region that started.

    Attributes
    ----------
    regions : tuple of (str, str, int)
        Slug, name and number of periods from its start on that have a figure.
    equal : float
        Mean difference in which each region counts once; in the unit of the indicator.
    """

    regions: tuple[tuple[str, str, int], ...]
    equal: float

    @property
    def periods(self) -> int:
        """Return how many region-periods there are."""
        return sum(count for _, _, count in self.regions)

    @property
    def heaviest(self) -> tuple[str, int]:
        """Return name and periods of the region that counts longest; the first of equals."""
        _, name, count = max(self.regions, key=lambda each: each[2])
        return name, count


def weighed(studied: Studied) -> Weighed:
    """Return how much each region weighs."""
    import numpy as np

    gathered = studied.gathered
    rows = [
        (outcome.region.slug, outcome.region.name, int(np.isfinite(values[start:]).sum()), effect)
        for outcome, values, start, effect in zip(
            gathered.outcomes, gathered.values, gathered.design.starts,
            studied.imputed.by_region, strict=True,
        )
        if start is not None and effect == effect
    ]  # fmt: skip
    equal = sum(effect for *_, effect in rows) / len(rows) if rows else float("nan")
    return Weighed(tuple((slug, name, count) for slug, name, count, _ in rows), equal)


def weights_check(studied: Studied) -> Iterator[Check]:
    """Yield which region counts longest, and the mean in which each counts once."""
    found, main = weighed(studied), studied.imputed.effect
    if len(found.regions) < 2:
        return
    name, count = found.heaviest
    size = Both.of(lambda language: signed(found.equal, language, decimals=places(studied)))
    said = Both(
        f"{called(name)} telt het langst mee: {count} van {found.periods} perioden na een start. "
        f"Telt elke regio even zwaar, dan is het gemiddelde {size['nl']}.",
        f"{called(name)} counts longest: {count} of {found.periods} periods after a start. With "
        f"every region equal the mean is {size['en']}.",
    )
    far = found.equal * main <= 0 or abs(found.equal - main) > _FAR * max(
        abs(main), abs(found.equal)
    )
    advice = Both(
        "Wat ‘gemiddeld’ is, hangt af van het gewicht; geef beide, of noem de regio’s apart.",
        "What ‘on average’ is depends on the weights; give both, or name the regions apart.",
    )
    yield Check("weights", "doubtful" if far else "informative", said, found.equal, advice)
