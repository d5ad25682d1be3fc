# Mapping units, their tables of factors and their landslides.


# What cutting and joining parts use.
PART_SETTINGS = {
    **plan.unit_parameters,
    "target_count": cfg.units.target_count,
    "flat_below_deg": cfg.units.flat_below_deg,
}

if len(plan.tiles) > 1:

    rule cut_parts:
        input:
            dem="results/factors/dem.tif",
            water=given(cfg.units.water),
        output:
            parts=temp(expand("results/units/tiles/{tile}.npz", tile=plan.tiles)),
            parameters="results/units/tiles/parameters.json",
        conda:
            "../envs/terrain.yaml"
        resources:
            mem_mb=memory(8000),
            runtime=60,
        params:
            settings=PART_SETTINGS,
            layout=plan.tile_layout,
            content=content_of(cfg.units.water),
        message:
            "Tiling the drainage network by outlet"
        script:
            "../scripts/cut_parts.py"

    rule divide_part:
        input:
            part="results/units/tiles/{tile}.npz",
            parameters="results/units/tiles/parameters.json",
        output:
            division=temp("results/units/tiles/{tile}_divided.npz"),
        conda:
            "../envs/terrain.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        message:
            "Delineating slope units in tile {wildcards.tile}"
        script:
            "../scripts/divide_part.py"

    rule join_parts:
        input:
            dem="results/factors/dem.tif",
            water=given(cfg.units.water),
            divisions=expand("results/units/tiles/{tile}_divided.npz", tile=plan.tiles),
            parameters="results/units/tiles/parameters.json",
        output:
            raster="results/units/slope_units.tif",
            polygons="results/units/slope_units.gpkg",
            summary="results/units/delineation.json",
        conda:
            "../envs/terrain.yaml"
        resources:
            mem_mb=memory(6000),
            runtime=60,
        params:
            settings=PART_SETTINGS,
            content=content_of(cfg.units.water),
        message:
            "Merging tiles into slope units"
        script:
            "../scripts/join_parts.py"

else:

    rule delineate_units:
        input:
            dem="results/factors/dem.tif",
            polygons=given(cfg.units.polygons),
            water=given(cfg.units.water),
        output:
            raster="results/units/slope_units.tif",
            polygons="results/units/slope_units.gpkg",
            summary="results/units/delineation.json",
        conda:
            "../envs/terrain.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        params:
            settings=settings(cfg.units, "polygons", "water", "explore", "cells_per_tile"),
            content=content_of(cfg.units.polygons, cfg.units.water),
        message:
            "Delineating mapping units"
        script:
            "../scripts/delineate_units.py"


rule explore_units:
    input:
        dem="results/factors/dem.tif",
        water=given(cfg.units.water),
    output:
        table="results/units/exploration.csv",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(4000),
        runtime=60,
    params:
        settings={**PART_SETTINGS, "explore": settings(cfg.units)["explore"]},
        content=content_of(cfg.units.water),
    message:
        "Exploring slope-unit parameters (V, I, F)"
    script:
        "../scripts/explore_units.py"


rule tabulate_factors:
    input:
        rasters=list(rasters_of(plan).values()),
        raster="results/units/slope_units.tif",
        polygons="results/units/slope_units.gpkg",
    output:
        table="results/units/factors.parquet",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=20,
    params:
        source=cfg.units.source,
        of=list(rasters_of(plan)),
        factors=columns_of(plan, dynamic=False),
    message:
        "Computing zonal statistics of static factors"
    script:
        "../scripts/tabulate_factors.py"


rule tabulate_deformation:
    input:
        rasters=lambda wildcards: list(rasters_of(plan, until=wildcards.until).values()),
        raster="results/units/slope_units.tif",
        polygons="results/units/slope_units.gpkg",
    output:
        table="results/{until}/factors.parquet",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=20,
    params:
        source=cfg.units.source,
        of=lambda wildcards: list(rasters_of(plan, until=wildcards.until)),
        factors=columns_of(plan, dynamic=True),
    message:
        "Computing zonal statistics of deformation, {wildcards.until}"
    script:
        "../scripts/tabulate_deformation.py"


rule label_units:
    input:
        inventory=given(cfg.inventory.file if cfg.inventory else []),
        raster="results/units/slope_units.tif",
        polygons="results/units/slope_units.gpkg",
    output:
        labels="results/units/labels.parquet",
        summary="results/units/labels.json",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        settings=(cfg.inventory.model_dump(mode="json", exclude={"file"}) if cfg.inventory else None),
        need_landslides=plan.trains,
        source=cfg.units.source,
        content=content_of(cfg.inventory.file if cfg.inventory else []),
    message:
        "Labelling units by the landslide inventory"
    script:
        "../scripts/label_units.py"
