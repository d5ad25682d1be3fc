"""Peak memory of the running program.

``ru_maxrss`` begins with what the parent held when it started the program, so that a small program started by
a large one looks large. The kernel's high-water mark begins anew with the program.
"""

import re
import resource
from pathlib import Path


def peak_mb() -> float:
    """Most memory that this process has held since it began (MB of 2^20 bytes)."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
