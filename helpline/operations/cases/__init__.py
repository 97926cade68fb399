"""What caseworkers do with a case, from the queue to its end.

Each act finds the case within the actor's reach, checks `authorize`, writes an audit entry in
the same transaction (an act that cannot be audited does not happen) and refuses a stale page
instead of overwriting (Stale). All of them raise NotFound for a case that is not there or not
theirs, and Refused with a code that the console has words for.
"""

from __future__ import annotations

from helpline.operations.cases.asking import ASKABLE, give_back, send_flow, step_in
from helpline.operations.cases.closing import close, reopen
from helpline.operations.cases.drafting import Desk, desk, keep_draft, writing
from helpline.operations.cases.holding import claim, hand_over, take_over, unclaim
from helpline.operations.cases.joining import merge, separate, undo_move
from helpline.operations.cases.needing import set_needs
from helpline.operations.cases.noting import add_note, set_task
from helpline.operations.cases.numbers import Revealed, check_code_word, reveal, search
from helpline.operations.cases.reading import PAGE, CaseView, view
from helpline.operations.cases.waiting import Board, board, find_row, free_dangers, queue
from helpline.operations.cases.weighing import set_priority
from helpline.operations.cases.writing import needs_reason, refuse_unsafe, reply

__all__ = [
    "ASKABLE",
    "PAGE",
    "Board",
    "CaseView",
    "Desk",
    "Revealed",
    "add_note",
    "board",
    "check_code_word",
    "claim",
    "close",
    "desk",
    "find_row",
    "free_dangers",
    "give_back",
    "hand_over",
    "keep_draft",
    "merge",
    "needs_reason",
    "queue",
    "refuse_unsafe",
    "reopen",
    "reply",
    "reveal",
    "search",
    "send_flow",
    "separate",
    "set_needs",
    "set_priority",
    "set_task",
    "step_in",
    "take_over",
    "unclaim",
    "undo_move",
    "view",
    "writing",
]
