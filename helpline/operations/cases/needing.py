"""What somebody needs, as a person understood it: a call or a meeting tells more than a menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpline.core.case import Case, CaseStatus
from helpline.core.caseworker import Caseworker
from helpline.core.conversation import Fact
from helpline.core.errors import Refused, Stale
from helpline.directory.terms import Need
from helpline.operations.authorize import Action
from helpline.operations.cases.acting import act, conversation_of, note
from helpline.operations.helpline import Helpline


def set_needs(
    helpline: Helpline, actor: Caseworker, case_id: str, needs: Sequence[str], version: int
) -> Case:
    """Keep these needs instead of those that are known; an empty list: none is known.

    Offers, referrals and check-ins go by them from now on. What changed stands in the timeline.
    Raises Refused("no_such_need" | "same_needs"), Stale.
    """
    if not set(needs) <= set(Need):
        raise Refused("no_such_need")
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.SET_NEEDS, case_id, version)
        if case.status is CaseStatus.CLOSED:
            raise Stale("the case is closed")
        conversation = conversation_of(moment)
        before = conversation.facts.get(Fact.NEEDS, "").split()
        if set(before) == set(needs):
            raise Refused("same_needs")
        kept = [one for one in before if one in needs]
        added = [one.value for one in Need if one in needs and one not in before]
        facts = dict(conversation.facts)
        facts[Fact.NEEDS] = " ".join(kept + added)
        tx.conversations.save(replace(conversation, facts=facts))
        note(moment, "needs_set", actor, code=facts[Fact.NEEDS])
        return tx.cases.save(case)
