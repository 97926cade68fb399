"""The filters of matching, in the order of DIRECTORY.md. Each names itself when it fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from helpline.directory.entry import Entry
from helpline.directory.places import NEIGHBOURS
from helpline.directory.query import Query
from helpline.directory.terms import Claim, Intake, Item, Need, Operator

Filter = Callable[[Entry, Query, datetime], bool]


def passes(entry: Entry, query: Query, now: datetime) -> bool:
    """True if the service may be shown to whoever asks."""
    return all(test(entry, query, now) for _name, test in FILTERS)


def reasons_against(entry: Entry, query: Query, now: datetime) -> tuple[str, ...]:
    """Every filter that the service fails, in order; nothing if it may be shown."""
    return tuple(name for name, test in FILTERS if not test(entry, query, now))


def suits(entry: Entry, query: Query) -> bool:
    """The filters that `Entry.likeness` decides: what one service passes, all like it do."""
    return (
        _in_group(entry, query)
        and (not query.avoid or _avoids(entry, query))
        and (query.named_police or not _is_police(entry))
        and (query.identified is Claim.YES or not entry.needs_paper)
        and entry.told_intake is not Intake.CLOSED
    )


def open_to(entry: Entry, query: Query, now: datetime) -> bool:
    """The filters that time decides."""
    shown = confirmed = dialable = False
    for one in entry.windows:
        if one.begins <= now < one.ends:
            shown = True
            confirmed = confirmed or Item.SERVES in one.confirmed
            dialable = dialable or one.from_abroad
    return shown and (confirmed or not query.groups) and (dialable or query.local)


def _published(entry: Entry, _query: Query, now: datetime) -> bool:
    return entry.is_shown(now)


def _active(entry: Entry, _query: Query, _now: datetime) -> bool:
    return entry.active


def _allowed(entry: Entry, _query: Query, _now: datetime) -> bool:
    """Compulsory drug centres and the like are never matched, whatever anybody asks."""
    return not entry.excluded


def _needed(entry: Entry, query: Query, _now: datetime) -> bool:
    accepted = query.accepted_needs
    if not accepted or not entry.needs.isdisjoint(accepted):
        return True
    return Need.CASE_MANAGEMENT in entry.needs and not query.for_family


def _serves(entry: Entry, query: Query, now: datetime) -> bool:
    """Explicitly served, and confirmed by whoever verified it: unknown is not yes."""
    if not _in_group(entry, query):
        return False
    return not query.groups or any(Item.SERVES in one.confirmed for one in entry.open_windows(now))


def _in_group(entry: Entry, query: Query) -> bool:
    if query.age_band and not _in_age(entry, query):
        return False
    return not any(entry.takes.isdisjoint(wanted) for wanted in query.groups)


def _in_age(entry: Entry, query: Query) -> bool:
    """An age limit that shuts the whole band out; within the band a caseworker asks."""
    if query.age_band == "under_18":
        return entry.service.minimum_age is None or entry.service.minimum_age < 18
    if query.age_band == "adult":
        return entry.service.maximum_age is None or entry.service.maximum_age >= 18
    return True


def _near(entry: Entry, query: Query, _now: datetime) -> bool:
    if query.province is None or entry.anywhere or query.province in entry.provinces:
        return True
    return not entry.provinces.isdisjoint(NEIGHBOURS.get(query.province, frozenset()))


def _not_avoided(entry: Entry, query: Query, _now: datetime) -> bool:
    return not query.avoid or _avoids(entry, query)


def _avoids(entry: Entry, query: Query) -> bool:
    """Who avoids the police avoids who tells the police, too: only a plain no is a no."""
    if entry.operator in query.avoid or entry.operator is Operator.UNKNOWN:
        return False
    return Operator.POLICE not in query.avoid or entry.service.informs_police is Claim.NO


def _not_police(entry: Entry, query: Query, _now: datetime) -> bool:
    return query.named_police or not _is_police(entry)


def _is_police(entry: Entry) -> bool:
    """Police and what is only for those who ask for it: never by default (SAFETY T15)."""
    return entry.operator is Operator.POLICE or entry.service.only_on_request


def _papers(entry: Entry, query: Query, _now: datetime) -> bool:
    return not entry.needs_paper or query.identified is Claim.YES


def _takes_people(entry: Entry, _query: Query, now: datetime) -> bool:
    return entry.intake(now) is not Intake.CLOSED


def _reachable(entry: Entry, query: Query, now: datetime) -> bool:
    """Something of it can be dialled from where the person is."""
    return query.local or any(one.from_abroad for one in entry.open_windows(now))


FILTERS: tuple[tuple[str, Filter], ...] = (
    ("not_publishable", _published),
    ("not_active", _active),
    ("never_offered", _allowed),
    ("other_need", _needed),
    ("group_not_confirmed", _serves),
    ("too_far", _near),
    ("avoided", _not_avoided),
    ("police_not_asked_for", _not_police),
    ("formal_identification_needed", _papers),
    ("intake_closed", _takes_people),
    ("not_dialable_from_there", _reachable),
)
