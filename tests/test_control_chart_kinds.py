"""Which chart a series gets, new lines with a reason, icons, and all charts of a page together."""

import xml.etree.ElementTree as ET
from datetime import date
from itertools import cycle, islice

import numpy as np
import pytest

from kit import periods
from kit.control_chart import chart
from kit.control_chart.icons import assured
from kit.control_chart.limits import limits_c, limits_p, limits_t, limits_u, limits_xmr
from kit.control_chart.page import false_signals_on_page
from kit.control_chart.rebasing import read_rebasing
from kit.errors import InputError
from kit.finding import Finding
from kit.study import open_study

STUDY = """
format: 1
title: Proef
period: {from: 2014, until: 2024Q4}
regions:
  - {slug: noorderkolk, name: Noorderkolk, kavel: true, start: 2020-04-01, start_source: besluit}
  - {slug: zonnehei, name: Zonnehei}
"""
QUARTERS = periods.span(date(2016, 1, 1), date(2024, 12, 31), "quarter")
START = QUARTERS.index("2020Q2")
#: Denominators, and counts about 30 % of them that change side and neither rise nor fall for long.
SIZES = list(islice(cycle([400, 520, 380, 610, 450, 490]), 36))
COUNTS = [round(n * p) for n, p in zip(SIZES, cycle([0.31, 0.29, 0.32, 0.30, 0.28]), strict=False)]
CALM = list(islice(cycle([10, 12, 9, 11, 10, 13, 8, 12, 9, 11]), 36))


