import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from full_disk import largest_file

from scarpwatch.errors import InputError, WriteError
from scarpwatch.learning.algorithms.files import load_model, save_model
from scarpwatch.learning.algorithms.models import (
    MODEL_FILES,
    fit_model,
    make_model,
    predict_scores,
    used_columns,
)


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(506, 8)), columns=[f"factor_{number}" for number in range(8)])
    truth = (values["factor_0"] - values["factor_1"] + rng.normal(size=506) > 0).astype(int).to_numpy()
    values.loc[rng.random(506) < 0.2, "factor_1"] = np.nan
    return values, truth


@pytest.fixture(scope="module", params=MODEL_FILES)
def trained(request, samples):
    return request.param, fit_model(make_model(request.param, seed=3, trees=60), *samples)


def test_file_gives_the_same_scores(trained, samples, tmp_path):
    algorithm, model = trained
    path = tmp_path / MODEL_FILES[algorithm]
    save_model(model, path)
    loaded = load_model(path)
    assert used_columns(loaded) == used_columns(model)
    reordered = samples[0][samples[0].columns[::-1]] if algorithm != "rf" else samples[0]
    assert (predict_scores(loaded, reordered) == predict_scores(model, samples[0])).all()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("algorithm", ["lightgbm", "xgboost"])
def test_booster_files_do_not_depend_on_threads(algorithm, samples, tmp_path):
    for threads in (1, 2):
        model = make_model(algorithm, seed=3, trees=20, n_jobs=threads).fit(*samples)
        save_model(model, tmp_path / f"{threads}_{MODEL_FILES[algorithm]}")
    first, second = sorted(tmp_path.iterdir())
    assert first.read_bytes() == second.read_bytes()


SAVING = """
import sys, numpy, pandas
from scarpwatch.learning.algorithms.files import save_model
from scarpwatch.learning.algorithms.models import MODEL_FILES, fit_model, make_model
number = int(sys.argv[1])
held = [bytearray(1000 * n) for n in range(number)]  # moves what comes after in memory
samples = pandas.read_parquet("samples.parquet"), numpy.load("truth.npy")
for algorithm, file in MODEL_FILES.items():
    model = fit_model(make_model(algorithm, seed=3, trees=5, n_jobs=number), *samples)
    save_model(model, f"{number}/{algorithm}_{file}")
"""


def test_equal_models_give_equal_files_in_any_process(samples, tmp_path):
    samples[0].to_parquet(tmp_path / "samples.parquet")
    np.save(tmp_path / "truth.npy", samples[1])
    scripts = Path(__file__).resolve().parents[4] / "scripts"
    for number in ("1", "2"):
        environment = {**os.environ, "PYTHONPATH": str(scripts), "PYTHONHASHSEED": number}
        subprocess.run([sys.executable, "-c", SAVING, number], cwd=tmp_path, check=True, env=environment)
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert len(names) == len(MODEL_FILES)
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name
    loaded = load_model(tmp_path / "1" / f"rf_{MODEL_FILES['rf']}")
    assert np.isfinite(predict_scores(loaded, samples[0])).all()


def test_no_bytes_of_the_process_stand_between_the_fields_of_trees(samples, tmp_path):
    held = [
        np.full(64 * number, 255, np.uint8) for number in range(1, 2000)
    ]  # memory that is not zero when it is free
    model = fit_model(make_model("rf", seed=3, trees=30), *samples)
    del held
    save_model(model, tmp_path / "model.skops")
    checked = 0
    with zipfile.ZipFile(tmp_path / "model.skops") as archive:
        for name in archive.namelist():
            array = np.load(io.BytesIO(archive.read(name))) if name.endswith(".npy") else np.zeros(0)
            if array.dtype.names:
                ends = [
                    array.dtype.fields[field][1] + array.dtype[field].itemsize for field in array.dtype.names
                ]
                raw = np.frombuffer(archive.read(name)[-array.nbytes :], np.uint8).reshape(
                    -1, array.dtype.itemsize
                )
                assert max(ends) < array.dtype.itemsize and not raw[:, max(ends) :].any()
                checked += 1
    assert checked == 30


def test_a_disk_that_is_full_is_told(trained, tmp_path):
    algorithm, model = trained
    save_model(model, tmp_path / MODEL_FILES[algorithm])
    size = (tmp_path / MODEL_FILES[algorithm]).stat().st_size
    path = tmp_path / "full" / MODEL_FILES[algorithm]
    for room in (1000, size // 2, size - 1):
        with largest_file(room), pytest.raises(WriteError, match="disk is full"):
            save_model(model, path)
        assert list(path.parent.iterdir()) == []


def test_foreign_type_in_a_forest_file_is_refused(samples, tmp_path):
    import skops.io
    from sklearn.pipeline import Pipeline

    model = fit_model(make_model("rf", seed=1, trees=5), *samples)
    model.steps.append(("foreign", ForeignStep()))
    skops.io.dump(model, tmp_path / "foreign.skops")
    with pytest.raises(InputError, match=r"not trusted .*ForeignStep"):
        load_model(tmp_path / "foreign.skops")
    skops.io.dump(Pipeline([("varies", model["varies"])]), tmp_path / "other.skops")
    with pytest.raises(InputError, match="no model of this program"):
        load_model(tmp_path / "other.skops")


class ForeignStep:
    """A type that no model of the program holds."""


@pytest.mark.parametrize("name", sorted(set(MODEL_FILES.values())))
def test_missing_and_damaged_files_are_named(name, tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        load_model(tmp_path / name)
    (tmp_path / name).write_text("no model")
    with pytest.raises(InputError, match="cannot be read"):
        load_model(tmp_path / name)


def test_a_forest_file_that_was_tampered_with_is_refused(samples, tmp_path):
    """A file whose schema names a function to call instead of a part of the forest must not be loaded."""
    path = tmp_path / "model.skops"
    save_model(fit_model(make_model("rf", seed=1, trees=5), *samples), path)
    assert load_model(path)
    for foreign in (
        {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "content": "os.system"},
        {"__class__": "Path", "__module__": "pathlib", "__loader__": "ObjectNode", "__id__": 999},
    ):
        with zipfile.ZipFile(path) as archive:
            entries = {name: archive.read(name) for name in archive.namelist()}
        schema = json.loads(entries["schema.json"])
        replace_first_leaf(schema, foreign)
        entries["schema.json"] = json.dumps(schema).encode()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        (tmp_path / "tampered.skops").write_bytes(buffer.getvalue())
        with pytest.raises(InputError, match=r"not trusted|cannot be read"):
            load_model(tmp_path / "tampered.skops")


def replace_first_leaf(node, foreign):
    """Put a foreign part where the file holds the forest's first plain value."""
    for key, value in node.items():
        if isinstance(value, dict):
            if value.get("__loader__") == "JsonNode":
                node[key] = foreign
                return True
            if replace_first_leaf(value, foreign):
                return True
    return False
