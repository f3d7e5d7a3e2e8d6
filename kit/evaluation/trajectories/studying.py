"""How the series of regions run, and everything that is computed from them together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.comparability import Objection
from kit.errors import KitError, Problem, Refused
from kit.estimators.imputing import Pattern, pattern
from kit.estimators.mixed import Estimate, Mixed, RegionLine, fit_mixed
from kit.evaluation.outcome import Outcome
from kit.evaluation.plan import Analysis, Plan
from kit.evaluation.registering import Stamp
from kit.evaluation.together import side_by_side, span_of
from kit.evaluation.trajectories.shape import Shape, shape_of

if TYPE_CHECKING:
    from kit.rates.inputs import Floats

__all__ = ["FEWEST", "Cells", "Studied", "look_at"]

#: Regions below which there is no common line to lie around.
FEWEST = 3
#: Points of a region below which a slope of its own says nothing.
FEWEST_POINTS = 4


@dataclass(frozen=True)
class Cells:
    """The figures of all regions as one list of points.

    Attributes
    ----------
    values, years : array, points
        Years since the first period of any region.
    places : array of int, points
        Of the period, counted from 0.
    regions : array of str, points
        Slugs.
    season : array, points x 0 or 3
    """

    values: Floats
    years: Floats
    places: Any
    regions: Any
    season: Floats


@dataclass(frozen=True)
class Studied:
    """Series of regions, and everything that was computed.

    Attributes
    ----------
    outcomes : tuple of Outcome
        Of the regions that take part, in the order of the study.
    left_out : tuple of str
        Names of regions with too few figures.
    labels : tuple of str
    about : str
        Slug of the region that is asked about, or ``all``.
    cells : Cells
    mixed : Mixed
    curve : Estimate or None
        Of time squared; None where it cannot be estimated.
    following : float
        Correlation of what is left in neighbouring periods of a region; nan without neighbours.
    missing : Pattern
    shapes : tuple of Shape
        Of each of `outcomes`: whether a line is a fair summary of it.
    analysis : Analysis or None
    plan : Plan or None
    stamp : Stamp
    objections : tuple of Objection
    """

    outcomes: tuple[Outcome, ...]
    left_out: tuple[str, ...]
    labels: tuple[str, ...]
    about: str
    cells: Cells
    mixed: Mixed
    curve: Estimate | None
    following: float
    missing: Pattern
    shapes: tuple[Shape, ...]
    analysis: Analysis | None
    plan: Plan | None
    stamp: Stamp
    objections: tuple[Objection, ...]

    @property
    def first(self) -> Outcome:
        """Return the outcome of the first region: all are called alike and have one unit."""
        return self.outcomes[0]

    @property
    def shown(self) -> tuple[tuple[Outcome, RegionLine], ...]:
        """Return the regions that may be shown apart, each with its line."""
        lines = {str(line.name): line for line in self.mixed.regions}
        return tuple(
            (each, lines[each.region.slug])
            for each in self.outcomes
            if self.about in ("all", each.region.slug)
        )

    def shape(self, outcome: Outcome) -> Shape:
        """Return whether a line is a fair summary of one region."""
        return self.shapes[self.outcomes.index(outcome)]

    @property
    def crooked(self) -> tuple[tuple[Outcome, Shape], ...]:
        """Return the regions that may be shown apart and that a line describes poorly."""
        pairs = ((outcome, self.shape(outcome)) for outcome, _ in self.shown)
        return tuple(pair for pair in pairs if pair[1].word != "straight")


def look_at(
    outcomes: tuple[Outcome, ...],
    *,
    about: str,
    plan: Plan | None,
    analysis: Analysis | None,
    stamp: Stamp,
    objected: tuple[Objection, ...],
) -> Studied:
    """Compute everything about the series of regions.

    Raises
    ------
    InputError, Refused
        Fewer than three regions with enough figures, too few of the region that is asked about, or
        figures that do not vary.
    """
    labels = span_of(outcomes)
    points = [sum(value == value for value in each.values) for each in outcomes]
    enough = [count >= FEWEST_POINTS for count in points]
    kept = tuple(each for each, there in zip(outcomes, enough, strict=True) if there)
    if len(kept) < FEWEST or about not in ("all", *(each.region.slug for each in kept)):
        do = "Look at the own series of each region."
        expected = f"{FEWEST} or more, each with {FEWEST_POINTS} figures"
        raise Refused(str(Problem("regions", str(len(kept)), expected, do)))
    cells = _cells(kept, labels)
    mixed = fit_mixed(cells.values, times=cells.years, groups=cells.regions, beside=cells.season)
    return Studied(
        outcomes=kept,
        left_out=tuple(
            each.region.name for each, there in zip(outcomes, enough, strict=True) if not there
        ),
        labels=labels,
        about=about,
        cells=cells,
        mixed=mixed,
        curve=_curve(cells),
        following=_following(cells, mixed),
        missing=pattern(side_by_side(kept, labels)),
        shapes=_shapes(kept, labels),
        analysis=analysis,
        plan=plan,
        stamp=stamp,
        objections=objected,
    )


def _cells(outcomes: tuple[Outcome, ...], labels: tuple[str, ...]) -> Cells:
    import numpy as np

    values = np.array(side_by_side(outcomes, labels))
    at, place = np.nonzero(np.isfinite(values))
    slugs = np.array([each.region.slug for each in outcomes])
    season, quarters = _season(labels)[place], _quarters(labels)[place]
    # Seasons are told apart from a line only where each is seen in more than one year.
    full = all((quarters == q).sum() > len(outcomes) for q in (1, 2, 3, 4))
    return Cells(
        values=values[at, place],
        years=place / outcomes[0].per_year,
        places=place,
        regions=slugs[at],
        season=season if full else season[:, :0],
    )


def _quarters(labels: tuple[str, ...]) -> Any:
    import numpy as np

    return np.array([int(label[-1]) if label[-2:-1] == "Q" else 1 for label in labels])


def _season(labels: tuple[str, ...]) -> Floats:
    """Return a column for each quarter but the first; of other periods nothing but zeros."""
    import numpy as np

    return np.column_stack([_quarters(labels) == q for q in (2, 3, 4)]).astype(float)


def _shapes(outcomes: tuple[Outcome, ...], labels: tuple[str, ...]) -> tuple[Shape, ...]:
    season = _season(labels)
    years = [place / outcomes[0].per_year for place in range(len(labels))]
    return tuple(
        shape_of(row, times=years, season=season) for row in side_by_side(outcomes, labels)
    )


def _curve(cells: Cells) -> Estimate | None:
    """Return the estimate of time squared, in units of the indicator per year squared."""
    import numpy as np

    squared = (cells.years - cells.years.mean()) ** 2
    try:
        bent = fit_mixed(
            cells.values, times=cells.years, groups=cells.regions,
            beside=np.column_stack([cells.season, squared]),
        )  # fmt: skip
    except KitError:
        return None
    return bent.beside[-1]


def _following(cells: Cells, mixed: Mixed) -> float:
    import numpy as np

    same = cells.regions[1:] == cells.regions[:-1]
    beside = same & (np.diff(cells.places) == 1)
    if beside.sum() < FEWEST_POINTS:
        return math.nan
    left = mixed.residuals
    return float((left[1:] * left[:-1])[beside].sum() / beside.sum() / left.var())
