"""Who may do what: one table, asked by pages, by the API and by commands alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Role(StrEnum):
    """What a person is for an organisation; one person may be several things."""

    ADMINISTRATOR = "administrator"
    FACILITATOR = "facilitator"
    ANALYST = "analyst"
    TRAINER = "trainer"
    MEMBER = "member"


class Act(StrEnum):
    """What may be done for an organisation."""

    RUN = "run"  # prepare, rehearse, open, close and release campaigns
    FOLLOW = "follow"  # see campaigns and how many answers came
    READ = "read"  # read released reports: one's own, joint ones, those shared
    ANNOTATE = "annotate"  # write notes beside the released figures of one's campaigns
    ANALYSE = "analyse"  # have a file of answers analysed
    AUTHOR = "author"  # write, import, publish and withdraw référentiels, decide on remarks
    DISCUSS = "discuss"  # read the drafts of one's organisations, comment on them, propose words
    SHARE = "share"  # share a report or a référentiel, and take it back
    MEET = "meet"  # see who offers help in the directory
    ADMINISTER = "administer"  # members, settings, register, journal, tokens, leaving


A, F, N, T, M = Role.ADMINISTRATOR, Role.FACILITATOR, Role.ANALYST, Role.TRAINER, Role.MEMBER

# Nobody reads an individual answer by a role: only its author does, and whom they share it with.
MAY: dict[Act, frozenset[Role]] = {
    Act.RUN: frozenset({F}),
    Act.FOLLOW: frozenset({A, F, N}),
    Act.READ: frozenset({A, F, N, T}),
    Act.ANNOTATE: frozenset({F, N}),
    Act.ANALYSE: frozenset({F, N, T}),
    Act.AUTHOR: frozenset({A, F}),
    Act.DISCUSS: frozenset({A, F, N, T, M}),
    Act.SHARE: frozenset({A, F}),
    Act.MEET: frozenset({A, F, N, T, M}),
    Act.ADMINISTER: frozenset({A}),
}


def acts_of(roles: Iterable[str]) -> frozenset[Act]:
    """Return all that somebody with these roles may do."""
    held = set(roles)
    return frozenset(act for act, allowed in MAY.items() if held & allowed)


@dataclass(frozen=True)
class Standing:
    """What somebody may do, by organisation: from their roles, or from the scopes of a token."""

    acts: Mapping[int, frozenset[Act]]

    @classmethod
    def of_roles(cls, roles: Mapping[int, Iterable[str]]) -> Self:
        return cls({organisation: acts_of(held) for organisation, held in roles.items()})

    def organisations(self, act: Act) -> frozenset[int]:
        """Return the ids of the organisations for which `act` may be done."""
        return frozenset(organisation for organisation, acts in self.acts.items() if act in acts)
