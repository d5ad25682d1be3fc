from datetime import date, datetime, timedelta

import numpy as np
import pytest

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.errors import ConfigError
from scarpwatch.insar.motion.model import motion_design
from scarpwatch.insar.motion.steps import place_steps, read_step, require_steps, usable_steps

DATES = [date(2024, 1, 1) + timedelta(days=30 * n) for n in range(12)]
NAMES = [f"{day:%Y%m%d}" for day in DATES]
DAY = DATES[6]  # 2024-06-29
PLAIN = {"annual": False, "semiannual": False}


def test_steps_that_later_dates_brought_are_left_out_of_an_earlier_assessment():
    steps = [DATES[4], DATES[9]]
    assert usable_steps(DATES, steps) == steps
    assert usable_steps(DATES[:11], steps) == steps[:1]
    assert [step.years for step in place_steps(DATES[:7], steps)] == [pytest.approx(120 / DAYS_PER_YEAR)]
    assert usable_steps(DATES[:6], steps) == []


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        ([DATES[2]], "2024-03-01"),  # two dates before it
        ([DATES[10]], "2024-10-27"),  # two dates from it on
        ([DATES[4], DATES[6]], "2024-06-29"),  # two dates between
        ([date(2023, 5, 1)], "2023-05-01"),
    ],
)
def test_steps_without_dates_beside_them_are_refused(steps, named):
    with pytest.raises(ConfigError, match=f"velocity.steps: {named}.*needs 3 dates"):
        require_steps(DATES, steps)


def test_steps_with_dates_beside_them_pass():
    require_steps(DATES, [DATES[3], DATES[6], DATES[9]])
    require_steps(DATES, [])


def quake(step_at, pass_at):
    """Steady -8 cm/yr (cm) with a step of 3 cm, imaged at a time of day."""
    at = np.array([(datetime.combine(day, pass_at) - datetime(2024, 1, 1)).total_seconds() for day in DATES])
    after = np.array([datetime.combine(day, pass_at) >= step_at for day in DATES])
    return -8.0 * at / 86400 / DAYS_PER_YEAR - 3.0 * after


def rate(settings, series):
    return (np.linalg.pinv(motion_design(NAMES, {**PLAIN, **settings})) @ series)[1]


MORNING, EVENING = datetime(2024, 1, 1, 5, 31).time(), datetime(2024, 1, 1, 17, 2).time()


@pytest.mark.parametrize("pass_at", [MORNING, EVENING])
@pytest.mark.parametrize("hour", [0, 13, 23])
@pytest.mark.parametrize("told", ["both", "no time of the step", "no time of the images"])
def test_a_quake_on_the_day_of_an_image_leaves_the_rate_as_it_is(pass_at, hour, told):
    moment = datetime.combine(DAY, datetime(2024, 1, 1, hour, 5).time())
    series = quake(moment, pass_at)
    settings = {"steps": [moment.isoformat(), "2025-03-01"], "acquisition_time": pass_at.isoformat()}
    if told == "no time of the step":
        settings["steps"] = [DAY.isoformat()]
    if told == "no time of the images":
        del settings["acquisition_time"]
    assert rate(settings, series) == pytest.approx(-8.0, abs=1e-6)


def test_on_the_wrong_side_the_image_would_tilt_the_rate():
    """What the day alone, taken as after the step, makes of a quake in the afternoon after a morning pass."""
    series = quake(datetime.combine(DAY, EVENING), MORNING)
    assert abs(rate({"steps": [f"{DAY}T03:00"], "acquisition_time": "05:31"}, series) + 8) > 0.5


def test_the_side_of_an_image_of_the_day():
    def placed(step, acquired):
        (found,) = place_steps(DATES, [step], acquired)
        return found.years > 180 / DAYS_PER_YEAR, found.apart

    assert placed("2024-06-29T13:00", "05:31") == (True, None)  # from the next image on
    assert placed("2024-06-29T03:00", "05:31") == (False, None)  # from this one on
    assert placed("2024-06-29T05:35", "05:31") == (False, DAY)
    assert placed("2024-06-29T13:00", None) == (False, DAY)
    assert placed(DAY, "05:31") == (False, DAY)
    assert placed("2024-06-28T13:00", None) == (False, None)


def test_times_are_in_utc_whatever_their_zone():
    assert read_step("2024-06-29T01:30+09:00") == (date(2024, 6, 28), 16 * 60 + 30)
    assert read_step("2024-06-29T13:00Z") == (DAY, 780)
    assert read_step(datetime(2024, 6, 29, 13)) == (DAY, 780)
    assert read_step("20240629") == (DAY, None)


def test_steps_with_a_time_are_refused_like_others():
    with pytest.raises(ConfigError, match=r"velocity.steps: 2024-03-01T12:00:00.*needs 3 dates"):
        require_steps(DATES, [datetime(2024, 3, 1, 12)], "13:00")
    # Two images and the one that the morning pass took before the quake.
    require_steps(DATES, [datetime(2024, 3, 1, 12)], "05:00")


@pytest.mark.parametrize(
    ("step", "pass_at"), [("2024-06-28T23:56", "00:02:00"), ("2024-06-30T00:03", "23:58:00")]
)
def test_an_image_minutes_from_a_step_is_left_out_across_midnight_too(step, pass_at):
    (placed,) = place_steps(DATES, [step], pass_at)
    assert placed.apart == DAY
    apart = motion_design(NAMES, {**PLAIN, "steps": [step], "acquisition_time": pass_at})[:, -1]
    assert apart.tolist() == [float(day == DAY) for day in DATES]


def test_an_image_hours_from_a_step_of_another_day_is_not_in_doubt():
    (placed,) = place_steps(DATES, ["2024-06-28T23:56"], "05:31:00")
    assert placed.apart is None
    (before,) = place_steps(DATES, ["2024-06-30T00:03"], "23:10:00")
    assert before.apart is None and before.years > (DAY - DATES[0]).days / DAYS_PER_YEAR
