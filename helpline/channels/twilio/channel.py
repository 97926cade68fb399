"""The Twilio channel: SMS or WhatsApp, by one class. They differ in a prefix and in limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING

from helpline.channels import quiet_libraries
from helpline.channels.traits import TRAITS
from helpline.channels.twilio import reading
from helpline.channels.twilio.account import WHATSAPP_PREFIX, TwilioAccount
from helpline.core.channel import Channel
from helpline.core.message import Hook, Outbound, SendError, SendReason, SendResult
from helpline.operations.ports.channel import Read

if TYPE_CHECKING:
    from helpline.channels.twilio.client import Api


NO_TEMPLATES: Mapping[str, str] = MappingProxyType({})


def twilio_channels(
    account: TwilioAccount, senders: Sequence[str], templates: Mapping[str, str] = NO_TEMPLATES
) -> dict[Channel, TwilioChannel]:
    """The channels for which there is a sender; `whatsapp:+…` senders make the WhatsApp one.

    `templates`: ContentSids of what WhatsApp has approved, by text and language (`F27.0/km`).
    """
    whatsapp = tuple(sender for sender in senders if sender.startswith(WHATSAPP_PREFIX))
    sms = tuple(sender for sender in senders if not sender.startswith(WHATSAPP_PREFIX))
    found = {Channel.SMS: sms, Channel.WHATSAPP: whatsapp}
    approved = {Channel.SMS: NO_TEMPLATES, Channel.WHATSAPP: templates}
    return {
        name: TwilioChannel(account, name, own, approved[name])
        for name, own in found.items()
        if own
    }


class TwilioChannel:
    """Reads webhooks anywhere; sends through the client library, which loads at first use."""

    def __init__(
        self,
        account: TwilioAccount,
        name: Channel,
        senders: Sequence[str],
        templates: Mapping[str, str] = NO_TEMPLATES,
    ) -> None:
        """`senders`: numbers, a sender name or a messaging service; texts leave by the first,
        or by the number of the organisation that they come from."""
        self.name = name
        self.traits = replace(
            TRAITS[name],
            can_receive_reply=any(map(_can_be_answered, senders)),
            templates=frozenset(templates),
        )
        self._templates = templates
        self._account = account
        self._senders = tuple(senders)
        self._api: Api | None = None
        self._lock = Lock()

    def read(self, hook: Hook) -> Read:
        """Verify, parse and clean; see `reading`."""
        return reading.read(self._account, self.name, frozenset(self._senders), hook)

    def send(self, outbound: Outbound) -> SendResult:
        """Hand the text to Twilio. Raises SendError.

        A text that WhatsApp would refuse now is refused here, at once, and not by a report that
        comes later (error 63016).
        """
        template = self._template(outbound)
        return self._loaded().send(self._to(outbound), outbound, self._by(outbound), template)

    def look_up(
        self, outbound: Outbound, since: datetime, known: Callable[[Sequence[str]], frozenset[str]]
    ) -> SendResult | None:
        """The oldest message with this text that is no other outbound's.

        Raises SendError when Twilio cannot be asked now: the caller asks again later.
        """
        alike = self._loaded().with_text(self._to(outbound), outbound.text, since)
        taken = known([result.provider_id for result in alike])
        free = (result for result in alike if result.provider_id not in taken)
        return next(free, None)

    def answer_press(self, press_id: str) -> None:
        """Twilio waits for no answer."""

    def _loaded(self) -> Api:
        # 0.7 s and 40 MiB: a web process that only reads never loads it.
        from helpline.channels.twilio.client import Api  # noqa: PLC0415

        with self._lock:
            if self._api is None:
                quiet_libraries()
                self._api = Api(self._account, self._senders[0])
            return self._api

    def _template(self, outbound: Outbound) -> str | None:
        if outbound.template is None:
            return None
        content_sid = self._templates.get(outbound.template)
        if content_sid is None:
            raise SendError(SendReason.TEMPLATE_NEEDED, retryable=False, code="window")
        return content_sid

    def _by(self, outbound: Outbound) -> str | None:
        """The sender of the outbound's own line, if it is one that is configured here."""
        number = outbound.line.partition(":")[2]
        wanted = f"{WHATSAPP_PREFIX}{number}" if self.name is Channel.WHATSAPP else number
        return wanted if wanted in self._senders else None

    def _to(self, outbound: Outbound) -> str:
        prefix = WHATSAPP_PREFIX if self.name is Channel.WHATSAPP else ""
        return prefix + outbound.address.value


def _can_be_answered(sender: str) -> bool:
    """A name as a sender is one-way; a number or a messaging service can be written to."""
    number = sender.removeprefix(WHATSAPP_PREFIX).removeprefix("+")
    is_service = sender.startswith("MG") and len(sender) == 34
    return is_service or (number.isascii() and number.isdigit())
