"""The tabular package: good ones are read, each bad row is named (issue 5, Bad input; T23)."""

from __future__ import annotations

import io
import json
import stat
import zipfile

import pytest

from helpline.directory.hsds import archive, cells
from helpline.directory.hsds.parcel import parcel_of
from helpline.directory.hsds.shape import Field, shapes
from helpline.directory.hsds.table import descriptor, read_tables, write_tables
from helpline.directory.hsds.write import plain
from helpline.directory.terms import Kind
from helpline.text.phone import PhoneNumber, parse
from making import NOW, verified
from standard import FOLDER, needed

A = "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f00"
B = "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f01"
ORG = "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f0a"
ORGANIZATIONS = f"id,name,description\r\n{ORG},Example,Example\r\n"
HEAD = "id,organization_id,name,status"


def package(rows: str, **more: str) -> dict[str, bytes]:
    files = {"organizations": ORGANIZATIONS, "services": f"{HEAD}\r\n{rows}"} | more
    return {f"{name}.csv": text.encode() for name, text in files.items()}


def row(key: str = A, name: str = "Example", status: str = "active") -> str:
    return f"{key},{ORG},{name},{status}\r\n"


def phones(*rows: str) -> str:
    return "id,service_id,number\r\n" + "".join(f"{one}\r\n" for one in rows)


@pytest.mark.parametrize(
    ("files", "taken", "where", "what"),
    [
        (package(row() + row(B, "=HYPERLINK(1)")), 1, "services.csv row 3", "formula"),
        (package(row() + row(B, "@SUM(A1)")), 1, "services.csv row 3", "formula"),
        (package(row() + row(B, "=1+1")), 1, "services.csv row 3", "formula"),
        (package(row() + row()), 0, "services.csv row 3", "stands already"),
        (package(row() + row(B, status="open")), 1, "services.csv row 3", "none of active"),
        (package(row() + row("x")), 1, "services.csv row 3", "not a UUID"),
        (package(row() + row(B, name="")), 1, "services.csv row 3", "must not be empty"),
        (package(row() + row(B)[:-2] + ",more\r\n"), 1, "services.csv row 3", "more cells"),
        (package(f"{A},{B},Example,active\r\n"), 0, "services.csv row 2", "no organization"),
        (package(row(), phones=phones(f"{B},{A},")), 0, "phones.csv row 2", "number must"),
        (package(row(), phones=phones(f"{B},{B},012 000 001")), 1, "phones.csv row 2", "service"),
        (package(row(), services="id,name\r\n"), 0, "services.csv row 1", "no column"),
        ({"phones.csv": b"id\r\n"}, 0, "services.csv", "is missing"),
        ({"services.csv": b"\xff\xfe"}, 0, "services.csv", "not UTF-8"),
        (package('"unclosed'), 0, "services.csv row 2", "not CSV"),
    ],
)
def test_each_bad_row_is_named_and_spoils_only_its_service(
    files: dict[str, bytes], taken: int, where: str, what: str
) -> None:
    found, problems = read_tables(files)
    assert len(found) == taken
    assert any(one.where == where and what in one.what for one in problems), problems


def test_khmer_digits_are_digits() -> None:
    services = f"{HEAD},minimum_age,assured_date\r\n{row()[:-2]},១៨,២០២៦-១១-២១\r\n"
    ((_place, document),), problems = read_tables(package(row(), services=services))
    assert problems == []
    assert isinstance(document, dict)
    assert document["minimum_age"] == 18
    assert document["assured_date"] == "2026-11-21"


def test_an_unknown_province_and_a_future_date_warn() -> None:
    areas = f"id,service_id,name\r\n{B},{A},Atlantis\r\n"
    services = f"{HEAD},assured_date\r\n{row()[:-2]},2031-01-01\r\n"
    found, _ = read_tables(package(row(), services=services, service_areas=areas))
    parcel = parcel_of(found, NOW)
    assert len(parcel.services) == 1
    told = " ".join(map(str, parcel.warnings))
    assert "'Atlantis' is no province" in told
    assert "2031-01-01 lies in the future" in told


