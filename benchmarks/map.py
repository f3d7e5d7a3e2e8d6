"""A map of thousands of areas beside the plainest drawing of the same shapes with matplotlib.

The areas are a grid of squares whose sides are bent in many corners, as municipal borders are.
The plain way reads the file with json and fills every ring as it stands, once. The kit checks the
shapes, makes them simpler where that cannot be seen, hatches what is withheld, names what matters,
and draws twice, once per language. Time is that of the processor, in this one run; the size of the
SVG is that of one language.

    python benchmarks/map.py [--areas 300 1000 3000] [--corners 60] [--seed 2024]
"""

from __future__ import annotations

import argparse
import io
import json
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from kit.areas import Areas
from kit.figures import draw_both
from kit.geometry import Geometry, read_geometry
from kit.map_drawing import SHADES, MapClass, draw_map

CLASSES = tuple(
    MapClass(f"c{i}", f"class {i}", shade, marked=i == len(SHADES) - 1)
    for i, shade in enumerate(SHADES)
)


def write_shapes(path: Path, areas: int, corners: int, seed: int) -> Areas:
    """Write a grid of bent squares as GeoJSON; neighbours share every corner of their border."""
    rng = np.random.default_rng(seed)
    wide = int(np.ceil(areas**0.5))
    per_side = max(1, corners // 4)
    bends = rng.normal(0, 0.05, (2, wide + 1, wide + 1, per_side - 1))
    features, codes = [], []
    for i in range(areas):
        x, y = i % wide, i // wide
        south, north = _side(x, y, bends[0], 0), _side(x, y + 1, bends[0], 0)
        west, east = _side(x, y, bends[1], 1), _side(x + 1, y, bends[1], 1)
        ring = np.concatenate([south, east, north[::-1], west[::-1]])
        ring = ring[np.r_[True, np.any(ring[1:] != ring[:-1], axis=1)]]
        metres = (ring * 1500 + [80_000, 400_000]).round(1)
        codes.append(f"WK{i:06d}")
        features.append(
            {"type": "Feature", "properties": {"statcode": codes[-1]},
             "geometry": {"type": "Polygon", "coordinates": [metres.tolist()]}}
        )  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    frame = pd.DataFrame({"area": codes, "name": codes, "region": "somewhere",
                          "geography": "district", "until": None})  # fmt: skip
    return Areas(frame)


def _side(x: int, y: int, bends: np.ndarray, axis: int) -> np.ndarray:
    """Return the corners of a side that begins at (x, y) and runs along an axis."""
    along = np.linspace(0, 1, bends.shape[2] + 2)
    away = np.concatenate([[0], bends[x, y], [0]])
    return np.column_stack([x + along, y + away] if axis == 0 else [x + away, y + along])


def drawn(geometry: Geometry, seed: int) -> str:
    """Return the SVG of a map with every class, suppressed areas and missing ones."""
    rng = np.random.default_rng(seed)
    ids = [*(one.id for one in CLASSES), "suppressed", "missing"]
    picks = rng.choice(len(ids), len(geometry.shapes), p=[0.3, 0.3, 0.2, 0.05, 0.1, 0.05])
    values = {code: ids[i] for code, i in zip(geometry.shapes, picks, strict=True)}
    matter = [code for code in values if values[code] == CLASSES[-1].id][:12]

    def draw(figure: Figure, language: str) -> None:
        draw_map(figure.subplots(), geometry, values, classes=CLASSES, names={},
                 language=language, matter=matter)  # fmt: skip

    return draw_both(draw, lambda _: "map", lambda _: "")["nl"].svg


def plain(path: Path, seed: int) -> str:
    """Return the SVG of the same areas without anything around them."""
    shapes = json.loads(path.read_text(encoding="utf-8"))["features"]
    rings = [np.array(shape["geometry"]["coordinates"][0]) for shape in shapes]
    shades = np.random.default_rng(seed).choice(SHADES, len(rings))
    figure = Figure(figsize=(5, 5))
    axes = figure.subplots()
    axes.add_collection(PolyCollection(rings, facecolors=shades, edgecolors="white"))
    axes.autoscale_view()
    axes.set_axis_off()
    written = io.StringIO()
    figure.savefig(written, format="svg")
    return written.getvalue()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, nargs="+", default=[300, 1000, 3000])
    parser.add_argument("--corners", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2024)
    given = parser.parse_args(arguments)
    print(
        "areas   corners  file MB  read s  draw 2x s  SVG MB  memory MB"
        "  plain s  plain MB  times plain"
    )
    with TemporaryDirectory() as folder:
        for areas in given.areas:
            path = Path(folder) / f"{areas}.geojson"
            listed = write_shapes(path, areas, given.corners, given.seed)
            begun = time.process_time()
            geometry = read_geometry(path, listed)
            read = time.process_time() - begun
            assert len(geometry.shapes) == areas, geometry.problems
            begun = time.process_time()
            svg = drawn(geometry, given.seed)
            seconds = time.process_time() - begun
            tracemalloc.start()
            drawn(geometry, given.seed)
            memory = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            begun = time.process_time()
            simple = plain(path, given.seed)
            alone = time.process_time() - begun
            corners = int(geometry.frame["corners"].sum())
            print(
                f"{areas:5d}  {corners:8,d}  {path.stat().st_size / 1e6:7.2f}  {read:6.2f}  "
                f"{seconds:9.2f}  {len(svg) / 1e6:6.2f}  {memory / 1e6:9.1f}"
                f"  {alone:7.2f}  {len(simple) / 1e6:8.2f}  {(read + seconds) / alone:11.1f}"
            )


if __name__ == "__main__":
    main()
