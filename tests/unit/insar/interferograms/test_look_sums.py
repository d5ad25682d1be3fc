import numpy as np

from scarpwatch.insar.interferograms.look_sums import mean_power, mean_product, windowed_coherence


def test_products_and_powers_are_averaged_over_whole_looks():
    first = np.arange(30, dtype=np.float32).reshape(5, 6).astype(np.complex64)
    second = np.full((5, 6), 2 + 1j, np.complex64)
    product = mean_product(first, second, 2, 3)
    assert product.dtype == np.complex64
    means = np.array([[4, 7], [16, 19]])
    np.testing.assert_allclose(product, means * (2 - 1j))
    power = mean_power(second, 2, 3)
    assert power.dtype == np.float32
    np.testing.assert_allclose(power, np.full((2, 2), 5))


def test_the_window_sees_the_rows_around_those_that_are_wanted():
    product = np.ones((4, 3), np.complex64)
    power = np.ones((4, 3), np.float32)
    product[0] = -1
    some = windowed_coherence(product, power, power, 1, 3, 4)
    assert some.shape == (2, 3) and some.dtype == np.float32
    # Of nine values of size one, three have the other sign: (6 - 3) / 9, less the bias of 36 looks.
    np.testing.assert_allclose(some[0, 1], np.sqrt((36 / 9 - 1) / 35), rtol=1e-6)
    np.testing.assert_allclose(some[1], 1)
    power[2, 1] = 0
    assert np.argwhere(np.isnan(windowed_coherence(product, power, power, 0, 4, 4))).tolist() == [[2, 1]]
