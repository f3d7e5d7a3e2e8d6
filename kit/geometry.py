"""The shapes of areas, from GeoJSON, to be drawn: nothing is measured with them.

Coordinates are in metres of the Dutch grid (RD new, EPSG:28992) or degrees (WGS84, EPSG:4326);
which of the two is seen from the numbers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.areas import Areas
from kit.errors import Problem
from kit.files import decode, sha256
from kit.finding import Source
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["SUFFIXES", "Geometry", "Rings", "read_geometry"]

#: The rings of an area, each an array of corners (n, 2), the last the same as the first: outer
#: rings run against the clock, holes with it.
Rings = tuple["NDArray[np.float64]", ...]

SUFFIXES = (".geojson", ".json")
PROPERTIES = ("code", "statcode", "area")
_RD = ((-7_000.0, 289_000.0), (300_000.0, 629_000.0))
_DEGREES = ((-180.0, -90.0), (180.0, 90.0))
_SWAPPED = ((50.0, 3.0), (54.0, 8.0))  # latitude first, in the Netherlands
_MOST_LISTED = 10
_SAVE = "Save it once more as GeoJSON with EPSG:28992 (RD) or EPSG:4326 (WGS84)."


@dataclass(frozen=True)
class Geometry:
    """The shapes of the areas of a study.

    Attributes
    ----------
    shapes : mapping of code to Rings
        Of areas of the study only; empty where there is no file, or none that can be used.
    system : {"rd", "wgs84"} or None
        None where there are no shapes.
    recognised_by : str or None
        The property of the file that holds the codes.
    without_geometry : tuple of str
        Codes of areas that still belong to a region, of a geography that the file has, and yet
        have no shape.
    without_area : tuple of str
        Codes in the file that are of no area of the study.
    sources : tuple of Source
    problems : tuple of Problem
    set_aside : mapping of reason to count
    notes : mapping of file to how it was read; empty where there is no file
    """

    shapes: Mapping[str, Rings] = field(default_factory=dict)
    system: str | None = None
    recognised_by: str | None = None
    without_geometry: tuple[str, ...] = ()
    without_area: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def aspect(self) -> float:
        """Return how much higher a unit upward is than one sideways: 1 in metres.

        In degrees 1 / cos(latitude of the middle), so that shapes are not drawn too wide.
        """
        if self.system != "wgs84":
            return 1.0
        heights = [ring[:, 1] for rings in self.shapes.values() for ring in rings]
        low, high = min(h.min() for h in heights), max(h.max() for h in heights)
        return 1 / max(0.01, math.cos(math.radians((low + high) / 2)))

    @property
    def frame(self) -> pd.DataFrame:
        """Return one row per shape: area, rings, corners."""
        import pandas as pd

        rows = [(code, len(rings), sum(map(len, rings))) for code, rings in self.shapes.items()]
        return pd.DataFrame(rows, columns=["area", "rings", "corners"])


def read_geometry(place: Study | Path, areas: Areas) -> Geometry:
    """Read ``areas.geojson`` of a study, or one file.

    A feature belongs to the area whose code it has as property `code`, `statcode` or `area`, the
    first of these that any area of the study has. Nothing is repaired: a feature whose rings are
    broken is told and left out, and where the file as a whole cannot be used there are no shapes.

    Parameters
    ----------
    place : Study or Path
        In a study every file ``areas.geojson`` or ``areas.json`` is read, and all in ``areas/``.
    areas : Areas
        Of `kit.areas.read_areas`.

    Returns
    -------
    Geometry
    """
    if isinstance(place, Study):
        files = list(place.files("areas", SUFFIXES))
    else:
        files = [(place, place.name)]
    if not files:
        return Geometry()
    problems: list[Problem] = []
    sources, notes = [], {}
    features: list[tuple[str, int, Mapping[str, Any]]] = []
    for path, called in files:
        found = _features(path, called, problems)
        features += [(called, i, feature) for i, feature in enumerate(found, start=1)]
        notes[called] = (f"{len(found)} shapes",)
        if path.is_file():
            sources.append(Source(called, sha256(path), len(found)))
    codes = set(areas.frame["area"])
    name = _recognised(features, codes, problems) if features else None
    shapes: dict[str, Rings] = {}
    strangers: list[str] = []
    systems: dict[str, list[str]] = {}
    seen: dict[str, str] = {}
    for called, number, feature in features if name else ():
        where = f"{called}, feature {number}"
        code = _code(feature, str(name))
        if code not in codes:
            strangers.append(code)
        elif code in seen:
            do = "Join the pieces to one MultiPolygon, or remove one."
            expected = f"a code that is not used yet ({seen[code]} has it too)"
            problems.append(Problem(f"{where}, `{name}`", code, expected, do))
        else:
            seen[code] = where
            rings = _rings(feature.get("geometry"), f"{where} ({code})", problems)
            if rings:
                shapes[code] = rings
                systems.setdefault(_system(rings), []).append(where)
    system = _one_system(systems, problems)
    if system is None:
        shapes = {}
    lacking = _lacking(areas, shapes, set(seen), files[0][1], problems) if shapes else ()
    counted = {"shapes of no area of the study": len(strangers)} if strangers else {}
    return Geometry(
        shapes, system, name, lacking, tuple(strangers), tuple(sources), tuple(problems), counted,
        {}, notes,
    )  # fmt: skip


def _features(path: Path, called: str, problems: list[Problem]) -> list[Mapping[str, Any]]:
    """Return the features of a file; none where it is another kind of file, which is told."""
    expected = "GeoJSON: a FeatureCollection"
    try:
        read = json.loads(decode(path.read_bytes())[0])
    except OSError as error:
        do = "Close it in other programs, or copy it, and try once more."
        problems.append(Problem(called, error.strerror or "", "a file that can be opened", do))
        return []
    except (json.JSONDecodeError, RecursionError) as error:
        at = f", row {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        problems.append(Problem(f"{called}{at}", "text that is not JSON", expected, _SAVE))
        return []
    kind = read.get("type") if isinstance(read, dict) else type(read).__name__
    if kind == "Topology":
        do = "TopoJSON shares its lines; mapshaper.org or QGIS saves it as GeoJSON."
        problems.append(Problem(called, "TopoJSON", expected, do))
        return []
    found = read.get("features") if isinstance(read, dict) else None
    if kind != "FeatureCollection" or not isinstance(found, list):
        problems.append(Problem(called, str(kind or "no type"), expected, _SAVE))
        return []
    if not found:
        problems.append(Problem(called, "no features", f"{expected} with a shape per area"))
    return [feature if isinstance(feature, dict) else {} for feature in found]


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a feature by their names in lower case."""
    given = feature.get("properties")
    own = given if isinstance(given, dict) else {}
    return {str(name).casefold(): value for name, value in own.items()}


