"""The tone of a message and of its sentences, as the second listener hears it.

Words that are only near to danger need it (docs/adr/0042-words-near-to-danger-need-its-tone.md).
"""

from __future__ import annotations

from helpline.text.listener import Listener, Suspicion
from helpline.text.news import is_news, names_sender
from helpline.text.script import Script


class Tone:
    """Of one message; each piece of it is weighed once, however often it is asked about."""

    def __init__(self, listener: Listener | None, script: Script) -> None:
        self.romanised = script == "latn"
        self._listener = listener
        self._script = script
        self._heard: dict[str, Suspicion | None] = {}

    def suspicion(self, text: str) -> Suspicion | None:
        """What the listener takes this for; None where it knows too little, or there is none."""
        if self._listener is None:
            return None
        if text not in self._heard:
            self._heard[text] = self._listener.hear(text, self._script)
        return self._heard[text]

    def is_calm(self, text: str) -> bool:
        """True if the listener knows the words and hears next to no danger in them."""
        heard = self.suspicion(text)
        return heard is not None and heard.is_calm

    def is_public(self, text: str) -> bool:
        """True for words that nobody says of himself or of somebody near: news, a story, a law.

        By the traits of news, or by tone where nobody speaks. In romanised Khmer tone tells too
        little: there are as many spellings as writers.
        """
        if is_news(text):
            return True
        if self.romanised or names_sender(text):
            return False
        heard = self.suspicion(text)
        return heard is not None and heard.is_public
