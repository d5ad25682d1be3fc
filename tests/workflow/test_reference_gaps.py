"""Stacks of ready pairs with gaps reach their series, whatever is missing at the reference."""

import itertools
from datetime import date, timedelta

import numpy as np
import pytest
from affine import Affine
from pair_files import phases, write_pairs
from scipy.ndimage import gaussian_filter
from steps import read_json, run_main

from scarpwatch.config.deformation.closure import ClosureSettings
from scarpwatch.config.deformation.inversion import InversionSettings
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.insar.network.pairs import select_pairs
from scarpwatch.insar.network.table import read_network
from scarpwatch.insar.series.file import read_series


def stack_with_gaps(dates=61, neighbours=4, count=214, shape=(20, 20), *, gaps=0.03, seed=1):
    """Displacement (m), its dates, and the phases of its pairs, each up to a constant, with patches of gaps."""
    rng = np.random.default_rng(seed)
    days = [date(2022, 1, 7) + timedelta(12 * n) for n in range(dates)]
    names = [f"{day:%Y%m%d}" for day in days]
    pairs = [pair.name for pair in select_pairs(days, neighbours=neighbours)]
    short = {f"{a}_{b}" for a, b in itertools.pairwise(names)}
    while len(pairs) > count:
        pairs.remove(rng.choice([pair for pair in pairs if pair not in short]))
    row, column = np.mgrid[: shape[0], : shape[1]]
    bowl = np.exp(-((row - shape[0] / 4) ** 2 + (column - shape[1] / 4) ** 2) / 20)
    series = -0.04 / DAYS_PER_YEAR * 12 * np.arange(dates)[:, None, None] * bowl
    delays = gaussian_filter(rng.normal(size=(dates, *shape)), (0, 6, 6))
    phase = phases(series + 0.0005 * delays / delays.std(), names, pairs)
    for pair in pairs:
        noise = rng.normal(0, 0.2, shape) + rng.uniform(-9, 9)
        field = gaussian_filter(rng.normal(size=shape), 2)
        phase[pair] = np.where(field > np.quantile(field, 1 - gaps), np.nan, phase[pair] + noise)
    return series, names, phase


def chain(folder, phase, *, reference=None):
    """Run the steps from the choice of the reference to the series; give folder and outputs of the last."""
    shape = next(iter(phase.values())).shape
    grid = Grid(None, Affine.identity(), shape)
    row, column = np.mgrid[: shape[0], : shape[1]]
    for name, layer in (("latitude", 36.6 + 0.001 * row), ("longitude", -84.3 + 0.001 * column)):
        write_raster(folder / f"{name}.tif", layer, grid)
    write_raster(folder / "height.tif", np.full(shape, 300.0, np.float32), grid)
    files = write_pairs(
        folder, phase, coherence={pair: np.where(np.isfinite(phase[pair]), 0.7, np.nan) for pair in phase}
    )
    first = sorted({day for pair in phase for day in (pair[:8], pair[9:])})[:12]
    early = [n for n, pair in enumerate(phase) if pair[9:] in first]
    settings = InversionSettings().model_dump(mode="json")
    run_main(
        "choose_reference",
        inputs={
            **{kind: [files[kind][n] for n in early] for kind in ("unwrapped", "coherence")},
            "height": str(folder / "height.tif"), "mask": [],
            "position": [str(folder / "latitude.tif"), str(folder / "longitude.tif")],
        },
        output={"reference": str(folder / "chosen.json")},
        params={
            "window": settings["reference_window"], "scenes": 12, "reference": reference,
            "min_coherence": settings["reference_min_coherence"], "min_pair_coherence": None,
        },
    )  # fmt: skip
    chosen = str(folder / "chosen.json")
    run_main(
        "screen_pairs",
        inputs={**files, "reference": chosen},
        output={"network": files["network"], "summary": str(folder / "network.json")},
        params={"min_coherence": None, "if_disconnected": "stop", "block_rows": 512},
    )
    names = ("nonzero_share", "flagged_share", "phase_bias", "cycles")
    run_main(
        "close_triplets",
        inputs={**files, "reference": chosen},
        output={
            **{name: str(folder / f"{name}.tif") for name in names},
            "pairs": str(folder / "pairs.tsv"),
            "summary": str(folder / "summary.json"),
        },
        params={"closure": ClosureSettings().model_dump(mode="json"), "absolute": False},
    )
    made = run_main(
        "invert_network",
        inputs={**files, "reference": chosen, "cycles": str(folder / "cycles.tif")},
        output={"series": str(folder / "series.nc"), "reference": str(folder / "reference.json")},
        params={"inversion": settings},
    )
    return read_series(made.series)[0]


