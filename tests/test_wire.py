"""The JSON that the command reads and writes."""

from datetime import date

import pytest

from datelines.wire import WireError, read_tagging_line


def test_a_line_is_read_for_what_the_command_needs():
    """Answers that stand in a line are never looked at."""
    row = read_tagging_line('{"doc_id": 7, "dct": "2025-02-25", "text": "now", "timexes": [{"value": "no"}]}')

    assert ("7", "now", date(2025, 2, 25), "news", "en") == (row.doc_id, row.text, row.dct, row.doc_type, row.language)


def test_a_line_without_a_date_has_none():
    """No clock stands in for a missing document date."""

    assert read_tagging_line('{"text": "x", "dct": null}').dct is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "not a JSON object with a text"),
        ("[1, 2]", "not a JSON object with a text"),
        ('{"dct": "2025-02-25"}', "not a JSON object with a text"),
        ('{"text": 5}', "not a JSON object with a text"),
        ('{"text": "x", "dct": "2025-02-30"}', "dct is '2025-02-30'"),
        ('{"text": "x", "doc_type": "poem"}', "doc_type is 'poem'"),
        ('{"text": "\ud800"}', "not a JSON object with a text"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line, reason):
    """One reason, one line."""
    with pytest.raises(WireError, match=reason) as caught:
        read_tagging_line(line)

    assert "\n" not in str(caught.value)
