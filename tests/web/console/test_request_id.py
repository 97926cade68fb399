"""One id leads from the page of an error to the log and to the audit (SAFETY section 5)."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from helpline import log
from helpline.core.caseworker import Role
from helpline.operations.ports.oversight import AuditEntry
from helpline.web.console import queue
from web.console.stage import Stage

ON_PAGE = re.compile(r"Tell the operator this number: ([0-9a-f]{12})")


def entries(stage: Stage) -> list[AuditEntry]:
    """Newest first."""
    with stage.helpline.store.read() as tx:
        return [line.entry for line in tx.audit.lines(limit=100)]


def test_each_request_writes_its_own_id_into_the_audit(stage: Stage) -> None:
    """Sign-in, reading, what was refused, sign-out: all of them, and never the same id twice."""
    stage.person()
    talk = stage.contact()
    talk.say("9")
    path = f"/console/cases/{stage.case_of(talk).id}"
    stage.browser().sign_in("sophea", "wrong password")
    browser = stage.signed_in()
    browser.post(f"{path}/claim", {})
    browser.get(path)
    browser.get("/console/people")
    browser.post("/console/sign-out", {}, page=path)
    found = entries(stage)
    wanted = {"sign_in", "claim", "read_talk", "denied", "sign_out"}
    assert wanted <= {entry.action for entry in found}
    ids = [entry.request for entry in found if entry.action in wanted]
    assert all(re.fullmatch(r"[0-9a-f]{12}", one) for one in ids)
    assert len(set(ids)) == len(ids)
    signed = {entry.action: entry.session for entry in found}
    assert signed["sign_out"] == signed["read_talk"] != ""


def test_the_chain_holds_with_requests_and_breaks_if_one_is_changed(stage: Stage) -> None:
    """SAFETY T27: the id is under the entry's MAC like everything else."""
    stage.person()
    stage.signed_in().get("/console/audit")
    store = stage.helpline.store
    with store.read() as tx:
        assert tx.audit.first_broken() is None
    with store.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("UPDATE audit_entries SET request = 'x' WHERE sequence = 1")
    with store.read() as tx:
        assert tx.audit.first_broken() == 1


def test_the_page_of_an_error_names_what_the_log_names(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.person()
    browser = stage.signed_in()
    stage.app.extensions["helpline"] = replace(stage.helpline, trouble=log.trouble)
    log.set_up()
    monkeypatch.setattr(queue, "board", lambda: 1 / 0)
    answer = browser.get("/console/queue")
    assert answer.status_code == 500
    (shown,) = ON_PAGE.findall(answer.text)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (line,) = [one for one in lines if one.get("code") == "console_defect"]
    assert line["request"] == shown
    log.trouble("later", [])
    assert "request" not in json.loads(capsys.readouterr().err)


def test_what_does_not_exist_has_no_number(stage: Stage) -> None:
    """SAFETY T17: foreign and missing are the same bytes, so no page of either has an id."""
    stage.person()
    browser = stage.signed_in()
    answer = browser.get(f"/console/cases/{'a' * 32}")
    assert answer.status_code == 404
    assert "Tell the operator" not in answer.text
    assert entries(stage)[0].request not in answer.text


def test_auditors_read_it(stage: Stage) -> None:
    stage.person("dara", Role.AUDITOR)
    browser = stage.signed_in("dara")
    page = browser.get("/console/audit").text
    assert f"<td>{entries(stage)[1].request}</td>" in page
