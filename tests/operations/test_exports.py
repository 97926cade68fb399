"""What leaves the helpline as a file: who, why, with whose consent, and harmless to open (T23)."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.oversight import ExportKind, NoticeKind
from helpline.operations import exports, people
from helpline.operations.sheets import as_csv, as_xlsx, safe_cell
from helpline.operations.sign_in import hash_password
from helpline.rehearsal import Rehearsal

PASSWORD = "four green frogs"
HASH = hash_password(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CRISIS = "I want to kill myself"
WHY = "yearly report to the board"

HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+85512345678",
    "-2+3",
    "@SUM(A1)",
    "|calc",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\u200b=1",
    '\ufeff=HYPERLINK("x")',
    "\u202e=1",
    "\x00=1",
    "%0A=1",
]


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_cell_is_a_formula(payload: str) -> None:
    """SAFETY T23: read back by a real CSV reader and from the sheet's own XML."""
    read = list(csv.reader(io.StringIO(as_csv(["h"], [[payload]]).decode("utf-8-sig"))))
    cell = read[1][0]
    assert cell.startswith("'")
    assert cell.lstrip("'").strip().endswith(payload.strip("\t\r\n\x00 ")[-1:])
    sheet = zipfile.ZipFile(io.BytesIO(as_xlsx(["h"], [[payload]])))
    xml = sheet.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml.lower()
    assert xml.count('t="s"') == 2, "both cells are strings"


@pytest.mark.parametrize("plain", ["", "K-17", "ភាសាខ្មែរ", "a=b", "2026-03-02 10:00", "yes"])
def test_a_harmless_cell_stays_as_it_is(plain: str) -> None:
    assert safe_cell(plain) == plain


def test_commas_quotes_and_line_breaks_stay_in_their_cell() -> None:
    row = ['a "quoted" word', "x, y", "two\nlines"]
    read = list(
        csv.reader(io.StringIO(as_csv(["1", "2", "3"], [row]).decode("utf-8-sig"), newline=""))
    )
    assert read[1] == row


# --- asking, deciding, fetching -----------------------------------------------------------------


@pytest.fixture
def talk(stage) -> Rehearsal:
    made = stage()
    made.say(CRISIS)
    return made


def boss(talk: Rehearsal, name: str, role: Role = Role.SUPERVISOR) -> Caseworker:
    person = Caseworker("", "", name, name.title(), role, "en", HASH, SECRET)
    return people.add(talk.helpline, talk.home.name, person)


def code(talk: Rehearsal) -> str:
    talk.clock.at += timedelta(seconds=30)
    return pyotp.TOTP(SECRET).at(talk.clock.at)


def request(talk: Rehearsal, kind: ExportKind, **what) -> exports.Request:
    day = talk.clock.at.date()
    fields = {"reason": WHY, "password": PASSWORD, "code": code(talk)} | what
    return exports.Request(
        kind,
        what.pop("first_day", day),
        what.pop("last_day", day),
        **{name: value for name, value in fields.items() if name in {"reason", "password", "code"}},
    )


def decide(talk: Rehearsal, actor: Caseworker, export_id: str, approved: bool = True) -> None:
    exports.decide(
        talk.helpline, actor, export_id, approved=approved, password=PASSWORD, code=code(talk)
    )


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_an_ordinary_export_names_nobody(talk: Rehearsal) -> None:
    asker = boss(talk, "chanthy")
    export = exports.ask(talk.helpline, asker, request(talk, ExportKind.PSEUDONYMOUS))
    file = exports.fetch(talk.helpline, asker, export.id, "csv")
    (row,) = rows(file.content)
    assert (row["case"], row["priority"]) == ("K-1", "P1")
    contact = talk.contact()
    for secret in (talk.address.value, talk.address.value[1:], contact.id, CRISIS):
        assert secret not in file.content.decode("utf-8-sig")


