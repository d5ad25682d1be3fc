from figure_inputs import CORRECTIONS

from scarpwatch.figures.report.parts.corrections import corrections_table


def test_each_step_has_its_spread_and_what_it_found():
    table = corrections_table(CORRECTIONS)
    (row,) = table.rows
    assert row == (
        "Ramp and height term of every date",
        "10.5",
        "6.5",
        "ramp 3.5 mm across the scene, height 5.0 mm/km",
        "ramp 1.0 mm across the scene, height 0.5 mm/km",
    )
    assert len(table.columns) == len(row)
    assert "Left out: DEM error: the perpendicular baselines are not known." in table.notes


def test_steps_follow_each_other():
    record = {
        **CORRECTIONS,
        "applied": ["delays", "ramp_and_height", "dem_error"],
        "left_out": [],
        "spread_after_delays_mm": [0, 8, 10],
        "spread_after_dem_error_mm": [0, 5, 6],
        "dem_error_std_m": 15.21,
        "dem_error_sigma_m": 3.3,
    }
    rows = corrections_table(record).rows
    assert [row[1:3] for row in rows] == [("10.5", "9.0"), ("9.0", "6.5"), ("6.5", "5.5")]
    assert rows[0][3:] == ("–", "–")
    assert rows[2][3:] == ("15.2 m", "3.3 m")


def test_what_was_taken_of_the_rates_is_told():
    judged = CORRECTIONS["ramp_and_height_rates"]
    notes = " ".join(corrections_table(CORRECTIONS).notes)
    assert "row ramp 9.1 ± 1.0 mm/yr, of which 2 % were taken out" in notes
    level = {**judged, "relief_m": 3.2, "terms": {"row ramp": judged["terms"]["row ramp"]}}
    notes = corrections_table({**CORRECTIONS, "ramp_and_height_rates": level}).notes
    assert "No height term: the height has a standard deviation of 3.2 m." in notes
    always = corrections_table({**CORRECTIONS, "ramp_and_height_rates": None}).notes
    assert not any("Rates of the terms" in note for note in always)
