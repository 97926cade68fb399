"""What somebody gave, as a question to the directory. Everything is optional."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from helpline.directory.terms import FAMILY_NEEDS, Claim, Group, Need, Operator, with_children

ANY_GENDER = "any"


@dataclass(frozen=True)
class Query:
    """A question. Only what the person gave is in it."""

    needs: frozenset[Need] = frozenset()
    gender: str | None = None
    """`man`, `woman`, ANY_GENDER (nobody has asked: only what takes both) or nothing."""
    age_band: str | None = None
    """`under_18`, `adult` or nothing."""
    province: str | None = None
    district: str | None = None
    for_family: bool = False
    urgency: str | None = None
    """`now` where the person is in danger."""
    avoid: frozenset[Operator] = frozenset()
    named_police: bool = False
    """The person asked for the police by name; nobody else is ever shown them."""
    identified: Claim = Claim.UNKNOWN
    """Whether the person has a formal identification as a victim."""
    local: bool = True
    """True if the sender's number is a +855 one."""
    channel: str = "sms"
    case: str = ""
    """The case's id: it spreads the load among equals."""

    # What follows from the above, worked out once.
    offered_needs: frozenset[Need] = field(init=False, repr=False)
    """The needs asked for; for a relative only information and tracing (SAFETY T6)."""
    accepted_needs: frozenset[Need] = field(init=False, repr=False)
    """Those needs and every narrower one."""
    groups: tuple[frozenset[Group], ...] = field(init=False, repr=False)
    """Of each of these a service must explicitly serve one."""

    def __post_init__(self) -> None:
        offered = _offered(self)
        accepted = frozenset(one for need in offered for one in with_children(need))
        object.__setattr__(self, "offered_needs", offered)
        object.__setattr__(self, "accepted_needs", accepted)
        object.__setattr__(self, "groups", _groups(self))

    @property
    def in_danger(self) -> bool:
        return self.urgency == "now"

    def for_danger(self) -> Query:
        """The same person asking for emergency lines, whoever else they take."""
        return replace(
            self, needs=frozenset({Need.EMERGENCY}), gender=None, age_band=None, for_family=False
        )


def _offered(query: Query) -> frozenset[Need]:
    if not query.for_family:
        return query.needs
    return (query.needs & FAMILY_NEEDS) or FAMILY_NEEDS


def _groups(query: Query) -> tuple[frozenset[Group], ...]:
    if query.for_family:
        return (frozenset({Group.FAMILIES}),)
    child = query.age_band == "under_18"
    if query.gender == "man":
        return (frozenset({Group.BOYS if child else Group.MEN}),)
    if query.gender == "woman":
        return (frozenset({Group.GIRLS if child else Group.WOMEN}),)
    if child:
        return (frozenset({Group.BOYS}), frozenset({Group.GIRLS}))
    return (frozenset({Group.MEN}), frozenset({Group.WOMEN})) if query.gender == ANY_GENDER else ()
