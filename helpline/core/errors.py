"""Errors that more than one part of the helpline speaks of.

A message carries what went wrong and what to do, never a contact's words or address.
"""

from __future__ import annotations


class HelplineError(Exception):
    """The root of every error that the helpline raises on purpose."""


class BadAddress(HelplineError, ValueError):
    """Text that is not a written address."""


class StoreUnavailable(HelplineError):
    """The database is down, locked or full: answer 503, so that the provider tries again."""


class QueueUnavailable(HelplineError):
    """Redis is away. Nothing is lost: the clock's sweep finds the work in the store."""


class ContentError(HelplineError):
    """Flows, words or catalogues that cannot be used; names every problem with file and line."""


class NotFound(HelplineError):
    """There is no such thing, or it belongs to someone else: the two are never told apart."""


class Stale(HelplineError):
    """Somebody else changed it first: show the new state and let the person decide again."""


class Refused(HelplineError):
    """An act that the rules do not allow; `code` names the rule for the reader's language."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
