"""A greeting on a feast of the moon goes out on a day that a person has entered (7.1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from helpline.core.caseworker import Holiday
from helpline.rehearsal import Rehearsal
from staying import DAY, Stage, agreed

PCHUM_BEN = date(2026, 10, 11)


def until_october(stage: Stage) -> Rehearsal:
    """Somebody who answers now and then, so that the number stays theirs."""
    talk = stage()
    agreed(talk)
    for _ in range(7):
        talk.advance(30 * DAY)
        talk.say("hello")
    return talk


@pytest.mark.parametrize(
    ("entered", "state", "why"),
    [
        (PCHUM_BEN, "sent", ""),
        (None, "skipped", "not_confirmed"),
        (PCHUM_BEN - timedelta(days=1), "skipped", "not_confirmed"),
    ],
)
def test_only_a_day_that_the_organisation_entered(
    stage: Stage, entered: date | None, state: str, why: str
) -> None:
    talk = until_october(stage)
    if entered is not None:
        with talk.helpline.store.begin() as tx:
            tx.duty.set_holiday(talk.home.id, Holiday(entered, "Pchum Ben"))
    talk.advance(20 * DAY)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        lines = [one for one in tx.plans.of_contact(contact.id) if one.name == "pchum_ben"]
    line = min(lines, key=lambda one: one.due_at)
    assert (line.state, line.why) == (state, why)
    greetings = [one for one in talk.terminal.sent if "holidays" in one.text]
    assert len(greetings) == 1 + (state == "sent")  # New Year holds 14 April, whatever the moon
