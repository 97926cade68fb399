"""The system administrator's view: which organisations there are, and how many wait in each.

Counts and nothing else (SAFETY T19): no case, no person who wrote, no word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from helpline.core.case import Priority
from helpline.core.caseworker import Caseworker, Organisation, Role
from helpline.core.errors import Refused
from helpline.operations import audit, invitations
from helpline.operations.authorize import Action, authorize
from helpline.operations.helpline import Helpline
from helpline.operations.invitations import Invited
from helpline.operations.ports.cases import CaseCount


@dataclass(frozen=True, slots=True)
class OrganisationCounts:
    """One organisation: how many work there, and what waits."""

    organisation: Organisation
    staff: int
    administrators: int
    counts: tuple[CaseCount, ...]

    @property
    def open(self) -> int:
        """All open cases."""
        return sum(count.open for count in self.counts)

    def free(self, priority: Priority) -> int:
        """Open cases of a priority that nobody has."""
        return sum(count.free for count in self.counts if count.priority is priority)


def overview(helpline: Helpline, actor: Caseworker) -> Sequence[OrganisationCounts]:
    """All organisations of the installation, the oldest first."""
    authorize(actor, Action.SEE_COUNTS)
    with helpline.store.read() as tx:
        counts = tx.cases.counts()
        homes = tx.staff.organisations()
        people = {home.id: tx.staff.of_organisation(home.id) for home in homes}
    return [
        OrganisationCounts(
            home,
            sum(not person.disabled for person in people[home.id]),
            sum(
                person.role is Role.ORGANISATION_ADMIN and not person.disabled
                for person in people[home.id]
            ),
            tuple(count for count in counts if count.organisation_id == home.id),
        )
        for home in homes
    ]


def agree_until(
    helpline: Helpline, actor: Caseworker, organisation_id: str, last_day: date | None
) -> None:
    """Until when an organisation's partners may see what is referred to them; None: no end.

    After that day they are signed out and cannot sign in. Raises NotFound, Refused.
    """
    authorize(actor, Action.MANAGE_ORGANISATIONS)
    with helpline.store.begin() as tx:
        home = tx.staff.organisation(organisation_id)
        tx.staff.agree_until(home.id, last_day)
        said = last_day.isoformat() if last_day else "no_end"
        audit.note(helpline, tx, actor, "agree_until", ("organisation", home.id), reason=said)


def add(helpline: Helpline, actor: Caseworker, name: str, first: Caseworker) -> Invited:
    """A new organisation and the link of its first administrator.

    Raises Refused("not_allowed" | "organisation_taken" | "name_not_usable" | "name_taken");
    then there is no organisation either.
    """
    authorize(actor, Action.MANAGE_ORGANISATIONS)
    name = " ".join(name.split())[:80]
    if not name or not name.isprintable():
        raise Refused("name_not_usable")
    with helpline.store.begin() as tx:
        if any(home.name.casefold() == name.casefold() for home in tx.staff.organisations()):
            raise Refused("organisation_taken")
        if tx.staff.by_sign_in_name(first.sign_in_name) is not None:
            raise Refused("name_taken")
        home = Organisation(helpline.new_id(), name)
        invitations.refuse_unusable(first)
        tx.staff.add_organisation(home)
        audit.note(helpline, tx, actor, "add_organisation", ("organisation", home.id))
    return invitations.invite(
        helpline, actor, replace(first, role=Role.ORGANISATION_ADMIN), home.id
    )
