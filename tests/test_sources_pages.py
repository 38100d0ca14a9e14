"""One story in the markup of many kinds of sites: the same headline, outlet, time and paragraphs must come out.

A page is added with a file in sources/pages/ and its entry in sources/pages.yaml.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from datelines import yamlfile
from datelines.articles import Article, PublishedGrain
from datelines.sources import read

_HERE = Path(__file__).parent / "sources"
_KNOWN = yamlfile.load(_HERE / "pages.yaml")
_PAGES: dict[str, dict[str, Any]] = _KNOWN["pages"]


def test_every_page_has_its_entry() -> None:
    """No file lies there untested."""
    assert set(_PAGES) == {path.name for path in (_HERE / "pages").iterdir()}


@pytest.mark.parametrize("name", _PAGES)
def test_the_story_is_read_alike_from_every_site(name: str) -> None:
    """Nothing of the site is taken for the story and nothing of the story is lost."""
    language = _PAGES[name].get("language", "en")
    expected = {"captions": [], "issues": [], "language": language, **_KNOWN["stories"][language], **_PAGES[name]}
    article, *issues = read(_HERE / "pages" / name)

    assert isinstance(article, Article), article
    assert expected["body"] == list(article.paragraphs)
    assert expected["title"] == article.title
    assert (expected["outlet"], expected["language"]) == (article.publisher, article.language)
    assert expected["captions"] == list(article.captions)
    assert expected["published"] == _printed(article)
    assert expected["issues"] == [issue.code.value for issue in issues if not isinstance(issue, Article)]


def _printed(article: Article) -> str | None:
    if article.published is None:
        return None
    return (
        article.published.date() if article.published_grain is PublishedGrain.DAY else article.published
    ).isoformat()
