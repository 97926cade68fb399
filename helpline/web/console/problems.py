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
    "unfilled": Problem(
        N_("Fill in what stands in { } first. Nothing was sent; what you wrote is still here."), 422
    ),
    "hour_needs_reason": Problem(
        N_("This hour is not safe for this person. Say why it cannot wait. Nothing was sent."), 422
    ),
    "note_needed": Problem(
        N_("Write for your colleague where this stands: 10 to 300 characters."), 422
    ),
    "cannot_have_it": Problem(N_("This person cannot have this case. Choose somebody else."), 422),
    "has_it_already": Problem(N_("This person has the case already."), 409),
    "has_open_case": Problem(
        N_("This person has another open case. Work there; both are linked."), 409
    ),
    "same_priority": Problem(N_("Choose another priority."), 422),
    "no_consent_to_write": Problem(
        N_("They have not agreed to be written to. Ask them first."), 409
    ),
    "choose_reason": Problem(N_("Choose why. Nothing was changed."), 422),
    "bad_time": Problem(N_("Choose a day and time that is still to come."), 422),
    "no_such_flow": Problem(N_("The bot cannot ask this."), 422),
    "one_way": Problem(
        N_("This person cannot answer here, so the bot asks nothing. Call instead."), 409
    ),
    "too_many_reveals": Problem(
        N_("You looked at many numbers in this hour. Wait, or ask your supervisor; they are told."),
        429,
    ),
    "too_many_searches": Problem(
        N_("You searched often in this hour. Wait, or ask your supervisor; they are told."), 429
    ),
    "too_many_tries": Problem(N_("Too many tries in this hour. Wait."), 429),
    "not_a_number": Problem(
        N_("Write a whole phone number, like 012 345 678, or a case like K-17."), 422
    ),
    "no_code_word": Problem(N_("This person has chosen no code word."), 409),
    "no_such_case": Problem(N_("There is no such case. Write its name like K-17."), 422),
    "not_made_sure": Problem(
        N_("Say how you made sure who it is. A number is never joined on a guess."), 422
    ),
    "same_person": Problem(N_("Both are cases of one person already."), 409),
    "still_reading": Problem(
        N_("A new message is just being read. Nothing was changed; try again in a moment."), 409
    ),
    "no_address": Problem(N_("No number is linked to this case any more."), 409),
    "cannot_undo": Problem(N_("This cannot be undone any more: the number moved on."), 409),
    "future_date": Problem(N_("That time lies in the future. Nothing was recorded."), 422),
    "call_not_confirmed": Problem(
        N_("Nothing was recorded: somebody must answer, be who we think, and agree to be listed."),
        422,
    ),
    "before_suspension": Problem(
        N_("It was suspended after that. Only a newer call brings it back."), 422
    ),
    "bad_hours": Problem(
        N_("Write the hours like this: mon-fri 08:00-17:00; sat 08:00-12:00, or: always"), 422
    ),
    "retired": Problem(N_("It was taken out for good. Add a new contact instead."), 409),
    "nothing_to_approve": Problem(N_("Nothing of somebody else waits for you here."), 409),
    "own_proposal": Problem(N_("Somebody else must decide about your own proposal."), 403),
    "not_understood_form": Problem(
        N_("Something in the form cannot be read. Look at it again; nothing was saved."), 422
    ),
    "no_such_language": OTHER,
    "name_not_usable": Problem(
        N_(
            "A sign-in name has 3 to 40 small letters, digits, dots or dashes; "
            "a first name is short."
        ),
        422,
    ),
    "name_taken": Problem(N_("Somebody signs in with this name already."), 422),
    "organisation_taken": Problem(N_("There is an organisation of this name already."), 422),
    "own_role": Problem(N_("Nobody changes their own role or account. Ask a colleague."), 403),
    "last_administrator": Problem(
        N_("This is the last administrator who can sign in. Add another one first."), 409
    ),
    "password_too_weak": Problem(
        N_("Choose a longer password: at least 12 characters, and without your name."), 422
    ),
    "passwords_differ": Problem(N_("The two passwords are not the same."), 422),
    "code_does_not_fit": Problem(
        N_("The code does not fit. Look at the newest one in the app, and at the phone's clock."),
        422,
    ),
    "not_confirmed": Problem(N_("Password or code did not match. Nothing was done."), 403),
    "number_not_usable": Problem(N_("This is not a phone number that can be called."), 422),
    "shift_not_readable": Problem(
        N_("Write one shift on each line, like this: mon-fri 08:00-12:00"), 422
    ),
    "day_not_readable": Problem(N_("Write the day like this: 2026-04-14"), 422),
    "days_not_usable": Problem(
        N_("Choose what and which days: at most one year, the first day first."), 422
    ),
    "reason_needed": Problem(N_("Say why, in a sentence of 10 to 300 characters."), 422),
    "not_yourself": Problem(N_("Somebody else has to do this, not you."), 403),
    "no_glass_here": Problem(N_("This case is open to you without it."), 409),
    "has_the_case": Problem(
        N_("This person has the case. Hand it over first, then keep them away."), 409
    ),
    "no_such_outcome": OTHER,
    "no_such_need": OTHER,
    "same_needs": Problem(N_("These are the needs that are known already."), 409),
    "no_consent": Problem(
        N_("There is no yes of the person for this receiver that holds now. Ask them first."), 409
    ),
    "no_such_move": Problem(N_("From where the referral stands, this step cannot be taken."), 409),
    "receiver_needed": Problem(N_("Choose who receives it, or write a name."), 422),
    "receiver_is_chosen": Problem(N_("This referral has its receiver already."), 409),
    "name_needed": Problem(N_("Write the receiver's name: 2 to 120 characters."), 422),
    "fields_needed": Problem(
        N_("Tick what the person agreed to. Without that nothing is shared."), 422
    ),
    "second_person_needed": Problem(
        N_("A second person has to agree: not the one who asked, and only once."), 403
    ),
    "audit_broken": Problem(
        N_("The chain of the audit is broken. Tell the operator at once."), 409
    ),
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
