"""The texts of a walk as they would be sent, with the values that its setting has."""

from __future__ import annotations

from typing import Final

from helpline.core.conversation import Fact
from helpline.core.events import Said
from helpline.flow.check.budget import LONGEST, MOST_PARTS
from helpline.flow.check.proof.settings import Setting
from helpline.flow.check.proof.step import Step
from helpline.flow.placeholders import GATED, names_in
from helpline.text import sms
from helpline.text.catalog import Catalogs

DUTY: Final = frozenset({"wait", "wait2"})
"""Promises: they have a value only where somebody can be called."""
SERVICES: Final = ("service", "service2")
TELEGRAM_LIMIT: Final = 4096
API_LIMIT: Final = 1600


class Wording:
    """Renders each text once for each setting and language."""

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs
        self._seen: dict[tuple[str, str, str, frozenset[str]], str | None] = {}

    def problem_of(self, step: Step, said: Said) -> str | None:
        """What is wrong with a text as it is sent here."""
        language = step.known(Fact.LANGUAGE) or "km"
        quoted = frozenset(text.context for text in said.quotes.values())
        key = (step.setting.name, said.node, language, quoted)
        if key not in self._seen:
            self._seen[key] = self._judge(step.setting, said, language)
        return self._seen[key]

    def _judge(self, setting: Setting, said: Said, language: str) -> str | None:
        values = values_in(setting)
        try:
            rendered = self._catalogs.render(said.text, language, values, said.quotes)
        except (LookupError, ValueError) as error:
            return f"{said.node} cannot be said in {language}: {type(error).__name__}"
        lines, buttons = rendered.as_lines(), rendered.as_buttons()
        if not lines.strip() or names_in(lines):
            return f"{said.node} is said as {lines!r} in {language}"
        quotes_question = "question" in said.quotes
        most = MOST_PARTS[language] + quotes_question * MOST_PARTS[language]
        parts = sms.count(lines).parts
        if parts > most or len(lines) > API_LIMIT or len(buttons) > TELEGRAM_LIMIT:
            return f"{said.node} takes {parts} SMS parts in {language}"
        return None


def values_in(setting: Setting) -> dict[str, str]:
    """The longest value of every placeholder that has one in this setting."""
    missing = set() if setting.offers else set(GATED)
    missing |= set(SERVICES[len(setting.offers) :])
    if not setting.on_call:
        missing |= DUTY | {"open", "hours", "first"}
    elif not setting.staffed:
        missing |= {"first"}
    return {name: value for name, value in LONGEST.items() if name not in missing}
