"""What must be true before a flow may begin or go on: safe, age, consent.

A gate is another flow that asks (F03, F05, F04). Where that flow does not exist the gate is
open; where its question was answered with "no", nothing behind it is said.
"""

from __future__ import annotations

from typing import Final, Literal

from helpline.core.conversation import Fact
from helpline.flow import places
from helpline.flow.definition import Ask, Say
from helpline.flow.flows import Edition
from helpline.flow.speech import is_sensitive

Requirement = Literal["safe", "age", "consent"]

ASKED_BY: Final[dict[str, str]] = {
    "safe": places.SAFETY,
    "age": places.AGE,
    "consent": places.CONSENT,
}
FACT: Final = {"safe": Fact.SAFE, "age": Fact.AGE, "consent": Fact.CONSENT_KEEP}
OPENS: Final = {
    "safe": frozenset({"yes"}),
    "age": frozenset({"adult", "skipped"}),
    "consent": frozenset({"yes", "no"}),
}
"""A "no" to keeping answers opens the gate: the flow then gives information only."""

MINOR: Final = frozenset({"under_15", "15_17"})


def requirements(edition: Edition, node_id: str) -> tuple[Requirement, ...]:
    """What this node asks to be true first.

    A crisis comes before everything, and proactive texts are lock-screen safe. Any other
    sensitive text needs a "good time" answer, whether or not its flow says so (SAFETY T1).
    """
    flow = edition.flow
    if flow.crisis or node_id in flow.proactive:
        return ()
    node = edition.nodes.get(node_id)
    sensitive = isinstance(node, Say | Ask) and is_sensitive(edition, node)
    if sensitive and "safe" not in flow.requires:
        return ("safe", *flow.requires)
    return flow.requires
