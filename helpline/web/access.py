"""Who may use which endpoint: one table, deny by default.

An endpoint that is not named here answers like one that does not exist, and a test fails until
somebody has decided who may use it (SAFETY T17). The rule is only the first of three checks:
operations ask `authorize` for the act and the store looks for the object within the actor's
organisation.
"""

from __future__ import annotations

from enum import StrEnum

from helpline.core.caseworker import ANSWERING, Role


class Audience(StrEnum):
    """Endpoints that are not for a role of staff."""

    PUBLIC = "public"
    """Anybody. What changes something still needs the page's own token (CSRF)."""
    HOOK = "hook"
    """Providers and machines, known by a signature or a token that the endpoint itself checks."""
    DEMO = "demo"
    """The phone simulator; its endpoints exist only where the demo is switched on."""
    SIGNED_IN = "signed_in"
    """Every member of staff, whatever the role."""


Rule = Audience | frozenset[Role]

OVERSEEING = frozenset({Role.SUPERVISOR, Role.SAFEGUARDING_LEAD})
ADMINISTRATION = frozenset({Role.ORGANISATION_ADMIN})
PLANNING = frozenset({Role.SUPERVISOR, Role.ORGANISATION_ADMIN})
SYSTEM = frozenset({Role.SYSTEM_ADMIN})
AUDITING = frozenset({Role.AUDITOR})
RECEIVING = frozenset({Role.PARTNER, Role.CASEWORKER, Role.SUPERVISOR})
"""Who answers what another organisation referred."""

