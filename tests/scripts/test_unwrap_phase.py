"""Pairs of the simulated stack, unwrapped, against their true phase; what is kept of those of one date."""

from pathlib import Path

import numpy as np
import pytest

from scarpwatch.conventions import INTERFEROGRAM_SIGN
from scarpwatch.errors import InputError, PartError
from scarpwatch.grids.grid import open_raster, read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms import pair_files
from scarpwatch.insar.interferograms.coding import MEAN, decode_coherence
from scarpwatch.insar.interferograms.formation import form_interferogram
from scarpwatch.insar.interferograms.unwrapping import wrap

KINDS = ("coherence", "unwrapped", "components")


@pytest.fixture
def pair(stack):
    """The pair whose true phase spans the most cycles."""
    spans = [np.nanmax(phase) - np.nanmin(phase) for phase in (stack.true_phase(p) for p in stack.pairs)]
    assert max(spans) > 9
    return stack.pairs[int(np.argmax(spans))]


def of_pair(made, pair):
    """The files of one pair among those of its later date."""
    return {kind: next(path for path in getattr(made, kind) if pair in path) for kind in KINDS}


def test_every_cycle_is_found(stack, pair, tmp_path):
    made = of_pair(stack.run("unwrap_phase", pair[9:], into=tmp_path), pair)
    phase, _ = read_raster(made["unwrapped"])
    images = (read_raster(stack.path(f"slc/{day}.tif"))[0] for day in pair.split("_"))
    observed = np.angle(form_interferogram(*images, stack.looks).interferogram)
    measured = np.isfinite(phase)
    # The measured phase is kept, noise and all; only whole cycles are added.
    np.testing.assert_allclose(wrap(phase - observed)[measured], 0, atol=2e-5)
    true = stack.true_phase(pair)
    known = measured & np.isfinite(true)
    cycles = np.round((phase - true) / (2 * np.pi))[known]
    assert (cycles != np.median(cycles)).mean() < 0.03
    components, _ = read_raster(made["components"])
    assert components.dtype == np.uint16
    assert (components[~measured] == 0).all()
    assert (components[measured] == 1).mean() > 0.95
    assert read_tags(made["unwrapped"])["SIGN"] == INTERFEROGRAM_SIGN


def test_masked_and_incoherent_cells_are_left_out(stack, pair, tmp_path):
    mask, grid = read_raster(stack.path("stack/layover_shadow.tif"))
    mask[30:34, 30:36] = 1
    write_raster(tmp_path / "mask.tif", mask, grid)
    coherence = decode_coherence(read_raster(stack.path(f"coherence/{pair}.tif"))[0])
    settings = {"method": "whirlwind", "min_coherence": 0.4}
    made = stack.run(
        "unwrap_phase",
        pair[9:],
        into=tmp_path,
        inputs={"mask": [str(tmp_path / "mask.tif")]},
        unwrapping=settings,
    )
    phase, _ = read_raster(of_pair(made, pair)["unwrapped"])
    assert np.isnan(phase[mask == 1]).all()
    low = (mask == 0) & (coherence < 0.4)
    assert low.any()
    assert np.isnan(phase[low]).all()
    rest = (mask == 0) & (coherence >= 0.4)
    assert np.isfinite(phase[rest]).mean() > 0.98


def test_a_stack_without_mask_is_unwrapped_wherever_it_is_coherent(stack, pair, tmp_path):
    made = of_pair(stack.run("unwrap_phase", pair[9:], into=tmp_path, inputs={"mask": []}), pair)
    coherence = decode_coherence(read_raster(stack.path(f"coherence/{pair}.tif"))[0])
    assert np.isfinite(read_raster(made["unwrapped"])[0][coherence > 0.15]).mean() > 0.98


def test_coherence_falls_with_time_and_is_coded(rising):
    medians = []
    for pair in rising.pairs[:3]:
        codes, _ = read_raster(rising.path(f"coherence/{pair}.tif"))
        assert codes.dtype == np.uint8
        coherence = decode_coherence(codes)
        seen = np.isfinite(rising.truth["height"])
        assert np.isfinite(coherence[seen]).all()
        assert np.isnan(coherence).any()  # outside the swath
        assert float(read_tags(rising.path(f"coherence/{pair}.tif"))[MEAN]) == pytest.approx(
            np.nanmean(coherence.astype(float)), rel=1e-12
        )
        medians.append(np.median(coherence[seen]))
    # Bare ground: 0.6 + 0.4 exp(-days / 180), less some 6 % that the noise takes.
    assert medians == pytest.approx([0.82, 0.75, 0.70], abs=0.05)
    assert medians == sorted(medians, reverse=True)


