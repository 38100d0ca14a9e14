"""A tree of HTML to paragraphs and captions, in the page's order. Which part of a page is the article is elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from datelines.sources.common import boxes, dates, furniture, names

__all__ = [
    "Block",
    "Kind",
    "holder",
    "is_header",
    "key_of",
    "looks_like_html",
    "parted",
    "read_blocks",
    "read_fragment",
    "words",
]

_INLINE = boxes.tags(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rp rt ruby s samp small span "
    "strike strong sub sup time tt u var wbr"
)
_HEADINGS = boxes.tags("h1 h2 h3 h4 h5 h6")
# A figure around one of these shows text, not a picture.
_TEXT_IN_FIGURE = boxes.tags("table blockquote pre")
# An element that is called furniture and yet holds this share of all text is the frame around the article.
_FRAME_SHARE = 0.4
# A paragraph that is a link and nothing else leads to another story.
_LINK_SHARE = 0.9
_LONGEST_LINK = 200
# A longer row is no row of data but the page's frame.
_LONGEST_ROW = 300
_CAPTION_LENGTHS = range(8, 800)
# Lines parted by a single <br> are paragraphs where each is as long as this and a sentence.
_SHORT_LINE = 60
_SENTENCE_END = re.compile(r"""[.!?។။。！？…:]["'”’)\]]*$""")
_TAGS = re.compile(
    r"</?(?:p|br|div|span|h[1-6]|ul|ol|li|a|img|figure|blockquote|strong|em|b|i|table)\b[^<>]*>", re.IGNORECASE
)
# Marks in the text while a paragraph is gathered: a line break, a link's start and end; kept out of texts.
_BREAK, _LINK, _UNLINK = "\x1e", "\x1c", "\x1d"
_MARKS = re.compile(f"[{_BREAK}{_LINK}{_UNLINK}]")
_UNSPOKEN = re.compile(r"[\W_]+")
_SPACES = re.compile(r"[^\S\x1c-\x1e]+")
_GAP = re.compile(rf"{_BREAK}(?:[\s{_LINK}{_UNLINK}]*{_BREAK})+")
_LINKED = re.compile(rf"{_LINK}(?P<text>[^{_UNLINK}]*){_UNLINK}?")


