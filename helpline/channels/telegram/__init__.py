"""Telegram: `reading` parses webhooks by hand, `bot` alone touches the client library.

Updates are read without the library on purpose: its parser raises AttributeError, TypeError,
KeyError and OSError on malformed input, and loading it would double the size of a web process.
"""

from helpline.channels.telegram.channel import TELEGRAM_PATH, TelegramChannel, telegram_channel

__all__ = ["TELEGRAM_PATH", "TelegramChannel", "telegram_channel"]
