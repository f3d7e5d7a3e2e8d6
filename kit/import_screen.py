"""What the verb ``import`` does and says: what each file is, where it comes, and what it lacks."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from kit.check import check_study
from kit.errors import InputError, Problem, unknown_name
from kit.exclusive import alone
from kit.first_rows import Offer, Shown
from kit.forms import TABLES
from kit.import_places import place_of
from kit.import_texts import Known, Place
from kit.language import plural
from kit.recognised import KINDS, Guess, as_form, guesses
from kit.study import Study
from kit.surveys.gathering import mappings_of

__all__ = ["imported"]

_MOST_FILES = 500
_LARGEST = 500_000_000  # bytes that an archive may unpack to
_NOTHING = "Nothing was written."
_LIKELY = 25  # how far a second guess may stay behind to be told


def imported(
    study: Study,
    files: Sequence[Path],
    *,
    known: Known,
    kind: str | None = None,
    write: bool = False,
) -> Iterator[str | Shown]:
    """Say what files are and where they come; put them there when asked.

    A file with which something is wrong is not written, the others are; nothing is ever replaced.

    Parameters
    ----------
    study : Study
    files : sequence of Path
        A .zip is opened, and each file in it taken for itself.
    known : Known
    kind : str, optional
        What all of them are, when it is known better: an id of `kit.recognised.KINDS`, or a form.
    write : bool

    Yields
    ------
    str or Shown
        Lines, and the beginning of each file; that can be about people and is for a screen only.

    Raises
    ------
    InputError
        With every problem of every file; after the files that are good are written.
    """
    if kind is not None and kind not in KINDS and kind not in TABLES:
        raise InputError([unknown_name("--as", kind, (*KINDS, *TABLES))])
    problems: list[Problem] = []
    places: list[tuple[Offer, Place]] = []
    with ExitStack() as stack:
        for file in files:
            try:
                offers = _offers(file, study, stack)
            except InputError as error:
                problems += error.problems
                continue
            for offer in offers:
                try:
                    form = kind if kind in TABLES else None
                    found = [as_form(offer, form)] if form else guesses(offer)
                    guess = _taken(offer, found, None if form else kind)
                    place = place_of(offer, guess, known)
                    shown = KINDS[guess.kind].show(offer)
                except InputError as error:
                    problems += error.problems
                    continue
                yield from _told(offer, guess, found, place, shown)
                if write:
                    problems += place.needs
                else:
                    yield from (f"  not known: {need}" for need in place.needs)
                places.append((offer, place))
        twice = _twice(places)
        problems = list(dict.fromkeys([*problems, *twice.values()]))
        good = [place for offer, place in places if not place.needs and offer.called not in twice]
        if problems and not (write and good):
            raise InputError(problems, do=_NOTHING)
        if write:
            with alone(study):
                for place in good:
                    yield from place.write()
        else:
            yield f"{_NOTHING} To do it, give the command with --write."
            return
    yield from dict.fromkeys(f"Next: {place.then}" for place in good if place.then)
    yield _checked(study)
    if problems:
        raise InputError(problems, do="These files were not written; the others were.")


def _checked(study: Study) -> str:
    """Return what a check of the study finds now, in one line."""
    found = check_study(study.root).problems
    if not found:
        told = f"`kit check {study.root}` finds no problems"
        drafts = [called for _, called, mapping in mappings_of(study)[0] if not mapping.checked]
        if drafts:
            those = ", ".join(drafts)
            return f"{told}, but reads nothing of a survey until `checked: yes` stands in {those}."
        return f"{told}."
    count = plural(sum(map(len, found.values())), "problem", "problems", "en")
    return f"`kit check {study.root}` finds {count} in {', '.join(found)}: it says what to do."


def _taken(offer: Offer, found: Sequence[Guess], kind: str | None) -> Guess:
    """Return the guess that is taken: the surest, or the one that was said."""
    if kind is None:
        return found[0]
    for guess in found:
        if guess.kind == kind:
            return guess
    can = ", ".join(guess.kind for guess in found)
    problem = Problem(offer.called, kind, f"what can be read in it: {can}", "Leave out --as.")
    raise InputError([problem])


def _told(
    offer: Offer, guess: Guess, found: Sequence[Guess], place: Place, shown: Shown
) -> Iterator[str | Shown]:
    yield f"{offer.called}: {guess.how_sure} {KINDS[guess.kind].name} ({guess.reason})."
    others = [
        one.kind for one in found
        if one is not guess and one.certainty > guess.certainty - _LIKELY
    ]  # fmt: skip
    if others:
        yield f"  It can be read in another way too; say so with --as {' or '.join(others)}."
    yield from (f"  {line}" for line in place.says)
    yield shown


def _twice(places: Sequence[tuple[Offer, Place]]) -> dict[str, Problem]:
    """Return the files that would come in the place of another; neither of the two is written."""
    seen: dict[str, str] = {}
    found: dict[str, Problem] = {}
    for offer, place in places:
        for line in place.says:
            if not line.startswith("comes in "):
                continue
            if line.casefold() in seen:
                expected = f"another place than {seen[line.casefold()]}"
                problem = Problem(offer.called, line, expected, "Give them one by one.")
                found |= {offer.called: problem, seen[line.casefold()]: problem}
            seen.setdefault(line.casefold(), offer.called)
    return found


def _offers(file: Path, study: Study, stack: ExitStack) -> list[Offer]:
    """Return a file, or the files that are in an archive or a folder, or that a pattern names."""
    if file.is_dir():
        inside = sorted(path for path in file.rglob("*") if path.is_file())
        return _several(inside, file.absolute().parent, study, stack, str(file))
    if not file.exists() and any(sign in str(file) for sign in "*?["):
        below = Path(file.anchor or ".")
        found = sorted(below.glob(str(file.relative_to(file.anchor))))
        return _several([path for path in found if path.is_file()], None, study, stack, str(file))
    if not file.is_file():
        raise InputError([Problem(str(file), "", "a file that exists")])
    if file.suffix.lower() != ".zip":
        return [Offer(file, file.name, study)]
    folder = Path(stack.enter_context(TemporaryDirectory()))
    return list(_unpacked(file, study, folder))


def _several(
    files: Sequence[Path], above: Path | None, study: Study, stack: ExitStack, given: str
) -> list[Offer]:
    """Return the files of a folder, called by their path in it, or of a pattern."""
    offers: list[Offer] = []
    for file in files:
        called = file.absolute().relative_to(above).as_posix() if above else file.name
        if _hidden(called):
            continue
        if file.suffix.lower() == ".zip":
            offers += _offers(file, study, stack)
        else:
            offers.append(Offer(file, called, study))
    if not offers or len(offers) > _MOST_FILES:
        got = plural(len(offers), "file", "files", "en")
        raise InputError([Problem(given, got, f"from 1 to {_MOST_FILES} files")])
    return offers


def _unpacked(file: Path, study: Study, folder: Path) -> Iterator[Offer]:
    """Unpack an archive; what its names say about where files go is not followed."""
    do = "Unpack it and give the files that are in it."
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [i for i in archive.infolist() if not i.is_dir() and not _hidden(i.filename)]
            size = sum(info.file_size for info in inside)
            if len(inside) > _MOST_FILES or size > _LARGEST:
                got = f"{len(inside)} files, {size / 1e6:.0f} MB"
                raise InputError([Problem(file.name, got, "an archive of an ordinary size", do)])
            for number, info in enumerate(inside):
                suffix = PurePosixPath(info.filename).suffix
                path = folder / f"{number}{suffix if suffix[1:].isalnum() else ''}"
                with archive.open(info) as packed:
                    content = packed.read(info.file_size + 1)
                path.write_bytes(content)
                yield Offer(path, info.filename.replace("\\", "/"), study)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError,
            zlib.error):  # fmt: skip
        expected = "an archive that opens without a password"
        raise InputError([Problem(file.name, "", expected, do)]) from None


def _hidden(name: str) -> bool:
    parts = [part for part in PurePosixPath(name).parts if part != ".."]
    return any(part.startswith((".", "~$", "__MACOSX")) for part in parts)
