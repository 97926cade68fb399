"""The shape of a flow file: pydantic models, from which the JSON Schema for editors is made.

A flow file is TOML:

    id = "F20"
    name = "self_harm"
    title = "how you feel"            # translatable; what the recap calls this talk
    timeout = "PT30M"                 # default wait of its questions
    keep = "P7D"                      # how long it can be resumed
    sensitive = true                  # its texts need a fresh "good time" answer
    requires = ["safe"]               # to pass first: safe -> F03, age -> F05, consent -> F04
    triggers = ["self_harm"]          # concepts of flows/words/
    start = "F20.1"

    [[node]]
    id = "F20.1"
    kind = "ask"
    answer = "choice"
    text = "Are you safe this minute?"
    options = [
      { digit = "1", code = "yes", label = "yes", go = "F20.2" },
      { digit = "2", code = "no", label = "no", go = "F20.3" },
    ]
    on_timeout = "F20.T"

`text` is one text or a list of alternatives in order of preference: the first one whose
placeholders all have values is said. The last alternative must need no directory contact.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from helpline.core.case import Priority, Reason
from helpline.core.consent import Purpose
from helpline.core.conversation import Fact, Secret
from helpline.core.referral import Because, Told
from helpline.core.task import TaskKind

NodeId = Annotated[str, Field(pattern=r"^F\d\d\.[A-Za-z0-9_]+$")]
FlowId = Annotated[str, Field(pattern=r"^F\d\d$")]
Digit = Annotated[str, Field(pattern=r"^[1-7]$")]
Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class Model(BaseModel):
    """Strict and frozen: an unknown key in a flow file is an error, not a comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Node(Model):
    id: NodeId


