"""Work done by the workers of a Dask cluster. The only home of Dask.

What the work is, is for whoever asks; the same function does it here and there, so that what comes out does not depend
on who did it, how often it was begun, or in which order it was done.
"""

from __future__ import annotations

from datelines.clusters.cluster import Cluster

__all__ = ["Cluster"]
