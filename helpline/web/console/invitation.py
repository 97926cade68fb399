"""The page behind an invitation: a password of one's own, an authenticator, recovery codes.

It is for people who cannot sign in yet. Looking at it uses nothing up, since programs that
preview links open them, too; only the form does.
"""

from __future__ import annotations

from io import BytesIO

import segno
from flask import Response, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import NotFound, Refused
from helpline.operations import invitations
from helpline.web.console import forms, here
from helpline.web.console.door import blueprint
from helpline.web.console.words import N_

OVER = N_("This link was used or has run out. Ask your administrator for a new one.")


@blueprint.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Choose a password, scan the picture."""
    return _page(token)


@blueprint.get("/invitation/<token>/picture.svg")
def invitation_picture(token: str) -> ResponseReturnValue:
    """The QR picture for the authenticator."""
    enrolment = invitations.enrolment(here.helpline(), token)
    picture = BytesIO()
    segno.make_qr(enrolment.uri, error="m").save(
        picture, kind="svg", scale=5, border=3, dark="#000", light="#fff", xmldecl=False
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/invitation/<token>")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Come in: from now on the link is worth nothing."""
    new = forms.secret("new")
    try:
        if new != forms.secret("again"):
            raise Refused("passwords_differ")
        codes = invitations.accept(here.helpline(), token, new, forms.field("code"))
    except Refused as refused:
        return _page(token, refused)
    except NotFound:
        return _over()
    return forms.page("codes.html", codes=codes, go_on=url_for("console.sign_in"))


def _page(token: str, refused: Refused | None = None) -> Response:
    try:
        enrolment = invitations.enrolment(here.helpline(), token)
    except NotFound:
        return _over()
    secret = enrolment.secret
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return forms.page(
        "invitation.html", refused, token=token, person=enrolment.person, secret=groups
    )


def _over() -> Response:
    response = forms.page("message.html", message=OVER, go_on=url_for("console.sign_in"))
    response.status_code = 404
    return response
