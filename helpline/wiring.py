"""The one place that builds real things: store, channels, queue, flows, words, catalogues, clock.

Nothing is opened at import. What is built here is used after a fork, never before one.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from helpline import log
from helpline.channels import quiet_libraries
from helpline.channels.telegram import telegram_channel
from helpline.channels.terminal import TerminalChannel
from helpline.channels.traits import TRAITS
from helpline.channels.twilio import TwilioAccount, twilio_channels
from helpline.config import Config, Key
from helpline.core.channel import Channel
from helpline.core.errors import ContentError
from helpline.directory.model import Service
from helpline.directory.seed_files import read_services
from helpline.flow.flows import Flows
from helpline.flow.reader import FlowError, read_flows
from helpline.flow.templates import wanted_templates
from helpline.operations.directory.current import CurrentDirectory
from helpline.operations.helpline import Helpline, Settings
from helpline.operations.ports.channel import ChannelPort, Channels
from helpline.operations.ports.queue import Queue
from helpline.queue import Bells
from helpline.rehearsal import HandClock, InstantBells, Rehearsal
from helpline.store.tombstones import FileTombstones, NoTombstones
from helpline.store.transaction import SqlStore, open_store
from helpline.text.catalog import CatalogError, Catalogs
from helpline.text.lexicon import Lexicon, LexiconError
from helpline.text.lexicon import load as read_lexicon
from helpline.text.listener import Listener, ListenerError, read_listener
from helpline.text.understanding import Understander

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("km", "en")


@dataclass(frozen=True, slots=True)
class Content:
    """What the helpline knows to say and to understand; all of it is data."""

    flows: Flows
    lexicon: Lexicon
    listener: Listener
    understander: Understander
    catalogs: Catalogs


def read_content(root: Path = ROOT, archive: Path | None = None) -> Content:
    """Read flows, words and catalogues. Raises ContentError: the program refuses to start."""
    try:
        return _read_content(root, archive)
    except (FlowError, LexiconError, ListenerError, CatalogError) as error:
        raise ContentError(str(error)) from error


def _read_content(root: Path, archive: Path | None) -> Content:
    flows = _texts(root / "flows", "*.toml")
    present = frozenset(flows.values())
    old = _texts(archive, "*.toml") if archive else {}
    return _content(
        words=_frozen(_texts(root / "flows" / "words", "*.toml")),
        weights=(root / "flows" / "listener.tsv").read_text("utf-8"),
        flows=_frozen(flows),
        old_flows=_frozen({name: text for name, text in old.items() if text not in present}),
        catalogs=tuple(
            (language, (root / "locales" / language / "LC_MESSAGES" / "flows.po").read_bytes())
            for language in LANGUAGES
        ),
    )


_Texts = tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def _content(
    words: _Texts,
    weights: str,
    flows: _Texts,
    old_flows: _Texts,
    catalogs: tuple[tuple[str, bytes], ...],
) -> Content:
    """Made once in a process and in those forked from it; anew when a file has changed."""
    lexicon = _lexicon(words)
    listener = read_listener(weights, frozenset(concept.name for concept in lexicon.concepts))
    known = Catalogs.from_po(dict(catalogs))
    return Content(
        flows=read_flows(dict(flows), dict(old_flows)).with_labels(known.labels()),
        lexicon=lexicon,
        listener=listener,
        understander=Understander(lexicon, listener),
        catalogs=known,
    )


@lru_cache(maxsize=1)
def _lexicon(words: _Texts) -> Lexicon:
    return read_lexicon(dict(words))


def _frozen(texts: Mapping[str, str]) -> _Texts:
    return tuple(texts.items())


def read_seed(root: Path = ROOT) -> tuple[Service, ...]:
    """The services that come with the program: candidates, every one. Raises ContentError."""
    return read_services(_texts(root / "helpline" / "directory" / "seed", "*.toml"))


def archive_flows(flows: Flows, home: Path, root: Path = ROOT) -> None:
    """Keep a copy of each flow's present version, so that a talk begun in it can end in it."""
    folder = home / "flows"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for edition in flows:
        kept = folder / f"{edition.id}-{edition.version}.toml"
        if not kept.exists():
            fresh = kept.with_suffix(".new")
            fresh.write_text((root / "flows" / edition.file).read_text("utf-8"), "utf-8")
            fresh.rename(kept)


