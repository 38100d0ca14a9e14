"""A release to a CKAN: dataset, files, and rows in its DataStore, every type declared; the only importer of ckanapi.

The dataset is shown or created, never deleted; files and rows are put beside the old ones by name, so that ids and
addresses stay. The name of the release is patched last: until then the portal says that it holds the release before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeAlias

import requests
from ckanapi import CKANAPIError, NotAuthorized, NotFound, RemoteCKAN, SearchError, ValidationError

from datelines.offers import Access, Offer, OfferedFile, Outcome, PortalError, Rows
from datelines.portals._ckan_fields import TYPES, dictionary, extras_of, package_fields, resource_fields
from datelines.portals._rows import Difference, difference

__all__ = ["publish"]

Record: TypeAlias = dict[str, Any]
# So many rows come in one answer, and go out in one call, which a portal applies whole or not at all.
_PAGE = 30_000
_AT_ONCE = 20_000
_MARK = "release"


def publish(offer: Offer, address: str, access: Access) -> Outcome:
    """Make the CKAN at ``address`` hold the release; what it holds already is left alone.

    A call that fails for the service's sake is made again with the whole round, which then finds less to do. Raises
    PortalError.
    """
    for attempt in range(1, access.attempts + 1):
        try:
            return _Round(offer, address, access).run()
        except _InterruptedError as error:
            if attempt == access.attempts:
                raise PortalError(f"{address}: {error}; the next run completes what is half done") from error
    raise AssertionError("the last attempt ends the loop")


class _InterruptedError(Exception):
    """The service did not answer, or not as itself: worth another round."""


class _Round:
    """One walk through dataset, files, rows and mark. ``changes`` collects what was done, a line each."""

    def __init__(self, offer: Offer, address: str, access: Access) -> None:
        self._offer = offer
        self._address = address.rstrip("/")
        self._access = access
        self._changes: list[str] = []
        self._ckan = RemoteCKAN(self._address, apikey=access.token or None, user_agent="datelines")

    def run(self) -> Outcome:
        """Everything, in the order that lets a broken round be told and completed."""
        self._expect_service()
        package = self._package()
        for file in self._offer.files:
            resource = self._file(package, file)
            if file.table in self._offer.dataset.database:
                self._rows(resource, self._offer.rows(file.table or ""))
        self._mark(package)
        if not self._access.dry:
            self._read_back()
        return Outcome(tuple(self._changes), f"{self._address}/dataset/{self._offer.dataset.name}")

    # --- what the portal must be like

    def _expect_service(self) -> None:
        status = self._call("status_show", {})
        if self._offer.dataset.database and "datastore" not in status.get("extensions", []):
            raise PortalError(
                f"{self._address}: this CKAN has no DataStore; enable it, or empty `database` in the description"
            )
        organization = self._offer.dataset.organization
        try:
            self._call("organization_show", {"id": organization})
        except NotFound as error:
            raise PortalError(
                f"{self._address}: there is no organization {organization!r}; make it, or describe another"
            ) from error

    # --- the dataset

    def _package(self) -> Record:
        dataset = self._offer.dataset
        try:
            found: Record = self._call("package_show", {"id": dataset.name})
        except NotFound:
            return self._create_package()
        owner = (found.get("organization") or {}).get("name")
        if owner != dataset.organization:
            raise PortalError(
                f"{self._address}: the name {dataset.name!r} is held by {owner or 'nobody'},"
                f" not by {dataset.organization!r}; choose another"
            )
        return found | {"owner_org": owner}

    def _create_package(self) -> Record:
        name = self._offer.dataset.name
        self._changes.append(f"+ dataset {name}")
        wanted = package_fields(self._offer, self._license)
        if self._access.dry:
            return wanted | {"id": name, "resources": []}
        made = self._call("package_create", wanted | {"extras": []})
        return dict(made) | {"owner_org": self._offer.dataset.organization}

    @cached_property
    def _license(self) -> str:
        return _license_in({entry["id"] for entry in self._call("license_list", {})}, self._offer.dataset.license.id)

    def _mark(self, package: Record) -> None:
        """The description, and last of all the name of the release."""
        wanted = package_fields(self._offer, self._license) | extras_of(self._offer, package)
        different = [key for key, value in wanted.items() if not _alike(package.get(key), value)]
        if not different:
            return
        was = {extra["key"]: extra["value"] for extra in package.get("extras", [])}.get(_MARK)
        self._changes += [f"~ dataset {key}" for key in different if key != "extras"]
        if was != self._offer.name:
            self._changes.append(f"~ release {was or 'none'} -> {self._offer.name}")
        if not self._access.dry:
            self._call("package_patch", {"id": package["id"]} | {key: wanted[key] for key in different})

    # --- files

    def _file(self, package: Record, file: OfferedFile) -> Record:
        held = next((one for one in package.get("resources", []) if one["name"] == file.name), None)
        wanted = resource_fields(file)
        if held and all(_alike(held.get(key), value) for key, value in wanted.items()):
            return dict(held)
        self._changes.append(f"{'~' if held else '+'} file {file.name} ({file.size:,} bytes)")
        if self._access.dry:
            return held or {"id": None}
        place = {"id": held["id"]} if held else {"package_id": package["id"]}
        with file.path.open("rb") as content:
            action = "resource_patch" if held else "resource_create"
            return dict(self._call(action, place | wanted, {"upload": (file.name, content, file.media_type)}))

    # --- rows

    def _rows(self, resource: Record, rows: Rows) -> None:
        held = self._held_fields(resource)
        wanted = dictionary(rows)
        kept = [_typed(one) for one in held or []]
        asked = [_typed(one) for one in wanted]
        if held is not None and asked[: len(kept)] != kept:
            # A column that went or changed its type: the rows are written anew.
            self._changes.append(f"- rows {rows.name}: other columns")
            self._write("datastore_delete", {"resource_id": resource["id"], "force": True})
            held = None
        if held is None or not _same_dictionary(held, wanted):
            self._changes.append(f"{'~' if held else '+'} columns {rows.name} ({len(wanted)})")
            self._write(
                "datastore_create",
                {"resource_id": resource["id"], "fields": wanted, "primary_key": [rows.key], "force": True},
            )
        found = self._read_rows(resource["id"], rows) if held is not None else {}
        change = difference(found, rows)
        if change:
            self._changes.append(f"~ rows {rows.name}: {change}")
            self._apply(resource, rows, change)

    def _held_fields(self, resource: Record) -> list[Record] | None:
        if not resource.get("datastore_active"):
            return None
        try:
            info = self._call("datastore_info", {"id": resource["id"]})
        except NotFound:
            return None
        return [field for field in info["fields"] if field["id"] != "_id"]

    def _apply(self, resource: Record, rows: Rows, change: Difference) -> None:
        for keys in _parts(change.gone):
            self._write("datastore_delete", {"resource_id": resource["id"], "filters": {rows.key: keys}, "force": True})
        for records in _parts(change.put):
            self._write(
                "datastore_upsert",
                {"resource_id": resource["id"], "records": records, "method": "upsert", "force": True},
            )

    def _read_rows(self, resource: str, rows: Rows) -> dict[str, Record]:
        found: dict[str, Record] = {}
        while True:
            asked = {
                "resource_id": resource,
                "limit": _PAGE,
                "offset": len(found),
                "sort": "_id",
                "include_total": False,
            }
            records = self._call("datastore_search", asked)["records"]
            found |= {record[rows.key]: record for record in records}
            if len(records) < _PAGE:
                return found

    # --- reading back

    def _read_back(self) -> None:
        """Compare what the portal now gives out with the release, byte for byte and cell for cell."""
        package = self._call("package_show", {"id": self._offer.dataset.name})
        held = {one["name"]: one for one in package["resources"]}
        for file in self._offer.files:
            resource = held.get(file.name) or {}
            if (
                resource.get("hash") != resource_fields(file)["hash"]
                or self._download(resource) != file.path.read_bytes()
            ):
                raise _InterruptedError(f"{file.name} reads back other than it was sent")
            if file.table in self._offer.dataset.database:
                rows = self._offer.rows(file.table or "")
                if change := difference(self._read_rows(resource["id"], rows), rows):
                    raise _InterruptedError(f"the rows of {rows.name} read back other than they were sent ({change})")

    def _download(self, resource: Record) -> bytes:
        with self._told("download"):
            # A portal may give another host of its own in its addresses; the path is what counts.
            path = str(resource.get("url", "")).split("/dataset/", 1)[-1]
            answer = requests.get(
                f"{self._address}/dataset/{path}", headers=self._headers(), timeout=self._access.timeout
            )
            answer.raise_for_status()
        return answer.content

    def _headers(self) -> dict[str, str]:
        return {"Authorization": self._access.token} if self._access.token else {}

    # --- calls

    def _write(self, action: str, data: Record) -> None:
        if not self._access.dry:
            self._call(action, data)

    def _call(self, action: str, data: Mapping[str, Any], files: Mapping[str, Any] | None = None) -> Any:
        with self._told(action):
            return self._ckan.call_action(
                action,
                dict(data),
                files=files,
                requests_kwargs={"timeout": self._access.timeout},
            )

    @contextmanager
    def _told(self, action: str) -> Iterator[None]:
        """What goes wrong in a call as one line that names it and never the token."""
        try:
            yield
        except NotFound:
            raise
        except NotAuthorized as error:
            raise PortalError(
                f"{self._address}: the token is not allowed to do {action}; it is missing, expired or only reads"
            ) from error
        except ValidationError as error:
            raise PortalError(f"{self._address}: {action} was refused: {self._clean(_reasons(error))}") from error
        except SearchError as error:
            raise _InterruptedError(f"the portal's search does not work ({action})") from error
        except requests.Timeout as error:
            raise _InterruptedError(f"no answer to {action} in {self._access.timeout:g} seconds") from error
        except requests.HTTPError as error:
            raise _InterruptedError(f"{action} was answered with {_status(error)}") from error
        except requests.RequestException as error:
            raise _InterruptedError(f"cannot be reached ({action}: {type(error).__name__})") from error
        except CKANAPIError as error:
            raise _InterruptedError(self._clean(f"{action} failed: {_first_line(error)}")) from error

    def _clean(self, text: str) -> str:
        return text.replace(self._access.token, "***") if self._access.token else text


def _license_in(known: set[str], spdx: str) -> str:
    """The portal's own id for an SPDX licence, or the SPDX id where it has none."""
    common = {"CC-BY-4.0": "cc-by", "CC0-1.0": "cc-zero", "CC-BY-SA-4.0": "cc-by-sa", "ODbL-1.0": "odc-odbl"}
    return spdx if spdx in known or common.get(spdx) not in known else common[spdx]


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _typed(field: Record) -> tuple[str, str]:
    name, kind = str(field["id"]), str(field["type"])
    return name, TYPES.get(kind, kind)


def _same_dictionary(held: Sequence[Record], wanted: Sequence[Record]) -> bool:
    def told(one: Record) -> tuple[Any, ...]:
        info = one.get("info") or {}
        return *_typed(one), info.get("label"), info.get("notes")

    return [told(one) for one in held] == [told(one) for one in wanted]


def _alike(held: Any, wanted: Any) -> bool:
    """Whether what the portal shows is what was asked for; it adds keys of its own to lists of things."""
    if isinstance(wanted, list) and isinstance(held, list) and wanted and isinstance(wanted[0], dict):
        key = "key" if "key" in wanted[0] else "name"
        shown = {one.get(key): one for one in held}
        return len(held) == len(wanted) and all(
            {name: shown.get(one[key], {}).get(name) for name in one} == one for one in wanted
        )
    return bool(held == wanted or (held in (None, "") and wanted in (None, "")))


def _reasons(error: ValidationError) -> str:
    told = error.error_dict if isinstance(error.error_dict, dict) else {"": error.error_dict}
    return "; ".join(f"{key}: {value}" for key, value in told.items() if key != "__type")


def _status(error: requests.HTTPError) -> str:
    return str(error.response.status_code) if error.response is not None else "an error"


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
