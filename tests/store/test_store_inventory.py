"""Every column is named, and what is called encrypted is (SAFETY T19, T25, section 4)."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, select

import helpline
from databases import OpenAgain
from helpline.core.case import Case, CaseStatus, Priority, Reason
from helpline.core.casework import AddressMove, Verified, Written
from helpline.core.caseworker import Caseworker, Organisation, Role
from helpline.core.channel import Address, Channel
from helpline.core.consent import Consent, Purpose, SaidBy, Stop
from helpline.core.contact import Contact, ContactAddress, SafeTimes
from helpline.core.conversation import Conversation, Fact, Position, Secret
from helpline.core.message import Inbound, Kind, Status, StatusUpdate, Urgency
from helpline.core.oversight import BrokenGlass, Export, ExportKind, ExportState
from helpline.core.referral import CASE_MANAGEMENT, Field, Handover, Override, Referral, State
from helpline.operations.ports.cases import CaseNote
from helpline.operations.ports.messages import Choice, StoredOutbound
from helpline.operations.ports.staff import Invitation, Session
from helpline.operations.ports.store import Transaction
from helpline.store.tables import metadata
from helpline.store.transaction import SqlStore
from scene import NOW, clocks, new_id

INVENTORY = Path(helpline.__file__).parent / "data_inventory.toml"
CLASSES = {
    "id", "index", "mac", "key", "content", "address", "secret", "state", "time", "public",
}  # fmt: skip
SEALED = {"content", "address", "secret"}


def inventory() -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """The purge rules, and `table.column` -> entry."""
    read = tomllib.loads(INVENTORY.read_text("utf-8"))
    rules = read.pop("rules")
    columns = {
        f"{table}.{name}": entry for table, named in read.items() for name, entry in named.items()
    }
    return rules, columns


def named_columns() -> dict[str, Any]:
    return {str(column): column for table in metadata.sorted_tables for column in table.c}


def test_every_column_is_in_the_inventory_and_nothing_else() -> None:
    _, entries = inventory()
    assert set(named_columns()) - set(entries) == set()
    assert set(entries) - set(named_columns()) == set()


def test_every_entry_has_a_class_a_form_and_a_rule() -> None:
    rules, entries = inventory()
    for name, entry in entries.items():
        assert set(entry) == {"class", "encrypted", "purge"}, name
        assert entry["class"] in CLASSES, name
        assert entry["purge"] in rules, name
    assert {entry["purge"] for entry in entries.values()} == set(rules)


def test_what_persons_say_and_where_they_are_reached_is_encrypted() -> None:
    _, entries = inventory()
    for name, column in named_columns().items():
        entry = entries[name]
        if entry["class"] in SEALED:
            assert entry["encrypted"], name
        if entry["encrypted"] or entry["class"] in {"index", "mac", "key"}:
            assert isinstance(column.type, LargeBinary), name


class Canaries:
    """Words that must not be found: each one is different and easy to look for."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, prefix: str = "") -> str:
        self.words.append(f"{prefix}KANARI{len(self.words):03d}ខ្មែរ")
        return self.words[-1]

    def number(self) -> str:
        self.words.append(f"+8559{len(self.words):03d}77553311")
        return self.words[-1]

    def found_in(self, raw: bytes) -> list[str]:
        forms = {word: (word.encode(), word.encode("utf-16-le")) for word in self.words}
        return [word for word, seen in forms.items() if any(form in raw for form in seen)]


def seed(store: SqlStore, canary: Canaries) -> None:
    """Put a canary into every text that the store takes and that is not a code of ours."""
    organisation = Organisation(new_id(), "Example")
    caseworker = Caseworker(
        id=new_id(),
        organisation_id=organisation.id,
        sign_in_name=canary(),
        first_name=canary(),
        role=Role.CASEWORKER,
        language="km",
        password_hash=canary(),
        totp_secret=canary(),
        alert_address=Address(Channel.SMS, canary.number()),
    )
    address = Address(Channel.WHATSAPP, canary.number())
    contact = Contact(
        new_id(), organisation.id, "km", canary(), NOW, SafeTimes(time(1, 2), time(3, 4))
    )
    inbound = Inbound(
        channel=Channel.WHATSAPP,
        provider_id=canary(),
        address=address,
        kind=Kind.TEXT,
        text=canary(),
        button=canary(),
        press_id=canary(),
        media=(canary(),),
        provider_opt_out=canary(),
    )
    with store.begin() as tx:
        tx.staff.add_organisation(organisation)
        tx.staff.add(caseworker)
        tx.staff.start_session(canary(), Session(caseworker.id, NOW, NOW, NOW))
        tx.staff.count_sign_in_failure(canary(), NOW, NOW)
        link = tx.contacts.create(contact, new_id(), address)
        tx.contacts.save(replace(contact, script=canary()))
        tx.inbox.add(new_id(), link, inbound, False, NOW)
        tx.consents.record_opt_out(address, Stop(True, SaidBy.CONTACT, canary(), NOW))
        consent = Consent(
            contact_id=contact.id,
            purpose=Purpose.SHARE,
            granted=True,
            receiver=canary(),
            fields=(canary(),),
            text_version="hash",
            language="km",
            channel="whatsapp",
            at=NOW,
        )
        consent_id = new_id()
        tx.consents.add(consent_id, consent)
        tx.conversations.save(
            Conversation(
                contact.id,
                at=Position(canary(), canary(), canary()),
                answers={canary(): canary()},
                facts={Fact.PROVINCE: canary()},
                last_topic=canary(),
            )
        )
        case = tx.cases.add(new_id(), contact, Priority.P1, Reason.SEXUAL_VIOLENCE_PAST, clocks())
        tx.cases.save(replace(case, status=CaseStatus.CLOSED, recap=canary(), next_step=canary()))
        tx.cases.note(CaseNote(case.id, NOW, "referral_asked", caseworker.id, canary(), canary()))
        seed_casework(tx, caseworker, case, canary)
        seed_people(tx, caseworker, case.id, canary)
        seed_referral(tx, contact, consent_id, canary)
        spare = Address(Channel.SMS, canary.number())
        spare_id = new_id()
        tx.links.attach(contact.id, spare_id, spare, NOW)
        tx.links.retire(spare_id, new_id(), NOW, "moved")
        tx.links.offer(canary(), contact.id, NOW)
        tx.quarantine.add(new_id(), Channel.SMS, canary(), canary().encode(), NOW)
        for kind in Secret:
            tx.secrets.keep(contact.id, kind, canary(), NOW)
        row = replace(
            outbound_to(link, canary()),
            choices=(Choice(canary(), "1", canary()),),
            asked=1,
            flow=canary(),
            node=canary(),
        )
        tx.outbox.add(row)
        tx.outbox.sent(row.id, canary(), Status.SENT)
        raw = f"{canary()} {canary.number()}"
        tx.outbox.report(StatusUpdate(Channel.WHATSAPP, row.id, canary(), None, raw, canary()))


