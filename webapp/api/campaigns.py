"""The campaigns of one's organisations: where they stand, and opening, closing, releasing them."""

from flask import Response
from pydantic import Field

from referentiel.base import french
from reports.release import release_campaign, release_first
from surveys.campaigns import close_campaign, open_campaign
from surveys.models import Campaign, Release
from surveys.opening import state_of
from surveys.queries.api import campaigns_page
from surveys.queries.campaigns import count_drafts, received
from surveys.roles import Act
from webapp.access import organisations_here, own_campaign
from webapp.api import shapes
from webapp.api.access import may
from webapp.api.describing import BY_TOKEN, OF_TOKENS, OF_WRITES, answers, section
from webapp.api.once import WriteHeader, once, told
from webapp.api.paging import PageQuery, cut
from webapp.api.reading import Given
from webapp.api.replies import private
from webapp.clock import now
from webapp.database import get_session
from webapp.noting import CLOSED, OPENED, RELEASED, note
from webapp.translations import translations

bp = section(
    "campaigns",
    french("Campagnes"),
    says=french("Les campagnes des organisations du jeton : droits « follow » et « run »."),
)
LARGEST = 2**31 - 1  # what a number of ours may be, in either base


class CampaignPath(Given):
    campaign_id: int = Field(ge=1, le=LARGEST, json_schema_extra={"example": 1})


@bp.get(
    "/campaigns",
    summary=french("Les campagnes"),
    description=french("La plus récente d’abord. Droit : follow."),
    responses=answers(shapes.Campaigns, *OF_TOKENS),
    security=BY_TOKEN,
)
@may(Act.FOLLOW)
def index(query: PageQuery) -> Response:
    """List the campaigns that the organisations of the token run."""
    found = campaigns_page(
        get_session(),
        organisations_here(Act.FOLLOW),
        before=query.place(),
        limit=query.limit + 1,
    )
    page, onward = cut(found, query, lambda campaign: campaign.id)
    items = [campaign_shape(campaign) for campaign in page]
    return private(shapes.Campaigns(items=items, next=onward))


@bp.get(
    "/campaigns/<int:campaign_id>",
    summary=french("Une campagne"),
    description=french("Droit : follow."),
    responses=answers(shapes.Campaign, *OF_TOKENS),
    security=BY_TOKEN,
)
@may(Act.FOLLOW)
def show(path: CampaignPath) -> Response:
    """Give what was decided of a campaign, and its state."""
    return private(campaign_shape(own_campaign(path.campaign_id, Act.FOLLOW)))


@bp.get(
    "/campaigns/<int:campaign_id>/counts",
    summary=french("Ce qu’une campagne a reçu"),
    description=french("Réponses reçues et en cours, en direct. Droit : follow."),
    responses=answers(shapes.Counts, *OF_TOKENS),
    security=BY_TOKEN,
)
@may(Act.FOLLOW)
def counts(path: CampaignPath) -> Response:
    """Give the live counts of a campaign."""
    return private(counts_of(own_campaign(path.campaign_id, Act.FOLLOW)))


@bp.post(
    "/campaigns/<int:campaign_id>/open",
    summary=french("Ouvrir une campagne, ou la rouvrir"),
    description=french("Droit : run."),
    responses=answers(shapes.Counts, *OF_TOKENS, *OF_WRITES),
    security=BY_TOKEN,
)
@may(Act.RUN)
@told
@once
def start(path: CampaignPath, header: WriteHeader) -> Response:  # noqa: ARG001
    """Let people answer from now on."""
    campaign = own_campaign(path.campaign_id, Act.RUN)
    open_campaign(get_session(), campaign, now=now(), languages=translations())
    note(campaign, OPENED, by=None)
    return private(counts_of(campaign))


@bp.post(
    "/campaigns/<int:campaign_id>/close",
    summary=french("Clore une campagne"),
    description=french("Publie les premiers résultats s’il y a assez de réponses. Droit : run."),
    responses=answers(shapes.Counts, *OF_TOKENS, *OF_WRITES),
    security=BY_TOKEN,
)
@may(Act.RUN)
@told
@once
def close(path: CampaignPath, header: WriteHeader) -> Response:  # noqa: ARG001
    """Take no answer begun after now; the first figures appear if there are enough answers."""
    campaign = own_campaign(path.campaign_id, Act.RUN)
    close_campaign(get_session(), campaign, now=now())
    release_first(get_session(), campaign, now=now(), languages=translations())
    note(campaign, CLOSED, by=None)
    return private(counts_of(campaign))


@bp.post(
    "/campaigns/<int:campaign_id>/release",
    summary=french("Publier les résultats"),
    description=french(
        "Publie les chiffres de ce qui a été reçu ; il faut au moins k réponses nouvelles. "
        "Droit : run."
    ),
    responses=answers(shapes.Released, *OF_TOKENS, *OF_WRITES, status=201),
    security=BY_TOKEN,
)
@may(Act.RUN)
@told
@once
def release(path: CampaignPath, header: WriteHeader) -> Response:  # noqa: ARG001
    """Publish the figures of what was received, and freeze the report that shows them."""
    campaign = own_campaign(path.campaign_id, Act.RUN)
    made = release_campaign(get_session(), campaign, now=now(), languages=translations())
    note(campaign, RELEASED, by=None)
    return private(released_shape(made), 201)


def campaign_shape(campaign: Campaign) -> shapes.Campaign:
    """Return a campaign as programs see it."""
    questionnaire = campaign.questionnaire
    return shapes.Campaign(
        id=campaign.id,
        code=campaign.code,
        title=campaign.title,
        organisation=campaign.organisation.slug,
        event=campaign.event.slug if campaign.event else None,
        workshop=campaign.workshop.code if campaign.workshop else None,
        state=state_of(campaign, now()).value,
        mode=campaign.mode,
        k=campaign.k,
        ratings=questionnaire.ratings,
        attributes=campaign.attributes,
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        grace_minutes=campaign.grace_minutes,
        capacity=campaign.capacity,
        languages=campaign.languages,
        demonstration=campaign.demonstration,
    )


def counts_of(campaign: Campaign) -> shapes.Counts:
    """Return what is live of a campaign."""
    session = get_session()
    return shapes.Counts(
        state=state_of(campaign, now()).value,
        received=received(session, [campaign.id])[campaign.id],
        in_progress=count_drafts(session, campaign.id),
    )


def released_shape(made: Release) -> shapes.Released:
    """Return a release as programs see it."""
    return shapes.Released(
        campaign=made.campaign_id,
        number=made.number,
        released_at=made.released_at,
        received=made.received,
    )
