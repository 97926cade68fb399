"""Has anything happened in a case since a page was made? Asked often, so it says nothing else.

An open page asks every few seconds. Reading a talk is audited (SAFETY T18); a glance that only
compares is not, or the chain would hold nothing but glances. Words never leave this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpline.core.caseworker import Caseworker
from helpline.operations import access, cases
from helpline.operations.authorize import Action
from helpline.operations.helpline import Helpline
from helpline.operations.ports.messages import Line
from helpline.web.console import talk
from helpline.web.console.words import Words

LINES = 30
"""The newest lines: those whose fate can still change."""


@dataclass(frozen=True, slots=True)
class Glance:
    """The state of a case, comparable and without content."""

    etag: str


def glance(helpline: Helpline, actor: Caseworker, case_id: str, words: Words) -> Glance:
    """The present state. Raises NotFound or Refused as reading the talk would."""
    with helpline.store.read() as tx:
        case = access.glance(helpline, tx, actor, Action.READ_TALK, case_id)
        lines = tx.cases.talk(case.contact_id, None, LINES)
        others = cases.writing(helpline, tx, actor, case.id)
    return Glance(etag_of(case.version, lines, others, words))


def etag_of(version: int, lines: Sequence[Line], others: Sequence[str], words: Words) -> str:
    """The tag of a state, made from its newest lines only."""
    return talk.etag(version, lines[-LINES:], others, words)
