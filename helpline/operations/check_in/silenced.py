"""The end of a silence, at whatever step."""

from __future__ import annotations

from helpline.core.silence import Outcome, StepTaken
from helpline.core.task import TaskKind
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

WAITING_FOR_A_SIGN = (TaskKind.SILENCE_CALL, TaskKind.SILENCE_MEETING, TaskKind.ASK_TRUSTED)
"""Tasks that a sign of life, or a stop, makes needless."""


def end(helpline: Helpline, tx: Transaction, contact_id: str, outcome: Outcome) -> None:
    """Nobody need look for this person any more: the ladder ends, its tasks are dropped."""
    silence = tx.silences.running(contact_id)
    now = helpline.now()
    if silence is not None:
        tx.silences.log(silence.id, StepTaken(silence.step, "end", outcome.value, now))
        tx.silences.end(silence.id, now, outcome)
    tx.tasks.drop_of_contact(contact_id, WAITING_FOR_A_SIGN, now)
