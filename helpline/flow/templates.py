"""Texts that WhatsApp has to approve before they can be sent a day after somebody's last message.

CONVERSATIONS 9.2: templates are lock-screen texts. Only those whose words are always the same can
be one; whatever else is due then goes to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from helpline.flow.definition import Ask, Say
from helpline.flow.flows import Flows
from helpline.text.catalog import names_in

LANGUAGES: Final = ("km", "en")
BY_A_PERSON: Final = frozenset({"F38.2"})
"""Said by a caseworker on the phone, never sent."""


def wanted_templates(flows: Flows) -> Iterator[str]:
    """Each such text in each language: `F27.0/km`."""
    for edition in flows:
        for node_id in edition.flow.proactive:
            node = edition.nodes[node_id]
            if node_id in BY_A_PERSON or not isinstance(node, Say | Ask):
                continue
            if all(names_in(text) <= {"name"} for text in node.text):
                yield from (f"{node_id}/{language}" for language in LANGUAGES)
