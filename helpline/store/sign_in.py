"""What a sign-in leaves behind: sessions, used codes, counted failures. Never a token or name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, text, update

from helpline.operations.ports.staff import Session
from helpline.store.keys import SESSION, SIGN_IN_SUBJECT
from helpline.store.once import insert_once
from helpline.store.tables import sessions, sign_in_failures, totp_steps
from helpline.store.work import Work

STEPS_KEPT = 1000
"""Codes older than this many steps are long expired."""

OF_TOKEN = sessions.c.token_index == bindparam("wanted")
START = insert(sessions)
SESSION_OF = select(sessions).where(OF_TOKEN)
SEE = update(sessions).where(OF_TOKEN).values(last_seen_at=bindparam("now"))
END = delete(sessions).where(OF_TOKEN)
END_ALL = delete(sessions).where(sessions.c.caseworker_id == bindparam("wanted"))

USE_STEP = insert_once(totp_steps, ("caseworker_id", "step"), unless=("caseworker_id", "step"))
DROP_STEPS = delete(totp_steps).where(
    totp_steps.c.caseworker_id == bindparam("wanted"), totp_steps.c.step < bindparam("than")
)

OF_SUBJECT = sign_in_failures.c.subject_index == bindparam("subject")
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(:number)")
FAIL = insert(sign_in_failures).inline()
FAILURES = (
    select(func.count())
    .select_from(sign_in_failures)
    .where(OF_SUBJECT, sign_in_failures.c.at >= bindparam("window_from"))
)
DROP_OLD = delete(sign_in_failures).where(
    OF_SUBJECT, sign_in_failures.c.at < bindparam("window_from")
)
CLEAR = delete(sign_in_failures).where(OF_SUBJECT)


class SignIns:
    """The part of ports.Staff that is about signing in."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def start_session(self, token: str, session: Session) -> None:
        """Keep a session under a keyed hash of its token."""
        self._work.run(
            START,
            token_index=self._work.index.of(SESSION, token),
            caseworker_id=session.caseworker_id,
            created_at=session.created_at,
            last_seen_at=session.last_seen_at,
            ends_at=session.ends_at,
        )

    def session(self, token: str) -> Session | None:
        """The session of a token; whether it still holds is for the caller to say."""
        row = self._work.first(SESSION_OF, wanted=self._work.index.of(SESSION, token))
        if row is None:
            return None
        return Session(row.caseworker_id, row.created_at, row.last_seen_at, row.ends_at)

    def see_session(self, token: str, now: datetime) -> None:
        """Its owner was here just now."""
        self._work.run(SEE, wanted=self._work.index.of(SESSION, token), now=now)

    def end_sessions(self, *, token: str | None = None, caseworker_id: str | None = None) -> None:
        """End one session by its token, or all of a caseworker."""
        if token is not None:
            self._work.run(END, wanted=self._work.index.of(SESSION, token))
        if caseworker_id is not None:
            self._work.run(END_ALL, wanted=caseworker_id)

    def use_totp_step(self, caseworker_id: str, step: int) -> bool:
        """True the first time a step is used, False for a reuse (SAFETY T21)."""
        used = self._work.run(USE_STEP[self._work.dialect], caseworker_id=caseworker_id, step=step)
        self._work.run(DROP_STEPS, wanted=caseworker_id, than=step - STEPS_KEPT)
        return bool(used)

    def count_sign_in_failure(self, subject: str, now: datetime, window_from: datetime) -> int:
        """Failures of a name or network since `window_from`, this one included.

        Attempts in parallel are counted one after the other, so that none goes uncounted.
        """
        index = self._work.index.of(SIGN_IN_SUBJECT, subject)
        if self._work.dialect == "postgresql":
            number = int.from_bytes(index[:8], "big", signed=True)
            self._work.scalar(ONE_AT_A_TIME, number=number)
        self._work.run(FAIL, subject_index=index, at=now)
        self._work.run(DROP_OLD, subject=index, window_from=window_from)
        return int(self._work.scalar(FAILURES, subject=index, window_from=window_from) or 0)

    def clear_sign_in_failures(self, subject: str) -> None:
        """A sign-in succeeded: start counting afresh."""
        self._work.run(CLEAR, subject=self._work.index.of(SIGN_IN_SUBJECT, subject))
