"""Writing a graph as Turtle, resource by resource, so that a person can read it too."""

import re
from collections.abc import Iterable
from typing import IO

from referentiel.formats.skos.nodes import Node, Ref, Said, Value, literal
from referentiel.formats.skos.vocabulary import PREFIXES, TYPE

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f\x85\u2028\u2029]')
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def write_turtle(nodes: Iterable[Node], stream: IO[bytes]) -> None:
    """Write each node as it comes; nothing of it is kept."""
    for prefix, address in PREFIXES.items():
        stream.write(f"@prefix {prefix}: <{address}> .\n".encode())
    for node in nodes:
        said = " ;\n    ".join(_statements(node, 1))
        stream.write(f"\n<{node.address}> {said} .\n".encode())


def _statements(node: Node, depth: int) -> Iterable[str]:
    return (f"{_verb(predicate)} {_value(value, depth)}" for predicate, value in node.statements)


def _verb(predicate: str) -> str:
    return "a" if predicate == TYPE else _address(predicate)


def _value(value: Value, depth: int) -> str:
    if isinstance(value, Node):
        indent = "\n" + "    " * (depth + 1)
        return f"[{indent}{(' ;' + indent).join(_statements(value, depth + 1))} ]"
    if isinstance(value, Ref):
        return _address(value)
    if isinstance(value, int | float):
        value = literal(value)
    return _literal(value if isinstance(value, Said) else Said(value))


def _literal(said: Said) -> str:
    text = f'"{_TO_ESCAPE.sub(_escaped, said.value)}"'
    if said.language:
        return f"{text}@{said.language}"
    return f"{text}^^{_address(said.type)}" if said.type else text


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"


def _address(address: str) -> str:
    for prefix, start in PREFIXES.items():
        name = address.removeprefix(start)
        if name != address and _NAME.fullmatch(name):
            return f"{prefix}:{name}"
    return f"<{address}>"
