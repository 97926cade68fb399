"""What a node says, as an event: its catalogue text, its options, and the texts it quotes."""

from __future__ import annotations

from collections.abc import Mapping

from helpline.core.conversation import Conversation, Position
from helpline.core.events import Offered, Said, Text
from helpline.flow.definition import Ask, Say
from helpline.flow.flows import Edition, Flows
from helpline.flow.placeholders import QUOTED, names_in


def text_of(flow: str, node: Say | Ask) -> Text:
    """The node's catalogue text with everything that can be chosen."""
    options = node.options if isinstance(node, Ask) else ()
    return Text(
        context=f"{flow}/{node.id}",
        texts=node.text,
        options=tuple(Offered(o.digit, o.label or "", o.code) for o in options),
        keys=node.keys,
    )


def title_of(edition: Edition) -> Text:
    """What the recap calls a flow."""
    return Text(f"{edition.id}/title", (edition.flow.title,))


def is_sensitive(edition: Edition, node: Say | Ask) -> bool:
    """Content that tells a stranger what this talk is about."""
    return edition.flow.sensitive if node.sensitive is None else node.sensitive


def said(flows: Flows, edition: Edition, node: Say | Ask, conversation: Conversation) -> Said:
    """The event of saying this node at this point of the talk."""
    return Said(
        flow=edition.id,
        node=node.id,
        text=text_of(edition.id, node),
        question=isinstance(node, Ask),
        sensitive=is_sensitive(edition, node),
        quotes=_quotes(flows, node, conversation),
    )


def _quotes(flows: Flows, node: Say | Ask, conversation: Conversation) -> Mapping[str, Text]:
    """Only what there is: a text whose quote is missing has an alternative without it."""
    wanted = frozenset[str]().union(*map(names_in, node.text)) & QUOTED
    found = {name: _QUOTES[name](flows, conversation) for name in sorted(wanted)}
    return {name: text for name, text in found.items() if text is not None}


def _question(flows: Flows, conversation: Conversation) -> Text | None:
    node = flows.node(conversation.at)
    return (
        text_of(conversation.at.flow, node) if conversation.at and isinstance(node, Ask) else None
    )


def _topic(flows: Flows, conversation: Conversation) -> Text | None:
    """What was parked last, else what the talk was about."""
    if conversation.parked:
        return _title(flows, conversation.parked[-1].at)
    return _recap(flows, conversation)


def _recap(flows: Flows, conversation: Conversation) -> Text | None:
    edition = flows.edition(conversation.last_topic) if conversation.last_topic else None
    return title_of(edition) if edition else None


def _title(flows: Flows, position: Position) -> Text | None:
    edition = flows.pinned(position) or flows.edition(position.flow)
    return title_of(edition) if edition else None


_QUOTES = {"question": _question, "topic": _topic, "recap": _recap}
