"""Envelope encryption and blind indexes: what keeps a stolen database silent.

Each contact (each caseworker, each quarantined payload) has a random data key, which is kept
wrapped by a master key. Master keys never enter the database. A ciphertext begins with a
version byte and the id of its key, and is bound to its table, column, row and key, so that it
opens nowhere else. Destroying a data key forgets all that it sealed (SAFETY T19, T25, T26).
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Sequence
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from helpline.core.errors import HelplineError, NotFound

VERSION = 1
NONCE_BYTES = 12
DATA_KEY_BYTES = 32
DATA_KEY_ID_DIGITS = 8

ADDRESS = "phone-index-v1"
PROVIDER_ID = "provider-id-v1"
BUTTON = "button-v1"
SEARCH = "search-v1"
RECEIVER = "receiver-v1"
SIGN_IN_NAME = "sign-in-name-v1"
SIGN_IN_SUBJECT = "sign-in-subject-v1"
SESSION = "session-v1"
TOMBSTONE = "tombstone-v1"
LINK_PAYLOAD = "link-payload-v1"
INVITATION = "invitation-v1"
RECOVERY_CODE = "recovery-code-v1"
LINK_CODE = "link-code-v1"


class NamedKey(Protocol):
    """A 256-bit master key and its id (`config.Key`; the store reads no settings)."""

    @property
    def id(self) -> str: ...
    @property
    def secret(self) -> bytes: ...


class Unreadable(HelplineError):
    """A ciphertext that does not open. Names places and key ids, never content."""


class UnknownKey(Unreadable):
    """Sealed under a key that is not here: put the old key back into HELPLINE_KEYS."""


class Tampered(Unreadable):
    """The ciphertext was changed, or moved to another row or column."""


class Forgotten(NotFound):
    """The data key was destroyed: what it sealed is gone for good."""


class DataKey:
    """Seals and opens what belongs to one contact, caseworker or payload."""

    __slots__ = ("_cipher", "_id")

    def __init__(self, key_id: str, secret: bytes) -> None:
        self._id = key_id
        self._cipher = AESGCM(secret)

    def __repr__(self) -> str:
        return f"DataKey({self._id!r})"

    def seal(self, place: str, row_id: str, plain: bytes) -> bytes:
        """Encrypt for one column (`table|column`) of one row."""
        return _seal(self._cipher, self._id, place, row_id, plain)

    def open(self, place: str, row_id: str, sealed: bytes) -> bytes:
        """Decrypt. Raises Tampered if it was sealed for another place or changed."""
        key_id = _key_id(sealed)
        if key_id != self._id:
            raise UnknownKey(f"{place} was sealed under data key {key_id}, not {self._id}")
        return _open(self._cipher, key_id, place, row_id, sealed)


class MasterKeys:
    """The master keys: the first wraps, all of them unwrap."""

    def __init__(self, keys: Sequence[NamedKey]) -> None:
        if not keys:
            raise UnknownKey("no master key: HELPLINE_KEYS is empty")
        self._active = keys[0].id
        self._ciphers = {key.id: AESGCM(key.secret) for key in keys}

    def __repr__(self) -> str:
        return f"MasterKeys(active={self._active!r}, all={sorted(self._ciphers)})"

    def new_data_key(self, table: str, owner_id: str) -> tuple[DataKey, bytes]:
        """A fresh data key and its wrapped form for the owner's `data_key` column."""
        key_id = os.urandom(DATA_KEY_ID_DIGITS // 2).hex()
        secret = os.urandom(DATA_KEY_BYTES)
        return DataKey(key_id, secret), self._wrap(table, owner_id, key_id.encode() + secret)

    def unwrap(self, table: str, owner_id: str, wrapped: bytes | None) -> DataKey:
        """Raises Forgotten if the key was destroyed, UnknownKey, Tampered."""
        plain = self._unwrap(table, owner_id, wrapped)
        return DataKey(plain[:DATA_KEY_ID_DIGITS].decode(), plain[DATA_KEY_ID_DIGITS:])

    def rewrap(self, table: str, owner_id: str, wrapped: bytes) -> bytes | None:
        """Wrap the same data key by the active master key; None if it already is."""
        if _key_id(wrapped) == self._active:
            return None
        return self._wrap(table, owner_id, self._unwrap(table, owner_id, wrapped))

    def _wrap(self, table: str, owner_id: str, plain: bytes) -> bytes:
        cipher = self._ciphers[self._active]
        return _seal(cipher, self._active, f"{table}|data_key", owner_id, plain)

    def _unwrap(self, table: str, owner_id: str, wrapped: bytes | None) -> bytes:
        if wrapped is None:
            raise Forgotten(f"the data key of this row of {table} was destroyed")
        key_id = _key_id(wrapped)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise UnknownKey(f"{table}.data_key needs master key {key_id!r}: add it to the keys")
        return _open(cipher, key_id, f"{table}|data_key", owner_id, wrapped)


class BlindIndex:
    """Keyed HMACs by which sealed values are found; one derived key per kind of value."""

    def __init__(self, index_key: bytes) -> None:
        self._root = index_key
        self._derived: dict[str, bytes] = {}

    def __repr__(self) -> str:
        return "BlindIndex()"

    def of(self, label: str, value: str) -> bytes:
        """HMAC-SHA-256 of `value` under the key derived for `label`."""
        key = self._derived.get(label)
        if key is None:
            key = self._derived[label] = derive(self._root, label)
        return hmac.digest(key, value.encode("utf-8", "surrogatepass"), "sha256")


class AuditKeys:
    """The keys that chain audit entries and seal the chain's head."""

    __slots__ = ("entry", "mark")

    def __init__(self, audit_key: bytes) -> None:
        self.entry = derive(audit_key, "audit-entry-v1")
        self.mark = derive(audit_key, "audit-mark-v1")

    def __repr__(self) -> str:
        return "AuditKeys()"


def derive(secret: bytes, label: str) -> bytes:
    """A 256-bit key for one purpose, by HKDF-SHA-256."""
    return HKDF(SHA256(), 32, salt=None, info=label.encode()).derive(secret)


def pack(value: Any) -> bytes:
    """JSON bytes of what is about to be sealed. Takes any text, also lone surrogates."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def unpack(plain: bytes) -> Any:
    """What `pack` made."""
    return json.loads(plain.decode("utf-8", "surrogatepass"))


def _seal(cipher: AESGCM, key_id: str, place: str, row_id: str, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    head = bytes((VERSION, len(key_id))) + key_id.encode() + nonce
    return head + cipher.encrypt(nonce, plain, _bound_to(place, row_id, key_id))


def _open(cipher: AESGCM, key_id: str, place: str, row_id: str, sealed: bytes) -> bytes:
    start = 2 + len(key_id)
    nonce, ciphertext = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, ciphertext, _bound_to(place, row_id, key_id))
    except (InvalidTag, ValueError):
        raise Tampered(f"{place} was changed or moved: it does not fit its row") from None


def _key_id(sealed: bytes) -> str:
    if len(sealed) < 2 or sealed[0] != VERSION:
        raise Tampered("not a ciphertext of a version that is known here")
    return sealed[2 : 2 + sealed[1]].decode("ascii", "replace")


def _bound_to(place: str, row_id: str, key_id: str) -> bytes:
    return f"{place}|{row_id}|{key_id}".encode()
