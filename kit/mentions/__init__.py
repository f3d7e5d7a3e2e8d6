"""How often the codes of a codebook are mentioned, in how many texts and by how many people.

A mention is a rule hit, not a coding. Counted are documents and distinct authors, never hits: a
talkative entry is one entry. Nothing is called rising or falling unless enough people wrote and
the same person wrote most, before and after.
"""

from __future__ import annotations

from kit import disclosure, periods
from kit.codebook import Codebook, study_codebook
from kit.documents import countable, quiet_regions, usual_period
from kit.figures import numbers_as_text
from kit.finding import Finding
from kit.language import Both
from kit.logbook import Logbook, entries, read_logbook
from kit.mentions.checking import checks
from kit.mentions.counting import FEWEST_SOURCES, close, compare_halves, count, look, protect
from kit.mentions.drawing import draw
from kit.mentions.saying import Seen, against, brief, claims, question, say
from kit.mentions.validity import read_by_people
from kit.study import Study
from kit.totals import Gate, rows_of_files
from kit.validation import marks_of, numbers_of, read_validation

__all__ = ["FEWEST_SOURCES", "mentions_of"]


def mentions_of(
    study: Study,
    *,
    region: str,
    code_list: str,
    until: str | None,
    release: str,
    logbook: Logbook | None = None,
    codebook: Codebook | None = None,
) -> Finding:
    """What is mentioned in the logbook, how often, and by how many people.

    Parameters
    ----------
    study : Study
    region : str
        A slug; or ``national``, ``healthkic``; or ``all``, which sets the regions side by side in
        the order of the alphabet.
    code_list : str
        A list of codes of the codebook, shared (``phm_element``) or the study's own.
    until : str or None
        Last period that counts (inclusive); None is the last of the study.
    release : str
        For whom. From *region* upward, what fewer than three authors mention in a period is
        suppressed; for the *consortium*, entries not released to it count only where there are
        enough of them.
    logbook, codebook : optional
        When they have been read already.

    Returns
    -------
    Finding of kind mentions
        Rows code x period (and the whole, period ``all``), or code x region. `documents` mention
        the code, of `of` documents; `authors` of `of_authors` people who surely differ (who is not
        stated may be one who is). `share` = documents / of, with a Wilson interval `low` to `high`
        where at least five authors wrote. The interval holds as if these entries were a random
        sample, which they are not.

    References
    ----------
    Wilson (1927) doi:10.1080/01621459.1927.10502953; for the change, Newcombe (1998), method 10,
    at a level corrected (Bonferroni) for the number of codes.
    """
    logbook = logbook or read_logbook(study)
    codebook = codebook or study_codebook(study)
    codes = codebook.of_list(code_list)
    last = study.until(until)
    asked = entries(logbook, region=region, until=last)
    chosen, left_out = countable(asked, release, fewest=study.thresholds.voices)
    quiet: set[str] = set()
    if region == "all" and disclosure.binds(release):
        quiet = quiet_regions(chosen, fewest=study.thresholds.voices)
        chosen = tuple(d for d in chosen if d.region not in quiet)
    seen_by_document = look(chosen, codes, codebook)
    changed = None
    held: set[str] = set()
    if region == "all":
        by, names = "region", sorted(study.regions)
        held = {d.region for d in set(asked) - set(chosen) if d.region}
        held = (held - {d.region for d in chosen if d.region}) | quiet
    else:
        by = "period"
        first = periods.first_day(study.first)
        length = usual_period([document.day for document in chosen], first, last)
        names = periods.span(first, last, length)
        if left_out and not chosen:
            held = {*names, "all"}
        days = seen_by_document["day"]
        seen_by_document["period"] = [periods.period_of(day, length) for day in days]
        if len(seen_by_document) and len(names) > 1:
            changed = compare_halves(seen_by_document, [code.id for code in codes], names)
    table = count(seen_by_document, codes, by=by, groups=names)
    fewest = study.thresholds.voices
    safe = protect(table, by=by, release=release, at_least=fewest, held=held)
    if by == "period":
        safe = close(safe, seen_by_document, codes, groups=names, release=release, at_least=fewest)
    called = {slug: one.name for slug, one in study.regions.items()}
    seen = Seen(
        region, code_list, codes, seen_by_document, safe, names, changed, left_out, called,
        fewest, release, last,
    )  # fmt: skip
    validated = read_validation(study, codebook)
    hidden = safe.table["of"].isna().any()
    files = rows_of_files(seen_by_document, Gate(release, fewest), hidden=hidden)
    return Finding(
        kind="mentions",
        question=question(codebook.lists[code_list], list_id=code_list),
        parameters={
            "region": region,
            "code_list": code_list,
            "until": periods.parse(until) if until else study.last,
            "codebook": codebook.label,
        },
        table=safe.table,
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=Both.of(lambda language: against(seen, language)) if claims(seen) else None,
        picture=draw(
            safe.table,
            by=by,
            labels={code.id: code.term.label for code in codes},
            groups=names,
            regions=called,
            rules=Both.of(lambda language: numbers_as_text(numbers_of(validated, codes, language))),
            marks={code.id: marks_of(validated, code) for code in codes},
        ),
        checks=checks(seen, codebook, validated),
        sources=tuple(study.source(file, n) for file, n in files.items())
        + read_by_people(study, validated, release),
        release=release,
    )
