"""Consents, and the ledger of stops that outlives the contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select

from helpline.core.channel import Address
from helpline.core.consent import Consent, Purpose, SaidBy, Stop
from helpline.store.keys import ADDRESS, RECEIVER, pack, unpack
from helpline.store.tables import consents, opt_outs
from helpline.store.work import Work

DETAILS = "consents|details"
WORDS = "opt_outs|words"

ADD = insert(consents).inline()
RECEIVER_INDEX = bindparam("receiver", type_=consents.c.receiver_index.type)
OF_RECEIVER = (
    consents.c.contact_id == bindparam("wanted"),
    consents.c.purpose == bindparam("purpose"),
    or_(
        consents.c.receiver_index == RECEIVER_INDEX,
        consents.c.receiver_index.is_(None) & RECEIVER_INDEX.is_(None),
    ),
)
NEWEST_FIRST = (consents.c.at.desc(), consents.c.sequence.desc())
NEWEST = select(consents.c.granted).where(*OF_RECEIVER).order_by(*NEWEST_FIRST).limit(1)
NEWEST_WHOLE = select(consents).where(*OF_RECEIVER).order_by(*NEWEST_FIRST).limit(1)
OF_CONTACT = (
    select(consents).where(consents.c.contact_id == bindparam("wanted")).order_by(*NEWEST_FIRST)
)
ADD_STOP = insert(opt_outs).inline()
LAST_STOP = (
    select(opt_outs.c.opted_out)
    .where(opt_outs.c.address_index == bindparam("wanted"))
    .order_by(opt_outs.c.at.desc(), opt_outs.c.sequence.desc())
    .limit(1)
)
STOPS = (
    select(opt_outs)
    .where(opt_outs.c.address_index == bindparam("wanted"))
    .order_by(opt_outs.c.at.desc(), opt_outs.c.sequence.desc())
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

    def newest(
        self, contact_id: str, purpose: Purpose, receiver: str | None = None
    ) -> tuple[str, Consent] | None:
        """Id and content of the newest answer for this purpose and this very receiver."""
        row = self._work.first(
            NEWEST_WHOLE,
            wanted=contact_id,
            purpose=purpose.value,
            receiver=self._receiver(receiver),
        )
        if row is None:
            return None
        return row.id, self._read(row)

    def of_contact(self, contact_id: str) -> Sequence[Consent]:
        """Every answer about consent, the newest first."""
        return [self._read(row) for row in self._work.all(OF_CONTACT, wanted=contact_id)]

    def record_opt_out(self, address: Address, stop: Stop) -> None:
        """The ledger of stops, kept by blind index, so that it survives deletion and restore."""
        index = self._work.index.of(ADDRESS, address.uri)
        row_id = index.hex()
        key, wrapped = self._work.master.new_data_key(opt_outs.name, row_id)
        self._work.run(
            ADD_STOP,
            address_index=index,
            opted_out=stop.opted_out,
            at=stop.at,
            data_key=wrapped,
            words=key.seal(WORDS, row_id, pack(stop.words)),
            purpose=Purpose.WRITE.value,
            said_by=stop.said_by.value,
        )

    def opted_out(self, address: Address) -> bool:
        """The newest entry of the ledger is a stop."""
        return bool(self._work.scalar(LAST_STOP, wanted=self._work.index.of(ADDRESS, address.uri)))

    def stops(self, address: Address) -> Sequence[Stop]:
        """Every entry about an address, the newest first."""
        index = self._work.index.of(ADDRESS, address.uri)
        return [self._stop(row, index.hex()) for row in self._work.all(STOPS, wanted=index)]

    def _stop(self, row: Row[Any], row_id: str) -> Stop:
        key = self._work.master.unwrap(opt_outs.name, row_id, row.data_key)
        return Stop(
            opted_out=row.opted_out,
            said_by=SaidBy(row.said_by or SaidBy.CONTACT),
            words=unpack(key.open(WORDS, row_id, row.words)),
            at=row.at,
        )

    def _read(self, row: Row[Any]) -> Consent:
        details = unpack(self._work.key(row.contact_id).open(DETAILS, row.id, row.details))
        return Consent(
            contact_id=row.contact_id,
            purpose=Purpose(row.purpose),
            granted=row.granted,
            receiver=details["receiver"],
            fields=tuple(details["fields"]),
            text_version=row.text_version,
            language=row.language,
            channel=row.channel,
            at=row.at,
        )

    def _receiver(self, receiver: str | None) -> bytes | None:
        return None if receiver is None else self._work.index.of(RECEIVER, receiver)
