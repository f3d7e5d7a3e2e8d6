"""How often a chart gives a signal by chance: what is printed against charts drawn otherwise."""

import math
from itertools import pairwise

import numpy as np
import pytest

from kit.control_chart.limits import limits_c, limits_p, limits_t, limits_u, limits_xmr
from kit.control_chart.rules import signals
from kit.control_chart.simulating import (
    Points,
    expected_false_signals,
    likely_autocorrelation,
    missed_changes,
)

BEFORE, AFTER = 17, 15
SIZES = tuple(float(n) for n in np.linspace(40, 90, BEFORE + AFTER).round())


def following(rng, draws, r, length=BEFORE + AFTER):
    """Normal points that correlate with the next by r, drawn by a filter."""
    from scipy.signal import lfilter

    first = rng.standard_normal((draws, 1))
    rest = math.sqrt(1 - r * r) * rng.standard_normal((draws, length - 1))
    start = r * first
    more, _ = lfilter([1.0], [1.0, -r], rest, axis=1, zi=start)
    return np.hstack([first, more])


def drawn(kind, rng):
    """One chart without a change and its lines, drawn by numpy's own generators."""
    n = np.array(SIZES)
    if kind == "p":
        x = rng.binomial(n.astype(int), 0.3)
        lines = limits_p(x[:BEFORE].tolist(), n[:BEFORE].tolist(), sizes=n[BEFORE:].tolist())
        return (x / n)[BEFORE:].tolist(), lines
    if kind == "u":
        x = rng.poisson(n * 0.2)
        lines = limits_u(x[:BEFORE].tolist(), n[:BEFORE].tolist(), sizes=n[BEFORE:].tolist())
        return (x / n)[BEFORE:].tolist(), lines
    if kind == "c":
        x = rng.poisson(6, len(n)).tolist()
        return x[BEFORE:], limits_c(x[:BEFORE], points=AFTER)
    x = rng.exponential(60, len(n)).tolist()
    return x[BEFORE:], limits_t(x[:BEFORE], points=AFTER)


@pytest.mark.parametrize(
    ("kind", "like"),
    [
        ("p", Points("p", 0.0, 0.3, SIZES)), ("u", Points("u", 0.0, 0.2, SIZES)),
        ("c", Points("c", 0.0, 6.0)), ("t", Points("t")),
    ],
)  # fmt: skip
def test_charts_of_counts_and_times_give_as_many_false_signals_as_are_printed(kind, like):
    rng = np.random.default_rng(91)
    found = 0
    for _ in range(2000):
        after, lines = drawn(kind, rng)
        found += bool(signals(after, around=lines, rules="making_data_count"))
    printed = expected_false_signals(
        AFTER, rules="making_data_count", n_baseline=BEFORE, like=like
    ).charts
    assert printed == pytest.approx(found / 2000, abs=4 * math.sqrt(0.25 * (1 / 2000 + 1 / 4000)))


@pytest.mark.parametrize("r", [-0.3, 0.2, 0.5])
def test_points_that_follow_each_other_are_simulated_as_such(r):
    x = following(np.random.default_rng(17), 2000, r)
    found = np.mean(
        [
            bool(signals(row[BEFORE:], around=limits_xmr(row[:BEFORE]), rules="making_data_count"))
            for row in x.tolist()
        ]
    )
    printed = expected_false_signals(
        AFTER, rules="making_data_count", n_baseline=BEFORE, like=Points(autocorrelation=r)
    ).charts
    assert printed == pytest.approx(found, abs=4 * math.sqrt(0.25 * (1 / 2000 + 1 / 4000)))


