"""Channels: how a webhook becomes plain nouns, and how a text leaves.

Each channel implements `operations.ports.ChannelPort`. Reading is a list of guard lines over a
plain `Hook` and never raises; sending raises `SendError` and nothing else. A provider's words
(its statuses, codes and field names) end here. The providers' client libraries are loaded when
the first text is sent, so that the web processes, which only read, stay small.
"""

from __future__ import annotations

import logging
from importlib import import_module

TALKATIVE = ("httpx", "httpcore", "telegram", "twilio", "urllib3", "requests")
"""httpx names the bot token at INFO, twilio and urllib3 an address, telegram a text (T24)."""


def quiet_libraries() -> None:
    """Silence the client libraries at every level, whatever the root logger is set to."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def load_clients() -> None:
    """Load the client libraries now: a second that the first text would wait for."""
    for name in ("twilio.rest.api", "telegram"):
        import_module(name)
