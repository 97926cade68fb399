"""How urgent a reason is by itself (CONVERSATIONS 6.2), for the reasons that come along."""

from __future__ import annotations

from typing import Final

from helpline.core.case import Priority, Reason

P1_REASONS: Final = frozenset(
    {
        Reason.SELF_HARM_NOW,
        Reason.VIOLENCE_NOW,
        Reason.HELD_NOW,
        Reason.MEDICAL_NOW,
        Reason.CHILD_DANGER,
        Reason.SEXUAL_VIOLENCE_RECENT,
        Reason.THIRD_PARTY_DANGER,
        Reason.UNSAFE_NO_ANSWER,
    }
)
P2_REASONS: Final = frozenset(
    {
        Reason.SELF_HARM_RISK,
        Reason.MEDICAL_CHECK,
        Reason.SEXUAL_VIOLENCE_PAST,
        Reason.CHILD,
        Reason.THREAT,
        Reason.DEBT_THREAT,
        Reason.PRESSURE,
        Reason.RETRAFFICK_RISK,
        Reason.NO_SHELTER_FOOD,
        Reason.IMPERSONATION,
        Reason.OPTOUT_HIGH_RISK,
        Reason.SILENCE_HIGH,
    }
)


def priority_of(reason: Reason, ceiling: Priority) -> Priority:
    """The reason's own priority, never above that of the message it was found in."""
    own = Priority.P3
    if reason in P1_REASONS:
        own = Priority.P1
    elif reason in P2_REASONS:
        own = Priority.P2
    return own if ceiling.at_least(own) else ceiling
