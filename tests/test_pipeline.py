"""The library's halves in one call each, on the sample's real files."""

from __future__ import annotations

from pathlib import Path

import pytest

from datelines.articles import Article
from datelines.pipeline import assemble, mentions_of, rules_digest
from datelines.sources import read_all
from datelines.topics.loader import load_topic

SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"
TOPIC = load_topic("us-cambodia-defense")
ARTICLES = [item for item in read_all([SAMPLE]) if isinstance(item, Article)]
MENTIONS = [mention for article in ARTICLES for mention in mentions_of(article, TOPIC)]


def test_every_event_has_a_mention_and_every_mention_an_article() -> None:
    """Nothing stands in the timeline without its evidence."""
    timeline = assemble(MENTIONS, ARTICLES, TOPIC, None)
    known = {article.id: article for article in ARTICLES}

    assert timeline.milestones
    for event in timeline.events:
        assert event.mentions
        for mention in event.mentions:
            strings = {"body": known[mention.article_id].text, "title": known[mention.article_id].title}
            text = strings.get(mention.part.value) or known[mention.article_id].captions[mention.caption]
            assert mention.quote == mention.sentence.of(text)


def test_nothing_that_occurred_begins_after_it_was_told() -> None:
    """What lies ahead of the article that tells it is planned or proposed."""
    known = {article.id: article for article in ARTICLES}
    for mention in MENTIONS:
        dct = known[mention.article_id].dct
        if dct and mention.date and mention.date.bounds[0] > dct:
            assert mention.status.value != "occurred" or mention.event_type.value in _ACTS, mention


# The announcement that something will end or return is itself an act; such rows take the day of the act.
_ACTS = {"exercise_suspension", "exercise_resumption", "aid_suspension", "personnel_accounting"}


def test_as_of_leaves_later_articles_out() -> None:
    """Each day's timeline rests on the articles printed by then."""
    day = sorted(article.dct for article in ARTICLES if article.dct)[len(ARTICLES) // 2]
    timeline = assemble(MENTIONS, ARTICLES, TOPIC, day)
    known = {article.id: article.dct for article in ARTICLES}

    assert day == timeline.as_of
    for event in timeline.events:
        for mention in event.mentions:
            printed = known[mention.article_id]
            assert printed is not None
            assert printed <= day


def test_reading_twice_gives_the_same() -> None:
    """No state is carried from one article to the next."""
    again = [mention for article in reversed(ARTICLES) for mention in mentions_of(article, TOPIC)]

    assert sorted(m.key for m in MENTIONS) == sorted(m.key for m in again)
    assert assemble(MENTIONS, ARTICLES, TOPIC, None) == assemble(again, reversed(ARTICLES), TOPIC, None)


def test_the_digest_follows_the_topic(tmp_path: Path) -> None:
    """Another word in the topic's file is another digest."""
    text = Path(TOPIC.source).read_text(encoding="utf-8")
    path = tmp_path / "other.yaml"
    path.write_text(
        text.replace("aliases: [Samdech Techo Hun Sen", "aliases: [Samdech Hun Sen, Samdech Techo Hun Sen", 1),
        encoding="utf-8",
    )

    assert rules_digest(TOPIC) != rules_digest(load_topic(str(path)))


@pytest.mark.parametrize("kind", ["exercise", "port_call", "visit_meeting", "aid_suspension"])
def test_the_sample_tells_every_kind(kind: str) -> None:
    """The main types are all found."""
    assert kind in {mention.event_type.value for mention in MENTIONS}
