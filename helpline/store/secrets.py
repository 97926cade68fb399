"""What contacts confide. No words leave this module again but those of the trusted contact.

A code word is hashed with Argon2id and the hash is sealed, so that neither the database nor the
database with its keys tells it (SAFETY T2). A hide word is looked for in every message, and a
return code among all contacts: both are kept as keyed HMACs, which cost microseconds, under a
key that is not in the database (T3, T8). A trusted contact is sealed. Words are compared after
`match_key`, so that letters written in another order or case are the same word.
"""

from __future__ import annotations

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import bindparam, delete, func, insert, select

from helpline.core.conversation import Secret
from helpline.core.return_code import read_code
from helpline.core.trusted import Trusted
from helpline.store.keys import pack, unpack
from helpline.store.tables import contacts, secret_tries, secrets
from helpline.store.work import Work
from helpline.text.khmer import match_key
from helpline.text.match import whole_message

WORDS = "secrets|words"
HIDE_WORD = "hide-word-v1"
RETURN_CODE = "return-code-v1"

# OWASP's least for argon2id: it runs while a contact's turn holds the store (some 30 ms).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

ADD = insert(secrets).inline()
OWN = (secrets.c.contact_id == bindparam("wanted")) & (secrets.c.kind == bindparam("kind"))
GET = select(secrets).where(OWN)
REMOVE = delete(secrets).where(OWN)
HAS_INDEX = select(secrets.c.sequence).where(OWN, secrets.c.words_index == bindparam("index"))
OF_CODE = (
    select(secrets.c.contact_id)
    .join(contacts, contacts.c.id == secrets.c.contact_id)
    .where(
        secrets.c.kind == Secret.RETURN_CODE.value,
        secrets.c.words_index == bindparam("index"),
        contacts.c.organisation_id == bindparam("organisation"),
    )
)
ADD_TRY = insert(secret_tries).inline()
TRIES = select(func.count()).where(
    secret_tries.c.kind == bindparam("kind"), secret_tries.c.at > bindparam("since")
)
TRIES_OF_ONE = TRIES.where(secret_tries.c.contact_id == bindparam("wanted"))
LAST_RIGHT = select(func.max(secret_tries.c.sequence)).where(
    secret_tries.c.contact_id == bindparam("wanted"),
    secret_tries.c.kind == bindparam("kind"),
    secret_tries.c.right,
)
WRONG = TRIES_OF_ONE.where(
    secret_tries.c.right.is_(False), secret_tries.c.sequence > bindparam("after")
)
FORGET_TRIES = delete(secret_tries).where(secret_tries.c.at < bindparam("before"))


class SqlSecrets:
    """Implements ports.Secrets."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def keep(self, contact_id: str, kind: Secret, words: str, now: datetime) -> None:
        """Hash or seal it in the place of an earlier one of its kind."""
        self.forget(contact_id, kind)
        self._work.run(
            ADD,
            contact_id=contact_id,
            kind=kind.value,
            set_at=now,
            words_index=self._found_by(contact_id, kind, words),
            words=self._sealed(contact_id, kind, words),
        )

    def forget(self, contact_id: str, kind: Secret) -> None:
        """It counts no more."""
        self._work.run(REMOVE, wanted=contact_id, kind=kind.value)

    def has(self, contact_id: str, kind: Secret) -> bool:
        """There is one."""
        return self._work.first(GET, wanted=contact_id, kind=kind.value) is not None

    def is_hide_word(self, contact_id: str, words: str) -> bool:
        """The whole message is the word that this contact chose instead of 88."""
        index = self._hide_index(contact_id, words)
        kind = Secret.HIDE_WORD.value
        return self._work.first(HAS_INDEX, wanted=contact_id, kind=kind, index=index) is not None

    def is_code_word(self, contact_id: str, words: str) -> bool:
        """The words are this contact's code word. Takes the time of a hash."""
        row = self._work.first(GET, wanted=contact_id, kind=Secret.CODE_WORD.value)
        if row is None:
            return False
        kept = self._work.key(contact_id).open(WORDS, _row_id(contact_id, row.kind), row.words)
        try:
            return _HASHER.verify(unpack(kept), _key(words))
        except Argon2Error:
            return False

    def contact_of_code(self, organisation_id: str, words: str) -> str | None:
        """Whose return code it is, within the organisation."""
        index = self._code_index(words)
        if index is None:
            return None
        found = self._work.scalar(OF_CODE, index=index, organisation=organisation_id)
        return None if found is None else str(found)

    def trusted(self, contact_id: str) -> Trusted | None:
        """Whom to ask when the contact is lost, and when they agreed to that."""
        kind = Secret.TRUSTED_CONTACT.value
        row = self._work.first(GET, wanted=contact_id, kind=kind)
        if row is None:
            return None
        kept = self._work.key(contact_id).open(WORDS, _row_id(contact_id, kind), row.words)
        return Trusted(unpack(kept), row.set_at)

    def tried(self, contact_id: str, kind: Secret, right: bool, now: datetime) -> None:
        """Count a try. The words that were tried are not kept here."""
        self._work.run(ADD_TRY, contact_id=contact_id, kind=kind.value, at=now, right=right)

    def tries_since(self, kind: Secret, since: datetime, contact_id: str | None = None) -> int:
        """How often one was tried since then, by a contact or by all."""
        values = {"kind": kind.value, "since": since}
        if contact_id is None:
            return int(self._work.scalar(TRIES, **values))
        return int(self._work.scalar(TRIES_OF_ONE, wanted=contact_id, **values))

    def wrong_since(self, contact_id: str, kind: Secret, since: datetime) -> int:
        """How many of a contact's tries were wrong since then, after the last right one."""
        values = {"wanted": contact_id, "kind": kind.value}
        after = self._work.scalar(LAST_RIGHT, **values) or 0
        return int(self._work.scalar(WRONG, since=since, after=after, **values))

    def forget_tries(self, before: datetime) -> int:
        """Drop old tries; how many."""
        return self._work.run(FORGET_TRIES, before=before)

    def _sealed(self, contact_id: str, kind: Secret, words: str) -> bytes | None:
        if kind is Secret.CODE_WORD:
            kept = _HASHER.hash(_key(words))
        elif kind is Secret.TRUSTED_CONTACT:
            kept = words
        else:
            return None
        key = self._work.key(contact_id)
        return key.seal(WORDS, _row_id(contact_id, kind.value), pack(kept))

    def _found_by(self, contact_id: str, kind: Secret, words: str) -> bytes | None:
        """Only what is looked for has an index."""
        if kind is Secret.HIDE_WORD:
            return self._hide_index(contact_id, words)
        return self._code_index(words) if kind is Secret.RETURN_CODE else None

    def _hide_index(self, contact_id: str, words: str) -> bytes:
        return self._work.index.of(HIDE_WORD, f"{contact_id}|{_key(words)}")

    def _code_index(self, words: str) -> bytes | None:
        code = read_code(words)
        return None if code is None else self._work.index.of(RETURN_CODE, code)


def _key(words: str) -> str:
    return whole_message(match_key(words))


def _row_id(contact_id: str, kind: str) -> str:
    return f"{contact_id}|{kind}"
