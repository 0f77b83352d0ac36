"""What is said of one figure; formula, range and source are read where it is computed.

Words are written beside, in French; the rest stands in the docstring of the rule itself, so that
the page cannot say another formula than the code.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass

STATED = re.compile(
    r"^(?P<name>Formula|Range|Source): (?P<said>.*?)(?=\n\S|\n\n|\Z)", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Explained:
    """A figure: what it says and how it misleads, beside the rule that computes it."""

    key: str
    name: str
    says: str
    trap: str
    rule: Callable[..., object]

    def stated(self, name: str) -> str:
        """Return what the docstring of the rule states: Formula, Range or Source.

        Raises:
            KeyError: it does not state it.
        """
        found = {
            match["name"]: " ".join(match["said"].split())
            for match in STATED.finditer(inspect.getdoc(self.rule) or "")
        }
        return found[name].removesuffix(".")
