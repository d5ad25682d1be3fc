"""Skill within classes: one where the model knows something, one where it does not, and one that is too small."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.metrics.group_skill import skill_by_group, skill_of_groups
from scarpwatch.learning.metrics.roc import delong


@pytest.fixture
def known():
    rng = np.random.default_rng(0)
    rock = pd.Series(
        ["shale"] * 200 + ["marl"] * 200 + ["tuff"] * 15 + [None] * 30, index=range(445), dtype="string"
    )
    slid = rng.integers(0, 2, 445)
    slid[400:415] = [1] * 12 + [0] * 3
    parts = []
    for repeat in range(2):
        rank = 1.5 * slid * (rock == "shale").fillna(False).to_numpy() + rng.standard_normal(445)
        parts.append(pd.DataFrame({"repeat": repeat, "unit_id": range(445), "landslide": slid, "rank": rank}))
    return pd.concat(parts, ignore_index=True), rock


def test_where_a_model_does_well_and_where_it_fails(known):
    scored, rock = known
    table = skill_by_group(scored, rock).set_index("group")
    assert table.index.tolist() == ["marl", "shale", "tuff", "not known"]
    assert table["units"].tolist() == [200, 200, 15, 30]
    assert table.loc["shale", "auc"] > 0.8 > table.loc["marl", "auc_upper"]
    assert table.loc["marl", "auc_lower"] < 0.5 < table.loc["marl", "auc_upper"]
    assert np.isnan(table.loc["tuff", "auc"]) and "fewer than 10" in table.loc["tuff", "told"]
    own = scored[scored["unit_id"] < 200]
    aucs = [delong(part["landslide"], part["rank"])[0][0] for _, part in own.groupby("repeat")]
    assert table.loc["shale", "auc"] == pytest.approx(np.mean(aucs))


def test_units_without_a_score_and_runs_without_classes(known):
    scored, rock = known
    scored.loc[scored["unit_id"] < 50, "rank"] = np.nan
    assert skill_by_group(scored, rock).set_index("group").loc["shale", "units"] == 150
    table = skill_of_groups(scored, {"rock": rock, "soil": rock})
    assert table["factor"].tolist() == ["rock"] * 4 + ["soil"] * 4 and table.columns[0] == "factor"
    empty = skill_of_groups(scored, {})
    assert empty.empty and empty.columns.tolist() == table.columns.tolist()
