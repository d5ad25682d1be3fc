"""A small synthetic area with every file that the figures and the report read.

Everything is written where the workflow would put it, below a folder of the test's own.
"""

import csv
import json
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
from affine import Affine
from rasterio import features
from rasterio.crs import CRS
from scipy.ndimage import distance_transform_edt, gaussian_filter
from shapely.geometry import LineString, Point, shape

from scarpwatch.algorithms.algorithm import look_record
from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.conventions import SIGN
from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import write_table
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.insar.output.map_classes import NO_RATE
from scarpwatch.learning.evaluation.comparison import compare_models, compare_part, resampled_test
from scarpwatch.learning.evaluation.importance import rank_factors
from scarpwatch.learning.map_files import NO_UNIT
from scarpwatch.learning.metrics.scores import evaluate_scores
from scarpwatch.learning.metrics.skill import assess_skill
from scarpwatch.learning.predictors.collinearity import Collinearity, collinearity_record
from scarpwatch.learning.zoning import class_table, classify_scores

UNTIL = "2025-12-20"
ALGORITHMS = ("rf", "lightgbm", "xgboost")
LOOKS = [look_record(ENTRIES[name]) for name in ALGORITHMS]
FACTORS = (
    "slope", "aspect", "elevation", "profile_curvature", "max_elevation_difference",
    "distance_to_faults", "distance_to_rivers", "distance_to_roads", "ndvi", "lithology",
)  # fmt: skip

#: What correct_series writes: three dates, ramps removed, and a DEM error that could not be.
CORRECTIONS = {
    "dates": ["20240107", "20240212", "20240307"],
    "applied": ["ramp_and_height"],
    "left_out": ["dem_error: the perpendicular baselines are not known"],
    "spread_before_mm": [0.0, 9.0, 12.0],
    "spread_after_ramp_and_height_mm": [0.0, 6.0, 7.0],
    "ramp_and_height_mm": [[0.0, 0.0, 0.0, 0.0], [0.1, 3.0, 4.0, 5.0], [0.2, -4.0, 3.0, -5.0]],
    "ramp_and_height_sigma_mm": [[0.0, 0.0, 0.0, 0.0], [0.1, 1.0, 1.0, 0.5], [0.1, 1.0, 1.0, 0.5]],
    "ramp_and_height_rates": {
        "scene_km": 1.2,
        "relief_m": 60.0,
        "terms": {
            "row ramp": {"rate_mm_yr": 9.1, "sigma_mm_yr": 1.0, "share_taken_out": 0.02},
            "column ramp": {"rate_mm_yr": 0.4, "sigma_mm_yr": 1.1, "share_taken_out": 0.55},
            "height term": {"rate_mm_yr": 0.2, "sigma_mm_yr": 0.9, "share_taken_out": 0.61},
        },
    },
    "turbulence": {"exponent": 0.4, "range": 0.6, "nugget": 0.01},
}


def make_grid(rows: int = 90, columns: int = 110, cell: float = 90.0) -> Grid:
    """A grid in UTM zone 16 north."""
    return Grid(CRS.from_epsg(32616), Affine(cell, 0, 720_000.0, 0, -cell, 4_040_000.0), (rows, columns))


def make_terrain(grid: Grid, seed: int = 1) -> np.ndarray:
    """Smoothed noise with a ridge, m."""
    rng = np.random.default_rng(seed)
    rows, columns = grid.shape
    y, x = np.mgrid[0:rows, 0:columns]
    height = sum(
        size * 28.0 * gaussian_filter(rng.standard_normal(grid.shape), size, mode="nearest")
        for size in (3, 6, 12)
    )
    return 500.0 + height + 180.0 * np.exp(-(((y - rows / 2 + 0.3 * (x - columns / 2)) / 14.0) ** 2))


