"""The directory in both databases: versions, histories, reports, proposals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.core.errors import NotFound
from helpline.directory.model import Entitlement, Provider, RightsWords, Service, Words
from helpline.directory.terms import Reason
from helpline.operations.ports.directory import Complaint, HistoryNote, Proposal
from helpline.store.transaction import SqlStore
from scene import NOW, new_id


def service(key: str, name: str = "Example", **more: object) -> Service:
    given = {"provider": Provider(id=key, name=name), "name": Words(en=name, km="គំរូ")}
    return Service.model_validate({"id": key, "operator": "ngo"} | given | more)


def test_each_write_is_a_new_version_and_only_changes_are_read(store: SqlStore) -> None:
    with store.begin() as tx:
        assert tx.services.version() == 0
        assert not tx.services.dirty
        assert tx.services.save([service("a"), service("b")], NOW) == 1
        assert tx.services.dirty
    with store.begin() as tx:
        assert tx.services.save([service("a", "Another")], NOW + timedelta(days=1)) == 2
    with store.read() as tx:
        changes = tx.services.changes(1)
        assert changes.number == 2
        assert [one.id for one in changes.services] == ["a"]
        assert changes.changed_at == {"a": NOW + timedelta(days=1)}
        assert [one.name.en for one in tx.services.changes(0).services] == ["Another", "Example"]
        assert tx.services.get("a") == (service("a", "Another"), 2)
        with pytest.raises(NotFound):
            tx.services.get("c")


def test_what_hsds_knows_and_we_do_not_is_kept_and_read_only_whole(store: SqlStore) -> None:
    one = service("a", rest={"fees": "ខ្មែរ", "phones": [{"id": "x"}]})
    with store.begin() as tx:
        tx.services.save([one], NOW)
    with store.read() as tx:
        assert tx.services.get("a")[0] == one
        assert tx.services.changes(0).services[0].rest == {}
        assert tx.services.changes(0, whole=True).services == [one]


def test_rights_texts_are_kept_beside_services(store: SqlStore) -> None:
    words = RightsWords(en="You have rights.", km="អ្នកមានសិទ្ធិ។")
    text = Entitlement(id="r", words=words, source="a policy of 2009", fills="right_id_poor")
    with store.begin() as tx:
        tx.services.save([text, service("a")], NOW)
    with store.read() as tx:
        assert tx.services.changes(0).entitlements == [text]
        with pytest.raises(NotFound):
            tx.services.get("r")


def test_a_write_that_is_rolled_back_leaves_no_version(store: SqlStore) -> None:
    with pytest.raises(RuntimeError), store.begin() as tx:
        tx.services.save([service("a")], NOW)
        raise RuntimeError
    with store.read() as tx:
        assert tx.services.version() == 0


def test_history_is_told_newest_first(store: SqlStore) -> None:
    person = new_id()
    with store.begin() as tx:
        tx.services.note([HistoryNote("a", NOW, "imported"), HistoryNote("b", NOW, "imported")])
        tx.services.note([HistoryNote("a", NOW, "verified", person, "p", {"method": "call"})])
    with store.read() as tx:
        newest, oldest = tx.services.history("a", 10)
        assert newest == HistoryNote("a", NOW, "verified", person, "p", {"method": "call"})
        assert oldest.act == "imported"
        assert len(tx.services.history("a", 1)) == 1


def test_complaints_count_people_and_keep_no_name(store: SqlStore) -> None:
    """Two independent reports: the same person twice is one."""
    with store.begin() as tx:
        for who in ("contact-one", "contact-one", "contact-two"):
            tx.services.complain(Complaint("a", "p", NOW, Reason.NO_ANSWER, who))
    with store.read() as tx:
        before, after = NOW - timedelta(1), NOW + timedelta(1)
        assert tx.services.complainants("a", "p", Reason.NO_ANSWER, before) == 2
        assert tx.services.complainants("a", "p", Reason.NO_ANSWER, after) == 0
        assert tx.services.complainants("a", "q", Reason.NO_ANSWER, before) == 0
        assert tx.services.complainants("a", "p", Reason.WRONG_NUMBER, before) == 0
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT * FROM directory_reports").all()
    assert "contact-one" not in str(found)


def test_a_proposal_is_decided_once(store: SqlStore) -> None:
    proposal = Proposal(new_id(), service("a"), 0, NOW, new_id())
    with store.begin() as tx:
        tx.services.propose(proposal)
        assert tx.services.proposals() == [proposal]
        assert tx.services.proposals("a") == [proposal]
        assert tx.services.proposals("b") == []
    with store.begin() as tx:
        assert tx.services.decide(proposal.id, new_id(), NOW, "published")
        assert not tx.services.decide(proposal.id, new_id(), NOW, "refused")
        assert tx.services.proposals() == []
