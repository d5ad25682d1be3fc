# make demo         install what is needed, then run the demo to its report
# make demo-full    the same with all of its terrain, two years of scenes, more trees, folds and seeds
# make test         run the tests
PYTHON ?= python3
CORES ?= 2
VENV := .venv
BIN := $(VENV)/bin
SLURM_VENV := .venv-slurm
PEERS_VENV := .venv-peers
TERRAIN_VENV := .venv-peers-terrain
SIZE ?= 1000
FULL := areas/demo_full

.PHONY: demo demo-full test test-slow test-browser test-fuzz test-robustness test-slurm lint format reference pictures wheels benchmark-algorithms benchmark-corrections benchmark-evaluation benchmark-inversion benchmark-learning benchmark-loading benchmark-stack benchmark-terrain benchmark-tuning clean

$(VENV)/run.stamp: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

# Apart from the others: merely installed, the SLURM plugin slows every start of Snakemake.
$(SLURM_VENV)/run.stamp: requirements.txt requirements-slurm.txt
	$(PYTHON) -m venv $(SLURM_VENV)
	$(SLURM_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-slurm.txt
	touch $@

demo: $(VENV)/run.stamp
	$(BIN)/snakemake --cores $(CORES)

# In a folder of its own, so that neither demo takes the results of the other for its own.
demo-full: $(VENV)/run.stamp
	mkdir -p $(FULL)
	$(BIN)/snakemake --cores $(CORES) --directory $(FULL) --configfile config/config.yaml config/demo_full.yaml

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n $(CORES) --dist loadfile

test-slow: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n $(CORES) --dist loadfile -m slow

# The report in Chromium, which has to be there; node's packages are installed beside the test.
test-browser: $(VENV)/dev.stamp
	npm install --prefix tests/browser --no-audit --no-fund --no-package-lock
	$(BIN)/python -m pytest -m slow tests/browser

test-fuzz: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n $(CORES) --dist loadfile -m fuzz tests/fuzz

# By itself, for each run takes both cores. ROBUSTNESS=full makes many disturbances in place of a few.
test-robustness: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m robustness tests/robustness

test-slurm: $(SLURM_VENV)/run.stamp
	tests/slurm/run.sh $(SLURM_VENV)/bin

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check scripts tests benchmarks
	$(BIN)/ruff format --check scripts tests benchmarks
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/mypy
	$(BIN)/snakemake --lint

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix scripts tests benchmarks
	$(BIN)/ruff format scripts tests benchmarks
	$(BIN)/snakefmt Snakefile rules

reference: $(VENV)/run.stamp
	PYTHONPATH=scripts $(BIN)/python -m scarpwatch.config.reference

# Pictures of README and gallery, and the gallery, from the results of `make demo-full`.
pictures: $(VENV)/run.stamp
	PYTHONPATH=scripts $(BIN)/python docs/pictures.py $(FULL)/results

# For which systems and Pythons the requirements have wheels, asked of the package index.
wheels: $(VENV)/run.stamp
	$(BIN)/python docs/wheels.py

# What the inversion is compared with; MINTPY=/path/to/python uses one that is there. dolphin runs where
# DOLPHIN=/path/to/python names one that has it: it needs GDAL's own bindings, of which the package index has no wheels.
$(PEERS_VENV)/run.stamp:
	$(PYTHON) -m venv $(PEERS_VENV)
	$(PEERS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check mintpy==1.6.4
	touch $@

benchmark-inversion: $(VENV)/run.stamp $(if $(MINTPY),,$(PEERS_VENV)/run.stamp)
	PYTHONPATH=scripts $(BIN)/python benchmarks/inversion.py --size $(SIZE) --fourfold \
		--mintpy $(or $(MINTPY),$(PEERS_VENV)/bin/python) $(if $(DOLPHIN),--dolphin $(DOLPHIN))

benchmark-algorithms: $(VENV)/run.stamp
	OMP_NUM_THREADS=1 $(BIN)/python benchmarks/algorithms.py

benchmark-corrections: $(VENV)/run.stamp
	$(BIN)/python benchmarks/corrections.py

benchmark-learning: $(VENV)/run.stamp
	$(BIN)/python benchmarks/learning.py

benchmark-evaluation: $(VENV)/run.stamp
	PYTHONPATH=scripts $(BIN)/python benchmarks/evaluation.py

benchmark-tuning: $(VENV)/run.stamp
	PYTHONPATH=scripts $(BIN)/python benchmarks/tuning.py

benchmark-loading: $(VENV)/run.stamp
	PYTHONPATH=scripts $(BIN)/python benchmarks/loading.py

benchmark-stack: $(VENV)/run.stamp
	PYTHONPATH=scripts $(BIN)/python benchmarks/stack.py

# What the terrain part is compared with; TERRAIN_PEERS=/path/to/python uses one that is there.
$(TERRAIN_VENV)/run.stamp: benchmarks/requirements-terrain.txt
	$(PYTHON) -m venv $(TERRAIN_VENV)
	$(TERRAIN_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

benchmark-terrain: $(VENV)/run.stamp $(if $(TERRAIN_PEERS),,$(TERRAIN_VENV)/run.stamp)
	$(BIN)/python benchmarks/terrain.py --peers $(or $(TERRAIN_PEERS),$(TERRAIN_VENV)/bin/python)
	OMP_NUM_THREADS=1 $(BIN)/python benchmarks/unit_sizes.py
	$(BIN)/python benchmarks/terrain_factors.py --peers $(or $(TERRAIN_PEERS),$(TERRAIN_VENV)/bin/python)

clean:
	rm -rf results/[!.]* .snakemake .pytest_cache .mypy_cache .ruff_cache
