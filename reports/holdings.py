"""What an organisation holds, list by list, as rows to be written in a file."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from referentiel.base import Base
from referentiel.models import (
    Anchor,
    ExpectedLevel,
    Item,
    JobProfile,
    Referentiel,
    ScaleLevel,
    Version,
)
from referentiel.people import Organisation
from reports.archive import ReportNote
from surveys.models import (
    Aim,
    ApiToken,
    Campaign,
    CampaignController,
    Event,
    EventOrganisation,
    Invitation,
    JointControl,
    Notice,
    Questionnaire,
    Release,
    Share,
    Webhook,
    Workshop,
)
from surveys.queries.organisations import journal_page, members_of

Row = dict[str, Any]
SECRETS = frozenset({"token_hash", "sealed_secret", "digest"})
EVERYTHING = 1_000_000  # entries of a journal


def rows_of(session: Session, organisation: Organisation) -> dict[str, list[Row]]:
    """Return the rows of an organisation by the name of their list; no secret is among them."""
    number = organisation.id
    lists = {name: _rows(session.scalars(found)) for name, found in _lists(number).items()}
    page = journal_page(session, number, before=None, most=EVERYTHING)
    return {
        "organisation": _rows([organisation]),
        "membres": _members(session, number),
        **lists,
        "journal": _rows(page.entries),
    }


def _members(session: Session, organisation_id: int) -> list[Row]:
    return [
        {
            "name": member.person.name,
            "email": member.person.email,
            "roles": ",".join(member.roles),
        }
        for member in members_of(session, organisation_id)
    ]


def _lists(number: int) -> dict[str, Select[Any]]:
    """Return what finds each list, by its name."""
    events = select(Event.id).where(Event.organisation_id == number)
    workshops = select(Workshop.id).where(Workshop.event_id.in_(events))
    referentiels = select(Referentiel.id).where(Referentiel.organisation_id == number)
    versions = select(Version.id).where(Version.referentiel_id.in_(referentiels))
    profiles = select(JobProfile.id).where(JobProfile.version_id.in_(versions))
    campaigns = select(Campaign.id).where(Campaign.organisation_id == number)
    asked = select(Campaign.questionnaire_id).where(Campaign.organisation_id == number)
    either = or_(Share.organisation_id == number, Share.receiver_id == number)
    return {
        "invitations": select(Invitation).where(Invitation.organisation_id == number),
        "evenements": select(Event).where(Event.id.in_(events)),
        "evenements-organisations": select(EventOrganisation).where(
            EventOrganisation.event_id.in_(events)
        ),
        "evenements-responsables": select(JointControl).where(
            or_(JointControl.event_id.in_(events), JointControl.organisation_id == number)
        ),
        "ateliers": select(Workshop).where(Workshop.id.in_(workshops)),
        "ateliers-competences": select(Aim).where(Aim.workshop_id.in_(workshops)),
        "referentiels": select(Referentiel).where(Referentiel.id.in_(referentiels)),
        "versions": select(Version).where(Version.id.in_(versions)),
        "competences": select(Item).where(Item.version_id.in_(versions)).order_by(Item.position),
        "echelles": select(ScaleLevel).where(ScaleLevel.version_id.in_(versions)),
        "ancrages": select(Anchor).where(Anchor.version_id.in_(versions)),
        "profils": select(JobProfile).where(JobProfile.id.in_(profiles)),
        "profils-niveaux": select(ExpectedLevel).where(ExpectedLevel.profile_id.in_(profiles)),
        "campagnes": select(Campaign).where(Campaign.id.in_(campaigns)),
        "campagnes-questionnaires": select(Questionnaire).where(Questionnaire.id.in_(asked)),
        "campagnes-responsables": select(CampaignController).where(
            CampaignController.campaign_id.in_(campaigns)
        ),
        "campagnes-informations": select(Notice).where(Notice.campaign_id.in_(campaigns)),
        "rapports-notes": select(ReportNote)
        .join(Release, Release.id == ReportNote.release_id)
        .where(Release.campaign_id.in_(campaigns)),
        "partages": select(Share).where(either),
        "appels": select(Webhook).where(Webhook.organisation_id == number),
        "jetons": select(ApiToken).where(ApiToken.organisation_id == number),
    }


def _rows(found: Iterable[Base]) -> list[Row]:
    """Return the columns of rows, without what would let somebody in."""
    return [
        {
            column.key: getattr(row, column.key)
            for column in row.__mapper__.column_attrs
            if column.key not in SECRETS
        }
        for row in found
    ]
