"""Section `figures`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.common.figures import FiguresSettings


def test_defaults() -> None:
    settings = FiguresSettings()
    assert settings.dpi == 300


@pytest.mark.parametrize("values", [{"dpi": 10}, {"dpi": 5000}])
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FiguresSettings(**values)
