"""What must never happen, asked of each text by other means than the rules that allowed it."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.core.checkin import Tier
from helpline.core.silence import Act
from helpline.core.timing import ZONE
from helpline.reports.exodus.outcome import Outcome
from helpline.reports.exodus.people import Person

MOST_DAYS = 90


class Watch:
    """Sees every text before it is counted, and every silence when it ends."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._seen: set[tuple[int, int, str]] = set()

    def text(
        self, person: Person, address: int, what: str, at: datetime, *, step: str = ""
    ) -> None:
        """A text is about to go out to an address. `step`: the ladder's act, where it is one."""
        times, local = person.safe_times, at.astimezone(ZONE).time()
        if not times.start <= local <= times.end:
            self._broken("outside safe hours", person, at)
        if person.stopped:
            self._broken("after a stop", person, at)
        if address in person.retired:
            self._broken("to a retired address", person, at)
        if at - person.heard_at >= timedelta(days=MOST_DAYS):
            self._broken("to an address that is too old", person, at)
        key = (person.number, person.plan, what)
        if key in self._seen:
            self._broken("twice", person, at)
        self._seen.add(key)
        same_evening = person.tier is Tier.HIGH and step == Act.OTHER_CHANNEL.value
        if person.sent and not same_evening:
            last = person.sent[-1].astimezone(ZONE)
            if last.date() == at.astimezone(ZONE).date() or at - last < timedelta(hours=12):
                self._broken("two in a day", person, at)

    def silence_over(self, person: Person, how: str, at: datetime) -> None:
        """A ladder that ended without a word of the contact must have come to a person."""
        if how in {"dormant", "door_open"} and not person.called:
            self._broken("a silence that no person had", person, at)

    def _broken(self, what: str, person: Person, at: datetime) -> None:
        self._outcome.broken.append(f"{what}: contact {person.number} at {at.isoformat()}")
