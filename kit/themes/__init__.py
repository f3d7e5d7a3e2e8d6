"""Themes: what people distilled from passages, how widely it is found, and what goes against it.

A theme is a record, not a count. Beside it stand the documents and voices that carry its codes,
which codes stand together, and whether reading on brings anything new.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kit import disclosure, periods
from kit.codebook import Codebook, study_codebook
from kit.documents import Document, usual_period, voices
from kit.errors import InputError, unknown_name
from kit.finding import Finding
from kit.language import Both
from kit.logbook import Logbook
from kit.study import Study
from kit.texts import read_texts
from kit.themes.checking import checks
from kit.themes.counting import carrying, halves_of, tabulate
from kit.themes.drawing import draw
from kit.themes.gathering import Scope, scope_of
from kit.themes.pairing import UNITS, given_away, pairs_of, protect_pairs, units_of
from kit.themes.pairing_words import (
    Paired,
    brief_pairs,
    draw_pairs,
    pair_checks,
    say_against_pairs,
    say_pairs,
)
from kit.themes.records import STANCES, Themes, read_themes
from kit.themes.saturating import (
    check_setting,
    new_codes,
    random_orders,
    tabulate_saturation,
)
from kit.themes.saturating_drawing import draw_saturation
from kit.themes.saturating_words import (
    Saturated,
    brief_saturation,
    saturation_checks,
    say_against,
    say_saturation,
)
from kit.themes.saying import Seen, against, brief, say
from kit.totals import Gate
from kit.validation import read_validation

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Themes",
    "claims_of_themes",
    "co_occurrence_of",
    "passages_for",
    "read_themes",
    "saturation_of",
    "themes_of",
]

_REPEATS = 1000


def claims_of_themes(study: Study) -> tuple[tuple[Both, Both], ...]:
    """Return title and claim of every theme of a study, in the order of its files.

    Who distilled it, and the memo, stay with the researchers.
    """
    texts, codebook = read_texts(study), study_codebook(study)
    recorded = read_themes(study, documents=texts.documents, codebook=codebook)
    return tuple((theme.title, theme.claim) for theme in recorded.records)


def themes_of(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    logbook: Logbook | None = None,
    codebook: Codebook | None = None,
    codings: pd.DataFrame | None = None,
) -> Finding:
    """How widely the recorded themes are found, with whom, and what goes against them.

    Parameters
    ----------
    study : Study
    region : str
        A slug; ``national`` or ``healthkic``; or ``all``, which sets the regions side by side in
        the order of the alphabet.
    until : str or None
        Last period that counts (inclusive); None is the last of the study.
    release : str
        For whom. From *region* upward, what fewer than three authors carry is suppressed, and what
        would give it away; notes on deviant passages are for the *team*.
    logbook, codebook : optional
        When they have been read already.
    codings : DataFrame, optional
        Columns document, part, start, end (code points, end exclusive), code, coder, method
        (mention, person or accepted). None takes the mentions of the codebook and the codings of
        people that stand.

    Returns
    -------
    Finding of kind themes
        Its table is told in `kit.themes.counting.tabulate`. Themes stand in the order in which they
        were recorded: how often one is found does not say how much it matters.

    References
    ----------
    Wilson (1927) doi:10.1080/01621459.1927.10502953; for the change, Newcombe (1998), method 10,
    corrected (Bonferroni) for the number of themes.
    """
    scope = scope_of(
        study, region=region, until=until, release=release, logbook=logbook, codebook=codebook,
        codings=codings,
    )  # fmt: skip
    recorded = read_themes(study, documents=scope.every, codebook=scope.codebook)
    seen = _seen(scope, recorded)
    validated = read_validation(study, scope.codebook)
    shown = bool((seen.table["status"] == "shown").any())
    return Finding(
        kind="themes",
        question=Both(
            "Waar zijn de thema’s te vinden, bij wie, en wat spreekt ertegen?",
            "Where are the themes found, with whom, and what goes against them?",
        ),
        parameters=_asked(scope) | {"themes": [theme.id for theme in recorded.records]},
        table=seen.table,
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=Both.of(lambda language: against(seen, language)) if shown else None,
        picture=draw(seen),
        checks=checks(seen, validated),
        sources=(
            *(study.source(called, None) for called in recorded.notes),
            *scope.sources(hidden=seen.table["of"].isna().any()),
        ),
        release=release,
    )


def _seen(scope: Scope, recorded: Themes) -> Seen:
    codes = {theme.id: theme.codes for theme in recorded.records}
    places = {
        theme.id: {s: [p.document for p in theme.passages(s)] for s in STANCES}
        for theme in recorded.records
    }
    frame = carrying(scope.frame, scope.codings.frame, codes)
    held = set(scope.held)
    halves = None
    if scope.region == "all":
        by, names = "region", tuple(sorted(scope.study.regions))
    else:
        by = "period"
        first = periods.first_day(scope.study.first)
        # Half-years, unless a quarter usually has ten entries; a year hides what came and went.
        fine = usual_period(list(frame["day"]), first, scope.last) == "quarter"
        length = "quarter" if fine else "half_year"
        names = tuple(periods.span(first, scope.last, length))
        frame["period"] = [periods.period_of(day, length) for day in frame["day"]]
        held = {*names, "all"} if held else held
        if len(frame) and len(names) > 1 and codes:
            halves = halves_of(frame, codes, names)
    table, safe = tabulate(
        frame, scope.codings.frame, codes, places, by=by, names=names, release=scope.release,
        at_least=scope.study.thresholds.voices, held=held,
    )  # fmt: skip
    return Seen(scope, recorded, table, safe, by, names, halves)


def passages_for(themes: Themes, *, documents: Sequence[Document], release: str) -> pd.DataFrame:
    """Return the passages of the themes as far as their documents may be read by this release.

    Parameters
    ----------
    themes : Themes
    documents : sequence of Document
        Passages of other documents are left out.
    release : str

    Returns
    -------
    DataFrame
        theme, stance (supporting or deviant), text as it stands in the document now, and note (for
        the *team* only, else None). A passage whose document was not released so far is left out:
        the finding counts it where it may be counted. No id of a document stands in it.
    """
    import pandas as pd

    known = {document.id: document for document in documents}
    rows = []
    for theme in themes.records:
        for stance in STANCES:
            for passage in theme.passages(stance):
                document = known.get(passage.document)
                if document and disclosure.may_show_text(document.release, release):
                    text = document.text[passage.start : passage.end]
                    note = passage.note if release == "team" else None
                    rows.append((theme.id, stance, text, note))
    return pd.DataFrame(rows, columns=["theme", "stance", "text", "note"])


def co_occurrence_of(
    study: Study,
    *,
    region: str,
    code_list: str,
    until: str | None,
    release: str,
    unit: str = "part",
    logbook: Logbook | None = None,
    codebook: Codebook | None = None,
    codings: pd.DataFrame | None = None,
) -> Finding:
    """Which codes stand together: counts, c and both conditional shares.

    Parameters
    ----------
    study, region, until, release, logbook, codebook, codings
        As `themes_of`; ``all`` puts the entries of every region together.
    code_list : str
        A list of codes of the codebook.
    unit : {"part", "document"}
        What together means: in the same field of an entry, or in the same entry.

    Returns
    -------
    Finding of kind co_occurrence
        Rows code_1 x code_2 as `kit.themes.pairing.pairs_of`, with `unit` and `status`. A code and
        a code that stands for it are no pair.

    Raises
    ------
    InputError
        When the list, region, period or unit does not exist.
    """
    if unit not in UNITS:
        raise InputError([unknown_name("`unit`", unit, UNITS)])
    scope = scope_of(
        study, region=region, until=until, release=release, logbook=logbook, codebook=codebook,
        codings=codings,
    )  # fmt: skip
    codes = scope.codebook.of_list(code_list)
    ids = [code.id for code in codes]
    related = {frozenset((id, above)) for id in ids for above in scope.codebook.above(id)}
    counted = {}
    for each in UNITS:
        units = units_of(scope.frame, scope.codings.frame, ids, unit=each)
        pairs = pairs_of(units, ids, related=related)
        if "all" in scope.held:
            pairs[["authors", "of_authors"]] = 1
        if region == "all":
            apart = {
                str(slug): units_of(own, scope.codings.frame, ids, unit=each)
                for slug, own in scope.frame.groupby("region")
            }
            pairs = given_away(pairs, apart, Gate(release, study.thresholds.voices))
        counted[each] = protect_pairs(
            pairs, release=release, at_least=study.thresholds.voices
        )  # fmt: skip
        counted[each].table.insert(2, "unit", each)
    (other,) = (each for each in UNITS if each != unit)
    seen = Paired(scope, codes, unit, counted[unit], counted[other])
    shown = bool((seen.table["status"] == "shown").any())
    return Finding(
        kind="co_occurrence",
        question=Both.of(
            lambda language: {
                "nl": f"Welke codes staan samen: {scope.codebook.lists[code_list]['nl']}?",
                "en": f"Which codes stand together: {scope.codebook.lists[code_list]['en']}?",
            }[language]
        ),
        parameters=_asked(scope) | {"code_list": code_list, "unit": unit},
        table=seen.table,
        sentence=Both.of(lambda language: say_pairs(seen, language)),
        brief=Both.of(lambda language: brief_pairs(seen, language)),
        against=Both.of(lambda language: say_against_pairs(seen, language)) if shown else None,
        picture=draw_pairs(seen),
        checks=pair_checks(seen),
        sources=scope.sources(hidden=seen.table["of"].isna().any()),
        release=release,
    )


def saturation_of(
    study: Study,
    *,
    region: str,
    code_list: str,
    until: str | None,
    release: str,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    seed: int = 2024,
    logbook: Logbook | None = None,
    codebook: Codebook | None = None,
    codings: pd.DataFrame | None = None,
) -> Finding:
    """After how many entries reading on brings little new, and how sure that is.

    Parameters
    ----------
    study, region, until, release, logbook, codebook, codings
        As `themes_of`; ``all`` puts the entries of every region together. From release *region*
        upward, codes of fewer than three authors do not count, and the order of time is told only
        of a base by three authors: else the place of a code would tell who wrote it.
    code_list : str
        A list of codes of the codebook.
    base, run, threshold
        4 to 6 documents, 2 or 3 documents, 0.05 or 0, as Guest, Namey and Chen (2020).
    seed : int
        Of the random orders.

    Returns
    -------
    Finding of kind saturation
        Rows `about` ``setting`` (see `kit.themes.saturating.settings_of`; `order_status` says
        whether base_codes and reached_at are shown) and ``curve`` (see `points_of`; `codes` in the
        order of time for the *team* only); `authors` behind it all; `person`, `accepted` and
        `mention` share out the codes per document; `status`.

    Raises
    ------
    InputError
        When the list, region or period does not exist, or a setting is not one of the paper.

    References
    ----------
    Guest, Namey and Chen (2020) PLoS ONE 15(5):e0232076, doi:10.1371/journal.pone.0232076.
    """
    import numpy as np

    check_setting(base=base, run=run, threshold=threshold)
    scope = scope_of(
        study, region=region, until=until, release=release, logbook=logbook, codebook=codebook,
        codings=codings,
    )  # fmt: skip
    ids = [code.id for code in scope.codebook.of_list(code_list)]
    units = units_of(scope.frame, scope.codings.frame, ids, unit="document")
    fewest = study.thresholds.voices
    wide = [id for id in ids if voices(units.loc[units[id].notna(), "author"]) >= fewest]
    rare = disclosure.binds(release) and any(units[id].notna().any() for id in set(ids) - set(wide))
    ids = wide if disclosure.binds(release) else ids
    carries = units[ids].notna().to_numpy(dtype=bool).reshape(len(units), len(ids))
    new = new_codes(carries) if carries.any() else [0] * len(units)
    orders = random_orders(carries, rng=np.random.default_rng(seed), repeats=_REPEATS)
    safe = tabulate_saturation(
        units, ids, orders, new, release=release, at_least=fewest, base=base,
        authors=1 if "all" in scope.held else voices(units["author"]),
    )  # fmt: skip
    n_codes = len(scope.codebook.of_list(code_list))
    seen = Saturated(scope, safe, (base, run, threshold), n_codes, rare, _REPEATS)
    said = Both.of(lambda language: say_against(seen, language) or "")
    return Finding(
        kind="saturation",
        question=Both.of(
            lambda language: {
                "nl": "Komt er bij verder lezen nog iets nieuws bij: "
                f"{scope.codebook.lists[code_list]['nl']}?",
                "en": "Does reading on bring anything new: "
                f"{scope.codebook.lists[code_list]['en']}?",
            }[language]
        ),
        parameters=_asked(scope)
        | {"code_list": code_list, "base": base, "run": run, "threshold": threshold, "seed": seed},
        table=seen.table,
        sentence=Both.of(lambda language: say_saturation(seen, language)),
        brief=Both.of(lambda language: brief_saturation(seen, language)),
        against=said if said["nl"] else None,
        picture=draw_saturation(seen),
        checks=saturation_checks(seen),
        sources=scope.sources(hidden=(seen.table["status"] == "suppressed").any()),
        release=release,
    )


def _asked(scope: Scope) -> dict[str, Any]:
    return {
        "region": scope.region,
        "until": periods.parse(scope.until) if scope.until else scope.study.last,
        "codebook": scope.codebook.label,
    }
