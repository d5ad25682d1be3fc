"""The function that derives a factor, from the library or from a file of the user's."""

import numpy as np
import pytest
from terrain_surfaces import derived, surface

from scarpwatch.errors import InputError
from scarpwatch.terrain.derivation import derivation

DOUBLE = """
from rasterio.windows import Window

def derive(dem, *, times=2.0):
    whole = Window(0, 0, dem.shape[1], dem.shape[0])
    yield whole, (times * dem.read(whole)).astype("float32")
"""


def test_a_module_and_a_file_are_called_alike(tmp_path):
    height, _, _ = surface(lambda x, y: 100 + 0.3 * x)
    (tmp_path / "double.py").write_text(DOUBLE)
    found = derivation(module=None, file=tmp_path / "double.py")
    np.testing.assert_allclose(derived(found, height), 2 * height)
    flat = derivation(module="scarpwatch.terrain.factors.plan_curvature")
    np.testing.assert_allclose(derived(flat, height), 0.0, atol=1e-6)


def test_code_that_fails_is_named(tmp_path):
    (tmp_path / "broken.py").write_text("import no_such_module\n")
    with pytest.raises(InputError, match=r"broken\.py: its code ends with an error"):
        derivation(module=None, file=tmp_path / "broken.py")