def test_tags_carry_pair_baseline_and_sign(stack):
    pair = stack.pairs[3]
    baseline = [stack.orbits[stack.dates.index(day)].perpendicular_baseline_m for day in pair.split("_")]
    for kind in ("unwrapped", "coherence"):
        path = stack.path(f"{kind}/{pair}.tif")
        tags = read_tags(path)
        assert f"{tags['REFERENCE_DATE']}_{tags['SECONDARY_DATE']}" == pair
        assert float(tags["PERPENDICULAR_BASELINE_M"]) == pytest.approx(baseline[1] - baseline[0], abs=1e-6)
        assert tags["LOOKS"] == "16"
    with open_raster(stack.path(f"coherence/{pair}.tif")) as source:
        assert source.nodata == 0


@pytest.fixture
def date(stack):
    """A later date of three pairs."""
    return next(day for day, earlier in stack.earlier.items() if len(earlier) == 3)


def contents(made):
    return {path: Path(path).read_bytes() for path in made}


def remove_outputs(made):
    """As Snakemake does before a job, and when it has failed."""
    for path in made:
        Path(path).unlink()


def test_pairs_that_were_made_of_the_same_are_taken_up(stack, date, tmp_path, monkeypatch, caplog):
    made = stack.run("unwrap_phase", date, into=tmp_path)
    before = contents(made)
    unwrapped = []
    real = pair_files.unwrap_phase
    monkeypatch.setattr(pair_files, "unwrap_phase", lambda *a, **k: unwrapped.append(1) or real(*a, **k))
    remove_outputs(made)
    assert contents(stack.run("unwrap_phase", date, into=tmp_path)) == before and not unwrapped
    assert "3 of 3 pairs were made of the same before" in caplog.text
    # One of the images has changed: its pair alone is made anew.
    source = stack.path(f"slc/{stack.earlier[date][1]}.tif")
    values, grid = read_raster(source)
    values[:40] = 0
    changed = str(tmp_path / "changed.tif")
    write_raster(changed, values, grid, nodata=0, tags=read_tags(source), compress="none")
    references = [stack.path(f"slc/{day}.tif") for day in stack.earlier[date]]
    references[1] = changed
    remove_outputs(made)
    after = contents(stack.run("unwrap_phase", date, into=tmp_path, inputs={"references": references}))
    assert len(unwrapped) == 1
    assert {path for path in before if after[path] != before[path]} == {
        getattr(made, kind)[1] for kind in KINDS
    }
    # So has the config: all of them are.
    remove_outputs(made)
    stack.run("unwrap_phase", date, into=tmp_path, goldstein_alpha=0.3)
    assert len(unwrapped) == 4


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        (
            InputError("a.tif", "it is odd", "Mend it"),
            InputError,
            r"pair {}: a\.tif: it is odd\. Mend it; the date's other pairs \(2\) are kept",
        ),
        (
            ValueError("too odd"),
            PartError,
            r"pair {}: it failed with ValueError: too odd; .*sar\.exclude_dates",
        ),
    ],
)
def test_a_pair_that_fails_is_named_and_the_others_are_kept(
    stack, date, tmp_path, monkeypatch, fault, kind, told
):
    whole = contents(stack.run("unwrap_phase", date, into=tmp_path / "whole"))
    real, calls = pair_files.unwrap_phase, []

    def unwrap(*arguments, **options):
        calls.append(1)
        if len(calls) == 2:
            raise fault
        return real(*arguments, **options)

    monkeypatch.setattr(pair_files, "unwrap_phase", unwrap)
    with pytest.raises(kind, match=told.format(f"{stack.earlier[date][1]}_{date}")):
        stack.run("unwrap_phase", date, into=tmp_path)
    assert len(calls) == 3  # those behind it are made too
    for folder in KINDS:
        for path in (tmp_path / folder).glob("*.tif"):
            path.unlink()  # as Snakemake does
    made = stack.run("unwrap_phase", date, into=tmp_path)
    assert len(calls) == 4
    assert list(contents(made).values()) == list(whole.values())
