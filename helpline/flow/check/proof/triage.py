"""The table of CONVERSATIONS 6.2: which answer brings a person, how soon, and why."""

from __future__ import annotations

from typing import Final

from helpline.core.case import Priority, Reason
from helpline.core.consent import Purpose
from helpline.core.events import Answered, ConsentGiven
from helpline.flow.check.proof.step import Step

P1, P2, P3 = Priority.P1, Priority.P2, Priority.P3

BY_ANSWER: Final[dict[tuple[str, str], tuple[Priority, Reason]]] = {
    ("F20.2", "1"): (P1, Reason.SELF_HARM_NOW),
    ("F20.2", "2"): (P2, Reason.SELF_HARM_RISK),
    ("F14.5", "3"): (P1, Reason.SELF_HARM_NOW),
    ("F14.5", "2"): (P2, Reason.SELF_HARM_RISK),
    ("F27.8", "3"): (P2, Reason.SELF_HARM_RISK),
    ("F03.2", "1"): (P1, Reason.VIOLENCE_NOW),
    ("F03.2", "2"): (P1, Reason.HELD_NOW),
    ("F03.2", "3"): (P1, Reason.SELF_HARM_NOW),
    ("F03.2", "4"): (P1, Reason.MEDICAL_NOW),
    ("F03.2", "5"): (P1, Reason.CHILD_DANGER),
    ("F24.2", "1"): (P1, Reason.SEXUAL_VIOLENCE_RECENT),
    ("F17.1", "1"): (P1, Reason.THIRD_PARTY_DANGER),
    ("F16.2", "1"): (P1, Reason.THIRD_PARTY_DANGER),
    ("F19.1", "2"): (P1, Reason.CHILD_DANGER),
    ("F19.1", "1"): (P2, Reason.CHILD),
    ("F19.1", "3"): (P2, Reason.CHILD),
    ("F11.2", "2"): (P2, Reason.DEBT_THREAT),
    ("F06.7", "1"): (P2, Reason.THREAT),
    ("F27.B", "3"): (P2, Reason.DEBT_THREAT),
    ("F13.2", "4"): (P3, Reason.COMPLICITY),
    ("F13.2", "5"): (P2, Reason.PRESSURE),
    ("F07.5", "2"): (P2, Reason.NO_SHELTER_FOOD),
    ("F27.1", "1"): (P2, Reason.WELLBEING_DROP),
    ("F29.1", "3"): (P3, Reason.REFERRAL_REFUSED),
    ("F29.1", "4"): (P3, Reason.REFERRAL_STALLED),
}
"""Question and digit -> the least that must come of it, in that turn or while the case is open.

F06.7 may open its case at the end of the screening and F27.B after the question that follows:
`LATER` names the questions whose outcome may come with a later answer of the same flow.
"""

LATER: Final = frozenset({"F06.7", "F27.B", "F29.1", "F27.1"})

MEANS: Final = {"yes": True, "less": True, "no": False, "no_only_information": False}
"""What an answer's code says about consent."""


def answers_bring_help(step: Step) -> str | None:
    """Each answer of the table opens its case (CONVERSATIONS 6.2)."""
    for event in step.events:
        if isinstance(event, Answered) and step.asked is not None and step.asked.id == event.node:
            digit = next((o.digit for o in step.asked.options if o.code == event.code), "")
            wanted = BY_ANSWER.get((event.node, digit))
            if wanted and event.node not in LATER and not _came(step, *wanted):
                return f"{event.node}={digit} must open {wanted[0]} {wanted[1]}"
    return None


def consent_is_meant(step: Step) -> str | None:
    """A yes is kept as a yes and a no as a no (CONVERSATIONS F04, SAFETY T28)."""
    codes = {e.node: e.code for e in step.events if isinstance(e, Answered)}
    for event in step.events:
        if isinstance(event, ConsentGiven):
            code = codes.get(event.context.partition("/")[2], "")
            if code in MEANS and MEANS[code] is not event.granted:
                return f"{code!r} is kept as {'a yes' if event.granted else 'a no'}"
    return None


def no_consent_by_silence(step: Step) -> str | None:
    """Consent is an answer: neither silence nor a beginning of ours gives one."""
    given = [e.purpose for e in step.events if isinstance(e, ConsentGiven) and e.granted]
    if step.unasked and given:
        return f"consent to {Purpose(given[0])} without an answer"
    return None


def _came(step: Step, priority: Priority, reason: Reason) -> bool:
    """Opened now; or before, where nothing more urgent is wanted now."""
    now = any(r is reason and p.at_least(priority) for p, r in step.cases)
    return now or (priority is not P1 and reason in step.before.reasons)
