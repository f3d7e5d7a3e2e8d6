"""The districts of the sample: invented shapes on an island that does not exist.

They are the same whatever the seed: a map does not change with the figures on it. An island is
cut into squares whose corners are moved a little; each square falls to the nearest region and then
to the nearest district, so that neighbours share their borders exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.terms import columns

__all__ = ["District", "as_geojson", "as_table", "districts_of"]

_FEWEST, _MOST = 1_200, 14_000  # inhabitants of a district
_GROUPS = 5  # of deprivation
_DIVISION = "Indeling in vijven naar sociaaleconomische positie, 2022 (verzonnen)"
_ROUNDS = 15
_JITTER = 0.34  # how far a corner moves, as a share of a square

Corner = tuple[int, int]


@dataclass(frozen=True)
class District:
    """A district.

    Attributes
    ----------
    code, name, region : str
    municipality : str
        Code.
    inhabitants : int
    deprivation : int
        1 is the least deprived group.
    rings : tuple of tuple of corners
        In metres; the outer ring runs against the clock, the last corner is the first.
    """

    code: str
    name: str
    region: str
    municipality: str
    inhabitants: int
    deprivation: int
    rings: tuple[tuple[Corner, ...], ...]


def districts_of(plan: Mapping[str, Any]) -> tuple[District, ...]:
    """Return the districts of a plan, by region and code.

    Parameters
    ----------
    plan : mapping
        The whole of ``plan.yml``; `areas` says which there are.
    """
    about = plan["areas"]
    rng = np.random.default_rng(about["drawn_with"])
    squares = _island(about["size"], rng)
    corners = _corners(about, rng)
    centres = np.array([region["centre"] for region in about["regions"].values()], dtype=float)
    falls_to = _nearest(squares, centres)
    people = {r["study"]["slug"]: r["study"]["inhabitants"] for r in plan["regions"]}
    groups = _groups(about)
    made: list[District] = []
    for place, (region, own) in enumerate(about["regions"].items()):
        names = [(code, name) for code, of in own["districts"].items() for name in of]
        inside = squares[falls_to == place]
        seeds = _settled(inside, len(names), rng)
        of = _nearest(inside, seeds)
        counts = _shared_out(people[region], len(names), rng)
        numbers: dict[str, int] = {}
        for i, (municipality, name) in enumerate(names):
            numbers[municipality] = numbers.get(municipality, 0) + 1
            code = f"WK{municipality.removeprefix('GM')}{numbers[municipality]:02d}"
            rings = _outline(inside[of == i], corners)
            group = groups[len(made)]
            made.append(District(code, name, region, municipality, counts[i], group, rings))
    return tuple(made)


def as_table(districts: Sequence[District]) -> pd.DataFrame:
    """Return the table of areas."""
    rows = [
        {"region": d.region, "code": d.code, "name": d.name, "geography": "district",
         "inhabitants": d.inhabitants, "deprivation": d.deprivation,
         "deprivation_source": _DIVISION}
        for d in districts
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns("areas")), dtype=object)


def as_geojson(districts: Sequence[District]) -> str:
    """Return the shapes as GeoJSON in metres, one line per district."""
    lines = []
    for district in districts:
        outer = [ring for ring in district.rings if _surface(ring) > 0]
        holes = [ring for ring in district.rings if _surface(ring) < 0]
        if len(outer) == 1:
            geometry: dict[str, Any] = {"type": "Polygon", "coordinates": [*outer, *holes]}
        else:
            geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in outer]}
        feature = {
            "type": "Feature",
            "properties": {"code": district.code, "name": district.name},
            "geometry": geometry,
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    crs = '{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}}'
    head = f'{{"type":"FeatureCollection","crs":{crs},"features":[\n'
    return head + ",\n".join(lines) + "\n]}\n"


def _island(size: Sequence[int], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the squares that are land, by the middle of each, in squares from the corner."""
    wide, high = size
    x, y = np.meshgrid(np.arange(wide) + 0.5, np.arange(high) + 0.5)
    across, up = (x - wide / 2) / (wide / 2), (y - high / 2) / (high / 2)
    angle = np.arctan2(up, across)
    waves = zip((2, 3, 5), rng.uniform(0, 6, 3), strict=True)
    shore = 0.9 + sum(0.05 * np.sin(k * angle + phase) for k, phase in waves)
    land = np.hypot(across, up) < shore
    return np.column_stack([x[land], y[land]])


def _corners(about: Mapping[str, Any], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return where each corner of the squares lies, in whole metres."""
    wide, high = about["size"]
    grid = np.stack(np.meshgrid(np.arange(wide + 1), np.arange(high + 1), indexing="ij"), axis=-1)
    moved = (grid + rng.uniform(-_JITTER, _JITTER, grid.shape)) * about["square"]
    return np.asarray(np.rint(moved).astype(int) + np.array(about["corner"]))


def _nearest(places: NDArray[np.float64], to: NDArray[np.float64]) -> NDArray[np.int64]:
    away = ((places[:, None, :] - to[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(away.argmin(axis=1))


def _settled(squares: NDArray[np.float64], n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return middles of `n` districts of about the same size, from left to right."""
    seeds = squares[rng.choice(len(squares), n, replace=False)]
    for _ in range(_ROUNDS):
        of = _nearest(squares, seeds)
        # Rounded, so that the last digits of a mean decide nothing.
        seeds = np.round([squares[of == i].mean(axis=0) for i in range(n)], 3)
    return seeds[np.lexsort((seeds[:, 1], seeds[:, 0]))]


def _shared_out(total: int, n: int, rng: np.random.Generator) -> list[int]:
    """Return numbers of inhabitants, between the fewest and the most, that add up to `total`."""
    drawn = np.sort(rng.beta(0.6, 0.6, n))
    low, high = 0.02, 50.0
    for _ in range(60):
        power = (low * high) ** 0.5
        counts = _FEWEST + (_MOST - _FEWEST) * drawn**power
        low, high = (power, high) if counts.sum() > total else (low, power)
    counts = np.rint(counts).astype(int)
    counts[n // 2] += total - counts.sum()
    return [int(count) for count in rng.permutation(counts)]


def _groups(about: Mapping[str, Any]) -> list[int]:
    """Return a deprivation group for each district, drawn apart from all else."""
    n = sum(len(of) for own in about["regions"].values() for of in own["districts"].values())
    rng = np.random.default_rng([about["drawn_with"], 1])
    return [int(group) for group in rng.permutation(np.arange(n) % _GROUPS + 1)]


def _outline(
    squares: NDArray[np.float64], corners: NDArray[np.int64]
) -> tuple[tuple[Corner, ...], ...]:
    """Return the rings around squares: their sides, without those between two of them."""
    sides: set[tuple[Corner, Corner]] = set()
    for x, y in np.floor(squares).astype(int).tolist():
        around = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
        for a, b in zip(around, [*around[1:], around[0]], strict=True):
            if (b, a) in sides:
                sides.remove((b, a))
            else:
                sides.add((a, b))
    after: dict[Corner, list[Corner]] = {}
    for a, b in sorted(sides):
        after.setdefault(a, []).append(b)
    rings = []
    while after:
        ring = [min(after)]
        while True:
            at = ring[-1]
            onward = after[at].pop()
            if not after[at]:
                del after[at]
            ring.append(onward)
            if onward == ring[0]:
                break
        rings.append(tuple((int(corners[x, y, 0]), int(corners[x, y, 1])) for x, y in ring))
    return tuple(rings)


def _surface(ring: Sequence[Corner]) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
