"""A service and the ways to reach it, as the authoring files and the store keep them.

Every model is frozen, and refuses what it does not know. Optional values are left out, never
null. Nothing here says whether something may be shown: that is `verify`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from helpline.directory.terms import (
    Audience,
    Claim,
    Cost,
    DialScope,
    Duty,
    Group,
    Intake,
    Item,
    Kind,
    Method,
    Need,
    Operator,
    Reason,
    Status,
    Term,
    Visibility,
)

Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=8000)]
ProvinceCode = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-9]|2[0-5])$")]
DistrictCode = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-9]|2[0-5])[0-9]{2}$")]
Placeholder = Literal[
    "", "police", "ambulance", "line", "child_line", "phone", "office_phone", "number", "embassy"
]

RightsPlaceholder = Literal["right_id_poor"]


class Record(BaseModel):
    """What all parts of the directory have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Record):
    """One text in both languages; English may stand alone until somebody has translated it."""

    en: Long = ""
    km: Long = ""

    def in_(self, language: str) -> str:
        """The words in a language, else in the other one."""
        return (self.km or self.en) if language == "km" else (self.en or self.km)


class Evidence(Record):
    """Where something was found. Evidence never verifies; it tells a caseworker whom to call."""

    ref: Short
    source_date: Short = "undated"
    kind: Short = ""
    seen_at: date | None = None
    says: Long = ""


class Findings(Record):
    """What was learnt on a call; it becomes a fact of the service when the act takes effect."""

    serves: dict[Group, Claim] = {}
    intake: Intake | None = None
    informs_police: Claim | None = None
    cost: Cost | None = None
    hours: Short | None = None


class Act(Record):
    """One person's verifying act. `approved_by` is who let it take effect, if anybody has."""

    by: str
    at: AwareDatetime
    method: Method
    confirmed: tuple[Item, ...]
    found: Findings = Findings()
    notes: Annotated[str, Field(max_length=500)] = ""
    approved_by: str = ""


class Suspension(Record):
    """Not to be shown from `at` on, until new acts verify it again."""

    at: AwareDatetime
    reason: Reason
    by: str = ""
    """The member of staff, or nothing where reports of contacts did it."""


class ContactPoint(Record):
    """One way to reach a service."""

    id: str
    kind: Kind
    value: Short
    duty: Duty = Duty.OFFICE
    dial_scope: DialScope = DialScope.NATIONAL
    audience: Audience = Audience.SURVIVOR
    fills: Placeholder = ""
    """The placeholder of a text that it can fill."""
    free: Claim = Claim.UNKNOWN
    works_without_credit: Claim = Claim.UNKNOWN
    hours: Short = ""
    """`always` or shifts as `helpline.directory.hours` reads them; nothing if unknown."""
    hours_note: Short = ""
    languages: tuple[Short, ...] = ()
    listing_consent: Claim = Claim.UNKNOWN
    note: Long = ""
    age: Short = ""
    """How old the claim is, in words, e.g. `STALE 2017`."""
    evidence: tuple[Evidence, ...] = ()
    conflicts: tuple[Long, ...] = ()
    place: Short = ""
    """Where in an HSDS file it stood, if not among the service's own phones."""
    rest: dict[str, Any] = {}
    """What HSDS knows of it and we do not; kept so that export gives it back."""
    acts: tuple[Act, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    retired: bool = False


class Location(Record):
    """A place. `rest` is its HSDS form, address included: it leaves only if it is public."""

    id: str
    visibility: Visibility
    province: ProvinceCode | None = None
    name: Short = ""
    rest: dict[str, Any] = {}


class Provider(Record):
    """The organisation that runs a service."""

    id: str
    name: Short
    description: Long = ""
    url: Short = ""


class WarmReferral(Record):
    """Whether a service takes people handed over, and how."""

    accepts: Claim = Claim.UNKNOWN
    how: Long = ""
    feedback_days: int | None = Field(default=None, ge=0, le=365)


class Capacity(Record):
    """Intake, and when somebody last asked: it holds for 14 days."""

    status: Intake = Intake.UNKNOWN
    checked_at: AwareDatetime | None = None


class Area(Record):
    """Where a service helps: nationwide, from afar, or in these provinces and districts."""

    national: bool = False
    remote: bool = False
    abroad: bool = False
    provinces: tuple[ProvinceCode, ...] = ()
    districts: tuple[DistrictCode, ...] = ()
    note: Long = ""


class Service(Record):
    """Help that somebody offers."""

    id: str
    provider: Provider
    name: Words
    description: Words = Words()
    needs: tuple[Need, ...] = ()
    serves: dict[Group, Claim] = {}
    serves_note: Long = ""
    minimum_age: float | None = None
    maximum_age: float | None = None
    exploitation: tuple[Short, ...] = ()
    nationality: tuple[Short, ...] = ()
    term: Term = Term.UNKNOWN
    term_note: Short = ""
    operator: Operator
    cost: Cost = Cost.UNKNOWN
    area: Area = Area()
    requires_formal_identification: Claim = Claim.UNKNOWN
    informs_police: Claim = Claim.UNKNOWN
    residential: Claim = Claim.UNKNOWN
    freedom_of_movement: Claim = Claim.UNKNOWN
    warm_referral: WarmReferral = WarmReferral()
    intake: Capacity = Capacity()
    status: Status = Status.ACTIVE
    exclude_reason: Long = ""
    """Why it is never offered to anybody, e.g. a compulsory centre."""
    only_on_request: bool = False
    """Police and the like: only where a person names it or is in danger."""
    url: Short = ""
    flags: tuple[Short, ...] = ()
    confidence: Long = ""
    contacts: tuple[ContactPoint, ...] = ()
    locations: tuple[Location, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    conflicts: tuple[Long, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    retired: bool = False
    rest: dict[str, Any] = {}
    """What HSDS knows of it and we do not."""

    def contact(self, point_id: str) -> ContactPoint | None:
        """The contact point with this id."""
        return next((point for point in self.contacts if point.id == point_id), None)

    def with_contact(self, changed: ContactPoint) -> Service:
        """The service with this contact point in the place of the old one."""
        points = tuple(changed if one.id == changed.id else one for one in self.contacts)
        return self.model_copy(update={"contacts": points})

    def serves_group(self, group: Group) -> Claim:
        """What is known; a group that nobody named is unknown."""
        return self.serves.get(group, Claim.UNKNOWN)


class RightsWords(Record):
    """What is said, in both languages: whoever reads one must not be told less than the other."""

    en: Annotated[str, Field(min_length=10, max_length=80)]
    km: Annotated[str, Field(min_length=10, max_length=80)]

    def in_(self, language: str) -> str:
        """The words in a language."""
        return self.km if language == "km" else self.en


class Entitlement(Record):
    """A short, attributed text about a right; gated like a number (DIRECTORY.md, Rights texts)."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    words: RightsWords
    source: Annotated[str, Field(min_length=3, max_length=8000)]
    """The law or policy that it follows, with its article and date."""
    fills: RightsPlaceholder
    """The placeholder of a text that it fills."""
    reviewed_by: str = ""
    reviewed_on: AwareDatetime | None = None
    retired: bool = False
