"""Whether the answers of a campaign may be taken away one by one, and what the file will hold."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from reports.queries import Subject, last_release, subject_of
from reports.rows.reading import Crowd, crowd_of
from reports.rows.rule import DROPPED_FIRST, LEAST_TIMES, settled
from surveys.models import Campaign
from surveys.models.campaigns import ANONYMOUS

Translate = Callable[[str], str]
MOST_IN_SHEET = 100_000  # lines of a spreadsheet


class RowsArePersonal(Refusal):
    sentence = french(
        "Ces réponses sont pseudonymes : chaque personne peut retirer les siennes à tout moment, "
        "ce qu’un fichier emporté ne permettrait plus. Elles ne s’emportent pas une à une."
    )


class RowsNotAnnounced(Refusal):
    sentence = french(
        "Il a été dit aux personnes que seuls des résultats de groupe sortiraient d’ici. Un "
        "fichier d’une ligne par réponse se décide et s’annonce avant la première réponse."
    )


class NothingReleased(Refusal):
    sentence = french(
        "Aucun résultat n’est publié. Seules les réponses comptées dans une publication "
        "s’emportent : publiez d’abord."
    )


class TooFewRows(Refusal):
    sentence = french(
        "Il faut au moins %(least)s réponses publiées pour en emporter une à une ; il y en a "
        "%(count)s."
    )


class NoCompetenceToTake(Refusal):
    sentence = french(
        "Aucune compétence ne peut y paraître : chacune est posée sous condition, notée par trop "
        "peu de personnes, ou de la même façon par toutes."
    )


class TooManyForSheet(Refusal):
    sentence = french(
        "Ce fichier aurait %(count)s lignes ; un classeur en tient ici %(most)s. Prenez le CSV."
    )


@dataclass(frozen=True)
class RowPlan:
    """What a file of answers will hold; all that is said of it before it is taken."""

    campaign: Campaign
    subject: Subject
    last_batch: int  # number of the last release
    count: int  # submissions
    attributes: tuple[int, ...]  # places among those asked
    competences: tuple[int, ...]  # places among those asked
    conditional: tuple[int, ...]  # left out: asked of some
    left_out: tuple[int, ...]  # left out: they would tell what everybody says, or what few say

    @property
    def lines(self) -> int:
        """How many lines it has, its head aside: one per submission and competence."""
        return self.count * len(self.competences)

    @property
    def shown(self) -> list[str]:
        """The codes of the attributes in it."""
        return [self.campaign.attributes[place] for place in self.attributes]

    @property
    def dropped(self) -> list[str]:
        """The codes of the attributes that were asked and are not in it, in their order."""
        gone = {*self.campaign.attributes} - {*self.shown}
        return [code for code in DROPPED_FIRST if code in gone]

    def codes(self, places: tuple[int, ...]) -> list[str]:
        """Return the codes of competences at these places."""
        return [self.subject.items[place].code for place in places]

    def check_fits_sheet(self) -> None:
        """Raise TooManyForSheet when a spreadsheet would be too long."""
        if self.lines > MOST_IN_SHEET:
            raise TooManyForSheet(count=self.lines, most=MOST_IN_SHEET)


def plan_rows(session: Session, campaign: Campaign) -> RowPlan:
    """Return what a file of the answers of a campaign would hold, from its counts alone.

    Raises:
        RowsArePersonal, RowsNotAnnounced, NothingReleased, TooFewRows, NoCompetenceToTake
    """
    if campaign.mode != ANONYMOUS:
        raise RowsArePersonal
    if not campaign.row_export:
        raise RowsNotAnnounced
    release = last_release(session, campaign.id)
    if release is None:
        raise NothingReleased
    subject = subject_of(session, campaign)
    crowd = crowd_of(session, campaign, subject, release.number)
    count, least = sum(crowd.people.values()), LEAST_TIMES * campaign.k
    if count < least:
        raise TooFewRows(least=least, count=count)
    return _planned(campaign, subject, crowd, release.number)


def _planned(campaign: Campaign, subject: Subject, crowd: Crowd, last_batch: int) -> RowPlan:
    sections = campaign.questionnaire.sections
    conditional = {place for section in sections if section.show_if for place in section.positions}
    said = Counter({key: n for key, n in crowd.said.items() if key[3] not in conditional})
    shown = settled(campaign.attributes, crowd.people, said, campaign.k)
    places = [place for place in range(len(subject.items)) if place not in conditional]
    competences = tuple(place for place in places if place not in shown.left_out)
    if not competences:
        raise NoCompetenceToTake
    return RowPlan(
        campaign=campaign,
        subject=subject,
        last_batch=last_batch,
        count=sum(crowd.people.values()),
        attributes=shown.attributes,
        competences=competences,
        conditional=tuple(sorted(conditional)),
        left_out=tuple(sorted(shown.left_out)),
    )
