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


rule derive_factor:
    input:
        dem="results/factors/dem.tif",
    output:
        factor="results/factors/{factor}.tif",
    wildcard_constraints:
        factor=one_of(derived_names(plan)),
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(4000),
        runtime=30,
    params:
        derivation=lambda wildcards: derivation_of(plan, wildcards.factor, SCRIPTS),
        unit=lambda wildcards: factor_of(plan, wildcards.factor).unit,
    message:
        "Deriving {wildcards.factor} from the DEM"
    script:
        "../scripts/derive_factor.py"


rule measure_distance:
    input:
        features=lambda wildcards: given(features_of(cfg, wildcards.factor)),
        dem="results/factors/dem.tif",
    output:
        distance="results/factors/{factor}.tif",
    wildcard_constraints:
        factor=one_of(names_from(plan, "lines")),
    conda:
        "../envs/terrain.yaml"
    params:
        cap_m=lambda wildcards: distance_cap(cfg, wildcards.factor),
        layer=lambda wildcards: layer_of(cfg, wildcards.factor),
        title=lambda wildcards: factor_of(plan, wildcards.factor).title,
        content=lambda wildcards: content(features_of(cfg, wildcards.factor)),
    message:
        "Measuring {wildcards.factor}"
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


rule map_classes:
    input:
        map=lambda wildcards: given(class_map_of(cfg, wildcards.factor)[0]),
        dem="results/factors/dem.tif",
    output:
        classes="results/factors/{factor}.tif",
    wildcard_constraints:
        factor=one_of(names_from(plan, "class_map")),
    conda:
        "../envs/terrain.yaml"
    params:
        layer=lambda wildcards: layer_of(cfg, wildcards.factor),
        settings=lambda wildcards: class_map_of(cfg, wildcards.factor)[1],
        content=lambda wildcards: content(class_map_of(cfg, wildcards.factor)[0]),
    message:
        "Mapping {wildcards.factor} to the analysis grid"
    script:
        "../scripts/map_classes.py"


rule warp_factor:
    input:
        raster=lambda wildcards: given(raster_files_of(cfg, wildcards.factor)),
        dem="results/factors/dem.tif",
    output:
        factor="results/factors/{factor}.tif",
    wildcard_constraints:
        factor=one_of(own_names(plan, "raster")),
    conda:
        "../envs/terrain.yaml"
    params:
        settings=lambda wildcards: raster_settings(plan, wildcards.factor),
        content=lambda wildcards: content(raster_files_of(cfg, wildcards.factor)),
    message:
        "Resampling {wildcards.factor} to the analysis grid"
    script:
        "../scripts/warp_factor.py"


rule measure_density:
    input:
        features=lambda wildcards: given(features_of(cfg, wildcards.factor)),
        dem="results/factors/dem.tif",
    output:
        density="results/factors/{factor}.tif",
    wildcard_constraints:
        factor=one_of(names_from(plan, "density")),
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(3000),
    params:
        radius_m=lambda wildcards: cfg.factors.more[wildcards.factor].radius_m,
        layer=lambda wildcards: layer_of(cfg, wildcards.factor),
        title=lambda wildcards: factor_of(plan, wildcards.factor).title,
        content=lambda wildcards: content(features_of(cfg, wildcards.factor)),
    message:
        "Measuring {wildcards.factor}"
    script:
        "../scripts/measure_density.py"


rule aggregate_series:
    input:
        rasters=lambda wildcards: given(series_files(cfg, wildcards.factor, wildcards.folder)),
        dem="results/factors/dem.tif",
    output:
        factor="results/{folder}/{factor}.tif",
    wildcard_constraints:
        folder=r"factors|\d{4}-\d{2}-\d{2}/factors",
        factor=one_of(names_from(plan, "series")),
    conda:
        "../envs/terrain.yaml"
    params:
        settings=lambda wildcards: series_settings(plan, wildcards.factor, wildcards.folder),
        content=lambda wildcards: content(series_files(cfg, wildcards.factor, wildcards.folder)),
    message:
        "Aggregating {wildcards.factor}, {wildcards.folder}"
    script:
        "../scripts/aggregate_series.py"
