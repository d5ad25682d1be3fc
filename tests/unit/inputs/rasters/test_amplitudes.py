import re

import numpy as np
import pytest

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.amplitudes import require_amplitude

IMAGE = np.complex64([[3 - 4j, 0], [np.nan, 1e-3j]])


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12, 0.0])
def test_any_scale_of_which_powers_can_be_computed_will_do(scale):
    require_amplitude("a.tif", IMAGE * np.float32(scale))


@pytest.mark.parametrize("scale", [1e30, 1e-30, 1e16])
def test_powers_beyond_single_precision_are_refused(scale):
    with pytest.raises(InputError, match=rf"goes up to {re.escape(f'{4 * scale:g}')}, .*single precision"):
        require_amplitude("a.tif", IMAGE * np.float32(scale))


def test_what_is_not_finite_is_no_data():
    image = IMAGE.copy()
    image[0, 1] = complex(0, -np.inf)
    require_amplitude("a.tif", image)
    image[0, 0] = 1e20
    with pytest.raises(InputError, match=r"goes up to 1e\+20"):
        require_amplitude("a.tif", image)
