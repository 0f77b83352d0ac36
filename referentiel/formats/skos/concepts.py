"""Which concepts a graph holds, in which order, under which codes, and what is above each."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from referentiel.base import french
from referentiel.formats.notes import Notes
from referentiel.formats.skos import vocabulary as words
from referentiel.formats.skos.nodes import Facts, Graph, Resource
from referentiel.formats.skos.own_reading import position

REPEATED_NOTATION = french(
    "La notation « %(code)s » est déjà employée : l’adresse du concept sert de code."
)
NO_ADDRESS = french("Ce concept n’a pas d’adresse (nœud anonyme) : « %(code)s » lui sert de code.")

NOTHING = Resource()
CODE = words.own("code")
PARENT = words.own("parent")


@dataclass(frozen=True)
class Concepts:
    """Reads a graph for what its concepts are; `scheme` is the address of what holds them."""

    graph: Graph
    notes: Notes

    @cached_property
    def types(self) -> dict[str, list[str]]:
        """The types of each resource that has any."""
        found = {}
        for address, resource in self.graph.items():
            pairs = zip(resource[::2], resource[1::2], strict=True)
            types = [str(value) for predicate, value in pairs if predicate == words.TYPE]
            if types:
                found[str(address)] = types
        return found

    @cached_property
    def scheme(self) -> str | None:
        """The scheme of most concepts, among those that the file describes."""
        schemes = {it for it, types in self.types.items() if words.SCHEME in types}
        of_ours = [it for it in schemes if words.own("Version") in self.types[it]]
        if of_ours:
            return min(of_ours)
        counts = Counter(dict.fromkeys(sorted(schemes), 0))
        for resource in self.graph.values():
            for predicate, value in zip(resource[::2], resource[1::2], strict=True):
                if predicate == words.IN_SCHEME and value in schemes:
                    counts[str(value)] += 1
        return max(counts, key=lambda it: counts[it]) if counts else None

    @cached_property
    def addresses(self) -> list[str]:
        """The concepts, in the order that the file gives them, else in that of the file."""
        found = [it for it, types in self.types.items() if self._is_concept(it, types)]
        places = {address: place for place, address in enumerate(self._listed)}
        last = len(places)
        return sorted(found, key=lambda it: (position(self.facts(it)), places.get(it, last)))

    def _is_concept(self, address: str, types: list[str]) -> bool:
        if words.CONCEPT in types:
            return True
        named = any(type_ in words.COLLECTIONS for type_ in types)
        return named and bool(self.facts(address).get(words.LABEL))

    def facts(self, address: str) -> Facts:
        """Return what is said of a resource."""
        return self.graph.get(address, NOTHING).facts()

    @cached_property
    def _listed(self) -> list[str]:
        """What ordered collections list, in their order; a list that bites its tail ends there."""
        found: dict[str, None] = {}
        for address, types in self.types.items():
            if words.COLLECTIONS[1] in types:
                for head in self.facts(address).refs(words.MEMBER_LIST):
                    found |= dict.fromkeys(self.listed(head))
        return list(found)

    def listed(self, head: str) -> list[str]:
        """Return the addresses in an RDF list."""
        found, seen = [], set()
        while head != words.NIL and head not in seen:
            seen.add(head)
            facts = self.facts(head)
            found += facts.refs(words.FIRST)
            head = next(iter(facts.refs(words.REST)), words.NIL)
        return found

    @cached_property
    def codes(self) -> dict[str, str]:
        """The code of each concept: ours, its notation, else its address; never the same twice."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for place, address in enumerate(self.addresses, start=1):
            facts = self.facts(address)
            code = facts.one(CODE) or (facts.one(words.NOTATION) or "").strip()
            if not code or code in taken:
                code = self._other_code(address, code, place)
            while code in taken:
                code += "'"
            taken.add(code)
            found[address] = code
        return found

    def _other_code(self, address: str, code: str, place: int) -> str:
        other = f"c{place}" if address.startswith("_:") else address
        if code:
            self.notes.warn(REPEATED_NOTATION, entry=other, code=code)
        elif other != address:
            self.notes.warn(NO_ADDRESS, entry=other, code=other)
        return other

    @cached_property
    def above(self) -> dict[str, list[str]]:
        """The concepts above each, the one that it hangs under first."""
        found: dict[str, dict[str, None]] = {address: {} for address in self.addresses}
        tops = set()
        for address in self.addresses:
            facts = self.facts(address)
            own = facts.refs(PARENT)
            if words.NIL in own:
                tops.add(address)
            above = [*own, *facts.refs(words.BROADER)]
            found[address] |= dict.fromkeys(it for it in above if it in found)
        for address in self.addresses:
            self._add_below(address, found)
        return {it: [*([""] if it in tops else []), *above] for it, above in found.items()}

    def _add_below(self, address: str, found: dict[str, dict[str, None]]) -> None:
        """Add what a concept or a collection says of what it holds."""
        facts = self.facts(address)
        members = facts.refs(words.MEMBER)
        for head in facts.refs(words.MEMBER_LIST):
            members += self.listed(head)
        for below in (*facts.refs(words.NARROWER), *members):
            if below in found and below != address:
                found[below].setdefault(address)
