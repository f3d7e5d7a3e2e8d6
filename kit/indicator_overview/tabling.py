"""The tables of an overview: a row per figure for a region, a row per region for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.indicator_overview.gathering import Line, Seen

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MARKS", "table_of", "years_of"]

#: How a status is marked where there is no room for a word; nothing hangs on a colour.
MARKS = {"suppressed": "×", "missing": "–"}
_REGION: dict[str, Any] = {
    "region": object, "aim": object, "indicator": object, "area": object, "unit": object,
    "period": object, "value": float, "interval_low": float, "interval_high": float,
    "interval": object, "n": float, "method": object, "published_on": object, "joins": object,
    "shown": float, "missing": object, "withheld": object, "status": object,
}  # fmt: skip
_ALL: dict[str, Any] = {
    "about": object, "region": object, "aim": object, "indicator": object, "period": object,
    "there": float, "of_indicators": float, "first": object, "latest": object,
    "published_on": object, "shown": float, "missing": float, "withheld": float, "areas": float,
    "n": float, "status": object,
}  # fmt: skip


def table_of(seen: Seen) -> pd.DataFrame:
    """Return the table of an overview.

    For a region a row per indicator (or area of it) and year: value, its interval and n. Of
    quarters and half-years one row per series: the latest figure that is shown, with its period, in
    how many periods one is `shown`, and in which it is `missing` or `withheld`. For all regions
    rows `about` year, how many indicators have a figure, and `about` indicator: first and latest
    period, how many are shown, missing and withheld, and n, the fewest persons behind a figure that
    is shown.
    """
    import pandas as pd

    if seen.region != "all":
        rows = [row for line in seen.lines for row in _of_line(seen, line)]
        return pd.DataFrame(rows, columns=list(_REGION)).astype(_REGION)
    found = [*_by_year(seen), *_by_indicator(seen)]
    return pd.DataFrame(found, columns=list(_ALL)).astype(_ALL)


def years_of(seen: Seen) -> list[int]:
    """Return the years from the first figure to the last day that counts, inclusive."""
    first = [int(str(line.rows["period"].iloc[0])[:4]) for line in seen.lines]
    return list(range(min(first), seen.until.year + 1)) if first else []


def _of_line(seen: Seen, line: Line) -> Iterator[dict[str, Any]]:
    same = {
        "region": line.region,
        "indicator": line.indicator,
        "area": line.area,
        "aim": seen.aim(line.indicator),
        "unit": _first(line.rows["unit"]),
    }
    if line.length != "year":
        yield {**same, **_latest_of(line)}
        return
    for row in line.rows.to_dict("records"):
        yield {**same, **_figure(line, row)}


def _figure(line: Line, row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "period": row["period"],
        "value": row["value"],
        "interval_low": row["low"],
        "interval_high": row["high"],
        "interval": row["interval"] or None,
        "n": row["n"],
        "method": _none(row["method"]),
        "published_on": _published(line.rows, str(row["period"])),
        "joins": line.joins.words.get(str(row["period"])),
        "status": row["status"],
    }


def _latest_of(line: Line) -> dict[str, Any]:
    """Return the latest figure of a series, and how much of the series is there."""
    by_status = {
        status: [str(label) for label in line.rows.loc[line.rows["status"] == status, "period"]]
        for status in ("shown", "missing", "suppressed")
    }
    rows = line.rows.to_dict("records")
    last = next((row for row in reversed(rows) if row["status"] == "shown"), rows[-1])
    return {
        **_figure(line, last),
        "shown": len(by_status["shown"]),
        "missing": " ".join(by_status["missing"]) or None,
        "withheld": " ".join(by_status["suppressed"]) or None,
    }


def together(statuses: list[str]) -> str:
    """Return one status for several: shown when any is, else suppressed when any is."""
    return next((one for one in ("shown", "suppressed") if one in statuses), "missing")


def _by_year(seen: Seen) -> Iterator[dict[str, Any]]:
    for region in seen.regions:
        for year in years_of(seen):
            there = {
                line.indicator
                for line in seen.lines
                if line.region == region
                for period, status in zip(line.rows["period"], line.rows["status"], strict=True)
                if status == "shown" and periods.last_day(period).year == year
            }
            yield {
                "about": "year",
                "region": region,
                "period": str(year),
                "there": len(there),
                "of_indicators": len(seen.indicators),
                "status": "shown",
            }


def _by_indicator(seen: Seen) -> Iterator[dict[str, Any]]:
    for indicator in seen.indicators:
        every = {p for line in seen.of(indicator) for p in line.rows["period"]}
        for region in seen.regions:
            lines = seen.of(indicator, region)
            same = {
                "about": "indicator",
                "region": region,
                "aim": seen.aim(indicator),
                "indicator": indicator,
            }
            statuses = [status for line in lines for status in line.rows["status"]]
            status = together(statuses)
            if status != "shown":
                yield {**same, "status": status}
                continue
            shown = [
                period
                for line in lines
                for period, one in zip(line.rows["period"], line.rows["status"], strict=True)
                if one == "shown"
            ]
            ordered = sorted(set(shown), key=periods.last_day)
            there = {p for line in lines for p in line.rows["period"]}
            rows = [line.rows for line in lines]
            yield {
                **same,
                "first": ordered[0],
                "latest": ordered[-1],
                "published_on": max(
                    (day for day in (_published(r, ordered[-1]) for r in rows) if day), default=None
                ),
                "shown": len(ordered),
                "missing": len(every - there) + statuses.count("missing"),
                "withheld": statuses.count("suppressed"),
                "areas": sum(line.area is not None for line in lines) or None,
                "n": min((float(r.loc[r["status"] == "shown", "n"].min()) for r in rows),
                         default=float("nan")),
                "status": status,
            }  # fmt: skip


def _published(rows: pd.DataFrame, period: str) -> str | None:
    return _day(rows.loc[rows["period"] == period, "published_on"])


def _day(days: pd.Series[Any]) -> str | None:
    stated = days.dropna()
    return None if stated.empty else str(max(stated))


def _first(column: pd.Series[Any]) -> str | None:
    stated = column.dropna()
    return None if stated.empty else str(stated.iloc[0])


def _none(value: Any) -> Any:
    return None if value is None or value != value else value
