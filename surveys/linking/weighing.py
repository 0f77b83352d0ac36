"""How likely two hashed codes are one person's: a weight in bits, element by element.

An element that agrees speaks for the pair, the more so as its value is rare; one that differs
speaks against it; one that is missing on either side says nothing.

Source: Fellegi, I. & Sunter, A. (1969), A theory for record linkage, JASA 64(328), with weights by
value; used on self-generated codes as in Lipp et al. (2021).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

AGREEMENT = 0.93  # how often one person gives one element again: 0.93 ** 12 is near 40 %

Element = tuple[str, str]  # prompt, hash


@dataclass(frozen=True)
class Record:
    """What one person left in a wave: a key, hashed elements by prompt, an account if any."""

    key: bytes
    elements: Mapping[str, str]
    person_id: int | None = None


def weights_of(records: Sequence[Record]) -> tuple[dict[Element, float], dict[str, float]]:
    """Return, in bits, how an element that agrees speaks for a pair, and one that differs against.

    Values are taken to be as rare in the population as they are among all these records.
    """
    values = Counter(element for record in records for element in record.elements.items())
    totals, chance = Counter[str](), dict[str, float]()
    for (prompt, _), n in values.items():
        totals[prompt] += n
    share = {element: n / totals[element[0]] for element, n in values.items()}
    for (prompt, _), part in share.items():
        chance[prompt] = chance.get(prompt, 0.0) + part**2
    agree = {element: log2(AGREEMENT / part) for element, part in share.items()}
    differ = {
        prompt: log2((1 - AGREEMENT) / (1 - part)) if part < 1 else 0.0
        for prompt, part in chance.items()
    }
    return agree, differ


class Balance:
    """Weighs people of a second wave against all those of the first.

    Only those who share a value are looked at one by one, so that 450 against 450 take a tenth of a
    second.
    """

    def __init__(self, first: Sequence[Record], second: Sequence[Record]) -> None:
        self.agree, self.differ = weights_of([*first, *second])
        self.bits = {prompt: 1 << place for place, prompt in enumerate(self.differ)}
        self.masks = [self._mask(record) for record in first]
        self.against: dict[int, float] = {}
        self.holders: dict[Element, list[int]] = {}
        for number, record in enumerate(first):
            for element in record.elements.items():
                self.holders.setdefault(element, []).append(number)

    def weights(self, record: Record) -> list[float]:
        """Return the weight of somebody of the second wave with each person of the first."""
        own = self._mask(record)
        found = [self._all_differ(mask & own) for mask in self.masks]
        for element in record.elements.items():
            more = self.agree[element] - self.differ[element[0]]
            for number in self.holders.get(element, ()):
                found[number] += more
        return found

    def _mask(self, record: Record) -> int:
        return sum(self.bits[prompt] for prompt in record.elements)

    def _all_differ(self, mask: int) -> float:
        if mask not in self.against:
            self.against[mask] = sum(
                weight for prompt, weight in self.differ.items() if mask & self.bits[prompt]
            )
        return self.against[mask]
