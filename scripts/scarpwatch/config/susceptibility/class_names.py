"""Names of classes, as a map of the config gives them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from scarpwatch.config.common.base import UNSEEN


def string_keys(value: Any) -> Any:
    """Keys as the values of a map are compared: text (codes of a raster are numbers), spaces and accents in one form.

    Raises
    ------
    ValueError
        If two keys are the same then.
    """
    if not isinstance(value, dict):
        return value
    plain = [" ".join(re.sub(UNSEEN, "", unicodedata.normalize("NFC", str(key))).split()) for key in value]
    twice = sorted({key for key in plain if plain.count(key) > 1})
    if twice:
        raise ValueError(
            f"{', '.join(map(repr, twice))} stands there twice, if spaces and the ways to write accents do not count: "
            "keep one"
        )
    return dict(zip(plain, value.values(), strict=True))
