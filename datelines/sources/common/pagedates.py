"""When a page was published: markup for machines, <time> elements, then what is printed between headline and body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from lxml import etree
from lxml.html import HtmlElement

from datelines.articles import PublishedGrain
from datelines.sources.common import dates
from datelines.sources.common.boxes import tags, words_of
from datelines.sources.common.content import Content
from datelines.sources.common.draft import tidy
from datelines.sources.common.metatags import MetaTags, known
from datelines.sources.common.structured import Structured

__all__ = ["published_of"]

# How many elements before the body are looked through for a date: a byline, a share bar, a picture.
_REACH = 90
_LONGEST = 160
# A <time> inside one of these belongs to another story or a comment.
_ELSEWHERE = tags("related comments comment sidebar popular trending recommended widget recirc promo")
_NO_BYLINE = tags("html head body script style title option figure figcaption")
# What content management systems print where nothing was filled in.
_UNSET = date(1970, 1, 1)
_EARLIEST = 1850
_ADDRESS = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})(?=[/-])")


def published_of(
    tree: HtmlElement, meta: MetaTags, structured: Structured, content: Content, url: str | None
) -> dates.Stamp | str | None:
    """The first date of the best source that has one, made finer by another source that gives the same day.

    A string is a date that is none (31 February), where no source has a better one.
    """
    before, after = _around(tree, content)
    times = list(_times(before)) or list(_times(after))
    stated = chain([structured.published or ""], meta.all("published"), _microdata(chain(before, after)), times)
    best, broken = _best(stated)
    if best is None or best.grain is PublishedGrain.DAY:
        best = _finest(best, _printed(reversed(before), labelled=False) or _above(content))
    best = best or _printed(after, labelled=True) or _in_address(url)
    if best is None and broken is None:
        best, _ = _best(chain([structured.modified or ""], meta.all("modified")))
    return best or broken


def _around(tree: HtmlElement, content: Content) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """The elements before the body, as far away as a byline can be, and those after it."""
    elements = list(tree.iter(etree.Element))
    first = next((at for at, element in enumerate(elements) if element is content.first), len(elements))
    last = next((at for at, element in enumerate(elements) if element is content.last), len(elements))
    return elements[max(0, first - _REACH) : first], elements[last + 1 :]


def _best(texts: Iterable[str]) -> tuple[dates.Stamp | None, str | None]:
    """The first date among the texts, as fine as those of the same day allow, and the first that is on no calendar."""
    best: dates.Stamp | None = None
    broken: str | None = None
    for text in texts:
        try:
            stamp = dates.parse(text)
        except dates.ImpossibleDateError:
            broken = broken or text
            continue
        if stamp is None or stamp.when.year < _EARLIEST or stamp.when.date() == _UNSET:
            continue
        best = _finest(best, stamp)
    return best, broken


def _finest(stated: dates.Stamp | None, printed: dates.Stamp | None) -> dates.Stamp | None:
    """What is stated, or what is printed where that says more about the same day."""
    if stated is None or printed is None:
        return stated or printed
    is_same_day = stated.when.date() == printed.when.date()
    return printed if is_same_day and _fineness(printed) > _fineness(stated) else stated


def _fineness(stamp: dates.Stamp) -> tuple[bool, bool]:
    return stamp.grain is PublishedGrain.MINUTE, stamp.when.tzinfo is not None


def _microdata(elements: Iterable[HtmlElement]) -> Iterator[str]:
    for element in elements:
        if "datepublished" in (element.get("itemprop") or "").lower().split():
            yield element.get("content") or element.get("datetime") or _text(element)


def _times(elements: Iterable[HtmlElement]) -> Iterator[str]:
    """What <time> elements and dates in attributes say, those of later editions last."""
    later = []
    for element in elements:
        words = words_of(element.get("class") or "", element.get("id") or "")
        value = element.get("datetime") or (element.get("title") if words & known().date_words else None)
        if element.tag == "time":
            value = value or _text(element)
        if not value or _is_elsewhere(element):
            continue
        if words & known().later_words or "datemodified" in (element.get("itemprop") or "").lower():
            later.append(value)
        else:
            yield value
    yield from later


def _is_elsewhere(element: HtmlElement) -> bool:
    return any(
        outer.tag in ("aside", "nav") or _ELSEWHERE & words_of(outer.get("class") or "", outer.get("id") or "")
        for outer in element.iterancestors()
    )


def _printed(elements: Iterable[HtmlElement], labelled: bool) -> dates.Stamp | None:
    """The first date that an element, or the text after one, prints and that is not of a later edition."""
    later = None
    for element in elements:
        if element.tag in _NO_BYLINE:
            continue
        for text in (_text(element), element.tail or ""):
            found = _date_line(tidy(text)) if text else None
            if found is None or (labelled and not found.labelled) or _is_elsewhere(element):
                continue
            if not found.later:
                return found.stamp
            later = later or found.stamp
    return later


def _above(content: Content) -> dates.Stamp | None:
    """The date in the lines above the body, where header and body share an element."""
    lines = (found for line in content.above if (found := _date_line(line)))
    return next((found.stamp for found in lines if not found.later), None)


def _date_line(line: str) -> dates.PrintedDate | None:
    if len(line) > _LONGEST or not any(map(str.isdigit, line)):
        return None
    try:
        return dates.printed(line)
    except dates.ImpossibleDateError:
        return None


def _text(element: HtmlElement) -> str:
    """The element's words; nothing for one that holds more than a byline."""
    parts, length = [], 0
    for text in element.itertext():
        length += len(text)
        if length > _LONGEST * 2:
            return ""
        parts.append(text)
    return " ".join("".join(parts).split())


def _in_address(url: str | None) -> dates.Stamp | None:
    """The day in an address such as /2025/02/26/slug."""
    found = _ADDRESS.search(url or "")
    try:
        return dates.parse(f"{found['year']}-{found['month']}-{found['day']}") if found else None
    except dates.ImpossibleDateError:
        return None
