"""MintPy's network inversion on the generated stack; run by a Python that has MintPy.

``mintpy_inversion.py FOLDER WEIGHTS`` runs ``ifgram_inversion.py ifgramStack.h5 -w WEIGHTS`` in this process, as
MintPy's own command does, and prints a JSON record: CPU seconds without imports, those of its parts, and the
peak memory.
"""

import json
import os
import sys
import time
from pathlib import Path

from peak_memory import peak_mb


def main() -> None:
    folder, weights = Path(sys.argv[1]), sys.argv[2]
    from mintpy import ifgram_inversion
    from mintpy.cli.ifgram_inversion import cmd_line_parse

    parts = {}

    def watched(name):
        inner = getattr(ifgram_inversion, name)

        def outer(*args, **options):
            start = time.process_time()
            result = inner(*args, **options)
            parts[name] = parts.get(name, 0.0) + time.process_time() - start
            return result

        setattr(ifgram_inversion, name, outer)

    for name in ("read_stack_obs", "calc_weight_sqrt", "run_ifgram_inversion_patch"):
        watched(name)
    output = folder / f"mintpy-{weights}"
    output.mkdir(exist_ok=True)
    os.chdir(output)
    names = ["timeseries.h5", "temporalCoherence.h5", "numInvIfgram.h5"]
    for name in names:
        Path(name).unlink(missing_ok=True)
    options = cmd_line_parse([str(folder / "ifgramStack.h5"), "-w", weights, "-o", *names])
    start = time.process_time()
    ifgram_inversion.run_ifgram_inversion(options)
    cpu = time.process_time() - start
    reading = sum(parts.get(name, 0.0) for name in ("read_stack_obs", "calc_weight_sqrt"))
    record = {
        "cpu_s": cpu,
        "reading_and_weights_s": reading,
        "solver_s": parts["run_ifgram_inversion_patch"] - reading,
        "peak_mb": peak_mb(),
    }
    print(json.dumps(record))


if __name__ == "__main__":
    main()
