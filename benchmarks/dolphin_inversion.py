"""dolphin's network inversion on the generated stack; run by a Python that has dolphin and GDAL's own bindings.

``dolphin_inversion.py FOLDER WEIGHTS`` runs ``dolphin.timeseries.invert_unw_network`` with its least squares and one
thread, the weights ``none`` or by ``correlation``, and prints a JSON record: CPU seconds without imports, but with the
compilation that it does in every run, and the peak memory. It solves those pixels alone that no pair misses.
"""

import json
import sys
import time
from pathlib import Path

from peak_memory import peak_mb


def main() -> None:
    folder, weights = Path(sys.argv[1]), sys.argv[2]
    from dolphin.timeseries import InversionMethod, ReferencePoint, invert_unw_network

    stack = json.loads((folder / "stack.json").read_text())
    place = json.loads((folder / "reference.json").read_text())
    output = folder / f"dolphin-{weights}"
    output.mkdir(exist_ok=True)
    for old in output.iterdir():  # it takes results that are there
        old.unlink()
    options = {}
    if weights == "correlation":
        options = {
            "cor_file_list": [folder / f"correlation/{name}.tif" for name in stack["pairs"]],
            "n_cor_looks": stack["looks"],
        }
    start = time.process_time()
    invert_unw_network(
        [folder / f"unwrapped/{name}.tif" for name in stack["pairs"]],
        ReferencePoint(place["row"], place["column"]),
        output,
        method=InversionMethod.L2,
        num_threads=1,
        **options,
    )
    print(json.dumps({"cpu_s": time.process_time() - start, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
