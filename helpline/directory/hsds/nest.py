"""Nested objects from rows, and rows from nested objects: the same data in two forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from helpline.directory.hsds.shape import ONE, Shape, shapes

Row = dict[str, Any]
Tables = dict[str, dict[str, Row]]
"""Kind of object -> id -> row."""
IN_SERVICE_ORGANIZATION = "organization_id"


def rows_of(documents: Iterable[Row]) -> Tables:
    """Every object of every service as a row of its table, each once."""
    tables: Tables = {name: {} for name in shapes()}
    for document in documents:
        _flatten(tables, "service", document, {})
    return tables


def documents_of(tables: Tables) -> Iterator[Row]:
    """Each service with all that belongs to it."""
    children = _children(tables)
    for row in tables["service"].values():
        yield _nested(tables, children, "service", row)


def link_of(parent: str, child: Shape) -> str | None:
    """The column by which a row of `child` names its parent."""
    if child.name == "attribute":
        return "link_id"
    if child.name == "metadata":
        return "resource_id"
    named = f"{parent}_id"
    return named if any(field.name == named for field in child.fields) else None


def _flatten(tables: Tables, kind: str, value: Row, links: Row) -> None:
    shape = shapes()[kind]
    row = {field.name: value[field.name] for field in shape.fields if field.name in value}
    row = links | row
    for member, inner in shape.members.items():
        found = value.get(member, [])
        for one in found if isinstance(found, list) else [found]:
            if member in ONE:
                row.setdefault(_key_of(member), one["id"])
                _flatten(tables, inner, one, _from_above(kind, row, inner))
            else:
                _flatten(tables, inner, one, _down(kind, value["id"], shapes()[inner]))
    tables[kind].setdefault(value["id"], {}).update(row)


def _key_of(member: str) -> str:
    return "taxonomy_id" if member == "taxonomy_detail" else f"{member}_id"


def _from_above(kind: str, row: Row, inner: str) -> Row:
    """What a table asks of an object that its parent names: a program has its organisation."""
    if kind == "service" and inner == "program" and row.get(IN_SERVICE_ORGANIZATION):
        return {IN_SERVICE_ORGANIZATION: row[IN_SERVICE_ORGANIZATION]}
    return {}


def _down(kind: str, parent: str, child: Shape) -> Row:
    link = link_of(kind, child)
    row: Row = {link: parent} if link else {}
    if child.name == "attribute":
        row["link_entity"] = kind
    if child.name == "metadata":
        row["resource_type"] = kind
    return row


def _children(tables: Tables) -> dict[tuple[str, str, str], list[Row]]:
    """(kind, column, id of the parent) -> rows, so that nesting looks each up once."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for kind, rows in tables.items():
        for row in rows.values():
            for column, value in row.items():
                if column.endswith("_id"):
                    found.setdefault((kind, column, value), []).append(row)
    return found


def _nested(
    tables: Tables, children: dict[tuple[str, str, str], list[Row]], kind: str, row: Row
) -> Row:
    value = dict(row)
    for member, inner in shapes()[kind].members.items():
        if member in ONE:
            one = tables[inner].get(row.get(_key_of(member), ""))
            if one is not None:
                value[member] = _nested(tables, children, inner, one)
            continue
        link = link_of(kind, shapes()[inner])
        found = children.get((inner, link or "", row["id"]), [])
        mine = [one for one in found if _belongs(one, kind)]
        if mine:
            value[member] = [_nested(tables, children, inner, one) for one in mine]
    return value


def _belongs(row: Row, kind: str) -> bool:
    """An attribute says what it is linked to; ids alone might meet."""
    entity = row.get("link_entity", kind)
    return entity == kind or entity not in shapes()
