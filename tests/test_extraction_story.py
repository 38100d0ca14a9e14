"""The dates of given mentions of a story, and the manners in which its words are told."""

import re
from datetime import date
from pathlib import Path

import pytest

from datelines.extraction.grammar import load_grammar
from datelines.extraction.manner import Manner, Manners
from datelines.extraction.verbgroups import Tense, VerbGroups
from datelines.pipeline import dates_of, verdicts_of
from datelines.spans import Span
from datelines.yamlfile import load

STORIES = [
    pytest.param(
        story,
        id=f"{path.stem}-{number}",
        marks=[pytest.mark.xfail(strict=True, reason="not read yet")] if story.get("open") else [],
    )
    for path in sorted((Path(__file__).parent / "specs").glob("anchor_*.yaml"))
    for number, story in enumerate(load(path), 1)
]
DCT = date(2015, 3, 12)  # a Thursday


def dated(text: str, word: str) -> str | None:
    """The EDTF date of the first ``word`` in the body of a story of 12 March 2015."""
    start = text.index(word)
    (value,) = dates_of(text, DCT, [Span(start, start + len(word))])
    return value.edtf if value else None


def far_below(sentence: str) -> str:
    """A story that comes to ``sentence`` after twenty others."""
    return "Miners strike at Lakeside\n\n" + "The pit lies deep. " * 20 + sentence


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        pytest.param("The company closed the mine.", "closed", "2015-03-12", id="news"),
        pytest.param("The company closed the mine on Tuesday.", "closed", "2015-03-10", id="own date"),
        pytest.param("The company had closed the mine.", "closed", None, id="past perfect"),
        pytest.param("The company previously closed two mines.", "closed", None, id="went before"),
        pytest.param("The owners will rejoice when it opens.", "opens", None, id="condition"),
        pytest.param("The mine will close.", "close", None, id="plan without a date"),
        pytest.param("The mine will not open until October 2016.", "open", "2016-10", id="not until"),
        pytest.param("The plan was announced in May 2009.", "announced", "2009-05", id="speech with a past time"),
        pytest.param("The firm had previously announced it.", "announced", None, id="speech that went before"),
        pytest.param("The firm said it would close in 2017.", "said", "2015-03-12", id="speech beside a plan's time"),
    ],
)
def test_the_date_of_a_word_that_opens_a_story(text: str, word: str, expected: str | None) -> None:
    """Its own date where it has one, the day of the news for what is news, else none."""
    assert expected == dated(text, word)


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        pytest.param("The shafts were dug by hand.", "dug", None, id="passive"),
        pytest.param("Nobody knows what a dispute of old harmed.", "dispute", None, id="background"),
        pytest.param("The manager showed the books.", "showed", "2015-03-12", id="first verb of a sentence"),
        pytest.param("Behind the gate, in the rain, a lawyer warned of delay.", "warned", "2015-03-12", id="speech"),
        pytest.param("The strike hurts.", "strike", "2015-03-12", id="word of the headline"),
        pytest.param("On Monday he came. He then showed the books.", "showed", "2015-03-09", id="a day carries on"),
    ],
)
def test_the_date_of_a_word_far_below(sentence: str, word: str, expected: str | None) -> None:
    """Only what is told as a deed, or named by the headline, is still of the day; a day carries on."""
    text = far_below(sentence)
    start = text.rindex(word)
    (value,) = dates_of(text, DCT, [Span(start, start + len(word))])

    assert expected == (value.edtf if value else None)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("They showed it", "showed", Manner.LEADS),
        ("They had long since shown it", "shown", Manner.BEFORE),
        ("It connects them", "connects", Manner.PRESENT),
        ("If it connects them", "connects", Manner.CONDITION),
        ("They hope to improve it", "improve", Manner.BARE),
        ("It is owned by them", "owned", Manner.STATE),
        ("They are showing it", "showing", Manner.TOLD),
    ],
)
def test_manners(text: str, word: str, expected: Manner) -> None:
    """The form of a word and the words before it say how it is told."""
    start = text.index(word)
    found = Manners(load_grammar("en")).of(text, Span(0, len(text)), Span(start, start + len(word)))

    assert expected == found


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("They sold it", "sold", Tense.PAST),
        ("It was sold", "sold", Tense.PAST),
        ("They were selling it", "selling", Tense.PAST),
        ("They have quietly sold it", "sold", Tense.PERFECT),
        ("It had not been sold", "sold", Tense.BEFORE),
        ("It will be sold", "sold", Tense.FUTURE),
        ("It would have been sold", "sold", Tense.MODAL),
        ("They were to sell it", "sell", Tense.AIM),
        ("They are also selling it", "selling", Tense.GOING_ON),
        ("Everybody sells it", "sells", Tense.PRESENT),
        ("It is sold", "sold", Tense.PRESENT),
        ("They set off", "set off", Tense.PAST),
        ("They saw the launch", "launch", Tense.NAMED),
        ("They saw Ann's win", "win", Tense.NAMED),
    ],
)
def test_tenses(text: str, word: str, expected: Tense) -> None:
    """The form of a word and the auxiliaries before it give its tense."""
    start = text.index(word)
    found = VerbGroups(load_grammar("en")).of(text, Span(0, len(text)), Span(start, start + len(word)))

    assert expected == found


@pytest.mark.parametrize("story", STORIES)
def test_story(story: dict) -> None:
    """Every story of the tables has the dates that the table says."""
    opening = "A village by the sea\n\n" + "The wind is strong. " * (story["below"] - 1) if "below" in story else ""
    text = opening + story["text"]
    starts = {word: text.index(word, len(opening)) for word in story["dates"]}
    found = dates_of(
        text, date.fromisoformat(story["dct"]), [Span(start, start + len(word)) for word, start in starts.items()]
    )

    assert story["dates"] == dict(zip(starts, (value.edtf if value else None for value in found), strict=True))


LONGER = load(Path(__file__).parent / "specs" / "stories.yaml")
MARK = re.compile(r"\{([^|{}]+)\|([^{}]+)\}")


def unmarked(marked: str) -> tuple[str, list[Span], list[str | None]]:
    """A story of the table without its marks, where the words asked for stand in it, and their dates."""
    spans: list[Span] = []
    dates = [None if match[2] == "none" else match[2] for match in MARK.finditer(marked)]
    taken = 0
    for match in MARK.finditer(marked):
        start = match.start() - taken
        spans.append(Span(start, start + len(match[1])))
        taken += len(match[0]) - len(match[1])
    return MARK.sub(r"\1", marked), spans, dates


@pytest.mark.parametrize(
    ("part", "least"), [pytest.param(0, 0.88, id="odd"), pytest.param(1, 0.86, id="even, kept aside")]
)
def test_longer_stories(part: int, least: float) -> None:
    """The share of words of longer stories that have the date of the table stays at its floor."""
    right: list[bool] = []
    for story in LONGER[part::2]:
        text, spans, dates = unmarked(story["text"])
        found = dates_of(text, date.fromisoformat(story["dct"]), spans)
        right += [gold == (value.edtf if value else None) for gold, value in zip(dates, found, strict=True)]

    assert least <= sum(right) / len(right)


def test_each_date_names_its_rule() -> None:
    """A reader is told why a word has its date."""
    text = "The firm had closed the mill. It bought the quay on Monday, and it will sell the yard."
    starts = [text.index(word) for word in ("closed", "bought", "sell")]

    assert ["gone before", "own", "a plan or condition without a time"] == [
        verdict.rule for verdict in verdicts_of(text, DCT, [Span(start, start + 4) for start in starts])
    ]
