"""Fixtures and settings that every test folder shares."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from postgres_server import PostgresServer

ROOT = Path(__file__).resolve().parents[1]

# Examples are drawn the same way every time; ./dev test --hypothesis-profile=search looks further.
hypothesis.settings.register_profile(
    "default", deadline=None, derandomize=True, max_examples=50, print_blob=True
)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1000, print_blob=True)
hypothesis.settings.load_profile("default")

# Runs are kept where it points: a test must not add to somebody's store.
os.environ.pop("AIRSHIELD_STORE", None)

# What a script starts in the background ignores Ctrl-C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def scenarios() -> Path:
    """Return the folder of the example scenarios."""
    return ROOT / "scenarios"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium, or skip the test with the reason."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium: install the package chromium, or run ./dev test as root")
    return found


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start a PostgreSQL server for the tests, or skip them with the reason."""
    reason = PostgresServer.missing()
    if reason is not None:
        pytest.skip(reason)
    with PostgresServer() as server:
        yield server


@pytest.fixture
def clean_environment() -> dict[str, str]:
    """Return the environment for a subprocess, without settings that change what it does."""
    refused = ("PYTHONDONTWRITEBYTECODE", "NUMBA_", "COLUMNS", "FORCE_COLOR", "NO_COLOR")
    return {key: value for key, value in os.environ.items() if not key.startswith(refused)}
