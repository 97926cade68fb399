"""All tables. Columns that are searched by are plain; everything else is sealed bytes.

A column that ends in `_index` holds a keyed HMAC: found by equality, useless without the key.
A column `data_key` holds a data key wrapped by a master key; null means that it was destroyed
and that whatever it sealed can never be read again.

The conditions of partial indexes are literal, because neither database can prove that a bound
parameter fits them.
"""

from __future__ import annotations

from helpline.store.tables.audit import (
    audit_entries,
    audit_marks,
)
from helpline.store.tables.cases import (
    DUE,
    LIVE,
    alerts,
    case_notes,
    cases,
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
    conversations,
    inbounds,
    outbounds,
    quarantine,
)
from helpline.store.tables.staff import (
    caseworkers,
    organisations,
    sessions,
    shifts,
    sign_in_failures,
    totp_steps,
)

__all__ = [
    "DUE",
    "LIVE",
    "PENDING",
    "TAKEN",
    "TIMED",
    "WAITING",
    "addresses",
    "alerts",
    "audit_entries",
    "audit_marks",
    "case_notes",
    "cases",
    "caseworkers",
    "choices",
    "consents",
    "contacts",
    "conversations",
    "inbounds",
    "metadata",
    "opt_outs",
    "organisations",
    "outbounds",
    "quarantine",
    "sessions",
    "shifts",
    "sign_in_failures",
    "totp_steps",
]
