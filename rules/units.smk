# Mapping units, their tables of factors and their landslides.


rule delineate_units:
    input:
        dem="results/factors/dem.tif",
        polygons=cfg.units.polygons or [],
    output:
        raster="results/units/slope_units.tif",
        polygons="results/units/slope_units.gpkg",
        summary="results/units/delineation.json",
    log:
        "results/logs/delineate_units.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=30,
    params:
        settings=cfg.units.model_dump(mode="json", exclude={"polygons"}),
        library=lib("delineate_units"),
    message:
        "Dividing the area into mapping units"
    script:
        "../scripts/delineate_units.py"


rule tabulate_factors:
    input:
        unpack(factor_rasters),
        raster="results/units/slope_units.tif",
        polygons="results/units/slope_units.gpkg",
    output:
        table="results/units/factors.parquet",
    log:
        "results/logs/tabulate_factors.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=20,
    params:
        source=cfg.units.source,
        library=lib("tabulate_factors"),
    message:
        "Static factors per unit"
    script:
        "../scripts/tabulate_factors.py"


rule tabulate_deformation:
    input:
        rate="results/{until}/deformation/rate.tif",
        cumulative="results/{until}/deformation/cumulative.tif",
        raster="results/units/slope_units.tif",
        polygons="results/units/slope_units.gpkg",
    output:
        table="results/{until}/factors.parquet",
    log:
        "results/logs/tabulate_deformation/{until}.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=20,
    params:
        source=cfg.units.source,
        library=lib("tabulate_deformation"),
    message:
        "Deformation per unit, up to {wildcards.until}"
    script:
        "../scripts/tabulate_deformation.py"


rule label_units:
    input:
        inventory=cfg.inventory.file if cfg.inventory else [],
        raster="results/units/slope_units.tif",
        polygons="results/units/slope_units.gpkg",
    output:
        labels="results/units/labels.parquet",
        summary="results/units/labels.json",
    log:
        "results/logs/label_units.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=15,
    params:
        settings=(cfg.inventory.model_dump(mode="json", exclude={"file"}) if cfg.inventory else None),
        source=cfg.units.source,
        library=lib("label_units"),
    message:
        "Landslides per unit"
    script:
        "../scripts/label_units.py"
