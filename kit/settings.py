"""What may stand in a settings file: kinds of values, each saying what it expects.

``study.yml`` and the instruments are held against models of these (pydantic); `complaint` turns
what the validator says into the grammar of the kit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ValidationError

from kit import periods
from kit.errors import InputError, Problem, unknown_name
from kit.files import decode, is_slug
from kit.language import LANGUAGES, Both
from kit.terms import terms

__all__ = [
    "Called", "Day", "Geography", "Name", "Period", "Slug", "Text", "Whole", "YesNo", "complaint",
    "in_one_language", "left_as_text", "read_settings",
]  # fmt: skip


def _both(value: Any) -> Any:
    if isinstance(value, str):
        return Both(value, value)
    if isinstance(value, Mapping) and value and set(value) <= set(LANGUAGES):
        given = [str(value[x]) for x in LANGUAGES if value.get(x) not in (None, "")]
        if given:
            nl, en = (str(value[x]) if value.get(x) not in (None, "") else given[0]
                      for x in LANGUAGES)  # fmt: skip
            return Both(nl, en)
    raise ValueError("a text, which will do for both languages, or a text for nl, en or each")


def _slug(value: Any) -> Any:
    if isinstance(value, str) and is_slug(value):
        return value
    raise ValueError("a short name of a-z, 0-9 and hyphens, at most 40 characters")


def _name(value: Any) -> Any:
    if isinstance(value, str) and value.strip() and value.isprintable() and len(value) <= 80:
        return " ".join(value.split())
    raise ValueError("a name of 1 to 80 characters on one line")


def _whole(value: Any) -> Any:
    # YAML takes the thousands of 300.000 for decimals; that must not become 300 inhabitants.
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError("a whole number without points or commas, such as 300000")


def _yes_or_no(value: Any) -> Any:
    words = {"ja": True, "yes": True, "true": True, "nee": False, "no": False, "false": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().casefold() in words:
        return words[value.strip().casefold()]
    raise ValueError("true or false (ja or nee)")


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("a date YYYY-MM-DD that exists") from None


def _period(value: Any) -> Any:
    return periods.parse(str(value))


def _geography(value: Any) -> Any:
    for term in terms("geography").values():
        if str(value).casefold() in term.written_as():
            return term.id
    raise ValueError("one of " + ", ".join(terms("geography")))


def _called(value: Any) -> Any:
    if not isinstance(value, Mapping) or "unit" not in value:
        return _both(value), None
    return _both({x: text for x, text in value.items() if x != "unit"}), _both(value["unit"])


Text = Annotated[Both, BeforeValidator(_both)]
Slug = Annotated[str, BeforeValidator(_slug)]
Name = Annotated[str, BeforeValidator(_name)]
Day = Annotated[date, BeforeValidator(_day)]
YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Whole = Annotated[int, BeforeValidator(_whole)]
Period = Annotated[str, BeforeValidator(_period)]
Geography = Annotated[str, BeforeValidator(_geography)]
#: What an indicator is called, and what its unit is called.
Called = Annotated[tuple[Both, Both | None], BeforeValidator(_called)]

_Model = TypeVar("_Model", bound=BaseModel)


def read_settings(
    path: Path, model: type[_Model], *, called: str, what: str, do: str, loader: Any = None
) -> _Model:
    """Read a settings file (YAML) and hold it against a model.

    Parameters
    ----------
    path : Path
    model : type
    called : str
        How the file is called in messages.
    what : str
        What the file should be, with its article, for when it is not there.
    do : str
        What to do then.
    loader : optional
        Of PyYAML; the safe one when None.

    Raises
    ------
    InputError
        The file is not there or is not YAML, or with every problem of it at once.
    """
    import yaml

    if not path.is_file():
        raise InputError([Problem(called, "", f"{what} that exists", do)])
    try:
        usual = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast
        raw = yaml.load(decode(path.read_bytes())[0], Loader=loader or usual)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{called}, row {mark.line + 1}" if mark else called
        got = getattr(error, "problem", None) or "text that is not YAML"
        advice = "Look at the spaces before the words, and put texts with a colon between quotes."
        raise InputError([Problem(where, got, "YAML", advice)]) from None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        # Without its bad parts a list may look empty; that is no complaint of its own.
        told = [e for e in error.errors() if e["type"] != "too_short" or not e["input"]]
        raise InputError([complaint(each, called, model) for each in told]) from None


def in_one_language(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each text of a settings file that is there in one language only.

    It stands in the other language too. A text without a language is meant for both.

    Parameters
    ----------
    path : Path
        One that is no YAML has no such texts; `read_settings` tells what is wrong with it.

    Yields
    ------
    (str, str)
        Its place, such as ``regions[1].context``, and the language that it lacks.
    """
    import yaml

    try:
        raw = yaml.load(decode(path.read_bytes())[0], Loader=left_as_text("timestamp"))
    except (yaml.YAMLError, ValueError):
        return
    yield from _lacking(raw, "")


def _lacking(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _lacking(item, f"{place}[{number}]")
        return
    if not isinstance(value, Mapping):
        return
    there = [x for x in LANGUAGES if value.get(x) not in (None, "")]
    if len(there) == 1 and set(value) <= {*LANGUAGES, "unit"}:
        yield place, next(x for x in LANGUAGES if x not in there)
    for name, item in value.items():
        yield from _lacking(item, f"{place}.{name}".removeprefix("."))


def left_as_text(*kinds: str) -> Any:
    """Return a YAML reader that leaves values of some kinds as they were typed.

    A wrong date is then told with its place, and 300.000 as it stands there.

    Parameters
    ----------
    *kinds : str
        Such as ``timestamp`` and ``float``.
    """
    import yaml

    usual = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("Loader", (usual,), {})
    endings = tuple(f":{kind}" for kind in kinds)
    loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(endings)]
        for first, resolvers in usual.yaml_implicit_resolvers.items()
    }
    return loader


_EXPECTED = {
    "string_type": "text; put it between quotes when it looks like a number",
    "model_type": "names with values below it",
    "dict_type": "names with values below it",
    "tuple_type": "a list, each item after a hyphen",
    "too_short": "at least one",
    "invalid_key": "names with values, such as `title: …`",
}


def complaint(error: Any, file: str, model: type[BaseModel]) -> Problem:
    """Turn one complaint of the validator into the grammar of the kit.

    Parameters
    ----------
    error : mapping
        One of ``ValidationError.errors()``.
    file : str
        How the file is called in messages.
    model : type
        What the whole file was held against.
    """
    steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in error["loc"]]
    where = f"{file}, `{''.join(steps).removeprefix('.')}`"
    got = "" if isinstance(error["input"], dict | list) else str(error["input"])
    kind = error["type"]
    if kind == "missing":
        return Problem(where, "", "this name, with a value")
    if kind == "extra_forbidden":
        known = [f.alias or name for name, f in _at(error["loc"][:-1], model).model_fields.items()]
        return unknown_name(where, str(error["loc"][-1]), known)
    if kind in _EXPECTED:
        return Problem(where, got, _EXPECTED[kind])
    if kind == "value_error":
        return Problem(where, got, str(error["ctx"]["error"]))
    expected = error["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    return Problem(where, got, expected[:1].lower() + expected[1:])


def _at(place: tuple[Any, ...], model: type[BaseModel]) -> type[BaseModel]:
    """Return the part of a model that a place in its file belongs to."""
    for step in place:
        field = model.model_fields.get(step) if isinstance(step, str) else None
        model = _model_in(field.annotation) or model if field else model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