class Spoken(Node):
    """A node with a text."""

    text: Texts
    keys: tuple[Literal["0", "7", "8", "9", "88", "99"], ...] = ()
    """Universal keys to show. They work at every question whether shown or not."""
    sensitive: bool | None = None
    """Overrides the flow's own `sensitive`."""

    @field_validator("text", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Say(Spoken):
    """Say a text and go on."""

    kind: Literal["say"]
    go: NodeId


class Option(Model):
    """One answer. `label` may be left out where the text itself names the digit."""

    digit: Digit
    code: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    label: str | None = None
    go: NodeId
    concepts: tuple[str, ...] = ()
    """Concepts of flows/words/ that count as this answer, besides digit and label."""
    keep: bool = True
    """False: not kept as the fact that the question remembers, e.g. "show the list"."""


class Ask(Spoken):
    """Ask and wait. Universal keys leave it; `skip` is where 7 leads."""

    kind: Literal["ask"]
    answer: Literal["choice", "several", "number", "text", "province", "time", "secret"]
    options: tuple[Option, ...] = ()
    go: NodeId | None = None
    """Next node for answers that are not options; required unless `answer` is choice."""
    remember: Fact | None = None
    """Keep the answer as this fact: its code, a province code, HH:MM, space-separated codes."""
    skip: NodeId | None = None
    """Where 7 leads. None where the question cannot be skipped but left by 0 or 9."""
    timeout: timedelta | None = None
    on_timeout: NodeId | None = None
    """None: the talk rests in silence, and can be resumed."""
    minimum_characters: int = 1
    """For `text` and `secret`: shorter answers are asked again."""
    secret: Secret | None = None
    """For `secret`: what kind it is. The words reach the store and nothing else."""
    wrong: NodeId | None = None
    """For `secret`: given, the words are compared with the contact's secret, and lead here if
    they are not it. None: they become the contact's secret."""


class When(Model):
    """One structured condition. All that are given must hold; no expression language."""

    fact: Fact | None = None
    answer: str | None = None
    """Node id whose answer of this talk is compared instead of a fact."""
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    """At least one of these among the space-separated codes of the value."""
    go: NodeId


class Branch(Node):
    """Go to the first `when` that holds, else to `otherwise`. An unset fact equals ``""``."""

    kind: Literal["branch"]
    when: Annotated[tuple[When, ...], Field(min_length=1)]
    otherwise: NodeId


class GiveConsent(Node):
    """Record an answer about consent; the words that were shown are those of node `shown`."""

    kind: Literal["consent"]
    purpose: Purpose
    granted: bool
    shown: NodeId
    scope: Literal["all", "less", "number", "none", "everyone"] | None = None
    """For sharing: what may be told. A no with `everyone` takes back every yes to sharing."""
    go: NodeId


class Refer(Node):
    """Ask operations for a referral."""

    kind: Literal["refer"]
    service: str
    """A kind of help, or `offered`."""
    scope: Literal["all", "less", "number", "none"]
    go: NodeId


class Offer(Node):
    """Note that a helper who stays is offered here."""

    kind: Literal["offer"]
    go: NodeId


class Feedback(Node):
    """Note what the contact was asked, or told, about a referral."""

    kind: Literal["feedback"]
    told: Told
    because: Because | None = None
    go: NodeId


class Escalate(Node):
    """Open a case. The alert is recorded before anything that is said after it."""

    kind: Literal["escalate"]
    priority: Priority
    reason: Reason
    hand_over: bool
    """True: a person owns the talk from here; the bot only finishes this exchange."""
    go: NodeId


class Match(Node):
    """Look for services that fit what is remembered; the fact `offered` keeps their ids."""

    kind: Literal["match"]
    go: NodeId
    none: NodeId
    """Where it goes on if no publishable service fits."""


class SetTask(Node):
    """Give a person something to do for this contact."""

    kind: Literal["task"]
    task: TaskKind
    after: timedelta
    go: NodeId


class CheckIn(Node):
    """Agree on check-ins of a tier."""

    kind: Literal["check_in"]
    tier: Literal["high", "standard", "light", "away"]
    go: NodeId


class Remember(Node):
    """Set facts."""

    kind: Literal["remember"]
    set: dict[Fact, str]
    go: NodeId


class Call(Node):
    """Run another flow, then go on at `go`. Interrupted, it asks its question again."""

    kind: Literal["call"]
    flow: FlowId
    go: NodeId
    at: NodeId | None = None
    """Enter the other flow at this node, e.g. F03.2. None: at its start."""


class End(Node):
    """The flow is over: back to the caller, to what was parked, or to rest."""

    kind: Literal["end"]
    quiet: bool = False
    """True: do not offer a parked flow now (after hide, stop, wrong number, danger)."""


AnyNode = Annotated[
    Say
    | Ask
    | Branch
    | GiveConsent
    | Refer
    | Offer
    | Feedback
    | Escalate
    | Match
    | SetTask
    | CheckIn
    | Remember
    | Call
    | End,
    Field(discriminator="kind"),
]


class Flow(Model):
    """One flow file."""

    id: FlowId
    name: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: str
    start: NodeId
    timeout: timedelta
    keep: timedelta = timedelta(days=7)
    keep_with_consent: timedelta | None = None
    """How long it can be resumed where the contact agreed that answers are kept; None: `keep`."""
    sensitive: bool = False
    crisis: bool = False
    """A crisis flow: starts before language, consent and safety, and parks what runs."""
    proactive: tuple[NodeId, ...] = ()
    """Texts that may be sent unasked: lock-screen rules hold (CONVERSATIONS 9.2)."""
    requires: tuple[Literal["safe", "age", "consent"], ...] = ()
    triggers: tuple[str, ...] = ()
    """Concepts that start this flow at `start`."""
    enter: dict[str, NodeId] = {}
    """Concepts that start this flow at another node, e.g. `pause` at F30.2."""
    soft: NodeId | None = None
    """Crisis flows: the one question asked where words only hint at this danger. None: `start`."""
    node: Annotated[tuple[AnyNode, ...], Field(min_length=1)]
