"""The directory as it stands now, read once per version and process.

Each use reads the version's number in the caller's own transaction, so a suspension acts in
every process from its commit on. Only what changed since is read again.
"""

from __future__ import annotations

from typing import Protocol

from helpline.directory.snapshot import Directory
from helpline.operations.ports.directory import Services


class Reading(Protocol):
    """A transaction, as far as the directory needs one."""

    @property
    def services(self) -> Services: ...


class CurrentDirectory:
    """Keeps the newest committed directory that this process has read."""

    def __init__(self) -> None:
        self._kept = Directory()

    def of(self, tx: Reading) -> Directory:
        """The directory as this transaction sees it, its own writes included."""
        number = tx.services.version()
        kept = self._kept
        if number == kept.version and not tx.services.dirty:
            return kept
        read = _newer(kept if number >= kept.version else Directory(), tx)
        if not tx.services.dirty:  # what is written may yet be rolled back
            self._kept = read
        return read


def _newer(kept: Directory, tx: Reading) -> Directory:
    changes = tx.services.changes(kept.version)
    services = {**kept.services, **{one.id: one for one in changes.services}}
    rights = {**kept.entitlements, **{one.id: one for one in changes.entitlements}}
    times = {**kept.changed, **changes.changed_at}
    return Directory.of(changes.number, services.values(), rights.values(), times, kept.entries)
