import numpy as np

from scarpwatch.simulate.fields import gaussian_field, power_law_field, seeded


def test_draws_belong_to_a_name():
    assert seeded(1, "orbit", "20240101").uniform() == seeded(1, "orbit", "20240101").uniform()
    assert seeded(1, "orbit", "20240101").uniform() != seeded(1, "orbit", "20240113").uniform()
    assert seeded(1, "a").uniform() != seeded(2, "a").uniform()


def test_gaussian_field_has_its_correlation_length():
    lag = 8  # cells of 100 m: 800 m
    found = []
    for seed in range(20):
        field = gaussian_field(np.random.default_rng(seed), (200, 200), 100.0, 800.0)
        found.append(np.mean(field[:, lag:] * field[:, :-lag]))
    assert abs(np.mean(found) - np.exp(-1)) < 0.05


def test_power_law_field_has_its_slope():
    power = 0
    for seed in range(20):
        field = power_law_field(np.random.default_rng(seed), (256, 256), 100.0, 8 / 3)
        window = np.hanning(256)[:, None] * np.hanning(256)[None, :]
        power = power + np.abs(np.fft.fft2(field * window)) ** 2
    k = np.hypot(np.fft.fftfreq(256)[:, None], np.fft.fftfreq(256)[None, :])
    band = (k > 0.02) & (k < 0.2)
    slope = np.polyfit(np.log(k[band]), np.log(power[band]), 1)[0]
    assert abs(slope + 8 / 3) < 0.2
