"""Who may come in, who may change what, and who stays out (SAFETY T20, T21, section 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from helpline.core.case import CaseStatus
from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused
from helpline.core.reach import Reach
from helpline.operations import accounts, cases, invitations, organisations, people, staffing
from helpline.operations import sign_in as door
from helpline.operations.invitations import Invited
from helpline.operations.sign_in import Attempt, hash_password
from helpline.rehearsal import Rehearsal

PASSWORD = "four green frogs"
NEW = "seven brown ducks"
HASH = hash_password(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CRISIS = "I want to kill myself"


@pytest.fixture
def talk(stage) -> Rehearsal:
    made = stage()
    made.helpline = replace(
        made.helpline, settings=replace(made.helpline.settings, demo=False), now=made.clock
    )
    return made


def member(
    talk: Rehearsal, name: str, role: Role = Role.CASEWORKER, home: str | None = None
) -> Caseworker:
    person = Caseworker("", "", name, name.title(), role, "en", HASH, SECRET)
    return people.add(talk.helpline, home or talk.home.name, person)


def now_of(talk: Rehearsal, person: Caseworker) -> Caseworker:
    with talk.helpline.store.read() as tx:
        return tx.staff.get(person.id)


def newcomer(name: str = "newbie", role: Role = Role.CASEWORKER) -> Caseworker:
    return Caseworker("", "", name, "Nary", role, "km", "", None)


def code(talk: Rehearsal, secret: str = SECRET) -> str:
    """A code that was not used yet."""
    talk.clock.at += timedelta(seconds=30)
    return pyotp.TOTP(secret).at(talk.clock.at)


def come_in(talk: Rehearsal, invited: Invited, password: str = NEW) -> tuple[str, list[str]]:
    """Accept an invitation; the secret and the recovery codes."""
    secret = invitations.enrolment(talk.helpline, invited.token).secret
    codes = invitations.accept(talk.helpline, invited.token, password, code(talk, secret))
    return secret, list(codes)


def signs_in(talk: Rehearsal, name: str, password: str, typed: str) -> door.SignedIn:
    return door.sign_in(talk.helpline, Attempt(name, password, typed, "192.0.2.1"))


# --- invitations --------------------------------------------------------------------------------


def test_an_invited_person_sets_password_and_code_and_comes_in(talk: Rehearsal) -> None:
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    invited = invitations.invite(talk.helpline, admin, newcomer())
    with pytest.raises(Refused, match="sign_in_failed"):
        signs_in(talk, "newbie", "", "")
    secret, codes = come_in(talk, invited)
    assert len(set(codes)) == 10
    assert signs_in(talk, "newbie", NEW, code(talk, secret)).caseworker.first_name == "Nary"


def test_an_invitation_works_once_and_runs_out(talk: Rehearsal) -> None:
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    used = invitations.invite(talk.helpline, admin, newcomer("first"))
    come_in(talk, used)
    late = invitations.invite(talk.helpline, admin, newcomer("second"))
    talk.clock.at += invitations.VALID_FOR
    for token in (used.token, late.token, "0" * 64):
        with pytest.raises(NotFound):
            invitations.enrolment(talk.helpline, token)
        with pytest.raises(NotFound):
            invitations.accept(talk.helpline, token, NEW, "000000")


def test_a_new_link_makes_the_old_one_worthless_and_ends_sessions_when_used(
    talk: Rehearsal,
) -> None:
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    dara = member(talk, "dara")
    session = signs_in(talk, "dara", PASSWORD, code(talk)).token
    first = invitations.renew(talk.helpline, admin, dara.id)
    second = invitations.renew(talk.helpline, admin, dara.id)
    with pytest.raises(NotFound):
        invitations.enrolment(talk.helpline, first.token)
    assert door.who(talk.helpline, session) is not None, "nothing is lost before it is used"
    come_in(talk, second)
    assert door.who(talk.helpline, session) is None
    with pytest.raises(Refused):
        signs_in(talk, "dara", PASSWORD, code(talk))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "password_too_weak"),
        ("x" * 20, "password_too_weak"),
        ("newbie is here", "password_too_weak"),
    ],
)
def test_weak_passwords_are_refused_and_use_nothing_up(
    talk: Rehearsal, password: str, why: str
) -> None:
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    invited = invitations.invite(talk.helpline, admin, newcomer())
    with pytest.raises(Refused, match=why):
        come_in(talk, invited, password)
    with pytest.raises(Refused, match="code_does_not_fit"):
        invitations.accept(talk.helpline, invited.token, NEW, "000000")
    come_in(talk, invited)


def test_a_recovery_code_replaces_the_authenticator_once(talk: Rehearsal) -> None:
    """SAFETY T21: recovery codes are single-use."""
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    _, codes = come_in(talk, invitations.invite(talk.helpline, admin, newcomer()))
    typed = f" {codes[0][:5].lower()}-{codes[0][5:]} "
    assert signs_in(talk, "newbie", NEW, typed)
    with pytest.raises(Refused, match="sign_in_failed"):
        signs_in(talk, "newbie", NEW, typed)
    with pytest.raises(Refused, match="sign_in_failed"):
        signs_in(talk, "newbie", "wrong password", codes[1])
    assert signs_in(talk, "newbie", NEW, codes[1]), "a wrong password uses no code up"


def test_a_recovery_code_is_its_owners_alone(talk: Rehearsal) -> None:
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    _, codes = come_in(talk, invitations.invite(talk.helpline, admin, newcomer()))
    member(talk, "dara")
    with pytest.raises(Refused, match="sign_in_failed"):
        signs_in(talk, "dara", PASSWORD, codes[0])


# --- roles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_nobody_grants_what_he_may_not(talk: Rehearsal, role: Role) -> None:
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    dara = member(talk, "dara")
    with pytest.raises(Refused, match="not_allowed"):
        invitations.invite(talk.helpline, admin, newcomer(role=role))
    with pytest.raises(Refused, match="not_allowed"):
        staffing.change_role(talk.helpline, admin, dara.id, role)
    auditor = member(talk, "auditor", Role.AUDITOR)
    with pytest.raises(Refused, match="not_allowed"):
        staffing.change_role(talk.helpline, admin, auditor.id, Role.CASEWORKER)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ORGANISATION_ADMIN])
def test_only_administrators_manage_people(talk: Rehearsal, role: Role) -> None:
    actor, dara = member(talk, "actor", role), member(talk, "dara")
    for act in (
        lambda: invitations.invite(talk.helpline, actor, newcomer()),
        lambda: invitations.renew(talk.helpline, actor, dara.id),
        lambda: staffing.change_role(talk.helpline, actor, dara.id, Role.SUPERVISOR),
        lambda: staffing.set_disabled(talk.helpline, actor, dara.id, True),
        lambda: staffing.change_details(talk.helpline, actor, dara.id, "X", [], ""),
    ):
        with pytest.raises(Refused, match="not_allowed"):
            act()
    assert now_of(talk, dara) == dara


def test_staff_of_another_organisation_are_missing(talk: Rehearsal) -> None:
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    stranger = member(talk, "stranger", home="Elsewhere")
    for act in (
        lambda: staffing.member(talk.helpline, admin, stranger.id),
        lambda: staffing.change_role(talk.helpline, admin, stranger.id, Role.SUPERVISOR),
        lambda: staffing.set_disabled(talk.helpline, admin, stranger.id, True),
        lambda: invitations.renew(talk.helpline, admin, stranger.id),
    ):
        with pytest.raises(NotFound):
            act()


def test_nobody_changes_the_own_role_or_account(talk: Rehearsal) -> None:
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    member(talk, "second", Role.ORGANISATION_ADMIN)
    with pytest.raises(Refused, match="own_role"):
        staffing.change_role(talk.helpline, admin, admin.id, Role.SUPERVISOR)
    with pytest.raises(Refused, match="own_role"):
        staffing.set_disabled(talk.helpline, admin, admin.id, True)


def test_the_last_administrator_stays(talk: Rehearsal) -> None:
    """An administrator who was only invited, is closed or works elsewhere does not count."""
    admin = member(talk, "admin", Role.ORGANISATION_ADMIN)
    member(talk, "elsewhere", Role.ORGANISATION_ADMIN, home="Elsewhere")
    invitations.invite(talk.helpline, admin, newcomer(role=Role.ORGANISATION_ADMIN))
    with pytest.raises(Refused, match="last_administrator"):
        staffing.disable(talk.helpline, "admin")
    assert not now_of(talk, admin).disabled
    second = member(talk, "second", Role.ORGANISATION_ADMIN)
    staffing.set_disabled(talk.helpline, admin, second.id, True)
    with pytest.raises(Refused, match="last_administrator"):
        staffing.disable(talk.helpline, "admin")
    staffing.set_disabled(talk.helpline, admin, second.id, False)
    staffing.set_disabled(talk.helpline, second, admin.id, True)
    assert now_of(talk, admin).disabled


def test_a_change_of_role_ends_sessions_and_gives_cases_back(talk: Rehearsal) -> None:
    """SAFETY T20; a case that somebody cannot work on any more waits for others again."""
    admin, dara = member(talk, "admin", Role.ORGANISATION_ADMIN), member(talk, "dara")
    talk.say(CRISIS)
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact.id)
    cases.claim(talk.helpline, dara, case.id, case.version)
    session = signs_in(talk, "dara", PASSWORD, code(talk)).token
    staffing.change_role(talk.helpline, admin, dara.id, Role.ORGANISATION_ADMIN)
    assert door.who(talk.helpline, session) is None
    with talk.helpline.store.read() as tx:
        waiting = tx.cases.queue(Reach(talk.home.id))[0].case
    assert (waiting.status, waiting.claimed_by) == (CaseStatus.OPEN, None)
    assert waiting.acknowledged_at is None
    assert waiting.watch_at is not None, "its clock runs again"


def test_details_are_kept_and_cleaned(talk: Rehearsal) -> None:
    admin, dara = member(talk, "admin", Role.ORGANISATION_ADMIN), member(talk, "dara")
    staffing.change_details(talk.helpline, admin, dara.id, "  Da  ra ", ["km", "xx"], "woman")
    changed = now_of(talk, dara)
    assert (changed.first_name, changed.speaks, changed.gender.value) == ("Da ra", ("km",), "woman")
    with pytest.raises(Refused, match="name_not_usable"):
        staffing.change_details(talk.helpline, admin, dara.id, "\u202e", [], "")


# --- the own account ----------------------------------------------------------------------------


def test_a_new_password_ends_every_session(talk: Rehearsal) -> None:
    dara = member(talk, "dara")
    sessions = [signs_in(talk, "dara", PASSWORD, code(talk)).token for _ in range(2)]
    with pytest.raises(Refused, match="not_confirmed"):
        accounts.change_password(talk.helpline, dara, "wrong one", code(talk), NEW)
    assert door.who(talk.helpline, sessions[0]) is not None
    accounts.change_password(talk.helpline, dara, PASSWORD, code(talk), NEW)
    assert [door.who(talk.helpline, session) for session in sessions] == [None, None]
    with pytest.raises(Refused):
        signs_in(talk, "dara", PASSWORD, code(talk))
    assert signs_in(talk, "dara", NEW, code(talk))


def test_confirming_is_throttled_and_takes_each_code_once(talk: Rehearsal) -> None:
    dara = member(talk, "dara")
    typed = code(talk)
    door.confirm(talk.helpline, dara, PASSWORD, typed)
    with pytest.raises(Refused, match="not_confirmed"):
        door.confirm(talk.helpline, dara, PASSWORD, typed)
    for _ in range(door.TRIES_PER_NAME - 1):
        with pytest.raises(Refused, match="not_confirmed"):
            door.confirm(talk.helpline, dara, "guess", "000000")
    with pytest.raises(Refused, match="throttled"):
        door.confirm(talk.helpline, dara, PASSWORD, code(talk))


def test_new_recovery_codes_replace_the_old_ones(talk: Rehearsal) -> None:
    dara = member(talk, "dara")
    old = accounts.renew_codes(talk.helpline, dara, PASSWORD, code(talk))
    new = accounts.renew_codes(talk.helpline, dara, PASSWORD, code(talk))
    assert accounts.account(talk.helpline, dara).codes_left == 10
    with pytest.raises(Refused):
        signs_in(talk, "dara", PASSWORD, old[0])
    assert signs_in(talk, "dara", PASSWORD, new[0])


def test_only_a_real_number_is_a_second_medium(talk: Rehearsal) -> None:
    dara = member(talk, "dara")
    for wrong in ("117", "hello", "+85"):
        with pytest.raises(Refused, match="number_not_usable"):
            accounts.set_second(talk.helpline, dara, wrong)
    accounts.set_second(talk.helpline, dara, "012 345 678")
    assert now_of(talk, dara).second_address.uri == "tel:+85512345678"
    accounts.set_second(talk.helpline, dara, " ")
    assert now_of(talk, dara).second_address is None


# --- organisations ------------------------------------------------------------------------------


def test_a_system_administrator_sees_counts_and_nothing_of_a_case(talk: Rehearsal) -> None:
    """SAFETY T19."""
    system = member(talk, "system", Role.SYSTEM_ADMIN, home="Host")
    talk.say(CRISIS)
    found = {one.organisation.name: one for one in organisations.overview(talk.helpline, system)}
    assert (found[talk.home.name].open, found["Host"].open) == (1, 0)
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact.id)
    assert case.id not in repr(found)
    with pytest.raises(Refused):
        cases.view(talk.helpline, system, case.id)
    with pytest.raises(Refused):
        cases.queue(talk.helpline, system)


def test_a_new_organisation_comes_with_its_administrator_or_not_at_all(talk: Rehearsal) -> None:
    system = member(talk, "system", Role.SYSTEM_ADMIN, home="Host")
    invited = organisations.add(talk.helpline, system, " New  house ", newcomer("first"))
    assert now_of(talk, invited.person).role is Role.ORGANISATION_ADMIN
    for name, first, why in (
        ("new house", "second", "organisation_taken"),
        ("Third", "first", "name_taken"),
        ("Third", "No Name", "name_not_usable"),
        ("", "second", "name_not_usable"),
    ):
        with pytest.raises(Refused, match=why):
            organisations.add(talk.helpline, system, name, newcomer(first))
    with talk.helpline.store.read() as tx:
        names = [home.name for home in tx.staff.organisations()]
    assert names == [talk.home.name, "Host", "New house"]


def test_who_writes_to_an_organisations_line_is_theirs(talk: Rehearsal) -> None:
    """A line of its own; everybody else belongs to the first organisation."""
    other = people.organisation(talk.helpline, "Second house")
    people.set_line(talk.helpline, "Second house", "tel:+85500000200")
    talk.say("hello", line="tel:+85500000200")
    assert talk.contact().organisation_id == other.id
    assert talk.terminal.sent[-1].line == "tel:+85500000200", "answers leave by the same line"
    second = type(talk)(talk.helpline, talk._bells, talk.clock, talk._channel)
    second.address = replace(talk.address, value="+85500000002")
    second._number = 100
    second.say("hello", line="tel:+85500000300")
    assert second.contact().organisation_id == talk.home.id
    assert second.terminal.sent[-1].line == ""
    with pytest.raises(NotFound):
        people.set_line(talk.helpline, "Nobody", "tel:+85500000400")
