"""A console on a real store with real flows, an injected clock and people who can sign in."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from content import content
from helpline import wiring
from helpline.app import create_app
from helpline.config import Config, Key
from helpline.core.case import Case
from helpline.core.caseworker import Caseworker, Role
from helpline.core.channel import Address, Channel
from helpline.operations import people
from helpline.operations.helpline import Helpline, Settings
from helpline.operations.sign_in import hash_password
from helpline.rehearsal import START, HandClock, InstantBells, Rehearsal
from helpline.store.migrate import migrate
from helpline.store.transaction import open_store

PASSWORD = "correct horse battery"
PASSWORD_HASH = hash_password(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FIELD = r'name="{}" value="([^"]*)"'


def _key(letter: str) -> str:
    return base64.b64encode(bytes(range(ord(letter), ord(letter) + 32))).decode()


def config_for(home: Path, public_url: str) -> Config:
    """Settings of a console at `public_url`."""
    return Config.from_env(
        {
            "HELPLINE_PUBLIC_URL": public_url,
            "HELPLINE_HOME": str(home),
            "HELPLINE_KEYS": f"k1:{_key('A')}",
            "HELPLINE_INDEX_KEY": _key("a"),
            "HELPLINE_AUDIT_KEY": _key("0"),
            "HELPLINE_SESSION_KEY": _key("P"),
            "HELPLINE_OPERATOR": "An organisation",
        }
    )


@dataclass
class Stage:
    """One helpline, its console and its clock."""

    app: Flask
    helpline: Helpline
    clock: HandClock
    bells: InstantBells
    organisation: str = "An organisation"
    contacts: int = 0
    url: str = "http://localhost"

    # --- people ------------------------------------------------------------------------------

    def person(
        self,
        name: str = "sophea",
        role: Role = Role.CASEWORKER,
        *,
        language: str = "en",
        organisation: str | None = None,
    ) -> Caseworker:
        """A member of staff who is on shift round the clock."""
        person = Caseworker(
            id="",
            organisation_id="",
            sign_in_name=name,
            first_name=name.title(),
            role=role,
            language=language,
            password_hash=PASSWORD_HASH,
            totp_secret=SECRET,
        )
        added = people.add(self.helpline, organisation or self.organisation, person)
        people.set_shifts(self.helpline, name, list(people.ALWAYS))
        return added

    def code(self) -> str:
        """The one-time code of this moment."""
        return pyotp.TOTP(SECRET).at(self.clock.at)

    # --- contacts ----------------------------------------------------------------------------

    def contact(self, channel: Channel = Channel.SMS) -> Rehearsal:
        """Somebody who can write to the helpline."""
        self.contacts += 1
        talk = Rehearsal(self.helpline, self.bells, self.clock, channel)
        number = f"+855000000{self.contacts:02}"
        talk._number = 1000 * self.contacts  # each message has a provider id of its own
        talk.address = Address(channel, number if channel is not Channel.TELEGRAM else number[1:])
        return talk

    def case_of(self, talk: Rehearsal) -> Case:
        """The contact's newest case."""
        contact = talk.contact()
        assert contact is not None
        with self.helpline.store.read() as tx:
            case = tx.cases.last_for(contact.id)
        assert case is not None
        return case

    def deliver(self) -> None:
        """Send what waits."""
        self.bells.answer(self.helpline)

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.clock.at += timedelta(**time)

    # --- a browser ---------------------------------------------------------------------------

    def browser(self) -> Browser:
        """A browser that is signed out."""
        return Browser(self, self.app.test_client())

    def signed_in(self, name: str = "sophea") -> Browser:
        """A browser in which somebody has signed in."""
        browser = self.browser()
        answer = browser.sign_in(name)
        assert answer.status_code == 303, answer.text
        return browser


class Browser:
    """Flask's test client that fills in forms as a browser does."""

    def __init__(self, stage: Stage, client: FlaskClient) -> None:
        self.stage, self.client = stage, client
        self.headers = {"Sec-Fetch-Site": "same-origin"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=self.headers | headers)

    def post(self, path: str, form: Mapping[str, str], *, page: str | None = None) -> TestResponse:
        """Open `page` (else the path's case) for its token, then send the form."""
        opened = self.get(page or re.sub(r"(/cases/[0-9a-f]{32})/.*$", r"\1", path)).text
        found = TOKEN.search(opened)
        hidden = {"csrf_token": found.group(1)} if found else {}
        for name in ("version", "outbound_id", "lang"):
            value = re.search(FIELD.format(name), opened)
            if value and name not in form:
                hidden[name] = value.group(1)
        return self.client.post(path, data=hidden | dict(form), headers=self.headers)

    def sign_in(
        self, name: str = "sophea", password: str = PASSWORD, code: str | None = None, **more: str
    ) -> TestResponse:
        """Send the form to sign in; each use of a code needs a new one."""
        self.stage.wait(seconds=30)
        form = {"name": name, "password": password, "code": code or self.stage.code()} | more
        return self.post("/console/sign-in", form, page="/console/sign-in?lang=en")

    def token(self) -> str:
        """The session's token as the browser holds it."""
        cookies = {cookie.key: cookie.value for cookie in self.client._cookies.values()}
        return cookies.get("staff") or cookies["__Host-staff"]


def make_stage(home: Path, public_url: str = "http://localhost", at: datetime = START) -> Stage:
    """Everything real but channels, queue and clock."""
    config = config_for(home, public_url)
    said = wiring.rehearse(Channel.SMS, content=content()).helpline
    migrate(config.database_url)
    store = open_store(
        config.database_url, (Key("k1", config.keys[0].secret),), config.index_key, config.audit_key
    )
    clock, bells = HandClock(at), InstantBells()
    helpline = replace(
        said,
        settings=Settings(config.name, config.operator, config.public_url, demo=False),
        store=store,
        queue=bells,
        now=clock,
    )
    people.organisation(helpline, "An organisation")
    app = create_app(config, helpline)
    app.testing = True
    return Stage(app, helpline, clock, bells)


def without_tokens(answer: TestResponse) -> str:
    """A page without its form tokens, which differ from one second to the next."""
    return re.sub(r'name="csrf_token"\s+value="[^"]*"', "", answer.text)
