"""Files of others are taken or refused exactly as the standard's schemas say."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.directory.hsds import formats
from helpline.directory.hsds.check import problems_of
from helpline.directory.hsds.parcel import parcel_of
from helpline.directory.hsds.shape import ONE, shapes
from helpline.directory.hsds.text import read_text
from making import NOW
from standard import FormatChecker, example, needed, validator

KINDS = ("service", "organization", "service_at_location")
WEIRD: list[Any] = [
    None, True, 0, -1.5, "", " ", "x", "a@b", "@", [], {}, [{}], {"id": "x"}, [None], "active",
    "inactive", "http://example.com", "http://exa mple.com", "mailto:a@b", "2023-03-15T10:30:45Z",
    "2023-02-30T10:30:45Z", "2023-03-15", "AC148810-d857-441c-9679-408f346de14b",
    "ac148810d857441c9679408f346de14b", "physical", "MO", "WEEKLY", "១២", 1e400, "TU ",
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in an object."""
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else ()
    for key, one in enumerate(value) if isinstance(value, list) else inner:
        found += places(one, (*path, key))
    return found


def mutated(value: Any, path: tuple[Any, ...], act: str, new: Any) -> Any:
    changed = copy.deepcopy(value)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    if act == "drop":
        del holder[path[-1]]
    elif act == "set":
        holder[path[-1]] = copy.deepcopy(new)
    elif isinstance(holder, dict):
        holder[f"{path[-1]}_more"] = copy.deepcopy(new)
    return changed


@pytest.mark.parametrize("kind", sorted(shapes()))
def test_fields_members_and_what_must_be_there_are_the_standards(kind: str) -> None:
    needed()
    schema, shape = validator(kind).schema, shapes()[kind]
    names = [field.name for field in shape.fields]
    assert set(names) | set(shape.members) == set(schema["properties"])
    assert set(shape.required) == set(schema.get("required", []))
    for member, inner in shape.members.items():
        said = schema["properties"][member]
        assert (said if member in ONE else said["items"])["$ref"] == f"{inner}.json"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("service_full", "service"),
        ("organization_full", "organization"),
        ("service_at_location_full", "service_at_location"),
        ("taxonomy", "taxonomy"),
        ("taxonomy_term", "taxonomy_term"),
    ],
)
def test_official_examples_are_taken(name: str, kind: str) -> None:
    needed()
    assert validator(kind).is_valid(example(name))
    assert list(problems_of(kind, example(name))) == []


@settings(max_examples=400)
@given(st.data())
def test_one_change_and_the_verdict_is_the_validators(data: st.DataObject) -> None:
    needed()
    kind = data.draw(st.sampled_from(KINDS))
    value = example(f"{kind}_full")
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(value)))
        act = data.draw(st.sampled_from(["drop", "set", "add"]))
        value = mutated(value, path, act, data.draw(st.sampled_from(WEIRD)))
        if not places(value):
            break
    found = list(problems_of(kind, value))
    wrong = list(validator(kind).iter_errors(value))
    assert bool(found) == bool(wrong), (found, wrong[:1])
    for one in found:
        assert one.where.startswith("$")
        assert one.what


TEXTS = st.one_of(
    st.text(max_size=40),
    st.text("abAB09-:/?#[]@!$&'()*+,;=%._~ \\^<>\"{}|`\n", max_size=30),
    st.from_regex(
        r"[a-z]+://[a-z.:@\[\]0-9]*(/[a-z%0-9]*)*(\?[a-z=&]*)?(#[a-z]*)?", fullmatch=True
    ),
    st.from_regex(
        r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?", fullmatch=True
    ),
    st.uuids().map(str),
    st.emails(),
)


