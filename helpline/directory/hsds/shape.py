"""The objects of HSDS 3.0: fields in the standard's order, what must be there, what is inside.

Written down from the standard's field reference (docs.openreferral.org). One line per object:
its table's file, then `field[:type][mark]`, where `!` must be there, and `*` must be there in
the table only (inside a nested object the place says it).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

ENUMS: dict[str, tuple[str, ...]] = {
    "status": ("active", "inactive", "defunct", "temporarily closed"),
    "place": ("physical", "postal", "virtual"),
    "weekday": ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
    "freq": ("WEEKLY", "MONTHLY"),
}

_FIELDS = """
organization organizations.csv id:uuid! name! alternate_name description! email:email website:uri
  tax_status tax_id year_incorporated:number legal_status logo uri:uri parent_organization_id:uuid
program programs.csv id:uuid! organization_id:uuid* name! alternate_name description!
service services.csv id:uuid! organization_id:uuid* program_id:uuid name! alternate_name description
  url:uri email:email status:status! interpretation_services application_process fees_description
  wait_time fees accreditations eligibility_description minimum_age:number maximum_age:number
  assured_date:date assurer_email:email licenses alert last_modified:datetime
attribute attributes.csv id:uuid! link_id:uuid* taxonomy_term_id:uuid* link_type link_entity* value
service_at_location service_at_location.csv id:uuid! service_id:uuid* location_id:uuid* description
location locations.csv id:uuid! location_type:place! url:uri organization_id:uuid name
  alternate_name description transportation latitude:number longitude:number external_identifier
  external_identifier_type
phone phones.csv id:uuid! location_id:uuid service_id:uuid organization_id:uuid contact_id:uuid
  service_at_location_id:uuid number! extension:number type description
contact contacts.csv id:uuid! organization_id:uuid service_id:uuid service_at_location_id:uuid
  location_id:uuid name title department email:email
address addresses.csv id:uuid! location_id:uuid attention address_1! address_2 city! region
  state_province! postal_code! country! address_type:place!
schedule schedules.csv id:uuid! service_id:uuid location_id:uuid service_at_location_id:uuid
  valid_from:date valid_to:date dtstart:date timezone:number until:date count:number wkst:weekday
  freq:freq interval:number byday byweekno bymonthday byyearday description opens_at:time
  closes_at:time schedule_link:uri attending_type notes
funding funding.csv id:uuid! organization_id:uuid service_id:uuid source
service_area service_areas.csv id:uuid! service_id:uuid name description extent extent_type uri
required_document required_documents.csv id:uuid! service_id:uuid document uri:uri
language languages.csv id:uuid! service_id:uuid location_id:uuid phone_id:uuid name code note
accessibility accessibility.csv id:uuid! location_id:uuid description details url:uri
taxonomy_term taxonomy_terms.csv id:uuid! code name! description! parent_id:uuid taxonomy language
  taxonomy_id:uuid term_uri:uri
metadata metadata.csv id:uuid! resource_id:uuid* resource_type* last_action_date:date!
  last_action_type! field_name! previous_value! replacement_value! updated_by!
meta_table_description meta_table_descriptions.csv id:uuid! name language character_set
cost_option cost_options.csv id:uuid! service_id:uuid* valid_from:date valid_to:date option currency
  amount:number amount_description
organization_identifier organization_identifiers.csv id:uuid! organization_id:uuid*
  identifier_scheme identifier_type! identifier!
taxonomy taxonomies.csv id:uuid! name! description! uri:uri version
"""

_INSIDE = """
organization: funding contacts phones locations programs organization_identifiers attributes
program: attributes
service: phones schedules service_areas service_at_locations languages organization funding
  cost_options program required_documents contacts attributes
attribute: taxonomy_term
service_at_location: contacts phones schedules location attributes
location: languages addresses contacts accessibility phones schedules attributes
phone: languages attributes
contact: phones attributes
address: attributes
schedule: attributes
funding: attributes
service_area: attributes
required_document: attributes
language: attributes
accessibility: attributes
taxonomy_term: taxonomy_detail
meta_table_description: attributes
cost_option: attributes
organization_identifier: attributes
"""

_MEMBERS = {
    "addresses": "address",
    "accessibility": "accessibility",
    "funding": "funding",
    "taxonomy_detail": "taxonomy",
}
ONE = frozenset({"organization", "program", "location", "taxonomy_term", "taxonomy_detail"})
"""Members that are one object; all others are lists."""
WITHOUT_METADATA = frozenset({"metadata"})


@dataclass(frozen=True, slots=True)
class Field:
    """One plain value of an object."""

    name: str
    type: str
    required: bool
    in_table: bool
    """True if the table cannot do without it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of object."""

    name: str
    file: str
    fields: tuple[Field, ...]
    members: dict[str, str]
    """Name of a member -> the kind of object in it."""

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.required)


@cache
def shapes() -> dict[str, Shape]:
    """Every kind of object by its name, in the standard's order."""
    inside = {line.split(":")[0]: line.split(":")[1].split() for line in _lines(_INSIDE)}
    found = {}
    for line in _lines(_FIELDS):
        name, file, *fields = line.split()
        members = {one: _kind(one) for one in inside.get(name, [])}
        if name not in WITHOUT_METADATA:
            members["metadata"] = "metadata"
        found[name] = Shape(name, file, tuple(map(_field, fields)), members)
    return found


def _lines(text: str) -> list[str]:
    return text.strip().replace("\n  ", " ").splitlines()


def _field(written: str) -> Field:
    bare = written.rstrip("!*")
    name, _, kind = bare.partition(":")
    return Field(name, kind or "text", written.endswith("!"), written != bare)


def _kind(member: str) -> str:
    return _MEMBERS.get(member) or (member if member in ONE else member.removesuffix("s"))
