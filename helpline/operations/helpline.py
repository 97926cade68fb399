"""Everything that an operation needs, in one frozen object that `wiring` builds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpline.core.events import Turn
from helpline.flow.reader import Flows
from helpline.operations.directory.current import CurrentDirectory
from helpline.operations.ports.channel import Channels
from helpline.operations.ports.contacts import Tombstones
from helpline.operations.ports.queue import Queue
from helpline.operations.ports.store import NewId, Store
from helpline.text.catalog import Catalogs
from helpline.text.lexicon import Lexicon
from helpline.text.understanding import Understander


@dataclass(frozen=True, slots=True)
class Settings:
    """What operations need to know of the configuration; no secret is among it."""

    name: str
    """The bland sender name."""
    operator: str
    public_url: str
    demo: bool
    telegram_name: str | None = None
    """The bot's username, for links that open it (`https://t.me/<name>`)."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """The parts that work together. Tests build one with real parts and an injected clock."""

    settings: Settings
    store: Store
    channels: Channels
    queue: Queue
    flows: Flows
    lexicon: Lexicon
    understander: Understander
    catalogs: Catalogs
    directory: CurrentDirectory
    now: Callable[[], datetime]
    new_id: NewId
    tombstones: Tombstones
    jitter: Callable[[], float] = field(default=lambda: 0.5)
    """A number in [0, 1) that spreads retries."""
    trouble: Callable[[str, Sequence[str]], None] = field(default=lambda _what, _ids: None)
    """Tell the operator that something went wrong: a code and ids, never words."""
    on_turn: Callable[[Turn], None] = field(default=lambda _turn: None)
    """Told of each turn that is being recorded; a rehearsal watches the talk by it."""
