import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import InputError
from scarpwatch.learning.algorithms.files import load_model, save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(506, 8)), columns=[f"factor_{number}" for number in range(8)])
    truth = (values["factor_0"] - values["factor_1"] + rng.normal(size=506) > 0).astype(int).to_numpy()
    values.loc[rng.random(506) < 0.2, "factor_1"] = np.nan
    return values, truth


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


def test_foreign_type_in_a_forest_file_is_refused(samples, tmp_path):
    import skops.io
    from sklearn.pipeline import Pipeline

    model = fit_model(make_model("rf", seed=1, trees=5), *samples)
    model.inner.steps.append(("foreign", ForeignStep()))
    skops.io.dump(model.inner, tmp_path / "foreign.skops")
    with pytest.raises(InputError, match=r"not trusted .*ForeignStep"):
        load_model("rf", tmp_path / "foreign.skops")
    skops.io.dump(Pipeline([("varies", model.inner["varies"])]), tmp_path / "other.skops")
    with pytest.raises(InputError, match="no model of this program"):
        load_model("rf", tmp_path / "other.skops")


class ForeignStep:
    """A type that no model of the program holds."""


def test_a_forest_file_that_was_tampered_with_is_refused(samples, tmp_path):
    """A file whose schema names a function to call instead of a part of the forest must not be loaded."""
    path = tmp_path / "model.skops"
    save_model(fit_model(make_model("rf", seed=1, trees=5), *samples), path)
    assert load_model("rf", path)
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
            load_model("rf", tmp_path / "tampered.skops")


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


def test_the_file_of_another_algorithm_is_refused(samples, tmp_path):
    path = tmp_path / "model.skops"
    save_model(fit_model(make_model("logistic", seed=1), *samples), path)
    with pytest.raises(InputError, match="no model of this program"):
        load_model("rf", path)
    save_model(fit_model(make_model("rf", seed=1, trees=3), *samples), path)
    with pytest.raises(InputError, match=r"not trusted .*Tree"):
        load_model("logistic", path)
