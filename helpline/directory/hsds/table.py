"""The tabular package: CSV files and their descriptor, written and read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from helpline.directory.hsds import cells
from helpline.directory.hsds.check import Problem
from helpline.directory.hsds.nest import Row, Tables, documents_of, rows_of
from helpline.directory.hsds.shape import ENUMS, Field, Shape, shapes

DESCRIPTOR = "datapackage.json"
TYPES = {"number": "number", "date": "date", "time": "time", "datetime": "datetime"}
FORMATS = {"uuid": "uuid", "email": "email", "uri": "uri"}
LINKS = ("organization", "program", "service", "location", "contact", "phone", "taxonomy")
MORE_LINKS = ("service_at_location", "taxonomy_term")
SERVICE_LINKS = ("service_id", "link_id", "resource_id")


def write_tables(documents: Iterable[Row]) -> dict[str, str]:
    """File name -> CSV text; every table of the standard, empty ones with their head only."""
    tables = rows_of(documents)
    return {shape.file: _csv(shape, tables[name].values()) for name, shape in shapes().items()}


def descriptor() -> dict[str, Any]:
    """The datapackage.json of what `write_tables` writes."""
    return {
        "name": "service_directory",
        "title": "Service directory",
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "resources": [_resource(shape) for shape in shapes().values()],
    }


def read_tables(files: Mapping[str, bytes]) -> tuple[list[tuple[str, object]], list[Problem]]:
    """(place, service object) of every service without a bad row, and each bad row."""
    if "services.csv" not in files:
        return [], [Problem("services.csv", "is missing: an HSDS table package has one")]
    problems: list[Problem] = []
    tables: Tables = {}
    places: dict[str, str] = {}
    bad: set[str] = set()
    for name, shape in shapes().items():
        tables[name] = {}
        if shape.file in files:
            for place, row, wrong in _rows(shape, files[shape.file], problems):
                _keep(tables[name], (place, row, wrong), places, bad)
                problems += wrong
    _refuse_strays(tables, places, bad, problems)
    return [
        (places[document["id"]], document)
        for document in documents_of(tables)
        if not bad & set(_ids(document))
    ], problems


def _keep(
    table: dict[str, Row],
    found: tuple[str, Row, list[Problem]],
    places: dict[str, str],
    bad: set[str],
) -> None:
    """Note the row under its id; a bad or doubled one spoils whatever it belongs to."""
    place, row, wrong = found
    key = str(row.get("id", place))
    if key in table:
        wrong.append(Problem(place, f"the id {key!r} stands already in {places[key]}"))
    else:
        table[key] = {**row, "id": key}
        places[key] = place
    if wrong:
        bad.add(key)
        bad.update(str(row[name]) for name in SERVICE_LINKS if name in row)


def _rows(
    shape: Shape, data: bytes, problems: list[Problem]
) -> Iterator[tuple[str, Row, list[Problem]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(shape.file, "this is not UTF-8 text"))
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    fields = {field.name: field for field in shape.fields}
    number = 1
    try:
        missing = [name for name in _needed(shape) if name not in (reader.fieldnames or ())]
        if missing:
            problems.append(Problem(f"{shape.file} row 1", f"no column {', '.join(missing)}"))
            return
        for number, cells_of in enumerate(reader, 2):
            place = f"{shape.file} row {number}"
            row, wrong = _row(fields, cells_of, place)
            if row or wrong:
                yield place, row, wrong
    except csv.Error as error:
        problems.append(Problem(f"{shape.file} row {number + 1}", f"not CSV: {error}"))


def _row(
    fields: Mapping[str, Field], found: Mapping[str | None, Any], place: str
) -> tuple[Row, list[Problem]]:
    row: Row = {}
    wrong: list[Problem] = []
    if None in found:
        wrong.append(Problem(place, "has more cells than the first row has names"))
    for name, field in fields.items():
        value, problem = cells.read(field, found.get(name) or "")
        if problem is not None:
            wrong.append(Problem(place, f"{name} {problem}"))
        elif value is not None:
            row[name] = value
    return row, wrong


def _refuse_strays(
    tables: Tables, places: dict[str, str], bad: set[str], problems: list[Problem]
) -> None:
    """A row that names another one which is not there."""
    for rows in tables.values():
        for key, row in rows.items():
            for other in (*LINKS, *MORE_LINKS):
                named = row.get(f"{other}_id")
                if named is not None and named not in tables[other]:
                    problems.append(Problem(places[key], f"names no {other}: {named}"))
                    bad.update({key, *(str(row[one]) for one in SERVICE_LINKS if one in row)})


def _ids(value: object) -> Iterator[str]:
    """The ids of an object and of all in it."""
    if isinstance(value, dict):
        yield str(value.get("id", ""))
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)


def _needed(shape: Shape) -> list[str]:
    return [field.name for field in shape.fields if field.in_table]


def _csv(shape: Shape, rows: Iterable[Row]) -> str:
    out = io.StringIO()
    names = [field.name for field in shape.fields]
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([cells.written(row[name]) if name in row else "" for name in names])
    return out.getvalue()


def _resource(shape: Shape) -> dict[str, Any]:
    names = {field.name for field in shape.fields}
    links = [one for one in (*LINKS, *MORE_LINKS) if f"{one}_id" in names]
    schema: dict[str, Any] = {
        "primaryKey": "id",
        "fields": [_described(field) for field in shape.fields],
    }
    if links:
        schema["foreignKeys"] = [
            {"fields": f"{one}_id", "reference": {"resource": one, "fields": "id"}} for one in links
        ]
    return {
        "name": shape.name,
        "path": shape.file,
        "format": "csv",
        "mediatype": "text/csv",
        "profile": "tabular-data-resource",
        "schema": schema,
    }


def _described(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"name": field.name, "type": TYPES.get(field.type, "string")}
    if field.type in FORMATS:
        found["format"] = FORMATS[field.type]
    limits: dict[str, Any] = {"required": field.in_table}
    if field.name == "id":
        limits["unique"] = True
    if field.type in ENUMS:
        limits["enum"] = list(ENUMS[field.type])
    return found | {"constraints": limits}
