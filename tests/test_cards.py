"""The accuracy card: measured as the annotators' own scorer measures, kept with the rules, asked at night."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import msgspec
import pytest
from published import DAY, TOPIC
from test_flows import FIRST, raw_files

from benchmarks.card import measure, page
from benchmarks.judged import PLACES, corpus
from datelines.cards import Articles, Card, Score
from datelines.cards.loader import card_for, judgement_of, shortfall
from datelines.datasets.loader import load_dataset
from datelines.digests import rules_digest
from datelines.pipeline import events_of
from datelines.topics.loader import load_topic
from datelines.wire import event_record
from datelines.yamlfile import ConfigError
from flows.failures import CheckStoppedError
from schemas.datapackage import described

SCORER = Path(__file__).parents[2] / "shared" / "gold" / "score_events.py"
SCORE = Score("all", 10, 10, 8, 0.8, 0.6, 0.9)


def card(f1: float = 0.8, **changes: object) -> Card:
    some = Articles("sample", True, "d", ("a.txt",), msgspec.structs.replace(SCORE, f1=f1))
    made = Card("t", "rules-1", (some,), (), {"sample": 0.7}, ("Riddles.",))
    return msgspec.structs.replace(made, **changes)


@pytest.fixture
def stored(tmp_path):
    """A folder with the card of the topic ``t``."""
    (tmp_path / "t.json").write_bytes(msgspec.json.encode(card()))
    return tmp_path


@pytest.mark.parametrize("topic", sorted(PLACES))
def test_every_card_is_of_the_rules_as_they_are(topic):
    """Where this fails, `make card` measures what has changed; the difference is part of the change."""
    kept = card_for(topic)

    assert rules_digest(load_topic(topic)) == kept.rules, "run `make card`"
    assert kept == measure(load_topic(topic))
    assert kept.shortfall(kept.rules) is None


def test_the_documentation_shows_the_card():
    """The tables on the page are those of the card that is kept."""
    assert page(card_for(TOPIC)) in (Path(__file__).parents[1] / "docs" / "accuracy.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not SCORER.exists(), reason="the gold's scorer lies beside the project")
def test_totals_are_those_of_the_annotators_scorer():
    """The same numbers of annotated, found and right events, on articles with optional and alternative ones."""
    spec = importlib.util.spec_from_file_location("score_events", SCORER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    topic = load_topic(TOPIC)
    some = corpus([PLACES[TOPIC]["sample"]], held_out=False)
    gold = [{"article": name, "record": record, "events": events} for (name, record), events in some.gold.items()]
    found = [
        {
            "article": Path(one.source).name,
            "record": one.record,
            "events": [event_record(event) for event in events_of(one, topic)],
        }
        for one in some.articles
    ]
    wanted = module.score_articles(gold, found)[0]["date+type"]
    total = next(one.total for one in card_for(TOPIC).articles if one.name == "sample")

    assert (wanted["P"], wanted["R"]) == (round(total.right / total.found, 4), round(total.right / total.gold, 4))


def test_kinds_add_up():
    """Every annotated and every found event is of one type, one precision and one status."""
    for one in (one for one in card_for(TOPIC).articles if one.tuned_on):
        for parts in (one.types, one.precisions, one.statuses):
            assert (one.total.gold, one.total.found) == (sum(p.gold for p in parts), sum(p.found for p in parts))
        assert one.total.right == sum(part.right for part in one.types)
        assert one.total.low <= one.total.f1 <= one.total.high


def test_of_articles_held_out_only_the_total_is_told():
    """So that they stay unseen."""
    assert [] == [one.name for one in card_for(TOPIC).articles if not one.tuned_on and (one.types or one.statuses)]


def test_a_shortfall_is_one_line():
    """No card, a card of other rules, a score under its floor, or none of these."""
    assert card().shortfall("rules-1") is None
    assert "the accuracy card is of the rules rules-1, not of rules-2: `make card` measures these" == card().shortfall(
        "rules-2"
    )
    assert "date and type F1 on sample is 0.600, under the floor of 0.700" == card(0.6).shortfall("rules-1")


def test_cards_are_looked_up_by_topic(stored):
    """A topic that nobody has annotated has none."""
    assert shortfall("t", "rules-1", stored) is None
    assert "the topic u has no accuracy card" in shortfall("u", "rules-1", stored)


def test_a_spoiled_card_is_one_line(stored):
    """File, reason, what to do."""
    (stored / "t.json").write_text('{"topic": 7}')
    (stored / "t.yaml").write_text("floors: {sample: 0.7}\nwaek: []\n")

    with pytest.raises(ConfigError, match=r"t.json: is no accuracy card .*`make card` makes it anew"):
        card_for("t", stored)
    with pytest.raises(ConfigError, match=r"t.yaml: .*waek"):
        judgement_of("t", stored)


def test_the_data_package_tells_the_totals():
    """With whether rules were written from the articles."""
    (told,) = described(load_dataset(TOPIC), DAY, (), card())["accuracy"]

    assert (True, 0.8, [0.6, 0.9], "card.json") == (
        told["rulesWereWrittenFromThem"],
        told["value"],
        told["interval95"],
        told["path"],
    )
    assert "accuracy" not in described(load_dataset(TOPIC), DAY, ())


def test_a_release_carries_its_card(tmp_path, prefect):
    """As a document of its own and in the data package."""
    from flows.build import build

    path = build(raw_files(tmp_path / "raw", FIRST), tmp_path / "out", TOPIC, DAY)

    assert card_for(TOPIC) == msgspec.json.decode((path / "card.json").read_bytes(), type=Card)
    assert len(card_for(TOPIC).articles) == len(json.loads((path / "datapackage.json").read_bytes())["accuracy"])


def test_rules_without_a_card_release_nothing(tmp_path, prefect):
    """A topic of one's own, whose events nobody annotated: one line, and let through by name it is released."""
    from flows.nightly import nightly

    ours = Path(load_topic.__globals__["__file__"]).with_name(f"{TOPIC}.yaml")
    topic = tmp_path / "our-own.yaml"
    topic.write_text(ours.read_text(encoding="utf-8").replace(f"name: {TOPIC}", "name: our-own"), encoding="utf-8")
    raw = raw_files(tmp_path / "raw", FIRST)

    with pytest.raises(CheckStoppedError, match=r"accuracy failed: .*the topic our-own has no accuracy card"):
        nightly(raw, tmp_path / "out", str(topic), DAY)
    path = nightly(raw, tmp_path / "out", str(topic), DAY, accept=("accuracy",))
    assert not (path / "card.json").exists()
    assert ["accuracy"] == json.loads((path / "run.json").read_bytes())["accepted"]
