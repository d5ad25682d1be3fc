from pathlib import Path

import pytest

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.workflow import code_digest
from scarpwatch.workflow.planning.algorithms import (
    code_of_algorithm,
    codes_of_algorithms,
    looks_of_algorithms,
)

SCRIPTS = Path(__file__).resolve().parents[4] / "scripts"


def test_the_code_of_an_algorithm_is_its_own():
    codes = codes_of_algorithms(NAMES, SCRIPTS)
    assert [code["load"] for code in codes] == list(NAMES)
    assert len({code["code"] for code in codes}) == len(NAMES)
    assert code_of_algorithm("rf", SCRIPTS) == codes[0]


def test_the_code_of_a_plugin_is_its_own_with_what_it_imports(tmp_path):
    file = tmp_path / "nb.py"
    file.write_text(
        "from scarpwatch.learning.algorithms.parts.classifier import *\nALGORITHM = {'short': 'NB'}\n"
    )
    found = [code_of_algorithm(str(file), SCRIPTS)]
    file.write_text(f"# a comment\n{file.read_text()}")
    found.append(fresh(file))
    file.write_text(
        "from scarpwatch.learning.algorithms.parts.pipeline import *\nALGORITHM = {'short': 'NB'}\n"
    )
    found.append(fresh(file))
    assert found[0] == found[1] != found[2] and found[0]["load"] == str(file)


def fresh(file):
    """The code as another process sees it."""
    code_digest._read_module.cache_clear()
    return code_of_algorithm(str(file), SCRIPTS)


def test_the_code_of_an_ensemble_is_that_of_its_members_too():
    alone, pair, other = (
        code_of_algorithm("stack", SCRIPTS, members) for members in ((), ("rf", "svm"), ("rf", "xgboost"))
    )
    assert len({code["code"] for code in (alone, pair, other)}) == 3 and pair["load"] == "stack"


def test_an_unknown_algorithm_has_no_look():
    assert [look["short"] for look in looks_of_algorithms(["rf", "logistic"])] == ["RF", "LR"]
    with pytest.raises(KeyError):
        looks_of_algorithms(["forest"])
