"""Files of trained models, in formats that run no code when they are loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scarpwatch.errors import InputError
from scarpwatch.files.finished import atomic_path
from scarpwatch.learning.algorithms.models import Model
from scarpwatch.learning.algorithms.protocol import load_algorithm


def model_path(folder: str | Path, algorithm: str) -> Path:
    """Where the file of a trained model lies in its folder."""
    return Path(folder) / load_algorithm(algorithm).FILE


def save_model(model: Model, path: str | Path) -> None:
    """Write a trained model in its algorithm's format; equal models give equal bytes."""
    with atomic_path(path) as temporary:
        model.algorithm.save(model.inner, temporary)


def load_model(algorithm: str, path: str | Path, *, members: Sequence[str] = ()) -> Model:
    """Read a model file.

    Parameters
    ----------
    algorithm : whose file it is: name, or path of a Python file
    members : of an ensemble, the algorithms that it is made of; files of the user's are run only if they are here

    Raises
    ------
    InputError
        If the file is missing or unreadable, or a skops file holds a type that is not trusted or another model.
    """
    path, module = Path(path), load_algorithm(algorithm)
    if not path.exists():
        raise InputError(path, "the model file does not exist", "Run train_model.")
    for member in members:
        load_algorithm(member)
    try:
        return Model(module, module.load(path))
    except InputError:
        raise
    except Exception as error:  # each library has exceptions of its own for damaged files
        raise InputError(path, f"the model cannot be read ({error})", "Train it again.") from error
