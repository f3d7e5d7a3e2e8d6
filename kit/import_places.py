"""Where a file comes in a study, what has to be known for that, and how it is written there.

Texts are in `kit.import_texts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from kit.coding_screen import taken_over
from kit.errors import InputError, Problem, unknown_name
from kit.files import write_whole
from kit.first_rows import Offer
from kit.import_figures import figures
from kit.import_texts import Known, Place, copied, document, running, talk
from kit.provenance import now
from kit.recognised import Guess, columns_of
from kit.survey_drafts import place_survey

__all__ = ["place_of"]


def place_of(offer: Offer, guess: Guess, known: Known) -> Place:
    """Return where a file comes and what that takes.

    Raises
    ------
    InputError
        The file cannot be read, or the region does not exist.
    """
    study = offer.study
    names = (*study.regions, "national", "healthkic")
    if known.region is not None and known.region not in names:
        raise InputError([unknown_name("--region", known.region, names)])
    return _WAYS[guess.kind](offer, guess, known)


def _form(offer: Offer, guess: Guess, known: Known) -> Place:
    study = offer.study
    table = guess.about
    first = f"{table}{offer.suffix}"
    there = list(study.files(table))
    own = first if not there else f"{table}/{PurePosixPath(offer.called).name}"
    if there and table == "logbook" and known.region:
        own = f"{table}/{known.region}/{PurePosixPath(offer.called).name}"
    says = (f"rows for the table {table}", *columns_of(offer, table))
    return copied(offer, study.root, own, says, (), "")


def _codings(offer: Offer, guess: Guess, known: Known) -> Place:
    def write() -> Iterator[str]:
        yield from taken_over(offer.study, offer.path, coder=known.coder)

    return Place(("codings, for the files of their coders in codings/",), (), write)


def _by_another_verb(verb: str, what: str) -> Callable[[Offer, Guess, Known], Place]:
    def place(offer: Offer, guess: Guess, known: Known) -> Place:
        command = verb.format(study=offer.study.root, file=offer.called)
        need = Problem(offer.called, what, "a file that is only put in a place", f"Give {command}.")
        return Place((f"taken in by {command}",), (need,), lambda: iter(()))

    return place


def _refi(offer: Offer, guess: Guess, known: Known) -> Place:
    """Return the place of a project or codebook: drafts, for a person to check first."""
    from kit.codebook import study_codebook
    from kit.codebook_files import as_yaml
    from kit.refi_qda import (
        describe,
        import_project,
        read_codebook_file,
        read_project,
        write_import,
    )
    from kit.refi_qda.drafting import draft_codebook
    from kit.refi_qda.mapping import draft_path

    study, path = offer.study, offer.path
    needs: tuple[Problem, ...] = ()
    if path.name != PurePosixPath(offer.called).name:
        do = "Unpack the archive and give the file itself: it is read again later."
        needs = (Problem(offer.called, "a file in an archive", "a file of its own", do),)
    if offer.suffix != ".qdc":
        given = import_project(study, path, time=now())

        def write() -> Iterator[str]:
            yield from write_import(study, given)

        return Place((*describe(read_project(path)), *given.lines()), needs, write)
    read = read_codebook_file(path)
    drafted, _ = draft_codebook(study_codebook(study), read.codes, name=path.stem)
    target = draft_path(study, path, ending=".codebook.yml")
    if target.exists():
        do = "Take it in or put it away first."
        needs += (Problem(str(target), "a file that is there already", "a free name", do),)

    def write_draft() -> Iterator[str]:
        target.parent.mkdir(exist_ok=True)
        write_whole(target, as_yaml(drafted))
        yield f"Wrote {target}."

    then = f"`kit codebook {study.root} --from {target}` takes it in."
    says = (*describe(read), f"a draft of the codebook with these codes comes in {target}")
    return Place(says, needs, write_draft, then)


def _survey(offer: Offer, guess: Guess, known: Known) -> Place:
    def write() -> Iterator[str]:
        done = place_survey(offer.study, offer.path)
        yield from (f"Wrote {called}." for called in done.files)
        yield from (f"  {note}" for note in done.notes)

    then = "Look at each column in the mapping, correct it, and write `checked: yes`."
    return Place(("answers, without the columns that name people, in surveys/",), (), write, then)


_WAYS: Mapping[str, Callable[[Offer, Guess, Known], Place]] = {
    "form": _form,
    "codings": _codings,
    "codebook": _by_another_verb("`kit codebook {study} --from {file}`", "a codebook"),
    "refi": _refi,
    "open_data": figures,
    "dashboard": figures,
    "survey": _survey,
    "transcript": talk,
    "running_logbook": running,
    "document": document,
}
