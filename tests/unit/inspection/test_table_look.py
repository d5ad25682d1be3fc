"""The look at a ready table for columns with target leakage."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.config import load_config
from scarpwatch.inspection.findings import Findings
from scarpwatch.inspection.table_look import look_at_table

N = 400


@pytest.fixture
def look(tmp_path):
    rng = np.random.default_rng(0)
    hit = rng.random(N) < 0.3
    table = pd.DataFrame(
        {
            "slid": hit.astype(int),
            "slope": rng.normal(20, 5, N) + 3 * hit,
            "facing": rng.uniform(0, 360, N),
            "rock": rng.choice(["shale", "marl"], N),
            "scar": np.where(hit & (rng.random(N) < 0.97), rng.lognormal(7, 1, N), 0),
            "year": np.where(hit, "2015", None),
            "x": rng.uniform(0, 5e3, N),
            "y": rng.uniform(0, 5e3, N),
        }
    )
    table.to_csv(tmp_path / "t.csv", index=False)

    def found(factors, places=True, **models):
        units = {"file": str(tmp_path / "t.csv"), "label": "slid", "factors": factors, "circular": ["facing"]}
        units["categorical"] = [name for name in factors if name in ("rock", "year")]
        units |= {"x": "x", "y": "y"} if places else {}
        config = {"name": "a", "units": {"source": "table", "table": units}, "models": models}
        lines = Findings()
        look_at_table(load_config(config, "config"), lines)
        return lines.lines

    return found


def texts(lines, status):
    return [line.value for line in lines if line.status == status]


@pytest.mark.parametrize(("leak", "evidence"), [("scar", "lie between"), ("year", "landslide units have")])
def test_a_leak_is_a_fault_a_note_once_accepted_and_nothing_once_left_out(look, leak, evidence):
    factors = ["slope", "facing", "rock", leak]
    [fault] = texts(look(factors), "fault")
    assert f"{leak}: " in fault and evidence in fault and "models.predictors_accepted" in fault
    accepted = look(factors, predictors_accepted=[leak])
    assert texts(accepted, "fault") == [] and f"{leak} may leak the target" in " ".join(
        texts(accepted, "note")
    )
    left_out = look(factors, predictors_exclude=[leak])
    told = [*texts(left_out, "fault"), *texts(left_out, "note")]  # that it is often 0 is told of any column
    assert not any(f"{leak}: " in text or f"{leak} looks" in text for text in told)


def test_honest_columns_are_not_named_and_missing_places_are_told(look):
    factors = ["slope", "facing", "rock"]
    assert not any("made from" in text for text in texts(look(factors), "note"))
    assert texts(look(factors), "fault") == []
    assert any("no coordinates" in text for text in texts(look(factors, places=False), "note"))
