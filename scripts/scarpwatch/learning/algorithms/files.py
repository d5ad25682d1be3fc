"""Files of trained models, in formats that run no code when they are loaded."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.files.finished import atomic_path

TRUSTED_TYPES = ("sklearn.tree._tree.Tree", "numpy.dtype")
"""What a forest's and the baseline's file may hold beyond the types that skops itself trusts: trees, and the type of
the numbers whose gaps are filled. Never what the file lists."""

_SCHEMA = "schema.json"  # in a skops archive: the parts of the model, the rest being arrays
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def save_model(model: Any, path: str | Path) -> None:
    """Write a trained pipeline: the forest and the baseline as skops, a booster in its library's own text format;
    equal models give equal bytes."""
    classifier = model.named_steps["classifier"]
    with atomic_path(path) as temporary:
        if hasattr(classifier, "booster_"):
            text = classifier.booster_.model_to_string()
            # The file notes how many threads trained it, which is no property of the model.
            text = re.sub(r"\[num_threads: -?\d+\]", "[num_threads: 1]", text)
            temporary.write_text(text, encoding="utf-8")
        elif hasattr(classifier, "get_booster"):
            # Its own way of writing says nothing of a full disk when it closes the file.
            temporary.write_bytes(classifier.get_booster().save_raw("json"))
        else:
            _dump_pipeline(model, temporary)


def _dump_pipeline(model: Any, path: Path) -> None:
    import skops.io

    classifier = model.named_steps["classifier"]
    threads = classifier.n_jobs
    try:
        if hasattr(classifier, "estimators_"):
            classifier.set_params(n_jobs=1)  # for the forest, as for the boosters
        content = skops.io.dumps(model)
    finally:
        classifier.set_params(n_jobs=threads)
    _write_archive(content, path)


def _write_archive(content: bytes, path: Path) -> None:
    """Write a skops archive with what differs from dump to dump put in fixed terms, so that equal models give equal
    bytes: objects and arrays are named by their addresses in memory, entries dated, and trees padded with anything."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        schema = json.loads(source.read(_SCHEMA))
        files: dict[str, str] = {}
        _rename(schema, {}, files)
        entries = {new: _without_padding(source.read(old)) for old, new in files.items()}
    entries[_SCHEMA] = json.dumps(schema, indent=2).encode()
    with zipfile.ZipFile(path, "w") as target:
        for name, entry in entries.items():
            target.writestr(zipfile.ZipInfo(name, _NO_DATE), entry)


def _rename(node: Any, numbers: dict[int, int], files: dict[str, str]) -> None:
    """Number the objects of a schema, and its arrays' files, in the order in which they stand."""
    if isinstance(node, dict):
        if isinstance(node.get("__id__"), int):
            node["__id__"] = numbers.setdefault(node["__id__"], len(numbers))
        if isinstance(node.get("file"), str):
            node["file"] = files.setdefault(node["file"], f"{len(files)}.npy")
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _rename(part, numbers, files)


def _without_padding(content: bytes) -> bytes:
    """An array's file with zeros between the fields of its records, where there are any."""
    array = np.load(io.BytesIO(content))
    if array.dtype.names is None:
        return content
    # Whatever NumPy copies or writes itself takes over what stands between the fields.
    raw = bytearray(array.nbytes)
    clean = np.frombuffer(raw, array.dtype).reshape(array.shape)
    for name in array.dtype.names:
        clean[name] = array[name]
    return content[: len(content) - len(raw)] + bytes(raw)


def load_model(path: str | Path) -> Any:
    """Read a model file for ``predict_scores``; the name tells the format.

    Returns
    -------
    sklearn Pipeline (of the forest or the baseline), lightgbm.Booster or xgboost.Booster

    Raises
    ------
    InputError
        If the file is missing or unreadable, or a skops file holds a type that is not trusted.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(path, "the model file does not exist", "Run train_model.")
    try:
        if path.suffix == ".txt":
            from lightgbm import Booster

            return Booster(model_file=str(path))
        if path.suffix == ".json":
            import xgboost

            booster = xgboost.Booster()
            booster.load_model(path)
            return booster
        return _load_pipeline(path)
    except InputError:
        raise
    except Exception as error:  # each library has exceptions of its own for damaged files
        raise InputError(path, f"the model cannot be read ({error})", "Train it again.") from error


def _load_pipeline(path: Path) -> Any:
    import skops.io
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    foreign = set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED_TYPES)
    if foreign:
        raise InputError(
            path,
            f"the file holds types that are not trusted ({', '.join(sorted(foreign))})",
            "Load only models that this program wrote.",
        )
    model = skops.io.load(path, trusted=list(TRUSTED_TYPES))
    if not isinstance(model, Pipeline) or not isinstance(
        model[-1], (RandomForestClassifier, LogisticRegression)
    ):
        raise InputError(path, "the file holds no model of this program", "Train it again.")
    return model
