"""Whether areas differ more than chance gives, and how much more.

Many areas lie outside the limits of chance for reasons that no list of strata holds. Where most of
them do, the limits are too narrow for all, and a funnel without a correction marks far too many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from kit.errors import InputError, Problem, Refused
from kit.rates.inputs import (
    Floats,
    above,
    negative,
    numbers,
    one_of,
    other_shape,
    stop_at,
    zero_or_less,
)

__all__ = ["Dispersion", "Kind", "deviations", "dispersion", "standard_error", "winsorised"]

Kind = Literal["proportion", "rate", "ratio"]
KINDS = ("proportion", "rate", "ratio")

_FEWEST = 2


@dataclass(frozen=True)
class Dispersion:
    """How much areas vary around one value, against what chance gives.

    Attributes
    ----------
    phi : float
        Mean of the squared deviations after winsorising. When chance is all it is about 1, and
        about 0.68 with 10 % drawn in at each end, so that little more than chance may go unseen.
    tau : float
        Standard deviation between areas beyond chance, on the scale of the square root of the
        ratio to the target (rates, ratios) or of the arcsine of the square root (proportions).
    threshold : float
        What phi has to exceed to be called more than chance, :math:`1 + 2\\sqrt{2/n}`.
    n : int
        Areas that it rests on.
    winsorised : float
        Share at each end that was drawn in.
    """

    phi: float
    tau: float
    threshold: float
    n: int
    winsorised: float

    @property
    def more_than_chance(self) -> bool:
        """Return whether areas differ more than chance gives."""
        return self.phi > self.threshold


def deviations(events: ArrayLike, denominators: ArrayLike, *, kind: Kind, target: float) -> Floats:
    r"""How many standard errors each area lies from the target, on a scale that steadies them.

    .. math:: 2(\sqrt{O} - \sqrt{\theta n}) \quad\text{(rates, ratios)}, \qquad
              2\sqrt{n}\,(\arcsin\sqrt{O/n} - \arcsin\sqrt\theta) \quad\text{(proportions)}

    Parameters
    ----------
    events, denominators : array of float
        Of one shape; denominators (people, person-years, expected events) above zero.
    kind : {"proportion", "rate", "ratio"}
    target : float
        The common value: per one of the denominators.

    Examples
    --------
    >>> deviations([8, 151], [6.2399, 106.443], kind="ratio", target=1).round(2).tolist()
    [0.66, 3.94]
    """
    one_of("kind", kind, KINDS)
    counted, total = numbers("events", events), numbers("denominators", denominators)
    stop_at(other_shape("denominators", total, counted.shape, "events"))
    stop_at(
        [
            *negative("events", counted),
            *zero_or_less("denominators", total),
            *(above("events", counted, total, "denominators") if kind == "proportion" else ()),
        ]
    )
    if kind == "proportion":
        share = np.arcsin(np.sqrt(counted / total))
        return np.asarray(2 * np.sqrt(total) * (share - math.asin(math.sqrt(target))))
    return np.asarray(2 * (np.sqrt(counted) - np.sqrt(target * total)))


def winsorised(values: ArrayLike, *, share: float) -> Floats:
    """Draw in what lies beyond the quantiles at `share` and 1 - `share`, onto them.

    Examples
    --------
    >>> winsorised([0, 1, 2, 3, 100], share=0.25).tolist()
    [1.0, 1.0, 2.0, 3.0, 3.0]
    """
    given = numbers("values", values)
    if not 0 <= share < 0.5:
        raise InputError(
            [Problem("`share`", f"{share:g}", "a share from 0 up to 0.5, such as 0.1")]
        )
    low, high = np.quantile(given, [share, 1 - share])
    return np.clip(given, low, high)


def dispersion(
    events: ArrayLike,
    denominators: ArrayLike,
    *,
    kind: Kind,
    target: float,
    winsorise: float = 0.1,
) -> Dispersion:
    r"""Measure how much more than chance the areas vary.

    With winsorised deviations :math:`z_i` and, on the scale of `tau`, weights
    :math:`w_i = 4\theta n_i` (rates, ratios) or :math:`4n_i` (proportions)

    .. math:: \varphi = \frac1n \sum z_i^2, \qquad
              \tau^2 = \max\left(0, \frac{n\varphi - (n-1)}{\sum w_i - \sum w_i^2/\sum w_i}\right)

    Parameters
    ----------
    events, denominators : array of float
        Areas whose events are not shown (nan) are left out.
    kind : {"proportion", "rate", "ratio"}
    target : float
    winsorise : float
        Share at each end, from 0 (none) up to 0.5 (exclusive).

    Raises
    ------
    Refused
        Fewer than two areas with events.

    References
    ----------
    Spiegelhalter (2005), Stat Med 24:1185-1202, doi:10.1002/sim.1970; Qual Saf Health Care
    14:347-351, doi:10.1136/qshc.2005.013755.

    Examples
    --------
    >>> found = dispersion(
    ...     [8, 151, 159, 191, 124], [6.2399, 106.443, 232.933, 184.096, 183.894],
    ...     kind="ratio", target=1, winsorise=0,
    ... )
    >>> round(found.phi, 2), found.more_than_chance
    (13.58, True)
    """
    counted, total = numbers("events", events), numbers("denominators", denominators)
    stop_at(other_shape("denominators", total, counted.shape, "events"))
    there = ~(np.isnan(counted) | np.isnan(total))
    n = int(there.sum())
    enough(n)
    z = deviations(counted[there], total[there], kind=kind, target=target)
    phi = float(np.mean(winsorised(z, share=winsorise) ** 2))
    weights = 4 * total[there] * (1 if kind == "proportion" else target)
    spare = weights.sum() - (weights**2).sum() / weights.sum()
    tau = math.sqrt(max(0.0, (n * phi - (n - 1)) / spare))
    return Dispersion(phi, tau, 1 + 2 * math.sqrt(2 / n), n, winsorise)


def enough(areas: int) -> None:
    """Raise Refused when fewer than two areas can be compared."""
    if areas < _FEWEST:
        got = f"{areas} with events that are shown"
        raise Refused(str(Problem("`events`", got, f"{_FEWEST} areas or more")))


def standard_error(denominators: ArrayLike, *, kind: Kind, target: float) -> Floats:
    """Return what chance alone gives at a size, on the scale of `Dispersion.tau`.

    Examples
    --------
    >>> standard_error([25, 100], kind="ratio", target=1).tolist()
    [0.1, 0.05]
    """
    total = numbers("denominators", denominators)
    return np.asarray(0.5 / np.sqrt(total * (1 if kind == "proportion" else target)))
