"""All charts of one page together: with many charts, some signals are chance."""

from __future__ import annotations

from collections.abc import Sequence

from kit.finding import Finding
from kit.language import Both, number, plural

__all__ = ["false_signals_on_page"]


def false_signals_on_page(findings: Sequence[Finding]) -> Both | None:
    """Say how many charts give a signal, and how many would if nothing had changed.

    Parameters
    ----------
    findings : sequence of Finding
        Of a page or a report; those of another kind than ``control_chart`` do not count.

    Returns
    -------
    Both or None
        None when no chart was judged. The number expected is the sum of the check
        ``expected_false_signals`` of each chart.
    """
    shares, given = [], 0
    for finding in findings:
        numbers = {check.name: check.number for check in finding.checks}
        share, signals = numbers.get("expected_false_signals"), numbers.get("rule_set")
        if finding.kind == "control_chart" and share is not None and signals is not None:
            shares.append(float(share))
            given += signals > 0
    if not shares:
        return None
    nl, en = (number(sum(shares), language, decimals=1) for language in ("nl", "en"))
    return Both(
        f"Van {plural(len(shares), 'kaart', 'kaarten', 'nl')} op deze bladzijde "
        f"{'geeft' if given == 1 else 'geven'} er {number(given, 'nl')} een signaal. Als er niets "
        f"veranderde, zou u er ongeveer {nl} verwachten.",
        f"Of {plural(len(shares), 'chart', 'charts', 'en')} on this page, {number(given, 'en')} "
        f"{'gives' if given == 1 else 'give'} a signal. If nothing had changed, you would expect "
        f"about {en}.",
    )
