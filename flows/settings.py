"""How Prefect behaves in this project, as environment variables; what the environment already says stands.

Nothing here imports Prefect: it reads its settings only once, when it is first imported.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["HOME", "OUTSIDE_FAILED", "TOPIC", "apply", "copies", "log_file", "processors"]

OUTSIDE_FAILED = 5
# What is run when no topic is named.
TOPIC = "us-cambodia-defense"
PROJECT = Path(__file__).resolve().parents[1]
HOME = PROJECT / ".work" / "prefect"
LOG_FILE = "datelines.log"

_DEFAULTS = {
    # Arrow's own allocator keeps what it has had; of an archive that is a hundred megabytes.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_HOME": str(HOME),
    "PREFECT_LOGGING_SETTINGS_PATH": str(PROJECT / "flows" / "logging.yml"),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # A busy machine needs more than the 20 seconds that are allowed by default.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    # After a run of many tasks, the next flow would wait half a minute for the server to record them one by one.
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "200",
}


def apply() -> None:
    """Set what is not set yet, and make the folder that Prefect needs; leave with status 5 where that fails."""
    for name, value in _DEFAULTS.items():
        if not os.environ.get(name):
            os.environ[name] = value
    home = Path(os.environ["PREFECT_HOME"])
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        # Nothing of Prefect works without it, and it is needed before anything could catch an error.
        sys.stderr.write(f"datelines: {home}: cannot be made ({error.strerror}); set PREFECT_HOME to another folder\n")
        sys.exit(OUTSIDE_FAILED)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def copies() -> Path:
    """Where copies of what lies in object stores are kept from night to night."""
    return Path(os.environ.get("DATELINES_COPIES") or PROJECT / ".work" / "copies")


def log_file() -> Path:
    """Where every line of every run is kept, tracebacks included."""
    return Path(os.environ["PREFECT_HOME"]) / LOG_FILE
