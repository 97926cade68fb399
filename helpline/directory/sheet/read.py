"""Services from the rows of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from helpline.directory.hsds.check import Problem
from helpline.directory.hsds.parcel import Parcel, Watch
from helpline.directory.model import ContactPoint, Evidence, Provider, Service, Words
from helpline.directory.sheet import cells
from helpline.directory.sheet.columns import EXAMPLE_ID, NEEDED
from helpline.directory.sheet.rows import Row
from helpline.directory.terms import Claim, Cost, Duty, Group, Kind, Need, Operator, Term
from helpline.text.phone import SHORT_CODES, PhoneNumber, ShortCode

KIND = "sheet"
"""Kind of the evidence that names where a row is from."""
Reader = Callable[[str], Any]


def _claim(cell: str) -> Claim:
    return cells.code(Claim, cell, Claim.UNKNOWN)


def _long(cell: str) -> str:
    return cells.words(cell, 8000)


READERS: Mapping[str, Reader] = {
    "id": cells.own_id,
    "name_en": cells.words,
    "name_km": cells.words,
    "organisation": cells.words,
    "operator": lambda cell: cells.code(Operator, cell),
    "needs": lambda cell: cells.codes(Need, cell),
    "description_en": _long,
    "description_km": _long,
    **{f"serves_{group}": _claim for group in Group},
    "serves_note": _long,
    "term": lambda cell: cells.code(Term, cell, Term.UNKNOWN),
    "cost": lambda cell: cells.code(Cost, cell, Cost.UNKNOWN),
    "where": cells.area,
    "formal_identification": _claim,
    "informs_police": _claim,
    "residential": _claim,
    "phones": cells.phones,
    "phone_duty": lambda cell: cells.code(Duty, cell, Duty.OFFICE),
    "phone_hours": cells.hours,
    "website": cells.web,
    "source": cells.words,
    "note": _long,
}


def read_sheet(rows: list[Row], today: date, watch: Watch = lambda: None) -> Parcel:
    """Every row as a service, or each reason why it is none; `watch` is called after each."""
    parcel = Parcel()
    ids: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for number, row in rows:
        said, wrong = _said(row, today)
        key = said.get("id")
        if key == EXAMPLE_ID:
            wrong.append("is the example of the template: delete this row")
        elif key in ids:
            wrong.append(f"id: {key!r} stands already in row {ids[key]}")
        parcel.problems += [Problem(f"row {number}", one) for one in wrong]
        if not wrong:
            service = _service(said)
            ids[service.id] = number
            parcel.services.append(service)
            parcel.warnings += _odd(service, number, numbers)
        watch()
    return parcel


def _said(row: Mapping[str, str], today: date) -> tuple[dict[str, Any], list[str]]:
    """The value of each column, and what is wrong with the row."""
    said: dict[str, Any] = {}
    wrong = ["has more cells than the first row has names"] if row.get("", "").strip() else []
    for name, reader in READERS.items():
        cell = row.get(name, "")
        if name in NEEDED and not cell.strip():
            wrong.append(f"{name}: must be filled")
            continue
        try:
            said[name] = reader(cell)
        except ValueError as error:
            wrong.append(f"{name}: {error}")
    try:
        said["source_date"] = cells.past_date(row.get("source_date", ""), today)
    except ValueError as error:
        wrong.append(f"source_date: {error}")
    return said, wrong


def _service(said: Mapping[str, Any]) -> Service:
    evidence = Evidence(ref=said["source"], source_date=said["source_date"], kind=KIND)
    return Service(
        id=said["id"],
        provider=Provider(id=said["organisation"].casefold(), name=said["organisation"]),
        name=Words(en=said["name_en"], km=said["name_km"]),
        description=Words(en=said["description_en"], km=said["description_km"]),
        needs=said["needs"],
        serves={group: said[f"serves_{group}"] for group in Group},
        serves_note=said["serves_note"],
        term=said["term"],
        operator=said["operator"],
        cost=said["cost"],
        area=said["where"],
        requires_formal_identification=said["formal_identification"],
        informs_police=said["informs_police"],
        residential=said["residential"],
        url=said["website"],
        confidence=said["note"],
        contacts=tuple(_points(said)),
        evidence=(evidence,),
    )


def _points(said: Mapping[str, Any]) -> Iterator[ContactPoint]:
    for place, number in enumerate(said["phones"], 1):
        yield ContactPoint(
            id=f"phone-{place}",
            kind=Kind.SHORT_CODE if isinstance(number, ShortCode) else Kind.PHONE,
            value=_value(number),
            duty=said["phone_duty"],
            hours=said["phone_hours"],
        )


def _value(number: PhoneNumber | ShortCode) -> str:
    return number.digits if isinstance(number, ShortCode) else number.e164


def _odd(service: Service, row: int, known: dict[str, int]) -> Iterator[Problem]:
    """A number of another row, and a short number that nobody here has heard of."""
    for point in service.contacts:
        if point.kind is Kind.SHORT_CODE and point.value not in SHORT_CODES:
            yield Problem(f"row {row}", f"{point.value!r} is no short code that is known here")
        if point.value in known:
            yield Problem(f"row {row}", f"the number of row {known[point.value]} stands here too")
        known.setdefault(point.value, row)
