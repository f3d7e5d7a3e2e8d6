"""How far themes, pairs of codes and saturation may be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kit.disclosure import Protected
from kit.finding import Check
from kit.language import Both, listing, plural
from kit.mentions.checking import disclosure_check, left_out_check, main_author_stayed
from kit.mentions.counting import FEWEST_SOURCES
from kit.mentions.validity import check_of
from kit.terms import label, terms
from kit.themes.counting import one_voice
from kit.themes.gathering import Scope
from kit.themes.saying import ONE_VOICE, Seen
from kit.validation import Validated

__all__ = ["checks", "common_checks"]


def checks(seen: Seen, validated: Validated) -> tuple[Check, ...]:
    """Return the checks of the finding on themes."""
    made = list(common_checks(seen.scope, seen.safe))
    if seen.themes.problems:
        made.append(_problems_check(len(seen.themes.problems)))
    if not seen.themes.records:
        return tuple(made)
    made += [_deviant_check(seen), *_inexact_check(seen)]
    if seen.too_few or seen.scope.frame.empty:
        return tuple(made)
    made += [_one_voice_check(seen), _sources_check(seen), _silent_check(seen)]
    made += _rules_check(seen, validated)
    if seen.halves:
        made.append(main_author_stayed(seen.halves))
    return tuple(made)


def _rules_check(seen: Seen, validated: Validated) -> list[Check]:
    """Say how far the rules were checked, where mentions stand behind what is counted."""
    if not seen.table["mention"].fillna(0).sum():
        return []
    codebook = seen.scope.codebook
    ids = dict.fromkeys(code for theme in seen.themes.records for code in theme.codes)
    codes = [codebook.codes[id] for id in ids]
    return [check_of(codes, codebook, validated, Both("", ""))]


def common_checks(scope: Scope, safe: Sequence[Protected]) -> tuple[Check, ...]:
    """Return the checks that every finding on codes has."""
    made = [_method_check(scope)]
    if safe:
        made.append(disclosure_check(max(safe, key=_gravity)))
    if scope.left_out:
        spoken = any(document.kind == "interview" for document in scope.every)
        made.append(replace(left_out_check(), said=_LEFT_OUT) if spoken else left_out_check())
    if scope.interviews and scope.interviews < len(scope.frame):
        made.append(_MIXED)
    if scope.codings.outdated:
        n = scope.codings.outdated
        said = Both(
            f"{plural(n, 'codering', 'coderingen', 'nl')} niet meegeteld: gegeven toen de code "
            "iets anders betekende.",
            f"{plural(n, 'coding', 'codings', 'en')} not counted: given when the code meant "
            "something else.",
        )
        advice = Both("Codeer die passages opnieuw.", "Code those passages anew.")
        made.append(Check("older_definition", "doubtful", said, float(n), advice))
    if scope.codings.problems:
        n = scope.codings.problems
        said = Both(
            f"In de bestanden van codeurs {'staat' if n == 1 else 'staan'} "
            f"{plural(n, 'probleem', 'problemen', 'nl')}; wat daar staat, telt niet mee.",
            f"The coders' files hold {plural(n, 'problem', 'problems', 'en')}; what stands there "
            "is not counted.",
        )
        made.append(Check("codings_with_problems", "doubtful", said, float(n), _RUN_CHECK))
    return tuple(made)


#: Without numbers: how many interviews there were may tell who spoke.
_MIXED = Check(
    "entries_and_interviews",
    "informative",
    Both(
        "Bijdragen en interviews tellen elk als één tekst. In een interview staat meestal meer; "
        "een verschil tussen perioden of stemmen kan ook in het aantal interviews zitten.",
        "Entries and interviews each count as one text. An interview usually holds more; a "
        "difference between periods or voices may be there because it has more interviews.",
    ),
)
_LEFT_OUT = Both(
    "Er zijn teksten niet meegeteld: niet vrijgegeven voor het consortium, of van te weinig "
    "mensen.",
    "Texts were left out: not released to the consortium, or by too few people.",
)
_RUN_CHECK = Both(
    "Draai `kit check` en verbeter de bestanden.", "Run `kit check` and correct the files."
)


def _gravity(safe: Protected) -> tuple[bool, int, int]:
    return safe.verdict == "review", safe.small, safe.covering


def _method_check(scope: Scope) -> Check:
    methods = scope.codings.frame["method"]
    share = float((methods != "mention").mean()) if len(methods) else 0.0
    if not scope.coded_by_people:
        return Check(
            "only_mentions",
            "doubtful",
            Both(
                f"Alleen vermeldingen (regels van {scope.codebook.label}): er is niets door mensen "
                "gecodeerd.",
                f"Mentions only (rules of {scope.codebook.label}): nothing was coded by people.",
            ),
            share,
            Both(
                f"Lees en codeer een deel van de {scope.nouns.more['nl']} zelf voordat u erop "
                "bouwt.",
                f"Read and code some of the {scope.nouns.more['en']} yourself before you build on "
                "it.",
            ),
        )
    return Check(
        "only_mentions",
        "passed",
        Both(
            "Naast vermeldingen is er door mensen gecodeerd; de tabel houdt ze uit elkaar.",
            "Beside mentions there are codings by people; the table keeps them apart.",
        ),
        share,
    )


def _problems_check(n: int) -> Check:
    return Check(
        "records_with_problems",
        "doubtful",
        Both(
            f"In de vastgelegde thema’s {'staat' if n == 1 else 'staan'} "
            f"{plural(n, 'probleem', 'problemen', 'nl')}; die thema’s of passages tellen niet mee.",
            f"The recorded themes hold {plural(n, 'problem', 'problems', 'en')}; those themes or "
            "passages are not counted.",
        ),
        float(n),
        _RUN_CHECK,
    )


def _deviant_check(seen: Seen) -> Check:
    without = [t.id for t in seen.themes.records if not t.looked_for]
    if not without:
        return Check(
            "deviant_passages",
            "passed",
            Both(
                "Bij elk thema is gezocht naar passages die ertegen spreken.",
                "For every theme passages that go against it were looked for.",
            ),
            0.0,
        )
    return Check(
        "deviant_passages",
        "doubtful",
        Both(
            f"Niet gezocht naar passages die ertegen spreken: {seen.titles(without, 'nl')}.",
            f"No passages that go against it were looked for: {seen.titles(without, 'en')}.",
        ),
        float(len(without)),
        Both(
            "Zoek ze, en leg vast wat u vond of dat er niets was (`looked_for: true`).",
            "Look for them, and record what you found or that there was nothing "
            "(`looked_for: true`).",
        ),
    )


def _inexact_check(seen: Seen) -> list[Check]:
    passages = [p for t in seen.themes.records for p in (*t.supporting, *t.deviant)]
    n = sum(passage.how in ("spaces and case", "nearly") for passage in passages)
    if not n:
        return []
    said = Both(
        f"{plural(n, 'citaat staat', 'citaten staan', 'nl')} er niet letterlijk zo, maar bijna.",
        f"{plural(n, 'quote does', 'quotes do', 'en')} not stand there literally, but nearly.",
    )
    advice = Both(
        "Lees die passages nog eens: de tekst is veranderd nadat ze zijn overgenomen.",
        "Read those passages once more: the text was changed after they were copied.",
    )
    return [Check("quotes_changed", "doubtful", said, float(n), advice)]


def _one_voice_check(seen: Seen) -> Check:
    alone = one_voice(seen.table)
    if not alone:
        said = Both(
            "Geen getoond thema komt van één mens alleen.",
            "No theme that is shown comes from one person alone.",
        )
        return Check("one_voice", "passed", said, 0.0)
    nl, en = (f"{ONE_VOICE[language].capitalize()}: {seen.titles(alone, language)}."
              for language in ("nl", "en"))  # fmt: skip
    advice = Both(
        "Vraag anderen of zij dit herkennen voordat u het een thema van de groep noemt.",
        "Ask others whether they recognise this before you call it a theme of the group.",
    )
    return Check("one_voice", "doubtful", Both(nl, en), float(len(alone)), advice)


def _sources_check(seen: Seen) -> Check:
    about = "region" if seen.by == "region" else "whole"
    rows = seen.table[(seen.table["about"] == about) & (seen.table["status"] == "shown")]
    most = rows[rows["documents"] > 0].groupby("theme", sort=False)["authors"].sum()
    narrow = [str(theme) for theme, authors in most.items() if authors < FEWEST_SOURCES]
    if not narrow:
        said = Both(
            f"Elk thema dat te vinden is, komt van minstens {FEWEST_SOURCES} mensen.",
            f"Every theme that is found comes from at least {FEWEST_SOURCES} people.",
        )
        return Check("few_sources", "passed", said, 0.0)
    return Check(
        "few_sources",
        "doubtful",
        Both(
            f"Van minder dan {FEWEST_SOURCES} mensen: {seen.titles(narrow, 'nl')}.",
            f"From fewer than {FEWEST_SOURCES} people: {seen.titles(narrow, 'en')}.",
        ),
        float(len(narrow)),
        Both(
            "Spreek meer mensen; nu is dit de blik van enkelen.",
            "Speak with more people; now this is the view of a few.",
        ),
    )


def _silent_check(seen: Seen) -> Check:
    silent = {
        theme.id: _silent(seen, theme.id)
        for theme in seen.themes.records
        if not seen.suppressed(theme.id)
    }
    told = [
        Both.of(lambda language, id=id, groups=groups: (  # type: ignore[misc]
            f"{seen.titles([id], language)}: "
            + listing([label("voice_group", g, language).lower() for g in groups], language)
        ))
        for id, groups in silent.items()
        if groups
    ]  # fmt: skip
    if not told:
        said = Both(
            "Elke stem die zichtbaar meeschreef, heeft het over elk thema dat te tonen is.",
            "Every voice that visibly wrote speaks on every theme that is shown.",
        )
        return Check("silent_voices", "informative", said, 0.0)
    said = Both.of(
        lambda language: (
            {
                "nl": "Hierover is niets gevonden bij: ",
                "en": "Nothing was found on this from: ",
            }[language]
            + "; ".join(one[language] for one in told)
            + "."
        )
    )
    return Check("silent_voices", "informative", said, float(len(told)))


def _silent(seen: Seen, theme: str) -> list[str]:
    """Return the voice groups that wrote, or did not write at all, and do not carry the theme."""
    groups = []
    for group in terms("voice_group"):
        row = seen.row(theme, "voice_group", group)
        if (row is not None and not row["documents"]) or (
            seen.status(theme, "voice_group", group) == "missing"
        ):
            groups.append(group)
    return groups
