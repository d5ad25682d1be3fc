# A deformation that was made elsewhere: in place of network, inversion and corrections.
def dates_until(wildcards):
    """Dates up to the assessment's, YYYYMMDD."""
    return [f"{day:%Y%m%d}" for day in plan.dates if day.isoformat() <= wildcards.until]


# Heights come from the DEM where the deformation brings none.
READY_DEM = [] if "height" in LISTING.layers else cfg.factors.dem


rule read_deformation_geometry:
    input:
        files=given(LISTING.geometry.values()),
        dem=given(READY_DEM),
    output:
        expand("results/stack/geometry/{layer}.tif", layer=plan.layers),
    conda:
        "../envs/insar.yaml"
    resources:
        mem_mb=memory(4000),
        runtime=20,
    params:
        family=plan.source,
        files={name: str(path) for name, path in LISTING.geometry.items()},
        known=dict(LISTING.known),
        dem_band=cfg.factors.dem_band,
        content=content_of(LISTING.geometry.values(), READY_DEM),
    message:
        "Reading the geometry of the deformation"
    script:
        "../scripts/read_deformation_geometry.py"


if plan.has_series:

    rule read_deformation:
        input:
            files=given(LISTING.files.values()),
            grid="results/stack/geometry/height.tif",
            position=plan.position,
        output:
            series="results/{until}/deformation/timeseries.nc",
            reference="results/{until}/reference.json",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        params:
            family=plan.source,
            files=LISTING.files,
            dates=dates_until,
            maker=LISTING.maker,
            origin=LISTING.origin,
            content=content_of(LISTING.files.values()),
        message:
            "Reading the displacement series, {wildcards.until}"
        script:
            "../scripts/read_deformation.py"

else:

    rule read_deformation_rate:
        input:
            files=given(LISTING.files.values()),
            grid="results/stack/geometry/height.tif",
            position=plan.position,
        output:
            series="results/{until}/deformation/timeseries.nc",
            velocity="results/{until}/deformation/velocity.nc",
            reference="results/{until}/reference.json",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
        params:
            family=plan.source,
            files=LISTING.files,
            known=dict(LISTING.known),
            dates=dates_until,
            maker=LISTING.maker,
            origin=LISTING.origin,
            content=content_of(LISTING.files.values()),
        message:
            "Reading the deformation rate, {wildcards.until}"
        script:
            "../scripts/read_deformation_rate.py"
