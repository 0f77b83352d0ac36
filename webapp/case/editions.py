"""The two editions of CASE that are served: what differs between 1.0 and 1.1."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from referentiel.base import Json
from referentiel.formats.case import older
from webapp.room import here

PREFIX = "/ims/case"
Shape = Callable[[Json], Json]


def same(said: Json) -> Json:
    """Return an object as 1.1 has it."""
    return said


@dataclass(frozen=True)
class Edition:
    """Where an edition is served, how it spells its errors, and how it shapes each class."""

    name: str
    version: str
    discovery: str
    unauthorised: str
    invalid_uuid: str
    document: Shape = same
    item: Shape = same
    association: Shape = same
    definition: Shape = same
    rubric: Shape = same
    package: Shape = same

    @property
    def prefix(self) -> str:
        return f"{PREFIX}/{self.name}"

    @property
    def base(self) -> str:
        """The address under which the world reads this edition."""
        return (here().settings.public_url or request.host_url.rstrip("/")) + self.prefix


NEWER = Edition(
    name="v1p1",
    version="1.1",
    discovery="imscasev1p1_openapi3_v1p0.json",
    unauthorised="unauthorised_request",
    invalid_uuid="invalid_uuid",
)
OLDER = Edition(
    name="v1p0",
    version="1.0",
    discovery="imscasev1p0_openapi3_v1p0.json",
    unauthorised="unauthorisedrequest",
    invalid_uuid="invaliduuid",
    document=older.older_document,
    item=older.older_item,
    association=older.older_association,
    definition=older.bare,
    rubric=older.older_rubric,
    package=older.older_package,
)
EDITIONS = {edition.name: edition for edition in (NEWER, OLDER)}


def edition_here() -> Edition:
    """Return the edition that the address of the request names; the newer for an unknown one."""
    return OLDER if request.path.startswith(OLDER.prefix + "/") else NEWER
