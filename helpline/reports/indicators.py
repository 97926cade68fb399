"""The first indicators of CONVERSATIONS 8: does anybody reach a helper who stays?

The unit is one adult contact. What is not known is not counted as a no; nobody compares these
figures with people who were not helped: there is no control group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from helpline.reports import suppress


@dataclass(frozen=True, slots=True)
class Journey:
    """What happened to one survivor, as far as it is on record."""

    offered: bool = False
    declined: bool = False
    sent: bool = False
    accepted: bool = False
    accepted_in_time: bool = False
    """Within two working days."""
    met_by_contact: bool = False
    """The survivor said so (F29.1 = 1 or 2)."""
    met_by_receiver: bool = False
    told: bool = False
    """They answered F29 at all."""
    refused_on_gender: bool = False
    active_after: frozenset[int] = field(default_factory=frozenset)
    """Months after meeting at which the receiver was still with them."""
    met_months_ago: int = 0


@dataclass(frozen=True, slots=True)
class Indicator:
    """A part of a whole, exact. Only `published` leaves the organisation."""

    key: str
    label: str
    part: int
    whole: int
    target: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """An indicator with small numbers suppressed."""

    key: str
    label: str
    part: str
    whole: str
    share: str
    target: str


MEASURES: tuple[tuple[str, str, str, Callable[[Journey], bool], Callable[[Journey], bool]], ...] = (
    (
        "offered",
        "Offered long-term case management, of survivors",
        "100 %",
        lambda one: one.offered,
        lambda _one: True,
    ),
    (
        "referred",
        "Referred to long-term case management, of survivors",
        "",
        lambda one: one.sent,
        lambda _one: True,
    ),
    (
        "declined",
        "Declined after hearing what is offered, of survivors",
        "",
        lambda one: one.declined,
        lambda _one: True,
    ),
    (
        "accepted_in_time",
        "Accepted within 2 working days, of those referred",
        "90 %",
        lambda one: one.accepted_in_time,
        lambda one: one.sent,
    ),
    (
        "met_by_contact",
        "Met, as the survivor says, of those referred",
        "70 %",
        lambda one: one.met_by_contact,
        lambda one: one.sent,
    ),
    (
        "met_by_receiver",
        "Met, as the receiver says, of those referred",
        "70 %",
        lambda one: one.met_by_receiver,
        lambda one: one.sent,
    ),
    (
        "active_6_months",
        "Still active 6 months after meeting",
        "",
        lambda one: 6 in one.active_after,
        lambda one: one.met_by_receiver and one.met_months_ago >= 6,
    ),
    (
        "active_12_months",
        "Still active 12 months after meeting",
        "",
        lambda one: 12 in one.active_after,
        lambda one: one.met_by_receiver and one.met_months_ago >= 12,
    ),
    (
        "refused_on_gender",
        "Refused for being a man or a woman, of those who answered",
        "0",
        lambda one: one.refused_on_gender,
        lambda one: one.told,
    ),
)


def measure(journeys: Iterable[Journey]) -> tuple[Indicator, ...]:
    """All indicators over these people, exact: for the organisation's own eyes."""
    everybody = tuple(journeys)
    return tuple(
        Indicator(
            key,
            label,
            part=sum(counts(one) for one in everybody if among(one)),
            whole=sum(among(one) for one in everybody),
            target=target,
        )
        for key, label, target, counts, among in MEASURES
    )


def publish(indicators: Iterable[Indicator]) -> tuple[Published, ...]:
    """The same with small numbers suppressed.

    A part and what is left of its whole are two cells of one row: neither may tell the other.
    """
    return tuple(_published(one) for one in indicators)


def _published(one: Indicator) -> Published:
    cells = suppress.row({"part": one.part, "rest": one.whole - one.part}, national=True)
    return Published(
        key=one.key,
        label=one.label,
        part=cells["part"],
        whole=suppress.count(one.whole),
        share=suppress.share(one.part, one.whole),
        target=one.target,
    )