def rates(series, truth):
    """Rates (cm/yr) of series and truth relative to ground that does not move."""
    years = (series["time"].values - series["time"].values[0]).astype("timedelta64[D]").astype(
        float
    ) / DAYS_PER_YEAR
    found = np.polyfit(years, series["displacement"].values.reshape(len(years), -1), 1)[0].reshape(
        truth.shape[1:]
    )
    true = np.polyfit(years, truth.reshape(len(years), -1), 1)[0].reshape(truth.shape[1:])
    still = np.abs(true) < 0.001
    return 100 * (found - np.nanmedian(found[still])), 100 * (true - np.median(true[still]))


def test_gaps_here_and_there_and_a_pair_that_is_empty_at_the_reference(tmp_path):
    truth, _, phase = stack_with_gaps()
    names = list(phase)
    phase[names[9]][7:14, 7:14] = np.nan
    phase[names[150]][12:18, 5:11] = np.nan  # where the first scenes put the reference
    complete = np.isfinite(list(phase.values())).all(axis=0).sum()
    assert 0 < complete < 60
    series = chain(tmp_path, phase)
    found, true = rates(series, truth)
    assert np.nanmax(np.abs(found - true)) < 0.3
    assert (series["rank"].values == 60).mean() > 0.97
    chosen = read_json(tmp_path / "reference.json")
    assert chosen["half"] == 1 and "because the scene is small" in chosen["decisions"][0]["taken"]
    table = read_network(tmp_path / "network.tsv")
    assert all(row["used"] for row in table)
    assert [np.isfinite(row["tie_rad"]) for row in table] == [name == names[150] for name in names]


@pytest.mark.parametrize("given", [False, True])
def test_snow_over_the_reference_in_later_scenes(tmp_path, given):
    truth, dates, phase = stack_with_gaps(20, 3, 54, (24, 30), gaps=0.01)
    place = {"longitude": -84.3 + 0.018, "latitude": 36.6 + 0.014, "known_stable": False} if given else None
    before, _ = rates(chain(tmp_path / "before", phase, reference=place), truth)
    chosen = read_json(tmp_path / "before" / "reference.json")
    window = slice(chosen["row"] - 3, chosen["row"] + 4), slice(chosen["column"] - 3, chosen["column"] + 4)
    snow = {dates[14], dates[18], dates[19]}
    for pair in phase:
        if {pair[:8], pair[9:]} & snow:
            phase[pair][window] = np.nan
    series = chain(tmp_path / "after", phase, reference=place)
    assert read_json(tmp_path / "after" / "reference.json")["row"] == chosen["row"]
    assert len(series["time"]) == 20
    found, true = rates(series, truth)
    misfit = [np.nanstd(rate - true) for rate in (before, found)]
    assert misfit[1] < 1.1 * misfit[0]
    found[window] = np.nan
    assert np.nanmax(np.abs(found - before)) < 0.05  # cm/yr
    table = read_network(tmp_path / "after" / "network.tsv")
    tied = [row for row in table if np.isfinite(row["tie_rad"])]
    assert len(tied) == sum(bool({row["reference"], row["secondary"]} & snow) for row in table)
    assert all("not measured at the reference" in row["reason"] for row in tied)
