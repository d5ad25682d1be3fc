# A deformation that was made elsewhere: in place of network, inversion and corrections.
ORIGIN = f"MintPy, {SCENES.main.name}"


def dates_until(wildcards):
    """Dates up to the assessment's, YYYYMMDD."""
    return [f"{day:%Y%m%d}" for day in DATES if day.isoformat() <= wildcards.until]


rule read_mintpy_geometry:
    input:
        geometry=given(SCENES.geometry),
    output:
        expand("results/stack/geometry/{layer}.tif", layer=LAYERS),
    log:
        "results/logs/read_mintpy_geometry.log",
    conda:
        "../envs/insar.yaml"
    resources:
        mem_mb=memory(4000),
        runtime=20,
    params:
        content=content_of(SCENES.geometry),
        library=lib("read_mintpy_geometry"),
    message:
        "Reading the geometry of MintPy's results"
    script:
        "../scripts/read_mintpy_geometry.py"


if HAS_SERIES:

    rule read_mintpy:
        input:
            series=given(SCENES.main),
            layers=given(SCENES.quality.values()),
            mask=given([SCENES.mask] if SCENES.mask else []),
            position=POSITION,
        output:
            series="results/{until}/deformation/timeseries.nc",
            reference="results/{until}/reference.json",
        log:
            "results/logs/read_mintpy/{until}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        params:
            dates=dates_until,
            layers=list(SCENES.quality),
            origin=ORIGIN,
            content=content_of(SCENES.main, SCENES.quality.values(), SCENES.mask),
            library=lib("read_mintpy"),
        message:
            "Reading the displacement series of MintPy, {wildcards.until}"
        script:
            "../scripts/read_mintpy.py"

else:

    rule read_mintpy_rate:
        input:
            rate=given(SCENES.main),
            layers=given(SCENES.quality.values()),
            mask=given([SCENES.mask] if SCENES.mask else []),
            position=POSITION,
        output:
            series="results/{until}/deformation/timeseries.nc",
            velocity="results/{until}/deformation/velocity.nc",
            reference="results/{until}/reference.json",
        log:
            "results/logs/read_mintpy_rate/{until}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=15,
        params:
            dates=dates_until,
            layers=list(SCENES.quality),
            origin=ORIGIN,
            content=content_of(SCENES.main, SCENES.quality.values(), SCENES.mask),
            library=lib("read_mintpy_rate"),
        message:
            "Reading the rate of MintPy, {wildcards.until}"
        script:
            "../scripts/read_mintpy_rate.py"
