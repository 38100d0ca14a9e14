"""A plain text taken apart: headline, header lines, captions, body, and the outlet that signs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from datelines.sources.common import dates, furniture, names
from datelines.sources.common.lines import Unit, units

__all__ = ["Layout", "read_layout"]

_LONGEST_TITLE = 250
_LONGEST_LEAD = 700
_LONGEST_NAME = 60
# How many paragraphs (captions, a standfirst) may stand between the headline and the line with the date.
_MOST_LEADS = 2
# How many lines (a date, a section, a share bar) may stand above the headline.
_MOST_ABOVE = 8
# In lines, with the "--" above it that RFC 3676 asks for.
_LONGEST_SIGNATURE = 6
_BULLET = re.compile(r"[•*·▪►]\s*")
_LABELLED_QUESTION = re.compile(r"[A-Z][\w' -]{2,40}: .+\?")
_URL = re.compile(r"(?:https?://|www\.)\S+")


@dataclass(slots=True)
class Layout:
    """What a plain text says, still as printed; filled in while the text is read."""

    title: str = ""
    published: dates.Stamp | str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    captions: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    bulleted: bool = False
    later: dates.Stamp | None = None

    def take(self, line: str) -> bool:
        """Whether the line is one of a header, and then what it says is kept."""
        bare = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
        labelled = names.label(bare)
        if labelled is not None:
            self._take_label(*labelled)
        elif _URL.fullmatch(bare):
            self.url = self.url or bare
        elif not self._take_date(bare) and not names.is_byline(bare) and not furniture.is_furniture(bare):
            return False
        self.bulleted = self.bulleted or bare != line
        return True

    def _take_label(self, name: str, value: str) -> None:
        if name == "ignored":
            # "By:" alone opens a list of who and when.
            self.bulleted = self.bulleted or not value
        elif name == "published":
            self._take_date(value)
            self.published = self.published or value or None
        elif name == "caption" and value:
            self.captions.append(value)
        elif name in ("title", "publisher", "url", "language"):
            setattr(self, name, getattr(self, name) or value)

    def _take_date(self, line: str) -> bool:
        try:
            found = dates.printed(line)
        except dates.ImpossibleDateError:
            self.published = self.published or line
            return True
        if found and found.later:
            self.later = self.later or found.stamp
        elif found and not isinstance(self.published, dates.Stamp):
            self.published = found.stamp
        return found is not None


def read_layout(text: str) -> Layout:
    """The parts of a text whose newlines are plain."""
    parts = units(text, _is_header)
    layout = Layout()
    body = _read_foot(layout, _read_head(layout, parts))
    layout.captions += [text for text in body if names.is_caption(text)]
    layout.paragraphs += [text for text in body if not names.is_caption(text)]
    layout.published = layout.published or layout.later
    return layout


def _is_header(line: str) -> bool:
    return not line.endswith(".") and Layout().take(line)


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and not names.is_sentence(text)


def _read_head(layout: Layout, parts: Sequence[Unit]) -> Sequence[Unit]:
    """Takes the headline and what stands around it; returns the units of the body and all below."""
    taken = start = _read_title(layout, parts)
    leads: list[str] = []
    for number, unit in enumerate(parts[start:], start):
        if leads and _is_chronicle(parts[number:]):
            break
        beside = number == taken > 0 and unit.block == parts[number - 1].block
        if layout.take(unit.text) or (beside and taken > start and (_is_name(unit.text) or _BULLET.match(unit.text))):
            _keep_leads(layout, leads)
            leads, taken = [], number + 1
        elif _begins_body(layout, unit.text, leads, header_seen=taken > start):
            break
        else:
            leads.append(unit.text)
    return parts[taken:]


def _read_title(layout: Layout, parts: Sequence[Unit]) -> int:
    """Takes the headline, and header lines that stand above it; returns where to go on."""
    for number, unit in enumerate(parts[:_MOST_ABOVE]):
        if layout.take(unit.text):
            continue
        if layout.title or len(parts) == 1 or len(unit.text) > _LONGEST_TITLE:
            return number
        if names.is_sentence(unit.text) and len(unit.text) > _LONGEST_TITLE // 2:
            return number
        layout.title = unit.text
        return number + 1
    return min(len(parts), _MOST_ABOVE)


def _begins_body(layout: Layout, text: str, leads: Sequence[str], header_seen: bool) -> bool:
    if layout.published is not None or layout.later is not None:
        return True
    if len(leads) == _MOST_LEADS or len(text) > _LONGEST_LEAD:
        return True
    return header_seen and names.is_sentence(text) and not names.is_caption(text)


def _is_chronicle(parts: Sequence[Unit]) -> bool:
    """Whether a line with a date is one heading of several."""
    return dates.is_printed(parts[0].text) and any(dates.is_printed(unit.text) for unit in parts[1:])


def _keep_leads(layout: Layout, leads: Sequence[str]) -> None:
    """What stood between the headline and a header line: captions, an outlet, or a standfirst."""
    for text in leads:
        if layout.bulleted or names.is_caption(text):
            layout.captions.append(text)
        elif names.is_outlet(text, sure=False):
            layout.publisher = layout.publisher or text
        elif not _is_name(text):
            layout.paragraphs.append(text)


def _read_foot(layout: Layout, parts: Sequence[Unit]) -> list[str]:
    """Takes the outlet below the text; returns the paragraphs without it and without what the site adds."""
    texts = [unit.text for unit in parts]
    half, seen, end = sum(map(len, texts)) / 2, 0, len(texts)
    for number, text in enumerate(texts):
        is_mail_signature = text == "--" and len(texts) - number <= _LONGEST_SIGNATURE
        if number and seen >= half and (is_mail_signature or furniture.is_ending(text)):
            end = number
            break
        seen += len(text)
    holder = next((name for text in texts[end:] if (name := names.copyright_holder(text))), None)
    layout.publisher = layout.publisher or holder
    sure = layout.bulleted or end < len(texts)
    whole = end
    while end and (
        _is_foot(layout, texts[end - 1], sure) or (end < whole and _is_teaser(texts[max(0, end - 2) : end]))
    ):
        end -= 1
    return texts[: end - 1] if sure and _is_teaser(texts[max(0, end - 2) : end]) else texts[:end]


def _is_teaser(lines: Sequence[str]) -> bool:
    """Whether the second of two lines above a foot is another story's headline: the text ended with the first."""
    if len(lines) < 2 or len(lines[1]) > _LONGEST_NAME * 2 or names.is_caption(lines[1]):
        return False
    if names.is_sentence(lines[1]) and not _LABELLED_QUESTION.fullmatch(lines[1]):
        return False
    return names.is_sentence(lines[0]) or furniture.is_furniture(lines[0])


def _is_foot(layout: Layout, text: str, sure: bool) -> bool:
    holder = names.copyright_holder(text)
    if holder or text == layout.publisher or furniture.is_furniture(text):
        layout.publisher = layout.publisher or holder
    elif name := names.signature(text):
        layout.publisher = layout.publisher or name
    elif layout.publisher is None and names.is_outlet(text, sure):
        layout.publisher = text
    else:
        return len(text) <= _LONGEST_NAME * 2 and not text.endswith(".") and layout.take(text)
    return True
