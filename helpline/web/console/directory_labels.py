"""What the codes of the directory are called on the page."""

from __future__ import annotations

from helpline.directory.terms import (
    Audience,
    Claim,
    Cost,
    Duty,
    Group,
    Intake,
    Item,
    Kind,
    Method,
    Need,
    Operator,
    Reason,
    State,
    Status,
    Term,
    Visibility,
)
from helpline.web.console.words import N_

STATES: dict[str, str] = {
    State.CANDIDATE: N_("UNVERIFIED"),
    State.VERIFIED: N_("verified"),
    State.DUE: N_("verified, call again soon"),
    State.EXPIRED: N_("run out"),
    State.SUSPENDED: N_("suspended"),
    State.RETIRED: N_("retired"),
    "none": N_("no contact"),
}
WHY_CALL: dict[str, str] = {
    "suspended": N_("Suspended: call to find out"),
    "expired": N_("Run out: nothing of it is shown"),
    "pending": N_("Waits for a second person or a supervisor"),
    "due": N_("Runs out soon"),
    "intake": N_("Ask again whether they take people"),
}
NEEDS: dict[Need, str] = {
    Need.EMERGENCY: N_("Emergency"),
    Need.CASE_MANAGEMENT: N_("A helper who stays"),
    Need.SHELTER: N_("Shelter"),
    Need.LEGAL_AID: N_("Legal help"),
    Need.MEDICAL: N_("Health care"),
    Need.MENTAL_HEALTH: N_("Emotional support"),
    Need.SUBSTANCE_USE: N_("Drugs and alcohol"),
    Need.VOCATIONAL: N_("Training"),
    Need.JOB_PLACEMENT: N_("Finding work"),
    Need.LIVELIHOOD: N_("Livelihood"),
    Need.CASH_SUPPORT: N_("Money support"),
    Need.DEBT_COUNSELLING: N_("Help with debt"),
    Need.FAMILY_TRACING: N_("Finding family"),
    Need.REPATRIATION: N_("Coming home"),
    Need.TRANSIT: N_("A place on the way"),
    Need.DOCUMENTS: N_("Papers"),
    Need.CHILD_PROTECTION: N_("Child protection"),
    Need.EDUCATION: N_("School"),
    Need.INFORMATION: N_("Information"),
    Need.REPORT_TRAFFICKING: N_("Reporting trafficking"),
}
GROUPS: dict[Group, str] = {
    Group.MEN: N_("Men"),
    Group.WOMEN: N_("Women"),
    Group.BOYS: N_("Boys"),
    Group.GIRLS: N_("Girls"),
    Group.FAMILIES: N_("Families"),
    Group.DISABLED: N_("People with disabilities"),
}
CLAIMS: dict[Claim, str] = {
    Claim.UNKNOWN: N_("unknown"),
    Claim.YES: N_("yes"),
    Claim.NO: N_("no"),
}
OPERATORS: dict[Operator, str] = {
    Operator.GOVERNMENT: N_("Government"),
    Operator.POLICE: N_("Police"),
    Operator.NGO: N_("Organisation"),
    Operator.FAITH: N_("Faith-based"),
    Operator.UN: N_("United Nations"),
    Operator.INDUSTRY: N_("Industry"),
    Operator.UNKNOWN: N_("unknown"),
}
TERMS: dict[Term, str] = {
    Term.UNKNOWN: N_("unknown"),
    Term.SHORT: N_("short"),
    Term.MEDIUM: N_("some months"),
    Term.LONG: N_("a year or more"),
}
STATUSES: dict[Status, str] = {
    Status.ACTIVE: N_("works"),
    Status.INACTIVE: N_("does not work now"),
    Status.DEFUNCT: N_("has ended"),
    Status.TEMPORARILY_CLOSED: N_("closed for a time"),
}
COSTS: dict[Cost, str] = {
    Cost.UNKNOWN: N_("unknown"),
    Cost.FREE: N_("free"),
    Cost.PAID: N_("costs money"),
}
INTAKES: dict[Intake, str] = {
    Intake.UNKNOWN: N_("unknown"),
    Intake.OPEN: N_("takes people"),
    Intake.WAITLIST: N_("waiting list"),
    Intake.CLOSED: N_("takes nobody"),
}
KINDS: dict[Kind, str] = {
    Kind.PHONE: N_("Phone"),
    Kind.SHORT_CODE: N_("Short number"),
    Kind.SMS: N_("SMS"),
    Kind.TELEGRAM: N_("Telegram"),
    Kind.WHATSAPP: N_("WhatsApp"),
    Kind.FACEBOOK: N_("Facebook"),
    Kind.WEB: N_("Web page"),
}
DUTIES: dict[Duty, str] = {
    Duty.EMERGENCY: N_("Emergency line"),
    Duty.HOTLINE: N_("Hotline"),
    Duty.INTAKE: N_("Intake"),
    Duty.SHELTER: N_("Shelter"),
    Duty.OFFICE: N_("Office"),
}
AUDIENCES: dict[Audience, str] = {
    Audience.SURVIVOR: N_("for contacts"),
    Audience.PARTNER: N_("for partners only"),
    Audience.PRESS: N_("for the press only"),
    Audience.ADMIN: N_("administration only"),
}
METHODS: dict[Method, str] = {
    Method.CALL: N_("I called"),
    Method.VISIT: N_("I was there"),
    Method.SIGNED_MESSAGE: N_("I have it signed"),
}
QUESTIONS: dict[Item, str] = {
    Item.ANSWERS: N_("Somebody answered"),
    Item.NAME: N_("They are who we think"),
    Item.SERVES: N_("Whom they take, men included"),
    Item.HOURS: N_("When they answer"),
    Item.COST: N_("What it costs"),
    Item.AREA: N_("Where they help"),
    Item.INTAKE: N_("Whether they take people now"),
    Item.LISTING: N_("They agree that we give out this contact"),
    Item.POLICE: N_("Whether they inform the police"),
}
REASONS: dict[Reason, str] = {
    Reason.WRONG_NUMBER: N_("Wrong number"),
    Reason.NO_ANSWER: N_("No answer"),
    Reason.ASKED_FOR_MONEY: N_("Asked for money"),
    Reason.UNSAFE: N_("Not safe"),
    Reason.CONFLICT: N_("Sources disagree"),
    Reason.OTHER: N_("Something else"),
}
ACTS: dict[str, str] = {
    "imported": N_("Taken from a file"),
    "added": N_("Added"),
    "edited": N_("Changed"),
    "proposed": N_("Change proposed"),
    "refused": N_("Proposal refused"),
    "verified": N_("Verified"),
    "approved": N_("Verification approved"),
    "reported": N_("Reported"),
    "suspended": N_("Suspended"),
    "retired": N_("Retired"),
}
VISIBILITIES: dict[Visibility, str] = {
    Visibility.HIDDEN: N_("nobody outside"),
    Visibility.AREA_ONLY: N_("the province only"),
    Visibility.PUBLIC: N_("the whole address"),
}
PLACEHOLDERS: dict[str, str] = {
    "": N_("no text asks for it"),
    "police": N_("police, in danger"),
    "ambulance": N_("ambulance, in danger"),
    "line": N_("line for people in danger"),
    "child_line": N_("line for children"),
    "phone": N_("this helpline's phone"),
    "office_phone": N_("an office's phone"),
    "number": N_("another number"),
    "embassy": N_("embassy"),
}