@pytest.mark.parametrize(
    "written",
    [
        "012 000 001", "012-000-001", "(012) 000 001", "012000001", "+85512000001",
        "+855 12 000 001", "85512000001", "០១២ ០០០ ០០១", "012.000.001", "0\u200b12000001",
    ],
)  # fmt: skip
def test_a_number_in_ten_ways_is_one_number(written: str) -> None:
    found, problems = read_tables(package(row(), phones=phones(f'{B},{A},"{written}"')))
    (service,) = parcel_of(found, NOW, problems=problems).services
    (point,) = service.contacts
    assert point.kind is Kind.PHONE
    assert parse(point.value) == PhoneNumber("+85512000001")


@pytest.mark.parametrize(
    "text",
    ["=1", "+A1", "-A1", "@x", "\tx", "\rx", "|x", "\uff1d1", "\uff0bx", "\uff0dx", "\uff20x"],
)
def test_what_a_spreadsheet_would_run_is_written_as_text(text: str) -> None:
    """SAFETY T23: full-width forms too."""
    assert cells.written(text) == f"'{text}"
    assert cells.read(Field("name", "text", False, False), f"'{text}")[0] == text


@pytest.mark.parametrize("text", ["+855 12 000 001", "-5", "example", "(012) 000 001"])
def test_numbers_and_words_are_written_as_they_are(text: str) -> None:
    """SAFETY T23: +855 numbers stay text."""
    assert cells.written(text) == text


def test_our_tables_have_the_standards_columns() -> None:
    """What makes them pass the official descriptor: same files, same columns, same order."""
    needed()
    official = json.loads((FOLDER / "datapackage.json").read_text("utf-8"))
    files = write_tables([plain(verified("s"), NOW)])
    ours = {one["name"]: one for one in descriptor()["resources"]}
    assert {one["path"] for one in official["resources"]} == set(files)
    for resource in official["resources"]:
        fields = resource["schema"]["fields"]
        head = files[resource["path"]].splitlines()[0].split(",")
        assert head == [one["name"] for one in fields], resource["name"]
        said = ours[resource["name"]]["schema"]
        assert [one["type"] for one in said["fields"]] == [one["type"] for one in fields]
        needed_fields = [one["name"] for one in fields if one["constraints"].get("required")]
        assert [f.name for f in shapes()[resource["name"]].fields if f.in_table] == needed_fields
        links = {one["fields"] for one in resource["schema"].get("foreignKeys", [])}
        assert links == {one["fields"] for one in said.get("foreignKeys", [])}


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped(("../services.csv", b"")), "leads out"),
        (zipped(("a/../../services.csv", b"")), "leads out"),
        (zipped(("/etc/services.csv", b"")), "leads out"),
        (zipped(("..\\services.csv", b"")), "leads out"),
        (zipped(("C:/services.csv", b"")), "leads out"),
        (zipped((link("services.csv"), b"/etc/passwd")), "link"),
        (zipped(("a/services.csv", b""), ("b/services.csv", b"")), "twice"),
        (zipped(*((f"{n}.csv", b"") for n in range(201))), "more than 200"),
        (b"PK\x03\x04 broken", "cannot be read"),
    ],
)
def test_an_archive_with_odd_paths_is_refused_whole(data: bytes, what: str) -> None:
    files, problems = archive.unpack(data)
    assert files == {}
    assert what in problems[0].what


def test_an_archive_that_grows_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 1_000_000)
    files, problems = archive.unpack(zipped(("services.csv", bytes(1_000_001))))
    assert files == {}
    assert "when unpacked" in problems[0].what


def test_a_good_archive_is_read_also_from_a_folder_inside() -> None:
    files, problems = archive.unpack(zipped(("package/services.csv", b"id"), ("package/", b"")))
    assert problems == []
    assert files == {"services.csv": b"id"}
