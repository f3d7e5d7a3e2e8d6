"""The figure of hotspots: no word covers another, and a line that goes on has an arrow."""

import itertools
import json

import pandas as pd
import pytest

from kit.figures import draw_both
from kit.hotspots import drawing, hotspots
from kit.hotspots.gathering import gather
from kit.study import open_study

LONG = "een lange naam van een probleem dat over meer dan een regel loopt"
STUDY = f"""
format: 1
title: {{nl: Proef, en: Trial}}
period: {{from: 2019Q1, until: 2024Q4}}
regions:
  - {{slug: noord, name: Noord}}
indicators:
  falls: {{nl: {LONG}, en: a long name of a problem that takes more than one line}}
"""
EVENTS = [60, 55, 62, 58, 64, 57, 61, 59, 63, 56, 60]


def square(place):
    x, y = 120_000 + 2_000 * (place % 4), 480_000 + 2_000 * (place // 4)
    ring = [(x, y), (x + 2_000, y), (x + 2_000, y + 2_000), (x, y + 2_000), (x, y)]
    return [[list(corner) for corner in ring]]


def study(folder, *, last, persons=3000, shapes):
    """Return a study of twelve districts, the last of which has `last` events."""
    (folder / "study.yml").write_text(STUDY, encoding="utf-8")
    codes = [f"WK1000{place:02}" for place in range(12)]
    names = [f"Sint-Willebrordusbuurt aan de Oude Vliet {place}" for place in range(12)]
    pd.DataFrame({"region": "noord", "code": codes, "name": names, "geography": "district"}).to_csv(
        folder / "areas.csv", sep=";", index=False
    )
    counts = [
        {"region": "noord", "area": code, "problem": "falls", "segment": "", "period": 2024,
         "persons": persons if code == codes[-1] else 3000, "observed": events}
        for code, events in zip(codes, [*EVENTS, last], strict=True)
    ]  # fmt: skip
    pd.DataFrame(counts).to_csv(folder / "problem_counts.csv", sep=";", index=False)
    voices = [("resident", 14, 20), ("professional", 9, 12)]
    pd.DataFrame(
        [{"region": "noord", "problem": "falls", "voice": voice, "chosen": chosen, "of": of,
          "session": "2024-05-14"} for voice, chosen, of in voices]
    ).to_csv(folder / "felt_weight.csv", sep=";", index=False)  # fmt: skip
    if shapes:
        features = [
            {"type": "Feature", "properties": {"code": code},
             "geometry": {"type": "Polygon", "coordinates": square(place)}}
            for place, code in enumerate(codes)
        ]  # fmt: skip
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / "areas.geojson").write_text(text, encoding="utf-8")
    return open_study(folder)


def painted(opened, monkeypatch):
    """Return the figures in both languages, as they were drawn."""
    figures = []

    def keep(draw, alt, numbers, *, size):
        def painting(figure, language):
            draw(figure, language)
            figures.append(figure)

        return draw_both(painting, alt, numbers, size=size)

    monkeypatch.setattr(drawing, "draw_both", keep)
    seen = gather(opened, region="noord", until=None, release="team", surely=0.95, given=None,
                  problem=None, segment=None)  # fmt: skip
    drawing.draw(seen)
    return figures


def boxes_of(figure):
    """Return each text that is seen, with its rectangle."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    FigureCanvasAgg(figure).draw()
    off = {
        id(one)
        for axes in figure.get_axes()
        if not axes.axison
        for one in [*axes.get_xticklabels(), *axes.get_yticklabels()]
    }
    texts = [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and id(text) not in off
    ]
    return [(text.get_text(), Text.get_window_extent(text).padded(-1)) for text in texts]


@pytest.mark.parametrize(
    ("last", "persons", "shapes"), [(160, 3000, True), (60, 3000, True), (9, 60, False)]
)
def test_no_word_of_the_figure_covers_another_or_runs_off_it(
    tmp_path, monkeypatch, last, persons, shapes
):
    for figure in painted(study(tmp_path, last=last, persons=persons, shapes=shapes), monkeypatch):
        boxes = boxes_of(figure)
        assert len(boxes) > 20
        assert any(text.endswith("Oude Vliet 11") for text, _ in boxes)
        covering = [
            (one, other)
            for (one, a), (other, b) in itertools.combinations(boxes, 2)
            if a.overlaps(b)
        ]
        assert covering == []
        width, height = figure.bbox.width, figure.bbox.height
        off = [text for text, box in boxes
               if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]  # fmt: skip
        assert off == []


def test_an_interval_beyond_the_axis_has_an_arrow_and_the_key_says_so(tmp_path, monkeypatch):
    opened = study(tmp_path, last=9, persons=60, shapes=False)
    row = hotspots(opened, region="noord", until=None, release="team").table.query("observed == 9")
    for figure in painted(opened, monkeypatch):
        axes = next(axes for axes in figure.get_axes() if axes.get_xlabel())
        end = max(axes.get_xticks()[-1], row["ratio"].max())
        assert row["ratio_high"].max() > end
        (arrow,) = (line for line in axes.lines if line.get_marker() == ">")
        assert arrow.get_xdata()[0] >= row["ratio"].max()
        assert any("▸" in text for text, _ in boxes_of(figure))


def test_without_such_an_interval_there_is_no_arrow_and_none_in_the_key(tmp_path, monkeypatch):
    for figure in painted(study(tmp_path, last=60, shapes=False), monkeypatch):
        assert not any(
            line.get_marker() == ">" for axes in figure.get_axes() for line in axes.lines
        )
        assert not any("▸" in text for text, _ in boxes_of(figure))
