"""What is missing, drawn several times and combined, held to mice.

Values of R 4.2.2: mice 3.15.0, five tables of its data nhanes (tests/reference/README.md).
"""

import numpy as np
import pytest

from kit.errors import InputError, Refused
from kit.estimators.imputing import DONORS, combine, draw_missing, pattern

NAN = float("nan")
#: chl ~ age + bmi in five imputed tables: coefficients and their variances.
Q = np.array([
    [56.3739077790774, 32.0931430891895, 3.15762875996323],
    [41.3551748315696, 20.2740661034545, 4.29528376399633],
    [-37.092360162725, 34.3799361239369, 6.22830092562485],
    [-29.3428761124738, 24.8170958432395, 6.42345394471357],
    [25.8571351981634, 25.9622057140196, 4.79522559370897],
])  # fmt: skip
U = np.array([
    [3342.50685385744, 85.1282600460115, 3.16884764965273],
    [2646.11220390123, 77.2717305388129, 2.72506307354647],
    [3954.05358842289, 82.3045027093907, 4.10827877039881],
    [2844.52709808492, 70.2514323113696, 2.92111615295606],
    [2827.28431548703, 71.3141827989234, 2.84090177327441],
])  # fmt: skip


@pytest.mark.parametrize(
    ("term", "mean", "se", "df", "p", "low", "high", "fmi"),
    [
        (0, 11.4301963067223, 72.5605596734224, 8.02042238623968, 0.878723692363981,
         -155.820622033602, 178.681014647047, 0.514504710646629),
        (1, 27.505289374768, 10.7849987048734, 9.74810871065138, 0.0293851707840986,
         3.39037965609803, 51.620199093438, 0.440026861558893),
        (2, 4.97997859760139, 2.32219514321692, 7.83503065136671, 0.0650353662002588,
         -0.394702504157545, 10.3546596993603, 0.523258863272162),
    ],
)  # fmt: skip
def test_five_imputed_tables_combine_as_in_mice(term, mean, se, df, p, low, high, fmi):
    # 25 persons, 3 coefficients.
    found = combine(Q[:, term], variances=U[:, term], df=22)
    near = {"rel": 1e-6}
    assert found.estimate == pytest.approx(mean, **near)
    assert found.se == pytest.approx(se, **near)
    assert found.df == pytest.approx(df, **near)
    assert found.p == pytest.approx(p, **near)
    assert (found.low, found.high) == pytest.approx((low, high), **near)
    assert found.missing_information == pytest.approx(fmi, **near)


def test_tables_that_agree_lose_no_information():
    same = combine([2.0, 2.0, 2.0], variances=[0.25] * 3)
    assert (same.se, same.between, same.missing_information) == (0.5, 0.0, 0.0)
    assert same.high == pytest.approx(2 + 1.959964 * 0.5, rel=1e-6)
    few = combine([2.0, 2.0, 2.0], variances=[0.25] * 3, df=8)
    assert few.df == pytest.approx(9 / 11 * 8)  # Barnard and Rubin, nothing between


def test_without_a_limit_to_the_degrees_of_freedom_they_are_rubins():
    found = combine(Q[:, 1], variances=U[:, 1])
    known = 1.2 * Q[:, 1].var(ddof=1) / found.se**2
    assert found.df == pytest.approx(4 / known**2)


@pytest.mark.parametrize(
    ("estimates", "variances"), [([1.0], [1.0]), ([1.0, NAN], [1.0, 1.0]), ([1.0, 2.0], [1.0, 0.0])]
)
def test_results_that_cannot_be_combined_are_refused(estimates, variances):
    with pytest.raises(InputError, match="two or more numbers"):
        combine(estimates, variances=variances)


def test_the_pattern_says_where_figures_are_missing_and_for_how_long():
    found = pattern([[1, NAN, NAN, NAN], [NAN, 2, 3, 4]])
    assert (found.missing, found.cells, found.longest) == (4, 8, 3)
    assert found.by_row == (3, 1)
    assert found.by_column == (1, 1, 1, 1)
    # A gap at the end of one region and one at the beginning of the next are two gaps.
    assert pattern([[1, 2, NAN], [NAN, 2, 3]]).longest == 1


def panel(seed=1, gaps=6):
    rng = np.random.default_rng(seed)
    t = np.tile(np.arange(12.0), 4)
    of = np.repeat(np.arange(4), 12)
    y = 20 + 5 * of + 0.5 * t + rng.normal(0, 0.3, 48)
    gone = rng.choice(48, gaps, replace=False)
    columns = np.column_stack([t, *(of == g for g in (1, 2, 3))]).astype(float)
    return np.where(np.isin(np.arange(48), gone), NAN, y), columns, y, gone


def test_what_is_there_stays_and_what_is_missing_becomes_a_figure_that_occurs():
    y, columns, _, gone = panel()
    drawn = draw_missing(y, columns=columns, draws=4, seed=3)
    there = ~np.isnan(y)
    assert (drawn[:, there] == y[there]).all()
    assert np.isin(drawn[:, gone], y[there]).all()


def test_drawn_figures_are_near_what_they_stand_for():
    y, columns, true, gone = panel()
    drawn = draw_missing(y, columns=columns, draws=20, seed=3)
    assert np.abs(drawn[:, gone].mean(axis=0) - true[gone]).max() < 2.0
    assert np.abs(drawn[:, gone] - true[gone]).mean() < 1.5


def test_the_same_seed_draws_the_same_and_another_does_not():
    y, columns, _, _ = panel()
    one, same, other = (
        draw_missing(y, columns=columns, draws=3, seed=seed) for seed in (3, 3, 4)
    )  # fmt: skip
    assert (one == same).all()
    assert (one != other).any()


def test_a_shift_moves_what_was_drawn_and_nothing_else():
    y, columns, _, gone = panel()
    plain, lower = (
        draw_missing(y, columns=columns, draws=3, seed=3, shift=shift) for shift in (0.0, -2.0)
    )
    moved = np.zeros(48)
    moved[gone] = -2.0
    assert lower == pytest.approx(plain + moved)


def test_a_name_in_the_callers_scope_does_not_reach_the_formula():
    x0 = "a text"  # the trap: formulas look names up where they are written
    y, columns, _, _ = panel()
    assert draw_missing(y, columns=columns, draws=2, seed=1).shape == (2, 48), x0


def test_too_few_figures_to_draw_from_are_refused():
    fewest = 1 + 1 + DONORS
    t = np.arange(float(fewest + 1))
    y = t.copy()
    y[0] = NAN
    assert draw_missing(y, columns=t[:, None], draws=2, seed=1).shape == (2, fewest + 1)
    y[1] = NAN
    with pytest.raises(Refused, match="figures that are not missing"):
        draw_missing(y, columns=t[:, None], draws=2, seed=1)
    with pytest.raises(InputError, match="2 problems"):
        draw_missing(y, columns=np.full((9, 1), NAN), draws=1, seed=1)


def test_nothing_missing_draws_nothing():
    y = np.arange(9.0)
    assert (draw_missing(y, columns=y[:, None], draws=2, seed=1) == y).all()
