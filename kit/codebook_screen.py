"""What `kit codebook` says: the codes of a study, and what came of writing or taking one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kit.codebook import study_codebook
from kit.codebook_files import adopt, save
from kit.codebook_lint import lint
from kit.codes import Codebook
from kit.documents import Document
from kit.language import number, plural
from kit.study import Study
from kit.texts import read_texts

__all__ = ["shown", "taken", "written"]


def shown(study: Study) -> list[str]:
    """Return the lines that show the codebook of a study, with what is to be remarked about it."""
    codebook = study_codebook(study)
    where = study.codebook or "the one of the kit"
    return [
        f"{codebook.title['en']}, {codebook.label} ({where})",
        *_tree(codebook),
        *_remarks(codebook, read_texts(study).documents),
    ]


def written(study: Study, path: Path, *, language: str) -> list[str]:
    """Write the codebook of a study to a file; return the lines that say so."""
    codebook = study_codebook(study)
    save(codebook, path, language=language)
    codes = plural(len(codebook.codes), "code", "codes", "en")
    return [
        f"Wrote {codebook.label}, {codes}, to {path}.",
        f"To take it in after a change, give it another version: "
        f"`kit codebook {study.root} --from {path}`.",
    ]


def taken(study: Study, path: Path, *, version: str) -> list[str]:
    """Take a codebook into a study; return the lines that say what changed."""
    done = adopt(study, path, version=version)
    codes = plural(len(done.codebook.codes), "code", "codes", "en")
    lines = [f"Took {done.codebook.label}, {codes}, into {done.path.name}."]
    if done.kept is not None:
        lines.append(f"The one before it is kept: {done.kept.relative_to(study.root).as_posix()}.")
    changes = done.changes.as_text()
    lines += [f"  {line}" for line in changes.split("\n")] if changes else ["  No code changed."]
    if done.changes.redefined or done.changes.moved:
        lines.append(
            "Codings made before mean something else for these codes: their numbers are not "
            "joined with newer ones unless the texts are coded again."
        )
    lines += [f"Note: {remark}" for remark in done.remarks]
    if study.codebook is None:
        lines.append(f"Now add this line to study.yml: codebook: {done.path.name}")
    return [*lines, *_remarks(done.codebook, read_texts(study).documents)]


def _tree(codebook: Codebook) -> Iterator[str]:
    for name, label in codebook.lists.items():
        codes = codebook.of_list(name) if _any(codebook, name) else ()
        yield f"{name}: {label['en']} ({plural(len(codes), 'code', 'codes', 'en')})"
        waiting = [(code.id, 1) for code in reversed(codes) if not _inside(codebook, code.id)]
        while waiting:
            id, depth = waiting.pop()
            code = codebook.codes[id]
            rules = plural(len(code.rules), "rule", "rules", "en")
            yield f"{'  ' * depth}{id}: {code.term.label['en']} ({rules})"
            below = [child for child in code.children if codebook.codes[child].list == name]
            waiting += [(child, depth + 1) for child in reversed(below)]


def _any(codebook: Codebook, name: str) -> bool:
    return any(code.list == name for code in codebook.codes.values())


def _inside(codebook: Codebook, id: str) -> bool:
    """Say whether the parent of a code is in its own list, under which it is then shown."""
    parent = codebook.codes.get(codebook.codes[id].parent or "")
    return parent is not None and parent.list == codebook.codes[id].list


def _remarks(codebook: Codebook, documents: Sequence[Document]) -> Iterator[str]:
    checks = lint(codebook, documents)
    for check in checks:
        advice = f" {check.advice['en']}" if check.advice else ""
        yield f"Note: {check.said['en']}{advice}"
    if not checks:
        yield f"Nothing to remark, tried on {number(len(documents), 'en')} texts."
