from scarpwatch.insar.corrections.earned_terms import CycleChoice
from scarpwatch.insar.corrections.motion_decisions import (
    cycle_decisions,
    cycles_dropped,
    dem_error_decision,
    step_decisions,
    with_time,
)

DATES = [f"{year}{month:02d}03" for year in (2023, 2024) for month in range(1, 13)]
WANTED = {"annual": True, "semiannual": True, "steps": []}


def test_a_cycle_that_the_dates_cannot_tell_is_told_with_the_dates():
    (annual,) = cycle_decisions(DATES[:6], {**WANTED, "semiannual": False}, [])
    assert (annual["taken"], annual["notable"]) == ("no annual cycle", True)
    assert "the 6 dates from 20230103 to 20230603" in annual["reason"]
    assert cycles_dropped(DATES[:6], {**WANTED, "semiannual": False}, []) == ["annual"]


def test_cycles_are_told_as_they_were_judged():
    choices = [CycleChoice("annual", True, "it pays"), CycleChoice("semiannual", False, "it does not pay")]
    annual, semiannual = cycle_decisions(DATES, WANTED, choices)
    assert (annual["taken"], annual["reason"], annual["notable"]) == ("annual cycle kept", "it pays", False)
    assert (semiannual["taken"], semiannual["notable"]) == ("no semiannual cycle", True)
    assert cycles_dropped(DATES, WANTED, choices) == ["semiannual"]
    (always,) = cycle_decisions(DATES, {"annual": "always", "semiannual": False}, [])
    assert (always["taken"], always["notable"]) == ("annual cycle kept", False)


def test_the_dem_error_is_told_whatever_became_of_it():
    out = {"applied": [], "left_out": ["dem_error: the perpendicular baselines are not known"]}
    (decision,) = dem_error_decision(out)
    assert (decision["taken"], decision["notable"]) == ("left out", True)
    assert decision["reason"] == "the perpendicular baselines are not known"
    found = {"applied": ["dem_error"], "left_out": [], "dem_error_std_m": 12.34, "dem_error_sigma_m": 3.0}
    (kept,) = dem_error_decision(found)
    assert (kept["taken"], kept["notable"]) == ("taken out", False)
    assert "standard deviation of 12.3 m" in kept["reason"]
    (doubted,) = dem_error_decision(found, [("20240103", "20240115")])
    assert doubted["notable"]
    assert "the baselines of 20240103_20240115 contradict the others" in doubted["reason"]
    assert dem_error_decision({"applied": [], "left_out": []}) == []


def test_the_image_of_the_day_of_a_step_is_told():
    settings = {**WANTED, "steps": ["2023-07-03T13:00:00", "2024-03-03", "2024-12-30"]}
    side, apart, late = step_decisions(DATES, with_time(settings, "05:31:00"))
    assert (side["taken"], side["notable"]) == ("the image of 2023-07-03 lies before the step", False)
    assert (apart["taken"], apart["notable"]) == ("the image of 2024-03-03 is left out of the fit", True)
    assert "the time of the step is not known" in apart["reason"]
    assert (late["taken"], late["notable"]) == ("no step of 2024-12-30", True)
    unknown, _, _ = step_decisions(DATES, with_time(settings, None))
    assert "the time of the image is not known" in unknown["reason"]
    near, _, _ = step_decisions(DATES, with_time(settings, "12:55:00"))
    assert "too near to the step" in near["reason"]


def test_the_time_of_the_config_goes_before_that_of_the_products():
    assert with_time({"acquisition_time": "05:31:00"}, "17:02:00")["acquisition_time"] == "05:31:00"
    assert with_time({}, "17:02:00")["acquisition_time"] == "17:02:00"
    assert "acquisition_time" not in with_time({}, None)
