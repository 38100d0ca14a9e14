"""Corrections by people: each kind through whole nights, with its ids, its reason in the changes, and its undoing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import factory
import pytest
import yaml

from datelines.articles import Article
from datelines.baseline import load_base
from datelines.corrections import Corrections
from datelines.corrections.apply import apply, document
from datelines.corrections.loader import load_corrections
from datelines.pipeline import assemble, mentions_of
from datelines.releases import publish
from datelines.topics.loader import load_topic
from datelines.yamlfile import ConfigError
from schemas.build import build_tables, named_by

NAME = "us-cambodia-defense"
TOPIC = load_topic(NAME)
FIRST = date(2025, 3, 1)
CAMBODIA = timezone(timedelta(hours=7))
Row = dict[str, object]


def story(name: str, text: str, day: str) -> Article:
    published = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=CAMBODIA)
    return replace(factory.article(name, text), title="", published=published)


DRILL = story("drill", "Cambodia cancelled Angkor Sentinel in January 2017.", "2017-02-01")
AGAIN = story("again", "Cambodia cancelled Angkor Sentinel in January 2017, officials recalled.", "2018-02-01")
VISIT = story("visit", "Lloyd Austin visited Phnom Penh on June 4, 2024.", "2024-06-05")
SHIP = story("ship", "USS Savannah called at Sihanoukville in December 2024.", "2025-01-01")
ALL = (DRILL, AGAIN, VISIT, SHIP)


class Nights:
    """A processed folder, a raw folder and a file of corrections, night after night."""

    def __init__(self, out: Path) -> None:
        self.out, self.day = out, FIRST
        self.entries: list[Row] = []

    def run(self, articles: tuple[Article, ...] = ALL, rules: str = "rules-1") -> dict[str, list[Row]]:
        """The rows of every table of the next night."""
        base = load_base(self.out, NAME, self.day)
        read = {one.id: one for one in articles}
        timeline = assemble([m for one in articles for m in mentions_of(one, TOPIC)], articles, TOPIC, None)
        corrections = self.corrections()
        corrected = apply(named_by(timeline, base), corrections, read, TOPIC, self.day)
        tables = build_tables(timeline, read, (), base=base, run_day=self.day, rules=rules, corrected=corrected)
        run = {"rules": rules, "corrections": document(corrections, corrected)}
        publish(self.out, NAME, self.day, tables, {"run": run})
        self.day += timedelta(days=1)
        return {name: table.to_pylist() for name, table in tables.items()}

    def corrections(self) -> Corrections:
        file = self.out / "corrections" / f"{NAME}.yaml"
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(yaml.safe_dump({"topic": NAME, "corrections": self.entries}), encoding="utf-8")
        return load_corrections(file.parent, NAME)

    def correct(self, row: Row, /, **changes: object) -> None:
        """Put an entry into the file that fits the event as it is."""
        entry: Row = {
            "name": f"entry-{len(self.entries)}",
            "event": row["event_id"],
            "expects": {"event_date": row["event_date"]},
            "reason": "The ministry's letter says so.",
            "source": "https://ministry.example/letters/16",
            "by": "S. Chan",
            "day": FIRST,
        }
        self.entries.append(entry | changes)


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return Nights(tmp_path)


def active(tables: dict[str, list[Row]]) -> dict[str, Row]:
    """The told rows by type; the sample has one a type."""
    return {str(row["event_type"]): row for row in tables["timeline"] if row["record_status"] == "active"}


def row_of(tables: dict[str, list[Row]], event_id: object) -> Row:
    return next(row for row in tables["timeline"] if row["event_id"] == event_id)


def reasons(tables: dict[str, list[Row]]) -> set[tuple[object, object]]:
    return {(row["op"], row["reason"]) for row in tables["changes"]}


def bare(row: Row) -> Row:
    """A row without the stamps of its history."""
    return {key: value for key, value in row.items() if key not in ("first_seen", "last_seen", "last_changed")}


def test_a_pinned_date_stands(nights: Nights) -> None:
    """The date, its days and precision are the person's, the articles' date is kept as an alternative."""
    before = active(nights.run())["exercise_suspension"]
    nights.correct(before, pin={"event_date": "2017-01-16"})
    tables = nights.run()
    after = row_of(tables, before["event_id"])

    assert ("2017-01-16", "day", "correction") == (after["event_date"], after["date_precision"], after["date_basis"])
    assert [{"date": "2017-01", "mentions": 2, "sources": 2}] == after["date_alternatives"]
    assert {("change", "correction")} == reasons(tables)
    assert [] == tables["issues"]


def test_a_pin_stays_while_its_event_goes_on(nights: Nights) -> None:
    """Nothing changes on the nights after; another article joins under the same id."""
    before = active(nights.run((DRILL, VISIT)))["exercise_suspension"]
    nights.correct(before, pin={"event_date": "2017-01-16"})
    nights.run((DRILL, VISIT))

    assert [] == nights.run((DRILL, VISIT))["changes"]

    joined = row_of(nights.run((DRILL, AGAIN, VISIT)), before["event_id"])

    assert ("2017-01-16", 2) == (joined["event_date"], joined["mention_count"])


def test_type_status_and_title_can_be_pinned(nights: Nights) -> None:
    """Every column that an entry can name."""
    before = active(nights.run())["port_call"]
    pin = {"event_type": "visit_meeting", "event_status": "planned", "title": "A ship is expected"}
    expects = {"event_type": "port_call", "event_status": "occurred", "title": before["title"]}
    nights.correct(before, pin=pin, expects=expects)
    after = row_of(nights.run(), before["event_id"])

    assert pin == {name: after[name] for name in pin}


def test_a_pinned_status_stands_in_the_title(nights: Nights) -> None:
    """What is no longer told as having occurred says so in brackets."""
    before = active(nights.run())["port_call"]
    nights.correct(before, pin={"event_status": "denied"}, expects={"event_status": "occurred"})

    assert f"{before['title']} (denied)" == row_of(nights.run(), before["event_id"])["title"]


def test_merged_events_are_one_row_and_a_pointer(nights: Nights) -> None:
    """The row that joined another stays as merged, and leads to it, also on later nights."""
    first = active(nights.run())
    ship, visit = first["port_call"], first["visit_meeting"]
    nights.correct(ship, merge_into=visit["event_id"])
    tables = nights.run()

    assert ("merged", visit["event_id"]) == (
        row_of(tables, ship["event_id"])["record_status"],
        row_of(tables, ship["event_id"])["superseded_by"],
    )
    assert 2 == row_of(tables, visit["event_id"])["mention_count"]
    assert "visit_meeting" == row_of(tables, visit["event_id"])["event_type"]
    assert {("change", "correction"), ("merge", "correction")} == reasons(tables)
    assert [] == nights.run()["changes"]


def test_a_split_makes_an_event_of_its_own(nights: Nights) -> None:
    """The listed mentions leave; what is left keeps the id; the new id is the same every night."""
    before = active(nights.run())["exercise_suspension"]
    nights.correct(before, split=[AGAIN.id])
    tables = nights.run()
    two = [row for row in tables["timeline"] if row["event_type"] == "exercise_suspension"]

    assert [1, 1] == [row["mention_count"] for row in two]
    assert before["event_id"] in {row["event_id"] for row in two}
    assert {("change", "correction"), ("add", "correction")} == reasons(tables)

    later = nights.run()

    assert [] == later["changes"]
    assert {row["event_id"] for row in two} <= {row["event_id"] for row in later["timeline"]}


def test_a_split_can_name_single_mentions(nights: Nights) -> None:
    """By the ids of the mentions table."""
    tables = nights.run()
    before = active(tables)["exercise_suspension"]
    one = next(row["mention_id"] for row in tables["mentions"] if row["article_id"] == AGAIN.id)
    nights.correct(before, split=[one])
    after = nights.run()

    assert {AGAIN.id: 1, DRILL.id: 1} == {
        row["article_id"]: sum(other["event_id"] == row["event_id"] for other in after["mentions"])
        for row in after["mentions"]
        if row["event_type"] == "exercise_suspension"
    }


def test_a_retracted_event_is_no_longer_told(nights: Nights) -> None:
    """Its row stays as retracted, its mentions leave, and later nights leave it so."""
    before = active(nights.run())["port_call"]
    nights.correct(before, retract=True)
    tables = nights.run()

    assert "retracted" == row_of(tables, before["event_id"])["record_status"]
    assert before["event_id"] not in {row["event_id"] for row in tables["mentions"]}
    assert {("retract", "correction")} == reasons(tables)
    assert [] == nights.run()["changes"]


ACTIONS: dict[str, Callable[[dict[str, Row]], Row]] = {
    "pin": lambda rows: {"pin": {"event_date": "2024-12-16"}},
    "merge": lambda rows: {"merge_into": rows["visit_meeting"]["event_id"]},
    "retract": lambda rows: {"retract": True},
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("nights_between", [1, 3])
def test_removing_an_entry_restores_what_was(nights: Nights, action: str, nights_between: int) -> None:
    """Row for row, under the same ids, with the reason in the changes."""
    before = nights.run()
    rows = active(before)
    nights.correct(rows["port_call"], **ACTIONS[action](rows))
    for _ in range(nights_between):
        nights.run()
    nights.entries.clear()
    after = nights.run()

    assert [bare(row) for row in before["timeline"]] == [bare(row) for row in after["timeline"]]
    assert {"correction"} == {row["reason"] for row in after["changes"]}


def test_removing_a_split_leaves_a_pointer(nights: Nights) -> None:
    """The event that had been split off is merged back; its row says so."""
    before = active(nights.run())["exercise_suspension"]
    nights.correct(before, split=[AGAIN.id])
    apart = next(
        row["event_id"]
        for row in nights.run()["timeline"]
        if row["event_id"] not in (before["event_id"],) and row["event_type"] == "exercise_suspension"
    )
    nights.entries.clear()
    after = nights.run()

    assert ("merged", before["event_id"]) == (
        row_of(after, apart)["record_status"],
        row_of(after, apart)["superseded_by"],
    )
    assert bare(before) == bare(row_of(after, before["event_id"]))


def test_what_no_longer_fits_is_an_issue(nights: Nights) -> None:
    """Another value than expected: the articles' own stands, and a row says so."""
    before = active(nights.run())["port_call"]
    nights.correct(before, pin={"event_date": "2024-12-16"}, expects={"event_date": "2024"})
    tables = nights.run()
    (issue,) = tables["issues"]

    assert "2024-12" == row_of(tables, before["event_id"])["event_date"]
    assert ("correct", "correction_misfit", "entry-0", f"{NAME}.yaml") == tuple(
        issue[name] for name in ("stage", "code", "record", "source")
    )
    assert (
        f"correction entry-0 was not applied: event_date of {before['event_id']} is '2024-12' without it, "
        "not '2024'; mend or remove it"
    ) == issue["message"]


