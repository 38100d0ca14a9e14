"""The analyst's side: the tables as typed frames, questions about time, and a date followed to its sentence.

``reading`` gets a table from wherever it lies, ``loading`` makes frames, ``windows`` asks when things can have
happened, ``tracing`` tells why, ``plotting`` shows. Needs neither Prefect nor Great Expectations.
"""

from __future__ import annotations
