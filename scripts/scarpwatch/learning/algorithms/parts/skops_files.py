"""Files of scikit-learn's pipelines as skops, which runs no code when it is loaded; equal models give equal bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.learning.algorithms.parts.pipeline import classifier_of

_SCHEMA = "schema.json"  # in a skops archive: the parts of the model, the rest being arrays
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def save_pipeline(model: Any, path: Path, *, n_jobs: int | None) -> None:
    """Write a trained pipeline.

    Parameters
    ----------
    n_jobs : what the file says of threads, since how many trained a model is no property of it; passed over where the
        classifier knows none
    """
    import skops.io

    classifier = classifier_of(model)
    threads = {"n_jobs": classifier.n_jobs} if hasattr(classifier, "n_jobs") else {}
    try:
        classifier.set_params(**dict.fromkeys(threads, n_jobs))
        content = skops.io.dumps(model)
    finally:
        classifier.set_params(**threads)
    _write_archive(content, path)


def untrusted_types(path: Path, trusted: Sequence[str]) -> list[str]:
    """Types in a file that neither skops nor the caller trusts, sorted."""
    import skops.io

    return sorted(set(skops.io.get_untrusted_types(file=path)) - set(trusted))


def load_pipeline(path: Path, classifier: type[Any], *, trusted: Sequence[str]) -> Any:
    """Read a pipeline of a classifier.

    Parameters
    ----------
    trusted : types that the file may hold beyond those that skops itself trusts; never what the file lists

    Raises
    ------
    InputError
        If the file holds a type that is not trusted, or another model.
    """
    import skops.io
    from sklearn.pipeline import Pipeline

    if foreign := untrusted_types(path, trusted):
        raise InputError(
            path,
            f"the file holds types that are not trusted ({', '.join(foreign)})",
            "Load only models that this program wrote.",
        )
    model = skops.io.load(path, trusted=list(trusted))
    if not isinstance(model, Pipeline) or not isinstance(model[-1], classifier):
        raise InputError(path, "the file holds no model of this program", "Train it again.")
    return model


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