MISFITS: dict[str, tuple[Row, str]] = {
    "no such event": ({"event": "ev-000000000000", "retract": True}, "there is no milestone ev-000000000000 tonight"),
    "nothing to join": (
        {"merge_into": "ev-000000000000"},
        "there is no milestone ev-000000000000 tonight to join it to",
    ),
    "a stranger": ({"split": ["art-unknown"]}, "art-unknown does not tell "),
    "nothing left": ({"split": [SHIP.id]}, "all its mentions are listed"),
    "settled": (
        {"pin": {"event_date": "2024-12"}, "expects": {"event_date": "2024"}},
        "the articles say now what it pins",
    ),
    "a status": ({"expects": {"event_status": "planned"}, "retract": True}, "event_status of "),
    "undated": ({"expects": {"event_date": None}, "retract": True}, "is '2024-12' without it"),
}


@pytest.mark.parametrize("case", MISFITS)
def test_every_misfit_says_what_is_there(nights: Nights, case: str) -> None:
    """And changes nothing."""
    before = nights.run()
    entry, message = MISFITS[case]
    nights.correct(active(before)["port_call"], **entry)
    after = nights.run()

    assert message in str(after["issues"][0]["message"])
    assert [bare(row) for row in before["timeline"]] == [bare(row) for row in after["timeline"]]


