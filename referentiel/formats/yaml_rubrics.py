"""Rubrics and criteria in the house file: the fields of their nodes that say something."""

from typing import Any

from referentiel.tree import CriterionNode, RubricNode, StepNode

Entry = dict[str, Any]


def criteria(entries: list[Entry]) -> tuple[CriterionNode, ...]:
    """Return the criteria of an item or of a rubric."""
    return tuple(
        CriterionNode(**{**entry, "steps": tuple(StepNode(**step) for step in entry["steps"])})
        for entry in entries
    )


def rubrics(entries: list[Entry]) -> tuple[RubricNode, ...]:
    """Return the rubrics of a version."""
    return tuple(
        RubricNode(**{**entry, "loose": criteria(entry.get("loose", []))}) for entry in entries
    )


def criteria_said(nodes: tuple[CriterionNode, ...]) -> list[Entry]:
    """Return what `criteria` reads back."""
    return [{**_said(node), "steps": [_said(step) for step in node.steps]} for node in nodes]


def rubrics_said(nodes: tuple[RubricNode, ...]) -> list[Entry]:
    """Return what `rubrics` reads back."""
    return [
        {**_said(node), **({"loose": criteria_said(node.loose)} if node.loose else {})}
        for node in nodes
    ]


def _said(node: CriterionNode | RubricNode | StepNode) -> Entry:
    return {key: value for key, value in vars(node).items() if value not in (None, "", {}, ())}
