"""A contact, a caseworker and what else a store needs before anything can happen in it."""

from __future__ import annotations

from databases import *  # noqa: F403
