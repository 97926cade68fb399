"""What somebody had written when a page could not do what it was asked.

It goes back into the page, so that an ended session or a stale case costs nobody their words.
It is never stored: neither here nor in the browser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask import request

FIELDS = ("text", "recap", "next_step")
OUTBOUND_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts of the reply and the closing form."""

    text: str = field(default="", repr=False)
    recap: str = field(default="", repr=False)
    next_step: str = field(default="", repr=False)
    outbound_id: str = ""
    """The reply's id, drawn with its form: the same form sent twice writes one text."""

    def __bool__(self) -> bool:
        return any(text.strip() for text in (self.text, self.recap, self.next_step))

    def texts(self) -> dict[str, str]:
        """What was written, by field."""
        written = {name: getattr(self, name) for name in FIELDS}
        return {name: text for name, text in written.items() if text}


def posted() -> Draft:
    """The draft in the form that was sent. Line ends are as a phone writes them."""
    texts = {name: request.form.get(name, "").replace("\r\n", "\n") for name in FIELDS}
    outbound_id = request.form.get("outbound_id", "")
    known = OUTBOUND_ID.fullmatch(outbound_id) is not None
    return Draft(**texts, outbound_id=outbound_id if known else "")
