"""Small hand-made values: two articles that tell three milestones, one undated, and an article that tells none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from datelines.articles import Article, PublishedGrain, ZoneBasis
from datelines.edtf import DateValue
from datelines.encoders import Encoder, EncoderEntry
from datelines.events import Alternative, Basis, Event, EventMention, EventType, Part, Place, Status
from datelines.spans import Span
from datelines.timelines import Timeline
from datelines.timex import Anchor, AnchorKind, Timex, TimexType

TOPIC = "test-topic"
DAY = date(2025, 3, 1)
RULES = "rules-1"
CAMBODIA = timezone(timedelta(hours=7))

TEXT = (
    "Envoys met in Phnom Penh on Monday. The last Angkor Sentinel exercise was held in July 2010.\n\n"
    "Washington has cut some of its training courses."
)
TOLD_AGAIN = "The drill known as Angkor Sentinel was last held in July 2010."


def article(name: str = "a1", text: str = TEXT, day: int = 25, **changes: object) -> Article:
    """An article published on 2025-02-``day`` at midnight in Cambodia."""
    values: dict[str, object] = {
        "id": f"art-{name}",
        "source": f"{name}.txt",
        "record": None,
        "url": f"https://news.example/{name}",
        "publisher": "Mekong Courier",
        "title": f"Headline of {name}",
        "text": text,
        "captions": (),
        "language": "en",
        "published": datetime(2025, 2, day, tzinfo=CAMBODIA),
        "published_grain": PublishedGrain.DAY,
        "zone_basis": ZoneBasis.DEFAULT,
        "digest": name.encode().hex().ljust(64, "0"),
        "retrieved": datetime(2025, 2, day, 3, tzinfo=UTC),
    }
    return Article(**(values | changes))


def timex(text: str, words: str, value: str, edtf: str, anchor: Anchor | None = None) -> Timex:
    """The time expression ``words`` of ``text``."""
    start = text.index(words)
    return Timex(
        span=Span(start, start + len(words)),
        text=words,
        type=TimexType.DATE,
        value=value,
        rule="test.rule",
        anchor=anchor,
        date=DateValue.parse(edtf),
    )


def mention(
    of: Article,
    sentence: str,
    trigger: str,
    event_type: EventType,
    when: tuple[str, str] | None = None,
    **changes: object,
) -> EventMention:
    """A mention in ``of``: ``when`` is the words of a time expression and their EDTF date."""
    start = of.text.index(sentence)
    at = of.text.index(trigger, start)
    values: dict[str, object] = {
        "article_id": of.id,
        "part": Part.BODY,
        "sentence": Span(start, start + len(sentence)),
        "trigger": Span(at, at + len(trigger)),
        "quote": sentence,
        "event_type": event_type,
        "status": Status.OCCURRED,
        "rule": f"{event_type}_rule",
        "basis": Basis.NONE,
        "on_timeline": True,
        "actors": ("Royal Cambodian Armed Forces",),
        "countries": ("KHM", "USA"),
    }
    if when:
        words, edtf = when
        values |= {"date": DateValue.parse(edtf), "timex": timex(of.text, words, edtf, edtf), "basis": Basis.EXPLICIT}
    return EventMention(**(values | changes))


def event(*mentions: EventMention, **changes: object) -> Event:
    """The event of these mentions, dated as the first of them."""
    first = mentions[0]
    values: dict[str, object] = {
        "topic": TOPIC,
        "event_type": first.event_type,
        "status": first.status,
        "title": f"{first.event_type} of the test",
        "date": first.date,
        "basis": first.basis,
        "on_timeline": True,
        "mentions": mentions,
        "actors": first.actors,
        "countries": first.countries,
    }
    return Event(**(values | changes))


def timeline(*events: Event, as_of: date = DAY) -> Timeline:
    return Timeline(TOPIC, as_of, events)


def articles() -> dict[str, Article]:
    """Three articles by id; the last one tells nothing."""
    made = (
        article(),
        article("a2", TOLD_AGAIN, 26, publisher="Daily Angkor"),
        article("a3", "Rice prices rose.", 27, published=None, published_grain=None, zone_basis=None),
    )
    return {one.id: one for one in made}


def exercise(read: dict[str, Article], **changes: object) -> Event:
    """The exercise of July 2010, told by two articles, with an alternative and a place."""
    first = mention(
        read["art-a1"],
        "The last Angkor Sentinel exercise was held in July 2010.",
        "exercise was held",
        EventType.EXERCISE,
        ("July 2010", "2010-07"),
        series="Angkor Sentinel",
    )
    second = mention(read["art-a2"], TOLD_AGAIN, "drill", EventType.EXERCISE, ("July 2010", "2010-07"))
    values: dict[str, object] = {
        "place": Place("Kampong Speu", 11.45, 104.52, 3),
        "alternatives": (Alternative(DateValue.parse("2010"), 1, 1),),
    }
    return event(first, second, **(values | changes))


def meeting(read: dict[str, Article], **changes: object) -> Event:
    """The meeting of Monday, 24 February 2025."""
    of = read["art-a1"]
    # 24 February 2025 is a Monday.
    anchor = Anchor(AnchorKind.DCT, "2025-02-25", None, "the latest Monday up to the day of publication")
    told = mention(
        of,
        "Envoys met in Phnom Penh on Monday.",
        "met",
        EventType.VISIT_MEETING,
        date=DateValue.parse("2025-02-24"),
        timex=timex(of.text, "Monday", "2025-02-24", "2025-02-24", anchor),
        basis=Basis.RELATIVE,
    )
    return event(told, **changes)


def courses(read: dict[str, Article], **changes: object) -> Event:
    """The undated cut of training courses."""
    sentence = "Washington has cut some of its training courses."
    return event(mention(read["art-a1"], sentence, "training", EventType.TRAINING_PROGRAM), **changes)


def sample() -> tuple[Timeline, dict[str, Article]]:
    """The timeline of the three milestones, and its articles."""
    read = articles()
    return timeline(exercise(read), meeting(read), courses(read)), read


def encoder(text: str, *, signs: Sequence[str] = (), longest: int = 64, marks: Iterable[str] = ()) -> Encoder:
    """One that knows the words of the text, and nothing else: without numbers."""
    words = sorted({word.strip(",.").lower() for word in text.split()} | {",", "."})
    return Encoder(
        EncoderEntry(
            kinds=[], pieces=" ".join(["[CLS]", "[SEP]", "[UNK]", *marks, *words]), signs=list(signs), width=4, heads=2,
            inner=6, deep=1, longest=longest, numbers=b"", steps=b"", added=b"",
        )
    )  # fmt: skip


def pieces_of(known: Encoder, pieces: Iterable[int]) -> str:
    """The pieces as they stand."""
    return " ".join(known.pieces.names[piece] for piece in pieces)
