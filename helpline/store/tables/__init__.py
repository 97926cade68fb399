"""All tables. Columns that are searched by are plain; everything else is sealed bytes.

A column that ends in `_index` holds a keyed HMAC: found by equality, useless without the key.
A column `data_key` holds a data key wrapped by a master key; null means that it was destroyed
and that whatever it sealed can never be read again.

The conditions of partial indexes are literal, because neither database can prove that a bound
parameter fits them.
"""

from __future__ import annotations

from helpline.store.tables.admission import invitations, link_codes, recovery_codes
from helpline.store.tables.audit import (
    audit_entries,
    audit_marks,
)
from helpline.store.tables.cases import (
    DUE,
    LIVE,
    OF_MINOR,
    PRESSABLE,
    WATCHED,
    alerts,
    case_notes,
    cases,
)
from helpline.store.tables.casework import address_moves, drafts
from helpline.store.tables.check_ins import (
    RUNNING,
    STILL,
    TO_COME,
    channel_links,
    check_ins,
    former_addresses,
    plans,
    silence_steps,
    silences,
)
from helpline.store.tables.columns import metadata
from helpline.store.tables.contacts import (
    addresses,
    consents,
    contacts,
    opt_outs,
)
from helpline.store.tables.messages import (
    PENDING,
    TAKEN,
    TIMED,
    WAITING,
    choices,
    clearings,
    conversations,
    inbounds,
    outbounds,
    quarantine,
)
from helpline.store.tables.oversight import UNSEEN, broken_glass, exclusions, exports, notices
from helpline.store.tables.referrals import (
    DUE_REFERRAL,
    OPENER_DUE,
    UNCONFIRMED,
    consent_overrides,
    referral_feedback,
    referral_moves,
    referrals,
    survivors,
)
from helpline.store.tables.secrets import secret_tries, secrets
from helpline.store.tables.services import (
    OPEN_PROPOSAL,
    directory_entries,
    directory_notes,
    directory_proposals,
    directory_reports,
    directory_versions,
)
from helpline.store.tables.staff import (
    caseworkers,
    holidays,
    lines,
    organisations,
    sessions,
    shifts,
    sign_in_failures,
    totp_steps,
)
from helpline.store.tables.tasks import UNDONE, tasks

__all__ = [
    "DUE",
    "DUE_REFERRAL",
    "LIVE",
    "OF_MINOR",
    "OPENER_DUE",
    "OPEN_PROPOSAL",
    "PENDING",
    "PRESSABLE",
    "RUNNING",
    "STILL",
    "TAKEN",
    "TIMED",
    "TO_COME",
    "UNCONFIRMED",
    "UNDONE",
    "UNSEEN",
    "WAITING",
    "WATCHED",
    "address_moves",
    "addresses",
    "alerts",
    "audit_entries",
    "audit_marks",
    "broken_glass",
    "case_notes",
    "cases",
    "caseworkers",
    "channel_links",
    "check_ins",
    "choices",
    "clearings",
    "consent_overrides",
    "consents",
    "contacts",
    "conversations",
    "directory_entries",
    "directory_notes",
    "directory_proposals",
    "directory_reports",
    "directory_versions",
    "drafts",
    "exclusions",
    "exports",
    "former_addresses",
    "holidays",
    "inbounds",
    "invitations",
    "lines",
    "link_codes",
    "metadata",
    "notices",
    "opt_outs",
    "organisations",
    "outbounds",
    "plans",
    "quarantine",
    "recovery_codes",
    "referral_feedback",
    "referral_moves",
    "referrals",
    "secret_tries",
    "secrets",
    "sessions",
    "shifts",
    "sign_in_failures",
    "silence_steps",
    "silences",
    "survivors",
    "tasks",
    "totp_steps",
]
