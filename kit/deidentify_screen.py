"""What the verb ``deidentify`` does and says: raw files outside the study, clean ones in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from kit import __version__
from kit.cells import SUFFIXES as TABLES
from kit.clean_files import Output, earlier_files, judge, outputs_of, remove
from kit.deidentify import Cleaned, Key, Listed, Review, deidentify
from kit.deidentify.capitals import plain
from kit.deidentify.key import draw, read_key, write_key
from kit.deidentify.project_list import read_names
from kit.deidentify.record import Made, Record, as_text, read_record
from kit.deidentify.residual import few_of_a_kind, lies_in_a_synced_folder, rare_events
from kit.deidentify.review import find_review, read_review, write_review
from kit.deidentify.searching import Finder
from kit.deidentify.words import listed
from kit.errors import InputError, Problem, unknown_name
from kit.exclusive import alone
from kit.files import sha256, write_whole
from kit.language import plural
from kit.papers import SUFFIXES as DOCUMENTS
from kit.provenance import now
from kit.raw_files import Raw, open_raw
from kit.raw_papers import RawPaper
from kit.study import Study
from kit.terms import terms

__all__ = ["deidentified"]

RECORD = "deidentified.yml"
_OWN = ("names", "review")  # stems of the kit's own tables in the raw folder
_KEY = "key.json"


def deidentified(
    study: Study,
    *,
    own_rules: bool = False,
    keep: Sequence[str] = (),
    finder: Callable[[], Finder] | None = None,
    choose: Callable[[Sequence[str]], str] = draw,
) -> Iterator[str]:
    """Replace identities in the raw files of a study, write the clean files, and say what was done.

    Nothing is written when anything has to be corrected first. No name that was found is said.

    Parameters
    ----------
    study : Study
    own_rules : bool
        Leave deduce alone, even where it is installed.
    keep : sequence of str
        Types (ids of ``identity_type``) that stay as they are.
    finder : function, optional
        Gives another finder than deduce's.
    choose : function, optional
        Draws one of the free codes.

    Raises
    ------
    InputError
        Something in the raw folder cannot be read, or the study names no raw folder.
    Refused
        A clean file was changed by hand since it was made.
    KitError
        Another run is busy with the study.
    """
    with alone(study):
        yield from _deidentified(study, own_rules, keep, finder, choose)


def _deidentified(
    study: Study,
    own_rules: bool,  # noqa: FBT001
    keep: Sequence[str],
    finder: Callable[[], Finder] | None,
    choose: Callable[[Sequence[str]], str],
) -> Iterator[str]:
    raw = _raw_folder(study)
    if unknown := [unknown_name("--keep", type, terms("identity_type")) for type in keep
                   if type not in terms("identity_type")]:  # fmt: skip
        raise InputError(unknown)
    language = study.languages[0]
    record = read_record(study.root / RECORD)
    key = read_key(raw / _KEY)
    _key_belongs(key, record, raw)
    table = find_review(raw)
    review = read_review(table)
    names = (*_names(raw), *_of_the_study(study))
    opened, aside = _open(raw, language)
    more, with_deduce = _more(own_rules, finder)
    texts = {id: text for one in opened for id, text in one.texts.items()}
    labels = {id: text for one in opened for id, text in one.labels.items()}
    apart = _read_together(opened)
    cleaned = deidentify(
        texts, key=key, language=language, labels=labels, names=names, review=review, more=more,
        keep=keep, apart=apart, choose=choose,
    )  # fmt: skip
    outputs = outputs_of(opened, cleaned, key, names, study, review, choose)
    old, gone = earlier_files(study, outputs, record, key, {one.called for one in opened})
    beside = judge(study, outputs, record, old)
    for one in opened:
        # What it made before is kept until the record says that it has gone.
        left = {made for made in key.files.get(one.called, ()) if record and made in record.files}
        made_now = {called for called, output in outputs.items() if output.source == one.called}
        key.files[one.called] = sorted(left | made_now)
    write_key(raw / _KEY, key)
    for called, output in outputs.items():
        path = study.root / called
        if not path.is_file() or path.read_bytes() != output.content:
            write_whole(path, output.content)
    for called in old:
        remove(study.root, called, outputs)
    made = _record(outputs, record, review, with_deduce, gone)
    if record is None or made != record:
        write_whole(study.root / RECORD, as_text(made))
    head = review if not cleaned.fresh else Review()
    if not table.is_file() or not _same(review, cleaned, head):
        write_review(table, cleaned.rows, head, language=language)
    yield from _said(study, opened, outputs, cleaned, made, table, review)
    for called in old:
        # Its name is not said: it can be the very name that had to go.
        suffix = PurePosixPath(called).suffix
        folder = PurePosixPath(called).parent.as_posix()
        yield f"Removed from {folder}: a clean file ({suffix}) that has another name now."
    yield from _warned(study, raw, opened, cleaned, aside, gone, beside, with_deduce)


def _read_together(opened: Sequence[Raw]) -> dict[tuple[str, str], str]:
    """Return for each place in a table what it is read together with.

    A row about an interview goes with its transcript, so that a quote stays what was said; a row
    about an entry, or about nothing else, with the rows of its region.
    """
    paths = [PurePosixPath(one.called) for one in opened]
    files = {p.stem: str(p) for p in paths} | {p.name: str(p) for p in paths}
    about: dict[str, str] = {}
    for one in opened:
        for row in one.people:
            file = PurePosixPath(row["file"] or row["document"]).name
            if row["document"] and file in files:
                about.setdefault(row["document"].casefold(), files[file])
            elif row["id"] and row["region"]:
                about.setdefault(row["id"].casefold(), row["region"].casefold())
    found = {}
    for one in opened:
        for place, called in one.apart.items():
            pieces = called.casefold().split("-")
            heads = ["-".join(pieces[:n]) for n in range(len(pieces), 0, -1)]
            found[place] = next((about[head] for head in heads if head in about), called)
    return found


def _same(review: Review, cleaned: Cleaned, head: Review) -> bool:
    """Say whether the review table stands there as it would be written."""
    rows = tuple(replace(row, sign="") for row in cleaned.rows)
    return rows == review.rows and (head.reviewer, head.day) == (review.reviewer, review.day)


def _raw_folder(study: Study) -> Path:
    if study.raw is None:
        expected = "a folder outside the study with the raw files"
        do = "Write `raw: ../raw` in study.yml, with your own folder, and put the raw files there."
        raise InputError([Problem("study.yml, `raw`", "", expected, do)])
    if not study.raw.is_dir():
        do = "Make it and put the raw files in it, at the places they shall have in the study."
        raise InputError([Problem("study.yml, `raw`", "", "a folder that exists", do)])
    return study.raw


def _key_belongs(key: Key, record: Record | None, raw: Path) -> None:
    """Refuse to begin a new key where the study was made with one that is gone."""
    coded = ("person", "organisation", "place")
    if record and not key.entries and any(
        made.counts.get(type) for made in record.files.values() for type in coded
    ):  # fmt: skip
        do = (
            f"Put {_KEY} back in the raw folder. To begin anew, with other pseudonyms, move "
            f"{RECORD} and the files that it names out of the study."
        )
        raise InputError([Problem(_KEY, "no key", "the key that the study was made with", do)])


def _names(raw: Path) -> tuple[Listed, ...]:
    files = [raw / f"names{suffix}" for suffix in TABLES]
    return read_names((path, path.name) for path in files if path.is_file())


def _of_the_study(study: Study) -> Iterator[Listed]:
    """Yield regions, which always stay as everything is ordered by them, and areas, as places.

    An area comes in the review table wherever it stands, and a person decides there, or by `keep`
    in the list of names, whether it may. Places too large to point at somebody stay.
    """
    regions = study.regions.values()
    stay = {word for region in regions for word in (region.slug, region.name)}
    yield from (Listed(word, "place", keep=True) for word in sorted(stay))
    areas = {area.name for region in regions for area in region.areas}
    areas |= {area.name for area in study.comparison_pool}
    large = listed("large_places") | listed("public")
    yield from (Listed(name, "place") for name in sorted(areas - stay) if plain(name) not in large)


def _open(raw: Path, language: str) -> tuple[list[Raw], dict[str, int]]:
    opened: list[Raw] = []
    aside: Counter[str] = Counter()
    problems: list[Problem] = []
    for path in sorted(raw.rglob("*")):
        inside = path.relative_to(raw)
        if not path.is_file() or any(part.startswith((".", "~$")) for part in inside.parts):
            continue
        if len(inside.parts) == 1 and (path.stem in _OWN or path.name in (_KEY, f"surveys-{_KEY}")):
            continue
        if path.stem.casefold() in ("readme", "leesmij"):
            continue
        if inside.parts[0] == "refi" and path.suffix.casefold() == ".yml":
            continue  # drafts of the kit about projects of other programs
        try:
            one = open_raw(path, inside.as_posix(), language=language)
        except InputError as error:
            problems += [_unnamed(problem, inside, len(problems) + n)
                         for n, problem in enumerate(error.problems, start=1)]  # fmt: skip
            continue
        if one is None:
            aside[path.suffix.casefold() or "no ending"] += 1
        elif isinstance(one, RawPaper) and not one.has_text:
            aside[f"{path.suffix.casefold()} without text: recognise it elsewhere, OCR"] += 1
        else:
            opened.append(one)
    if problems:
        do = "Correct them in the raw folder and give the command again; nothing was written."
        raise InputError(problems, do=do)
    return opened, dict(aside)


def _unnamed(problem: Problem, inside: Path, number: int) -> Problem:
    """Return a problem that tells the file by its folder and ending: its name may name a person."""
    shown = f"raw {inside.parent.as_posix()}/" if inside.parent.parts else "raw folder, "
    where = problem.where.replace(inside.as_posix(), f"{shown}file {number} ({inside.suffix})")
    got = "" if len(problem.got.split()) > 1 and problem.got[:1].isupper() else problem.got
    return Problem(where, got, problem.expected, problem.do)


def _more(own_rules: bool, finder: Callable[[], Finder] | None) -> tuple[Finder | None, bool]:  # noqa: FBT001
    from kit.deidentify import with_deduce

    if own_rules:
        return None, False
    if finder is not None:
        return finder(), True
    return (with_deduce.finder(), True) if with_deduce.is_there() else (None, False)


def _record(
    outputs: Mapping[str, Output],
    before: Record | None,
    review: Review,
    with_deduce: bool,  # noqa: FBT001
    gone: Sequence[str],
) -> Record:
    earlier = before.files if before else {}
    files = {called: m for called, m in earlier.items() if called in outputs or called in gone}
    today = now()[:10]
    for called, output in outputs.items():
        digest = sha256(output.content)
        old = files.get(called)
        same = old is not None and old.sha256 == digest
        reviewed = output.reviewed or (same and old is not None and old.reviewed)
        counts = {type: output.counts[type] for type in terms("identity_type")
                  if output.counts.get(type)}  # fmt: skip
        day = old.day if same and old is not None else today
        files[called] = Made(digest, counts, reviewed, day)
    every = bool(outputs) and all(files[called].reviewed for called in outputs)
    told = every and review.reviewer is not None and review.day is not None
    return Record(
        kit=__version__,
        reviewed=every,
        reviewer=review.reviewer if told else before.reviewer if every and before else None,
        reviewed_on=(
            review.day.isoformat() if told and review.day
            else before.reviewed_on if every and before else None
        ),
        deduce=with_deduce,
        files=files,
    )  # fmt: skip


def _said(
    study: Study, opened: Sequence[Raw], outputs: Mapping[str, Output],
    cleaned: Cleaned, made: Record, table: Path, review: Review,
) -> Iterator[str]:  # fmt: skip
    files = plural(len(opened), "raw file", "raw files", "en")
    yield f"{files} read, {len(outputs)} written to {study.root}."
    total: Counter[str] = Counter()
    for counts in cleaned.counts.values():
        total.update(counts)
    if not total:
        yield "Nothing was found to replace. That does not mean that there is nothing."
    for type, term in terms("identity_type").items():
        if total[type]:
            yield f"  {term.label['en']}: {total[type]}"
    if withheld := [output.withheld for output in outputs.values() if output.withheld]:
        turns = plural(sum(withheld), "turn", "turns", "en")
        where = plural(len(withheld), "transcript", "transcripts", "en")
        yield f"  not released, as their speaker did not agree: {turns} in {where}"
    undone = sum(row.decision == "undo" and bool(row.place) for row in cleaned.rows)
    if undone:
        yield f"  put back as the review table says: {undone}"
    if made.reviewed:
        yield "Reviewed: every replacement was looked through."
    else:
        looked = review.reviewer is not None and review.day is not None
        left = cleaned.fresh if looked else total.total()
        more = plural(left, "replacement", "replacements", "en")
        yield f"Not reviewed yet: {more} not looked through. Read {table}, fill in who and when,"
        yield "and give the command again."


def _warned(
    study: Study, raw: Path, opened: Sequence[Raw], cleaned: Cleaned, aside: Mapping[str, int],
    gone: Iterable[str], beside: Iterable[str], with_deduce: bool,  # noqa: FBT001
) -> Iterator[str]:  # fmt: skip
    for suffix, count in sorted(aside.items()):
        yield f"Set aside, a kind of file that is not read ({suffix}): {count}"
    if set(DOCUMENTS) & set(aside):
        yield "Documents are read in the folder documents of the raw folder; move them there."
    for called in gone:
        yield f"{called}: its raw file is gone. Take it out of the study if it should go too."
    for called in dict.fromkeys(beside):
        yield f"{called} stands beside a clean table and is read too. Take one of them away."
    yield "What is left is pseudonymised: it is still about people, and some may be known by it."
    people = [row for one in opened for row in one.people]
    for region, role, count in few_of_a_kind(people, fewest=study.thresholds.voices):
        who = plural(count, "person", "people", "en")
        shown = _role(role)
        yield f"  {shown} in {region if region in study.regions else 'a region'}: {who}"
    for event, count in rare_events(cleaned.texts.values()).items():
        yield f"  words about {event}: in {plural(count, 'passage', 'passages', 'en')}"
    if not with_deduce:
        yield "deduce was not used; with it fewer names are missed (pip install deduce)."
    if lies_in_a_synced_folder(raw):
        yield "WARNING: the raw folder lies where it is copied elsewhere by itself, the key too."
        yield "Move it to a place that is not synchronised and not under git."


def _role(text: str) -> str:
    """Return a role as the terms call it; one that they do not know is not shown."""
    for term in terms("role").values():
        if re.sub(r"[_\s]+", " ", text) in term.written_as() or text == term.id:
            return term.label["en"]
    return "another role"
