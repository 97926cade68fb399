"""The columns of a sheet: their names, whether they must be filled, and what goes into them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from helpline.directory.terms import Cost, Group, Need, Operator, Term

EXAMPLE_ID = "example-delete-this-row"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `example` stands in the template's only row."""

    name: str
    says: str
    example: str = ""
    needed: bool = False


def _any_of(kinds: type[StrEnum]) -> str:
    return ", ".join(one.value for one in kinds)


CLAIM = "yes, no or unknown; empty is unknown"
HOURS = "always, or like mon-fri 08:00-17:00; sat 08:00-12:00"
SEVERAL = "several with ;"

COLUMNS: tuple[Column, ...] = (
    Column("id", "a short name of your own that never changes: a-z, 0-9, -", EXAMPLE_ID, True),
    Column("name_en", "name of the service in English", "Example Legal Help", True),
    Column("name_km", "the same in Khmer"),
    Column("organisation", "who runs it", "Example Organisation", True),
    Column("operator", f"one of {_any_of(Operator)}", "ngo", True),
    Column("needs", f"{SEVERAL}: {_any_of(Need)}", "legal_aid; documents", True),
    Column("description_en", "what it does, in English"),
    Column("description_km", "the same in Khmer"),
    *(Column(f"serves_{group}", f"takes {group}? {CLAIM}", "unknown") for group in Group),
    Column("serves_note", "anything else about whom it takes"),
    Column("term", f"how long it stays with somebody: {_any_of(Term)}", "long"),
    Column("cost", f"one of {_any_of(Cost)}", "unknown"),
    Column("where", f"{SEVERAL}: provinces by name or code; national; remote", "Siem Reap", True),
    Column("formal_identification", f"only with an official paper? {CLAIM}"),
    Column("informs_police", f"does it tell the police? {CLAIM}"),
    Column("residential", f"do people live there? {CLAIM}"),
    Column("phones", f"{SEVERAL}; full numbers or short codes"),
    Column("phone_duty", "emergency, hotline, intake, shelter or office", "office"),
    Column("phone_hours", HOURS),
    Column("website", "web address, with https://"),
    Column("source", "where you have all this from", "a letter of the organisation", True),
    Column("source_date", "when that was: 2026, 2026-03 or 2026-03-21", "2026-03"),
    Column("note", "anything else for caseworkers"),
)
NAMES = tuple(column.name for column in COLUMNS)
NEEDED = tuple(column.name for column in COLUMNS if column.needed)
