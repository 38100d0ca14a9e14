"""What all tests share."""

import os

import pytest
from hypothesis import settings

# A busy machine is no failure; and the same change is judged by the same examples wherever it is judged.
settings.register_profile("datelines", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("datelines")

DISTURBANCES = pytest.StashKey[list[tuple[int, int]]]()


def pytest_addoption(parser):
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew; review the diff")


@pytest.fixture
def record(request):
    """Takes down how many of the disturbances of a test did no harm, for the last line of the run."""
    tally = request.config.stash.setdefault(DISTURBANCES, [])
    return lambda good, of: tally.append((good, of))


def pytest_terminal_summary(terminalreporter, config):
    """The one number that the crash test is about."""
    if tally := config.stash.get(DISTURBANCES, []):
        good, of = (sum(column) for column in zip(*tally, strict=True))
        terminalreporter.write_line(f"{good} of {of} disturbances did no harm")


@pytest.fixture(scope="session")
def prefect():
    """Prefect's own server for tests, once for all."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture
def prefect_server(tmp_path):
    """A real server of the test's own, for what is watched, scheduled and told from outside the run."""
    import servers

    with servers.prefect_server(tmp_path) as server:
        yield server


@pytest.fixture
def webhook():
    """An address that takes JSON, and what it was told."""
    import servers

    with servers.listening() as address_and_told:
        yield address_and_told


@pytest.fixture
def postbox():
    """The address of a real SMTP server, and the letters that came."""
    import servers

    with servers.delivering() as address_and_letters:
        yield address_and_letters
