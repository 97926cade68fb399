"""A reader's reach as a condition of every statement that looks for cases (SAFETY T17)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, exists, false, or_, true

from helpline.core.case import Priority
from helpline.core.reach import Reach
from helpline.store.tables import OF_MINOR, broken_glass, cases, exclusions
from helpline.store.utc import UtcDateTime

NOT_EXCLUDED: ColumnElement[bool] = ~exists().where(
    exclusions.c.case_id == cases.c.id, exclusions.c.caseworker_id == bindparam("reader")
)
OF_ORGANISATION: ColumnElement[bool] = cases.c.organisation_id == bindparam("organisation")
BY_GLASS: ColumnElement[bool] = exists().where(
    broken_glass.c.case_id == cases.c.id,
    broken_glass.c.caseworker_id == bindparam("reader"),
    broken_glass.c.begins_at <= bindparam("at", type_=UtcDateTime),
    broken_glass.c.ends_at > bindparam("at", type_=UtcDateTime),
)
OPEN_TO_READER = or_(
    cases.c.complaint == false(),
    cases.c.priority == Priority.P1.value,
    cases.c.claimed_by == bindparam("reader"),
    bindparam("complaints", type_=Boolean) == true(),
)
"""What `Case.overseen_only` says, as a condition."""
MAY_SEE = and_(NOT_EXCLUDED, OPEN_TO_READER)

LISTED = {False: and_(OF_ORGANISATION, MAY_SEE), True: and_(OF_MINOR, MAY_SEE)}
"""What a list shows, by whether the reach is that of minors."""

BY_RIGHT = or_(OF_ORGANISATION, and_(OF_MINOR, bindparam("minors", type_=Boolean) == true()))
FOUND = and_(or_(BY_RIGHT, BY_GLASS), MAY_SEE)
"""What is found by its id."""


def listed(reach: Reach) -> dict[str, Any]:
    """The values of LISTED."""
    reader = {"reader": reach.reader_id, "complaints": reach.complaints}
    return reader if reach.minors else reader | {"organisation": reach.organisation_id}


def found(reach: Reach) -> dict[str, Any]:
    """The values of FOUND."""
    return {
        "organisation": reach.organisation_id,
        "minors": reach.minors,
        "complaints": reach.complaints,
        "reader": reach.reader_id,
        "at": reach.at,
    }
