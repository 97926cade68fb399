"""Sign in to the console: password, one-time code, a session that the store can end.

Nobody learns from an answer, or from how long it took, whether a name exists: every failure is
the same Refused("sign_in_failed"), and an unknown name costs a password check all the same.
A try is counted before it is checked, so that tries side by side cannot outrun the limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused
from helpline.operations.helpline import Helpline
from helpline.operations.ports.oversight import AuditEntry
from helpline.operations.ports.staff import Session
from helpline.operations.ports.store import Transaction
from helpline.operations.roster import ZONE

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=10)
"""SAFETY T20: a session ends after this much silence, and at the latest after that much time."""

SEEN_EVERY = timedelta(seconds=30)
"""A session's last use is written at most this often, so that reading pages stays cheap."""

WINDOW = timedelta(minutes=15)
TRIES_PER_NAME = 10
TRIES_PER_NETWORK = 60
"""Tries within WINDOW (SAFETY T21). An office behind one address signs in without trouble."""

STEP_SECONDS = 30
SKEW = (0, -1, 1)
"""One-time codes of the step before and after are taken: phones' clocks differ."""

LANGUAGES = ("km", "en")

RECOVERY_CODE = re.compile(r"[A-HJ-NP-Z2-9]{10}", re.ASCII)
"""A single-use code instead of the authenticator's: 50 bits, no letters that look alike."""

# 19 MiB and two passes: OWASP's least for argon2id, and it fits a small server beside all else.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and from which network."""

    name: str
    password: str = field(repr=False)
    code: str = field(repr=False)
    address: str = field(repr=False)
    request: str = ""
    """The id of the web request, for the audit."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. The token is told once, to the browser; the store keeps a hash of it."""

    token: str = field(repr=False)
    caseworker: Caseworker


def hash_password(password: str) -> str:
    """The form in which a password is kept."""
    return _HASHER.hash(password)


def sign_in(helpline: Helpline, attempt: Attempt) -> SignedIn:
    """Check name, password and one-time code; start a session.

    Raises Refused("throttled" | "sign_in_failed").
    """
    name = "".join(filter(str.isprintable, attempt.name)).strip().casefold()[:80]
    with helpline.store.begin() as tx:
        allowed = _count(helpline, tx, name, attempt.address)
        person = tx.staff.by_sign_in_name(name)
    if not allowed:
        raise Refused("throttled")
    matches = _password_fits(person, attempt.password)
    step = _totp_step(helpline, person, attempt.code)
    with helpline.store.begin() as tx:
        signed_in = None
        if matches and person is not None and _proven(tx, person, step, attempt.code):
            signed_in = _start(helpline, tx, replace(person, request=attempt.request))
        if signed_in is None:
            _note(helpline, tx, person, "sign_in", "denied", attempt.request)
        else:
            tx.staff.clear_sign_in_failures(_name_subject(name))
    if signed_in is None:
        raise Refused("sign_in_failed")
    return signed_in


def who(helpline: Helpline, token: str, *, active: bool = True) -> Caseworker | None:
    """The person behind a session, or None if it has ended for whatever reason.

    `active` is False for what a page does by itself: polling keeps nobody signed in.
    """
    now = helpline.now()
    with helpline.store.read() as tx:
        session = tx.staff.session(token)
        person = _holder(tx, session, now)
    if person is not None:
        person = replace(person, session=_mark_of(token))
    if session is None:
        return None
    if person is None:
        with helpline.store.begin() as tx:
            tx.staff.end_sessions(token=token)
        return None
    if active and now - session.last_seen_at >= SEEN_EVERY:
        with helpline.store.begin() as tx:
            tx.staff.see_session(token, now)
    return person


def confirm(helpline: Helpline, actor: Caseworker, password: str, code: str) -> None:
    """Prove once more that it is really `actor` who sits here, before something that matters.

    Tries count like those of signing in. Raises Refused("throttled" | "not_confirmed").
    """
    with helpline.store.begin() as tx:
        now = helpline.now()
        subject = _name_subject(actor.sign_in_name)
        tries = tx.staff.count_sign_in_failure(subject, now, now - WINDOW)
        found = tx.staff.get(actor.id)
        person = replace(found, session=actor.session, request=actor.request)
    if tries > TRIES_PER_NAME:
        raise Refused("throttled")
    fits = _password_fits(person, password)
    step = _totp_step(helpline, person, code)
    with helpline.store.begin() as tx:
        proven = fits and _proven(tx, person, step, code)
        if proven:
            tx.staff.clear_sign_in_failures(subject)
        _note(helpline, tx, person, "confirm", "ok" if proven else "denied")
    if not proven:
        raise Refused("not_confirmed")


def sign_out(helpline: Helpline, token: str, request: str = "") -> None:
    """End the session for good: its token is worth nothing afterwards."""
    with helpline.store.begin() as tx:
        session = tx.staff.session(token)
        tx.staff.end_sessions(token=token)
        if session is not None:
            person = replace(tx.staff.get(session.caseworker_id), session=_mark_of(token))
            _note(helpline, tx, person, "sign_out", "ok", request)


