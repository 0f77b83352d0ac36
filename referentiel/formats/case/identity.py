"""Identifiers as CASE 1.1 wants them: lower-case UUIDs of versions 1 to 5."""

import re
from uuid import UUID, uuid5

PATTERN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII
)
SHAPE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
ALIASES = UUID("6b1c2f0e-9d7a-4c55-8f3e-2f1d0c9b7a64")  # makes an alias from what was said


def fits(text: object) -> bool:
    """Say whether the pattern of CASE 1.1 takes this identifier as it is."""
    return isinstance(text, str) and PATTERN.fullmatch(text) is not None


def is_uuid(text: object) -> bool:
    """Say whether this is written as a UUID, of whatever version and case."""
    return isinstance(text, str) and SHAPE.fullmatch(text) is not None


def exported(identifier: str) -> str:
    """Return the identifier under which something leaves: its own where it fits, else an alias.

    The alias is the UUIDv5 of what was said, so it is the same in every export. Case alone makes
    no other UUID: upper-case digits become lower-case ones.
    """
    lower = identifier.lower()
    return lower if fits(lower) else str(uuid5(ALIASES, identifier))


def derived(namespace: UUID, *parts: str) -> str:
    """Return the identifier of what has none of its own, from what it is and where."""
    return str(uuid5(namespace, "\x1f".join(parts)))


def of_association(namespace: UUID, lineage: str, *parts: str) -> str:
    """Return the identifier of a relation that starts at `lineage`.

    It begins as the identity of its origin does, so that an index finds it.
    """
    return lineage[:8].lower() + derived(namespace, lineage, *parts)[8:]
