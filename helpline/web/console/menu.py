"""The ways through the console: which pages each role has, in one order for all."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from helpline.core.caseworker import Caseworker
from helpline.web.access import admits, rule_of
from helpline.web.console.words import N_, Words

PAGES: tuple[tuple[str, str], ...] = (
    ("console.queue_page", N_("Queue")),
    ("console.search_page", N_("Search")),
    ("console.tasks_page", N_("Tasks")),
    ("console.calls_page", N_("Calls")),
    ("console.check_ins_page", N_("Check-ins")),
    ("console.referrals_page", N_("Referrals")),
    ("console.no_plan_page", N_("Nobody without a plan")),
    ("console.directory_page", N_("Directory")),
    ("console.notices_page", N_("Notices")),
    ("console.roster_page", N_("Roster")),
    ("console.people_page", N_("People")),
    ("console.organisations_page", N_("Organisations")),
    ("console.exports_page", N_("Exports")),
    ("console.audit_page", N_("Audit")),
)
"""Endpoint and name. The rule of an endpoint says who sees it here, too."""


KEYS = {"console.queue_page": "q", "console.search_page": "s"}


@dataclass(frozen=True, slots=True)
class Way:
    """One link of the menu."""

    address: str
    name: str
    here: bool
    key: str
    """Alt and this letter go there (the page of keys says so)."""


def menu(person: Caseworker | None, words: Words) -> tuple[Way, ...]:
    """The pages that this person may open; nothing for who is not signed in."""
    if person is None:
        return ()
    return tuple(
        Way(
            url_for(endpoint), words.say(name), request.endpoint == endpoint, KEYS.get(endpoint, "")
        )
        for endpoint, name in PAGES
        if _open_to(endpoint, person)
    )


def first_page(person: Caseworker) -> str | None:
    """Where somebody begins; None for a role that has no page of its own."""
    endpoints = (endpoint for endpoint, _ in PAGES if _open_to(endpoint, person))
    return next(endpoints, None)


def _open_to(endpoint: str, person: Caseworker) -> bool:
    rule = rule_of(endpoint)
    return rule is not None and admits(rule, person.role)
