"""The dateline that opens a story ("WASHINGTON –", "BANGKOK (CNW) —"): which time zone its city lies in.

The date that a dateline may hold is not the publication date; it stays in the text for the tagger.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from datelines import yamlfile

__all__ = ["zone_of"]

_LONGEST = 120
# What opens the paragraph, up to a dash or, after an agency in brackets, a colon.
_DATELINE = re.compile(rf"(?P<place>[^–—\n]{{2,{_LONGEST}}}?)\s*(?:—|–|--+|\s-\s|(?<=\))\s*:)")
# The place ends where the agency, a date or a second city begins.
_PLACE_END = re.compile(r"\s*(?:\(|/|;|\d|\bvia\b|,\s*(?:[A-Z][a-z]{2,8}\.?\s+\d))")
# What tells "Phnom Penh (AFP) - " from "Paris – who knows".
_AGENCY_OR_COUNTRY = re.compile(r"\([A-Z]|,\s*[A-Z]")
_INSTITUTION = re.compile(r"\s+(?:province|city|municipality)$", re.IGNORECASE)


def zone_of(paragraph: str) -> ZoneInfo | None:
    """The zone of the city that the dateline names; None without a dateline or for a city that is not listed."""
    found = _DATELINE.match(paragraph[: _LONGEST + 10])
    if not found:
        return None
    place = _PLACE_END.split(found["place"], maxsplit=1)[0]
    parts = [_INSTITUTION.sub("", part.strip(" .")) for part in place.split(",")]
    if not parts[0].isupper() and not _AGENCY_OR_COUNTRY.search(found["place"]):
        return None
    names = [place.strip(" .,"), *parts]
    return next((ZoneInfo(zone) for name in names if (zone := _zones().get(name.casefold()))), None)


@cache
def _zones() -> dict[str, str]:
    path = Path(__file__).with_name("cities.yaml")
    listed = yamlfile.convert(yamlfile.load(path), dict[str, list[str]], path)
    return {name.casefold(): zone for zone, names in listed.items() for name in names}
