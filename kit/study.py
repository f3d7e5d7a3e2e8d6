"""The study: a folder that people fill in, and what ``study.yml`` says about it.

The study knows regions, areas, periods, thresholds and paths. What stands in the tables of the
folder is the business of the module that owns each table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kit import periods
from kit.cells import SUFFIXES
from kit.errors import InputError, Problem, unknown_name
from kit.files import sha256
from kit.finding import Source
from kit.language import Both
from kit.settings import (
    Called,
    Day,
    Geography,
    Name,
    Period,
    Slug,
    Text,
    Whole,
    YesNo,
    complaint,
    left_as_text,
)  # fmt: skip

__all__ = ["Area", "Period", "Region", "Study", "Thresholds", "open_study"]

FORMAT = 1


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Area(_Part):
    """A piece of a region, at any geography, for as long as it belongs to it.

    `from_day` and `until_day` are both inclusive; None means always. `weight` is the share of the
    area that belongs to the region, above 0, at most 1.
    """

    code: str
    name: str
    geography: Geography = "municipality"
    from_day: Day | None = Field(default=None, alias="from")
    until_day: Day | None = Field(default=None, alias="until")
    weight: float = Field(default=1.0, gt=0, le=1)


class Region(_Part):
    """A region of the study.

    Attributes
    ----------
    slug : str
        Short name, used in tables and file names.
    name : str
    kavel : bool
        Whether the region works with the kavelmodel.
    start : date or None
        First day of the new way of working; that day counts as *after*. None: not yet.
    start_source : str
        Where that date comes from.
    inhabitants : int or None
    context : Both or None
        The region's own paragraph about itself.
    areas : tuple of Area
    """

    slug: Slug
    name: Name
    kavel: YesNo = False
    start: Day | None = None
    start_source: str = ""
    inhabitants: Annotated[Whole | None, Field(gt=0)] = None
    context: Text | None = None
    areas: tuple[Area, ...] = ()


class PoolArea(_Part):
    """An area that belongs to no region, and that regions may be compared with."""

    code: Name
    name: Name
    geography: Geography = "municipality"

    @property
    def slug(self) -> str:
        """Return what the kit calls it; no region can be called so."""
        return f"pool:{self.code}"


class Span(_Part):
    """The periods that the study covers, both inclusive."""

    first: Period = Field(alias="from")
    last: Period = Field(alias="until")


class Thresholds(_Part):
    """Smallest groups that may be shown from release *region* upward; can only be raised."""

    persons: int = Field(default=10, ge=10)
    respondents: int = Field(default=8, ge=8)
    voices: int = Field(default=3, ge=3)


def _notebook(value: Any) -> Any:
    if isinstance(value, str):
        return value, {}
    if isinstance(value, dict) and len(value) == 1:
        ((name, parameters),) = value.items()
        if isinstance(name, str) and (parameters is None or isinstance(parameters, dict)):
            return name, dict(parameters or {})
    raise ValueError("the name of one notebook, or that name with its parameters below it")


Notebook = Annotated[tuple[str, dict[str, Any]], BeforeValidator(_notebook)]


class _Settings(_Part):
    format: int = Field(ge=1, le=FORMAT)
    title: Text
    synthetic: YesNo = False
    languages: tuple[Literal["nl", "en"], ...] = Field(default=("nl",), min_length=1)
    period: Span
    thresholds: Thresholds = Thresholds()
    regions: tuple[Region, ...] = Field(min_length=1)
    notebooks: tuple[Notebook, ...] = (("logbook", {}), ("mentions", {}))
    codebook: str | None = None
    instrument: str | None = None
    catalogue: str | None = None
    raw: str | None = None
    indicators: dict[str, Called] = {}
    comparison_pool: tuple[PoolArea, ...] = ()


class Study:
    """A study folder that was opened and found in order.

    Attributes
    ----------
    root : Path
        The folder.
    title : Both
    synthetic : bool
        Whether the data are invented; every report then says so.
    languages : tuple of str
        Of its reports.
    first, last : str
        Periods covered, both inclusive.
    thresholds : Thresholds
    regions : mapping of slug to Region
        In the order of the file.
    indicators, units : mapping of id to Both
        What indicators and their units are called; one that is not in it goes by its id, or as
        the files write it.
    comparison_pool : tuple of PoolArea
        Areas of no region that regions may be compared with; no finding about regions sees them.
    plan : tuple of (str, dict)
        Notebook and its parameters, to run for each region.
    catalogue : str or None
        Path within the study of its own catalogue of indicators.
    raw : Path or None
        Folder of the files that still name people; outside the study, it may not exist.
    """

    def __init__(self, root: Path, settings: _Settings):
        self.root = root
        self.title: Both = settings.title
        self.synthetic = settings.synthetic
        self.languages: tuple[str, ...] = settings.languages
        self.first: str = settings.period.first
        self.last: str = settings.period.last
        self.thresholds = settings.thresholds
        self.regions: Mapping[str, Region] = {region.slug: region for region in settings.regions}
        self.comparison_pool = settings.comparison_pool
        self.plan = settings.notebooks
        self.codebook = settings.codebook
        self.instrument = settings.instrument
        self.catalogue = settings.catalogue
        self.raw = (root / Path(settings.raw).expanduser()).resolve() if settings.raw else None
        called = settings.indicators
        self.indicators: Mapping[str, Both] = {id: name for id, (name, _) in called.items()}
        self.units: Mapping[str, Both] = {id: unit for id, (_, unit) in called.items() if unit}

    def __repr__(self) -> str:
        covers = f"{len(self.regions)} regions, {self.first} to {self.last}"
        return f"Study({self.title['en']}: {covers})"

    @property
    def work(self) -> Path:
        """Folder of full findings and run records; never packaged, never shared."""
        return self.root / ".work"

    def region(self, slug: str) -> Region:
        """Return a region; an unknown slug is refused with the nearest."""
        if slug not in self.regions:
            raise InputError([unknown_name("`region`", slug, self.regions)])
        return self.regions[slug]

    def of_pool(self) -> Study:
        """Return the same study with each area of the pool as if it were a region."""
        other = copy(self)
        other.regions = {
            each.slug: Region.model_construct(
                slug=each.slug,
                name=each.name,
                areas=(Area(code=each.code, name=each.name, geography=each.geography),),
            )
            for each in self.comparison_pool
        }
        return other

    def until(self, period: str | None) -> date:
        """Return the last day that counts (inclusive): of `period`, or of the study."""
        if period is None:
            return periods.last_day(self.last)
        try:
            return periods.last_day(periods.parse(period))
        except ValueError as error:
            raise InputError([Problem("`until`", period, str(error))]) from None

    def files(self, name: str, suffixes: tuple[str, ...] = SUFFIXES) -> Iterator[tuple[Path, str]]:
        """Yield each file of a table: ``name.csv``, ``name.xlsx`` …, and all in folder ``name/``.

        Yields
        ------
        (Path, str)
            The file, and its path within the study. Hidden files, README files and the lock files
            of open Office documents are passed over.
        """
        found = [path for path in self.root.glob(f"{name}.*") if path.suffix.lower() in suffixes]
        found += [path for path in (self.root / name).rglob("*") if path.suffix.lower() in suffixes]
        for path in sorted(set(found)):
            inside = path.relative_to(self.root)
            hidden = any(part.startswith((".", "~$")) for part in inside.parts)
            if path.is_file() and not hidden and path.stem.lower() not in ("readme", "leesmij"):
                yield path, inside.as_posix()

    def source(self, called: str, rows: int | None) -> Source:
        """Return where rows came from: a file by its path within the study, and its hash."""
        return Source(called, sha256(self.root / called), rows)


def open_study(folder: Path | str) -> Study:
    """Open a study folder.

    Raises
    ------
    InputError
        With every problem of ``study.yml`` at once.
    """
    root = Path(folder).expanduser()
    path = root / "study.yml"
    if not root.is_dir():
        do = "Make one with `kit new FOLDER`, or check the path."
        raise InputError([Problem(str(folder), "", "a study folder that exists", do)])
    if not path.is_file():
        do = "Make a study with `kit new FOLDER`, or give the folder that holds study.yml."
        raise InputError([Problem(str(folder), "no study.yml in it", "a study folder", do)])
    return Study(root.resolve(), _read_settings(path))


def _read_settings(path: Path) -> _Settings:
    import yaml

    from kit.files import decode

    do = f"Correct the file and run `kit check {path.parent}` again."
    try:
        raw = yaml.load(decode(path.read_bytes())[0], Loader=left_as_text("timestamp", "float"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"study.yml, row {mark.line + 1}" if mark else "study.yml"
        got = getattr(error, "problem", None) or "text that is not YAML"
        advice = "Look at the spaces before the words, and put texts with a colon between quotes."
        raise InputError([Problem(at, got, "YAML", advice)], do=do) from None
    if not isinstance(raw, dict):
        raise InputError([Problem("study.yml", "", "names with values, such as `title: …`")], do=do)
    newer = raw.get("format")
    if isinstance(newer, int) and newer > FORMAT:
        advice = "It was made for a newer kit; update this one."
        raise InputError([Problem("study.yml, `format`", str(newer), f"at most {FORMAT}", advice)])
    try:
        settings = _Settings.model_validate(raw)
    except ValidationError as error:
        # Without its bad parts a list may look empty; that is no complaint of its own.
        told = [e for e in error.errors() if e["type"] != "too_short" or not e["input"]]
        raise InputError([complaint(e, "study.yml", _Settings) for e in told], do=do) from None
    problems = [*_look_further(settings), *_raw_within(settings, path.parent)]
    if problems:
        raise InputError(problems, do=do)
    return settings


def _raw_within(settings: _Settings, folder: Path) -> Iterator[Problem]:
    """Refuse a folder of raw files within the study: what is in a study is shared with it."""
    if settings.raw is None:
        return
    root = folder.resolve()
    raw = (root / Path(settings.raw).expanduser()).resolve()
    if raw.is_relative_to(root) or root.is_relative_to(raw):
        expected = "a folder outside the study and beside it, such as ../raw"
        do = "Raw files name people; keep them where the study is not shared."
        yield Problem("study.yml, `raw`", settings.raw, expected, do)


def _look_further(settings: _Settings) -> list[Problem]:
    """Find what is well-formed and yet cannot be: twins, spans that end before they begin."""
    problems = []
    if periods.first_day(settings.period.first) > periods.last_day(settings.period.last):
        got = f"{settings.period.first} to {settings.period.last}"
        problems.append(Problem("study.yml, `period`", got, "`from` before `until`"))
    seen: dict[str, int] = {}
    called = {region.slug: region.slug for region in settings.regions}
    for i, region in enumerate(settings.regions, start=1):
        where = f"study.yml, `regions[{i}]"
        if region.slug in ("all", "national", "healthkic", "consortium"):
            expected = "another short name; the kit uses this word itself"
            problems.append(Problem(f"{where}.slug`", region.slug, expected))
        if region.slug in seen:
            expected = f"a slug that is not used yet (regions[{seen[region.slug]}] has it too)"
            problems.append(Problem(f"{where}.slug`", region.slug, expected))
        seen.setdefault(region.slug, i)
        name = region.name.casefold()
        if called.get(name, region.slug) != region.slug:
            expected = f"a name that no other region has ({called[name]} has it)"
            problems.append(Problem(f"{where}.name`", region.name, expected))
        called.setdefault(name, region.slug)
        if region.kavel and region.start is None:
            do = "Give the first day of the new way of working, or write `kavel: false`."
            problems.append(Problem(f"{where}.start`", "", "a date", do))
        if region.start is not None and not region.start_source:
            expected = "where the date of the start comes from"
            problems.append(Problem(f"{where}.start_source`", "", expected))
        for j, area in enumerate(region.areas, start=1):
            if area.from_day and area.until_day and area.until_day < area.from_day:
                got = f"{area.from_day} to {area.until_day}"
                problems.append(Problem(f"{where}.areas[{j}]`", got, "`from` before `until`"))
    return [*problems, *_look_at_pool(settings)]


def _look_at_pool(settings: _Settings) -> Iterator[Problem]:
    """Find areas of the pool that stand there twice, or belong to a region."""
    owner = {
        area.code.strip().casefold(): region.slug
        for region in settings.regions
        for area in region.areas
    }
    seen: dict[str, int] = {}
    for number, area in enumerate(settings.comparison_pool, start=1):
        where = f"study.yml, `comparison_pool[{number}].code`"
        code = area.code.casefold()
        if code in owner:
            expected = f"an area of no region ({owner[code]} has it)"
            do = "A region is not compared with a part of a region; take it out of the pool."
            yield Problem(where, area.code, expected, do)
        elif code in seen:
            yield Problem(where, area.code, f"a code that is not used yet ({seen[code]} has it)")
        seen.setdefault(code, number)
