"""One service a row: what a small organisation fills in (issue 5, Bad input)."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from helpline.directory.hsds.parcel import Parcel
from helpline.directory.model import Service
from helpline.directory.sheet.columns import COLUMNS, NAMES
from helpline.directory.sheet.read import READERS, read_sheet
from helpline.directory.sheet.rows import LARGEST, is_sheet, read_rows
from helpline.directory.sheet.template import template
from helpline.directory.terms import Claim, Duty, Group, Kind, Need
from helpline.directory.verify import state_of
from making import NOW

TODAY = date(2026, 11, 21)
GOOD = {
    "id": "legal-help",
    "name_en": "Legal Help",
    "organisation": "Example Organisation",
    "operator": "ngo",
    "needs": "legal_aid; documents",
    "where": "Siem Reap",
    "source": "a letter",
}


def sheet(*rows: dict[str, str], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """A file with these rows, over the columns that any of them has."""
    names = [name for name in NAMES if any(name in row for row in rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def read(data: bytes) -> Parcel:
    rows, problems = read_rows(data)
    return Parcel(problems=problems) if problems else read_sheet(rows, TODAY)


def one(**more: str) -> Service:
    """The service of one row that has nothing wrong with it."""
    parcel = read(sheet({**GOOD, **more}))
    assert parcel.problems == []
    (service,) = parcel.services
    return service


def refused(**more: str) -> list[str]:
    """Why a row is refused; nothing of it is taken then."""
    parcel = read(sheet({**GOOD, **more}))
    assert parcel.services == []
    return [str(problem) for problem in parcel.problems]


def test_every_column_is_read() -> None:
    assert set(NAMES) == {*READERS, "source_date"}
    assert len(NAMES) == len(COLUMNS) == len(set(NAMES))


def test_a_row_is_a_candidate_whatever_it_says() -> None:
    service = one(serves_men="yes", phones="023 000 001", phone_hours="always")
    (point,) = service.contacts
    assert state_of(service, point, NOW).value == "candidate"
    assert service.needs == (Need.LEGAL_AID, Need.DOCUMENTS)
    assert service.serves[Group.MEN] is Claim.YES
    assert service.serves[Group.WOMEN] is Claim.UNKNOWN
    assert service.area.provinces == ("17",)
    assert service.evidence[0].ref == "a letter"


@pytest.mark.parametrize(
    "written",
    [
        "023 000 001",
        "023-000-001",
        "023.000.001",
        "(023) 000 001",
        "023000001",
        "23000001",
        "+855 23 000 001",
        "+85523000001",
        "85523000001",
        "០២៣ ០០០ ០០១",
        " 023\u00a0000\u00a0001 ",
    ],
)
def test_a_number_in_any_format_is_one_number(written: str) -> None:
    (point,) = one(phones=written).contacts
    assert (point.kind, point.value) == (Kind.PHONE, "+85523000001")


def test_several_numbers_are_several_contact_points() -> None:
    service = one(phones="023 000 001 / 023 000 002; 1288, 023000001", phone_duty="hotline")
    assert [point.value for point in service.contacts] == ["+85523000001", "+85523000002", "1288"]
    assert service.contacts[2].kind is Kind.SHORT_CODE
    assert {point.duty for point in service.contacts} == {Duty.HOTLINE}


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ({"phones": "8.55E+10"}, "row 2: phones: '8.55E+10': the spreadsheet has cut this number"),
        ({"phones": "call us"}, "row 2: phones: 'call us' is no phone number"),
        ({"where": "Atlantis"}, "row 2: where: 'Atlantis' is no province of Cambodia"),
        ({"where": "Siem Reap; Atlantis"}, "row 2: where: 'Atlantis' is no province"),
        ({"name_en": "=HYPERLINK(1)"}, "row 2: name_en: begins like a formula"),
        ({"note": "@SUM(A1)"}, "row 2: note: begins like a formula"),
        ({"note": "\uff1dcmd|' /C calc'!A0"}, "row 2: note: begins like a formula"),
        ({"source_date": "2026-11-22"}, "row 2: source_date: '2026-11-22' lies in the future"),
        ({"source_date": "2027"}, "row 2: source_date: '2027' lies in the future"),
        ({"source_date": "២០២៧"}, "row 2: source_date: '2027' lies in the future"),
        ({"source_date": "21/11/2026"}, "row 2: source_date: '21/11/2026' is no date like"),
        ({"source_date": "2026-02-30"}, "row 2: source_date: '2026-02-30' is no date"),
        ({"needs": "magic"}, "row 2: needs: 'magic' is none of emergency"),
        ({"operator": "mafia"}, "row 2: operator: 'mafia' is none of government"),
        ({"operator": " "}, "row 2: operator: must be filled"),
        ({"serves_men": "maybe"}, "row 2: serves_men: 'maybe' is none of yes"),
        ({"phone_hours": "9 to 5"}, "row 2: phone_hours: hours are written"),
        ({"website": "example"}, "row 2: website: 'example' is no web address"),
        ({"website": "javascript:alert(1)"}, "row 2: website: 'javascript:alert(1)' is no web"),
        ({"id": "Legal Help!"}, "row 2: id: 'legal help!' is no id"),
        ({"name_en": "x" * 201}, "row 2: name_en: is longer than 200 letters"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_reason(cell: dict[str, str], why: str) -> None:
    (told,) = refused(**cell)
    assert told.startswith(why)


def test_every_reason_of_a_row_is_told_at_once() -> None:
    assert len(refused(phones="x", where="Atlantis", serves_men="maybe")) == 3


def test_a_bad_row_does_not_take_the_good_ones_with_it() -> None:
    rows = [GOOD, {**GOOD, "id": "two", "where": "Atlantis"}, {**GOOD, "id": "three"}]
    parcel = read(sheet(*rows))
    assert [service.id for service in parcel.services] == ["legal-help", "three"]
    assert [problem.where for problem in parcel.problems] == ["row 3"]


def test_a_row_that_stands_there_twice_is_refused() -> None:
    parcel = read(sheet(GOOD, GOOD))
    assert len(parcel.services) == 1
    assert [str(p) for p in parcel.problems] == ["row 3: id: 'legal-help' stands already in row 2"]


def test_a_number_in_two_rows_is_pointed_out() -> None:
    rows = [{**GOOD, "phones": "023000001"}, {**GOOD, "id": "two", "phones": "+855 23 000 001"}]
    parcel = read(sheet(*rows))
    assert len(parcel.services) == 2
    assert [str(w) for w in parcel.warnings] == ["row 3: the number of row 2 stands here too"]


def test_a_short_number_that_nobody_knows_is_pointed_out() -> None:
    """It may be the beginning of a longer one."""
    (told,) = read(sheet({**GOOD, "phones": "1288; 023"})).warnings
    assert str(told) == "row 2: '023' is no short code that is known here"


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    rows = [{**GOOD, "note": "two\nlines"}, {}, {**GOOD, "id": "two", "where": "x"}]
    assert [problem.where for problem in read(sheet(*rows)).problems] == ["row 4"]


def test_services_of_one_organisation_share_it() -> None:
    parcel = read(sheet(GOOD, {**GOOD, "id": "two", "organisation": "EXAMPLE organisation"}))
    assert len({service.provider.id for service in parcel.services}) == 1


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_separator_and_a_mark_of_order_are_read(separator: str) -> None:
    data = sheet({**GOOD, "needs": "legal_aid"}, separator=separator, encoding="utf-8-sig")
    assert is_sheet(data)
    assert len(read(data).services) == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (sheet(GOOD, encoding="utf-16"), "file: this is not UTF-8: save it as «CSV UTF-8»"),
        (b"name_en\r\n", "row 1: no column id, organisation"),
        (sheet(GOOD).replace(b"name_en", b"name"), "row 1: no column is called 'name'"),
        (sheet(GOOD).replace(b"source", b"needs"), "row 1: the column 'needs' stands there twice"),
        (sheet(GOOD)[: -len("a letter\r\n")] + b'"a', "file: this is not CSV"),
        (sheet(GOOD).partition(b"\r\n")[0], "file: no row has anything in it"),
        (b"", "row 1: no column"),
        (b"id,name_en\n" + b"x" * LARGEST, "file: 16 MB is too large (at most 16 MB)"),
        (sheet(GOOD) + b",,,,,,,more\r\n", "row 3: has more cells than"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(data: bytes, why: str) -> None:
    parcel = read(data)
    assert str(parcel.problems[0]).startswith(why)


def test_the_template_is_a_sheet_and_its_example_is_refused() -> None:
    parcel = read(template().encode())
    assert parcel.services == []
    assert [str(p) for p in parcel.problems] == [
        "row 2: is the example of the template: delete this row"
    ]


def test_a_table_of_hsds_is_no_sheet() -> None:
    assert not is_sheet(b"id,organization_id,name,alternate_name,status\r\n")
