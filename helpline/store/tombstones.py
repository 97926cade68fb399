"""The log of who was forgotten: one line each, outside the database and its backups.

A database restored from a backup knows people again who asked to be forgotten; `forget_again`
reads them here (SAFETY R19). A line holds a keyed hash and a time, and names nobody.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path


class FileTombstones:
    """Implements ports.Tombstones by a file that only grows."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, mark: str, at: datetime) -> None:
        """On the disk when this returns. The same mark may stand there twice."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        try:
            os.write(file, f"{mark} {at.isoformat()}\n".encode())
            os.fsync(file)
        finally:
            os.close(file)

    def marks(self) -> frozenset[str]:
        """All marks; a line that was cut off by a power loss is no mark and harms nothing."""
        if not self._path.exists():
            return frozenset()
        lines = self._path.read_text("ascii").splitlines()
        return frozenset(line.split(" ")[0] for line in lines if line)


class NoTombstones:
    """For rehearsals, whose database nobody restores."""

    def add(self, mark: str, at: datetime) -> None:
        """Nothing is kept."""

    def marks(self) -> frozenset[str]:
        """None."""
        return frozenset()
