"""The texts in tests/gold/timex: that they convert to the committed JSON lines, and that their sums are right."""

import json
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "gold" / "timex"
sys.path.insert(0, str(FOLDER))

import check  # noqa: E402
import convert  # noqa: E402

LINES = {"own.jsonl": FOLDER, "own_narrative.jsonl": FOLDER / "narrative"}
HEADER = "# dct 1998-02-17 doc_id x\n"


def test_the_committed_lines_are_what_the_texts_say():
    """A text changed without `convert.py` fails here."""
    for name, folder in LINES.items():
        committed = (FOLDER / name).read_text(encoding="utf-8")

        assert convert.json_lines(folder) == committed


def test_offsets_count_code_points_of_the_plain_text():
    """Every start and end cuts exactly the marked words, and marks never overlap."""
    lines = [line for name in LINES for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    for row in map(json.loads, lines):
        last = 0
        for timex in row["timexes"]:
            assert timex["text"] == row["text"][timex["start"] : timex["end"]]
            assert last <= timex["start"]
            last = timex["end"]


def test_marks_agree_with_the_calendar():
    """Weekdays fall on their day, months and years are those named, yesterday is the day before the dct."""
    documents = [document for folder in LINES.values() for document in convert.documents(folder)]
    said = [line for document in documents for line in check.complaints(document)]

    assert [] == said


def test_a_document_keeps_its_words_and_loses_its_marks():
    """Two marks, one with a mod, in a text with letters beyond ASCII."""
    (document,) = convert.parse(
        HEADER + "Zoë left {early Tuesday|DATE|1998-02-17|START} — for {a week|DURATION|P1W}.\n"
    )

    assert "Zoë left early Tuesday — for a week." == document.text
    assert [
        convert.Mark(9, 22, "early Tuesday", "DATE", "1998-02-17", "START"),
        convert.Mark(29, 35, "a week", "DURATION", "P1W", None),
    ] == list(document.marks)


@pytest.mark.parametrize(
    "source",
    [
        "words before a header\n" + HEADER + "text",
        HEADER + "on {Tuesday}",
        HEADER + "on {Tuesday|DATE}",
        HEADER + "on {Tuesday|DATE|1998-02-17",
        HEADER + "on {Tuesday|DAY|1998-02-17}",
        "# dct 1998-2-17 doc_id x\ntext",
    ],
)
def test_a_mark_or_header_that_is_not_whole_is_refused(source: str):
    """Nothing half-written slips into the corpus as plain words."""
    with pytest.raises(ValueError, match=r"words before|not whole|no TIMEX3 type"):
        list(convert.parse(source))


def test_two_documents_with_one_id_are_refused(tmp_path: Path):
    """An id names one text."""
    (tmp_path / "a.txt").write_text(HEADER + "one\n" + HEADER + "two\n", encoding="utf-8")

    with pytest.raises(ValueError, match="share an id"):
        convert.documents(tmp_path)


@pytest.mark.parametrize(
    "mark",
    [
        "{Monday|DATE|1998-02-17}",  # 17 February 1998 is a Tuesday
        "{Tuesday|DATE|1998-03-03}",
        "{yesterday|DATE|1998-02-15}",
        "{tonight|TIME|1998-02-16TNI}",
        "{March|DATE|1998-02}",
        "{Feb. 12|DATE|1998-02-13}",
        "{12 February|DATE|1998-02-13}",
        "{1997|DATE|1998}",
        "{last week|DATE|1998-W08}",
        "{last month|DATE|1998-02}",
        "{next year|DATE|1998}",
        "{two days|DURATION|2D}",
        "{on Tuesday|DATE|1998-02-17}",
        "{noon|DATE|1998-02-17T12:00}",
    ],
)
def test_the_check_sees_a_spoiled_mark(mark: str):
    """Each is wrong in one way only."""
    (document,) = convert.parse(HEADER + mark)

    assert 1 == len(list(check.complaints(document)))


def test_the_check_lists_time_words_without_a_mark():
    """For the annotator's eye; what is marked is not listed."""
    (document,) = convert.parse(HEADER + "Shares fell {Tuesday|DATE|1998-02-17} and rose Monday.")

    assert ["x: 'Monday' in 'Shares fell Tuesday and rose Monday.'"] == list(check.unmarked(document))