def test_a_correction_counts_from_its_day_until_its_end(nights: Nights) -> None:
    """So that earlier nights, replayed, stay as they were."""
    before = active(nights.run())["port_call"]
    day = FIRST + timedelta(days=2)
    nights.correct(before, pin={"event_date": "2024-12-16"}, day=day, until=day + timedelta(days=1))
    dates = [row_of(nights.run(), before["event_id"])["event_date"] for _ in range(3)]

    assert ["2024-12", "2024-12-16", "2024-12"] == dates


def test_pins_come_last(nights: Nights) -> None:
    """A pinned date survives a merge that stands after it in the file."""
    first = active(nights.run())
    nights.correct(first["visit_meeting"], pin={"event_date": "2024-06-05"})
    nights.correct(first["port_call"], merge_into=first["visit_meeting"]["event_id"])
    tables = nights.run()

    assert [] == tables["issues"]
    assert "2024-06-05" == row_of(tables, first["visit_meeting"]["event_id"])["event_date"]


def test_nights_replayed_are_the_same(tmp_path: Path) -> None:
    """The same corrections and articles give the same bytes, night for night."""
    one, two = Nights(tmp_path / "one"), Nights(tmp_path / "two")
    rows = active(one.run())
    for entry in ({"retract": True}, {"split": [AGAIN.id]}):
        kind = "port_call" if "retract" in entry else "exercise_suspension"
        one.correct(rows[kind], day=FIRST + timedelta(days=1), **entry)
    two.entries = one.entries
    nights = [one.run(), one.run()]

    assert [*nights] == [two.run(), two.run(), two.run()][1:]


