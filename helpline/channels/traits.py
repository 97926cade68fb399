"""What each channel can do. Whether a sender can be answered is found out per sender."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

from helpline.core.channel import Channel, Traits

WHATSAPP_WINDOW = timedelta(hours=23, minutes=50)
"""PLATFORM: 24 hours, error 63016 after them; a text that waits a moment must not come too late."""

TRAITS = MappingProxyType(
    {
        # PLATFORM, Twilio: 1,600 characters at most; a reply needs a number, not a sender name.
        Channel.SMS: Traits(
            can_receive_reply=True, buttons=False, max_characters=1600, priced_by_part=True
        ),
        # WhatsApp buttons need templates that Meta has approved; numbered lines need nothing.
        Channel.WHATSAPP: Traits(
            can_receive_reply=True,
            buttons=False,
            max_characters=1600,
            priced_by_part=False,
            window=WHATSAPP_WINDOW,
        ),
        Channel.TELEGRAM: Traits(
            can_receive_reply=True, buttons=True, max_characters=4096, priced_by_part=False
        ),
        Channel.TERMINAL: Traits(
            can_receive_reply=True, buttons=False, max_characters=4096, priced_by_part=False
        ),
    }
)
