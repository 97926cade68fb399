"""All flows that are loaded: the current ones by id, name and trigger, and older versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from helpline.core.conversation import Position
from helpline.flow.definition import AnyNode, Ask, Flow, Say


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one flow. `version` is the content hash that conversations are pinned to."""

    flow: Flow
    version: str
    file: str
    nodes: Mapping[str, AnyNode] = field(repr=False)
    lines: Mapping[str, int] = field(repr=False)
    """Node id -> line of the file, so that every later complaint names its place."""

    @property
    def id(self) -> str:
        return self.flow.id

    def position(self, node: str | None = None) -> Position:
        """The place of a node of this version; the start if none is named."""
        return Position(self.flow.id, self.version, node or self.flow.start)

    def spoken(self) -> Iterator[Say | Ask]:
        """Every node with a text, in the order of the file."""
        for node in self.flow.node:
            if isinstance(node, Say | Ask):
                yield node


@dataclass(frozen=True, slots=True)
class Flows:
    """The flows of one deployment. Read-only, shared by every turn."""

    current: Mapping[str, Edition]
    archive: Mapping[tuple[str, str], Edition] = field(default_factory=dict)
    """Older versions by (flow id, version): whoever stands in one may finish it (SAFETY R17)."""
    entries: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Concept -> (flow id, node id) that it starts."""
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """Context of an option -> its label in every language, as match keys."""
    unreadable: tuple[str, ...] = ()
    """Archived files that today's format no longer understands; their talks start again."""

    def __contains__(self, flow_id: object) -> bool:
        return flow_id in self.current

    def __iter__(self) -> Iterator[Edition]:
        return iter(self.current.values())

    def edition(self, flow_id: str) -> Edition | None:
        """The current version of a flow."""
        return self.current.get(flow_id)

    def named(self, name: str) -> Edition | None:
        """The current version of the flow with this name, e.g. `self_harm`."""
        return next((edition for edition in self if edition.flow.name == name), None)

    def find(self, flow: str) -> Edition | None:
        """By id or by name."""
        return self.edition(flow) or self.named(flow)

    def pinned(self, position: Position) -> Edition | None:
        """The version that a position is pinned to, current or archived."""
        edition = self.current.get(position.flow)
        if edition is not None and edition.version == position.version:
            return edition
        return self.archive.get((position.flow, position.version))

    def node(self, position: Position | None) -> AnyNode | None:
        """The node at a position; None if its version or the node is gone."""
        edition = self.pinned(position) if position else None
        return edition.nodes.get(position.node) if edition and position else None

    def position(self, flow_id: str, node: str | None = None) -> Position | None:
        """A place in a current flow; None if the flow or the node does not exist."""
        edition = self.edition(flow_id)
        if edition is None or (node is not None and node not in edition.nodes):
            return None
        return edition.position(node)

    def with_labels(self, labels: Mapping[str, frozenset[str]]) -> Flows:
        """The same flows, understanding these translated labels as answers too."""
        return replace(self, labels=labels)
