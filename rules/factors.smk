# Static factors on the analysis grid, which is the elevation model's.


rule prepare_dem:
    input:
        dem=given(cfg.factors.dem),
    output:
        dem="results/factors/dem.tif",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        settings=settings(cfg.grid, "resampling"),
        band=cfg.factors.dem_band,
        dem_faults=cfg.factors.dem_faults,
        smoothing=cfg.factors.dem_smoothing_cells,
        content=content_of(cfg.factors.dem),
    message:
        "Resampling the DEM to the analysis grid"
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
    conda:
        "../envs/terrain.yaml"
    params:
        slope_method=cfg.factors.slope_method,
    message:
        "Deriving slope, aspect and profile curvature"
    script:
        "../scripts/derive_terrain.py"


rule derive_rivers:
    input:
        dem="results/factors/dem.tif",
    output:
        rivers="results/factors/rivers.gpkg",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(3000),
        runtime=20,
    params:
        from_dem_km2=cfg.factors.rivers.from_dem_km2 if cfg.factors.rivers else None,
    message:
        "Deriving the drainage network from the DEM"
    script:
        "../scripts/derive_rivers.py"


rule measure_distance:
    input:
        lines=lambda wildcards: given(DISTANCE_LINES[wildcards.feature]),
        dem="results/factors/dem.tif",
    output:
        distance="results/factors/distance_to_{feature}.tif",
    wildcard_constraints:
        feature="faults|rivers|roads",
    conda:
        "../envs/terrain.yaml"
    params:
        distance_cap_m=cfg.factors.distance_cap_m,
        layer=lambda wildcards: layer_of(cfg, wildcards.feature),
        content=lambda wildcards: content(DISTANCE_LINES[wildcards.feature]),
    message:
        "Measuring distance to {wildcards.feature}"
    script:
        "../scripts/measure_distance.py"


rule warp_ndvi:
    input:
        ndvi=given(cfg.factors.ndvi),
        dem="results/factors/dem.tif",
    output:
        ndvi="results/factors/ndvi.tif",
    conda:
        "../envs/terrain.yaml"
    params:
        reliability=cfg.factors.ndvi_reliability,
        band=cfg.factors.ndvi_band,
        content=content_of(cfg.factors.ndvi),
    message:
        "Resampling NDVI to the analysis grid"
    script:
        "../scripts/warp_ndvi.py"


rule map_lithology:
    input:
        lithology=given(cfg.factors.lithology.file if cfg.factors.lithology else []),
        dem="results/factors/dem.tif",
    output:
        lithology="results/factors/lithology.tif",
    conda:
        "../envs/terrain.yaml"
    params:
        layer=layer_of(cfg, "lithology"),
        content=content_of(cfg.factors.lithology.file if cfg.factors.lithology else []),
        settings=(
            cfg.factors.lithology.model_dump(mode="json", exclude={"file"})
            if cfg.factors.lithology
            else None
        ),
    message:
        "Mapping lithology to the analysis grid"
    script:
        "../scripts/map_lithology.py"