def entry(**changes: object) -> Row:
    """An entry that is sound."""
    return {
        "name": "one",
        "event": "ev-0123456789ab",
        "expects": {"event_date": "2017"},
        "pin": {"event_date": "2017-01-16"},
        "reason": "A letter.",
        "source": "https://ministry.example/16",
        "by": "S. Chan",
        "day": date(2025, 3, 1),
    } | changes


BAD = {
    "an unknown key": (entry(pinn={}), "unknown field `pinn`"),
    "no reason": (entry(reason=" "), "corrections.one.reason: empty"),
    "no source": (entry(source=""), "corrections.one.source: empty"),
    "nobody": (entry(by=""), "corrections.one.by: empty"),
    "a bad name": (entry(name="One!"), "the name 'One!' has other signs"),
    "a bad event": (entry(event="ev-1"), "corrections.one.event: 'ev-1' is no event id"),
    "a bad date": (
        entry(pin={"event_date": "16 January 2017"}),
        "pin.event_date: '16 January 2017' is no date in EDTF",
    ),
    "no such day": (entry(pin={"event_date": "2017-02-30"}), "pin.event_date: '2017-02-30' is no date in EDTF"),
    "a bad status": (
        entry(pin={"event_status": "maybe"}, expects={"event_status": "planned"}),
        "pin.event_status: 'maybe' is not one of occurred",
    ),
    "a bad type": (entry(expects={"event_type": "party", "event_date": None}), "expects.event_type: 'party'"),
    "another column": (entry(expects={"event_date": "2017", "actors": "x"}), "expects.actors: no column"),
    "no status at all": (entry(expects={"event_status": None, "event_date": None}), "None is no value of this column"),
    "a list": (entry(pin={"event_date": ["2017"]}), "['2017'] is no value of this column"),
    "a long title": (entry(pin={"title": "x" * 301}, expects={"title": "x"}), "a title is one line of 1 to 300"),
    "no expectation": (entry(expects={}), "expects: empty"),
    "an expectation less": (entry(expects={"title": "x"}), "expects: event_date is pinned"),
    "nothing to do": (entry(pin=None), "none is there"),
    "two things to do": (entry(retract=True), "retract and pin is there"),
    "no retraction": (entry(pin=None, retract=False), "retract: only true makes sense"),
    "an empty split": (entry(pin=None, split=[]), "split: empty"),
    "a bad mention": (entry(pin=None, split=["first"]), "split: 'first' is no id of a mention"),
    "with itself": (entry(pin=None, merge_into="ev-0123456789ab"), "cannot be joined to itself"),
    "over before it began": (entry(until=date(2025, 3, 1)), "until: 2025-03-01 is not after the day 2025-03-01"),
    "a bad day": (entry(day="soon"), "Invalid RFC3339"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused(tmp_path: Path, case: str) -> None:
    """With file, key and reason, before anything runs."""
    bad, message = BAD[case]
    file = tmp_path / f"{NAME}.yaml"
    file.write_text(yaml.safe_dump({"topic": NAME, "corrections": [bad]}), encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        load_corrections(tmp_path, NAME)
    assert str(caught.value).startswith(str(file))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_for_another_topic_is_refused(tmp_path: Path) -> None:
    """The name inside is that of the file."""
    (tmp_path / f"{NAME}.yaml").write_text("topic: other\ncorrections: []\n", encoding="utf-8")

    with pytest.raises(ConfigError, match="'other' is not"):
        load_corrections(tmp_path, NAME)


def test_a_name_twice_is_refused(tmp_path: Path) -> None:
    """Findings and changes name a correction, so a name is given once."""
    text = yaml.safe_dump({"topic": NAME, "corrections": [entry(), entry()]})
    (tmp_path / f"{NAME}.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=r"corrections\.one: the name stands twice"):
        load_corrections(tmp_path, NAME)


def test_dates_need_no_quotes(tmp_path: Path) -> None:
    """YAML reads 2017-01-16 as a day and 2017 as a number; both are taken as they are written."""
    bare_dates = entry(expects={"event_date": 2017}, pin={"event_date": date(2017, 1, 16)})
    text = yaml.safe_dump({"topic": NAME, "corrections": [bare_dates]})
    (tmp_path / f"{NAME}.yaml").write_text(text, encoding="utf-8")
    (found,) = load_corrections(tmp_path, NAME).entries

    assert ({"event_date": "2017"}, {"event_date": "2017-01-16"}) == (found.expects, found.pin)


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    """A topic without a file has none."""
    assert () == load_corrections(tmp_path, NAME).entries
