from scarpwatch.gis.layers import CLASS_RASTERS, RASTERS
from scarpwatch.workflow.planning.packages import (
    deformation_roles,
    main_map,
    main_model,
    package_record,
    packaged_files,
)
from scarpwatch.workflow.planning.plan import make_plan

from .test_stack import scene_table
from .test_step_inputs import DATE, models, plan_of, stack  # noqa: F401

VECTORS = {"units", "errors", "points", "density_units", "factor"}


def roles(files):
    return [file.role for file in files]


def test_every_role_is_one_that_layers_know(tmp_path):
    plan = plan_of(
        tmp_path,
        sar=scene_table(tmp_path),
        inventory={"file": str(tmp_path / "slides.gpkg")},
        units={"source": "grid"},
    )
    files = packaged_files(plan, DATE)
    assert {file.role for file in files} <= RASTERS.keys() | CLASS_RASTERS.keys() | VECTORS
    assert len({file.path for file in files}) == len(files) and not any("{" in file.path for file in files)
    groups = list(dict.fromkeys(file.group for file in files))
    assert groups == [
        "Deformation",
        f"Susceptibility, coupled with deformation, {DATE}",
        "Susceptibility, static",
        "Landslide density",
        "Factors",
        "Terrain",
    ]
    assert [file.path for file in files if file.shown] == [
        f"results/{DATE}/deformation/points.gpkg",
        f"results/{DATE}/maps/{plan.algorithms[0]}.gpkg",
    ]
    assert package_record(files)[0].keys() == {"group", "subgroup", "role", "title", "shown"}
    assert main_map(plan, DATE, "_class.tif") == f"results/{DATE}/maps/{plan.algorithms[0]}_class.tif"
    assert main_model(plan, DATE).startswith("SAR+") and not main_model(plan, "static").startswith("SAR+")


def test_deformation_alone_shows_its_rate(stack):  # noqa: F811
    files = packaged_files(stack, DATE)
    assert [file.role for file in files if file.shown] == ["points", "rate"]
    assert files[-1].role == "dem" and "factor" not in roles(files)
    assert main_map(stack, DATE, ".gpkg") == [] and main_model(stack, DATE) == ""
    assert set(deformation_roles(stack).values()) < set(roles(files))


def test_models_alone_have_their_static_maps(models):  # noqa: F811
    files = packaged_files(models, "static")
    assert "rate" not in roles(files) and roles(files).count("index") == len(models.algorithms)
    assert [file.path for file in files if file.shown] == [f"results/static/maps/{models.algorithms[0]}.gpkg"]


def test_the_units_of_a_ready_table_are_layers_without_rasters(tmp_path):
    (tmp_path / "units.csv").write_text(
        "id,x,y,slope,slide\n" + "".join(f"{n},{n},{n},1,0\n" for n in range(9))
    )
    table = {
        "file": str(tmp_path / "units.csv"),
        "label": "slide",
        "x": "x",
        "y": "y",
        "crs": "EPSG:32616",
        "factors": ["slope"],
    }
    plan = make_plan({"name": "a", "units": {"source": "table", "table": table}}, "a.yaml", check=False)
    files = packaged_files(plan, "static")
    assert set(roles(files)) == {"units", "errors"} and main_map(plan, "static", "_class.tif") == []