def make_area(root: Path, *, shape_: tuple[int, int] = (90, 110), block: int = 6, elevation=None) -> Path:
    """Write all inputs of figures and report below ``root``; return ``root``."""
    rng = np.random.default_rng(7)
    grid = make_grid(*shape_)
    rows, columns = grid.shape
    height = make_terrain(grid) if elevation is None else elevation
    results = root / "results"
    dem = height.astype(np.float32)
    dem[:3, :] = np.nan
    known = np.isfinite(dem)
    cell = grid.cell_size[0]
    south, east = np.gradient(height, cell)
    slope = np.degrees(np.arctan(np.hypot(south, east)))
    aspect = np.degrees(np.arctan2(-east, south)) % 360
    aspect[slope < 0.6] = np.nan
    curvature = gaussian_filter(rng.standard_normal(grid.shape), 2) * 9
    ndvi = np.clip(0.5 + 1.2 * gaussian_filter(rng.standard_normal(grid.shape), 4), -0.1, 0.95)

    lines = {
        "rivers": [LineString([(x, 30 + 12 * np.sin(x / 14)) for x in range(columns)])],
        "roads": [LineString([(5, 5), (columns * 0.4, rows * 0.7), (columns - 4, rows - 6)])],
        "faults": [LineString([(10, rows - 5), (columns - 12, 14)]), LineString([(30, 4), (55, rows - 3)])],
    }
    inputs = root / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    static = {"slope": slope, "aspect": aspect, "elevation": height, "profile_curvature": curvature}
    for name, shapes in lines.items():
        world = [LineString([grid.transform @ point for point in line.coords]) for line in shapes]
        gpd.GeoDataFrame(geometry=world, crs=grid.crs).to_file(inputs / f"{name}.gpkg")
        burnt = features.rasterize(world, grid.shape, transform=grid.transform, fill=0, all_touched=True)
        static[f"distance_to_{name}"] = np.minimum(distance_transform_edt(burnt == 0) * cell, 4000)
    static["ndvi"] = ndvi
    for name, values in static.items():
        write_raster(
            results / f"factors/{name}.tif", np.where(known, values, np.nan).astype(np.float32), grid
        )
    write_raster(results / "factors/dem.tif", dem, grid)
    classes = {1: "sandstone", 2: "shale", 3: "limestone", 4: "Quaternary", 5: "others"}
    field = gaussian_filter(rng.standard_normal(grid.shape), 9)
    codes = np.digitize(field, np.quantile(field, [0.3, 0.55, 0.75, 0.9])).astype(np.uint8) + 1
    tags = {"CLASSES": json.dumps({str(code): name for code, name in classes.items()})}
    write_raster(
        results / "factors/lithology.tif",
        np.where(known, codes, 0).astype(np.uint8),
        grid,
        nodata=0,
        tags=tags,
    )

    # units: blocks of cells with ragged borders
    y, x = np.mgrid[0:rows, 0:columns]
    jitter = gaussian_filter(rng.standard_normal((2, *grid.shape)), (0, 2, 2)) * 12
    by = np.clip((y + jitter[0]) // block, 0, rows // block)
    bx = np.clip((x + jitter[1]) // block, 0, columns // block)
    _, units = np.unique(by * 1000 + bx, return_inverse=True)
    units = (units.reshape(grid.shape) + 1).astype(np.int32)
    units[~known] = 0
    ids = np.unique(units[units > 0])
    write_raster(results / "units/slope_units.tif", units, grid, nodata=0)
    polygons = [
        (shape(geometry), int(value))
        for geometry, value in features.shapes(units, units > 0, transform=grid.transform)
    ]
    gpd.GeoDataFrame(
        {"unit_id": [value for _, value in polygons], "area_m2": [area.area for area, _ in polygons]},
        geometry=[area for area, _ in polygons],
        crs=grid.crs,
    ).to_file(results / "units/slope_units.gpkg")

    def mean(values: np.ndarray) -> np.ndarray:
        inside = (units > 0) & np.isfinite(values)
        count = np.bincount(units[inside], minlength=ids.max() + 1)
        return (np.bincount(units[inside], values[inside], ids.max() + 1) / np.maximum(count, 1))[ids]

    table = {"unit_id": ids, "area_m2": np.bincount(units.ravel())[ids] * cell**2}
    for name, values in static.items():
        table[name] = mean(values)
        table[f"coverage_{name}"] = np.ones(len(ids))
    table["max_elevation_difference"] = mean(slope) * 9
    table["lithology"] = [classes[int(codes[units == unit][0])] for unit in ids]
    (results / "units").mkdir(exist_ok=True)
    pd.DataFrame(table).to_parquet(results / "units/factors.parquet")
    (results / "units/delineation.json").write_text(
        json.dumps(
            {
                "parameters": {"source": "slope_units", "min_area_m2": 250000},
                "count": len(ids),
                "internal_variance_V": 0.191,
                "spatial_autocorrelation_I": -0.02,
            }
        )
    )

    # deformation: bowls and slow slopes
    rate = gaussian_filter(rng.standard_normal(grid.shape), 7) * 12
    for row, column, depth, size in ((rows // 2, columns // 3, 7.0, 4), (rows // 4, columns // 1.5, 5.0, 3)):
        rate -= depth * np.exp(-((y - row) ** 2 + (x - column) ** 2) / (2 * size**2))
    gaps = gaussian_filter(rng.standard_normal(grid.shape), 3) > 0.11
    hidden = gaps | ~known
    sigma = 0.12 + 0.2 * np.abs(gaussian_filter(rng.standard_normal(grid.shape), 4))
    coherence = np.clip(0.9 - sigma + 0.1 * rng.random(grid.shape), 0, 1)
    deformation = {
        "rate": rate,
        "cumulative": rate * 1.97,
        "rate_sigma": sigma,
        "temporal_coherence": coherence,
    }
    tags = {"FIRST_DATE": "2024-01-07", "LAST_DATE": UNTIL, "SIGN": SIGN}
    for name, values in deformation.items():
        write_raster(
            results / UNTIL / f"deformation/{name}.tif",
            np.where(hidden, np.nan, values).astype(np.float32), grid, tags=tags,
        )  # fmt: skip
    write_raster(
        results / UNTIL / "deformation/temporal_coherence_remark.tif",
        np.where(hidden, NO_RATE, 0).astype(np.uint8), grid, nodata=NO_RATE, tags=tags,
    )  # fmt: skip
    from rasterio.warp import transform

    (lon,), (lat,) = transform(grid.crs, "EPSG:4326", [721_500.0], [4_035_500.0])
    quality = {
        "first_date": "2024-01-07", "last_date": UNTIL, "dates": 24, "pairs": 66,
        "pixels": int((~hidden).sum()), "full_rank": 23, "residual_rms_rad": 0.4137,
        "rate_cm_per_year": {"min": -8.1, "median": -0.02, "max": 3.0},
        "reference_offset_sigma_cm_per_year": 0.2149, "measured_share": 0.888,
        "reference": {"row": 50, "column": 16, "half": 2, "chosen": "by rule", "longitude": lon, "latitude": lat},
        "criteria": [
            {"name": "no_data", "limit": "no pair, or no rate", "share": 0.05, "only_share": 0.05},
            {"name": "temporal_coherence", "limit": "below 0.7", "share": 0.062, "only_share": 0.061},
            {"name": "phase_bias", "limit": None, "share": 0.0, "only_share": 0.0},
        ],
    }  # fmt: skip
    folder = results / UNTIL / "deformation"
    write_json(
        results / UNTIL / "closure/summary.json",
        {
            "triplets": 64, "nonzero_share": 0.004, "nonzero_share_after_repair": 0.0002,
            "repaired_share": 0.001, "flagged_share": 0.0003, "rank_lost_share": 0.0002, "regions": 1, "components_moved": 2,
            "phase_bias": {
                "lag": 3, "measured_share": 0.8, "significant_share": 0.004, "nominal_share": 0.0027,
                "median_sigma_cm_per_year": 0.08, "median_significant_cm_per_year": -0.3,
                "verdict": "within_noise", "sigma_factor": 3.0, "shortest_days": 12,
            },
        },
    )  # fmt: skip
    write_json(
        folder / "registration.json",
        {"covered_share": 0.84, "shift_cells": [0, 0], "height_correlation": 0.97},
    )
    write_json(folder / "corrections.json", CORRECTIONS)
    (results / UNTIL / "deformation/quality.json").write_text(json.dumps(quality))
    covered = mean(np.where(hidden, 0.0, rate))
    pd.DataFrame(
        {
            "unit_id": ids,
            "deformation_rate": covered,
            "cumulative_deformation": covered * 1.97,
            "coverage_deformation_rate": rng.random(len(ids)),
        }
    ).to_parquet(results / UNTIL / "factors.parquet")
    write_network(results / UNTIL / "network.tsv")
    true = np.where(hidden, np.nan, rate)[~hidden]
    noise = true + 0.2 * rng.standard_normal(true.size)
    np.savez(results / UNTIL / "truth_sample.npz", true=true, estimated=noise)
    (results / UNTIL / "truth.json").write_text(
        json.dumps(
            {
                "n": int(true.size), "error_std_cm_per_year": 0.2, "slope": 0.993, "correlation": 0.991,
                "rmse_cm_per_year": 0.21, "rmse_true_phase_cm_per_year": 0.19, "rmse_ratio": 1.105,
                "offset_cm_per_year": -0.13, "offset_sigma_cm_per_year": 0.21,
            }
        )
    )  # fmt: skip

    # landslides: steep units that move
    logit = 0.25 * (mean(slope) - mean(slope).mean()) - 0.8 * covered
    chance = 1 / (1 + np.exp(-logit + 1.0))
    hit = rng.random(len(ids)) < chance
    places = []
    for unit in ids[hit]:
        r, c = np.argwhere(units == unit)[rng.integers((units == unit).sum())]
        places.append(Point(grid.transform @ (c + 0.5, r + 0.5)))
    gpd.GeoDataFrame(geometry=places, crs=grid.crs).to_crs("EPSG:4326").to_file(inputs / "landslides.gpkg")
    counts = np.where(hit, 1 + ids % 4, 0)
    labels = pd.DataFrame({"unit_id": ids, "landslides": counts, "covered_share": 0.02 * counts})
    labels.to_parquet(results / "units/labels.parquet")
    drawn = {"training_landslide": 90, "training_free": 90, "validation_landslide": 39, "validation_free": 39}
    drawn |= {"landslide_units_not_used": 0, "free_units_not_drawn": 200, "units_left_out": 0}
    (results / "units/samples.json").write_text(json.dumps(drawn))
    (results / "units/folds.json").write_text(json.dumps(FOLDS))
    (results / "units/labels.json").write_text(
        json.dumps({"total": len(places) + 2, "inside": len(places), "outside": 2, "near_border": 11})
    )
    negatives = rng.choice(ids[~hit], size=min(hit.sum(), (~hit).sum()), replace=False)
    chosen = np.concatenate([ids[hit], negatives])
    split = np.where(rng.random(len(chosen)) < 0.7, "training", "validation")
    samples = pd.DataFrame(
        {
            "unit_id": chosen,
            "landslide": np.isin(chosen, ids[hit]).astype(int),
            "split": split,
            "fold": chosen % 5,
        }
    )
    samples.to_parquet(results / "units/samples.parquet")
    draw_folds(samples, rng).to_parquet(results / "units/folds.parquet")
    for assessment, gain in (("static", 0.4), (UNTIL, 0.9)):
        for index, algorithm in enumerate(ALGORITHMS):
            noise = rng.standard_normal(len(ids)) * (0.9 - 0.1 * index)
            score = 1 / (1 + np.exp(-(gain * logit * 1.6 + 0.5 * logit + noise)))
            folder = results / assessment / "models" / algorithm
            folder.mkdir(parents=True, exist_ok=True)
            pd.DataFrame({"unit_id": ids, "score": score}).to_parquet(folder / "scores.parquet")
            scores = pd.DataFrame({"unit_id": ids, "score": score})
            known = pd.DataFrame(table), scores, labels
            write_model_files(folder, samples, *known, assessment != "static", index)
            lookup = np.zeros(ids.max() + 1)
            lookup[ids] = score
            classes_ = classify_scores(np.where(units > 0, lookup[units], np.nan))
            maps = results / assessment / "maps"
            write_raster(maps / f"{algorithm}_class.tif", classes_, grid, nodata=0)
            known = np.where(units > 0, lookup[units], np.nan).astype(np.float32)
            inside = np.where(units > 0, known < 0.9, NO_UNIT).astype(np.uint8)
            write_raster(maps / f"{algorithm}.tif", known, grid)
            write_raster(maps / f"{algorithm}_sigma.tif", 0.2 * known * (1 - known), grid)
            write_raster(maps / f"{algorithm}_applicable.tif", inside, grid, nodata=NO_UNIT)
            number = classify_scores(score)
            held = np.isin(ids, samples.loc[samples["split"] == "validation", "unit_id"])
            write_table(
                maps / f"{algorithm}_classes.csv", class_table(number, table["area_m2"], hit, held_out=held)
            )
        folder = results / assessment / "models"
        tables = {name: pd.read_csv(folder / name / "importance.csv") for name in ALGORITHMS}
        shap = {
            name: pd.DataFrame({"factor": table["factor"], "shap": table["gain"]})
            for name, table in tables.items()
        }
        write_table(folder.parent / "tables/importance.csv", rank_factors(tables, shap))
        inflation = [{"factor": name, "vif": 1.5, "involved": False} for name in FACTORS]
        found = Collinearity(pd.DataFrame(inflation), condition_index=12.0, units=300)
        record = collinearity_record(found, dropped=[])
        write_json(folder / "collinearity.json", record)
    held = samples[samples["split"] == "validation"]
    rows = []
    for algorithm in ALGORITHMS:
        first, second = (
            pd.read_parquet(results / name / "models" / algorithm / "scores.parquet").set_index("unit_id")[
                "score"
            ]
            for name in ("static", UNTIL)
        )
        test = compare_models(held["landslide"], first.loc[held["unit_id"]], second.loc[held["unit_id"]])
        part = np.arange(len(held)) % 5 > 0
        scores = (first.loc[held["unit_id"]].to_numpy(), second.loc[held["unit_id"]].to_numpy())
        covered = compare_part(held["landslide"].to_numpy(), *scores, part)
        folds = resampled_test(np.linspace(-0.01, 0.06, 10), test_to_train=1 / 4)
        rows.append({"algorithm": algorithm, **test, "covered": covered, "spatial_blocks": folds})
    record = {"until": UNTIL, "units": len(held), "positives": int(held["landslide"].sum()), "models": rows}
    write_json(results / UNTIL / "comparison.json", record)
    for assessment in ("static", UNTIL):
        write_controls(results / assessment / "controls.json", assessment)
    return root


def write_network(path: Path, *, baselines: bool = True, dates: int = 24) -> None:
    """Pairs to the next three dates, two of them dropped."""
    rng = np.random.default_rng(3)
    days = pd.date_range("2024-01-07", UNTIL, periods=dates).strftime("%Y%m%d")
    position = rng.normal(0, 70, dates)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t")
        columns = ["reference", "secondary", "days", "perpendicular_baseline_m", "mean_coherence", "used"]
        writer.writerow([*columns, "reason"])
        for first in range(dates):
            for second in range(first + 1, min(first + 4, dates)):
                length = (pd.Timestamp(days[second]) - pd.Timestamp(days[first])).days
                value = f"{position[second] - position[first]:.2f}" if baselines else ""
                coherence = 0.78 - 0.0022 * length + 0.05 * rng.random()
                used = (first, second) not in ((4, 7), (11, 14))
                reason = "" if used else "below network.min_coherence"
                writer.writerow([days[first], days[second], length, value, f"{coherence:.3f}", used, reason])


def write_controls(path: Path, assessment: str) -> None:
    """Controls of one assessment, as the step writes them."""
    ranks = [
        {"factor": name, "gain": 0.1, "permutation": 0.0, "gain_rank": place, "permutation_rank": place}
        for place, name in enumerate((*FACTORS[:9], "noise", "lithology"), start=1)
    ]
    below = {"gain": ["lithology"], "permutation": ["lithology"]}
    noise = {"seeds": 10, "below_noise": below, "ranking": ranks}
    gains = {
        name: resampled_test(np.linspace(low, low + 0.02, 20), test_to_train=3 / 7)
        for name, low in (("gain", 0.01), ("gain_of_gaps", -0.01), ("gain_of_values", 0.01))
    }
    gaps = {"algorithm": "lightgbm", "missing_share": 0.062, **gains}
    write_json(
        path,
        {
            "assessment": assessment,
            "seeds": 20,
            "trees": 100,
            "models": "untuned",
            "permuted_labels": {name: {"auc_mean": 0.503, "aucs": [0.49, 0.516]} for name in ALGORITHMS},
            "noise_factor": dict.fromkeys(ALGORITHMS, noise),
            "missingness": None if assessment == "static" else gaps,
        },
    )


FOLDS = {
    "headline": "nndm",
    "ground_units": 200,
    "percentiles_m": {
        name: [middle * 1.03 ** (percent - 50) for percent in range(101)]
        for name, middle in (("map", 150.0), ("nndm", 170.0), ("blocks", 520.0))
    },
    "bridged_m": {"5": 40.0, "25": 90.0, "50": 150.0, "75": 240.0, "95": 420.0},
    "designs": {
        name: {
            "repeats": 3,
            "folds": 5,
            "distance_m": {
                "5": 0.2 * middle,
                "25": 0.6 * middle,
                "50": middle,
                "75": 1.5 * middle,
                "95": 3 * middle,
            },
            "judges": judges,
        }
        for name, middle, judges in (("nndm", 170.0, "like"), ("blocks", 520.0, "farther"))
    },
}
"""How far folds reach, as the draw of the samples writes it."""


def draw_folds(samples: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Two designs of folds with distances about as `FOLDS` says."""
    parts = [
        pd.DataFrame(
            {
                "design": design,
                "repeat": 0,
                "unit_id": samples["unit_id"],
                "fold": samples["fold"],
                "distance_m": FOLDS["designs"][design]["distance_m"]["50"]
                * rng.lognormal(0, 0.5, len(samples)),
            }
        )
        for design in FOLDS["designs"]
    ]
    return pd.concat(parts, ignore_index=True)


def write_model_files(
    folder: Path,
    samples: pd.DataFrame,
    table: pd.DataFrame,
    scores: pd.DataFrame,
    labels: pd.DataFrame,
    coupled: bool,
    index: int,
) -> None:
    """Metrics and importance of one model, as training writes them."""
    record: dict = {"algorithm": ALGORITHMS[index], "coupled": coupled, "seed": 1}
    record |= assess_skill(samples, table, scores, labels=labels)
    record["area_alone_auc"] = 0.612
    learned = samples[samples["split"] == "training"]
    value = scores.set_index("unit_id")["score"].loc[learned["unit_id"]].to_numpy()
    fit = np.clip(value + 0.12 * learned["landslide"].to_numpy(), 0, 1)  # fits what it learned from better
    record["training"] = evaluate_scores(learned["landslide"].to_numpy(), fit)
    aucs = {"nndm": 0.851 - 0.01 * index + 0.03 * coupled, "blocks": 0.802 - 0.01 * index}
    record["cross_validation"] = {
        "auc_mean": 0.842 - 0.01 * index,
        "auc_std": 0.031,
        "folds": [],
        "headline": "nndm",
        "designs": {
            name: {"auc": auc, "auc_interval": [auc - 0.04, auc + 0.04], "auc_std": 0.011, "repeats": []}
            for name, auc in aucs.items()
        },
        "split_swing": {"lower": 0.79, "upper": 0.86},
    }
    of_samples = scores.set_index("unit_id")["score"].loc[samples["unit_id"]].to_numpy()
    parts = [
        samples[["fold", "unit_id", "landslide"]].assign(
            design=design,
            repeat=0,
            score=of_samples,
            rank=pd.Series(of_samples, samples.index).rank(pct=True),
        )
        for design in FOLDS["designs"]
    ]
    write_table(folder / "out_of_fold.parquet", pd.concat(parts, ignore_index=True))
    write_json(
        folder / "reliability.json",
        {
            "models_for_spread": 10,
            "median_score_std": 0.043,
            "outside_share": 0.061,
            "dissimilar_share": 0.012,
            "outside_by_factor": {"slope": 0.03, "ndvi": 0.04},
        },
    )
    moran = {
        "i": 0.07,
        "expected": -0.004,
        "p_value": 0.013,
        "units": 250,
        "neighbours": 8,
        "permutations": 999,
    }
    counts = {"TP": 90, "FN": 35, "FP": 30, "TN": 95}
    rock = {"factor": "lithology", "group": "shale", "units": 120, "positives": 55, "auc": 0.79, "told": ""}
    errors = {"design": "nndm", "repeats": 3, "threshold": 0.5, "units": 250, "counts": counts}
    errors |= {"unsettled_share": 0.12, "morans_i": moran}
    write_json(
        folder / "errors.json", {**errors, "class_skill": [{**rock, "auc_lower": 0.7, "auc_upper": 0.86}]}
    )
    factors = [*FACTORS, *(["deformation_rate", "cumulative_deformation"] if coupled else [])]
    record["predictors"] = factors
    write_json(folder / "metrics.json", record)
    weight = np.sort(np.random.default_rng(index + 10 * coupled).dirichlet(np.full(len(factors), 0.9)))[::-1]
    order = sorted(factors, key=lambda name: name not in ("slope", "deformation_rate", "distance_to_roads"))
    write_table(
        folder / "importance.csv",
        pd.DataFrame({"factor": order, "gain": weight, "permutation": weight / 3, "permutation_std": 0.01}),
    )


def area_job(root: Path, assessment: str = UNTIL, *, models: bool = True) -> dict:
    """Inputs of every figure step and of the report, by their names in the rules."""
    results, inputs = root / "results", root / "inputs"
    dated = assessment != "static"

    def per_model(pattern: str, of: str) -> list[str]:
        wanted = models and (of == "static" or dated)
        return [str(results / of / pattern.format(name)) for name in ALGORITHMS] if wanted else []

    def of_date(name: str, wanted: bool = True) -> str | list:
        return str(results / assessment / name) if dated and wanted else []

    rasters = {
        name: results / f"factors/{name}.tif" for name in FACTORS if name != "max_elevation_difference"
    }
    if dated:
        rasters["cumulative_deformation"] = results / assessment / "deformation/cumulative.tif"
        rasters["deformation_rate"] = results / assessment / "deformation/rate.tif"
    patterns = {"metrics": "models/{}/metrics.json", "importance": "models/{}/importance.csv"}
    patterns["scored"] = "models/{}/out_of_fold.parquet"
    patterns |= {"classes": "maps/{}_classes.csv", "class_maps": "maps/{}_class.tif"}
    patterns |= {"sigma_maps": "maps/{}_sigma.tif", "applicable_maps": "maps/{}_applicable.tif"}
    patterns |= {"index_maps": "maps/{}.tif", "reliability": "models/{}/reliability.json"}
    patterns["errors"] = "models/{}/errors.json"
    return {
        "dem": results / "factors/dem.tif",
        "inventory": str(inputs / "landslides.gpkg") if models else [],
        "lines": {name: inputs / f"{name}.gpkg" if models else [] for name in ("rivers", "roads", "faults")},
        "rasters": rasters,
        "units_raster": results / "units/slope_units.tif",
        "units_polygons": results / "units/slope_units.gpkg" if models else [],
        "units": str(results / "units/factors.parquet") if models else [],
        "static": {key: per_model(pattern, "static") for key, pattern in patterns.items()},
        "coupled": {key: per_model(pattern, UNTIL) if dated else [] for key, pattern in patterns.items()},
        "dated": of_date,
        "ranking": str(results / "static/tables/importance.csv") if models else [],
        "collinearity": str(results / "static/models/collinearity.json") if models else [],
        "settings": {"layer": None, "label_column": None, "label_value": None},
    }


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG."""
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG")
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def step(inputs: dict, outputs: dict, params: dict) -> SimpleNamespace:
    """What a step script gets from Snakemake, as far as the figure steps use it."""
    spaces = {name: SimpleNamespace(**values) for name, values in
              {"input": inputs, "output": outputs, "params": params}.items()}  # fmt: skip
    return SimpleNamespace(**spaces, threads=1)
