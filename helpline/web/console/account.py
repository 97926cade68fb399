"""The own account: password, recovery codes, and where alerts go."""

from __future__ import annotations

from flask import Response, flash, g, redirect, session, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import Refused
from helpline.operations import accounts
from helpline.web.console import forms, here
from helpline.web.console.door import blueprint
from helpline.web.console.words import N_

SAVED = N_("Saved.")
PASSWORD_CHANGED = N_("The password is changed. Sign in with it.")


@blueprint.get("/account")
def account_page() -> ResponseReturnValue:
    """The own account."""
    return _page()


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Another password; every session ends."""
    try:
        accounts.change_password(
            here.helpline(),
            here.staff(),
            forms.secret("password"),
            forms.field("code"),
            forms.secret("new"),
        )
    except Refused as refused:
        return _page(refused)
    language = g.pop("staff").language
    session.clear()
    session[here.LANGUAGE] = language
    go_on = url_for("console.sign_in", lang=language)
    response = forms.page("message.html", message=PASSWORD_CHANGED, go_on=go_on)
    here.take_back_token(response)
    return response


@blueprint.post("/account/codes")
def renew_codes() -> ResponseReturnValue:
    """New recovery codes, shown once."""
    try:
        codes = accounts.renew_codes(
            here.helpline(), here.staff(), forms.secret("password"), forms.field("code")
        )
    except Refused as refused:
        return _page(refused)
    return forms.page("codes.html", codes=codes, go_on=url_for("console.account_page"))


@blueprint.post("/account/telegram")
def link_telegram() -> ResponseReturnValue:
    """A code for the duty phone, shown once."""
    return _page(code=accounts.link_code(here.helpline(), here.staff()))


@blueprint.post("/account/telegram/unlink")
def unlink_telegram() -> ResponseReturnValue:
    """No alerts by Telegram any more."""
    accounts.unlink(here.helpline(), here.staff())
    flash(SAVED)
    return redirect(url_for("console.account_page"), code=303)


@blueprint.post("/account/second")
def set_second() -> ResponseReturnValue:
    """The number for alerts by SMS."""
    try:
        accounts.set_second(here.helpline(), here.staff(), forms.field("number"))
    except Refused as refused:
        return _page(refused)
    flash(SAVED)
    return redirect(url_for("console.account_page"), code=303)


def _page(refused: Refused | None = None, code: str | None = None) -> Response:
    account = accounts.account(here.helpline(), here.staff())
    return forms.page(
        "account.html",
        refused,
        account=account,
        link_code=code,
        no_code=forms.no_code_needed(),
        answering=account.person.role in accounts.ALERTED,
    )
