"""The peak of a process's memory, of itself alone."""

import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak():
    """Megabytes. `ru_maxrss` counts what the process was before it began this program, that is, whoever started it."""
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1000
