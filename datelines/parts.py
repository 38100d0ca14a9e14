"""What the articles of an archive tell, part by part: one article's mentions of one happening, under a number.

A small archive's parts are held as they are. Of a large one they are set aside, and made again when they are asked for,
so that memory does not grow with what is told.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from datelines.events import EventMention
from datelines.scratch import Scratch
from datelines.searching import Told
from datelines.sharing import Shared

__all__ = ["MOST_HELD", "Parts", "Said"]

# So many mentions are held: 200 MB.
MOST_HELD = 100_000


class Said(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The mentions of one article that tell one happening, the best one first, and their ids."""

    mentions: tuple[EventMention, ...]
    ids: tuple[str, ...]


class Parts:
    """Parts by number, in the order of their articles and of the happenings in each.

    ``folder`` is where they are set aside when there are many. ``articles`` are the ids of those that tell something.
    """

    def __init__(self, folder: Path) -> None:
        self.articles: list[str] = []
        # The article of each part, by its place among the articles, and the first part of each article and after all.
        self.article_of = array("i")
        self.first_of = array("i", [0])
        # Of each part, how many mentions it has, and whether they are for the timeline.
        self.counts = array("i")
        self.on_timeline = bytearray()
        self._mentions = 0
        self._held: dict[int, Said] | None = {}
        # What does not come back as it was.
        self._odd: dict[int, Said] = {}
        self._starts, self._sizes = array("q"), array("i")
        self._scratch = Scratch(folder)
        self._decoder = msgspec.json.Decoder(Said)
        self._shared = Shared()

    def __len__(self) -> int:
        return len(self.article_of)

    @property
    def are_many(self) -> bool:
        """Whether there are more mentions than are held."""
        return self._mentions > MOST_HELD

    def add(self, article_id: str, told: Told, comes_back: bool = True) -> Sequence[Said]:
        """Take in what an article tells; its parts. What does not come back as it was when it is kept is held."""
        made = [
            Said(tuple(told.mentions[place] for place in group), tuple(told.ids[place] for place in group))
            for group in told.groups
        ]
        self.article_of.extend([len(self.articles)] * len(made))
        self.articles.append(article_id)
        self.counts.extend(len(part.ids) for part in made)
        self.on_timeline.extend(part.mentions[0].on_timeline for part in made)
        first = self.first_of[-1]
        self.first_of.append(first + len(made))
        self._mentions += sum(len(part.ids) for part in made)
        if not comes_back:
            self._odd.update(enumerate(made, first))
        if self._held is not None:
            self._held.update(enumerate(made, first))
            if self.are_many:
                held, self._held = self._held, None
                self._set_aside(held.items())
        else:
            self._set_aside(enumerate(made, first))
        return made

    def __getitem__(self, number: int) -> Said:
        if self._held is not None:
            return self._held[number]
        if number in self._odd:
            return self._odd[number]
        found = self._decoder.decode(self._scratch.get(self._starts[number], self._sizes[number]))
        self._shared.mentions(found.mentions)
        return found

    def to_join(self, number: int) -> Sequence[EventMention]:
        """The mentions of a part with all that joining asks for; of what is made anew, with nothing else."""
        mentions = self[number].mentions
        if self._held is None and number not in self._odd:
            for mention in mentions:
                _without_words(mention)
        return mentions

    def forget(self) -> None:
        """Let go what is held once for parts made anew: a few values that stay among many that go would hold the room
        of all of them.
        """
        self._shared = Shared()

    def _set_aside(self, parts: Iterable[tuple[int, Said]]) -> None:
        for number, part in parts:
            data = b"" if number in self._odd else msgspec.json.encode(part)
            self._starts.append(self._scratch.add(data))
            self._sizes.append(len(data))


def _without_words(mention: EventMention) -> None:
    """What a mention quotes takes most of its room; its time is asked for where it is a week only."""
    object.__setattr__(mention, "quote", "")
    if mention.timex is not None and "-W" not in mention.timex.value:
        object.__setattr__(mention, "timex", None)
