"""`helpline people` and `helpline roster`: who answers, and when."""

from __future__ import annotations

import click
import pyotp

from helpline import wiring
from helpline.core.caseworker import Caseworker, Role
from helpline.core.channel import Address
from helpline.core.errors import BadAddress, NotFound, Refused
from helpline.operations import invitations, staffing
from helpline.operations import people as operations
from helpline.operations.sign_in import hash_password


@click.group()
def people() -> None:
    """Caseworkers, supervisors and administrators."""


@people.command()
@click.argument("sign_in_name")
@click.option("--organisation", required=True, help="Made if it does not exist yet.")
@click.option("--first-name", required=True, help="The only name that contacts are told.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="caseworker")
@click.option("--language", type=click.Choice(["km", "en"]), default="km")
@click.option("--alert", help="Where alerts go: telegram:123 or tel:+855...")
@click.password_option(help="At least 12 characters; asked for when not given.")
def add(  # noqa: PLR0913, PLR0917 - one argument per option
    sign_in_name: str,
    organisation: str,
    first_name: str,
    role: str,
    language: str,
    alert: str | None,
    password: str,
) -> None:
    """Add somebody; prints the secret for the authenticator app once."""
    if len(password) < 12:
        raise click.UsageError("the password needs at least 12 characters")
    secret = pyotp.random_base32()
    person = Caseworker(
        id="",
        organisation_id="",
        sign_in_name=sign_in_name,
        first_name=first_name,
        role=Role(role),
        language=language,
        password_hash=hash_password(password),
        totp_secret=secret,
        alert_address=_address(alert),
    )
    try:
        operations.add(wiring.from_environment(), organisation, person)
    except Refused as error:
        raise click.UsageError(REFUSALS[error.code]) from None
    click.echo(f"{sign_in_name} added. Authenticator secret, shown once: {secret}")


REFUSALS = {
    "name_not_usable": "a sign-in name has 3 to 40 small letters, digits, dots or dashes",
    "name_taken": "somebody signs in with this name already",
}


@people.command("list")
def list_people() -> None:
    """Everybody, one line each."""
    for person in operations.everyone(wiring.from_environment()):
        state = "disabled" if person.disabled else "active"
        click.echo(f"{person.sign_in_name}\t{person.role.value}\t{person.language}\t{state}")


@people.command()
@click.argument("sign_in_name")
def disable(sign_in_name: str) -> None:
    """Disable an account; its sessions end at once."""
    try:
        staffing.disable(wiring.from_environment(), sign_in_name)
    except NotFound:
        raise click.ClickException("nobody signs in with this name") from None
    except Refused:
        raise click.ClickException(
            "this is the last administrator who can sign in: add another one first"
        ) from None


@people.command()
@click.argument("organisation")
@click.argument("address")
def line(organisation: str, address: str) -> None:
    """Give ORGANISATION a line of its own, e.g. tel:+855... or whatsapp:+855...

    Who writes to it belongs to that organisation, and answers leave by it. Everybody else
    belongs to the first organisation.
    """
    try:
        operations.set_line(wiring.from_environment(), organisation, address)
    except NotFound:
        raise click.ClickException("there is no organisation of this name") from None
    except BadAddress as error:
        raise click.UsageError(str(error)) from None


@people.command("lines")
def list_lines() -> None:
    """Every line that belongs to an organisation in particular."""
    for uri, name in operations.lines(wiring.from_environment()).items():
        click.echo(f"{uri}\t{name}")


@people.command()
@click.argument("sign_in_name")
def invite(sign_in_name: str) -> None:
    """Print a link, good once and for 72 hours, by which somebody sets password and code.

    For the first administrator, and for whoever has lost everything.
    """
    helpline = wiring.from_environment()
    try:
        invited = invitations.from_operator(helpline, sign_in_name)
    except NotFound:
        raise click.ClickException("nobody signs in with this name") from None
    click.echo(f"{helpline.settings.public_url}/console/invitation/{invited.token}")


@click.group(invoke_without_command=True)
@click.pass_context
def roster(context: click.Context) -> None:
    """Show the weekly shifts; `roster set` changes them."""
    if context.invoked_subcommand is not None:
        return
    helpline = wiring.from_environment()
    names = {person.id: person.sign_in_name for person in operations.everyone(helpline)}
    for shift in operations.shifts(helpline):
        hours = f"{shift.start:%H:%M}-{shift.end:%H:%M}"
        click.echo(f"{names[shift.caseworker_id]}\t{operations.DAYS[shift.weekday]}\t{hours}")


@roster.command("set")
@click.argument("sign_in_name")
@click.argument("hours", nargs=-1)
def set_roster(sign_in_name: str, hours: tuple[str, ...]) -> None:
    """Replace somebody's shifts, e.g. `roster set dara "mon-fri 08:00-17:00"`; none: no shift."""
    try:
        read = [shift for text in hours for shift in operations.read_shift(text)]
        operations.set_shifts(wiring.from_environment(), sign_in_name, read)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except NotFound:
        raise click.ClickException("nobody signs in with this name") from None


def _address(uri: str | None) -> Address | None:
    try:
        return Address.parse(uri) if uri else None
    except BadAddress as error:
        raise click.UsageError(str(error)) from None
