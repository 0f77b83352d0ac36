"""Sections of the campaign report on what a release kept of whole answers: ranks, coherence."""

import pandas as pd

from reports.document import Section
from reports.levels import FEW
from reports.sections.certainty import certainty_section
from reports.sections.material import Material
from reports.sections.population import size_of
from reports.sections.reliability import reliability_section


def held_sections(material: Material, counts: pd.DataFrame) -> list[Section]:
    """Return what the ranking leaves open; nothing where the release kept none or ranks nothing.

    Ranks are those among all competences of the publication, whatever the view.
    """
    kept = material.release.together
    if not kept.get("rule"):
        return []
    rows = {
        material.codes[place]: ranks for place, *ranks in kept["ranks"] if place in material.codes
    }
    ranks = pd.DataFrame.from_dict(rows, orient="index", columns=["rank", "first", "last"])
    return [
        certainty_section(
            counts,
            ranks,
            len(material.codes),
            material.heads,
            material.translate,
            rule=kept["rule"],
            fewest=FEW,
            language=material.language,
            size=size_of(material),
        )
    ]


def coherence_sections(material: Material) -> list[Section]:
    """Return how far answers go together, area by area, where the release kept it."""
    areas = material.release.together.get("areas", {})
    wanted = {code.rpartition("-")[0] for code in material.codes.values()}
    columns = ["items", "n", "alpha", "pairwise", "omega"]
    rows = {area: figures for area, figures in areas.items() if area in wanted}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype=float)
    found = reliability_section(table.assign(state="shown"), material.translate)
    return [found] if found else []
