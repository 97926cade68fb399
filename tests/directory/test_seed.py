"""The shipped directory: candidates with evidence, nothing verified (DIRECTORY.md rule 7)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpline import wiring
from helpline.core.errors import ContentError
from helpline.directory.seed_files import read_services
from helpline.directory.snapshot import Directory
from helpline.directory.terms import Claim, Operator, State
from helpline.directory.verify import state_of
from making import NOW

CANDIDATES = Path(__file__).parents[3] / "shared" / "data" / "candidate_services.json"
SEED = wiring.read_seed()
LEFT_OUT = {"chab-dai", "kampong-cham-police"}
"""Old mobile numbers that may be those of individuals."""


def test_nothing_in_the_seed_is_verified() -> None:
    """DIRECTORY.md rule 7: zero verified entries are shipped."""
    for one in SEED:
        assert all(not point.acts and not point.suspensions for point in one.contacts)
        assert all(point.listing_consent is Claim.UNKNOWN for point in one.contacts)
        states = {state_of(one, point, NOW) for point in one.contacts}
        assert states <= {State.CANDIDATE, State.RETIRED}, one.id


def test_nothing_of_the_seed_can_be_said() -> None:
    shipped = Directory.of(1, SEED)
    assert shipped.values(NOW) == {}
    assert not any(entry.windows for entry in shipped.entries.values())


def test_every_entry_has_evidence_and_a_name() -> None:
    for one in SEED:
        assert one.evidence, one.id
        assert one.name.en, one.id
        assert all(point.evidence for point in one.contacts), one.id


def test_the_seed_holds_every_candidate_that_was_found() -> None:
    if not CANDIDATES.exists():
        pytest.skip(f"{CANDIDATES} is not here: the seed is not compared with its source")
    found = {one["id"]: one for one in json.loads(CANDIDATES.read_text("utf-8"))}
    assert {one.id for one in SEED} == set(found)
    for one in SEED:
        numbers = [] if one.id in LEFT_OUT else [c["number"] for c in found[one.id]["contacts"]]
        assert [point.value for point in one.contacts] == numbers, one.id
        assert len(one.evidence) == len(found[one.id]["evidence"])


def test_police_is_only_on_request_and_some_are_never_offered() -> None:
    """SAFETY T15; compulsory drug centres are never matched."""
    by_id = {one.id: one for one in SEED}
    assert all(one.only_on_request for one in SEED if one.operator is Operator.POLICE)
    assert by_id["drug-compulsory"].exclude_reason
    assert by_id["usaid-ctip"].retired


def test_problems_of_files_are_named_with_their_file() -> None:
    good = 'id = "a"\noperator = "ngo"\n[name]\nen = "A"\n[provider]\nid = "a"\nname = "A"\n'
    files = {
        "a.toml": good,
        "b.toml": good,
        "c.toml": "id = ",
        "d.toml": good.replace('"a"', '"d"').replace("ngo", "nobody"),
        "e.toml": good.replace('id = "a"\no', 'id = "e"\nverified = true\no'),
    }
    with pytest.raises(ContentError) as told:
        read_services(files)
    words = str(told.value)
    assert "a: this id stands in two files" in words
    for part in ("c.toml: ", "d.toml: operator: ", "e.toml: verified: "):
        assert part in words
