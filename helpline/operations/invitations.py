"""Letting people in: an administrator invites, the person sets password and authenticator.

The administrator sees a link, never a password or a secret. The link works once and runs out.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pyotp

from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused
from helpline.operations import audit
from helpline.operations.authorize import Action, authorize, authorize_person, may_grant
from helpline.operations.helpline import Helpline
from helpline.operations.people import SIGN_IN_NAME, named
from helpline.operations.ports.staff import Invitation
from helpline.operations.ports.store import Transaction
from helpline.operations.sign_in import SKEW, STEP_SECONDS, hash_password

VALID_FOR = timedelta(hours=72)
NO_PASSWORD = "!"  # noqa: S105 - fits no password at all
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
RECOVERY_CODES = 10
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 of them, and none that looks like another: what is on paper has to be read again."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who may come in now, and the token of their link. It is told once."""

    person: Caseworker
    expires_at: datetime
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the page behind the link shows: whose it is, and the secret for the authenticator."""

    person: Caseworker
    secret: str = field(repr=False)
    uri: str = field(repr=False)
    """For the QR picture."""


def invite(
    helpline: Helpline, actor: Caseworker, person: Caseworker, organisation_id: str | None = None
) -> Invited:
    """Add somebody who has no password yet, and make their link.

    `organisation_id` is for the system administrator, who invites an organisation's first
    administrator. Raises Refused("not_allowed" | "name_not_usable" | "name_taken").
    """
    home = _home(actor, organisation_id)
    if not may_grant(actor, person.role):
        raise Refused("not_allowed")
    refuse_unusable(person)
    with helpline.store.begin() as tx:
        added = replace(
            person,
            id=helpline.new_id(),
            organisation_id=home,
            password_hash=NO_PASSWORD,
            totp_secret=None,
            disabled=False,
        )
        tx.staff.add(added)
        invited = _make_link(helpline, tx, actor, added)
        audit.note(
            helpline,
            tx,
            actor,
            "invite",
            ("caseworker", added.id),
            reason=added.role.value,
            organisation_id=home,
        )
    return invited


def renew(helpline: Helpline, actor: Caseworker, person_id: str) -> Invited:
    """A new link for somebody who lost the first one, the phone or the password.

    What they have goes on working until they use it. Raises NotFound, Refused.
    """
    with helpline.store.begin() as tx:
        person = tx.staff.get(person_id)
        authorize_person(actor, Action.MANAGE_PEOPLE, person)
        if person.id == actor.id or person.disabled or not may_grant(actor, person.role):
            raise Refused("not_allowed")
        invited = _make_link(helpline, tx, actor, person)
        audit.note(helpline, tx, actor, "renew_invitation", ("caseworker", person.id))
    return invited


def from_operator(helpline: Helpline, sign_in_name: str) -> Invited:
    """A link from the system's side, for who has nobody else to ask. Raises NotFound."""
    with helpline.store.begin() as tx:
        person = named(tx, sign_in_name)
        invited = _make_link(helpline, tx, person, person)
        audit.note(
            helpline, tx, person, "invited_by_operator", ("caseworker", person.id), reason="command"
        )
    return invited


def enrolment(helpline: Helpline, token: str) -> Enrolment:
    """What stands behind a link. Raises NotFound if it was used, ran out or never was."""
    with helpline.store.read() as tx:
        person, invitation = _behind(helpline, tx, token)
    totp = pyotp.TOTP(invitation.secret, interval=STEP_SECONDS)
    uri = totp.provisioning_uri(name=person.sign_in_name, issuer_name=helpline.settings.name)
    return Enrolment(person, invitation.secret, uri)


