from pathlib import Path

import pytest

from scarpwatch.algorithms.registry import NAMES
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


def test_an_unknown_algorithm_has_no_look():
    assert [look["short"] for look in looks_of_algorithms(["rf", "logistic"])] == ["RF", "LR"]
    with pytest.raises(KeyError):
        looks_of_algorithms(["forest"])