def _code(feature: Mapping[str, Any], name: str) -> str:
    value = _properties(feature).get(name)
    return "" if value is None else str(value).strip()


def _recognised(
    features: list[tuple[str, int, Mapping[str, Any]]], codes: set[str], problems: list[Problem]
) -> str | None:
    """Return the property with the codes, or tell that there is none."""
    for name in PROPERTIES:
        if any(_code(feature, name) in codes for _, _, feature in features):
            return name
    there = dict.fromkeys(name for _, _, feature in features for name in _properties(feature))
    held = [name for name in PROPERTIES if name in there]
    if held:
        code = _code(features[0][2], held[0])
        expected = f"codes of the {len(codes)} areas of the study"
        do = "Is the file of another year, or of another kind of area?"
        problems.append(Problem(f"{features[0][0]}, `{held[0]}`", code, expected, do))
    else:
        got = ", ".join(list(there)[:6]) or "no properties"
        expected = f"a property {', '.join(PROPERTIES[:-1])} or {PROPERTIES[-1]}, with area codes"
        problems.append(Problem(features[0][0], got, expected))
    return None


def _rings(geometry: Any, where: str, problems: list[Problem]) -> Rings:
    """Return the rings of a feature, turned the right way; none where one of them is broken."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        problems.append(Problem(where, str(kind or "no geometry"), "a Polygon or MultiPolygon"))
        return ()
    polygons = [coordinates] if kind == "Polygon" else coordinates
    made: list[NDArray[np.float64]] = []
    for polygon in polygons:
        rings = polygon if isinstance(polygon, list) else []
        for place, ring in enumerate(rings):
            corners, wrong = _ring(ring)
            if corners is None:
                expected = "a ring of four corners or more, of which the last is the first"
                problems.append(Problem(where, wrong, expected, "The shape is left out."))
                return ()
            outer = place == 0
            made.append(corners if (_surface(corners) > 0) == outer else corners[::-1])
    if not made:
        problems.append(Problem(where, "no rings", "at least one ring", "The shape is left out."))
    return tuple(made)


def _ring(ring: Any) -> tuple[NDArray[np.float64] | None, str]:
    """Return the corners of a ring, or None and what is wrong with it."""
    try:
        corners = np.array([position[:2] for position in ring], dtype=float)
    except (TypeError, ValueError, IndexError):
        return None, "corners that are not two numbers"
    if corners.ndim != 2 or corners.shape[1] != 2 or not np.isfinite(corners).all():
        return None, "corners that are not two numbers"
    if len(corners) < 4:
        return None, f"a ring of {len(corners)} corners"
    if not (corners[0] == corners[-1]).all():
        return None, "a ring that is not closed"
    if _surface(corners) == 0:
        return None, "a ring without a surface"
    return corners, ""


def _surface(corners: NDArray[np.float64]) -> float:
    """Return twice the surface within a ring, above zero where it runs against the clock."""
    x, y = (corners - corners[0]).T
    return float(x[:-1] @ y[1:] - x[1:] @ y[:-1])


def _system(rings: Rings) -> str:
    """Return rd, wgs84, swapped (latitude before longitude) or other."""
    low = np.min([ring.min(axis=0) for ring in rings], axis=0)
    high = np.max([ring.max(axis=0) for ring in rings], axis=0)
    # Degrees of the Netherlands with latitude first are degrees too, of elsewhere.
    for name, (least, most) in (("swapped", _SWAPPED), ("wgs84", _DEGREES), ("rd", _RD)):
        if (low >= least).all() and (high <= most).all():
            return name
    return "other"


def _one_system(systems: Mapping[str, list[str]], problems: list[Problem]) -> str | None:
    expected = "coordinates in metres of RD (EPSG:28992) or in degrees (EPSG:4326)"
    wrong = {"swapped": "latitude before longitude", "other": "numbers that are neither"}
    told = [(name, places) for name, places in systems.items() if name in wrong]
    for name, places in told:
        got = f"{wrong[name]}, in {len(places)} feature{'s' if len(places) > 1 else ''}"
        problems.append(Problem(places[0], got, expected, _SAVE))
    if not told and len(systems) > 1:
        least = min(systems.items(), key=lambda pair: len(pair[1]))
        got = "metres and degrees in one file"
        problems.append(Problem(least[1][0], got, "one system of coordinates", _SAVE))
    return None if told or len(systems) != 1 else next(iter(systems))


def _lacking(
    areas: Areas,
    shapes: Mapping[str, Rings],
    seen: set[str],
    called: str,
    problems: list[Problem],
) -> tuple[str, ...]:
    """Return areas of the same geographies without a shape, and tell them once.

    An area that no longer belongs to a region need not be on a map of today; one whose shape is
    broken was told already.
    """
    frame = areas.frame
    kinds = set(frame.loc[frame["area"].isin(list(shapes)), "geography"])
    today = frame[frame["geography"].isin(kinds) & frame["until"].isna()]
    lacking = tuple(code for code in dict.fromkeys(today["area"]) if code not in shapes)
    untold = [code for code in lacking if code not in seen]
    if untold:
        listed = ", ".join(_listed(untold))
        got = f"no shape for {len(untold)} of {today['area'].nunique()} areas"
        do = f"They stay empty on the map: {listed}."
        problems.append(Problem(called, got, "a shape for every area", do))
    return lacking


def _listed(codes: list[str]) -> Iterator[str]:
    yield from codes[:_MOST_LISTED]
    if len(codes) > _MOST_LISTED:
        yield f"and {len(codes) - _MOST_LISTED} more"
