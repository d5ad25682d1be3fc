from scarpwatch.susceptibility_classes import (
    CLASS_COLOURS,
    CLASS_NAMES,
    DEFAULT_BREAKS,
    NUMBER,
    colour_table,
    rgba,
)


def test_there_are_five_classes_from_very_low_to_very_high():
    assert NUMBER == 5 and CLASS_NAMES[0] == "very low" and CLASS_NAMES[-1] == "very high"
    assert DEFAULT_BREAKS == (0.2, 0.4, 0.6, 0.8)


def test_no_two_classes_share_a_name_or_a_colour():
    assert len(set(CLASS_NAMES)) == len(set(CLASS_COLOURS)) == NUMBER == len(DEFAULT_BREAKS) + 1


def test_the_colour_table_has_every_class_and_leaves_no_class_transparent():
    table = colour_table()
    assert table[0] == (0, 0, 0, 0) and sorted(table) == list(range(NUMBER + 1))
    assert [table[code] for code in range(1, NUMBER + 1)] == [rgba(colour) for colour in CLASS_COLOURS]
    assert rgba("#2c7bb6") == (44, 123, 182, 255)