def choose_language(helpline: Helpline, actor: Caseworker, language: str) -> Caseworker:
    """Show the console in another language from now on. Raises Refused("no_such_language")."""
    if language not in LANGUAGES:
        raise Refused("no_such_language")
    with helpline.store.begin() as tx:
        changed = replace(tx.staff.get(actor.id), language=language)
        tx.staff.save(changed)
    return changed


def _count(helpline: Helpline, tx: Transaction, name: str, address: str) -> bool:
    """Count the try for its name and its network; False if either had too many."""
    now = helpline.now()
    since = now - WINDOW
    of_name = tx.staff.count_sign_in_failure(_name_subject(name), now, since)
    of_network = tx.staff.count_sign_in_failure(_network_subject(address), now, since)
    return of_name <= TRIES_PER_NAME and of_network <= TRIES_PER_NETWORK


def _name_subject(name: str) -> str:
    return f"name:{name}"


def _network_subject(address: str) -> str:
    """One IPv4 address, or the /64 that one subscriber has of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "network:unknown"
    if isinstance(parsed, IPv6Address):
        return f"network:{ip_network((parsed, 64), strict=False)}"
    return f"network:{parsed}"


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("a password that nobody has")


def _password_fits(person: Caseworker | None, password: str) -> bool:
    """Check the password; for a name that nobody has, check a hash that nobody's fits."""
    try:
        _HASHER.verify(person.password_hash if person else _nobodys_hash(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return person is not None


def _totp_step(helpline: Helpline, person: Caseworker | None, code: str) -> int | None:
    """The time step that the code belongs to; None if the code is wrong.

    Demo staff have no secret and need no code, but only where the demo is switched on.
    """
    now = int(helpline.now().timestamp()) // STEP_SECONDS
    if person is None:
        return None
    if person.totp_secret is None:
        return now if helpline.settings.demo else None
    typed = code.translate(_DIGITS).replace(" ", "")
    totp = pyotp.TOTP(person.totp_secret, interval=STEP_SECONDS)
    if not (typed.isascii() and typed.isdecimal()):
        return None
    steps = [now + skew for skew in SKEW]
    return next((s for s in steps if pyotp.utils.strings_equal(typed, totp.generate_otp(s))), None)


def _proven(tx: Transaction, person: Caseworker, step: int | None, code: str) -> bool:
    """The code is right and was never used: the authenticator's, or a recovery code."""
    if step is not None:
        return person.totp_secret is None or tx.staff.use_totp_step(person.id, step)
    typed = recovery_code(code)
    return typed is not None and tx.admissions.use_recovery_code(person.id, typed)


def recovery_code(text: str) -> str | None:
    """A recovery code as it is kept, from what somebody typed; None if it is none."""
    typed = "".join(text.split()).replace("-", "").upper()
    return typed if RECOVERY_CODE.fullmatch(typed) else None


def _start(helpline: Helpline, tx: Transaction, person: Caseworker) -> SignedIn | None:
    """A session, unless the person was disabled meanwhile, or their agreement is over."""
    now = helpline.now()
    if not _is_let_in(tx, tx.staff.get(person.id), now):
        return None
    token = helpline.new_id() + helpline.new_id()
    tx.staff.start_session(token, Session(person.id, now, now, now + LONGEST))
    _note(helpline, tx, person, "sign_in", "ok")
    return SignedIn(token, person)


def _holder(tx: Transaction, session: Session | None, now: datetime) -> Caseworker | None:
    if session is None or now >= session.ends_at or now - session.last_seen_at >= IDLE:
        return None
    try:
        person = tx.staff.get(session.caseworker_id)
    except NotFound:
        return None
    return person if _is_let_in(tx, person, now) else None


def _is_let_in(tx: Transaction, person: Caseworker, now: datetime) -> bool:
    """Not disabled; a partner's account ends with the partner agreement (SAFETY section 5)."""
    if person.disabled:
        return False
    if person.role is not Role.PARTNER:
        return True
    return not tx.staff.organisation(person.organisation_id).has_ended(now.astimezone(ZONE).date())


def _note(
    helpline: Helpline,
    tx: Transaction,
    person: Caseworker | None,
    action: str,
    result: str,
    request: str = "",
) -> None:
    """Every sign-in and every refusal is audited; a name that nobody has is not written down."""
    whom = person.id if person else "unknown"
    entry = AuditEntry(helpline.now(), whom, action, "caseworker", whom, result, request=request)
    if person is not None:
        entry = replace(
            entry,
            organisation_id=person.organisation_id,
            session=person.session,
            request=request or person.request,
        )
    tx.audit.append(entry)


def _mark_of(token: str) -> str:
    """What the audit says of a session: tells two apart, opens none."""
    return sha256(b"session mark " + token.encode("utf-8", "replace")).hexdigest()[:16]
