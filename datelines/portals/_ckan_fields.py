"""A dataset's description, a file and a column in CKAN's words, and in those of Open Development's own CKAN."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from datelines.datasets import Area
from datelines.offers import Offer, OfferedFile, Rows

__all__ = ["TYPES", "dictionary", "extras_of", "package_fields", "resource_fields"]

# Columns as PostgreSQL has them behind a DataStore.
_COLUMN_TYPES = {"text": "text", "int": "int", "float": "float", "bool": "bool", "day": "date", "moment": "timestamp"}
# What CKAN calls them when asked.
TYPES = {"int4": "int", "float8": "float"}


def package_fields(offer: Offer, license_id: str) -> dict[str, Any]:
    """What every CKAN has a field for."""
    dataset = offer.dataset
    return {
        "name": dataset.name,
        "title": dataset.title,
        "notes": dataset.notes,
        "owner_org": dataset.organization,
        "license_id": license_id,
        "version": dataset.version,
        "author": dataset.author.name,
        "author_email": dataset.author.email,
        "maintainer": dataset.maintainer.name,
        "maintainer_email": dataset.maintainer.email,
        "tags": [{"name": keyword} for keyword in sorted(dataset.keywords)],
    }


def extras_of(offer: Offer, package: Mapping[str, Any]) -> dict[str, Any]:
    """What plain CKAN has no field for, the release's name among it; extras of other hands are kept."""
    ours = _open_development(offer) | _release(offer)
    if offer.dataset.ckan_fields == "fields":
        release = _release(offer)
        return {key: value for key, value in ours.items() if key not in release} | {"extras": _pairs(package, release)}
    return {"extras": _pairs(package, ours)}


def _pairs(package: Mapping[str, Any], ours: dict[str, str]) -> list[dict[str, str]]:
    others = {one["key"]: one["value"] for one in package.get("extras", [])}
    return [{"key": key, "value": value} for key, value in sorted((others | ours).items())]


def _open_development(offer: Offer) -> dict[str, str]:
    dataset = offer.dataset
    first, last = offer.span()
    told = {
        "copyright": dataset.copyright,
        "taxonomy": "; ".join(dataset.taxonomy),
        "odm_language": ", ".join(dataset.languages),
        "odm_date_created": dataset.created.isoformat(),
        "odm_date_uploaded": offer.day.isoformat(),
        "odm_spatial_range": dataset.spatial.name,
        "odm_temporal_range": f"{first}/{last}" if first and last else "",
        "odm_accuracy": dataset.accuracy,
        "odm_logical_consistency": dataset.logical_consistency,
        "odm_completeness": dataset.completeness,
        "odm_process": dataset.process,
        "odm_source": dataset.source,
        "odm_contact": dataset.maintainer.name,
        "odm_contact_email": dataset.maintainer.email,
        "frequency": dataset.frequency,
        "license_spdx": dataset.license.id,
        "spatial": json.dumps(_box(dataset.spatial)),
        "temporal_start": first or "",
        "temporal_end": last or "",
    }
    return {key: value for key, value in told.items() if value}


def _release(offer: Offer) -> dict[str, str]:
    return {"release": offer.name, "release_manifest_sha256": offer.manifest}


def _box(area: Area) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in area.ring]]}


def resource_fields(file: OfferedFile) -> dict[str, Any]:
    """A file's fields. Its digest goes with its bytes in one call, so that one never tells of the other's absence."""
    return {
        "name": file.name,
        "description": f"{file.title}. {file.description}",
        "format": file.path.suffix.lstrip(".").upper(),
        "mimetype": file.media_type,
        "hash": f"sha256:{file.sha256}",
    }


def dictionary(rows: Rows) -> list[dict[str, Any]]:
    """The columns as a DataStore wants them declared: nothing is left to be guessed."""
    return [
        {
            "id": column.name,
            "type": _COLUMN_TYPES[column.kind],
            "info": {"label": column.name, "notes": column.meaning},
        }
        for column in rows.columns
    ]
