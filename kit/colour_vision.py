"""How far apart two colours are to eyes that see red and green, and to eyes that do not."""

from __future__ import annotations

from collections.abc import Sequence
from math import dist

__all__ = ["distance", "simulated"]

_Triple = tuple[float, float, float]
#: Of Machado et al. (2009), severity 1.0, on linear RGB; the two common kinds, then the rare one.
_SEEN_BY = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# Of sRGB with white D65: IEC 61966-2-1.
_TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))


def simulated(colour: str, eyes: str) -> _Triple:
    """Return how a colour looks to colour-blind eyes, in linear RGB, each from 0 to 1.

    Parameters
    ----------
    colour : str
        ``#RRGGBB``.
    eyes : {"protanopia", "deuteranopia", "tritanopia"}

    References
    ----------
    Machado, Oliveira and Fernandes (2009) doi:10.1109/TVCG.2009.113

    Examples
    --------
    >>> [round(part, 2) for part in simulated("#FFFFFF", "deuteranopia")]
    [1.0, 1.0, 1.0]
    """
    return _times(_SEEN_BY[eyes], _linear(colour), most=1.0)


def distance(one: str, other: str) -> float:
    """Return how far apart two colours are for the eyes that tell them apart least.

    The smallest CIELAB distance (1976) over usual eyes and the three kinds of colour blindness; a
    difference of about 2.3 can just be seen side by side (Mahy, Van Eycken and Oosterlinck 1994,
    doi:10.1002/col.5080190203).

    Parameters
    ----------
    one, other : str
        ``#RRGGBB``.

    Examples
    --------
    >>> distance("#0072B2", "#0072B2"), distance("#000000", "#FFFFFF") > 99
    (0.0, True)
    """
    pairs = [(_linear(one), _linear(other))]
    pairs += [(simulated(one, eyes), simulated(other, eyes)) for eyes in _SEEN_BY]
    return min(dist(_lab(a), _lab(b)) for a, b in pairs)


def _linear(colour: str) -> _Triple:
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _unbent(r), _unbent(g), _unbent(b)


def _unbent(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _times(matrix: Sequence[_Triple], colour: _Triple, *, most: float = 2.0) -> _Triple:
    x, y, z = (
        min(max(sum(m * part for m, part in zip(row, colour, strict=True)), 0.0), most)
        for row in matrix
    )
    return x, y, z


def _lab(linear: _Triple) -> _Triple:
    x, y, z = _times(_TO_XYZ, linear)
    fx, fy, fz = _root(x / 0.9505), _root(y), _root(z / 1.089)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _root(part: float) -> float:
    return float(part ** (1 / 3)) if part > (6 / 29) ** 3 else part * (29 / 6) ** 2 / 3 + 4 / 29
