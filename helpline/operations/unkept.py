"""The words of a talk that its contact did not want kept (CONVERSATIONS F04.3 = 2).

Where a case was ever opened the words are part of it and go when it goes (SAFETY section 4).
"""

from __future__ import annotations

from typing import Final

from helpline.core.conversation import Conversation, Fact
from helpline.core.events import TalkForgotten
from helpline.core.message import Status
from helpline.operations.moment import Moment
from helpline.operations.ports.messages import InboundState

MARK: Final = "[not kept]"
"""What stands in the place of the words, in both languages of the console's readers."""

AT_ONCE: Final = 1000
ON_THE_WAY: Final = frozenset({Status.QUEUED, Status.SENDING})


def forget_words(moment: Moment, _event: TalkForgotten, after: Conversation) -> None:
    """Overwrite what was written in both directions, for good; what is on its way stays.

    Only for who said no: whoever was never asked keeps the time that every message has.
    """
    if after.facts.get(Fact.CONSENT_KEEP) != "no" or moment.tx.cases.last_for(moment.contact.id):
        return
    for line in moment.tx.cases.talk(moment.contact.id, None, AT_ONCE):
        if line.inbound and line.inbound.state is not InboundState.WAITING:
            moment.tx.inbox.mask(line.inbound.id, MARK)
        if line.outbound and line.outbound.status not in ON_THE_WAY:
            moment.tx.outbox.mask(line.outbound.id, MARK)
