"""Releases behind an http(s) address: a plain file server over ``data/processed`` is enough.

What arrives is compared with the release's manifest, so that nothing half loaded, and nothing mixed from two releases
while the pointer moves, is taken for a table.
"""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from datelines.releases import MANIFEST, ReleaseError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["document", "is_address", "table"]

_TIMEOUT = 30.0
# A file server has no list of days: they are tried one by one, back from the one asked for.
_DAYS_BACK = 31
_MISSING = frozenset({403, 404, 410})


def is_address(path: str | Path) -> bool:
    """Whether it begins with http:// or https://."""
    return isinstance(path, str) and urlsplit(path).scheme.lower() in ("http", "https")


def table(address: str, topic: str | None, day: date | None, name: str) -> pa.Table:
    """The table ``name`` of the release that lies at ``address``, or in one of its folders. Raises ReleaseError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if address.endswith(".parquet"):
        content = _get(address)
        if content is None:
            raise ReleaseError(f"{address}: not there")
    else:
        content = _verified(_home(address, topic, day), f"{name}.parquet")
    try:
        return pq.read_table(io.BytesIO(content))
    except (OSError, pa.ArrowException) as error:
        raise ReleaseError(f"{address}: cannot be read: {' '.join(str(error).split())}") from error


def document(address: str, topic: str | None, day: date | None, name: str) -> Any:
    """The JSON document ``name`` of that release. Raises ReleaseError."""
    return json.loads(_verified(_home(address, topic, day), f"{name}.json"))


def _home(address: str, topic: str | None, day: date | None) -> str:
    """The address of the release's own folder: the first of the places it can be that has a manifest."""
    base = address.rstrip("/")
    tried = _places(base, topic, day)
    for place in tried:
        if _get(f"{place}/{MANIFEST}") is not None:
            return place
    if day:
        raise ReleaseError(f"{address}: no release of {day} or the {_DAYS_BACK} days before it")
    raise ReleaseError(f"{address}: no release there; looked for {', '.join(f'{one}/{MANIFEST}' for one in tried)}")


def _places(base: str, topic: str | None, day: date | None) -> list[str]:
    homes = [f"{base}/{quote(topic)}"] if topic else [base]
    if day is None:
        return [*homes, *(f"{home}/latest" for home in homes)]
    days = [day - timedelta(days=back) for back in range(_DAYS_BACK + 1)]
    return [f"{home}/days/{one}" for one in days for home in homes]


def _verified(home: str, file: str) -> bytes:
    """The file's bytes, once they are those that the manifest beside it lists."""
    for _ in range(2):
        content, listed = _get(f"{home}/{file}"), _listed(home).get(file)
        if content is not None and listed == hashlib.sha256(content).hexdigest():
            return content
    if content is None:
        raise ReleaseError(f"{home}/{file}: not there")
    raise ReleaseError(f"{home}/{file}: differs from what {MANIFEST} lists; try again, or tell whoever runs the server")


def _listed(home: str) -> dict[str, str]:
    try:
        return {one["name"]: one["sha256"] for one in json.loads(_get(f"{home}/{MANIFEST}") or b"")["files"]}
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{home}/{MANIFEST}: is no manifest of a release") from error


def _get(address: str) -> bytes | None:
    """What lies at the address; None where nothing does. Raises ReleaseError where the server cannot be asked."""
    request = Request(address, headers={"User-Agent": "datelines", "Accept-Encoding": "identity"})
    try:
        with urlopen(request, timeout=_TIMEOUT) as answer:
            content: bytes = answer.read()
            return content
    except HTTPError as error:
        if error.code in _MISSING:
            return None
        raise ReleaseError(f"{address}: the server answered {error.code} {error.reason}") from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise ReleaseError(f"{address}: cannot be reached: {reason}") from error
