"""What the historians of the sample made of the interviews: quotes, notes, results and events.

The rows still hold the identities that people write down by the way. A quote is sent six weeks
after its conversation and answered three weeks later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sample_marks import Spoken, plain, quotes_of

from kit.terms import columns

__all__ = ["history_tables", "passages_of", "quotes_table"]

SENT, ANSWERED = timedelta(days=42), timedelta(days=63)
ANSWERS = ("approved", "edited", "withdrawn")


def quotes_table(
    interviews: Sequence[Mapping[str, Any]],
    turns: Mapping[str, Sequence[Spoken]],
    asked: Mapping[str, Mapping[str, Any]],
    documents: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """Return the table of quotes, in the order of the conversations.

    Parameters
    ----------
    interviews : sequence of mapping
        Of the bank.
    turns : mapping of interview to turns
    asked : mapping of quote to what is said of it
        Status and release; where they are, the theme, what the speaker made of it and a memo.
    documents : mapping of (interview, key of the voice) to document
    """
    rows = []
    for interview in interviews:
        for turn in turns[interview["id"]]:
            for id, words in quotes_of(turn.text).items():
                told = asked[id]
                status, day = told["status"], interview["date"]
                rows.append(
                    {
                        "id": id,
                        "document": documents[interview["id"], turn.who],
                        "quote": words,
                        "theme": _theme(turn, told),
                        "status": status,
                        "sent_on": None if status == "draft" else day + SENT,
                        "approved_on": day + ANSWERED if status in ANSWERS[:2] else None,
                        "release": told["release"],
                        "edited": told.get("edited"),
                        "memo": plain(told["memo"]) if "memo" in told else None,
                    }
                )
    return pd.DataFrame(rows, columns=list(columns("quotes")), dtype=object)


def _theme(turn: Spoken, told: Mapping[str, Any]) -> str | None:
    return told.get("theme") or next(iter(turn.themes), None)


def history_tables(regions: Mapping[str, Mapping[str, Any]]) -> dict[str, pd.DataFrame]:
    """Return the tables of notes, noticeable results and events, called as their files.

    Parameters
    ----------
    regions : mapping of region to what the historians wrote
    """
    notes: list[tuple[Any, ...]] = []
    results: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    for region, own in regions.items():
        release = own.get("release", "region")
        for kind, theme, quotes, text in own["notes"]:
            of = None if theme == "-" else theme
            notes.append((region, kind, plain(text), own["author"], of, "; ".join(quotes), release))
        for day, *told in own["results"]:
            results.append((region, _day(day), *map(plain, told), release))
        for day, text, direction, document in own["events"]:
            events.append((region, _day(day), plain(text), direction, document or None, release))
    found = {"history_notes": notes, "noticeable_results": results, "events": events}
    return {
        f"{name}.csv": pd.DataFrame(rows, columns=list(columns(name)), dtype=object)
        for name, rows in found.items()
    }


def _day(day: date) -> date:
    if not isinstance(day, date):
        raise TypeError(f"no day: {day!r}")
    return day


def passages_of(
    quotes: pd.DataFrame, turns: Mapping[str, Sequence[Spoken]]
) -> dict[str, dict[str, list[dict[str, str]]]]:
    """Return, per theme and stance, the quotes as passages.

    Those that were withdrawn are not among them, nor those that stay with the team.

    A quote stands on the side of its theme that its turn has; a theme that was given to it apart
    is borne out.
    """
    stances = {
        id: turn.themes for said in turns.values() for turn in said for id in quotes_of(turn.text)
    }
    found: dict[str, dict[str, list[dict[str, str]]]] = {}
    for row in quotes.to_dict("records"):
        if row["theme"] is None or row["status"] == "withdrawn" or row["release"] == "team":
            continue
        stance = stances[row["id"]].get(row["theme"], "supporting")
        passage = {"document": row["document"], "quote": row["quote"]}
        found.setdefault(row["theme"], {}).setdefault(stance, []).append(passage)
    return found