@pytest.fixture
def make(tmp_path):
    def of(rows, decisions=()):
        (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
        head = "region;indicator;period;value;unit;n;improvement;numerator;denominator;target"
        (tmp_path / "indicators.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
        table = tmp_path / "rebasing.csv"
        table.unlink(missing_ok=True)
        if decisions:
            table.write_text(
                "\n".join(["region;indicator;from;reason", *decisions]), encoding="utf-8"
            )
        return open_study(tmp_path)

    return of


@pytest.fixture
def drawn():
    """Ask for the figure: drawing takes most of the time, so only tests about it draw."""


@pytest.fixture(autouse=True)
def _quick(request, monkeypatch):
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr("kit.control_chart.draw", lambda reading: {})


def rows(values, counts=None, sizes=None, *, unit="%", n=500, better="lower", target=""):
    counts, sizes = counts or [""] * len(values), sizes or [""] * len(values)
    return [
        f"noorderkolk;A;{q};{v};{unit};{n};{better};{x};{m};{target}"
        for q, v, x, m in zip(QUARTERS, values, counts, sizes, strict=False)
    ]


def shares(counts=COUNTS, sizes=SIZES, **more):
    values = [round(100 * x / n, 1) for x, n in zip(counts, sizes, strict=True)]
    return rows(values, counts, sizes, **more)


def rates(counts, sizes, **more):
    values = [round(1000 * x / n, 1) for x, n in zip(counts, sizes, strict=True)]
    return rows(values, counts, sizes, unit="per 1.000", **more)


def ask(study, **other):
    given = {"region": "noorderkolk", "indicator": "A", "until": None, "release": "region"}
    return chart(study, **{**given, **other})


def check(finding, name):
    return next((c for c in finding.checks if c.name == name), None)


def kind_of(finding):
    return check(finding, "chart_kind").said.nl.split()[2]


def test_a_percentage_with_numerator_and_denominator_is_a_p_chart(make):
    finding = ask(make(shares()))
    assert kind_of(finding) == "p-kaart"
    lines = limits_p(COUNTS[:START], SIZES[:START], sizes=SIZES)
    table = finding.table
    assert table["centre"].unique() == pytest.approx([100 * lines.centre])
    assert table["upper"].tolist() == pytest.approx([100 * x for x in lines.upper])
    assert table["numerator"].tolist() == COUNTS
    assert check(finding, "dispersion").verdict == "passed"


def test_a_rate_with_numerator_and_denominator_is_a_u_chart(make):
    sizes = [n * 10 for n in SIZES]
    finding = ask(make(rates(COUNTS, sizes)))
    assert kind_of(finding) == "u-kaart"
    lines = limits_u(COUNTS[:START], sizes[:START], sizes=sizes)
    assert finding.table["lower"].tolist() == pytest.approx([1000 * x for x in lines.lower])


def test_without_numerators_it_is_an_xmr_chart_with_the_columns_it_always_had(make):
    finding = ask(make(rows(CALM)))
    assert kind_of(finding) == "XmR-kaart"
    assert finding.table["upper"].unique() == pytest.approx([limits_xmr(CALM[:START]).upper])
    assert "numerator" not in finding.table
    assert ask(make(rows(CALM)), kind="xmr").table.equals(finding.table)


@pytest.mark.parametrize("broken", ["gap", "other"])
def test_numerators_that_do_not_give_the_figure_make_no_chart_of_counts(make, broken):
    table = shares()
    cells = table[20].split(";")
    cells[7] = "" if broken == "gap" else str(int(cells[7]) * 2)
    table[20] = ";".join(cells)
    study = make(table)
    assert kind_of(ask(study)) == "XmR-kaart"
    for kind in ("p", "u"):
        with pytest.raises(InputError, match="numerator"):
            ask(study, kind=kind)


def test_a_baseline_that_spreads_more_than_counts_do_is_an_xmr_chart_and_says_so(make):
    wide = [round(n * p) for n, p in zip(SIZES, cycle([0.2, 0.4, 0.3, 0.25]), strict=False)]
    study = make(shares(wide))
    finding = ask(study)
    assert kind_of(finding) == "XmR-kaart"
    assert "schommelt meer dan tellingen" in check(finding, "chart_kind").said.nl
    asked = ask(study, kind="p")
    assert kind_of(asked) == "p-kaart"
    assert check(asked, "dispersion").verdict == "doubtful"


def test_counts_and_times_are_charts_when_asked_for(make):
    counts = ask(make(rows(CALM, unit="aantal")), kind="c")
    lines = limits_c(CALM[:START], points=36)
    assert counts.table["upper"].unique() == pytest.approx([lines.upper[0]])
    times = ask(make(rows(CALM, unit="dagen")), kind="t")
    assert times.table["upper"].unique() == pytest.approx([limits_t(CALM[:START]).upper[0]])
    assert times.table["centre"].unique() == pytest.approx([limits_t(CALM[:START]).centre])


def test_figures_that_a_chart_cannot_hold_are_refused(make):
    with pytest.raises(InputError, match="whole numbers"):
        ask(make(rows([10.5, *CALM[1:]])), kind="c")
    for kind in ("c", "t"):
        with pytest.raises(InputError, match="0 or more"):
            ask(make(rows([-1, *CALM[1:]])), kind=kind)
    with pytest.raises(InputError, match="with every figure"):
        ask(make(rows(CALM)), kind="p")
    with pytest.raises(InputError, match="nearest: xmr"):
        ask(make(rows(CALM)), kind="xmrr")
    with pytest.raises(InputError, match="run or auto"):
        ask(make(shares()), kind="p", rules="anhoej")


@pytest.mark.parametrize("kind", ["auto", "p", "c", "run"])
@pytest.mark.parametrize(("points", "limits"), [(11, False), (12, True)])
def test_below_twelve_points_of_baseline_every_chart_is_a_run_chart(make, kind, points, limits):
    later = shares()[START - points :]
    if kind == "c":
        later = rows(CALM, unit="aantal")[START - points :]
    finding = ask(make(later), kind=kind)
    assert finding.table["upper"].notna().any() == (limits and kind != "run")
    assert (kind_of(finding) == "run-kaart") == (not limits or kind == "run")


def test_a_run_chart_that_was_asked_for_has_no_limits_and_says_that_it_was_asked(make):
    finding = ask(make(rows(CALM)), kind="run")
    assert finding.table["upper"].isna().all()
    assert "gevraagd is een run-kaart" in check(finding, "rule_set").said.nl
    assert "te weinig punten" not in check(finding, "rule_set").said.nl


def test_a_drop_in_a_share_is_told_against_the_limit_of_its_own_denominator(make):
    counts = [*COUNTS]
    counts[30] = round(SIZES[30] * 0.15)
    finding = ask(make(shares(counts)))
    lower = 100 * limits_p(COUNTS[:START], SIZES[:START], sizes=SIZES).lower[30]
    told = f"{lower:.1f}".replace(".", ",")
    assert f"1 kwartaal (2023 kw 3) onder de ondergrens ({told}" in finding.sentence.nl


def test_few_people_in_the_numerator_or_outside_it_are_few_people(make):
    counts, sizes = [*COUNTS], [*SIZES]
    counts[25], counts[26], counts[27], counts[28] = 9, 10, SIZES[27] - 9, 0
    finding = ask(make(shares(counts, sizes)))
    status = finding.table["status"].tolist()
    assert status[25:29] == ["suppressed", "shown", "suppressed", "shown"]
    hidden = finding.table.iloc[25]
    for column in ("value", "numerator", "denominator", "n", "lower", "upper"):
        assert np.isnan(hidden[column])
    team = ask(make(shares(counts, sizes)), release="team")
    assert set(team.table["status"]) == {"shown"}


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("other", [(3, 30), (9, 700)])
def test_suppressed_counts_cannot_be_found_again_from_anything_in_the_finding(make, other):
    def finding(count, size):
        counts, sizes = [*COUNTS], [*SIZES]
        counts[5], sizes[5] = count, size
        data = ask(make(shares(counts, sizes, n=""))).as_data()
        return {name: part for name, part in data.items() if name != "sources"}

    assert finding(7, 400) == finding(*other)


def test_counts_beside_a_figure_that_the_source_suppressed_are_not_shown(make):
    table = shares()
    cells = table[25].split(";")
    table[25] = ";".join([*cells[:3], "<10", *cells[4:]])
    row = ask(make(table)).table.iloc[25]
    assert row["status"] == "suppressed"
    for column in ("value", "numerator", "denominator", "lower", "upper"):
        assert np.isnan(row[column])


# New lines

MOVED = [v + (9 if q >= "2021Q1" else 0) for q, v in zip(QUARTERS, CALM, strict=True)]
REASON = "Vanaf 2021 telt de avondpost mee"
DECISION = f"Noorderkolk;a;2021Q1;{REASON}"


def test_a_decision_with_a_reason_gives_new_lines_and_the_old_ones_stay_for_what_came_before(make):
    finding = ask(make(rows(MOVED, unit="x"), [DECISION]))
    at = QUARTERS.index("2021Q1")
    old, new = limits_xmr(MOVED[:START]), limits_xmr(MOVED[at : at + 12])
    assert finding.table["centre"].tolist() == pytest.approx([old.centre] * at + [new.centre] * 16)
    assert finding.table["upper"].tolist() == pytest.approx([old.upper] * at + [new.upper] * 16)
    assert finding.table["phase"].tolist()[at - 1 : at + 13] == [
        "after",
        *["rebased"] * 12,
        "after",
    ]
    assert set(finding.table["signal"]) == {""}
    assert "Vanaf 2021 kw 1 gelden nieuwe lijnen, uit 12 kwartalen" in finding.sentence.nl
    assert f"de reden die erbij staat: ‘{REASON}’" in finding.sentence.nl
    # What the new lines take away is told.
    assert "Volgens de oude lijnen is er dan wel een signaal" in finding.sentence.nl
    assert "By the old lines there is a signal from then on" in finding.sentence.en
    assert check(finding, "rebasing").number == 1
    assert [s.path for s in finding.sources] == ["indicators.csv", "rebasing.csv"]
    without = ask(make(rows(MOVED, unit="x")))
    assert set(without.table["signal"]) != {""}
    assert check(without, "rebasing") is None


def test_a_decision_without_a_reason_is_refused(make):
    study = make(rows(MOVED), ["noorderkolk;A;2021Q1;", "noorderkolc;A;2021Q1;omdat"])
    read = read_rebasing(study)
    assert read.decisions == ()
    assert [p.where for p in read.problems] == [
        "rebasing.csv, row 2, `reason`", "rebasing.csv, row 3, `region`",
    ]  # fmt: skip
    finding = ask(study)
    assert finding.table["centre"].nunique() == 1
    assert check(finding, "rebasing_read").verdict == "doubtful"
    assert check(finding, "rebasing_read").number == 2


@pytest.mark.parametrize(
    ("since", "followed"),
    [("2020Q1", False), ("2020Q2", True), ("2022Q1", True), ("2022Q2", False)],
)
def test_new_lines_need_twelve_points_and_begin_after_the_baseline(make, since, followed):
    finding = ask(make(rows(MOVED), [f"noorderkolk;A;{since};omdat"]))
    assert (finding.table["centre"].nunique() == 2) == followed
    refused = check(finding, "rebasing_refused")
    assert (refused is None) == followed
    assert refused is None or (refused.verdict, refused.number) == ("doubtful", 1)


def test_a_decision_after_until_or_on_another_series_counts_for_nothing(make):
    study = make(rows(MOVED), ["noorderkolk;B;2021Q1;omdat", "zonnehei;A;2021Q1;omdat"])
    assert ask(study).table["centre"].nunique() == 1
    later = make(rows(MOVED), [DECISION])
    assert ask(later, until="2020Q4").table["centre"].nunique() == 1
    assert check(ask(later, until="2020Q4"), "rebasing_refused") is None


def test_a_second_decision_follows_the_first_and_one_within_a_new_baseline_is_refused(make):
    longer = periods.span(date(2012, 1, 1), date(2024, 12, 31), "quarter")
    values = list(islice(cycle(CALM), len(longer)))
    table = [f"zonnehei;A;{q};{v};x;500;lower;;;" for q, v in zip(longer, values, strict=True)]
    study = make(
        table,
        ["zonnehei;A;2016Q1;eerst", "zonnehei;A;2018Q1;te snel", "zonnehei;A;2020Q1;dan"],
    )
    finding = ask(study, region="zonnehei")
    assert check(finding, "rebasing").number == 2
    assert check(finding, "rebasing_refused").number == 1
    assert finding.table["phase"].tolist().count("rebased") == 24


def test_false_signals_of_two_stretches_are_counted_together(make):
    one = ask(make(rows(MOVED)), until="2020Q4")
    both = ask(make(rows(MOVED), [DECISION]))
    alone = check(one, "expected_false_signals").number
    assert check(both, "expected_false_signals").number > alone


@pytest.mark.usefixtures("drawn")
def test_a_hostile_reason_is_words_and_nothing_else(make):
    hostile = "<script>alert(1)</script> $\\frac{x}{$ " + "x" * 400
    finding = ask(make(rows(MOVED), [f"noorderkolk;A;2021Q1;{hostile}"]))
    for drawing in finding.picture.values():
        assert "<script" not in drawing.svg
        ET.fromstring(drawing.svg)
    assert len(finding.sentence.nl) < 700
    assert "oude gestippeld" in finding.picture["nl"].alt
    assert Finding.from_data(finding.as_data()).sentence == finding.sentence


# Icons


@pytest.mark.parametrize(
    ("lower", "upper", "target", "higher", "less"),
    [
        # NHSRplotthedots 0.2.2, test-ptd_calculate_assurance_type.R
        (1, 3, 4, "fail", "pass"), (5, 7, 4, "pass", "fail"), (1, 5, 4, "at_times", "at_times"),
        # On a limit it is still met at times.
        (4, 7, 4, "at_times", "at_times"), (1, 4, 4, "at_times", "at_times"),
    ],
)  # fmt: skip
def test_a_target_is_met_every_time_never_or_at_times(lower, upper, target, higher, less):
    assert assured(lower, upper, target=target, improvement="higher") == higher
    assert assured(lower, upper, target=target, improvement="lower") == less


@pytest.mark.parametrize(
    ("by", "better", "said"),
    [
        (-6, "lower", "de gunstige kant"), (6, "lower", "de ongunstige kant"),
        (-6, "higher", "de ongunstige kant"), (6, "higher", "de gunstige kant"),
        (6, "neutral", "geen kant gunstig"), (6, "", "staat er niet bij"),
        (0, "lower", "gewone schommeling"),
    ],
)  # fmt: skip
def test_the_variation_icon_tells_the_side_of_the_last_figure(make, by, better, said):
    values = [v + (by if i > START else 0) for i, v in enumerate(CALM)]
    finding = ask(make(rows(values, better=better)))
    assert said in check(finding, "variation").said.nl
    assert check(finding, "variation").verdict == "informative"


def test_a_signal_that_is_over_is_not_told_of_the_last_figure(make):
    values = [v - (6 if START < i < START + 9 else 0) for i, v in enumerate(CALM)]
    finding = ask(make(rows(values)))
    assert "achtereen (2020 kw 3 t/m 2022 kw 3) onder" in finding.sentence.nl
    assert "gewone schommeling" in check(finding, "variation").said.nl


@pytest.mark.parametrize(
    ("target", "said"),
    [(60, "steeds gehaald"), (0.5, "niet gehaald"), (10, "nu eens wel en dan weer niet")],
)
def test_the_assurance_icon_needs_a_target_a_direction_and_limits(make, target, said):
    finding = ask(make(rows(CALM, unit="x", target=target)))
    assert said in check(finding, "assurance").said.nl
    assert check(ask(make(rows(CALM, unit="x"))), "assurance") is None
    assert check(ask(make(rows(CALM, target=target, better="neutral"))), "assurance") is None
    assert check(ask(make(rows(CALM, target=target)), kind="run"), "assurance") is None


def test_limits_do_not_promise_a_target_while_the_last_figure_is_part_of_a_signal(make):
    values = [v - (6 if i > START else 0) for i, v in enumerate(CALM)]
    said = check(ask(make(rows(values, unit="x", target=2))), "assurance").said
    assert "zeggen deze grenzen niet" in said.nl
    assert "do not say whether it will be met" in said.en


@pytest.mark.usefixtures("drawn")
def test_icons_stand_in_the_words_beside_the_figure(make):
    drawing = ask(make(rows(CALM, unit="x", target=60))).picture
    assert "Doel 60 x: als er niets verandert" in drawing["nl"].alt
    assert "usual variation" in drawing["en"].alt
    assert "met every time" in drawing["en"].alt


# A page


def test_false_signals_of_a_page_are_the_sum_over_its_charts(make):
    calm = ask(make(rows(CALM)))
    moved = ask(make(rows([v - (6 if i > START else 0) for i, v in enumerate(CALM)])))
    nothing = ask(make(rows(CALM)), until="2019Q4")
    share = check(calm, "expected_false_signals").number
    assert check(moved, "expected_false_signals").number == share
    said = false_signals_on_page([calm, moved, nothing])
    expected = f"{2 * share:.1f}".replace(".", ",")
    assert said.nl == (
        "Van 2 kaarten op deze bladzijde geeft er 1 een signaal. Als er niets veranderde, zou u er "
        f"ongeveer {expected} verwachten."
    )
    assert said.en.startswith("Of 2 charts on this page, 1 gives a signal.")


def test_a_page_without_a_judged_chart_says_nothing(make):
    assert false_signals_on_page([]) is None
    assert false_signals_on_page([ask(make(rows(CALM)), until="2019Q4")]) is None