def accept(helpline: Helpline, token: str, password: str, code: str) -> Sequence[str]:
    """Set password and authenticator by the link, which is used up by it. The recovery codes.

    Raises NotFound, Refused("password_too_weak" | "code_does_not_fit").
    """
    with helpline.store.read() as tx:
        person, invitation = _behind(helpline, tx, token)
    refuse_weak(password, person)
    step = fitting_step(helpline, invitation.secret, code)
    if step is None:
        raise Refused("code_does_not_fit")
    hashed = hash_password(password)
    with helpline.store.begin() as tx:
        person, invitation = _behind(helpline, tx, token)
        if not tx.admissions.use_invitation(token):
            raise NotFound("no such invitation")
        tx.staff.save(replace(person, password_hash=hashed, totp_secret=invitation.secret))
        tx.staff.use_totp_step(person.id, step)
        tx.staff.end_sessions(caseworker_id=person.id)
        codes = new_codes(helpline, tx, person)
        audit.note(helpline, tx, person, "accept_invitation", ("caseworker", person.id))
    return codes


def new_codes(helpline: Helpline, tx: Transaction, person: Caseworker) -> Sequence[str]:
    """Fresh recovery codes; the old ones are worth nothing. They are told once."""
    codes = [drawn(helpline, 10) for _ in range(RECOVERY_CODES)]
    tx.admissions.set_recovery_codes(person.id, codes)
    return codes


def drawn(helpline: Helpline, length: int) -> str:
    """A code of up to 16 letters and digits that nobody guesses and nobody mixes up."""
    chance = bytes.fromhex(helpline.new_id())[:length]
    return "".join(LETTERS[byte % len(LETTERS)] for byte in chance)


def new_secret(helpline: Helpline) -> str:
    """A secret for an authenticator: 160 bits, as its standard wants them."""
    return b32encode(bytes.fromhex(helpline.new_id() + helpline.new_id())[:20]).decode()


def refuse_weak(password: str, person: Caseworker) -> None:
    """Raise Refused("password_too_weak") for one that would be guessed."""
    plain = password.casefold()
    short = not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
    if short or len(set(plain)) < 5 or person.sign_in_name in plain:
        raise Refused("password_too_weak")


def refuse_unusable(person: Caseworker) -> None:
    """Raise Refused("name_not_usable") for a name that nobody can sign in with or be called by."""
    called = person.first_name.strip()
    if not SIGN_IN_NAME.fullmatch(person.sign_in_name) or not called or not called.isprintable():
        raise Refused("name_not_usable")


def fitting_step(helpline: Helpline, secret: str, code: str) -> int | None:
    """The time step of a code, also of the step before and after; None if it does not fit."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    now = int(helpline.now().timestamp()) // STEP_SECONDS
    typed = code.replace(" ", "")
    if not (typed.isascii() and typed.isdecimal()):
        return None
    steps = (now + skew for skew in SKEW)
    return next((s for s in steps if pyotp.utils.strings_equal(typed, totp.generate_otp(s))), None)


def _home(actor: Caseworker, organisation_id: str | None) -> str:
    if organisation_id is None:
        authorize(actor, Action.MANAGE_PEOPLE)
        return actor.organisation_id
    authorize(actor, Action.MANAGE_ORGANISATIONS)
    return organisation_id


def _make_link(helpline: Helpline, tx: Transaction, actor: Caseworker, to: Caseworker) -> Invited:
    token = helpline.new_id() + helpline.new_id()
    expires_at = helpline.now() + VALID_FOR
    invitation = Invitation(to.id, actor.id, expires_at, new_secret(helpline))
    tx.admissions.invite(token, invitation)
    return Invited(to, expires_at, token)


def _behind(helpline: Helpline, tx: Transaction, token: str) -> tuple[Caseworker, Invitation]:
    invitation = tx.admissions.invitation(token, helpline.now())
    if invitation is None:
        raise NotFound("no such invitation")
    person = tx.staff.get(invitation.caseworker_id)
    if person.disabled:
        raise NotFound("no such invitation")
    return person, invitation


def waits_for(person: Caseworker) -> bool:
    """True while somebody was invited and has not come in yet."""
    return person.password_hash == NO_PASSWORD


def is_administrator(person: Caseworker) -> bool:
    """Somebody who can let others in, now."""
    able = not person.disabled and not waits_for(person)
    return able and person.role in {Role.ORGANISATION_ADMIN, Role.SYSTEM_ADMIN}
