from colabora.contrast import DECORATION, PAIRS, contrast, measured, tokens


def test_every_pair_of_colours_has_contrast_in_light_and_dark():
    too_weak = [pair for pair in measured() if min(pair["light"], pair["dark"]) < pair["least"]]

    assert too_weak == []


def test_every_colour_role_is_measured_or_named_as_decoration():
    in_pairs = {role for ink, ground, _least in PAIRS for role in (ink, ground)}

    assert set(tokens()) - in_pairs - DECORATION == set()


def test_the_measure_is_that_of_wcag():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