@pytest.mark.parametrize(
    ("before", "after", "r", "off"),
    [
        (17, 15, 0.0, 0.05), (17, 15, 0.1, 0.05), (17, 15, 0.2, 0.05), (17, 15, 0.4, 0.08),
        (12, 8, 0.0, 0.06), (12, 8, 0.2, 0.06), (24, 20, 0.2, 0.05), (24, 20, 0.4, 0.08),
    ],
)  # fmt: skip
def test_what_is_printed_is_on_average_what_comes_with_the_correlation_guessed_from_each_baseline(
    before, after, r, off
):
    """Each chart is printed with the correlation of its own few points; on average that is right.

    With independent points printed for all (as before), 17 and 15 points that correlate by 0.2
    would be told 29% where 45% give a signal.
    """
    x = following(np.random.default_rng(5), 1500, r, before + after).tolist()
    given = {"rules": "making_data_count", "n_baseline": before}
    true = expected_false_signals(after, like=Points(autocorrelation=r), draws=8000, **given).charts
    printed = [
        expected_false_signals(
            after, like=Points(autocorrelation=likely_autocorrelation(row[:before])), **given
        ).charts
        for row in x
    ]
    assert np.mean(printed) == pytest.approx(true, abs=off)
    loose = expected_false_signals(after, **given).charts
    if r >= 0.2:
        assert true - loose > 2 * abs(true - np.mean(printed))


@pytest.mark.parametrize(
    "like",
    [Points(), Points("p", 0.2, 0.3, SIZES), Points("u", 0.0, 0.2, SIZES), Points("c", 0.0, 4.0)],
)
def test_thousands_of_charts_at_once_are_judged_by_the_same_rules_as_one(like):
    from kit.control_chart.simulating import _draw, _scaled, marked_points

    x = _draw(BEFORE + AFTER, BEFORE, like, 7, 300, 0.5)
    before, after = x[:, :BEFORE], x[:, BEFORE:]
    marks = marked_points(after, *_scaled(before, after, like, BEFORE))
    n = SIZES if like.sizes else (1.0,) * (BEFORE + AFTER)
    for first, last, mark in zip(before.tolist(), after.tolist(), marks, strict=True):
        counts = [value * size for value, size in zip(first, n, strict=False)]
        around = (
            limits_xmr(first)
            if like.chart == "xmr"
            else (limits_p if like.chart == "p" else limits_u)(counts, n[:BEFORE], sizes=n[BEFORE:])
        )
        found = signals(last, around=around, rules="making_data_count")
        assert {i for s in found for i in s.points} == set(np.flatnonzero(mark).tolist())


def test_the_guessed_correlation_stays_within_what_is_simulated_and_is_none_for_flat_points():
    assert likely_autocorrelation([1, 1, 1, 1, 1, 1]) == 0
    assert likely_autocorrelation([1, 2, 3]) == 0
    assert likely_autocorrelation(list(range(40))) == 0.8
    assert likely_autocorrelation([0, 1] * 20) == -0.5
    # r = 0.6 / 6 of these seven points, worked by hand: (7 r + 1) / 5
    y = [0, 0, 0, 1, 1, 0, 0]
    mean = 2 / 7
    r = sum((a - mean) * (b - mean) for a, b in pairwise(y)) / sum((a - mean) ** 2 for a in y)
    assert likely_autocorrelation(y) == round((7 * r + 1) / 5, 1)


def test_two_stretches_of_a_chart_give_signals_of_both():
    one = expected_false_signals(10, rules="making_data_count", n_baseline=12, seed=1)
    two = expected_false_signals(10, rules="making_data_count", n_baseline=12, seed=2)
    both = one.and_also(two)
    assert both.points == pytest.approx(one.points + two.points)
    independent = 1 - (1 - one.charts) * (1 - two.charts)
    assert both.charts == pytest.approx(independent, abs=0.03)


def test_a_change_is_missed_less_by_a_chart_of_larger_counts():
    given = {"rules": "making_data_count", "n_baseline": BEFORE}
    none = missed_changes(AFTER, change=0.0, like=Points("c", 0.0, 9.0), **given)
    some = missed_changes(AFTER, change=1.0, like=Points("c", 0.0, 9.0), **given)
    assert some < none
