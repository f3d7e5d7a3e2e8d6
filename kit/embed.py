"""What a page takes over of a finding: its figure, held against a list, and its table as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from kit.errors import Problem, Refused
from kit.files import shipped
from kit.finding import Finding
from kit.language import day, number, percentage, period
from kit.terms import columns, label, terms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Numbers", "as_text", "drawing", "numbers_of", "words"]

# What matplotlib draws with; nothing that runs, loads or holds HTML is among it.
_TAGS = re.compile(
    "svg|g|defs|path|use|clipPath|rect|circle|ellipse|line|polyline|polygon|text|tspan|style|image"
    "|linearGradient|stop|pattern|marker|mask"
)
_LINK = re.compile(r"#|data:image/png;base64,")
# A way out of a style; a backslash could hide one.
_LOADS = re.compile(r"\\|@|url\(\s*(?!#)", re.IGNORECASE)
_FEWEST_ROWS = 3
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_PART_OF_YEAR = re.compile(r"\d{4}[QH]\d", re.ASCII)
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_NOTHING = "–"
_PARTS_OF_YEARS = re.compile(r"\d{4}[QH]\d(?: \d{4}[QH]\d)+", re.ASCII)


@dataclass(frozen=True)
class Numbers:
    """A finding's table as people read it.

    Attributes
    ----------
    throughout : tuple of (head, text)
        What is the same in every row, said once instead of in a column.
    heads : tuple of str
    numeric : frozenset of int
        Places of the columns that hold numbers.
    rows : tuple of tuple of str
        One text per head; a number that is not shown says why: suppressed is not missing, and
        neither is zero.
    """

    throughout: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    numeric: frozenset[int]
    rows: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """Return the words of the page, from ``templates/report/words.yml``."""
    import yaml

    text = shipped("templates", "report", "words.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def drawing(svg: str, *, of: str) -> str:
    """Return a figure fit to stand in a page as it is, its comments taken out.

    Parameters
    ----------
    svg : str
    of : str
        What the figure belongs to, for the message.

    Raises
    ------
    Refused
        When it is not one SVG element, or holds anything that runs, loads or leads elsewhere.

    Examples
    --------
    >>> drawing('<svg><path d="M0 0h9"/><!-- 2024 --></svg>', of="mentions")
    '<svg><path d="M0 0h9"/></svg>'
    """
    bare = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL).strip()
    wrong = _wrong_in(bare)
    if wrong:
        expected = "a drawing without scripts, handlers, HTML and links out"
        do = "Make the finding again with this kit."
        raise Refused(str(Problem(f"figure of {of}", wrong, expected, do)))
    return bare


def _wrong_in(svg: str) -> str:
    # Without comments, declarations and instructions, HTML and XML read the same elements here.
    if not svg.startswith("<svg") or "<!" in svg or "<?" in svg:
        return "something other than one <svg>"
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError:
        return "an <svg> that is not well-formed"
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if not _TAGS.fullmatch(tag):
            return f"<{tag}>"
        if tag == "style" and _LOADS.search(element.text or ""):
            return "a <style> that loads something"
        for full, value in element.attrib.items():
            name = full.rpartition("}")[2].lower()
            leads = not _LINK.match(value) if name in ("href", "src") else _LOADS.search(value)
            if name.startswith("on") or leads:
                return f"{name}= that runs, loads or leads elsewhere"
    return ""


def numbers_of(
    finding: Finding, *, language: str, names: Mapping[str, Mapping[str, str]] | None = None
) -> Numbers:
    """Return the table of a finding as text in one language.

    Columns are headed by the words of the page, else by ``terms.yml``, else by their own name;
    ids of shared lists become their labels, and ids of the study (regions, indicators) the `names`
    that stand for them, by column. What is the same in all rows, three or more, leaves the
    table; a column without anything in it is not shown. The column `status` goes into the cells
    that it empties. A long table keeps the columns and rows that the words of its kind name; the
    whole of it goes out with ``kit export``.
    """
    table = _shortened(finding)
    own = _of_kind(finding.kind).get("columns", {})
    status = list(table["status"]) if "status" in table else ["shown"] * len(table)
    kept = [(str(name), table[name]) for name in table if name != "status"]
    known = names or {}
    hows = {name: own.get(name) or words()["columns"].get(name) or {} for name, _ in kept}
    digits = _digits(table)
    percent = _in_percent(table, finding.kind)
    written = {
        name: _column(
            hows[name],
            series.replace(dict(known.get(name, {}))),
            status,
            language,
            decimals=digits.get(name, 0),
            percent=percent.get(name, ()),
        )
        for name, series in kept
    }
    if len(table):
        kept = [(name, s) for name, s in kept if not _tells_nothing(hows[name], s, written[name])]
    same = {
        name for name, series in kept
        if len(table) >= _FEWEST_ROWS and len(set(written[name])) == 1
    }  # fmt: skip
    if len(same) == len(kept):
        same = set()
    columns_left = [(name, series) for name, series in kept if name not in same]
    return Numbers(
        tuple(
            (_head(name, hows[name], language), written[name][0] or "–")
            for name, _ in kept
            if name in same
        ),
        tuple(_head(name, hows[name], language) for name, _ in columns_left),
        frozenset(place for place, (_, series) in enumerate(columns_left) if _numeric(series)),
        tuple(zip(*(written[name] for name, _ in columns_left), strict=True)),
    )


def _tells_nothing(how: Mapping[str, Any], series: pd.Series[Any], written: Sequence[str]) -> bool:
    """Say whether a column is empty in every row, or says of every row only that it is shown."""
    if "status" in how.get("lists", ()):
        return set(series) == {"shown"}
    return set(written) <= {"", _NOTHING}


def _digits(table: pd.DataFrame) -> dict[str, int]:
    """Return with how many decimals each column of numbers is written, alike where they belong.

    Columns that stand beside each other in one unit, such as an estimate and its interval, are
    written alike.
    """
    import pandas as pd

    numbers = [str(name) for name in table if _numeric(table[name])]
    together = [
        [name for name in group if name in numbers]
        for group in words()["alike"]
        if group[0] in numbers
    ]
    found = {name: _decimals(table[name]) for name in numbers}
    for group in together:
        found |= dict.fromkeys(group, _decimals(pd.concat([table[name] for name in group])))
    return found


def _numeric(series: pd.Series[Any]) -> bool:
    return series.dtype.kind in "iuf"


def _of_kind(kind: str) -> Mapping[str, Any]:
    return words()["kinds"].get(kind) or {}


def _shortened(finding: Finding) -> pd.DataFrame:
    """Return the rows and columns of a finding that its page shows."""
    table, own = finding.table, _of_kind(finding.kind)
    for name, values in own.get("rows", {}).items():
        if name in table:
            table = table[table[name].isin(values)]
    shown = [name for name in own.get("show", ()) if name in table]
    return table[shown] if shown else table


def _in_percent(table: pd.DataFrame, kind: str) -> dict[str, tuple[bool, ...]]:
    """Return of which rows a column holds shares, in a table where other rows hold something else.

    The words of a kind say it: ``percent: {row: [weight], of: [estimate]}``.
    """
    told = dict(_of_kind(kind).get("percent", {}))
    columns_of = told.pop("of", ())
    for name, values in told.items():
        if name in table:
            rows = tuple(bool(there) for there in table[name].isin(values))
            return dict.fromkeys(columns_of, rows)
    return {}


def _head(name: str, how: Mapping[str, Any], language: str) -> str:
    if language in how:
        return str(how[language])
    known = columns("indicators").get(name)
    return known.label[language] if known else name


def _column(
    how: Mapping[str, Any],
    series: pd.Series[Any],
    status: Sequence[str],
    language: str,
    *,
    decimals: int,
    percent: Sequence[bool] = (),
) -> tuple[str, ...]:
    import pandas as pd

    write = _WRITTEN.get(str(how.get("as")))
    named, lists = how.get("values", {}), how.get("lists", ())
    texts = []
    shares = percent or [False] * len(series)
    for value, state, part in zip(series, status, shares, strict=True):
        if pd.isna(value):
            texts.append(_NOTHING if state == "shown" else label("status", state, language))
        elif part:
            texts.append(_share(float(value), language))
        elif write is not None:
            texts.append(write(float(value), language))
        elif _numeric(series):
            texts.append(_minus(number(value, language, decimals=decimals)))
        elif value in named:
            texts.append(named[value][language])
        else:
            texts.append(as_text(value, language, lists=lists))
    return tuple(texts)


def _minus(text: str) -> str:
    """Write a number below zero with a minus sign, as sentences do."""
    return text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text


def _share(value: float, language: str) -> str:
    return _minus(percentage(value, language))


def _chance(value: float, language: str) -> str:
    """Write a probability as a percentage; none is 0 or 100%.

    Examples
    --------
    >>> _chance(0.001, "nl"), _chance(0.5, "nl"), _chance(0.999, "nl")
    ('< 1%', '50%', '> 99%')
    """
    if value < 0.005:
        return f"< {percentage(0.01, language)}"
    return f"> {percentage(0.99, language)}" if value > 0.995 else percentage(value, language)


def _p(value: float, language: str) -> str:
    """Write a p-value with three decimals; none is zero.

    Examples
    --------
    >>> _p(0.0004, "nl"), _p(0.0123, "nl"), _p(1.0, "en")
    ('< 0,001', '0,012', '1.000')
    """
    if value < 0.0005:
        return f"< {number(0.001, language, decimals=3)}"
    return number(value, language, decimals=3)


_WRITTEN = {"share": _share, "chance": _chance, "p": _p}


def _decimals(series: pd.Series[Any]) -> int:
    """Return as many decimals as leave about three digits that differ, and no more than are there.

    None for whole numbers.
    """
    there = series.dropna().astype(float)
    if there.empty:
        return 0
    largest = there.abs().max()
    most = 1 if largest >= 10 else 2 if largest >= 1 else 3
    return next((n for n in range(most) if (there == there.round(n)).all()), most)


def _day_of(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:  # written as a day, such as the 31st of a month of 30
        return None


def as_text(value: object, language: str, *, lists: Sequence[str] = ()) -> str:
    """Write one value: yes or no, a list, periods, a day or moment, an id of `lists`, else as is.

    Part of a year is written so that it does not break at the end of a line.

    Examples
    --------
    >>> as_text(True, "nl"), as_text(["2024", 5], "en"), as_text("resident", "nl", lists=["role"])
    ('ja', '2024, 5', 'Inwoner')
    """
    if value is None:
        return "–"
    if isinstance(value, bool) or getattr(getattr(value, "dtype", None), "kind", "") == "b":
        return str(words()["page"]["yes" if value else "no"][language])
    if isinstance(value, list | tuple):
        return ", ".join(as_text(item, language, lists=lists) for item in value) or "–"
    text = str(value)
    if _PART_OF_YEAR.fullmatch(text):
        return period(text, language).replace(" ", "\N{NO-BREAK SPACE}")
    if _PARTS_OF_YEARS.fullmatch(text):
        return as_text(text.split(" "), language)
    if (a_day := _day_of(text)) is not None:
        return day(a_day, language)
    if _MOMENT.fullmatch(text):
        return f"{day(date.fromisoformat(text[:10]), language)}, {text[11:16]} UTC"
    known = (terms(name)[text].label[language] for name in lists if text in terms(name))
    return next(known, text)
