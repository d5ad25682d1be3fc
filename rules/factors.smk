# Static factors on the analysis grid, which is the elevation model's.


rule prepare_dem:
    input:
        dem=given(cfg.factors.dem),
    output:
        dem="results/factors/dem.tif",
    log:
        "results/logs/prepare_dem.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=15,
    params:
        settings=settings(cfg.grid, "resampling"),
        band=cfg.factors.dem_band,
        dem_faults=cfg.factors.dem_faults,
        smoothing=cfg.factors.dem_smoothing_cells,
        content=content_of(cfg.factors.dem),
        library=lib("prepare_dem"),
    message:
        "Bringing the elevation model to the analysis grid"
    script:
        "../scripts/prepare_dem.py"


rule derive_terrain:
    input:
        dem="results/factors/dem.tif",
    output:
        slope="results/factors/slope.tif",
        aspect="results/factors/aspect.tif",
        elevation="results/factors/elevation.tif",
        profile_curvature="results/factors/profile_curvature.tif",
    log:
        "results/logs/derive_terrain.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1000 * attempt,
        runtime=15,
    params:
        slope_method=cfg.factors.slope_method,
        library=lib("derive_terrain"),
    message:
        "Slope, aspect and profile curvature"
    script:
        "../scripts/derive_terrain.py"


rule derive_rivers:
    input:
        dem="results/factors/dem.tif",
    output:
        rivers="results/factors/rivers.gpkg",
    log:
        "results/logs/derive_rivers.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 3000 * attempt,
        runtime=20,
    params:
        from_dem_km2=cfg.factors.rivers.from_dem_km2 if cfg.factors.rivers else None,
        library=lib("derive_rivers"),
    message:
        "Rivers from the elevation model"
    script:
        "../scripts/derive_rivers.py"


rule measure_distance:
    input:
        lines=lambda wildcards: given(DISTANCE_LINES[wildcards.feature]),
        dem="results/factors/dem.tif",
    output:
        distance="results/factors/distance_to_{feature}.tif",
    log:
        "results/logs/measure_distance/{feature}.log",
    wildcard_constraints:
        feature="faults|rivers|roads",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1000 * attempt,
        runtime=15,
    params:
        distance_cap_m=cfg.factors.distance_cap_m,
        layer=lambda wildcards: layer_of(cfg, wildcards.feature),
        content=lambda wildcards: content(DISTANCE_LINES[wildcards.feature]),
        library=lib("measure_distance"),
    message:
        "Distance to {wildcards.feature}"
    script:
        "../scripts/measure_distance.py"


rule warp_ndvi:
    input:
        ndvi=given(cfg.factors.ndvi),
        dem="results/factors/dem.tif",
    output:
        ndvi="results/factors/ndvi.tif",
    log:
        "results/logs/warp_ndvi.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1000 * attempt,
        runtime=15,
    params:
        reliability=cfg.factors.ndvi_reliability,
        band=cfg.factors.ndvi_band,
        content=content_of(cfg.factors.ndvi),
        library=lib("warp_ndvi"),
    message:
        "Vegetation index on the analysis grid"
    script:
        "../scripts/warp_ndvi.py"


rule map_lithology:
    input:
        lithology=given(cfg.factors.lithology.file if cfg.factors.lithology else []),
        dem="results/factors/dem.tif",
    output:
        lithology="results/factors/lithology.tif",
    log:
        "results/logs/map_lithology.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1000 * attempt,
        runtime=15,
    params:
        layer=layer_of(cfg, "lithology"),
        content=content_of(cfg.factors.lithology.file if cfg.factors.lithology else []),
        settings=(
            cfg.factors.lithology.model_dump(mode="json", exclude={"file"})
            if cfg.factors.lithology
            else None
        ),
        library=lib("map_lithology"),
    message:
        "Lithology on the analysis grid"
    script:
        "../scripts/map_lithology.py"
