from scarpwatch.styles.style import even_stops


def test_stops_are_even_and_reach_both_ends():
    assert even_stops(("#000000", "#111111", "#222222"), -4, 4) == (
        (-4, "#000000"),
        (0, "#111111"),
        (4, "#222222"),
    )
