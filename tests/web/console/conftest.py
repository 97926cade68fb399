"""A console for tests of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from web.console.stage import Stage, make_stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A console at plain http on this machine."""
    made = make_stage(tmp_path)
    yield made
    made.helpline.store.close()  # type: ignore[attr-defined]


@pytest.fixture
def https_stage(tmp_path: Path) -> Iterator[Stage]:
    """A console as it is reached from outside."""
    made = make_stage(tmp_path, "https://line.example.org")
    yield made
    made.helpline.store.close()  # type: ignore[attr-defined]
