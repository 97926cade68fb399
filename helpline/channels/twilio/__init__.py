"""Twilio: one class, one instance per product (SMS, WhatsApp).

`reading` verifies and parses webhooks, `errors` is the one table of Twilio's codes, `client`
alone touches the client library, `channel` puts them together.
"""

from helpline.channels.twilio.account import (
    CALLS_PATH,
    MESSAGES_PATH,
    STATUS_PATH,
    TwilioAccount,
)
from helpline.channels.twilio.channel import TwilioChannel, twilio_channels
from helpline.channels.twilio.reading import product_of

__all__ = [
    "CALLS_PATH",
    "MESSAGES_PATH",
    "STATUS_PATH",
    "TwilioAccount",
    "TwilioChannel",
    "product_of",
    "twilio_channels",
]
