"""Coherence beside the noise that closures show: estimates are believed, made-up numbers are not."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
import rasterio
from scipy.ndimage import gaussian_filter, uniform_filter

from scarpwatch.insar.closure.triplets import triplet_array
from scarpwatch.insar.interferograms.formation import form_interferogram, goldstein_filter
from scarpwatch.insar.network.pairs import Pair, select_pairs
from scarpwatch.insar.screening.coherence_trust import (
    choose_weights,
    chosen_triplets,
    look_windows,
    measure_trust,
)

SHAPE = (50, 60)


class Stack:
    """Interferograms of circular Gaussian speckle that decorrelates from date to date, with smooth atmosphere."""

    def __init__(self, coherence, looks=(3, 3), dates=8, seed=0):
        rng = np.random.default_rng(seed)
        full = SHAPE[0] * looks[0], SHAPE[1] * looks[1]
        step = np.broadcast_to(np.kron(coherence(rng), np.ones(looks)), full)

        def speckle():
            return ((rng.normal(size=full) + 1j * rng.normal(size=full)) / np.sqrt(2)).astype(np.complex64)

        images = [speckle()]
        for _ in range(dates - 1):
            images.append(step * images[-1] + np.sqrt(1 - step**2) * speckle())
        for image in images:
            image *= np.exp(1j * np.kron(20 * gaussian_filter(rng.normal(size=SHAPE), 6), np.ones(looks)))
        days = [date(2024, 1, 1) + timedelta(12 * k) for k in range(dates)]
        self.pairs, order = select_pairs(days, neighbours=3), {day: k for k, day in enumerate(days)}
        made = [form_interferogram(images[order[a]], images[order[b]], looks) for a, b in self.pairs]
        self.waves = [wave for wave, _ in made]
        self.phase = np.angle(self.waves).astype(np.float32)
        self.coherence = np.array([coherence for _, coherence in made])
        self.looks = float(looks[0] * looks[1])

    def judge(self, coherence, phase=None, wanted="auto"):
        phase = self.phase if phase is None else phase
        return judge(phase, coherence, self.pairs, self.looks, wanted)


def judge(phase, coherence, pairs, looks, wanted="auto"):
    coherence = np.broadcast_to(np.asarray(coherence, np.float32), phase.shape)

    def read(window):
        part = slice(None), *window.toslices()
        return phase[part], coherence[part]

    trust = measure_trust(read, phase.shape[1:], chosen_triplets(triplet_array(pairs)), looks)
    return *choose_weights(trust, wanted), trust


def hills(rng):
    field = gaussian_filter(rng.normal(size=SHAPE), 5)
    return np.clip(0.75 + 0.15 * field / field.std(), 0.2, 0.97)


@pytest.fixture(scope="module")
def varied():
    return Stack(hills)


def made_up(stack, kind, seed=1):
    rng, (pairs, rows, columns) = np.random.default_rng(seed), stack.coherence.shape
    return {
        "random": lambda: rng.uniform(0, 1, (pairs, rows, columns)),
        "random and high": lambda: rng.uniform(0.6, 0.95, (pairs, rows, columns)),
        "random by pixel": lambda: rng.uniform(0, 1, (1, rows, columns)),
        "smooth but of elsewhere": lambda: stack.coherence[:, ::-1, ::-1],
        "shuffled": lambda: rng.permuted(stack.coherence.reshape(pairs, -1), axis=None).reshape(stack.coherence.shape),
        "its complement": lambda: 1 - stack.coherence,
        "constant": lambda: 0.6,
        "constant up to noise": lambda: 0.6 + rng.normal(0, 0.01, (pairs, rows, columns)),
        "constant and high": lambda: 0.99,
    }[kind]()  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    [
        "random",
        "random and high",
        "random by pixel",
        "smooth but of elsewhere",
        "shuffled",
        "its complement",
        "constant",
        "constant up to noise",
        "constant and high",
    ],
)
def test_made_up_coherence_is_not_believed(varied, kind):
    weights, decision, _ = varied.judge(made_up(varied, kind))
    assert weights == "uniform"
    assert decision["notable"]
    assert decision["taken"] == "all pairs alike"


def test_estimated_coherence_is_believed(varied):
    weights, decision, trust = varied.judge(varied.coherence)
    assert weights == "variance"
    assert not decision["notable"]
    assert trust.slope > 1


def test_coherence_of_filtered_pairs_is_believed(varied):
    filtered = np.array([goldstein_filter(wave, 0.8) for wave in varied.waves])
    unit = filtered / np.maximum(np.abs(filtered), 1e-9)
    smooth = np.abs([uniform_filter(one.real, 5) + 1j * uniform_filter(one.imag, 5) for one in unit])
    phase = np.angle(filtered).astype(np.float32)
    for coherence in (varied.coherence, smooth):
        assert varied.judge(coherence, phase)[0] == "variance"


@pytest.mark.parametrize("level", [0.4, 0.7, 0.95, 0.99])
@pytest.mark.parametrize("looks", [(2, 2), (4, 4)])
def test_uniformly_good_or_poor_coherence_is_believed(level, looks):
    stack = Stack(lambda rng: np.full(SHAPE, level), looks)
    weights, decision, _ = stack.judge(stack.coherence)
    assert weights == "variance"
    assert not decision["notable"]
    assert stack.judge(made_up(stack, "random"))[0] == "uniform"
    waves = np.array([goldstein_filter(wave, 0.8) for wave in stack.waves])
    assert stack.judge(stack.coherence, np.angle(waves).astype(np.float32))[0] == "variance"


def test_a_constant_that_fits_even_noise_is_let_be():
    rng = np.random.default_rng(0)
    stack = Stack(lambda rng: np.full(SHAPE, 0.7), (2, 2), dates=6)
    phase = rng.normal(0, 0.3, stack.phase.shape).astype(np.float32)
    weights, decision, trust = stack.judge(0.8, phase)
    assert weights == "variance"
    assert "no more than" in decision["reason"]
    assert trust.uneven < 2
    weights, decision, _ = stack.judge(0.99, 3 * phase)  # it means a tenth of that noise at most
    assert weights == "uniform"
    assert "one and the same everywhere" in decision["reason"]


def test_phases_without_noise_and_stacks_without_triplets_say_nothing(varied):
    series = np.random.default_rng(0).normal(0, 1, (8, *SHAPE)).astype(np.float32)
    days = sorted({day for pair in varied.pairs for day in pair})
    order = {day: k for k, day in enumerate(days)}
    exact = np.array([series[order[b]] - series[order[a]] for a, b in varied.pairs])
    weights, decision, trust = varied.judge(made_up(varied, "random"), exact)
    assert (weights, trust) == ("variance", None)
    assert "no noise" in decision["reason"]
    chain = [Pair(a, b) for a, b in pairwise(days)]
    assert judge(varied.phase[: len(chain)], made_up(varied, "random")[: len(chain)], chain, 9.0)[2] is None
    assert judge(np.full_like(varied.phase, np.nan), 0.5, varied.pairs, 9.0)[2] is None


def test_too_small_a_scene_is_not_judged(varied):
    small = varied.phase[:, :3, :3]
    weights, _, trust = judge(small, made_up(varied, "random")[:, :3, :3], varied.pairs, 9.0)
    assert (weights, trust) == ("variance", None)


@pytest.mark.parametrize("wanted", ["variance", "uniform"])
def test_the_config_settles_it(varied, wanted):
    weights, decision, _ = varied.judge(varied.coherence, wanted=wanted)
    assert weights == wanted
    assert decision["reason"] == "inversion.weights asks for it"


def test_a_large_scene_is_looked_at_in_five_places():
    windows = list(look_windows((3000, 2000)))
    assert len(windows) == 5
    assert all((window.row_off % 256, window.col_off % 256) == (0, 0) for window in windows)
    assert all((window.height, window.width) == (128, 128) for window in windows)
    assert len(list(look_windows((100, 200)))) == 1
    for window in look_windows((260, 3000)):
        assert window.row_off + window.height <= 260
        assert window.height > 0


def test_real_pairs(shared_real):
    """Mexico City: unwrapped phases and coherences of 30 pairs made with GAMMA."""
    phase, coherence, pairs = [], [], []
    for path in sorted((shared_real / "mexico_city_s1" / "geotiffs").glob("cropA_*_unw.tif")):
        days = path.name.split("_")[1]
        beside = path.with_name(path.name.replace("_eqa_unw", "_flat_eqa_cc"))
        with rasterio.open(path) as source, rasterio.open(beside) as other:
            values, quality = source.read(1), other.read(1)
        phase.append(np.where(values == 0, np.nan, values))
        coherence.append(np.where(quality == 0, np.nan, quality))
        pairs.append(Pair.parse(days.replace("-", "_")))
    phase, coherence = np.array(phase, np.float32), np.array(coherence, np.float32)
    assert judge(phase, coherence, pairs, 1.0)[0] == "variance"
    assert judge(phase, coherence, pairs, 20.0)[0] == "variance"
    rng = np.random.default_rng(0)
    assert judge(phase, rng.uniform(0, 1, phase.shape), pairs, 20.0)[0] == "uniform"
    assert judge(phase, 0.7, pairs, 20.0)[0] == "uniform"
