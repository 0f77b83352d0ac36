"""The chapters of the page that says how figures are computed."""

from referentiel.base import french
from reports.explained.certainty import CERTAINTY, SUPPOSED
from reports.explained.change import COHERENCE, PROGRESS
from reports.explained.entry import Explained
from reports.explained.needs import GRID, NEEDS
from reports.explained.people import GROUPS, TOGETHER, WEIGHTS

CHAPTERS: dict[str, tuple[Explained, ...]] = {
    french("Classer les besoins"): NEEDS,
    french("Importance et niveau"): GRID,
    french("Ce que le groupe sait faire ensemble"): TOGETHER,
    french("Ce que les réponses ne tranchent pas"): CERTAINTY,
    french("Hypothèses"): SUPPOSED,
    french("Avant, après"): PROGRESS,
    french("Comparer des groupes"): GROUPS,
    french("Peser les réponses"): WEIGHTS,
    french("Cohérence"): COHERENCE,
}
