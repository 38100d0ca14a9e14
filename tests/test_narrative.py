"""Where a narrative stands: what moves the year that months and days are counted from, and what does not."""

from __future__ import annotations

from datetime import date

import pytest

from datelines.tagging import tag

# text, words whose value is asked, value
STORIES = [
    ("The port opened in March 1961 (the bridge only in 1974). It was bombed in June.", "June", "1961-06"),
    ("It was built in May 1942. It held until the flood of 1957. In August the fleet left.", "August", "1942-08"),
    ("Ties were cut in 1965. The envoy had first come in 1951. In October the mission closed.", "October", "1965-10"),
    ("Aid stood at 40 tons in 1972, down from a peak of 90 in 1969. In May it ended.", "May", "1972-05"),
    ("The siege began in 1863. The spring offensive of 1864 failed.", "spring", "1864-SP"),
    ("The siege began in 1863. The summer offensive against the forts in June 1865 failed.", "summer", "1865-SU"),
    ("The war broke out in 1877.\n\nWinter campaign (early 1878)\n\nIn March a truce held.", "March", "1878-03"),
    ("The ships left in December 1941. In February the town fell.", "February", "1942-02"),
    ("Troops landed in October 1950. In January they dug in. In March they went on.", "March", "1951-03"),
    ("They sailed in July 1898. In May of the year before it had burned. In August peace came.", "August", "1898-08"),
    ("Talks began in October 1946. The treaty of 1951 had been secret. In May it leaked.", "May", "1946-05"),
    ("He abdicated in March 1955. Ten years later, in May, ties were cut.", "May", "1965-05"),
    ("The camp closed in 1993. Two years earlier, in October, peace had come.", "October", "1991-10"),
    ("War broke out in August 1914. By Christmas the lines held. In the spring gas was used.", "spring", "1915-SP"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "value"), STORIES)
def test_the_year_that_a_story_stands_at(text: str, words: str, value: str) -> None:
    """A time by the way does not move the story; a heading, a plain statement and the clause itself do."""
    found = tag(text, date(2010, 1, 1), "en", "narrative")

    assert value == next(timex.value for timex in found if words in timex.text)


def test_a_year_that_the_clause_names_needs_no_anchor() -> None:
    """Nothing before it is counted from; and a day that this year does not have takes none of it."""
    _, spring, _ = tag("The siege began in 1863. The spring offensive of 1864 failed.", None, "en", "narrative")
    leap = tag("The siege began in 1864. On February 29 they met the envoys of 1865.", None, "en", "narrative")

    assert ("1864-SP", None) == (spring.value, spring.anchor)
    assert "1864-02-29" == leap[1].value
