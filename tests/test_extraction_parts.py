"""The parts that the extraction is made of: sentences, patterns, inflections, the lexicon, topic files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import factory
import pytest

from datelines.edtf import DateValue
from datelines.extraction.engine import engine_for
from datelines.extraction.entries import Entry
from datelines.extraction.grammar import load_grammar
from datelines.extraction.inflect import expand
from datelines.extraction.lexicon import Lexicon
from datelines.extraction.mentions import _once
from datelines.extraction.patterns import PatternError, compile_pattern, labels_of, trigger_of
from datelines.extraction.sentences import sentences
from datelines.topics.loader import known_topics, load_topic
from datelines.yamlfile import ConfigError

ABBREVIATIONS = load_grammar("en").abbreviations
TOPIC = Path(__file__).parents[1] / "datelines" / "topics" / "us-cambodia-defense.yaml"
SYMBOLS = {"drill": "d", "stop": "s", "start": "b"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Lt. Gen. Hun Manet met Maj. Gen. Todd McCaffrey at 9 a.m. on Monday. He smiled.", 2),
        ("The U.S. Navy sailed. Cambodia waved.", 2),
        ("He asked: why? Nobody knew!", 2),
        ("National Road No. 4 was closed. The answer was no. They left.", 3),
        ("- July 1997: aid stopped\n- 2005: aid allowed", 2),
        ('"We took notes." She left.', 2),
        ("One paragraph\n\nAnother", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_they_should(text: str, count: int) -> None:
    """Abbreviations, numbers and initials end no sentence, lines do."""
    assert count == len(sentences(text, ABBREVIATIONS))


def test_sentences_cover_every_word() -> None:
    """No word is lost between two sentences."""
    text = "P.J. Crowley spoke on Thursday. (He was brief.) Then, at 5 p.m., he left... Nobody minded."

    assert text.split() == " ".join(span.of(text) for span in sentences(text, ABBREVIATIONS)).split()


def test_a_sentence_without_end_is_read_in_pieces() -> None:
    """Every word is kept, and no piece is longer than what rules can look across."""
    text = " ".join(["the United States sent trucks to Cambodia in 2008, and"] * 2000)

    pieces = sentences(text, ABBREVIATIONS)

    assert text.split() == " ".join(span.of(text) for span in pieces).split()
    assert max(span.end - span.start for span in pieces) <= 1500


def test_a_pattern_names_its_trigger_and_labels() -> None:
    """The trigger is the element in angle brackets."""
    assert frozenset({"stop"}) == trigger_of("drill .. <stop>")
    assert frozenset({"drill", "stop", "start"}) == labels_of("^ drill .. <stop|start>")


@pytest.mark.parametrize("pattern", ["drill .. stop", "<drill> <stop>", "<drill", "Drill <stop>"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    """One trigger, labels in small letters, brackets in pairs."""
    with pytest.raises(PatternError):
        _ = trigger_of(pattern), labels_of(pattern)


@pytest.mark.parametrize(
    ("pattern", "symbols", "fits"),
    [
        ("drill <stop>", "ds", True),
        ("drill <stop>", "dxs", False),
        ("drill .. <stop>", "dxxxxxxs", True),
        ("drill .. <stop>", "dxxxxxxxs", False),
        ("drill .. <stop>", "dx,s", False),
        ("drill ... <stop>", "dx,s", True),
        ("drill ..1 <stop>", "dxxs", False),
        ("^ <stop>", "xs", False),
        ("drill !start <stop>", "ds", True),
        ("drill start? <stop>", "dbs", True),
        ("nothing <stop>", "xs", False),
    ],
)
def test_patterns_run_over_symbols(pattern: str, symbols: str, fits: bool) -> None:
    """Gaps have a length and stop at the end of a clause."""
    compiled = compile_pattern(pattern, lambda label: SYMBOLS.get(label, ""), ",;")

    assert fits is bool(compiled.search(symbols))


def test_marked_words_stand_for_their_forms() -> None:
    """A verb is expanded wherever it stands in the phrase; past forms are marked."""
    forms = dict(expand("call.v off"))

    assert {"call off", "called off", "calling off", "calls off"} == set(forms)
    assert forms["called off"]
    assert not forms["call off"]
    assert (("war games", False),) == expand("war games")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """Five phrases, two of which begin alike."""
    phrases = ["US", "drill", "it was no", "it", "not", "Angkor Sentinel"]
    return Lexicon({phrase: Entry(frozenset({phrase.lower()})) for phrase in phrases}, r"\$\d+", ",")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The US drill", ["US", "drill"]),
        ("Let us drill, please", ["drill", ","]),
        ("it was not a drill", ["it", "not", "drill"]),
        ("drills and thus", []),
        ("ANGKOR SENTINEL cost $5", ["ANGKOR SENTINEL", "$5"]),
        ("Angkor Sentinel's drill", ["Angkor Sentinel", "drill"]),
        ("İstanbul drill", ["drill"]),
    ],
)
def test_the_scan_finds_whole_words_in_their_capitals(lexicon: Lexicon, text: str, found: list[str]) -> None:
    """Never a part of a word, never "us" for the country."""
    assert found == [text[unit.start : unit.end] for unit in lexicon.scan(text, ()).hits]


def test_every_topic_compiles_and_its_rules_have_distinct_names() -> None:
    """A file in the topics folder is a topic that works."""
    for name in known_topics():
        topic = load_topic(name)
        engine_for(topic)

        assert len(topic.rules) == len({rule.name for rule in topic.rules})
        assert name == topic.name


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    type: incident\n", "    type: incidents\n", "incidents"),
        ("parties: [USA, KHM]", "parties: [USA, ATL]", "parties: 'ATL' is no country"),
        ("  Tea Banh: {country: KHM", "  Tea Banh: {country: XYZ", "actors.Tea Banh.country: 'XYZ'"),
        ("home: KHM", "home: KHM\nfiscal_year_starts: 13", "fiscal_year_starts: 13 is no month"),
        ("home: KHM", "home: KHM\nfiscal_year_begins: 10", "fiscal_year_begins"),
        (
            "us-defense, ",
            "us-defence, ",
            "include: there is no 'us-defence'; there are united-states, us-defense, us-defense-analysis, "
            "us-defense-doings, us-defense-encoder, us-defense-ends, us-defense-net, us-defense-spare, "
            "us-defense-weights, us-defense-wide, us-defense-words, world",
        ),
        ("short: Cambodia, ", "", "slots: 'short' is missing; united-states.yaml leaves it open"),
        ("short: Cambodia, ", "short: Cambodia, king: Sihamoni, ", "slots: 'king' is left open by nothing"),
    ],
)
def test_a_topic_file_that_is_wrong_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    """The message has the file, the key and the reason."""
    text = TOPIC.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "broken.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ConfigError, match=r"broken\.yaml") as refused:
        load_topic(str(path))
    assert reason in str(refused.value)


def test_a_rule_with_an_unknown_cue_is_refused(tmp_path: Path) -> None:
    """A pattern may only name labels that some words carry."""
    path = tmp_path / "broken.yaml"
    text = TOPIC.read_text(encoding="utf-8")
    path.write_text(
        text.replace('match: ["<stop|war> .. spot_of_war"', 'match: ["<stop|war> .. exercize"', 1), encoding="utf-8"
    )

    with pytest.raises(ConfigError, match=r"broken\.yaml: rules\.\w+\.match: no words carry the label 'exercize'"):
        engine_for(load_topic(str(path)))


def test_a_topic_that_is_not_there_is_named() -> None:
    """The message says which topics there are."""
    with pytest.raises(ConfigError, match="us-cambodia-defense"):
        load_topic("us-atlantis")


def test_what_two_rules_tell_alike_is_told_once() -> None:
    """By words, type and time; the same words of another day are another mention."""
    first = factory.sample()[0].events[0].mentions[0]
    again, other = replace(first, rule="another"), replace(first, date=DateValue.parse("2010-08"))

    assert (first, other) == _once([first, again, other])
