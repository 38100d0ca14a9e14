"""One portal for all tests against it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.stand import Stand, stand_up


@pytest.fixture(scope="session")
def stand() -> Iterator[Stand]:
    with stand_up() as found:
        yield found
