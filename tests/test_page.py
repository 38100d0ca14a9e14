"""The page of a release, as far as it can be known without a browser; `make test-browser` looks at it in one."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from browser.made import HOSTILE, hostile, many, storied
from published import DAY, released, sample_tables

from datelines.cards.loader import card_for
from datelines.datasets.loader import load_dataset, plain_dataset
from datelines.edtf import DateValue
from datelines.stories import how, rank
from schemas.companions import Subject, companions
from schemas.companions.page import page
from schemas.companions.page.evidence import best_mentions, marked
from schemas.companions.page.payload import MOST_EVENTS, payload
from schemas.companions.page.words import families, in_language, languages
from schemas.spec import load_specs

TOPIC = "us-cambodia-defense"


def subject(tables=None, day=DAY, **more):
    return Subject(tables or sample_tables(), load_dataset(TOPIC), day, **more)


def known(tables=None, **more):
    """What the page of these tables knows."""
    return payload(subject(tables, **more), ["timeline.csv"], {})


def data_of(html):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)[1])


def test_the_same_tables_give_the_same_bytes():
    assert page(subject(), ["timeline.csv"], {}) == page(subject(), ["timeline.csv"], {})


def test_every_milestone_is_on_the_page():
    rows = sample_tables()["timeline"].to_pylist()
    made = known()

    assert [row["event_id"] for row in rows] == [event["id"] for event in made["events"]]
    assert sample_tables()["articles"].num_rows == made["articles_read"]
    assert [row["event_date"] for row in rows] == [
        made["dates"][event["date"]][0] if event["date"] is not None else None
        for event in ({"date": None} | one for one in made["events"])
    ]


def test_every_word_stands_in_every_language():
    """The same keys, and a word for every type, status, reason and column that a table can hold."""
    enums = {one.name: one.constraints.enum or () for one in load_specs()["timeline"].fields}
    reasons = next(one for one in load_specs()["changes"].fields if one.name == "reason").constraints.enum
    english = {key for key in languages()["en"]["ui"] if not re.search(r"_(one|1_1|n_1)$", key)}

    for labels in languages().values():
        assert languages()["en"].keys() == labels.keys()
        assert set(enums["event_type"]) == set(labels["types"])
        assert set(enums["event_status"]) == set(labels["statuses"]) == set(labels["told"])
        assert set(enums["date_precision"]) - {"undated"} == set(labels["precisions"])
        assert set(reasons) == set(labels["reasons"])
        assert english == {key for key in labels["ui"] if key in english}
        assert (12, 12) == (len(labels["months"]), len(labels["months_short"]))
    assert sorted(enums["event_type"]) == sorted(one for types in families().values() for one in types)


def test_words_name_the_same_places_in_every_language():
    """What is filled into an English sentence is filled into the same one in Khmer."""
    slots = {
        code: {key: set(re.findall(r"\{\w+\}", text)) for key, text in labels["ui"].items()}
        for code, labels in languages().items()
    }

    assert {key: slots["en"][key] for key in slots["km"]} == slots["km"]


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2025-02-24", "ថ្ងៃទី 24 ខែកុម្ភៈ ឆ្នាំ 2025"),
        ("2010-07", "ខែកក្កដា ឆ្នាំ 2010"),
        ("2024-35", "ត្រីមាសទី 3 ឆ្នាំ 2024"),
        ("2025-41", "ឆមាសទី 2 ឆ្នាំ 2025"),
        ("2017", "ឆ្នាំ 2017"),
        ("199X", "ទសវត្សរ៍ឆ្នាំ 1990"),
        ("19XX", "ឆ្នាំ 1900 ដល់ 1999"),
        ("2017-22", "រដូវក្តៅ ឆ្នាំ 2017"),
        ("2017~", "ប្រហែល ឆ្នាំ 2017"),
        ("2016-05/2016-06", "ពីខែឧសភា ឆ្នាំ 2016 ដល់ខែមិថុនា ឆ្នាំ 2016"),
        ("2010-07/..", "តាំងពីខែកក្កដា ឆ្នាំ 2010"),
        ("../2017", "រហូតដល់ឆ្នាំ 2017"),
    ],
)
def test_dates_in_khmer(edtf, words):
    assert words == in_language(DateValue.parse(edtf), "km")


def test_the_sentences_stand_in_the_order_of_explain():
    """The first one is that by which the command explains the date; no sentence stands twice."""
    tables = many(40)
    published = {row["article_id"]: row["published_local"] for row in tables["articles"].to_pylist()}
    mentions = [row | {"published_local": published[row["article_id"]]} for row in tables["mentions"].to_pylist()]
    shown = best_mentions(tables, tables["timeline"], 2)

    for event in tables["timeline"].to_pylist():
        mine = [row for row in mentions if row["event_id"] == event["event_id"]]
        ordered = sorted(mine, key=lambda row, event=event: rank(row, event))
        distinct = list({(row["article_id"], row["quote"]): row["mention_id"] for row in reversed(ordered)}.values())
        assert distinct[::-1][:2] == [row["mention_id"] for row in shown[event["event_id"]]][:2]


def test_how_a_date_was_read_is_said_as_explain_says_it():
    """Word for word, but for the rule, which stands beside it."""
    said = set(known()["texts"])
    told = {how(row).removesuffix(f" [{row['timex_rule']}]") for row in sample_tables()["mentions"].to_pylist()}

    assert {text for text in said if "“" in text} <= told


def test_what_was_read_is_marked():
    mention = {
        "quote": "The exercise of May will be held in May.",
        "trigger": "be held",
        "trigger_start": 125,
        "sentence_start": 100,
        "sentence_end": 140,
        "timex_text": "May",
        "timex_start": 136,
    }

    assert ["The exercise of May will ", [1, "be held"], " in ", [2, "May"], "."] == marked(mention)
    assert ["The exercise of May will ", [1, "be held"], " in May."] == marked(mention | {"timex_start": 20})


def test_no_text_leaves_its_place():
    """Nothing that a table holds ends the element that it stands in, or a line of a script."""
    html = page(subject(hostile()), ["timeline.csv"], {}).decode()
    embedded = html.split('id="data">')[1].split("</script>")[0]

    assert HOSTILE == data_of(html)["events"][0]["title"]
    assert not re.search("[<>&\u2028\u2029]", embedded)
    assert 2 == html.count("<script")


def test_the_policy_names_style_and_script_by_their_digests():
    html = page(subject(), [], {}).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1]
    for kind in ("style", "script"):
        (text,) = re.findall(rf"<{kind}>(.*?)</{kind}>", html, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")


def test_only_files_that_are_there_are_linked():
    assert ["timeline.csv"] == data_of(page(subject(), ["timeline.csv", "run.json"], {}).decode())["files"]


def test_too_many_events_are_cut_and_said_so():
    """The latest stay, undated ones go first, and the number of all is told."""
    rows = many(300)["timeline"]
    dated = rows.filter(pc.is_valid(rows["event_date"]))
    undated = rows.filter(pc.is_null(rows["event_date"]))
    copies = -(-MOST_EVENTS // dated.num_rows)
    long = pa.concat_tables([*[dated] * copies, undated])
    made = known({**sample_tables(), "timeline": long})

    assert (MOST_EVENTS, long.num_rows) == (len(made["events"]), made["all_events"])
    surplus = dated.num_rows * copies - MOST_EVENTS
    wanted = pa.concat_tables([dated] * copies)["event_id"].to_pylist()[surplus:]
    left = max(0, -surplus)
    assert wanted + undated["event_id"].to_pylist()[:left] == [event["id"] for event in made["events"]]


def test_history_grows_from_release_to_release(tmp_path):
    """A night's changes are added to what the night before kept, and shown with the event."""
    tables, sharper, joined = storied()
    first = released(tmp_path, sample_tables())
    second = released(tmp_path, tables, DAY + timedelta(days=1), first.path.name)
    third = released(tmp_path, tables, DAY + timedelta(days=2), second.path.name)
    kept = [json.loads((one.path / "history.json").read_text()) for one in (first, second, third)]

    assert {} == kept[0]
    assert {sharper, joined} == kept[1].keys()
    assert 1 == len(kept[1][sharper])
    # The tables of the third night hold the same changes, made up as they are.
    assert 2 == len(kept[2][sharper])
    events = {event["id"]: event for event in data_of((second.path / "index.html").read_text())["events"]}
    assert "event_date" == events[sharper]["changes"][0][2]
    assert joined not in events


def test_the_page_says_how_good_the_rules_are():
    """The totals of the accuracy card, set by set; without a card it says that nothing was measured."""
    card = card_for(TOPIC)
    made = known(card=card)["card"]

    assert [(one.tuned_on, one.total.right) for one in card.articles] == [
        (one["tuned"], one["right"]) for one in made["sets"]
    ]
    assert list(card.weak) == made["weak"]
    assert known()["card"] is None


def test_a_topic_without_a_description_has_a_page():
    tables = sample_tables()
    made = companions(Subject(tables, plain_dataset("rivers", "Rivers"), date(2025, 3, 1)))(())

    assert b"<title>Rivers</title>" in made["index.html"]
