"""The key below the figure of a region: only of what stands in that figure."""

from __future__ import annotations

from kit.hotspots.choosing import Shown
from kit.language import Both, number, plural

__all__ = ["key_of"]


def key_of(shown: Shown, most: float, source: str, language: str) -> str:
    """Return the key, in one line.

    Parameters
    ----------
    shown : Shown
    most : float
        Where the axis of ratios ends: a line beyond it has an arrow.
    source : str
        What is said of the source.
    language : {"nl", "en"}
    """
    rows = [row for row in shown.rows if row["status"] == "shown" and row["ratio"] is not None]
    calls = {row["call"] for row in rows}
    left = len(shown.every) - len(shown.rows)
    told = [
        (bool(rows), Both("○ zoals geteld, met interval (dun).",
                          "○ as counted, with interval (thin).")),
        (any(row["shrunk"] is not None for row in rows),
         Both("◆ na correctie voor toeval, met interval (dik).",
              "◆ after correction for chance, with interval (thick).")),
        ("candidate" in calls, Both("Vet: mogelijk aandachtspunt.", "Bold: hotspot candidate.")),
        ("registration" in calls, Both("Cursief: eerst de registratie nakijken.",
                                       "Italic: look at registration first.")),
        ("alike" in calls, Both("Deze gebieden zijn niet te onderscheiden.",
                                "These areas cannot be told apart.")),
        (any(row["ratio_high"] > most for row in rows),
         Both("▸: het interval loopt door.", "▸: the interval goes on.")),
        (bool(rows), Both("Rechts: geteld / te verwachten.",
                          "Right: counted / to be expected.")),
        (any(row["status"] == "suppressed" for row in shown.rows),
         Both("×: afgeschermd.", "×: suppressed.")),
        (True, Both("Gebieden op alfabet.", "Areas by alphabet.")),
        (left > 0, Both(
            f"Niet in de lijst: {plural(left, 'gebied', 'gebieden', 'nl')} met de laagste of geen "
            f"verhouding (van {number(len(shown.every), 'nl')}).",
            f"Not in the list: {plural(left, 'area', 'areas', 'en')} with the lowest ratio or none "
            f"(of {number(len(shown.every), 'en')}).")),
        (bool(shown.felt), Both("Onder: ● inwoners, ■ professionals.",
                                "Below: ● residents, ■ professionals.")),
        (True, Both(f"Bron: {source}.", f"Source: {source}.")),
    ]  # fmt: skip
    return "  ".join(said[language] for there, said in told if there)