class Kind(Enum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or caption on one line, and the element that it begins in."""

    text: str
    element: HtmlElement
    kind: Kind


def looks_like_html(text: str) -> bool:
    """Whether a string holds tags that a paragraph of plain text would not."""
    return "<" in text and _TAGS.search(text) is not None


def read_fragment(html: str) -> tuple[Block, ...]:
    """The blocks of a piece of HTML, such as a feed's description; none for what is no HTML."""
    try:
        return read_blocks(fragment_fromstring(html, create_parent="div"))
    except (etree.ParserError, ValueError):
        return ()


def read_blocks(root: HtmlElement) -> tuple[Block, ...]:
    """The blocks below ``root`` in order, without the elements that hold furniture."""
    return _Reader(root).read()


def is_header(line: str) -> bool:
    """Whether the line is one of those between headline and body: a byline, a date, a share bar."""
    return names.is_byline(line) or furniture.is_furniture(line) or dates.is_printed(line)


def words(text: str) -> str:
    """A title that may be HTML as the words that it shows."""
    return " ".join(block.text for block in read_fragment(text)) if looks_like_html(text) else text


def holder(element: HtmlElement) -> HtmlElement:
    """The element itself or the nearest around it that is no inline one: the <p> of a <b>."""
    return next((outer for outer in (element, *element.iterancestors()) if outer.tag not in _INLINE), element)


def key_of(text: str) -> str:
    """The letters and digits of a text, by which it is known again in another markup."""
    return _UNSPOKEN.sub("", text).casefold()


def parted(blocks: Iterable[Block]) -> tuple[list[str], list[str]]:
    """The texts of the paragraphs and headings, and those of the captions."""
    found = list(blocks)
    texts = [block.text for block in found if block.kind is not Kind.CAPTION]
    return texts, [block.text for block in found if block.kind is Kind.CAPTION]


class _Reader:
    """Walks the tree once and gathers text; the start or end of a block closes the paragraph before it."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._lengths: dict[HtmlElement, int] = {}
        self._parts: list[str] = []
        self._at = root
        self._in_pre = 0
        self._blocks: list[Block] = []

    def read(self) -> tuple[Block, ...]:
        walk = etree.iterwalk(self._root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if self._enter(element):
                    walk.skip_subtree()
            elif event == "end":
                self._leave(element)
            else:
                self._add(element.tail, element.getparent())
        self._close()
        return tuple(self._blocks)

    def _enter(self, element: HtmlElement) -> bool:
        """Takes the element's own text; True when nothing below it is to be read."""
        tag = element.tag
        if tag == "br":
            self._parts.append(_BREAK)
            return False
        if tag not in _INLINE:
            self._close_unless_cell(element)
        if element is not self._root and (self._is_furniture(element) or self._is_caption(element)):
            return True
        self._in_pre += tag == "pre"
        if tag == "a":
            self._parts.append(_LINK)
        self._add(element.text, element)
        return False

    def _leave(self, element: HtmlElement) -> None:
        tag = element.tag
        self._in_pre -= tag == "pre"
        if tag == "a":
            self._parts.append(_UNLINK)
        elif tag not in _INLINE and tag not in ("br", "td", "th"):
            self._close()
        if element is not self._root:
            self._add(element.tail, element.getparent())

    def _close_unless_cell(self, element: HtmlElement) -> None:
        """The short cells of a row stay on one line; whatever else begins, begins a paragraph."""
        is_cell = element.tag in ("td", "th") and any(part.strip() for part in self._parts)
        if is_cell and self._length(element.getparent()) <= _LONGEST_ROW:
            self._parts.append(" | ")
        else:
            self._close()

    def _add(self, text: str | None, element: HtmlElement) -> None:
        if not text:
            return
        if not self._parts:
            self._at = element
        text = _MARKS.sub("", text)
        self._parts.append(text.replace("\n", _BREAK) if self._in_pre else text)

    def _close(self) -> None:
        """Makes paragraphs of what was gathered."""
        if not self._parts:
            return
        gathered, self._parts = _SPACES.sub(" ", "".join(self._parts)), []
        for chunk in _GAP.split(gathered):
            linked = sum(len(found["text"].strip()) for found in _LINKED.finditer(chunk))
            for line in _lines(_LINKED.sub(lambda found: found["text"], chunk).replace(_UNLINK, "")):
                if not _is_link(line, linked) and not self._is_buttons(line):
                    self._blocks.append(Block(line, self._at, self._kind()))

    def _is_furniture(self, element: HtmlElement) -> bool:
        if boxes.never_text(element):
            return True
        return boxes.is_box(element) and self._length(element) <= self._length(self._root) * _FRAME_SHARE

    def _is_caption(self, element: HtmlElement) -> bool:
        """Whether the element is a figure or a caption, and then its words are kept."""
        if element.tag == "figure":
            if any(inner.tag in _TEXT_IN_FIGURE for inner in element.iter()):
                return False
            self._blocks += [Block(text, element, Kind.CAPTION) for text in _captions_of(element)]
            return True
        if not boxes.is_caption_box(element) or (element.tag in _INLINE and self._parts):
            return False
        text = _text(element)
        if len(text) not in _CAPTION_LENGTHS or len(text) > self._length(self._root) * _FRAME_SHARE:
            return False
        self._blocks.append(Block(text, element, Kind.CAPTION))
        return True

    def _is_buttons(self, line: str) -> bool:
        """Whether the line is share buttons; a bare <p> of words is the article's, whatever it says."""
        around = holder(self._at)
        return furniture.is_share_bar(line) and (around.tag != "p" or len(around) > 0 or len(around.attrib) > 0)

    def _kind(self) -> Kind:
        return Kind.HEADING if holder(self._at).tag in _HEADINGS else Kind.PARAGRAPH

    def _length(self, element: HtmlElement) -> int:
        """How many characters the element holds; counted once, for all, where a page needs it."""
        if not self._lengths:
            for inner in reversed(list(self._root.iter())):
                own = len(inner.text or "") if isinstance(inner.tag, str) else 0
                self._lengths[inner] = own + sum(self._lengths[child] + len(child.tail or "") for child in inner)
        return self._lengths[element]


def _lines(chunk: str) -> Iterator[str]:
    """The paragraphs of a chunk whose lines are parted by single breaks."""
    lines = [line.strip() for line in chunk.split(_BREAK) if line.strip()]
    if len(lines) > 1 and (all(map(_is_full_sentence, lines)) or any(map(is_header, lines))):
        yield from lines
    elif lines:
        yield " ".join(lines)


def _is_full_sentence(line: str) -> bool:
    return len(line) >= _SHORT_LINE and _SENTENCE_END.search(line) is not None


def _is_link(line: str, linked: int) -> bool:
    return linked >= len(line) * _LINK_SHARE and len(line) < _LONGEST_LINK and not line.endswith((".", "។", "。"))


def _captions_of(figure: HtmlElement) -> list[str]:
    """The captions of a figure: what is called so, else its text, else what stands in for its picture."""
    called = [
        _text(inner) for inner in figure.iter(etree.Element) if inner is not figure and boxes.is_caption_box(inner)
    ]
    text = _text(figure)
    found = [caption for caption in called or [text] if caption]
    if not found:
        found = [alt for picture in figure.iter("img") if (alt := (picture.get("alt") or "").strip())]
    return [caption for caption in found if len(caption) in _CAPTION_LENGTHS]


def _text(element: HtmlElement) -> str:
    """The element's words on one line, without scripts and what only screen readers say."""
    parts = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "start" and boxes.is_unseen(inner):
            walk.skip_subtree()
        elif event == "start":
            parts.append(inner.text or "")
        elif inner is not element:
            parts.append(inner.tail or "")
    return " ".join("".join(parts).split())
