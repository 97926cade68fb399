"""Consents, and the ledger of stops that outlives the contact."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, or_, select

from helpline.core.channel import Address
from helpline.core.consent import Consent, Purpose
from helpline.store.keys import ADDRESS, RECEIVER, pack
from helpline.store.tables import consents, opt_outs
from helpline.store.work import Work

DETAILS = "consents|details"
WORDS = "opt_outs|words"

ADD = insert(consents).inline()
RECEIVER_INDEX = bindparam("receiver", type_=consents.c.receiver_index.type)
NEWEST = (
    select(consents.c.granted)
    .where(
        consents.c.contact_id == bindparam("wanted"),
        consents.c.purpose == bindparam("purpose"),
        or_(
            consents.c.receiver_index == RECEIVER_INDEX,
            consents.c.receiver_index.is_(None) & RECEIVER_INDEX.is_(None),
        ),
    )
    .order_by(consents.c.at.desc(), consents.c.sequence.desc())
    .limit(1)
)
ADD_STOP = insert(opt_outs).inline()
LAST_STOP = (
    select(opt_outs.c.opted_out)
    .where(opt_outs.c.address_index == bindparam("wanted"))
    .order_by(opt_outs.c.at.desc(), opt_outs.c.sequence.desc())
    .limit(1)
)


class SqlConsents:
    """Implements ports.Consents."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, consent_id: str, consent: Consent) -> None:
        """Keep one answer. Whom it names is sealed; that it was given outlives the contact."""
        details = {"receiver": consent.receiver, "fields": consent.fields}
        key = self._work.key(consent.contact_id)
        self._work.run(
            ADD,
            id=consent_id,
            contact_id=consent.contact_id,
            purpose=consent.purpose.value,
            granted=consent.granted,
            receiver_index=self._receiver(consent.receiver),
            text_version=consent.text_version,
            language=consent.language,
            channel=consent.channel,
            at=consent.at,
            details=key.seal(DETAILS, consent_id, pack(details)),
        )

    def holds(self, contact_id: str, purpose: Purpose, receiver: str | None = None) -> bool:
        """The newest answer for this purpose and this very receiver was yes."""
        return bool(
            self._work.scalar(
                NEWEST,
                wanted=contact_id,
                purpose=purpose.value,
                receiver=self._receiver(receiver),
            )
        )

    def record_opt_out(self, address: Address, opted_out: bool, words: str, at: datetime) -> None:
        """The ledger of stops, kept by blind index, so that it survives deletion and restore."""
        index = self._work.index.of(ADDRESS, address.uri)
        row_id = index.hex()
        key, wrapped = self._work.master.new_data_key(opt_outs.name, row_id)
        self._work.run(
            ADD_STOP,
            address_index=index,
            opted_out=opted_out,
            at=at,
            data_key=wrapped,
            words=key.seal(WORDS, row_id, pack(words)),
        )

    def opted_out(self, address: Address) -> bool:
        """The newest entry of the ledger is a stop."""
        return bool(self._work.scalar(LAST_STOP, wanted=self._work.index.of(ADDRESS, address.uri)))

    def _receiver(self, receiver: str | None) -> bytes | None:
        return None if receiver is None else self._work.index.of(RECEIVER, receiver)
