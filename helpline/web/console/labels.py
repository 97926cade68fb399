"""What codes are called on the page. Codes stay out of people's sight, labels out of the store."""

from __future__ import annotations

from helpline.core.case import Priority, Reason
from helpline.core.caseworker import Gender, Role
from helpline.core.channel import Channel
from helpline.core.message import Kind, SendReason, Status
from helpline.core.oversight import ExportKind, ExportState, NoticeKind
from helpline.core.task import TaskKind
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
    Role.PARTNER: N_("Partner caseworker"),
    Role.AUDITOR: N_("Auditor"),
}

GENDERS: dict[Gender, str] = {Gender.WOMAN: N_("woman"), Gender.MAN: N_("man")}

TASKS: dict[TaskKind, str] = {
    TaskKind.CALL: N_("Call at the agreed time"),
    TaskKind.MISSED_CALL: N_("They rang: call back"),
    TaskKind.CALL_RELATIVE: N_("Call back about a missing relative"),
    TaskKind.NEXT_DAY: N_("Write or call the day after a danger of suicide"),
    TaskKind.FOLLOW_UP: N_("Follow up"),
    TaskKind.LATE_CHECK_IN: N_("A check-in was too late to be sent"),
    TaskKind.SILENCE_CALL: N_("Call: no answer to check-ins"),
    TaskKind.SILENCE_MEETING: N_("Meet: no answer to check-ins"),
    TaskKind.ASK_TRUSTED: N_("Ask the trusted contact, with bland words"),
    TaskKind.CONFIRM_NUMBER: N_("Confirm a new number"),
    TaskKind.HAND_OVER: N_("Find a helper who stays, or hand the form over"),
    TaskKind.ANSWER_REFERRAL: N_("Answer a referral to us"),
    TaskKind.REFERRAL_WITHDRAWN: N_("A person took their yes back: see that the receiver knows"),
    TaskKind.REFERRAL_STALLED: N_("A referral has no answer"),
    TaskKind.ASK_ABOUT_REFERRAL: N_("Ask how the referral went"),
    TaskKind.VERIFY_SERVICE: N_("Call a service to verify it"),
    TaskKind.READ_NEW_CONTACT: N_("Read what a new contact wrote"),
    TaskKind.DATA_REQUEST: N_("Answer a question about data"),
    TaskKind.HIDDEN: N_("The person hid the talk: somebody may have looked at the phone"),
    TaskKind.OTHER: N_("Another task"),
}

OUTCOMES: dict[str, str] = {
    "done": N_("Done"),
    "not_reached": N_("Not reached"),
    "not_needed": N_("Not needed any more"),
    "moved_on": N_("Another task follows"),
}

NOTICES: dict[NoticeKind, str] = {
    NoticeKind.OUTSIDE_ASSIGNMENT: N_("Read a talk that is not assigned to them"),
    NoticeKind.NOT_TAKEN: N_("Nobody took the case in time"),
    NoticeKind.PROMISE_BROKEN: N_("Nobody wrote by the promised time"),
    NoticeKind.WEEKLY: N_("Routine case that is late"),
    NoticeKind.NOBODY_ON_CALL: N_("Nobody could be alerted"),
    NoticeKind.GLASS_BROKEN: N_("Opened a case in an emergency, for one hour"),
    NoticeKind.COMPLAINT: N_("Somebody complains about staff: only supervisors see the case"),
    NoticeKind.SERVICE_STOPPED: N_("A service is suspended: unsafe, or asked for money"),
    NoticeKind.REVEAL_LIMIT: N_("Looked at too many phone numbers"),
    NoticeKind.EXPORTED: N_("Fetched an export"),
    NoticeKind.CLOSE_PROPOSED: N_("Asks to close the case"),
    NoticeKind.CONFLICT: N_("Changed who may see the case"),
}

EXPORT_KINDS: dict[ExportKind, str] = {
    ExportKind.PSEUDONYMOUS: N_("without anything that names a person"),
    ExportKind.IDENTIFIABLE: N_("with addresses and what was agreed"),
}

EXPORT_STATES: dict[ExportState, str] = {
    ExportState.ASKED: N_("waits for a second person"),
    ExportState.APPROVED: N_("ready"),
    ExportState.REFUSED: N_("refused"),
    ExportState.FETCHED: N_("fetched"),
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
    Kind.MISSED_CALL: N_("rang; nobody takes calls on this line"),
}

NOTES: dict[str, str] = {
    "opened": N_("Opened"),
    "reason_added": N_("Reason added"),
    "raised": N_("Priority raised"),
    "claimed": N_("Taken"),
    "handed_over": N_("Handed over"),
    "close_proposed": N_("Closing proposed"),
    "late": N_("The promised time has passed"),
    "apologised": N_("The helpline apologised and gave a new time"),
    "released": N_("Waits again"),
    "referral_sent": N_("Referred"),
    "referral_waiting": N_("Referral: on the waiting list"),
    "referral_accepted": N_("Referral accepted"),
    "referral_met": N_("Referral: they have met"),
    "referral_active": N_("Referral: in long-term care"),
    "referral_closed": N_("Referral ended"),
    "referral_refused": N_("Referral was refused"),
    "referral_lost": N_("Referral: not found any more"),
    "referral_withdrawn": N_("Referral: yes taken back"),
    "closed": N_("Closed"),
    "reopened": N_("Opened again"),
    "needs_set": N_("set the needs"),
    "lowered": N_("Priority lowered"),
    "unclaimed": N_("Given back to the queue"),
    "taken_over": N_("Taken over by a supervisor"),
    "wrote_outside_hours": N_("Written at an hour that is not safe"),
    "flow_sent": N_("The bot was asked to ask"),
    "bot_answers": N_("The bot answers again"),
    "person_answers": N_("A person answers again"),
    "note": N_("Note"),
    "restricted_note": N_("Restricted note"),
    "task_set": N_("Task set"),
    "revealed": N_("Number looked at"),
    "secret_right": N_("A secret was told rightly"),
    "secret_wrong": N_("A secret was told wrongly"),
    "hidden": N_("The person hid the talk"),
    "not_delivered": N_("A message did not arrive"),
    "address_moved": N_("The number went to another case"),
    "address_joined": N_("A number came from another case"),
    "move_undone": N_("The number went back"),
    "referral_asked": N_("A referral was asked for"),
    "check_in_agreed": N_("Check-ins were agreed"),
}
"""A kind of note that is not here is shown by its code, so that none is ever hidden."""
