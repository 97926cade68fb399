"""Who sees what of a referral; nothing is seen without a yes that holds (T15, T17, T28)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content import content
from helpline import wiring
from helpline.core.caseworker import Caseworker, Role
from helpline.core.consent import Purpose
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.referral import (
    CASE_MANAGEMENT,
    CONSENT_UNUSED,
    OVER,
    TAKEN,
    Because,
    Field,
    Handover,
    Reached,
    State,
)
from helpline.core.task import TaskKind
from helpline.operations import people
from helpline.operations.referrals import clock, desk, form, override, receiving
from helpline.operations.referrals.desk import Agreed
from helpline.rehearsal import Rehearsal
from referring import (
    ALL,
    FIRST,
    a_service,
    begin,
    only,
    publish,
    referrals,
    say,
    sophea,
    staff,
    tasks_of,
)

THEIRS = "Example Receiver"
SHARED = (Field.FIRST_NAME, Field.NEED, Field.RULES)
KNOWN = Handover(
    first_name="Dara",
    family_name="Sok",
    birth_date="1990-01-02",
    needs=("health",),
    province="12",
    reached=Reached.CALL,
    code_word="mango",
    language="km",
)


@dataclass(slots=True)
class Scene:
    """A case of ours, and people of another organisation of this installation."""

    talk: Rehearsal
    case_id: str
    ours: Caseworker
    key: str
    partner: Caseworker

    @property
    def helpline(self):
        return self.talk.helpline


@pytest.fixture
def scene() -> Scene:
    return build()


def build() -> Scene:
    talk = wiring.rehearse(wiring.Channel.SMS, content=content())
    talk.staff(on_call=True)
    begin(talk, at="F25.1")
    say(talk, "9", "2")
    talk.claim()
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact.id)
    home = people.organisation(talk.helpline, THEIRS)
    partner = staff(talk, "partner", Role.PARTNER, THEIRS)
    return Scene(talk, case.id, sophea(talk), f"organisation:{home.id}", partner)


def refer(scene: Scene, fields: tuple[Field, ...] = SHARED, known: Handover = KNOWN):
    agreed = Agreed(fields, "en")
    return desk.refer(scene.helpline, scene.ours, scene.case_id, scene.key, agreed, known)


def seen(scene: Scene, referral_id: str):
    return receiving.look(scene.helpline, scene.partner, referral_id)


def test_the_receiver_finds_it_in_its_queue_and_sees_consented_fields_only(scene: Scene) -> None:
    referral = refer(scene)
    (row,) = receiving.incoming(scene.helpline, scene.partner)
    assert row.id == referral.id
    found = seen(scene, referral.id)
    assert found.values == {Field.FIRST_NAME: "Dara", Field.NEED: ("health",)}
    assert found.rules["code_word"] == "mango"
    assert "Sok" not in repr(found.values)
    assert TaskKind.ANSWER_REFERRAL in tasks_of(scene.talk, scene.partner.organisation_id)


def test_the_number_is_handed_over_where_it_was_agreed(scene: Scene) -> None:
    referral = refer(scene, (Field.NUMBER, Field.RULES))
    assert seen(scene, referral.id).values == {Field.NUMBER: scene.talk.address.value}


def test_their_task_says_nothing_of_the_contact(scene: Scene) -> None:
    """T17"""
    refer(scene)
    with scene.helpline.store.read() as tx:
        (task,) = tx.tasks.waiting(scene.partner.organisation_id, 9)
    assert (task.contact_id, task.case_id) == (None, None)


def test_somebody_elses_referral_is_missing_like_one_that_never_was(scene: Scene) -> None:
    """T17"""
    referral = refer(scene)
    people.organisation(scene.helpline, "Another")
    stranger = staff(scene.talk, "stranger", Role.PARTNER, "Another")
    assert receiving.incoming(scene.helpline, stranger) == []
    for wanted in (referral.id, "0" * 32):
        with pytest.raises(NotFound) as refused:
            receiving.look(scene.helpline, stranger, wanted)
        assert str(refused.value) == "no such referral"


def test_no_yes_no_referral(scene: Scene) -> None:
    """T28: fields nobody agreed to cannot be chosen, and an empty yes is none."""
    with pytest.raises(Refused, match="fields_needed"):
        refer(scene, ())
    assert referrals(scene.talk) == []


def test_withdrawal_ends_access_at_once_and_both_sides_are_told(scene: Scene) -> None:
    """T28: the next request of the receiver finds nothing; the owner sees why."""
    referral = refer(scene)
    seen(scene, referral.id)
    desk.take_back(scene.helpline, scene.ours, referral.id, "told me on the phone today")
    with pytest.raises(NotFound):
        seen(scene, referral.id)
    with pytest.raises(NotFound):
        receiving.answer(scene.helpline, scene.partner, referral.id, State.ACCEPTED, None, 2)
    assert receiving.incoming(scene.helpline, scene.partner) == []
    mine = desk.dossier(scene.helpline, scene.ours, referral.id)
    assert (mine.referral.state, mine.shared) == (State.WITHDRAWN, False)
    waiting = tasks_of(scene.talk, scene.partner.organisation_id)
    assert waiting == {TaskKind.REFERRAL_WITHDRAWN}


def test_withdrawal_in_the_talk_ends_access_at_once(scene: Scene) -> None:
    """T28"""
    referral = refer(scene)
    begin(scene.talk, at="F31.2")
    say(scene.talk, "4")
    with pytest.raises(NotFound):
        seen(scene, referral.id)


def test_a_yes_runs_out_after_ninety_days_unless_it_is_used(scene: Scene) -> None:
    """CONVERSATIONS F08, T28: asked at each look, whether or not the clock has come by."""
    referral = refer(scene)
    scene.talk.clock.at += CONSENT_UNUSED - timedelta(seconds=1)
    seen(scene, referral.id)
    scene.talk.clock.at += timedelta(seconds=1)
    with pytest.raises(NotFound):
        seen(scene, referral.id)


def test_a_yes_that_is_used_does_not_run_out(scene: Scene) -> None:
    referral = refer(scene)
    receiving.answer(scene.helpline, scene.partner, referral.id, State.ACCEPTED, None, 1)
    scene.talk.clock.at += 3 * CONSENT_UNUSED
    assert seen(scene, referral.id).state is State.ACCEPTED


def test_the_receiver_answers_step_by_step(scene: Scene) -> None:
    referral = refer(scene)
    for version, state in enumerate((State.ACCEPTED, State.MET, State.ACTIVE), start=1):
        receiving.answer(scene.helpline, scene.partner, referral.id, state, None, version)
    assert only(scene.talk).state is State.ACTIVE
    assert only(scene.talk).due_at is None
    assert TaskKind.ANSWER_REFERRAL not in tasks_of(scene.talk, scene.partner.organisation_id)


@pytest.mark.parametrize(
    ("state", "because", "version", "error"),
    [
        (State.REFUSED, None, 1, "reason_needed"),
        (State.ACTIVE, None, 1, "no_such_move"),
        (State.WITHDRAWN, None, 1, "no_such_move"),
        (State.SENT, None, 1, "no_such_move"),
    ],
)
def test_steps_that_cannot_be_taken(
    scene: Scene, state: State, because: Because | None, version: int, error: str
) -> None:
    referral = refer(scene)
    with pytest.raises(Refused, match=error):
        receiving.answer(scene.helpline, scene.partner, referral.id, state, because, version)
    assert only(scene.talk).state is State.SENT


def test_an_old_page_does_not_overwrite(scene: Scene) -> None:
    referral = refer(scene)
    receiving.answer(scene.helpline, scene.partner, referral.id, State.WAITING, None, 1)
    with pytest.raises(Stale):
        receiving.answer(scene.helpline, scene.partner, referral.id, State.ACCEPTED, None, 1)


def test_a_helper_not_chosen_yet_needs_a_yes_of_its_own(scene: Scene) -> None:
    """T15: yes to "a helper" is no yes to this one."""
    begin(scene.talk)
    say(scene.talk, *ALL)
    found = only(scene.talk)
    with pytest.raises(Refused, match="fields_needed"):
        desk.choose(
            scene.helpline, scene.ours, found.id, scene.key, Agreed((), "en"), found.version
        )
    with pytest.raises(Refused, match="receiver_needed"):
        form.printed(scene.helpline, scene.ours, found.id)
    agreed = Agreed(SHARED, "en")
    changed = desk.choose(scene.helpline, scene.ours, found.id, scene.key, agreed, found.version)
    assert (changed.receiver, changed.fields) == (scene.key, SHARED)
    assert changed.consent_id != found.consent_id
    assert seen(scene, found.id).rules["code_word"] == "mango"


def test_only_who_has_the_case_sees_or_changes_our_side(scene: Scene) -> None:
    """T17"""
    referral = refer(scene)
    colleague = staff(scene.talk, "bopha")
    for act in (
        lambda: desk.dossier(scene.helpline, colleague, referral.id),
        lambda: form.printed(scene.helpline, colleague, referral.id),
        lambda: form.oscar_file(scene.helpline, colleague, referral.id),
        lambda: desk.take_back(scene.helpline, colleague, referral.id, "because I want to"),
        lambda: desk.dossier(scene.helpline, scene.partner, referral.id),
    ):
        with pytest.raises((Refused, NotFound)):
            act()
    assert desk.outgoing(scene.helpline, colleague) == []
    assert [one.id for one in desk.outgoing(scene.helpline, scene.ours)] == [referral.id]


def test_every_look_is_audited(scene: Scene) -> None:
    referral = refer(scene)
    seen(scene, referral.id)
    form.printed(scene.helpline, scene.ours, referral.id)
    form.oscar_file(scene.helpline, scene.ours, referral.id)
    with scene.helpline.store.engine.connect() as connection:
        from sqlalchemy import text

        rows = connection.execute(
            text("SELECT action FROM audit_entries WHERE object_id = :id"), {"id": referral.id}
        ).scalars()
        assert {"see_referral", "print_referral", "export_referral"} <= set(rows)


# --- sharing without a yes ------------------------------------------------------------------------


def test_two_persons_and_a_reason_share_without_a_yes(scene: Scene) -> None:
    """T28: `consent_override`"""
    first = staff(scene.talk, "first", Role.SUPERVISOR)
    second = staff(scene.talk, "second", Role.SUPERVISOR)
    fields = (Field.NEED, Field.RULES)
    with pytest.raises(Refused, match="reason_needed"):
        override.ask(scene.helpline, first, scene.case_id, scene.key, fields, "short")
    asked = override.ask(
        scene.helpline, first, scene.case_id, scene.key, fields, "badly hurt, no answer"
    )
    assert referrals(scene.talk) == []
    with pytest.raises(Refused, match="second_person_needed"):
        override.carry_out(scene.helpline, first, asked.id)
    assert referrals(scene.talk) == []
    made = override.carry_out(scene.helpline, second, asked.id)
    assert (made.consent_id, made.override_id, made.fields) == (None, asked.id, fields)
    assert Field.NUMBER not in seen(scene, made.id).values
    with pytest.raises(Refused, match="second_person_needed"):
        override.carry_out(scene.helpline, staff(scene.talk, "third", Role.SUPERVISOR), asked.id)


def test_caseworkers_cannot_override(scene: Scene) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        override.ask(
            scene.helpline, scene.ours, scene.case_id, scene.key, SHARED, "badly hurt, no answer"
        )


# --- clocks ---


def test_one_working_day_without_an_answer_is_a_case_and_a_task_and_then_no_plan(
    scene: Scene,
) -> None:
    """CONVERSATIONS F08: REFERRAL_STALLED"""
    referral = refer(scene)
    scene.talk.clock.at = referral.due_at - timedelta(seconds=1)
    assert clock.see_to_due(scene.helpline) == 0
    scene.talk.clock.at = referral.due_at
    assert clock.see_to_due(scene.helpline) == 1
    assert clock.see_to_due(scene.helpline) == 0
    stalled = only(scene.talk)
    assert stalled.stalled_at == scene.talk.clock.at
    assert stalled.due_at == scene.talk.clock.at + timedelta(hours=9)
    assert TaskKind.REFERRAL_STALLED in tasks_of(scene.talk)
    with scene.helpline.store.read() as tx:
        reasons = tx.cases.open_for(referral.contact_id).reasons
    assert "REFERRAL_STALLED" in reasons
    scene.talk.clock.at = stalled.due_at
    assert clock.see_to_due(scene.helpline) == 1
    assert only(scene.talk).due_at is None
    assert clock.see_to_due(scene.helpline) == 0


def test_an_answer_in_time_is_no_stall(scene: Scene) -> None:
    referral = refer(scene)
    receiving.answer(scene.helpline, scene.partner, referral.id, State.ACCEPTED, None, 1)
    scene.talk.clock.at += timedelta(days=30)
    assert clock.see_to_due(scene.helpline) == 0


def test_the_clock_ends_what_nobody_used(scene: Scene) -> None:
    referral = refer(scene)
    scene.talk.clock.at = referral.created_at + CONSENT_UNUSED
    assert clock.see_to_due(scene.helpline) == 1
    assert only(scene.talk).state is State.WITHDRAWN
    assert clock.see_to_due(scene.helpline) == 0


# --- every path at once ---------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            "yes less no desk choose back unshare ask second wait accept refuse stall".split()
        ),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_happens_nothing_is_seen_without_a_basis(steps: list[tuple[str, int]]) -> None:
    """T15, T28: a property over all ways in and out, in any order."""
    scene = build()
    publish(scene.talk, a_service(FIRST, scene.talk.clock.at, provider=THEIRS))
    first = staff(scene.talk, "first", Role.SUPERVISOR)
    second = staff(scene.talk, "second", Role.SUPERVISOR)
    for what, variant in steps:
        with suppress(Refused, NotFound, Stale):
            take(scene, what, variant, (first, second))
        nothing_without_a_basis(scene)


def take(scene: Scene, what: str, variant: int, supervisors: tuple[Caseworker, ...]) -> None:
    """One step of the story."""
    talk, helpline = scene.talk, scene.helpline
    answers = {"yes": ALL, "less": ("2", str(variant + 1), *ALL[1:]), "no": ("3", "2")}
    if what in answers:
        begin(talk, offered=FIRST if variant else "")
        say(talk, *answers[what])
    elif what == "desk":
        refer(scene, tuple(Field)[variant : variant + 3])
    elif what == "unshare":
        begin(talk, at="F31.2")
        say(talk, "4")
    elif what == "ask":
        fields = tuple(Field)[variant : variant + 2]
        override.ask(
            helpline, supervisors[0], scene.case_id, scene.key, fields, "badly hurt, no answer"
        )
    elif what == "second":
        for one in override.waiting(helpline, supervisors[1]):
            override.carry_out(helpline, supervisors[min(variant, 1)], one.id)
    elif what == "wait":
        talk.clock.at += timedelta(days=40)
    elif what == "stall":
        clock.see_to_due(helpline)
    else:
        act_on(scene, what, variant)


def act_on(scene: Scene, what: str, variant: int) -> None:
    found = referrals(scene.talk)
    if not found:
        return
    one = found[variant % len(found)]
    if what == "choose":
        agreed = Agreed(tuple(Field)[variant:], "km")
        desk.choose(scene.helpline, scene.ours, one.id, scene.key, agreed, one.version)
    elif what == "back":
        desk.take_back(scene.helpline, scene.ours, one.id, "told me on the phone")
    else:
        state = State.ACCEPTED if what == "accept" else State.REFUSED
        receiving.answer(scene.helpline, scene.partner, one.id, state, Because.FULL, one.version)


def nothing_without_a_basis(scene: Scene) -> None:
    """What the partner can see was agreed to by the person, or decided by two persons."""
    now = scene.talk.clock.at
    for referral in referrals(scene.talk):
        try:
            found = seen(scene, referral.id)
        except NotFound:
            continue
        assert referral.receiver_organisation_id == scene.partner.organisation_id
        assert referral.state not in OVER
        assert referral.receiver != CASE_MANAGEMENT
        with scene.helpline.store.read() as tx:
            if referral.override_id is not None:
                decision = tx.overrides.get(referral.override_id, referral.organisation_id)
                allowed = set(decision.fields)
                assert decision.receiver == referral.receiver
                assert decision.confirmed_by not in (None, decision.asked_by)
            else:
                newest = tx.consents.newest(referral.contact_id, Purpose.SHARE, referral.receiver)
                assert newest is not None
                assert newest[1].granted
                assert referral.state in TAKEN or now - newest[1].at < CONSENT_UNUSED
                allowed = {Field(one) for one in newest[1].fields}
        assert set(found.values) <= allowed
        assert not found.rules or Field.RULES in allowed
