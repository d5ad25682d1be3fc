# A deformation that was made elsewhere: in place of network, inversion and corrections.
def dates_until(wildcards):
    """Dates up to the assessment's, YYYYMMDD."""
    return [f"{day:%Y%m%d}" for day in DATES if day.isoformat() <= wildcards.until]


# Heights come from the DEM where the deformation brings none.
READY_DEM = [] if "height" in SCENES.layers else cfg.factors.dem


rule read_deformation_geometry:
    input:
        files=given(SCENES.geometry.values()),
        dem=given(READY_DEM),
    output:
        expand("results/stack/geometry/{layer}.tif", layer=LAYERS),
    log:
        "results/logs/read_deformation_geometry.log",
    conda:
        "../envs/insar.yaml"
    resources:
        mem_mb=memory(4000),
        runtime=20,
    params:
        family=SOURCE,
        files={name: str(path) for name, path in SCENES.geometry.items()},
        known=dict(SCENES.known),
        dem_band=cfg.factors.dem_band,
        content=content_of(SCENES.geometry.values(), READY_DEM),
        library=lib("read_deformation_geometry"),
    message:
        "Reading the geometry of the deformation"
    script:
        "../scripts/read_deformation_geometry.py"


if HAS_SERIES:

    rule read_deformation:
        input:
            files=given(SCENES.files.values()),
            grid="results/stack/geometry/height.tif",
            position=POSITION,
        output:
            series="results/{until}/deformation/timeseries.nc",
            reference="results/{until}/reference.json",
        log:
            "results/logs/read_deformation/{until}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        params:
            family=SOURCE,
            files=SCENES.files,
            dates=dates_until,
            maker=SCENES.maker,
            origin=SCENES.origin,
            content=content_of(SCENES.files.values()),
            library=lib("read_deformation"),
        message:
            "Reading the displacement series, {wildcards.until}"
        script:
            "../scripts/read_deformation.py"

else:

    rule read_deformation_rate:
        input:
            files=given(SCENES.files.values()),
            grid="results/stack/geometry/height.tif",
            position=POSITION,
        output:
            series="results/{until}/deformation/timeseries.nc",
            velocity="results/{until}/deformation/velocity.nc",
            reference="results/{until}/reference.json",
        log:
            "results/logs/read_deformation_rate/{until}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=15,
        params:
            family=SOURCE,
            files=SCENES.files,
            known=dict(SCENES.known),
            dates=dates_until,
            maker=SCENES.maker,
            origin=SCENES.origin,
            content=content_of(SCENES.files.values()),
            library=lib("read_deformation_rate"),
        message:
            "Reading the rate of deformation, {wildcards.until}"
        script:
            "../scripts/read_deformation_rate.py"
