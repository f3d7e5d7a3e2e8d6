"""The page of a learning history: two columns on a screen and on paper, one on a phone."""

from __future__ import annotations

from kit.embed import words
from kit.learning_history import History
from kit.render import are_examples, facts_of, files_of, page_of
from kit.terms import terms

__all__ = ["render_history"]


def render_history(
    history: History,
    *,
    home: str | None = None,
    report: str | None = None,
    document: str | None = None,
) -> str:
    """Dress a learning history as one page of HTML.

    Parameters
    ----------
    history : History
    home, report, document : str, optional
        Path from the page to the index of the reports, to the report of the region, and to the
        same history as a Word document; what is not given, it does not lead to.

    Returns
    -------
    str
        HTML 5 in the language of the history. It asks nothing of the network and prints on A4.

    Raises
    ------
    Refused
        When the timeline holds a script, a handler, HTML or a link to elsewhere.
    """
    language = history.language
    release = terms("release")[history.release]
    there = {note.kind for part in history.parts for pair in part.pairs for note in pair.notes}
    return page_of(
        "history.html",
        language,
        h={name: text[language] for name, text in words()["history"].items()},
        history=history,
        home=home,
        report=report,
        document=document,
        kinds=[kind for kind in terms("note_kind").values() if kind.id in there],
        synthetic=history.synthetic,
        examples=are_examples([history.name]),
        release=release.label[language],
        release_means=release.meaning[language] if release.meaning else "",
        facts=facts_of(history.provenance, language),
        files=files_of(
            history.provenance, language, release=history.release, regions=[history.name]
        ),
        footer=f"{history.title} · {history.subtitle}",
    )
