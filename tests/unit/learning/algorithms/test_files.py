import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from algorithm_members import members_of
from full_disk import largest_file

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.errors import ConfigError, InputError, WriteError
from scarpwatch.learning.algorithms.files import load_model, model_path, save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores

TESTS = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(506, 8)), columns=[f"factor_{number}" for number in range(8)])
    truth = (values["factor_0"] - values["factor_1"] + rng.normal(size=506) > 0).astype(int).to_numpy()
    values.loc[rng.random(506) < 0.2, "factor_1"] = np.nan
    return values, truth


SAVING = """
import sys, numpy, pandas
from algorithm_members import members_of
from scarpwatch.algorithms.registry import NAMES
from scarpwatch.learning.algorithms.files import model_path, save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model
number = int(sys.argv[1])
held = [bytearray(1000 * n) for n in range(number)]  # moves what comes after in memory
samples = pandas.read_parquet("samples.parquet"), numpy.load("truth.npy")
for algorithm in NAMES:
    model = fit_model(make_model(algorithm, seed=3, trees=5, n_jobs=number, members=members_of(algorithm)), *samples)
    save_model(model, model_path(f"{number}/{algorithm}", algorithm))
"""


def test_equal_models_give_equal_files_in_any_process(samples, tmp_path):
    samples[0].to_parquet(tmp_path / "samples.parquet")
    np.save(tmp_path / "truth.npy", samples[1])
    scripts = TESTS.parent / "scripts"
    for number in ("1", "2"):
        environment = {**os.environ, "PYTHONPATH": f"{scripts}:{TESTS}", "PYTHONHASHSEED": number}
        subprocess.run([sys.executable, "-c", SAVING, number], cwd=tmp_path, check=True, env=environment)
    for name in NAMES:
        first, second = (model_path(tmp_path / number / name, name) for number in ("1", "2"))
        assert first.read_bytes() == second.read_bytes(), name
        assert np.isfinite(predict_scores(load_model(name, first), samples[0])).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_disk_that_is_full_is_told(name, samples, tmp_path):
    model = fit_model(make_model(name, seed=3, trees=20, members=members_of(name)), *samples)
    path = model_path(tmp_path, name)
    save_model(model, path)
    size = path.stat().st_size
    full = model_path(tmp_path / "full", name)
    for room in (1000, size // 2, size - 1):
        with largest_file(room), pytest.raises(WriteError, match="disk is full"):
            save_model(model, full)
        assert list(full.parent.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_missing_and_damaged_files_are_named(name, tmp_path):
    path = model_path(tmp_path, name)
    with pytest.raises(InputError, match="does not exist"):
        load_model(name, path)
    path.write_text("no model")
    with pytest.raises(InputError, match="cannot be read"):
        load_model(name, path)


def test_an_unknown_algorithm_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="'forest' is unknown"):
        load_model("forest", tmp_path / "model.skops")
