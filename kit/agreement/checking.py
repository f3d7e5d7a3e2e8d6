"""How far the coefficients of agreement may be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from kit.agreement.comparing import Compared
from kit.agreement.resampling import ENOUGH_DOCUMENTS, FEWEST_DOCUMENTS
from kit.agreement.words import LINES, REASONS, counted, named
from kit.finding import Check
from kit.language import Both, plural

__all__ = ["checks"]

#: Fewest units that two coders read; fewest of them with a code, for alpha of that code.
FEWEST_UNITS = 50
FEWEST_CODED = 10
#: A code given in a smaller share than this, or a larger one than its complement, is skewed.
SKEWED = 0.05


def checks(compared: Compared) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    made = [_independent(), _disclosure(compared)]
    if compared.left_out:
        made.append(_left_out(compared.left_out))
    if not compared.too_few and (compared.units.unread or compared.units.outside):
        made.append(_set_aside(compared.units.unread, compared.units.outside))
    if not compared.too_few and compared.outdated:
        made.append(_outdated(compared.outdated))
    whole = compared.overall("masi")
    if compared.reason or whole is None:
        return tuple(made)
    made += [_units(int(whole["units"]), compared.unit), _documents(int(whole["documents"]))]
    rows = compared.rows
    known = rows[rows["alpha"].notna()]
    low, high = LINES
    made.append(_without(compared, list(rows.loc[rows["alpha"].isna(), "code"])))
    made.append(_rare(compared, list(known.loc[known["coded"] < FEWEST_CODED, "code"])))
    skew = (known["prevalence"] < SKEWED) | (known["prevalence"] > 1 - SKEWED)
    made.append(_skewed(compared, list(known.loc[skew, "code"])))
    made += _no_interval(compared)
    # Its interval holds both lines: the data do not say on which side of either the code is.
    wide = (known["low"] < low) & (known["high"] >= high)
    made.append(_wide(compared, list(known.loc[wide, "code"])))
    made.append(_low(compared, list(known.loc[known["alpha"] < low, "code"]), len(known)))
    return tuple(made)


def _codes_check(
    name: str,
    compared: Compared,
    codes: Sequence[str],
    some: Both,
    none: Both,
    advice: Both,
) -> Check:
    """Return a check that is doubtful when it names codes; `some` has a place for them."""
    if not codes:
        return Check(name, "passed", none, 0.0)
    return Check(name, "doubtful", _filled(some, compared, codes), float(len(codes)), advice)


def _filled(text: Both, compared: Compared, codes: Sequence[str]) -> Both:
    """Return the text with the names of the codes in its place."""
    return Both.of(lambda language: text[language].format(named(compared.codes, codes, language)))


def _independent() -> Check:
    return Check(
        "independent",
        "informative",
        Both(
            "Een maat zegt alleen iets als de codeurs los van elkaar codeerden; dat kan de kit "
            "niet zien. De lijnen bij 0,667 en 0,80 zijn een gewoonte (Krippendorff), geen "
            "oordeel.",
            "A coefficient means something only when the coders worked apart from each other, "
            "which the kit cannot see. The lines at 0.667 and 0.80 are a custom (Krippendorff), "
            "not a verdict.",
        ),
    )


def _units(n: int, unit: str) -> Check:
    enough = n >= FEWEST_UNITS
    return Check(
        "enough_units",
        "passed" if enough else "doubtful",
        Both(
            f"Twee of meer codeurs lazen {counted(n, unit, 'nl')}.",
            f"Two coders or more read {counted(n, unit, 'en')}.",
        ),
        float(n),
        None
        if enough
        else Both(
            f"Laat meer van dezelfde teksten door twee mensen coderen: minstens {FEWEST_UNITS} "
            "eenheden.",
            f"Let two people code more of the same texts: at least {FEWEST_UNITS} units.",
        ),
    )


def _documents(n: int) -> Check:
    texts = Both(plural(n, "tekst", "teksten", "nl"), plural(n, "text", "texts", "en"))
    if n < FEWEST_DOCUMENTS:
        said = Both(
            f"Met {texts['nl']} is er geen interval te geven.",
            f"With {texts['en']} no interval can be given.",
        )
    else:
        narrow = n < ENOUGH_DOCUMENTS
        said = Both(
            f"De intervallen komen uit het telkens opnieuw trekken van {texts['nl']}"
            f"{'; met zo weinig zijn ze wat te smal' if narrow else ''}.",
            f"The intervals come from drawing {texts['en']} anew, many times"
            f"{'; with so few they are somewhat too narrow' if narrow else ''}.",
        )
    if n >= ENOUGH_DOCUMENTS:
        return Check("enough_documents", "passed", said, float(n))
    advice = Both(
        f"Laat minstens {ENOUGH_DOCUMENTS} teksten door twee mensen coderen.",
        f"Let two people code at least {ENOUGH_DOCUMENTS} texts.",
    )
    return Check("enough_documents", "doubtful", said, float(n), advice)


def _without(compared: Compared, codes: Sequence[str]) -> Check:
    why = REASONS["one_category"]
    return _codes_check(
        "codes_without_alpha",
        compared,
        codes,
        Both(f"Geen alfa voor {{}}: {why['nl']}.", f"No alpha for {{}}: {why['en']}."),
        Both("Voor elke getoonde code is er een alfa.", "Every code shown has an alpha."),
        Both(
            "Kies teksten waarin de code voorkomt, of laat haar hier buiten beschouwing.",
            "Choose texts in which the code occurs, or leave it out here.",
        ),
    )


def _rare(compared: Compared, codes: Sequence[str]) -> Check:
    return _codes_check(
        "rare_codes",
        compared,
        codes,
        Both(
            f"In minder dan {FEWEST_CODED} eenheden gegeven: {{}}.",
            f"Given in fewer than {FEWEST_CODED} units: {{}}.",
        ),
        Both(
            f"Elke getoonde code is in minstens {FEWEST_CODED} eenheden gegeven.",
            f"Every code shown was given in at least {FEWEST_CODED} units.",
        ),
        Both(
            "Bouw niet op alfa van deze codes; lees de passages waarover de codeurs verschillen.",
            "Do not build on alpha of these codes; read the passages the coders differ about.",
        ),
    )


def _skewed(compared: Compared, codes: Sequence[str]) -> Check:
    return _codes_check(
        "skewed_prevalence",
        compared,
        codes,
        Both(
            "In minder dan 5% of meer dan 95% van de oordelen gegeven, wat alfa kan drukken: {}.",
            "Given in under 5% or over 95% of what coders said, which can lower alpha: {}.",
        ),
        Both(
            "Geen getoonde code is in minder dan 5% of meer dan 95% van de oordelen gegeven.",
            "No code shown was given in under 5% or over 95% of what coders said.",
        ),
        Both(
            "Lees AC1 naast alfa, en noem de prevalentie erbij.",
            "Read AC1 beside alpha, and name the prevalence with it.",
        ),
    )


def _no_interval(compared: Compared) -> list[Check]:
    """Tell why some codes have no interval although there are texts enough."""
    rows = compared.rows
    made = []
    for why, said in (
        (
            "no_disagreement",
            Both(
                "Zonder enig verschil is er geen interval te trekken: {}. Dat is geen zekerheid.",
                "Without any difference no interval can be drawn: {}. That is not certainty.",
            ),
        ),
        (
            "often_undefined",
            Both(
                "Te zelden gegeven voor een interval: {}.", "Given too rarely for an interval: {}."
            ),
        ),
    ):
        codes = list(rows.loc[rows["no_interval"] == why, "code"])
        if codes:
            told = _filled(said, compared, codes)
            made.append(Check(why, "informative", told, float(len(codes))))
    return made


def _wide(compared: Compared, codes: Sequence[str]) -> Check:
    return _codes_check(
        "wide_interval",
        compared,
        codes,
        Both(
            "Het interval omvat beide gebruikelijke lijnen bij {}.",
            "The interval holds both customary lines for {}.",
        ),
        Both(
            "Geen enkel interval omvat beide gebruikelijke lijnen.",
            "No interval holds both customary lines.",
        ),
        Both(
            "Zeg van deze codes niet of zij boven of onder een lijn liggen; codeer meer teksten "
            "met twee mensen.",
            "Do not say of these codes whether they lie above or below a line; code more texts "
            "with two people.",
        ),
    )


def _low(compared: Compared, codes: Sequence[str], known: int) -> Check:
    return _codes_check(
        "low_codes",
        compared,
        codes,
        Both(
            f"Alfa onder 0,667 bij {len(codes)} van {plural(known, 'code', 'codes', 'nl')}: {{}}.",
            f"Alpha below 0.667 for {len(codes)} of {plural(known, 'code', 'codes', 'en')}: {{}}.",
        ),
        Both("Geen enkele getoonde alfa ligt onder 0,667.", "No alpha shown is below 0.667."),
        Both(
            "Leg de passages waarover de codeurs verschillen naast elkaar en scherp de definitie "
            "van de code aan; codeer daarna andere teksten.",
            "Lay the passages the coders differ about side by side and sharpen the definition of "
            "the code; then code other texts.",
        ),
    )


def _set_aside(unread: int, outside: int) -> Check:
    n = unread + outside
    return Check(
        "codings_set_aside",
        "doubtful",
        Both(
            f"{plural(n, 'codering', 'coderingen', 'nl')} niet meegeteld: {unread} van iemand van "
            f"wie niet vaststaat dat die de tekst las, {outside} buiten elke eenheid.",
            f"{plural(n, 'coding', 'codings', 'en')} not counted: {unread} of somebody who is not "
            f"said to have read the text, {outside} in no unit.",
        ),
        float(n),
        Both(
            "Leg vast wie welke teksten heeft gelezen, en codeer tekst in plaats van kopjes.",
            "Record who read which texts, and code text instead of headings.",
        ),
    )


def _outdated(n: int) -> Check:
    return Check(
        "older_definition",
        "doubtful",
        Both(
            f"{plural(n, 'codering', 'coderingen', 'nl')} niet vergeleken: gegeven toen de code "
            "iets anders betekende. Wat die codeur toen las, telt voor die code niet mee.",
            f"{plural(n, 'coding', 'codings', 'en')} not compared: given when the code meant "
            "something else. What that coder read then does not count for that code.",
        ),
        float(n),
        Both(
            "Codeer die teksten opnieuw onder de definitie van nu.",
            "Code those texts anew under the definition of now.",
        ),
    )


def _left_out(n: int) -> Check:
    return Check(
        "left_out",
        "informative",
        Both(
            f"{plural(n, 'tekst', 'teksten', 'nl')} niet meegeteld: niet vrijgegeven voor het "
            "consortium en met te weinig om op te gaan in een groep.",
            f"{plural(n, 'text', 'texts', 'en')} not counted: not released to the consortium and "
            "too few to disappear in a group.",
        ),
        float(n),
    )


def _disclosure(compared: Compared) -> Check:
    safe = compared.safe
    return Check("disclosure", "informative", safe.said, float(safe.small + safe.covering))
