"""An organisation of the world of these tests."""

from dataclasses import dataclass, field

from referentiel.people import Organisation, Person
from surveys.roles import Role


@dataclass
class House:
    """An organisation, its words, its people by role, and what stands for it in an address."""

    name: str
    private: str
    public: str
    names: str
    organisation: Organisation
    people: dict[Role, Person] = field(default_factory=dict)
    sessions: dict[Role, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # by role; "" is the organisation’s own
    values: dict[str, object] = field(default_factory=dict)