def seed_people(tx: Transaction, person: Caseworker, case_id: str, canary: Canaries) -> None:
    """What admits staff, and why they looked or exported."""
    tx.admissions.invite(canary(), Invitation(person.id, person.id, NOW, canary()))
    tx.admissions.set_recovery_codes(person.id, [canary(), canary()])
    tx.admissions.set_link_code(canary(), person.id, NOW)
    tx.oversight.break_glass(BrokenGlass(new_id(), case_id, person.id, NOW, NOW, canary()))
    day = NOW.date()
    export = Export(
        id=new_id(),
        organisation_id=person.organisation_id,
        kind=ExportKind.IDENTIFIABLE,
        state=ExportState.ASKED,
        asked_by=person.id,
        asked_at=NOW,
        first_day=day,
        last_day=day,
        reason=canary(),
    )
    tx.exports.add(export)


def seed_casework(tx: Transaction, person: Caseworker, case: Case, canary: Canaries) -> None:
    """What caseworkers write beside a case."""
    tx.drafts.keep(Written(case.id, person.id, canary(), NOW))
    tx.moves.add(
        AddressMove(
            id=new_id(),
            address_id=new_id(),
            from_contact_id=case.contact_id,
            to_contact_id=case.contact_id,
            verified=Verified.CALL,
            moved_by=person.id,
            at=NOW,
            reason=canary(),
        )
    )


def seed_referral(tx: Transaction, contact: Contact, consent_id: str, canary: Canaries) -> None:
    """Whom somebody was referred to, what was handed over, and why without asking."""
    tx.overrides.add(
        Override(
            id=new_id(),
            organisation_id=contact.organisation_id,
            contact_id=contact.id,
            receiver=canary(),
            fields=(Field.NEED,),
            reason=canary(),
            asked_by=new_id(),
            asked_at=NOW,
        )
    )
    handover = Handover(first_name=canary(), family_name=canary(), code_word=canary())
    referral = Referral(
        id=new_id(),
        organisation_id=contact.organisation_id,
        contact_id=contact.id,
        receiver=canary(),
        kind=CASE_MANAGEMENT,
        fields=(Field.NUMBER,),
        state=State.SENT,
        created_at=NOW,
        moved_at=NOW,
        due_at=NOW,
        handover=handover,
        consent_id=consent_id,
        receiver_name=canary(),
    )
    tx.referrals.add(referral)


def outbound_to(link: ContactAddress, words: str) -> StoredOutbound:
    return StoredOutbound(
        id=new_id(),
        contact_id=link.contact_id,
        address_id=link.id,
        text=words,
        urgency=Urgency.REPLY,
        created_at=NOW,
        not_after=NOW,
    )


def dump(store: SqlStore, database_url: str) -> bytes:
    """Everything that the database keeps, as bytes."""
    if database_url.startswith("sqlite"):
        folder = Path(database_url.removeprefix("sqlite:///")).parent
        files = list(folder.iterdir())
        assert any(path.name.endswith("-wal") for path in files)
        return b"".join(path.read_bytes() for path in files)
    raw = b""
    with store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                raw += b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
    return raw


def test_a_dump_without_keys_says_nothing(
    store: SqlStore, database_url: str, open_again: OpenAgain
) -> None:
    canary = Canaries()
    with store.begin() as tx:
        tx.staff.add_organisation(Organisation(new_id(), "CONTROL"))
    seed(store, canary)
    raw = dump(store, database_url)
    assert b"CONTROL" in raw, "the dump must show what is not encrypted"
    assert len(canary.words) > 35
    assert canary.found_in(raw) == []
    for code in (b"SEXUAL_VIOLENCE", b"KANARI"):
        assert code not in raw


def test_every_encrypted_column_was_seeded(store: SqlStore) -> None:
    """A canary run proves something only for columns that it filled."""
    _, entries = inventory()
    seed(store, Canaries())
    with store.engine.connect() as connection:
        for name, column in named_columns().items():
            if entries[name]["encrypted"]:
                kept = connection.execute(select(column)).scalars().all()
                values = [value for value in kept if value is not None]
                assert values, name
                assert all(value[0] == 1 for value in values), name
