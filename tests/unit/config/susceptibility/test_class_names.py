"""Names of classes, as a map of the config gives them."""

import pytest

from scarpwatch.config.susceptibility.class_names import string_keys


def test_keys_become_text_in_one_form() -> None:
    assert string_keys({1: "shale", " lime  stone ": "a"}) == {"1": "shale", "lime stone": "a"}
    assert string_keys(None) is None


def test_keys_that_are_then_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="stands there twice"):
        string_keys({"gr\u00e8s": "a", "gre\u0300s": "b"})
