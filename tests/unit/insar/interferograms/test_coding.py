"""Coherence in one byte."""

import numpy as np
import pytest

from scarpwatch.insar.interferograms.coding import (
    MEAN,
    TAGS,
    code_counts,
    coherence_tags,
    decode_coherence,
    encode_coherence,
)


def test_ends_are_exact_and_nothing_is_lost_beyond_half_a_step() -> None:
    coherence = np.linspace(0, 1, 1001, dtype=np.float32)
    back = decode_coherence(encode_coherence(coherence))
    assert back[0] == 0
    assert back[-1] == 1
    assert np.abs(back - coherence).max() <= 1 / 508 + 1e-7


def test_no_measurement_and_zero_coherence_stay_apart() -> None:
    codes = encode_coherence([[np.nan, 0.0], [1.0, np.inf]])
    assert codes.dtype == np.uint8
    assert codes.tolist() == [[0, 1], [255, 0]]
    assert np.isnan(decode_coherence(codes)).tolist() == [[True, False], [False, True]]


def test_stray_values_are_clipped() -> None:
    assert encode_coherence([-0.01, 1.02]).tolist() == [1, 255]


def test_codes_survive_a_round_trip() -> None:
    codes = np.arange(256, dtype=np.uint8)
    assert (encode_coherence(decode_coherence(codes)) == codes).all()


def test_tags_tell_how_to_decode() -> None:
    codes = np.arange(1, 256)
    by_tags = float(TAGS["SCALE"]) * codes + float(TAGS["OFFSET"])
    assert np.allclose(by_tags, decode_coherence(codes.astype(np.uint8)), atol=1e-6)


def test_decoding_twice_is_refused() -> None:
    with pytest.raises(TypeError, match="uint8"):
        decode_coherence(np.array([0.5], dtype=np.float32))  # type: ignore[arg-type]


def test_the_mean_in_the_tags_is_that_of_what_is_measured() -> None:
    rng = np.random.default_rng(0)
    coherence = rng.uniform(0, 1, (60, 70))
    coherence[:7] = np.nan
    codes = encode_coherence(coherence)
    parts = code_counts(codes[:20]) + code_counts(codes[20:])
    assert (parts == code_counts(codes)).all()
    tags = coherence_tags(parts)
    assert tags.keys() - TAGS.keys() == {MEAN}
    assert float(tags[MEAN]) == pytest.approx(np.nanmean(decode_coherence(codes).astype(float)), rel=1e-14)
    assert tags[MEAN] == coherence_tags(code_counts(rng.permutation(codes.ravel())))[MEAN]
    assert coherence_tags(code_counts(codes[:7]))[MEAN] == "nan"
