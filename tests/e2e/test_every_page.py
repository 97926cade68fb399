"""Every page of the console in a real Chromium: fits a phone, nothing serious for axe, no gap.

The list is held against the app's own url map: a page that nobody visits here fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Thread

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from helpline import wiring
from helpline.core.caseworker import Caseworker, Role
from helpline.core.checkin import Tier
from helpline.core.consent import Consent, Purpose
from helpline.operations.check_in import enrol
from test_casework import SAID
from test_console_for_all import violations
from web.console.stage import PASSWORD, Stage, make_stage

pytestmark = pytest.mark.e2e

RECEIVER = "A partner organisation"
STAFF = {
    "sophea": Role.CASEWORKER,
    "bopha": Role.SUPERVISOR,
    "channary": Role.SAFEGUARDING_LEAD,
    "admin": Role.ORGANISATION_ADMIN,
    "root": Role.SYSTEM_ADMIN,
    "auditor": Role.AUDITOR,
    "vanna": Role.PARTNER,
}
VISITS = {
    "sophea": (
        "queue search keys tasks calls check-ins roster referrals no-plan directory"
        " directory/calls directory/new account audit cases/CASE cases/CASE/refer cases/FREE"
        " contacts/CONTACT/check-ins referrals/REFERRAL referrals/REFERRAL/form"
        " directory/entry/SERVICE directory/entry/SERVICE/edit"
    ),
    "bopha": "queue notices exports audit roster tasks cases/CASE/seen",
    "channary": "queue notices",
    "admin": "people people/PERSON roster",
    "root": "organisations",
    "auditor": "audit notices",
    "vanna": "referrals referred/REFERRAL",
}
NO_PAGES = re.compile(
    r"/console/(|here|queue/rows|queue/danger|sign-in|invitation/.*|.*<path:.*|.*/talk"
    r"|directory/proposals/.*|.*/verify/.*)"
)
"""Parts of pages, files, and pages that their own tests look at."""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class World:
    """One of everything that a page can show."""

    stage: Stage
    ids: dict[str, str] = field(default_factory=dict)

    def path(self, visit: str) -> str:
        return re.sub(r"[A-Z]{4,}", lambda found: self.ids[found[0]], visit)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    stage = make_stage(tmp_path_factory.mktemp("pages"))
    server = make_server("127.0.0.1", 0, stage.app, threaded=True)
    stage.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield filled(stage)
    server.shutdown()
    thread.join()
    server.server_close()
    stage.helpline.store.close()  # type: ignore[attr-defined]


def filled(stage: Stage) -> World:
    """Somebody in danger whose case is worked on, somebody who waits, and all that goes with it."""
    people: dict[str, Caseworker] = {}
    for name, role in STAFF.items():
        home = RECEIVER if role is Role.PARTNER else None
        people[name] = stage.person(name, role, language="km", organisation=home)
    first, second = stage.contact(), stage.contact()
    first.say(SAID["km"]["danger"])
    second.say("9")
    case, free = stage.case_of(first), stage.case_of(second)
    services = wiring.read_seed()
    with stage.helpline.store.begin() as tx:
        tx.services.save(list(services), stage.clock.at)
        yes = Consent(
            case.contact_id, Purpose.WRITE, True, None, (), "1", "km", "sms", stage.clock.at
        )
        tx.consents.add(stage.helpline.new_id(), yes)
        assert enrol.enrol(stage.helpline, tx, tx.contacts.get(case.contact_id), Tier.HIGH)
    browser, path = stage.signed_in("sophea"), f"/console/cases/{case.id}"
    browser.post(f"{path}/claim", {})
    browser.post(f"{path}/note", {"note": "She is at her aunt's."})
    form = {"reached": "call", "helper": "any", "asked_in": "km", "first_name": "Sok"}
    given = {"receiver": f"organisation:{people['vanna'].organisation_id}", "fields": "first_name"}
    sent = browser.post(f"{path}/refer", form | given, page=f"{path}/refer")
    stage.signed_in("bopha").get(path)
    return World(
        stage,
        {
            "CASE": case.id,
            "FREE": free.id,
            "CONTACT": case.contact_id,
            "PERSON": people["sophea"].id,
            "REFERRAL": str(sent.headers["Location"]).rsplit("/", 1)[-1],
            "SERVICE": services[0].id,
        },
    )


def test_no_page_is_left_out(world: World) -> None:
    wanted = {
        re.sub(r"<[^>]+>", "ID", rule.rule)
        for rule in world.stage.app.url_map.iter_rules()
        if rule.rule.startswith("/console/") and "GET" in (rule.methods or ())
        if not NO_PAGES.fullmatch(rule.rule)
    }
    visited = {
        "/console/" + re.sub(r"[A-Z]{4,}", "ID", visit)
        for visits in VISITS.values()
        for visit in visits.split()
    }
    assert wanted - visited == set()
    assert visited - wanted == set()


@pytest.mark.parametrize("name", VISITS)
def test_each_page_fits_a_phone_and_has_nothing_serious(
    world: World, chromium: Browser, name: str
) -> None:
    """In Khmer, at 360 px; supervisors look at the dark pages."""
    scheme = "dark" if STAFF[name] is Role.SUPERVISOR else "light"
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    context.set_default_timeout(10_000)
    page = context.new_page()
    world.stage.wait(seconds=30)
    page.goto(f"{world.stage.url}/console/sign-in?lang=km")
    filling = {"name": name, "password": PASSWORD, "code": world.stage.code()}
    for place, value in filling.items():
        page.fill(f"[name={place}]", value)
    page.press("[name=code]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    wrong: dict[str, object] = {}
    for visit in VISITS[name].split():
        answer = page.goto(f"{world.stage.url}/console/{world.path(visit)}")
        assert answer is not None
        found = [f"status {answer.status}"] if answer.status != 200 else violations(page)
        wide = page.evaluate(TOO_WIDE)
        if wide > 0:
            found.append(f"{wide} px too wide")
        if found:
            wrong[visit] = found
    context.close()
    assert wrong == {}
