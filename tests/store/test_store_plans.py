"""Work per message stays constant: every statement finds its rows by an index.

The whole life of a message is played on SQLite while all statements are written down; then
the database is asked how it would run each of them. A scan of a table that grows with contacts
or messages is a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from databases import AUDIT_KEY, INDEX_KEY, KEYS
from helpline.core.case import CaseStatus
from helpline.core.channel import Channel
from helpline.core.consent import Purpose
from helpline.core.conversation import Conversation
from helpline.core.message import SendReason, Status, StatusUpdate
from helpline.core.reach import Reach
from helpline.operations.ports.alerts import Alert, AlertState
from helpline.operations.ports.cases import CaseNote
from helpline.operations.ports.messages import Choice
from helpline.operations.ports.oversight import AuditEntry
from helpline.operations.ports.staff import Session
from helpline.store.transaction import SqlStore, SqlTransaction, open_store
from scene import (
    ADDRESS,
    LEASE,
    MINUTE,
    NOW,
    Scene,
    a_contact,
    hear,
    heard,
    new_id,
    open_case,
    prepare,
    say,
)

SMALL = {"organisations"}
"""Tables with a handful of rows, whose scan costs nothing."""

SHORT = {"ix_inbounds_waiting", "ix_outbounds_line"}
"""Partial indexes that hold only what waits now."""


class Heard:
    """Statements as they went to the database, each once."""

    def __init__(self, engine: Engine) -> None:
        self.statements: dict[str, Any] = {}
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        self.statements.setdefault(sql, values)


@pytest.fixture
def on_sqlite(tmp_path: Path, empty_sqlite: Path) -> Iterator[SqlStore]:
    path = tmp_path / "one.sqlite"
    path.write_bytes(empty_sqlite.read_bytes())
    store = open_store(f"sqlite:///{path}", KEYS, INDEX_KEY, AUDIT_KEY)
    yield store
    store.close()


def play(store: SqlStore) -> None:
    """Everything that happens to a message, a case and a sign-in."""
    scene = prepare(store)
    with store.begin() as tx:
        for act in (come_in, go_out, become_a_case, sign_in):
            act(tx, scene)


def come_in(tx: SqlTransaction, scene: Scene) -> None:
    contact_id = scene.contact.id
    tx.contacts.lock(contact_id)
    tx.contacts.by_address(ADDRESS)
    inbound_id = hear(tx, scene, "1", order=5)
    tx.inbox.add(new_id(), scene.link, heard("1"), False, NOW)
    tx.contacts.heard_at(contact_id, NOW)
    tx.contacts.save(tx.contacts.get(contact_id))
    tx.contacts.addresses(contact_id)
    tx.contacts.address(scene.link.id)
    tx.contacts.stop_address(scene.link.id, "blocked")
    tx.contacts.create(a_contact(scene.organisation.id), new_id(), ADDRESS)
    tx.inbox.next_waiting(contact_id, NOW)
    tx.inbox.retry(inbound_id, NOW)
    tx.inbox.due_contacts(NOW, NOW, 10)
    tx.inbox.done(inbound_id, NOW)
    tx.conversations.save(Conversation(contact_id, due_at=NOW))
    tx.conversations.load(contact_id)
    tx.conversations.due_contacts(NOW, 10)
    tx.consents.holds(contact_id, Purpose.SHARE, "shelter")
    tx.consents.opted_out(ADDRESS)


def go_out(tx: SqlTransaction, scene: Scene) -> None:
    contact_id = scene.contact.id
    row = say(tx, scene, choices=(Choice("Yes", "1", "token"),), asked=1)
    tx.outbox.due_contacts(NOW, 10)
    tx.outbox.claim_next(contact_id, NOW, NOW + LEASE)
    tx.outbox.renew(row.id, NOW, NOW + LEASE)
    tx.outbox.retry(row.id, NOW, SendReason.THROTTLED)
    tx.outbox.sent(row.id, "SM1", Status.SENT)
    tx.outbox.report(StatusUpdate(Channel.SMS, None, "SM1", Status.DELIVERED))
    tx.outbox.report(StatusUpdate(Channel.SMS, row.id, None, Status.READ))
    tx.outbox.finish(row.id, Status.FAILED, "x")
    tx.outbox.withhold_scheduled(contact_id, "x")
    tx.outbox.withhold_queued(scene.link.id, "x")
    tx.outbox.press("token")
    tx.outbox.known_provider_ids(Channel.SMS, ["SM1", "SM2"])
    tx.outbox.replies_since(contact_id, NOW)


def become_a_case(tx: SqlTransaction, scene: Scene) -> None:
    contact_id, organisation_id = scene.contact.id, scene.organisation.id
    case = open_case(tx, scene.contact)
    case = tx.cases.save(tx.cases.get(case.id, organisation_id))
    tx.cases.open_for(contact_id)
    tx.cases.last_for(contact_id)
    tx.cases.queue(Reach(organisation_id))
    tx.cases.note(CaseNote(case.id, NOW, "opened", None, "P1"))
    tx.cases.notes(case.id)
    tx.cases.talk(contact_id, NOW + MINUTE, 10)
    tx.cases.talk(contact_id, None, 10)
    alert = Alert(new_id(), case.id, scene.caseworker.id, 0, NOW)
    tx.alerts.add(alert)
    tx.alerts.due(NOW, 10)
    tx.alerts.claim(alert.id, NOW, NOW + LEASE)
    tx.alerts.retry(alert.id, NOW)
    tx.alerts.finish(alert.id, AlertState.SENT)
    tx.alerts.end_for_case(case.id)
    tx.cases.save(replace(case, status=CaseStatus.CLOSED))


def sign_in(tx: SqlTransaction, scene: Scene) -> None:
    caseworker_id = scene.caseworker.id
    tx.staff.get(caseworker_id)
    tx.staff.by_sign_in_name("dara")
    tx.staff.of_organisation(scene.organisation.id)
    tx.staff.shifts(scene.organisation.id)
    tx.staff.start_session("token", Session(caseworker_id, NOW, NOW, NOW))
    tx.staff.session("token")
    tx.staff.see_session("token", NOW)
    tx.staff.end_sessions(token="token", caseworker_id=caseworker_id)
    tx.staff.use_totp_step(caseworker_id, 1)
    tx.staff.count_sign_in_failure("dara", NOW, NOW)
    tx.staff.clear_sign_in_failures("dara")
    tx.audit.append(AuditEntry(NOW, "a", "b", "c", "d", "ok"))


def test_no_statement_scans_a_table_that_grows(on_sqlite: SqlStore) -> None:
    heard_by = Heard(on_sqlite.engine)
    play(on_sqlite)
    asked = {
        sql: values
        for sql, values in heard_by.statements.items()
        if sql.split()[0] in {"SELECT", "UPDATE", "DELETE"}
    }
    assert len(asked) > 50
    scans = []
    with on_sqlite.engine.connect() as connection:
        for sql, values in asked.items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
            scans += [
                (step.detail, sql)
                for step in plan
                if step.detail.startswith("SCAN ")
                and step.detail.split()[1] not in SMALL
                and step.detail.split()[-1] not in SHORT
            ]
    assert scans == []


def test_a_webhook_takes_four_statements(on_sqlite: SqlStore) -> None:
    scene = prepare(on_sqlite)
    heard_by: list[str] = []

    @event.listens_for(on_sqlite.engine, "before_cursor_execute")
    def note(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        heard_by.append(sql.split(maxsplit=1)[0])

    with on_sqlite.begin() as tx:
        link = tx.contacts.by_address(ADDRESS)
        assert link == scene.link
        assert tx.inbox.add(new_id(), link, heard("1"), False, NOW)
        tx.contacts.heard_at(link.contact_id, NOW)
    assert [word for word in heard_by if word not in {"BEGIN", "PRAGMA"}] == [
        "SELECT",
        "INSERT",
        "UPDATE",
        "UPDATE",
    ]


GROWING = ("addresses", "contacts", "cases", "inbounds", "outbounds", "audit_entries")


def test_a_search_by_number_reads_indexes_on_either_database(store: SqlStore) -> None:
    """Issue 6: as fast at a million contacts as at one. PostgreSQL would scan tables as small as
    these; told not to, it shows whether there is an index that it could use instead."""
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
    heard_by = Heard(store.engine)
    reach = Reach(scene.organisation.id, reader_id=scene.caseworker.id, at=NOW)
    with store.read() as tx:
        link = tx.contacts.by_address(ADDRESS)
        assert link is not None
        (found,) = tx.cases.of_contact(link.contact_id)
        assert found.id == case.id
        tx.cases.find(found.id, reach)
        tx.cases.queue_row(found.id, reach)
        tx.audit.count_since(scene.caseworker.id, "search", NOW)
    asked = {sql: v for sql, v in heard_by.statements.items() if sql.startswith("SELECT")}
    assert len(asked) == 5
    explain = "EXPLAIN QUERY PLAN" if store.engine.dialect.name == "sqlite" else "EXPLAIN"
    scan = "SCAN" if store.engine.dialect.name == "sqlite" else "Seq Scan on"
    with store.engine.connect() as connection:
        if explain == "EXPLAIN":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for sql, values in asked.items():
            plan = [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {sql}", values)]
            assert plan
            assert not [s for s in plan for table in GROWING if f"{scan} {table}" in s], (sql, plan)
