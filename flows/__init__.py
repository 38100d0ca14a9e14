"""When it runs: thin Prefect flows.

The only importer of Prefect, and the only place that reads a clock or the environment.
"""

from __future__ import annotations

from flows import settings

__all__: list[str] = []

# Prefect reads its settings when it is first imported, and every module here imports it.
settings.apply()
