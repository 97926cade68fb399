"""Ids as HSDS wants them."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from helpline.directory.hsds.formats import is_uuid

PREFIX = "helpline-directory:"


@lru_cache(maxsize=65536)
def uuid_of(*parts: str) -> str:
    """The id itself if it is a UUID, else one that is always made of the same parts (version 8)."""
    if len(parts) == 1 and is_uuid(parts[0]):
        return parts[0]
    digest = hashlib.sha256((PREFIX + "\0".join(parts)).encode()).hexdigest()
    variant = "89ab"[int(digest[16], 16) % 4]
    return "-".join(
        (digest[:8], digest[8:12], f"8{digest[13:16]}", variant + digest[17:20], digest[20:32])
    )


def provider_uuid(key: str) -> str:
    """An organisation may be called like its one service; their ids differ."""
    return key if is_uuid(key) else uuid_of("provider", key)
