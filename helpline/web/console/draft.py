"""What somebody had written when a page could not do what it was asked.

It goes back into the page, so that an ended session or a stale case costs nobody their words.
It is never kept in the browser. The one text that the store keeps meanwhile is the answer that
is being written to a contact (operations.cases.drafting).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

FIELDS = (
    "text",
    "hour_reason",
    "recap",
    "next_step",
    "note",
    "restricted_note",
    "todo",
    "due_day",
    "due_time",
    "hand_over_words",
    "unclaim_words",
    "priority_reason",
    "reopen_reason",
    "reveal_reason",
    "merge_name",
    "merge_reason",
    "separate_reason",
    "undo_reason",
)
"""All that can be written on the page of a case; each form has names of its own."""

OUTBOUND_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts of a page's forms, by field; a field that was not sent is empty."""

    written: Mapping[str, str] = field(default_factory=dict, repr=False)
    outbound_id: str = ""
    """The reply's id, drawn with its form: the same form sent twice writes one text."""

    def __bool__(self) -> bool:
        return any(text.strip() for text in self.written.values())

    def __getitem__(self, name: str) -> str:
        """What was written in a field."""
        return self.written.get(name, "")

    def texts(self) -> dict[str, str]:
        """What was written, by field."""
        return {name: text for name, text in self.written.items() if text}

    def with_text(self, text: str) -> Draft:
        """The same with another answer to the contact."""
        return Draft({**self.written, "text": text}, self.outbound_id)


def posted() -> Draft:
    """The draft in the form that was sent. Line ends are as a phone writes them."""
    texts = {name: request.form.get(name, "").replace("\r\n", "\n") for name in FIELDS}
    outbound_id = request.form.get("outbound_id", "")
    known = OUTBOUND_ID.fullmatch(outbound_id) is not None
    return Draft({k: v for k, v in texts.items() if v}, outbound_id if known else "")
