"""People and roles, for the administrator of an organisation."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from helpline.core.caseworker import Caseworker, Gender, Role
from helpline.core.errors import Refused
from helpline.operations import invitations, staffing
from helpline.operations.authorize import may_grant
from helpline.operations.invitations import Invited
from helpline.operations.sign_in import LANGUAGES
from helpline.web.console import forms, here
from helpline.web.console.door import blueprint
from helpline.web.console.labels import CONTACT_LANGUAGES, GENDERS, ROLES
from helpline.web.console.words import N_

ROLE_CHANGED = N_("The role is changed. The person is signed out and signs in again.")
CLOSED = N_("The account is closed and the person signed out. Their cases wait in the queue.")
REOPENED = N_("The account is open again.")
SAVED = N_("Saved.")


@blueprint.get("/people")
def people_page() -> ResponseReturnValue:
    """Everybody of the organisation, and the form to invite somebody."""
    return _list()


@blueprint.post("/people")
def invite_person() -> ResponseReturnValue:
    """Invite somebody: the answer shows the link, once."""
    try:
        invited = invitations.invite(here.helpline(), here.staff(), newcomer())
    except Refused as refused:
        return _list(refused)
    return link_page(invited)


@blueprint.get("/people/<person_id>")
def person_page(person_id: str) -> ResponseReturnValue:
    """One person."""
    return _person(person_id)


@blueprint.post("/people/<person_id>/details")
def change_person(person_id: str) -> ResponseReturnValue:
    """Name, languages, gender."""
    try:
        staffing.change_details(
            here.helpline(),
            here.staff(),
            person_id,
            forms.field("first_name"),
            request.form.getlist("speaks"),
            forms.field("gender"),
        )
    except Refused as refused:
        return _person(person_id, refused)
    return _back(person_id, SAVED)


@blueprint.post("/people/<person_id>/role")
def change_role(person_id: str) -> ResponseReturnValue:
    """Another role; the person's sessions end."""
    try:
        staffing.change_role(here.helpline(), here.staff(), person_id, _role())
    except Refused as refused:
        return _person(person_id, refused)
    return _back(person_id, ROLE_CHANGED)


@blueprint.post("/people/<person_id>/account")
def change_account(person_id: str) -> ResponseReturnValue:
    """Close the account, or open it again."""
    disabled = forms.field("account") == "closed"
    try:
        staffing.set_disabled(here.helpline(), here.staff(), person_id, disabled)
    except Refused as refused:
        return _person(person_id, refused)
    return _back(person_id, CLOSED if disabled else REOPENED)


@blueprint.post("/people/<person_id>/link")
def renew_link(person_id: str) -> ResponseReturnValue:
    """A new link for somebody who lost phone or password."""
    try:
        invited = invitations.renew(here.helpline(), here.staff(), person_id)
    except Refused as refused:
        return _person(person_id, refused)
    return link_page(invited)


def newcomer() -> Caseworker:
    """The person of the form. Raises Refused."""
    language = forms.field("language")
    return Caseworker(
        id="",
        organisation_id="",
        sign_in_name=forms.field("name").casefold(),
        first_name=" ".join(forms.field("first_name").split())[:40],
        role=_role(),
        language=language if language in LANGUAGES else here.DEFAULT_LANGUAGE,
        password_hash="",
        totp_secret=None,
    )


def link_page(invited: Invited) -> Response:
    """The link, once. It is not in the address of any page, nor in any log of ours."""
    path = url_for("console.invitation", token=invited.token)
    address = here.helpline().settings.public_url + path
    hours = int(invitations.VALID_FOR.total_seconds() // 3600)
    return forms.page("link.html", invited=invited, address=address, hours=hours)


def _role() -> Role:
    try:
        return Role(forms.field("role") or Role.CASEWORKER)
    except ValueError:
        raise Refused("not_allowed") from None


def _list(refused: Refused | None = None) -> Response:
    return forms.page(
        "people.html",
        refused,
        members=staffing.members(here.helpline(), here.staff()),
        roles=_grantable(),
        role_names=ROLES,
        typed=forms.typed("name", "first_name", "role", "language"),
    )


def _person(person_id: str, refused: Refused | None = None) -> Response:
    person = staffing.member(here.helpline(), here.staff(), person_id)
    return forms.page(
        "person.html",
        refused,
        person=person,
        own=person.id == here.staff().id,
        invited=invitations.waits_for(person),
        roles=_grantable(),
        role_names=ROLES,
        speakable=CONTACT_LANGUAGES,
        genders=GENDERS,
        any_gender=tuple(Gender),
    )


def _grantable() -> dict[str, str]:
    return {role.value: name for role, name in ROLES.items() if may_grant(here.staff(), role)}


def _back(person_id: str, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("console.person_page", person_id=person_id), code=303)
