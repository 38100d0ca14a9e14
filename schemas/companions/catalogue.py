"""A release as catalogues harvest it: DCAT 3 and schema.org, both as JSON-LD with addresses relative to the folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from datelines.datasets import Area, Dataset
from datelines.offers import coverage

if TYPE_CHECKING:
    from schemas.companions import Entry, Subject

__all__ = ["dcat", "schema_org"]

_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "locn": "http://www.w3.org/ns/locn#",
}
_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
_FREQUENCIES = "http://publications.europa.eu/resource/authority/frequency/"
_COUNTRIES = "http://publications.europa.eu/resource/authority/country/"
_THREE_LETTERS = {"en": "ENG", "km": "KHM", "fr": "FRA", "zh": "ZHO"}


def dcat(subject: Subject, entries: Sequence[Entry]) -> dict[str, Any]:
    """The dataset and a distribution for each file of a table."""
    dataset = subject.dataset
    made: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": f"#{dataset.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": _text(dataset.title, dataset),
        "dct:description": _text(dataset.notes, dataset),
        "dct:issued": _date(dataset.created.isoformat()),
        "dct:modified": _date(subject.day.isoformat()),
        "dct:language": [
            {"@id": _LANGUAGES + _THREE_LETTERS[code]} for code in dataset.languages if code in _THREE_LETTERS
        ],
        "dct:license": {"@id": dataset.license.url},
        "dct:publisher": {"@id": "#publisher", "@type": "foaf:Agent", "foaf:name": dataset.publisher.name},
        "dct:creator": {"@id": "#author", "@type": "foaf:Agent", "foaf:name": dataset.author.name},
        "dcat:contactPoint": {
            "@id": "#contact",
            "@type": "vcard:Organization",
            "vcard:fn": dataset.maintainer.name,
            "vcard:hasEmail": {"@id": f"mailto:{dataset.maintainer.email}"},
        },
        "dct:accrualPeriodicity": {"@id": _FREQUENCIES + dataset.frequency.upper()},
        "dcat:keyword": [_text(keyword, dataset) for keyword in dataset.keywords],
        "dct:spatial": _place(dataset.spatial),
        "dct:provenance": {"@type": "dct:ProvenanceStatement", "dct:description": dataset.process},
        "dcat:version": subject.day.isoformat(),
        "dcat:distribution": [_distribution(entry, dataset) for entry in entries if "table" in entry],
    }
    if span := _span(subject):
        made["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _date(span[0]),
            "dcat:endDate": _date(span[1]),
        }
    if subject.previous:
        made["dcat:previousVersion"] = {"@id": f"../{subject.previous}/dcat.jsonld#{dataset.name}"}
    return made


def _distribution(entry: Entry, dataset: Dataset) -> dict[str, Any]:
    name = str(entry["name"])
    return {
        "@id": f"#{name}",
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:accessURL": {"@id": name},
        "dcat:downloadURL": {"@id": name},
        "dcat:mediaType": {"@id": f"http://www.iana.org/assignments/media-types/{_media(name)}"},
        "dcat:byteSize": {"@value": str(entry["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "dct:license": {"@id": dataset.license.url},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": entry["sha256"], "@type": "xsd:hexBinary"},
        },
    }


def schema_org(subject: Subject, entries: Sequence[Entry]) -> dict[str, Any]:
    """The dataset as search engines read it."""
    dataset, area = subject.dataset, subject.dataset.spatial
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "identifier": dataset.name,
        "name": dataset.title,
        "description": dataset.notes,
        "license": dataset.license.url,
        "inLanguage": dataset.languages,
        "keywords": dataset.keywords,
        "creator": {"@type": "Organization", "name": dataset.author.name, "email": dataset.author.email},
        "publisher": {"@type": "Organization", "name": dataset.publisher.name, "email": dataset.publisher.email},
        "datePublished": dataset.created.isoformat(),
        "dateModified": subject.day.isoformat(),
        "version": subject.day.isoformat(),
        "isAccessibleForFree": True,
        "spatialCoverage": {
            "@type": "Place",
            "name": area.name,
            "geo": {"@type": "GeoShape", "box": f"{area.south} {area.west} {area.north} {area.east}"},
        },
        "distribution": [
            {
                "@type": "DataDownload",
                "name": entry["name"],
                "contentUrl": entry["name"],
                "encodingFormat": _media(str(entry["name"])),
                "contentSize": f"{entry['bytes']} B",
                "sha256": entry["sha256"],
            }
            for entry in entries
            if "table" in entry
        ],
    }
    if span := _span(subject):
        made["temporalCoverage"] = f"{span[0]}/{span[1]}"
    return made


def _media(name: str) -> str:
    return _MEDIA[name.rsplit(".", 1)[-1]]


def _text(value: str, dataset: Dataset) -> dict[str, str]:
    return {"@value": value, "@language": dataset.languages[0]}


def _date(value: str) -> dict[str, str]:
    return {"@value": value, "@type": "xsd:date"}


def _place(area: Area) -> dict[str, Any]:
    ring = ", ".join(f"{x} {y}" for x, y in area.ring)
    return {
        "@id": _COUNTRIES + area.code,
        "@type": "dct:Location",
        "dcat:bbox": {"@value": f"POLYGON(({ring}))", "@type": "geosparql:wktLiteral"},
    }


def _span(subject: Subject) -> tuple[str, str] | None:
    """The first and the last day that the timeline covers."""
    first, last = coverage(subject.tables["timeline"])
    return (first, last) if first and last else None
