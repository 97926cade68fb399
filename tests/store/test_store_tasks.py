"""Tasks: set once, done once, seen by their own organisation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from databases import OpenAgain
from helpline.core.channel import Address, Channel
from helpline.core.errors import NotFound
from helpline.core.task import Task, TaskKind
from helpline.store.transaction import SqlStore
from scene import MINUTE, NOW, Scene, new_id, prepare


def a_task(scene: Scene, **what: object) -> Task:
    task = Task(
        id=new_id(),
        organisation_id=scene.organisation.id,
        kind=TaskKind.CALL,
        due_at=NOW + MINUTE,
        created_at=NOW,
        contact_id=scene.contact.id,
    )
    return replace(task, **what)  # type: ignore[arg-type]


def test_a_task_comes_back_as_it_was_set(store: SqlStore) -> None:
    scene = prepare(store)
    task = a_task(scene, about_id=new_id(), assigned_to=scene.caseworker.id)
    with store.begin() as tx:
        assert tx.tasks.add(task)
    with store.read() as tx:
        assert tx.tasks.get(task.id, scene.organisation.id) == task
        assert tx.tasks.of_contact(scene.contact.id) == [task]


def test_a_task_that_must_be_there_once_is_set_once(store: SqlStore) -> None:
    """A scheduler that runs twice sets no second task (SAFETY R27)."""
    scene = prepare(store)
    with store.begin() as tx:
        assert tx.tasks.add(a_task(scene), once="plan:3")
        assert not tx.tasks.add(a_task(scene), once="plan:3")
        assert tx.tasks.add(a_task(scene), once="plan:4")
        assert tx.tasks.add(a_task(scene))
        assert tx.tasks.add(a_task(scene))
        assert len(tx.tasks.waiting(scene.organisation.id, 10)) == 4


def test_what_is_due_first_comes_first_and_done_ones_are_gone(store: SqlStore) -> None:
    scene = prepare(store)
    late, early, done = (a_task(scene, due_at=NOW + n * MINUTE) for n in (3, 2, 1))
    with store.begin() as tx:
        for task in (late, early, done):
            tx.tasks.add(task)
        assert tx.tasks.finish(done.id, NOW, scene.caseworker.id, "reached")
        assert [task.id for task in tx.tasks.waiting(scene.organisation.id, 10)] == [
            early.id,
            late.id,
        ]
        assert [task.id for task in tx.tasks.waiting(scene.organisation.id, 1)] == [early.id]
        kept = tx.tasks.get(done.id, scene.organisation.id)
    assert (kept.done_at, kept.done_by, kept.outcome) == (NOW, scene.caseworker.id, "reached")


def test_of_two_people_who_finish_a_task_one_did_it(store: SqlStore, open_again: OpenAgain) -> None:
    scene = prepare(store)
    task = a_task(scene)
    with store.begin() as tx:
        tx.tasks.add(task)
    stores = [open_again(), open_again()]
    barrier = Barrier(2)

    def finish(one: SqlStore, outcome: str) -> bool:
        barrier.wait()
        with one.begin() as tx:
            return tx.tasks.finish(task.id, NOW, scene.caseworker.id, outcome)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(finish, stores, ("reached", "no_answer")))
    assert sorted(done) == [False, True]


def test_another_organisations_task_is_not_there(store: SqlStore) -> None:
    """SAFETY T17."""
    scene = prepare(store)
    other = prepare(store, Address(Channel.SMS, "+85512345679"), "sok")
    task = a_task(scene)
    with store.begin() as tx:
        tx.tasks.add(task)
        assert tx.tasks.waiting(other.organisation.id, 10) == []
        with pytest.raises(NotFound):
            tx.tasks.get(task.id, other.organisation.id)


def test_a_task_changes_hands_until_it_is_done(store: SqlStore) -> None:
    scene = prepare(store)
    task = a_task(scene)
    with store.begin() as tx:
        tx.tasks.add(task)
        tx.tasks.assign(task.id, scene.caseworker.id)
        given = tx.tasks.get(task.id, scene.organisation.id)
        tx.tasks.finish(task.id, NOW, scene.caseworker.id, "reached")
        tx.tasks.assign(task.id, None)
        done = tx.tasks.get(task.id, scene.organisation.id)
    assert given.assigned_to == done.assigned_to == scene.caseworker.id


def test_what_is_not_needed_any_more_is_dropped_by_kind(store: SqlStore) -> None:
    scene = prepare(store)
    call, silence, done = (
        a_task(scene, kind=kind)
        for kind in (TaskKind.CALL, TaskKind.SILENCE_CALL, TaskKind.SILENCE_CALL)
    )
    with store.begin() as tx:
        for task in (call, silence, done):
            tx.tasks.add(task)
        tx.tasks.finish(done.id, NOW, scene.caseworker.id, "reached")
        assert tx.tasks.drop_of_contact(scene.contact.id, [TaskKind.SILENCE_CALL], NOW) == 1
        assert [task.id for task in tx.tasks.waiting(scene.organisation.id, 10)] == [call.id]
        assert tx.tasks.get(silence.id, scene.organisation.id).outcome == "dropped"
        assert tx.tasks.get(done.id, scene.organisation.id).outcome == "reached"
