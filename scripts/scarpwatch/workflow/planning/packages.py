"""Which files of a run go into the packages for other programs, in the order in which they are shown."""

from __future__ import annotations

from typing import Any, NamedTuple

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.workflow.planning.algorithms import looks_of_algorithms
from scarpwatch.workflow.planning.factors import class_maps
from scarpwatch.workflow.planning.plan import Plan

FACTORS = "Factors"
DEFORMATION = "Deformation"


class PackagedFile(NamedTuple):
    """A file, what it is, and where it stands among the others.

    Attributes
    ----------
    group, subgroup : titles, the latter empty where the file stands in the group itself
    role : what it is, as `scarpwatch.gis.layers` knows it
    title : where the role does not tell enough
    shown : whether a map begins with it
    """

    path: str
    group: str
    subgroup: str
    role: str
    title: str = ""
    shown: bool = False


def packaged_files(plan: Plan, assessment: str) -> list[PackagedFile]:
    """The files of an assessment: maps of the coupled models, of the static ones, deformation, factors."""
    dated = assessment != "static"
    files: list[PackagedFile] = []
    if dated and plan.has_sar:
        files += _deformation(plan, assessment, shown=not plan.has_models)
    if plan.has_models and plan.has_maps:
        coupled = dated and plan.has_coupled
        if coupled:
            files += _maps(plan, assessment, coupled=True)
        files += _maps(plan, "static", coupled=False, shown=not coupled)
        if plan.has_counts and plan.table is None:
            folder = f"results/{assessment}/maps/landslide_density"
            files += [
                PackagedFile(f"{folder}.gpkg", "Landslide density", "", "density_units"),
                PackagedFile(f"{folder}.tif", "Landslide density", "", "density"),
                PackagedFile(f"{folder}_expected.tif", "Landslide density", "", "expected_density"),
            ]
    if plan.has_models and plan.table is None:
        files += [
            PackagedFile(path, FACTORS, "", "factor", factor.title)
            for factor, path in class_maps(plan, assessment)
        ]
    if plan.table is None:
        files.append(PackagedFile("results/factors/dem.tif", "Terrain", "", "dem"))
    return files


def package_record(files: list[PackagedFile]) -> list[dict[str, Any]]:
    """The same as a parameter of a rule, without the paths, which are inputs."""
    return [{key: value for key, value in file._asdict().items() if key != "path"} for file in files]


def main_map(plan: Plan, assessment: str, suffix: str) -> str | list[str]:
    """A file of the main model's map, the coupled one where there is one; none where there is no map.

    Parameters
    ----------
    suffix : ``.gpkg`` or ``_class.tif``, which a ready table does not have
    """
    if not (plan.has_models and plan.has_maps) or (plan.table is not None and suffix != ".gpkg"):
        return []
    folder = assessment if plan.has_coupled else "static"
    return f"results/{folder}/maps/{_main(plan)}{suffix}"


def main_model(plan: Plan, assessment: str) -> str:
    """The name of the main model as figures show it; empty where there is none."""
    if not plan.has_models:
        return ""
    look = read_looks(looks_of_algorithms(map(plan.loaded, plan.algorithms)))[_main(plan)]
    return model_name(look, assessment != "static" and plan.has_coupled)


def _main(plan: Plan) -> str:
    return plan.config.models.main or plan.algorithms[0]


def _maps(plan: Plan, folder: str, *, coupled: bool, shown: bool = True) -> list[PackagedFile]:
    group = f"Susceptibility, coupled with deformation, {folder}" if coupled else "Susceptibility, static"
    main = _main(plan)
    looks = read_looks(looks_of_algorithms(map(plan.loaded, plan.algorithms)))
    files = []
    for name, look in looks.items():
        base, model = f"results/{folder}/maps/{name}", model_name(look, coupled)
        first = shown and name == main
        files.append(PackagedFile(f"{base}.gpkg", group, model, "units", f"Units, {model}", first))
        if plan.trains:
            errors = f"results/{folder}/models/{name}/errors.gpkg"
            files.append(PackagedFile(errors, group, model, "errors", f"Errors on held-out units, {model}"))
        if plan.table is not None:
            continue
        rasters = {"_class": "classes", "": "index", "_sigma": "sigma", "_applicable": "applicable"}
        rasters |= {"_probability": "probability"} if plan.trains else {}
        files += [PackagedFile(f"{base}{suffix}.tif", group, model, role) for suffix, role in rasters.items()]
    return files


def deformation_roles(plan: Plan) -> dict[str, str]:
    """The names of the deformation rasters on the analysis grid, and what they are."""
    roles = {"rate": "rate", "cumulative": "cumulative", "rate_sigma": "rate_sigma"}
    roles |= {"temporal_coherence": "temporal_coherence", "temporal_coherence_remark": "remark"}
    roles |= {"quality_mask_map": "reasons"}
    if plan.other_track:
        names = ("vertical", "vertical_sigma", "east", "east_sigma", "blind")
        roles |= {name: name for name in names}
    return roles


def _deformation(plan: Plan, until: str, *, shown: bool) -> list[PackagedFile]:
    folder = f"results/{until}/deformation"
    points = f"{folder}/points.gpkg"
    listed = [PackagedFile(points, DEFORMATION, "", "points", "Displacement series at points", True)]
    return (listed if plan.has_series else []) + [
        PackagedFile(f"{folder}/{name}.tif", DEFORMATION, "", role, shown=shown and role == "rate")
        for name, role in deformation_roles(plan).items()
    ]
