"""What codes are called on the page. Codes stay out of people's sight, labels out of the store."""

from __future__ import annotations

from helpline.core.case import Priority, Reason
from helpline.core.caseworker import Role
from helpline.core.channel import Channel
from helpline.core.message import Kind, SendReason, Status
from helpline.web.console.words import N_

PRIORITIES: dict[Priority, str] = {
    Priority.P1: N_("Danger now"),
    Priority.P2: N_("Serious"),
    Priority.P3: N_("Needs a person"),
    Priority.P4: N_("Routine"),
}

REASONS: dict[Reason, str] = {
    Reason.SELF_HARM_NOW: N_("Suicide risk now"),
    Reason.SELF_HARM_RISK: N_("Suicide risk"),
    Reason.VIOLENCE_NOW: N_("Violence now"),
    Reason.HELD_NOW: N_("Held against their will"),
    Reason.MEDICAL_NOW: N_("Medical emergency"),
    Reason.MEDICAL_CHECK: N_("Needs a health check"),
    Reason.SEXUAL_VIOLENCE_RECENT: N_("Sexual violence, last 72 hours"),
    Reason.SEXUAL_VIOLENCE_PAST: N_("Sexual violence, earlier"),
    Reason.CHILD: N_("Under 18"),
    Reason.CHILD_DANGER: N_("Child in danger"),
    Reason.THIRD_PARTY_DANGER: N_("Somebody else in danger"),
    Reason.UNSAFE_NO_ANSWER: N_("Said not safe, then silent"),
    Reason.THREAT: N_("Threatened"),
    Reason.DEBT_THREAT: N_("Threatened over debt"),
    Reason.PRESSURE: N_("Under pressure"),
    Reason.RETRAFFICK_RISK: N_("May be taken again"),
    Reason.NO_SHELTER_FOOD: N_("No shelter or food"),
    Reason.SCREEN_POSITIVE: N_("Signs of forced labour"),
    Reason.SCREEN_UNCLEAR: N_("Signs unclear"),
    Reason.NO_MATCH: N_("No service found"),
    Reason.REFERRAL_STALLED: N_("Referral without answer"),
    Reason.REFERRAL_REFUSED: N_("Referral refused"),
    Reason.WELLBEING_DROP: N_("Feeling worse"),
    Reason.SILENCE: N_("No answer to check-ins"),
    Reason.SILENCE_HIGH: N_("High risk and silent"),
    Reason.DELIVERY_FAILED: N_("Messages do not arrive"),
    Reason.NUMBER_CHANGED: N_("New number"),
    Reason.WRONG_NUMBER: N_("Wrong number"),
    Reason.IMPERSONATION: N_("Perhaps another person writing"),
    Reason.COMPLICITY: N_("Official may be involved"),
    Reason.LEGAL_CHOICE: N_("Legal choice"),
    Reason.MISSING_RELATIVE: N_("Missing relative"),
    Reason.FAMILY_SUPPORT: N_("Family needs support"),
    Reason.NEED_HEALTH: N_("Needs health care"),
    Reason.NEED_MIND: N_("Needs emotional support"),
    Reason.NEED_DEBT: N_("Needs help with debt"),
    Reason.NEED_WORK: N_("Needs work"),
    Reason.NEED_SAFE_MIGRATION: N_("Safe migration"),
    Reason.NEED_LAW: N_("Needs legal help"),
    Reason.HUMAN_REQ: N_("Asked for a person"),
    Reason.CALLBACK: N_("Asked for a call"),
    Reason.DATA_REQUEST: N_("Asks about their data"),
    Reason.OPTOUT: N_("Said stop"),
    Reason.OPTOUT_HIGH_RISK: N_("High risk and said stop"),
    Reason.STAFF_COMPLAINT: N_("Complaint about staff"),
    Reason.NOT_UNDERSTOOD: N_("Not understood by the bot"),
    Reason.HOSTILE: N_("Hostile"),
    Reason.NONE: N_("No reason given"),
}

CHANNELS: dict[Channel, str] = {
    Channel.SMS: N_("SMS"),
    Channel.WHATSAPP: N_("WhatsApp"),
    Channel.TELEGRAM: N_("Telegram"),
    Channel.TERMINAL: N_("Terminal"),
}

CONTACT_LANGUAGES: dict[str, str] = {"km": N_("Khmer"), "en": N_("English")}

ROLES: dict[Role, str] = {
    Role.CASEWORKER: N_("Caseworker"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.SAFEGUARDING_LEAD: N_("Safeguarding lead"),
    Role.ORGANISATION_ADMIN: N_("Organisation administrator"),
    Role.SYSTEM_ADMIN: N_("System administrator"),
    Role.AUDITOR: N_("Auditor"),
}

STATES: dict[Status, str] = {
    Status.QUEUED: N_("waiting to be sent"),
    Status.SENDING: N_("being sent"),
    Status.SENT: N_("sent"),
    Status.DELIVERED: N_("arrived"),
    Status.READ: N_("read"),
    Status.FAILED: N_("not sent"),
    Status.UNDELIVERED: N_("did not arrive"),
    Status.WITHHELD: N_("held back"),
}

WHY_NOT_SENT: dict[str, str] = {
    SendReason.BLOCKED: N_("the person or the provider blocks us"),
    SendReason.UNREACHABLE: N_("cannot be reached there"),
    SendReason.BAD_MESSAGE: N_("the provider refused the text"),
    SendReason.TEMPLATE_NEEDED: N_("24 hours have passed; WhatsApp wants a template"),
    SendReason.THROTTLED: N_("too many at once"),
    SendReason.PROVIDER_DOWN: N_("the provider is down"),
    SendReason.UNKNOWN_OUTCOME: N_("nobody knows whether it arrived"),
    SendReason.MISCONFIGURED: N_("the channel is not set up rightly"),
    SendReason.FILTERED: N_("filtered by the network"),
    "too_late": N_("too late to be safe"),
    "not_safe": N_("not safe to write"),
    "opted_out": N_("the person said stop"),
    "address_stopped": N_("this address is stopped"),
    "not_a_safe_time": N_("not a safe time"),
    "unverified_contact": N_("it names a number that the directory does not publish"),
}

KINDS: dict[Kind, str] = {
    Kind.BUTTON: N_("pressed a button"),
    Kind.MEDIA: N_("sent something that is never opened"),
    Kind.LOCATION: N_("sent a place"),
    Kind.CONTACT_CARD: N_("sent a contact card"),
    Kind.EDIT: N_("changed an earlier message"),
    Kind.BLOCKED: N_("blocked the helpline"),
    Kind.UNBLOCKED: N_("unblocked the helpline"),
}

NOTES: dict[str, str] = {
    "opened": N_("Opened"),
    "reason_added": N_("Reason added"),
    "raised": N_("Priority raised"),
    "claimed": N_("Taken"),
    "handed_over": N_("Handed over"),
    "closed": N_("Closed"),
    "reopened": N_("Opened again"),
}
"""A kind of note that is not here is shown by its code, so that none is ever hidden."""
