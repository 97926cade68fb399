"""How far somebody's hand reaches: which cases a reader's statements may find at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """The scope of one reader, which the store puts into every statement (SAFETY T17).

    A case that a reader has a conflict of interest with is outside of every reach.
    """

    organisation_id: str | None
    """Cases of this organisation; None for a role that sees none by itself."""
    minors: bool = False
    """Instead: cases of minors, whatever the organisation (the safeguarding lead)."""
    complaints: bool = False
    """Also cases with a complaint about staff (`Case.overseen_only`) that the reader has not."""
    reader_id: str = ""
    """Whose conflicts of interest keep cases away; empty for the helpline itself."""
    at: datetime | None = None
    """Break-glass that runs at this moment widens the reach by its case; None: none does."""