def test_what_names_people_needs_a_second_person(talk: Rehearsal) -> None:
    """SAFETY section 5: re-authentication, reason and a second person; not the asker."""
    asker, second = boss(talk, "chanthy"), boss(talk, "bopha")
    export = exports.ask(talk.helpline, asker, request(talk, ExportKind.IDENTIFIABLE))
    with pytest.raises(Stale):
        exports.fetch(talk.helpline, asker, export.id, "csv")
    with pytest.raises(Refused, match="not_yourself"):
        decide(talk, asker, export.id)
    decide(talk, second, export.id)
    with pytest.raises(Stale):
        decide(talk, second, export.id, approved=False)
    with pytest.raises(NotFound):
        exports.fetch(talk.helpline, second, export.id, "csv")
    file = exports.fetch(talk.helpline, asker, export.id, "csv")
    (row,) = rows(file.content)
    assert row["address"] == f"'{talk.address.value}", "a number with a plus stays text"
    with pytest.raises(Stale):
        exports.fetch(talk.helpline, asker, export.id, "csv")


def test_what_was_refused_or_is_a_day_old_is_not_fetched(talk: Rehearsal) -> None:
    asker, second = boss(talk, "chanthy"), boss(talk, "bopha")
    refused = exports.ask(talk.helpline, asker, request(talk, ExportKind.IDENTIFIABLE))
    decide(talk, second, refused.id, approved=False)
    old = exports.ask(talk.helpline, asker, request(talk, ExportKind.PSEUDONYMOUS))
    talk.clock.at += timedelta(hours=25)
    for export in (refused, old):
        with pytest.raises(Stale):
            exports.fetch(talk.helpline, asker, export.id, "xlsx")


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"reason": "because"}, "reason_needed"),
        ({"reason": "x" * 301}, "reason_needed"),
        ({"password": "wrong"}, "not_confirmed"),
        ({"code": "000000"}, "not_confirmed"),
    ],
)
def test_who_and_why_are_asked_each_time(talk: Rehearsal, what: dict[str, str], why: str) -> None:
    asker = boss(talk, "chanthy")
    wanted = replace(request(talk, ExportKind.PSEUDONYMOUS), **what)
    with pytest.raises(Refused, match=why):
        exports.ask(talk.helpline, asker, wanted)
    assert exports.recent(talk.helpline, asker) == []


def test_days_that_make_no_sense_are_refused(talk: Rehearsal) -> None:
    asker = boss(talk, "chanthy")
    wanted = request(talk, ExportKind.PSEUDONYMOUS)
    for days in (-1, 367):
        with pytest.raises(Refused, match="days_not_usable"):
            last = wanted.first_day + timedelta(days=days)
            exports.ask(talk.helpline, asker, replace(wanted, last_day=last))


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {Role.SUPERVISOR, Role.SAFEGUARDING_LEAD}]
)
def test_nobody_else_exports(talk: Rehearsal, role: Role) -> None:
    actor = boss(talk, "actor", role)
    for kind in ExportKind:
        with pytest.raises(Refused, match="not_allowed"):
            exports.ask(talk.helpline, actor, request(talk, kind))


def test_an_export_is_audited_and_told(talk: Rehearsal) -> None:
    asker, second = boss(talk, "chanthy"), boss(talk, "bopha")
    export = exports.ask(talk.helpline, asker, request(talk, ExportKind.IDENTIFIABLE))
    decide(talk, second, export.id)
    exports.fetch(talk.helpline, asker, export.id, "csv")
    with talk.helpline.store.read() as tx:
        acts = [line.entry.action for line in tx.audit.lines(object_id=export.id)]
        kinds = [notice.kind for notice in tx.oversight.notices(talk.home.id, 10)]
        lines = tx.audit.lines(object_id=export.id)
    assert acts == ["read_export", "decide_export", "ask_export"]
    assert NoticeKind.EXPORTED in kinds
    assert WHY not in repr(lines), "the audit holds codes, not what people wrote"


def test_a_safeguarding_lead_exports_minors_only(talk: Rehearsal) -> None:
    lead = boss(talk, "maly", Role.SAFEGUARDING_LEAD)
    export = exports.ask(talk.helpline, lead, request(talk, ExportKind.PSEUDONYMOUS))
    assert rows(exports.fetch(talk.helpline, lead, export.id, "csv").content) == []


def test_an_act_that_cannot_be_audited_does_not_happen(talk: Rehearsal, monkeypatch) -> None:
    """SAFETY section 5: failure to write the audit is a refusal of the action."""
    asker = boss(talk, "chanthy")
    wanted = request(talk, ExportKind.PSEUDONYMOUS)
    monkeypatch.setattr(exports.audit, "note", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        exports.ask(talk.helpline, asker, wanted)
    assert exports.recent(talk.helpline, asker) == []
