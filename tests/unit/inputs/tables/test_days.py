import datetime

import numpy as np
import pandas as pd
import pytest

from scarpwatch.inputs.tables.days import read_days


@pytest.mark.parametrize(
    ("values", "days"),
    [
        (["2020-03-01", " 20200301", "2020-03-01T12:00:00", "2020", "spring", None], [1, 1, 1, 0, 0, 0]),
        (["20200301T1200", "20200301 12:00:00+08:00", "2020-03-01 00:00:00.000"], [1, 1, 1]),
        (["2020-03-01/2020-05-01", "2020-03-01 or later", "2020-0301", "2020/3/1", "45356"], [0] * 5),
        ([20200301, 20200301.0, 2020, -1], [1, 1, 0, 0]),
        ([datetime.date(2020, 3, 1), None], [1, 0]),
        (pd.to_datetime(["2020-03-01 23:00", None]).tz_localize("UTC"), [1, 0]),
    ],
)
def test_days_are_read_and_all_else_is_unknown(values, days):
    found = read_days(pd.Series(values))
    assert (found[np.array(days) == 1] == np.datetime64("2020-03-01")).all()
    assert np.isnat(found[np.array(days) == 0]).all()


def test_days_that_stand_for_never_are_none():
    said = pd.Series(["9999-12-31", "0001-01-01", "21000101", "1499-12-31", "2020-02-30", "2020-02-29"])
    assert pd.isna(read_days(said)).tolist() == [True, True, False, True, True, False]
    assert pd.isna(
        read_days(
            pd.to_datetime(pd.Series(["2020-01-01", "9999-12-31"]), format="%Y-%m-%d").astype("datetime64[s]")
        )
    ).tolist() == [False, True]
