"""What can go wrong on a page, in words: the one list from codes to messages."""

from __future__ import annotations

from dataclasses import dataclass

from helpline.core.errors import HelplineError, NotFound, Refused, Stale, StoreUnavailable
from helpline.web.console.words import N_


@dataclass(frozen=True, slots=True)
class Problem:
    """A message and the HTTP status that goes with it."""

    text: str
    status: int


NOT_THERE = Problem(N_("There is no such page or case."), 404)
STALE = Problem(
    N_("The case changed while you were looking at it. This is how it stands now."), 409
)
STORE_DOWN = Problem(
    N_("The helpline cannot reach its records at the moment. Nothing was sent. Try again soon."),
    503,
)
OLD_FORM = Problem(
    N_("This page was too old to be sent. Nothing was sent. Look at your text and send it again."),
    400,
)
FOREIGN_PAGE = Problem(N_("This was not sent from the console, so nothing was done."), 403)
BROKEN = Problem(N_("Something broke. The operator has been told. Nothing more was done."), 500)
OTHER = Problem(N_("This cannot be done here."), 400)

KEPT = N_("You are signed in again. What you wrote is here; nothing was sent yet.")

CODES: dict[str, Problem] = {
    "sign_in_failed": Problem(
        N_("That did not match. Look at the name, the password and the code."), 401
    ),
    "throttled": Problem(N_("Too many tries. Wait 15 minutes, then try again."), 429),
    "not_allowed": Problem(N_("Your role does not include this."), 403),
    "no_casework": Problem(N_("You are signed in. Your role has no casework here."), 200),
    "claim_first": Problem(N_("Take the case first; then you can read and answer."), 403),
    "case_closed": Problem(N_("The case is closed. Nothing was sent."), 409),
    "opted_out": Problem(
        N_("The person said stop. You can answer once they write again. Nothing was sent."), 409
    ),
    "not_safe_to_write": Problem(
        N_("It is not safe to write to this person. Nothing was sent; wait until they write."), 409
    ),
    "address_stopped": Problem(
        N_("This person cannot be reached there any more. Nothing was sent."), 409
    ),
    "empty": Problem(N_("Write something first."), 422),
    "too_long": Problem(N_("The text is too long for this channel. Nothing was sent."), 422),
    "recap_needed": Problem(
        N_("Write both: what you agreed, and what happens next. The case is still open."), 422
    ),
    "no_such_language": OTHER,
}


def of_code(code: str) -> Problem:
    """The message of a refusal; a code nobody has named yet says that it was not done."""
    return CODES.get(code, OTHER)


def of(error: HelplineError) -> Problem:
    """The message of an error that the helpline raised on purpose."""
    if isinstance(error, Refused):
        return of_code(error.code)
    if isinstance(error, NotFound):
        return NOT_THERE
    if isinstance(error, Stale):
        return STALE
    if isinstance(error, StoreUnavailable):
        return STORE_DOWN
    return BROKEN
