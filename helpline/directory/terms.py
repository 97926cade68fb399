"""The closed lists of the directory: needs, groups, kinds of contact (DIRECTORY.md, Format)."""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """What somebody can need, and what a service offers."""

    EMERGENCY = "emergency"
    CASE_MANAGEMENT = "case_management"
    SHELTER = "shelter"
    LEGAL_AID = "legal_aid"
    MEDICAL = "medical"
    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
    VOCATIONAL = "vocational"
    JOB_PLACEMENT = "job_placement"
    LIVELIHOOD = "livelihood"
    CASH_SUPPORT = "cash_support"
    DEBT_COUNSELLING = "debt_counselling"
    FAMILY_TRACING = "family_tracing"
    REPATRIATION = "repatriation"
    TRANSIT = "transit"
    DOCUMENTS = "documents"
    CHILD_PROTECTION = "child_protection"
    EDUCATION = "education"
    INFORMATION = "information"
    REPORT_TRAFFICKING = "report_trafficking"


PARENTS: dict[Need, Need] = {
    Need.TRANSIT: Need.SHELTER,
    Need.VOCATIONAL: Need.LIVELIHOOD,
    Need.JOB_PLACEMENT: Need.LIVELIHOOD,
    Need.CASH_SUPPORT: Need.LIVELIHOOD,
}
"""A narrower need and the wider one: who asks for the wider one is helped by the narrower too."""

FAMILY_NEEDS = frozenset({Need.INFORMATION, Need.FAMILY_TRACING})
"""All that somebody who asks for a relative is shown (SAFETY T6)."""


def with_children(need: Need) -> frozenset[Need]:
    """The need itself and every narrower one."""
    return frozenset({need} | {child for child, parent in PARENTS.items() if parent is need})


class Claim(StrEnum):
    """A fact about a service. Unknown is not yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Group(StrEnum):
    """Whom a service may take."""

    MEN = "men"
    WOMEN = "women"
    BOYS = "boys"
    GIRLS = "girls"
    FAMILIES = "families"
    DISABLED = "disabled"


class Operator(StrEnum):
    """Who runs a service; some people must avoid some of them."""

    GOVERNMENT = "government"
    POLICE = "police"
    NGO = "ngo"
    FAITH = "faith"
    UN = "un"
    INDUSTRY = "industry"
    UNKNOWN = "unknown"
    """Nobody knows who runs it, so whoever avoids somebody is not sent there."""


class Term(StrEnum):
    """For how long a service stays with somebody."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"
    UNKNOWN = "unknown"


class Cost(StrEnum):
    FREE = "free"
    PAID = "paid"
    UNKNOWN = "unknown"


class Intake(StrEnum):
    """Whether a service takes people now; as important as its number."""

    OPEN = "open"
    WAITLIST = "waitlist"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """HSDS 3.0 `service.status`."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class Kind(StrEnum):
    """What a contact point is."""

    PHONE = "phone"
    SHORT_CODE = "short_code"
    SMS = "sms"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    FACEBOOK = "facebook"
    WEB = "web"


NUMBERS = frozenset({Kind.PHONE, Kind.SHORT_CODE, Kind.SMS, Kind.WHATSAPP})
"""Kinds whose value is a number that a person dials."""


class DialScope(StrEnum):
    """From where a number can be dialled."""

    NATIONAL = "national"
    INTERNATIONAL = "international"


class Audience(StrEnum):
    """For whom a contact point is meant; only `survivor` is ever said to a contact."""

    SURVIVOR = "survivor"
    PARTNER = "partner"
    PRESS = "press"
    ADMIN = "admin"


class Duty(StrEnum):
    """What a contact point is for: it decides how long a verification holds."""

    EMERGENCY = "emergency"
    HOTLINE = "hotline"
    INTAKE = "intake"
    SHELTER = "shelter"
    OFFICE = "office"


class Visibility(StrEnum):
    """How much of an address may be known."""

    PUBLIC = "public"
    AREA_ONLY = "area_only"
    HIDDEN = "hidden"


class Method(StrEnum):
    """How somebody verified: only a recorded act counts, never agreement among web pages."""

    CALL = "call"
    VISIT = "visit"
    SIGNED_MESSAGE = "signed_message"


class Item(StrEnum):
    """What was confirmed in a verifying act (DIRECTORY.md, Verification 1)."""

    ANSWERS = "answers"
    NAME = "name"
    SERVES = "serves"
    HOURS = "hours"
    COST = "cost"
    AREA = "area"
    INTAKE = "intake"
    LISTING = "listing"
    POLICE = "police"


class Reason(StrEnum):
    """Why something is suspended, and what people report (DIRECTORY.md, Outcome loop)."""

    WRONG_NUMBER = "wrong_number"
    NO_ANSWER = "no_answer"
    ASKED_FOR_MONEY = "asked_for_money"
    UNSAFE = "unsafe"
    CONFLICT = "conflict"
    OTHER = "other"


class State(StrEnum):
    """The life of a contact point."""

    CANDIDATE = "candidate"
    VERIFIED = "verified"
    DUE = "due"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    RETIRED = "retired"
