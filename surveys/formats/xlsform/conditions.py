"""What an XLSForm shows on a condition, where a questionnaire of ours can say it too."""

import re
from collections.abc import Mapping

from surveys.question_types import Question
from surveys.question_types.base import Condition

QUOTED = r"'([^']*)'|\"([^\"]*)\""
SELECTED = re.compile(rf"selected\(\s*\$\{{([^}}]+)\}}\s*,\s*(?:{QUOTED})\s*\)")
EQUAL = re.compile(rf"\$\{{([^}}]+)\}}\s*=\s*(?:{QUOTED}|(-?\d+(?:\.\d+)?))")


def parsed(expression: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the question and the values of "any of these"; None for any other expression."""
    terms = [_term(term) for term in re.split(r"\s+or\s+", expression.strip())]
    found = [term for term in terms if term]
    if len(found) != len(terms) or len({name for name, _value in found}) != 1:
        return None
    return found[0][0], tuple(value for _name, value in found)


def _term(term: str) -> tuple[str, str] | None:
    bare = re.sub(r"^\((.*)\)$", r"\1", term.strip())
    match = SELECTED.fullmatch(bare) or EQUAL.fullmatch(bare)
    if match is None:
        return None
    name, *values = match.groups()
    return name.strip(), next((value for value in values if value is not None), "")


def condition_of(
    name: str, values: tuple[str, ...], known: Mapping[str, Question], renamed: Mapping[str, str]
) -> Condition | None:
    """Return the condition on a question read before; None where it is none that can be asked.

    `renamed` gives, by `question value`, the code under which an option is kept.
    """
    factor = re.fullmatch(r"(.+)_(know|want|can)", name)
    if factor and factor[1] in known:
        return Condition(factor[1], tuple(f"{factor[2]}={value}" for value in values))
    question = known.get(name)
    if question is None or question.type == "text":
        return None
    if question.type == "number":
        return Condition(name, tuple(value.replace(".", ",") for value in values))
    return Condition(name, tuple(renamed.get(f"{name} {value}", value) for value in values))
