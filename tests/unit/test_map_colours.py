import re

from scarpwatch.map_colours import NO_DATA_COLOUR, RATE_COLOURS, rate_items


def test_rates_of_no_motion_stand_in_the_middle_of_an_odd_number_of_colours():
    assert len(RATE_COLOURS) % 2 == 1 and len({*RATE_COLOURS, NO_DATA_COLOUR}) == len(RATE_COLOURS) + 1
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in (*RATE_COLOURS, NO_DATA_COLOUR))


def test_the_ramp_of_a_gis_has_every_colour_at_equal_steps():
    items = rate_items(3.0)
    assert [colour for _, colour in items] == list(RATE_COLOURS)
    assert [value for value, _ in items] == [-3.0, -2.4, -1.8, -1.2, -0.6, 0.0, 0.6, 1.2, 1.8, 2.4, 3.0]
