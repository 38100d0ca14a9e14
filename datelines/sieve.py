"""Which records of a crawl are worth reading for a topic, by a look at their bytes: cheapest question first.

What is passed over has nothing to say to the topic's timeline; it is counted, not listed. Files that somebody put down
one by one are all read.
"""

from __future__ import annotations

from datelines.extraction.presence import presence_for
from datelines.sources import decoded_page, language_shown, text_shown
from datelines.topics import Topic

__all__ = ["Sieve"]

_WIDE = b"\0"
_HEAD = 1000


class Sieve:
    """Says of a record's bytes why it is passed over for one topic; None for what is to be read."""

    def __init__(self, topic: Topic) -> None:
        self._presence = presence_for(topic)
        self._language = topic.language
        names = topic.countries.get(topic.home) or (topic.home,)
        self._absent = f"name neither {names[0]} nor anybody or any place of it"
        self._foreign = f"are in another language than {topic.language!r}"

    def __call__(self, body: bytes, charset: str | None = None, text: str | None = None) -> str | None:
        """Why the page is passed over, as a clause about such pages; None where it is to be read.

        ``text`` is the article's, where it stands by itself and needs not to be found in a page.
        """
        # Every charset of news but these has ASCII's letters where ASCII has them.
        is_wide = _WIDE in body[:_HEAD]
        if not self._presence(decoded_page(body, charset).encode() if is_wide else body):
            return self._absent
        shown = language_shown(decoded_page(body, charset)) if text is None else text_shown(text)
        return None if shown in (None, self._language) else self._foreign
