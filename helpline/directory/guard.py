"""The outgoing guard: which numbers of a text may not be said now (DIRECTORY.md rule 6 c)."""

from __future__ import annotations

import re
from datetime import datetime

from helpline.directory.snapshot import Directory
from helpline.text.khmer import keyed
from helpline.text.phone import ShortCode, phone_like

_CODE = re.compile(r"(?<![0-9.,:/$\-])[0-9]{3,6}(?![0-9%]|[.,:/\-][0-9])")


def unsayable(text: str, directory: Directory, now: datetime) -> tuple[str, ...]:
    """Everything in a text that somebody could dial and that nobody has verified.

    What looks like a number must be publishable now. A short one, which might be anything, is
    held only if the directory knows it as a contact that is not.
    """
    found = [
        one.text
        for one in phone_like(text)
        if one.number is None or not directory.may_say(one.number, now)
    ]
    codes = {ShortCode(one) for one in _CODE.findall(keyed(text).key)} & directory.short_codes
    return (*found, *(one.digits for one in codes if not directory.may_say(one, now)))
