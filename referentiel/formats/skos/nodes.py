"""A graph as plain values, between a référentiel and the notations of RDF."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from referentiel.formats.skos.vocabulary import PREFIXES, XSD

# What RDF 1.1 lets stand between < and >; and no relative address.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class Ref(str):
    """The address of a resource."""

    __slots__ = ()


class Said(NamedTuple):
    """A literal with its language, or with the address of its type."""

    value: str
    language: str = ""
    type: str = ""


@dataclass(frozen=True)
class Node:
    """A resource and what is said of it, in order; without an address it is written in place."""

    statements: "tuple[tuple[str, Value], ...]"
    address: str | None = None


Value = Ref | Said | str | int | float | Node


class Facts(dict[str, "list[Ref | Said]"]):
    """What is said of a resource: values by predicate, each list in file order."""

    def refs(self, predicate: str) -> list[str]:
        """Return the addresses that a predicate names."""
        return [value for value in self.get(predicate, ()) if isinstance(value, Ref)]

    def literals(self, predicate: str) -> list[Said]:
        """Return the literals that a predicate gives."""
        return [value for value in self.get(predicate, ()) if isinstance(value, Said)]

    def one(self, predicate: str) -> str | None:
        """Return the first literal that a predicate gives, without its language."""
        return next((it.value for it in self.get(predicate, ()) if isinstance(it, Said)), None)


class Resource(list["str | Said | Ref"]):
    """What a file says of a resource, in file order: predicates and values one after another.

    One flat list of shared strings takes a third of the memory that pairs would take.
    """

    __slots__ = ()

    def facts(self) -> Facts:
        """Return the values by predicate."""
        found = Facts()
        pairs = iter(self)
        for predicate in pairs:
            value = next(pairs)
            whole = value if isinstance(value, Ref | Said) else Said(value)
            found.setdefault(str(predicate), []).append(whole)
        return found


Graph = dict[str, Resource]


def is_address(text: str) -> bool:
    """Say whether a text can be the address of a resource as it stands."""
    return _ADDRESS.fullmatch(text) is not None and text.split(":", 1)[0] not in PREFIXES


def is_tag(language: str) -> bool:
    """Say whether a language comes back from RDF as it was written."""
    return _TAG.fullmatch(language) is not None


def literal(value: int | float) -> Said:
    """Return a number or a truth as a typed literal that reads back the same."""
    if isinstance(value, bool):
        return Said(str(value).lower(), type=XSD + "boolean")
    if isinstance(value, int):
        return Said(str(value), type=XSD + "integer")
    return Said(repr(value), type=XSD + "double")


def number(said: Said) -> int | float:
    """Return what `literal` made.

    Raises:
        ValueError: it is no number.
    """
    return int(said.value) if said.type == XSD + "integer" else float(said.value)
