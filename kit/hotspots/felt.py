"""What residents and professionals feel, beside what the figures say.

Two ways of knowing. Where they disagree, both are told: what is felt but not seen in the figures,
and what is seen but not felt. Neither is the judge of the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.disclosure import few
from kit.rates.limits import wilson

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

__all__ = ["HEAVY", "LIGHT", "VOICES", "beside", "felt_of", "weights"]

#: Share of those who took part from which a problem weighs (inclusive); up to which it does not.
HEAVY, LIGHT = 0.5, 0.2
VOICES = ("resident", "professional")
_ABOUT = ["region", "problem", "segment", "area", "voice"]


def felt_of(rows: pd.DataFrame, *, last: date, release: str, at_least: int) -> pd.DataFrame:
    """Return the last session of each voice on each problem, protected.

    A row is suppressed when fewer people took part than the threshold of respondents. How few of
    many chose a problem stays: nobody is named by it.

    Parameters
    ----------
    rows : DataFrame
        Of `kit.hotspot_sources.read_felt_weight`.
    last : date
        Last day that counts (inclusive).

    Returns
    -------
    DataFrame
        region, problem, segment and area (empty: everybody, the whole region), voice, session,
        chose, took_part, chose_share with chose_low and chose_high (Wilson), status.
    """
    import numpy as np

    known = rows[rows["session"].map(lambda day: day <= last).astype(bool)].copy()
    for name in ("segment", "area"):
        known[name] = known[name].fillna("").astype(object)
    known = known.sort_values([*_ABOUT, "session"], kind="stable")
    made = known.drop_duplicates(_ABOUT, keep="last")[[*_ABOUT, "session", "chosen", "of"]]
    made = made.rename(columns={"chosen": "chose", "of": "took_part"}).reset_index(drop=True)
    numbers = ["chose", "took_part"]
    made[numbers] = made[numbers].astype("float64")
    small = few(made["took_part"], unit="respondents", release=release, at_least=at_least)
    made["status"] = np.where(small, "suppressed", "shown")
    made.loc[small, numbers] = np.nan
    made["chose_share"] = made["chose"] / made["took_part"]
    known_now = made["took_part"] > 0
    low, high = wilson(made.loc[known_now, "chose"], made.loc[known_now, "took_part"])
    made["chose_low"], made["chose_high"] = np.nan, np.nan
    made.loc[known_now, "chose_low"], made.loc[known_now, "chose_high"] = low, high
    return made


def weights(cells: pd.DataFrame, felt: pd.DataFrame) -> pd.DataFrame:
    """Return for each cell what share of each voice chose its problem, and of how many.

    What was said of the very area and segment goes before what was said of the area, that before
    the segment, and that before the whole region and everybody.

    Returns
    -------
    DataFrame
        Columns residents, residents_of, professionals, professionals_of; nan where nobody was
        asked. With the index of `cells`.
    """
    import numpy as np
    import pandas as pd

    columns = [f"{voice}s{end}" for voice in VOICES for end in ("", "_of")]
    made = pd.DataFrame(np.nan, index=cells.index, columns=columns)
    known = {
        tuple(str(row[name]) for name in _ABOUT): (row["chose_share"], row["took_part"])
        for row in felt.to_dict("records")
        if row["status"] == "shown"
    }
    if not known:
        return made
    keys = cells[["region", "problem", "segment", "area"]].itertuples(index=False, name=None)
    rows: list[list[Any]] = []
    for region, problem, segment, area in keys:
        line: list[Any] = []
        for voice in VOICES:
            tried = ((segment, area), ("", area), (segment, ""), ("", ""))
            found = (known.get((region, problem, s, a, voice)) for s, a in tried)
            line += next((pair for pair in found if pair is not None), (np.nan, np.nan))
        rows.append(line)
    return pd.DataFrame(rows, index=cells.index, columns=columns, dtype="float64")


def beside(felt: pd.DataFrame, cells: pd.DataFrame) -> list[str]:
    """Say of each row of felt weight how it stands to the figures.

    Returns
    -------
    list of str
        Of the list ``felt_beside``: both (it weighs, and a candidate is seen), felt_only,
        seen_only, neither, between (neither heavy nor light); not_apart where no candidate is seen
        and areas cannot be told apart, so that figures are silent on it; unknown where the row is
        suppressed or no cell of that problem could be looked at.
    """
    said = []
    looked = cells[cells["call"].isin(["candidate", "none", "alike"])]
    for row in felt.to_dict("records"):
        own = looked[(looked["region"] == row["region"]) & (looked["problem"] == row["problem"])]
        for name in ("segment", "area"):
            if row[name]:
                own = own[own[name] == row[name]]
        if row["status"] != "shown" or own.empty:
            said.append("unknown")
            continue
        seen = bool((own["call"] == "candidate").any())
        share = row["chose_share"]
        if not seen and bool((own["call"] == "alike").any()):
            said.append("not_apart")
        elif LIGHT < share < HEAVY:
            said.append("between")
        elif share >= HEAVY:
            said.append("both" if seen else "felt_only")
        else:
            said.append("seen_only" if seen else "neither")
    return said
