"""Colours, as different eyes see them."""

from itertools import combinations

import pytest

from kit.codebook_lint import NEAR_COLOURS
from kit.colour_vision import distance, simulated
from kit.figures import COLOURS

KINDS = ("protanopia", "deuteranopia", "tritanopia")


@pytest.mark.parametrize("eyes", KINDS)
@pytest.mark.parametrize("grey", ["#000000", "#808080", "#FFFFFF"])
def test_every_eye_sees_grey_as_grey(eyes, grey):
    r, g, b = simulated(grey, eyes)
    assert r == pytest.approx(g, abs=1e-5) == pytest.approx(b, abs=1e-5)


def test_pure_red_is_the_first_column_of_the_published_matrix():
    # Machado, Oliveira and Fernandes (2009), table of severity 1.0; below zero is cut off.
    assert simulated("#FF0000", "protanopia") == pytest.approx((0.152286, 0.114503, 0.0))
    assert simulated("#FF0000", "deuteranopia") == pytest.approx((0.367322, 0.280085, 0.0))


def test_black_and_white_are_a_hundred_apart():
    assert distance("#000000", "#FFFFFF") == pytest.approx(100, abs=0.05)


def test_distance_has_no_direction():
    assert distance("#0072B2", "#D55E00") == distance("#D55E00", "#0072B2")


def test_a_brown_and_an_olive_that_usual_eyes_tell_apart_are_near():
    assert distance("#B34700", "#5A7A00") < NEAR_COLOURS


def test_the_palette_of_the_house_passes_its_own_lint():
    # Okabe and Ito chose these to be told apart with every common colour blindness.
    assert all(distance(a, b) > NEAR_COLOURS for a, b in combinations(COLOURS, 2))
