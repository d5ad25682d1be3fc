"""A small simulated stack that is made by the step scripts themselves, each in its turn.

Every step has one job here, so that a test may run its step again, into a folder of its own and with other
parameters, on the files that the steps before it left.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from steps import Files, run_main

from scarpwatch.config.common.demo import DemoSettings
from scarpwatch.config.deformation.closure import ClosureSettings
from scarpwatch.config.deformation.corrections import CorrectionsSettings
from scarpwatch.config.deformation.inversion import InversionSettings
from scarpwatch.config.deformation.quality import QualitySettings
from scarpwatch.config.deformation.unwrapping import UnwrappingSettings
from scarpwatch.conventions import phase_per_displacement
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import read_raster
from scarpwatch.insar.network.pairs import earlier_dates, select_pairs
from scarpwatch.simulate.acquisition import WAVELENGTH_M, Acquisition, acquisitions
from scarpwatch.simulate.stack import Scene, demo_atmosphere, open_scene, read_truth, true_displacement

LAYERS = ("height", "slant_range", "incidence", "latitude", "longitude", "layover_shadow")
DELIVERED = (*LAYERS, "look_angle", "los_east", "los_north", "los_up")
PROVENANCE = {"AREA": "the test's", "CONFIG_DIGEST": "0123456789abcdef"}
PRODUCTS = ("rate", "rate_sigma", "cumulative", "temporal_coherence")
CLOSURE_LAYERS = ("nonzero_share", "flagged_share", "phase_bias", "cycles")
GROUND = {
    "dem": "dem.tif",
    "ndvi": "ndvi.tif",
    "lithology": "lithology.gpkg",
    "faults": "faults.gpkg",
    "roads": "roads.gpkg",
    "ground": "ground.tif",
}


class SmallStack:
    """Jobs of the steps from the simulated ground to the comparison with its truth, and that truth."""

    def __init__(self, folder: Path, demo: DemoSettings, *, seed: int, looks: tuple[int, int]) -> None:
        self.folder, self.seed, self.looks = folder, seed, looks
        self.demo = demo.model_dump(mode="json")
        self.orbits = acquisitions(demo.dates(), demo.perpendicular_baseline_m, seed)
        self.dates = [f"{orbit.date:%Y%m%d}" for orbit in self.orbits]
        pairs = select_pairs(demo.dates(), neighbours=3)
        self.pairs, self.earlier = [pair.name for pair in pairs], earlier_dates(pairs)
        self.inversion = InversionSettings().model_dump(mode="json")
        self.quality = QualitySettings().model_dump(mode="json")
        self.corrections = CorrectionsSettings().model_dump(mode="json")
        # Half a year does not tell a season from a rate.
        self.velocity = {"annual": False, "semiannual": False}

    def path(self, name: str) -> str:
        """A file of the stack."""
        return str(self.folder / name)

    def files(self, kind: str, names: Any) -> list[str]:
        """Files of one kind: of layers, dates or pairs."""
        return [self.path(f"{kind}/{name}.tif") for name in names]

    def job(self, step: str, key: str = "") -> dict[str, Any]:
        """Inputs, outputs (relative to the stack's folder), parameters and wildcards of a step.

        ``key`` is the date or pair of a step that runs once for each (the later date of pairs that are unwrapped).
        """
        ground = self.path("ground.tif")
        simulation = {"demo": self.demo, "looks": list(self.looks), "seed": self.seed}
        geometry = {name: self.path(f"stack/{name}.tif") for name in ("height", "slant_range", "incidence")}
        position = self.files("stack", ("latitude", "longitude"))
        mask = self.files("stack", ["layover_shadow"])
        pairs = {kind: self.files(kind, self.pairs) for kind in ("unwrapped", "coherence")}
        settings = {"corrections": self.corrections, "velocity": self.velocity}
        threshold = {"min_temporal_coherence": self.quality["min_temporal_coherence"]}
        earlier = self.earlier.get(key, [])
        jobs: dict[str, tuple[dict, dict, dict]] = {
            "simulate_ground": ({}, GROUND, simulation),
            "simulate_geometry": (
                {"ground": ground},
                {"geometry": [f"delivered/{name}.tif" for name in DELIVERED], "truth": "radar.tif"},
                simulation,
            ),
            "simulate_inventory": (
                {name: self.path(GROUND[name]) for name in ("ground", "ndvi", "faults", "roads")},
                {"inventory": "landslides.gpkg", "units": "units.parquet"},
                simulation,
            ),
            "prepare_geometry": (
                {"layers": self.files("delivered", LAYERS)},
                {"multilooked": [f"stack/{name}.tif" for name in LAYERS]},
                simulation,
            ),
            "list_scenes": (
                {"files": self.files("slc", self.dates)},
                {"scenes": "scenes.tsv"},
                {"pairs": False, "sources": {day: f"{day}.tif" for day in self.dates}},
            ),
            "select_pairs": (
                {"scenes": self.path("scenes.tsv")},
                {"pairs": "pairs.tsv"},
                {"pairs": self.pairs},
            ),
            "form_interferogram": (
                {
                    "reference": self.path(f"slc/{key[:8]}.tif"),
                    "secondary": self.path(f"slc/{key[9:]}.tif"),
                    "height": geometry["height"],
                },
                {"interferogram": f"interferogram/{key}.tif"},
                simulation,
            ),
            "unwrap_phase": (
                {
                    "references": self.files("slc", earlier),
                    "secondary": self.path(f"slc/{key}.tif"),
                    "height": geometry["height"],
                    "mask": mask,
                },
                {
                    kind: [f"{kind}/{day}_{key}.tif" for day in earlier]
                    for kind in ("coherence", "unwrapped", "components")
                },
                {
                    **simulation,
                    "unwrapping": UnwrappingSettings().model_dump(mode="json"),
                    "goldstein_alpha": 0.5,
                    "library": "of the test",
                },
            ),
            "choose_reference": (
                {**pairs, "height": geometry["height"], "position": position, "mask": mask},
                {"reference": "chosen.json"},
                {
                    "window": self.inversion["reference_window"],
                    "scenes": len(self.dates),
                    "reference": self.inversion["reference"],
                    "min_coherence": self.inversion["reference_min_coherence"],
                    "min_pair_coherence": None,
                },
            ),
            "screen_pairs": (
                {**pairs, "reference": self.path("chosen.json")},
                {"network": "network.tsv", "summary": "network.json"},
                {"min_coherence": None, "if_disconnected": "stop"},
            ),
            "invert_network": (
                {
                    **pairs,
                    "network": self.path("network.tsv"),
                    "cycles": self.path("closure/cycles.tif"),
                    "reference": self.path("chosen.json"),
                },
                {"series": "uncorrected.nc", "reference": "reference.json"},
                {"inversion": self.inversion},
            ),
            "close_triplets": (
                {
                    **pairs,
                    "components": self.files("components", self.pairs),
                    "network": self.path("network.tsv"),
                    "reference": self.path("chosen.json"),
                },
                {
                    **{name: f"closure/{name}.tif" for name in CLOSURE_LAYERS},
                    "pairs": "closure/pairs.tsv",
                    "summary": "closure/summary.json",
                },
                {"closure": ClosureSettings().model_dump(mode="json"), "absolute": True},
            ),
            "correct_series": (
                {
                    "series": self.path("uncorrected.nc"),
                    "network": self.path("network.tsv"),
                    **geometry,
                    "position": position,
                    "delays": [],
                },
                {"series": "timeseries.nc", "summary": "corrections.json"},
                {**settings, **threshold},
            ),
            "filter_series": (
                {
                    "series": self.path("timeseries.nc"),
                    "velocity": self.path("velocity.nc"),
                    "position": position,
                },
                {"series": "filtered.nc"},
                {**threshold, "filter": {"length_m": 500.0, "days": 60.0}},
            ),
            "estimate_velocity": (
                {"series": self.path("timeseries.nc"), "network": self.path("network.tsv")},
                {"velocity": "velocity.nc"},
                {**threshold, "velocity": self.velocity},
            ),
            "mask_quality": (
                {
                    "series": self.path("timeseries.nc"),
                    "velocity": self.path("velocity.nc"),
                    "closure": self.path("closure/nonzero_share.tif"),
                    "phase_bias": self.path("closure/phase_bias.tif"),
                    "height": geometry["height"],
                    "mask": mask,
                },
                {"mask": "quality_mask.tif", "quality": "quality.json"},
                {"quality": self.quality, "if_disconnected": "stop"},
            ),
            "geocode_deformation": (
                {
                    "velocity": self.path("velocity.nc"),
                    "quality_mask": self.path("quality_mask.tif"),
                    "quality": self.path("quality.json"),
                    "height": geometry["height"],
                    "position": position,
                    "mask": mask,
                    "dem": self.path("dem.tif"),
                },
                {
                    **{name: f"{name}.tif" for name in (*PRODUCTS, "remark", "reasons")},
                    "registration": "registration.json",
                },
                {"resampling": "auto", "provenance": PROVENANCE},
            ),
            "tabulate_points": (
                {
                    "series": self.path("timeseries.nc"),
                    "velocity": self.path("velocity.nc"),
                    "quality_mask": self.path("quality_mask.tif"),
                    "rate": self.path("rate.tif"),
                    "units": [],
                    "position": position,
                },
                {"points": "points.gpkg", "table": "points.csv"},
                {"points": {"places": [], "fastest": 3}},
            ),
            "export_pixels": (
                {
                    "series": self.path("timeseries.nc"),
                    "velocity": self.path("velocity.nc"),
                    "quality_mask": self.path("quality_mask.tif"),
                    "position": position,
                },
                {"pixels": "pixels.gpkg"},
                {},
            ),
            "export_mintpy": (
                {
                    **geometry,
                    "series": self.path("timeseries.nc"),
                    "velocity": self.path("velocity.nc"),
                    "quality_mask": self.path("quality_mask.tif"),
                    "quality": self.path("quality.json"),
                    "network": self.path("network.tsv"),
                    "position": position,
                    "mask": mask,
                    "dem": self.path("dem.tif"),
                },
                {
                    "timeseries": "mintpy/timeseries.h5",
                    "velocity": "mintpy/velocity.h5",
                    "geometry": "mintpy/geometryGeo.h5",
                },
                {"resampling": "auto", "provenance": PROVENANCE},
            ),
            "compare_truth": (
                {
                    **pairs,
                    **geometry,
                    "network": self.path("network.tsv"),
                    "ground": ground,
                    "truth": self.path("radar.tif"),
                    "velocity": self.path("velocity.nc"),
                    "quality_mask": self.path("quality_mask.tif"),
                    "quality": self.path("quality.json"),
                },
                {"summary": "truth.json", "sample": "truth_sample.npz"},
                {
                    **simulation,
                    **settings,
                    **threshold,
                    "weights": self.inversion["weights"],
                    "orbits": [
                        (o.date.isoformat(), [o.perpendicular_baseline_m, o.parallel_baseline_m])
                        for o in self.orbits
                    ],
                },
            ),
        }
        if step == "simulate_scene":
            orbit = self.orbits[self.dates.index(key)]
            baselines = [orbit.perpendicular_baseline_m, orbit.parallel_baseline_m]
            parts = {"ground": ground}, {"scene": f"scenes/{key}.tif"}, {**simulation, "baselines": baselines}
        elif step == "prepare_scene":
            inputs = {
                "scene": self.path(f"scenes/{key}.tif"),
                "geometry": self.files("delivered", ("slant_range", "look_angle")),
            }
            parts = inputs, {"slc": f"slc/{key}.tif"}, {"tags": {}}
        else:
            parts = jobs[step]
        inputs, output, params = parts
        return {
            "inputs": inputs,
            "output": output,
            "params": params,
            "wildcards": {"date": key, "pair": key, "until": "2024-07-05"},
        }

    def run(
        self,
        step: str,
        key: str = "",
        *,
        into: Path | None = None,
        inputs: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> Files:
        """Run a step into the stack's folder or another, with some inputs and parameters changed."""
        job = self.job(step, key)
        folder = into or self.folder

        def placed(value: Any) -> Any:
            return str(folder / value) if isinstance(value, str) else [str(folder / part) for part in value]

        return run_main(
            step,
            inputs={**job["inputs"], **(inputs or {})},
            output={name: placed(value) for name, value in job["output"].items()},
            params={**job["params"], **params},
            wildcards=job["wildcards"],
        )

    def process(self) -> SmallStack:
        """Run all steps from the radar geometry to the map; the ground is there already."""
        self.run("simulate_geometry")
        self.run("prepare_geometry")
        for day in self.dates:
            self.run("simulate_scene", day)
            self.run("prepare_scene", day)
        self.run("list_scenes")
        self.run("select_pairs")
        self.make_pairs()
        for step in ("choose_reference", "screen_pairs", "close_triplets", "invert_network"):
            self.run(step)
        for step in ("correct_series", "estimate_velocity", "mask_quality", "geocode_deformation"):
            self.run(step)
        return self

    def make_pairs(self, **params: Any) -> None:
        """Form and unwrap all pairs."""
        for day in self.earlier:
            self.run("unwrap_phase", day, **params)

    @cached_property
    def scene(self) -> Scene:
        """The ground and the swath over it."""
        return open_scene(self.path("ground.tif"), self.demo, self.looks, self.seed)

    @cached_property
    def truth(self) -> dict[str, NDArray[np.float32]]:
        """Truth layers on the multilooked radar grid."""
        return read_truth(self.path("radar.tif"))

    @cached_property
    def clear(self) -> NDArray[np.bool_]:
        """Multilooked radar cells without layover or shadow."""
        return read_raster(self.path("stack/layover_shadow.tif"))[0] == 0

    def displacement(self, orbit: Acquisition) -> NDArray[np.float64]:
        """What an ideal interferometer would report of one date (m; sign: ``scarpwatch.conventions``)."""
        delay = demo_atmosphere(self.scene, orbit.date, self.demo)
        return true_displacement(self.scene, self.truth, orbit, delay)

    def true_phase(self, pair: str) -> NDArray[np.float64]:
        """What an ideal interferometer would show of a pair (rad)."""
        first, second = (self.displacement(self.orbits[self.dates.index(day)]) for day in pair.split("_"))
        return phase_per_displacement(WAVELENGTH_M) * (second - first)

    def motion(self) -> NDArray[np.float64]:
        """True motion alone of every date (m; sign: ``scarpwatch.conventions``), array (dates, rows, columns)."""
        years = self.years[:, None, None]
        return self.truth["rate"] * years + self.truth["annual"] * np.sin(2 * np.pi * years)

    @property
    def years(self) -> NDArray[np.float64]:
        """Time of every date since the first (yr)."""
        first = datetime.date.fromisoformat(self.demo["first_date"])
        return np.array([(orbit.date - first).days for orbit in self.orbits]) / DAYS_PER_YEAR