def warm(helpline: Helpline) -> Helpline:
    """Make the matcher ready now (half a second), not while the first message holds the store."""
    helpline.understander.understand("")
    return helpline


def build(config: Config) -> Helpline:
    """The helpline as it runs. What answers messages is warmed before its first one (`warm`)."""
    log.set_up()
    quiet_libraries()
    content = read_content(archive=config.home / "flows")
    log.note("lexicon", count=content.lexicon.count, hash=content.lexicon.hash)
    log.note("listener", count=len(content.listener.rows), hash=content.listener.mark)
    return Helpline(
        settings=Settings(
            config.name, config.operator, config.public_url, config.demo, config.telegram_name
        ),
        store=store_of(config),
        channels=channels_of(config),
        queue=Bells(config.redis_url),
        flows=content.flows,
        lexicon=content.lexicon,
        understander=content.understander,
        catalogs=content.catalogs,
        directory=CurrentDirectory(),
        now=lambda: datetime.now(UTC),
        new_id=new_id,
        tombstones=FileTombstones(config.home / "forgotten.log"),
        jitter=lambda: secrets.randbelow(1000) / 1000,
        trouble=log.trouble,
    )


def store_of(config: Config) -> SqlStore:
    """The store that the settings name; connects to nothing yet."""
    return open_store(config.database_url, config.keys, config.index_key, config.audit_key)


def channels_of(config: Config) -> Channels:
    """The channels that are configured."""
    found: dict[Channel, ChannelPort] = {}
    if config.twilio_account_sid:
        account = TwilioAccount(
            sid=config.twilio_account_sid,
            tokens=config.twilio_auth_token,
            public_url=config.public_url,
            api_base=config.twilio_api_base,
        )
        templates = dict(config.whatsapp_templates)
        found |= twilio_channels(account, config.twilio_from, templates)
    if config.telegram_token and config.telegram_secret:
        found[Channel.TELEGRAM] = telegram_channel(
            config.telegram_token, config.telegram_secret, config.telegram_api_base
        )
    return found


def rehearse(
    channel: Channel, at: datetime | None = None, content: Content | None = None
) -> Rehearsal:
    """A talk over the real engine and an in-memory store, with nothing outside.

    `content` saves reading flows, words and catalogues again for each of many talks.
    """
    content = content or read_content()
    clock = HandClock(at) if at else HandClock()
    bells: InstantBells = InstantBells()
    queue: Queue = bells
    store = open_store(
        "sqlite://",
        (Key("rehearsal", secrets.token_bytes(32)),),
        secrets.token_bytes(32),
        secrets.token_bytes(32),
    )
    approved = frozenset(wanted_templates(content.flows))
    screens: dict[Channel, ChannelPort] = {
        name: TerminalChannel(name, replace(TRAITS[name], templates=approved)) for name in Channel
    }
    helpline = Helpline(
        settings=Settings("Romduol", "Rehearsal", "http://127.0.0.1:8000", demo=True),
        store=store,
        channels=screens,
        queue=queue,
        flows=content.flows,
        lexicon=content.lexicon,
        understander=content.understander,
        catalogs=content.catalogs,
        directory=CurrentDirectory(),
        now=clock,
        new_id=new_id,
        tombstones=NoTombstones(),
        jitter=lambda: 0.05,  # early in the safe hours, whoever plays
    )
    return Rehearsal(helpline, bells, clock, channel)


def from_environment(env: Mapping[str, str] | None = None) -> Helpline:
    """The helpline of this process' environment. Raises ConfigError."""
    return build(Config.from_env(os.environ if env is None else env))


def new_id() -> str:
    """A random 128-bit id as 32 hex digits."""
    return secrets.token_hex(16)


def _texts(folder: Path, pattern: str) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob(pattern))}