@settings(max_examples=600)
@given(TEXTS)
def test_formats_are_judged_like_the_validators(text: str) -> None:
    checker = FormatChecker()
    judges = {
        "uuid": formats.is_uuid,
        "email": formats.is_email,
        "uri": formats.is_uri,
        "date-time": formats.is_moment,
    }
    for name, ours in judges.items():
        assert ours(text) == checker.conforms(text, name), name


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"email": "not an address"}, "$.email"),
        ({"organization": {"id": "x"}}, "$.organization"),
        ({"status": "open"}, "$.status"),
        ({"minimum_age": "12"}, "$.minimum_age"),
        ({"phones": [{"id": "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f01"}]}, "$.phones[0]"),
        ({"name": None}, "$.name"),
        ({"last_modified": "yesterday"}, "$.last_modified"),
    ],
)
def test_a_refusal_names_the_path_and_the_reason(change: dict[str, Any], where: str) -> None:
    key = "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f00"
    document = {"id": key, "name": "Example", "status": "active"}
    assert parcel_of([("$", document)], NOW).problems == []
    parcel = parcel_of([("$", document | change)], NOW)
    assert parcel.services == []
    assert any(one.where.startswith(where) for one in parcel.problems)


def test_odd_values_warn_and_are_taken() -> None:
    """A latitude of 100 is valid by the standard."""
    needed()
    parcel = parcel_of([("$", example("service_full"))], NOW)
    assert len(parcel.services) == 1
    told = [str(one) for one in parcel.warnings]
    assert any("latitude: 100 is beyond 90 degrees" in one for one in told)
    assert any("is no province" in one for one in told)
    assert any("cannot be dialled" in one for one in told)


def test_a_date_in_the_future_warns() -> None:
    key = "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f00"
    document = {"id": key, "name": "E", "status": "active", "assured_date": "2031-01-01"}
    (warning,) = parcel_of([("$", document)], NOW).warnings
    assert str(warning) == "$.assured_date: 2031-01-01 lies in the future"


ONE_SERVICE = {"id": "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f00", "name": "Example", "status": "active"}
ANOTHER = ONE_SERVICE | {"id": "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f01"}


@pytest.mark.parametrize(
    ("text", "taken", "where"),
    [
        (json.dumps(ONE_SERVICE), 1, None),
        (json.dumps([ONE_SERVICE, ANOTHER]), 2, None),
        (json.dumps({"contents": [ONE_SERVICE, ANOTHER], "total_items": 2}), 2, None),
        (json.dumps({"services": [ONE_SERVICE]}), 1, None),
        (json.dumps(ONE_SERVICE) + "\n\n" + json.dumps(ANOTHER) + "\n", 2, None),
        ("\ufeff" + json.dumps([ONE_SERVICE]), 1, None),
        (json.dumps([ONE_SERVICE, ONE_SERVICE]), 1, "$[1].id"),
        (json.dumps([ONE_SERVICE, {"id": "x"}]), 1, "$[1]"),
        (json.dumps({"contents": "x"}), 0, "$.contents"),
        ("[" * 100_000, 0, "$"),
        ('{"id": NaN}', 0, "$"),
        ("{'id': 1}", 0, "line 1, column 2"),
        ("", 0, "line 1, column 1"),
        ("5", 0, "$"),
        ("null", 0, "$"),
    ],
)
def test_every_form_of_a_json_file(text: str, taken: int, where: str | None) -> None:
    documents, problems, _odd = read_text(text.encode())
    parcel = parcel_of(documents, NOW, problems=problems)
    assert len(parcel.services) == taken
    assert [one.where for one in parcel.problems][:1] == ([where] if where else [])


def test_bytes_that_are_no_text_are_refused_with_their_place() -> None:
    _documents, (problem,), _odd = read_text(b'{"id": "\xff"}')
    assert str(problem) == "byte 8: this is not UTF-8 text"


def test_an_organisation_is_judged_whole_before_its_services_are_taken() -> None:
    needed()
    good = read_text(json.dumps(example("organization_full")).encode())
    assert [path for path, _ in good[0]] == ["$.services[0]"]
    bad = copy.deepcopy(example("organization_full"))
    bad["email"] = "none"
    documents, problems, _odd = read_text(json.dumps(bad).encode())
    assert documents == []
    assert problems[0].where == "$.email"
