"""The tiny helpline, a contact known to it, and the real flows."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpline.flow.flows import Flows
from helpline.flow.reader import read_flows
from helpline.text.catalog import Catalogs
from talking import START, Talk
from tiny import FILES


@pytest.fixture(scope="session")
def tiny() -> Flows:
    return read_flows(FILES)


@pytest.fixture
def newcomer(tiny: Flows) -> Talk:
    """Somebody who never wrote before."""
    return Talk(tiny)


@pytest.fixture
def talk(tiny: Flows) -> Talk:
    """Somebody who wrote a minute ago, in English, at a good time; nothing waits."""
    known = Talk(tiny).change(last_inbound_at=START, asked=3)
    return known.know(language="en", safe="yes").wait(minutes=1)


@pytest.fixture(scope="session")
def real_flows(repository: Path, real_catalogs: Catalogs) -> Flows:
    files = {path.name: path.read_text("utf-8") for path in (repository / "flows").glob("*.toml")}
    return read_flows(files).with_labels(real_catalogs.labels())


@pytest.fixture(scope="session")
def real_catalogs(repository: Path) -> Catalogs:
    return Catalogs.from_po(
        {
            language: (repository / f"locales/{language}/LC_MESSAGES/flows.po").read_bytes()
            for language in ("km", "en")
        }
    )