RULES: dict[str, Rule] = {
    # static files hold no data
    "static": Audience.PUBLIC,
    "public.front": Audience.PUBLIC,
    # machines
    "hooks.twilio_messages": Audience.HOOK,
    "hooks.twilio_status": Audience.HOOK,
    "hooks.twilio_calls": Audience.HOOK,
    "hooks.telegram": Audience.HOOK,
    "health.live": Audience.HOOK,
    "health.ready": Audience.HOOK,
    "health.metrics": Audience.HOOK,
    # what is public of the service directory; nothing in it is about a contact
    "hsds.about": Audience.PUBLIC,
    "hsds.profile": Audience.PUBLIC,
    "hsds.openapi": Audience.PUBLIC,
    "hsds.list_services": Audience.PUBLIC,
    "hsds.one_service": Audience.PUBLIC,
    "hsds.list_taxonomies": Audience.PUBLIC,
    "hsds.list_terms": Audience.PUBLIC,
    # the console
    "console.sign_in": Audience.PUBLIC,
    "console.check_sign_in": Audience.PUBLIC,
    "console.sign_out": Audience.SIGNED_IN,
    "console.choose_language": Audience.SIGNED_IN,
    "console.still_here": Audience.SIGNED_IN,
    "console.nowhere": Audience.SIGNED_IN,
    "console.start": Audience.SIGNED_IN,
    "console.invitation": Audience.PUBLIC,
    "console.invitation_picture": Audience.PUBLIC,
    "console.accept_invitation": Audience.PUBLIC,
    "console.account_page": Audience.SIGNED_IN,
    "console.change_password": Audience.SIGNED_IN,
    "console.renew_codes": Audience.SIGNED_IN,
    "console.link_telegram": ANSWERING,
    "console.unlink_telegram": ANSWERING,
    "console.set_second": ANSWERING,
    "console.people_page": ADMINISTRATION,
    "console.invite_person": ADMINISTRATION,
    "console.person_page": ADMINISTRATION,
    "console.change_person": ADMINISTRATION,
    "console.change_role": ADMINISTRATION,
    "console.change_account": ADMINISTRATION,
    "console.renew_link": ADMINISTRATION,
    "console.organisations_page": SYSTEM,
    "console.add_organisation": SYSTEM,
    "console.agree_until": SYSTEM,
    "console.roster_page": ANSWERING | ADMINISTRATION,
    "console.set_shifts": PLANNING,
    "console.add_holiday": PLANNING,
    "console.remove_holiday": PLANNING,
    "console.check_ins_page": ANSWERING,
    "console.plan_page": ANSWERING,
    "console.set_plan": ANSWERING,
    "console.change_check_in": ANSWERING,
    "console.calls_page": ANSWERING,
    "console.note_call": ANSWERING,
    "console.tasks_page": ANSWERING,
    "console.finish_task": ANSWERING,
    "console.assign_task": ANSWERING,
    "console.notices_page": OVERSEEING | AUDITING,
    "console.notice_done": OVERSEEING,
    "console.break_glass": OVERSEEING,
    "console.who_saw": OVERSEEING,
    "console.exclude": OVERSEEING,
    "console.exports_page": OVERSEEING,
    "console.ask_export": OVERSEEING,
    "console.decide_export": OVERSEEING,
    "console.fetch_export": OVERSEEING,
    "console.audit_page": ANSWERING | ADMINISTRATION | AUDITING,
    "console.verify_audit": SYSTEM | AUDITING,
    "console.referrals_page": ANSWERING | RECEIVING,
    "console.referral_page": ANSWERING,
    "console.step_referral": ANSWERING,
    "console.choose_receiver": ANSWERING,
    "console.describe_referral": ANSWERING,
    "console.take_back_referral": ANSWERING,
    "console.referral_form": ANSWERING,
    "console.referral_file": ANSWERING,
    "console.refer_page": ANSWERING,
    "console.refer_case": ANSWERING,
    "console.ask_override": OVERSEEING,
    "console.confirm_override": OVERSEEING,
    "console.referred_page": RECEIVING,
    "console.answer_referral": RECEIVING,
    "console.no_plan_page": ANSWERING,
    "console.directory_page": ANSWERING,
    "console.directory_calls": ANSWERING,
    "console.directory_entry": ANSWERING,
    "console.directory_proposal": ANSWERING,
    "console.directory_verify_form": ANSWERING,
    "console.directory_verify": ANSWERING,
    "console.directory_approve": ANSWERING,
    "console.directory_report": ANSWERING,
    "console.directory_retire": ANSWERING,
    "console.directory_decide": ANSWERING,
    "console.directory_new": ANSWERING,
    "console.directory_add": ANSWERING,
    "console.directory_edit": ANSWERING,
    "console.directory_change": ANSWERING,
    "console.queue_page": ANSWERING,
    "console.queue_rows": ANSWERING,
    "console.danger": ANSWERING,
    "console.case_page": ANSWERING,
    "console.talk": ANSWERING,
    "console.keys_page": ANSWERING,
    "console.search_page": ANSWERING,
    "console.search": ANSWERING,
    "console.claim": ANSWERING,
    "console.hand_over": ANSWERING,
    "console.unclaim": ANSWERING,
    "console.take_over": OVERSEEING,
    "console.preview": ANSWERING,
    "console.keep_draft": ANSWERING,
    "console.send_flow": ANSWERING,
    "console.bot_answers": ANSWERING,
    "console.person_answers": ANSWERING,
    "console.add_note": ANSWERING,
    "console.add_restricted_note": ANSWERING,
    "console.set_task": ANSWERING,
    "console.set_priority": ANSWERING,
    "console.set_needs": ANSWERING,
    "console.reopen": OVERSEEING,
    "console.reveal": ANSWERING,
    "console.check_code_word": ANSWERING,
    "console.merge": ANSWERING,
    "console.separate": ANSWERING,
    "console.undo_move": ANSWERING,
    "console.reply": ANSWERING,
    "console.close": ANSWERING,
    "console.keep": ANSWERING,
}


def rule_of(endpoint: str) -> Rule | None:
    """The rule of an endpoint; None means that nobody may use it."""
    return RULES.get(endpoint)


def admits(rule: Rule, role: Role) -> bool:
    """True if a member of staff with this role may pass."""
    return role in rule if isinstance(rule, frozenset) else True
