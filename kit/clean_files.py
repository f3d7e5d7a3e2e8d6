"""The clean files of a study: what each is called, what stands there already, what has to go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from kit.cells import SUFFIXES as TABLES
from kit.deidentify import Cleaned, Key, Listed, Review
from kit.deidentify.file_names import clean_name
from kit.deidentify.record import Record
from kit.errors import Problem, Refused
from kit.files import sha256, write_whole
from kit.interviews import table_files, withheld_transcripts
from kit.raw_files import Raw
from kit.study import Study, open_study
from kit.terms import terms
from kit.transcripts import write_transcript

__all__ = ["Output", "earlier_files", "judge", "outputs_of", "remove"]


@dataclass
class Output:
    """A clean file that is about to be written."""

    source: str
    content: bytes
    counts: Mapping[str, int] = field(default_factory=dict)
    reviewed: bool = False
    withheld: int = 0  # turns of voices that did not agree


def outputs_of(
    opened: Sequence[Raw], cleaned: Cleaned, key: Key, names: Sequence[Listed], study: Study,
    review: Review, choose: Callable[[Sequence[str]], str],
) -> dict[str, Output]:  # fmt: skip
    """Return the clean files by their path in the study; no two land on one name.

    In transcripts the words of voices that did not agree are left out.
    """
    word = terms("identity_type")["person"].label[study.languages[0]]
    stays = {row.name for row in names if row.keep}
    stays |= {text for text in review.never if len(text.split()) == 1}

    def renamed(called: str, of: str) -> str:
        added = [(text, type) for text, type, where in review.add if where in (None, of)]
        return clean_name(called, key, word=word, of=of, stays=stays, added=added, choose=choose)

    new_names: dict[str, str] = {}
    pending: list[tuple[Raw, str]] = []
    outputs: dict[str, Output] = {}
    for one in opened:
        pending += [(one, called) for called, _ in one.clean(cleaned.texts, cleaned.labels, str)]
    taken: set[str] = set()
    places: dict[tuple[str, str], str] = {}
    for one, called in pending:
        target = PurePosixPath(renamed(called, one.called))
        tries = [target, target.with_stem(f"{target.stem}-{Path(one.called).suffix[1:].lower()}")]
        tries += [target.with_stem(f"{target.stem}-{n}") for n in range(2, len(pending) + 3)]
        free = next(str(t) for t in tries if str(t).casefold() not in taken)
        taken.add(free.casefold())
        places[one.called, called] = free
        for way in (one.called, PurePosixPath(one.called).name):
            new_names.setdefault(way, free if "/" in way else PurePosixPath(free).name)

    def named(text: str) -> str:
        return new_names.get(text) or renamed(text, text)

    for one in opened:
        for called, content in one.clean(cleaned.texts, cleaned.labels, named):
            outputs[places[one.called, called]] = Output(
                one.called, content, cleaned.counts.get(one.called, {}),
                one.called in cleaned.reviewed or not (one.texts or one.labels),
            )  # fmt: skip
    _withhold(outputs, study)
    return outputs


def _withhold(outputs: dict[str, Output], study: Study) -> None:
    """Leave out of the transcripts what voices said that did not agree, see `kit.interviews`.

    Who agreed is told by the table as it will stand in the study; nothing raw is looked at.
    """
    with TemporaryDirectory() as folder:
        write_whole(Path(folder) / "study.yml", (study.root / "study.yml").read_bytes())
        clean = open_study(folder)
        given = {called: path.read_bytes() for path, called in table_files(study)}
        given |= {called: output.content for called, output in outputs.items()}
        for called, content in given.items():
            if PurePosixPath(called).parts[0].split(".")[0].casefold() == "interviews":
                write_whole(clean.root / called, content)
        for told in withheld_transcripts(clean):
            if told.called in outputs:
                made = write_transcript(told.transcript, clean.root / told.called)
                output = outputs[told.called]
                # Its first line says how the raw file was written; the clean one no longer tells.
                head, turns = (c.split(b"\n", 1) for c in (output.content, made.read_bytes()))
                content = head[0] + b"\n" + turns[1]
                outputs[told.called] = replace(output, content=content, withheld=told.turns)


def earlier_files(
    study: Study, outputs: Mapping[str, Output], record: Record | None, key: Key, raw: Set[str]
) -> tuple[list[str], list[str]]:
    """Return clean files that got another name, and those of which the raw file is gone.

    A file of a raw file that is gone stays: it can be all that is left of it.
    """
    left = sorted(set(record.files) - set(outputs)) if record else []
    there = [called for called in left if (study.root / called).is_file()]
    made_of = {made: source for source, files in key.files.items() for made in files}
    gone = [called for called in there if made_of.get(called, called) not in raw]
    return [called for called in there if called not in gone], gone


def judge(
    study: Study, outputs: Mapping[str, Output], record: Record | None, old: Iterable[str]
) -> list[str]:
    """Refuse to overwrite what people wrote; return tables that stand beside a clean one."""
    problems = []
    beside = []
    known = record.files if record else {}
    for called in old:
        if sha256(study.root / called) != known[called].sha256:
            suffix = PurePosixPath(called).suffix
            where = f"{PurePosixPath(called).parent.as_posix()}, a file ({suffix}) by an old name"
            do = (
                "Its raw file gets another name now. Make the change in the raw file and put this "
                "one away. Nothing was written."
            )
            expected = "the file as `kit deidentify` wrote it"
            problems.append(Problem(where, "a file that was changed since", expected, do))
    for called, output in outputs.items():
        path = study.root / called
        if path.is_file():
            there = sha256(path)
            ours = called in known and known[called].sha256 == there
            if not ours and there != sha256(output.content):
                got = "a file that was changed since" if called in known else "a file of your own"
                do = (
                    "Make the change in the raw file and put this one away, or keep this one and "
                    "take the raw file out of the raw folder. Nothing was written."
                )
                problems.append(Problem(called, got, "the file as `kit deidentify` wrote it", do))
        if path.suffix == ".csv":
            beside += [
                other.relative_to(study.root).as_posix()
                for suffix in TABLES
                if (other := path.with_suffix(suffix)) != path and other.is_file()
            ]
    if problems:
        raise Refused("\n".join(map(str, problems)))
    return beside


def remove(root: Path, called: str, outputs: Iterable[str]) -> None:
    """Remove a clean file, and the folders that are empty then: their names can name people."""
    path = root / called
    # Where capitals do not count, the new file can be this one.
    same = [root / c for c in outputs if c.casefold() == called.casefold()]
    if not any(one.samefile(path) for one in same if one.exists()):
        path.unlink(missing_ok=True)
        for folder in path.relative_to(root).parents:
            if folder.parts and not any((root / folder).iterdir()):
                (root / folder).rmdir()
