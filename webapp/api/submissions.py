"""Answering by program: a ticket, then answers under it. The ticket is the only proof there is."""

from flask import Response, abort, url_for
from flask_babel import gettext as _
from pydantic import Field

from referentiel.base import french
from surveys.attributes import ATTRIBUTES, PROFILE, parse_about
from surveys.capacity import check_place
from surveys.errors import InvalidAnswer, InvitedOnly
from surveys.keeping import withdraw_for_good
from surveys.levels import RATINGS, TOP_LEVEL, UNANSWERED, Blank, LevelAnswer
from surveys.models import Campaign
from surveys.opening import check_may_begin, state_of
from surveys.queries.campaigns import campaign_to_answer, get_draft
from surveys.questionnaire import VALUE_OF, field_name, parse_levels
from surveys.sections import questions_in
from surveys.submission import Sheet, get_sheet, submit
from surveys.tickets import Ticket, new_ticket
from webapp import tickets
from webapp.answering import Contents, choices_of, contents_of, profile_codes
from webapp.api import shapes
from webapp.api.access import public
from webapp.api.describing import OF_WRITES, answers, section
from webapp.api.free_answers import free_shape, part_shape, read_free
from webapp.api.once import WriteHeader, once
from webapp.api.reading import Given
from webapp.api.referentiels import steps_of
from webapp.api.replies import private
from webapp.clock import now
from webapp.database import get_session
from webapp.languages import current_language
from webapp.promises import promise_of
from webapp.room import here

bp = section(
    "submissions",
    french("Réponses"),
    says=french(
        "Répondre à une campagne, sans compte : un billet, puis les réponses sous ce billet. Il "
        "est signé et n’est écrit nulle part ; mêmes règles et mêmes refus que sur les pages."
    ),
)
BLANKS = {"not_applicable": Blank.NOT_APPLICABLE, "declined": Blank.DECLINED}
NAMES = {number: name for name, number in BLANKS.items()}


ONWARD = {
    name: {
        "operationId": f"submissions.{name}",
        "parameters": {"code": "$request.path.code", "ticket": "$response.body#/ticket"},
    }
    for name in ("send", "show", "take_back")
}


class CodePath(Given):
    code: str = Field(max_length=40, json_schema_extra={"example": "crest"})


class TicketPath(CodePath):
    ticket: str = Field(max_length=80)


@bp.get(
    "/campaigns/<code>/questionnaire",
    summary=french("Ce qui est demandé"),
    description=french(
        "Les questions, et la notice : elle doit être montrée avant la première question, et son "
        "numéro accompagne les réponses."
    ),
    responses=answers(shapes.Questionnaire),
)
@public
def questionnaire(path: CodePath) -> Response:
    """Give the questions of a campaign, and who asks them."""
    campaign = campaign_at(path)
    return private(questionnaire_shape(campaign, contents_of(get_session(), campaign)))


@bp.post(
    "/campaigns/<code>/tickets",
    summary=french("Un billet pour répondre"),
    description=french(
        "Un billet permet à une personne de répondre une fois, de relire, de changer et de retirer."
    ),
    responses=answers(shapes.Ticket, *OF_WRITES, 403, status=201, links=ONWARD),
)
@public
@once
def begin(path: CodePath, header: WriteHeader) -> Response:  # noqa: ARG001
    """Give a fresh ticket; nothing of it is kept."""
    campaign = campaign_at(path)
    check_may_begin(campaign, now())
    if campaign.invited_only:
        raise InvitedOnly
    check_place(get_session(), campaign)
    ticket = new_ticket(here().settings.secret_key, campaign.id)
    shown = shapes.Ticket(
        ticket=ticket.text,
        code=ticket.shown_code,
        submission=url_for("api.submissions.show", code=campaign.code, ticket=ticket.text),
        result=result_url(campaign, ticket),
    )
    return private(shown, 201)


@bp.put(
    "/campaigns/<code>/submissions/<ticket>",
    summary=french("Envoyer des réponses, ou les changer"),
    description=french(
        "Les réponses sont enregistrées une seule fois, quel que soit le nombre d’envois ; elles "
        "remplacent celles d’avant, jusqu’à la publication des résultats."
    ),
    responses=answers(shapes.Receipt, *OF_WRITES, 403, 415),
)
@public
@once
def send(path: TicketPath, header: WriteHeader, body: shapes.Sheet) -> Response:  # noqa: ARG001
    """Record the answers exactly once, and give the receipt."""
    campaign, ticket = held(path)
    sheet = sheet_of(campaign, body)
    submit(get_session(), campaign, ticket, sheet, notice=body.notice, now=now())
    receipt = shapes.Receipt(
        state="sent",
        answered=sheet.answered,
        rehearsal=ticket.is_rehearsal,
        result=result_url(campaign, ticket),
    )
    return private(receipt)


@bp.get(
    "/campaigns/<code>/submissions/<ticket>",
    summary=french("Relire ses réponses"),
    responses=answers(shapes.Kept),
)
@public
def show(path: TicketPath) -> Response:
    """Give back what was filled under a ticket, sent or not."""
    campaign, ticket = held(path)
    sheet = get_sheet(get_session(), ticket) or abort(404)
    is_draft = get_draft(get_session(), ticket.hash) is not None
    return private(kept_shape(campaign, sheet, is_draft=is_draft))


@bp.delete(
    "/campaigns/<code>/submissions/<ticket>",
    summary=french("Retirer ses réponses"),
    description=french(
        "Possible jusqu’à la publication des résultats ; ensuite, en mode pseudonyme seulement."
    ),
    responses=answers(None, *OF_WRITES, status=204),
)
@public
@once
def take_back(path: TicketPath, header: WriteHeader) -> Response:  # noqa: ARG001
    """Withdraw what was sent or filled under a ticket."""
    campaign, ticket = held(path)
    get_sheet(get_session(), ticket) or abort(404)
    settings = here().settings
    secret, folder = settings.secret_key, settings.folder
    withdraw_for_good(get_session(), campaign, ticket, secret=secret, folder=folder, now=now())
    return Response(status=204, headers={"Cache-Control": "no-store"})


def campaign_at(path: CodePath) -> Campaign:
    """Return the campaign of a short link."""
    return campaign_to_answer(get_session(), path.code.lower()) or abort(404)


def held(path: TicketPath) -> tuple[Campaign, Ticket]:
    """Return a campaign and the ticket for it; one that we never signed is not found."""
    campaign = campaign_at(path)
    return campaign, tickets.read(campaign, path.ticket) or abort(404)


def result_url(campaign: Campaign, ticket: Ticket) -> str:
    """Return the address of a person's own result."""
    return url_for("results.mine", code=campaign.code, ticket=ticket.text)


def sheet_of(campaign: Campaign, body: shapes.Sheet) -> Sheet:
    """Return a sheet as the pages would read it, by the same rules.

    Raises:
        InvalidAnswer: a question, a rating or a value that the campaign does not ask.
    """
    session, questionnaire = get_session(), campaign.questionnaire
    codes = [item.code for item in contents_of(session, campaign).items]
    asked = dict.fromkeys(questionnaire.ratings)
    fields = {
        (code, rating): value
        for code, rated in body.answers.items()
        for rating, value in rated.model_dump(exclude_none=True).items()
    }
    unknown = any(code not in codes or rating not in asked for code, rating in fields)
    if unknown or set(body.answers) - set(codes) or set(body.about) - set(campaign.attributes):
        raise InvalidAnswer
    raw = {
        field_name(rating, codes.index(code)): VALUE_OF[BLANKS.get(str(value), value)]
        for (code, rating), value in fields.items()
    }
    levels = parse_levels(raw, range(len(codes)), questionnaire.ratings)
    profiles = profile_codes(session, campaign) if PROFILE in campaign.attributes else ()
    about = parse_about(body.about, campaign.attributes, profiles)
    return Sheet(about, tuple(levels.values()), read_free(campaign, body.free))


def kept_shape(campaign: Campaign, sheet: Sheet, *, is_draft: bool) -> shapes.Kept:
    """Return a sheet by code of competence; what has no answer at all is left out."""
    items = contents_of(get_session(), campaign).items
    answered = {
        item.code: rated_shape(answer)
        for item, answer in zip(items, sheet.levels, strict=True)
        if answer != UNANSWERED
    }
    return shapes.Kept(
        state="draft" if is_draft else "sent",
        about=sheet.about,
        answers=answered,
        free=sheet.answers,
    )


def rated_shape(answer: LevelAnswer) -> shapes.Rated:
    """Return the ratings of one competence; null is no answer, or not asked."""
    ratings = {rating: getattr(answer, rating) for rating in RATINGS}
    return shapes.Rated.model_validate(
        {
            rating: number if number <= TOP_LEVEL else NAMES.get(number)
            for rating, number in ratings.items()
        }
    )


def questionnaire_shape(campaign: Campaign, contents: Contents) -> shapes.Questionnaire:
    """Return all that a program must show to let somebody answer."""
    codes = [item.code for item in contents.items]
    questions = [
        shapes.Question(
            code=item.code,
            area=area.code if (area := contents.area_of(position)) else None,
            type=item.type,
            texts=item.texts,
        )
        for position, item in enumerate(contents.items)
    ]
    return shapes.Questionnaire(
        code=campaign.code,
        title=campaign.title,
        state=state_of(campaign, now()).value,
        mode=campaign.mode,
        k=campaign.k,
        notice=notice_shape(campaign),
        referentiel=contents.version.referentiel.slug,
        version=contents.version.label,
        ratings=campaign.questionnaire.ratings,
        questions=questions,
        free=[free_shape(it) for it in questions_in(campaign.questionnaire.sections)],
        sections=[part_shape(it, codes) for it in campaign.questionnaire.sections],
        about=[about_shape(code, contents) for code in campaign.attributes],
        mastery=steps_of(contents.mastery),
        importance=steps_of(contents.importance),
    )


def notice_shape(campaign: Campaign) -> shapes.Notice:
    """Return what people must be told before the first question."""
    said = promise_of(get_session(), campaign)
    lines = [shapes.Line(key=key, heading=head, text=text) for key, head, text in said.lines]
    return shapes.Notice(number=said.number, digest=said.digest, lines=lines)


def about_shape(code: str, contents: Contents) -> shapes.About:
    """Return a question about the respondent, with the answers it offers."""
    attribute = ATTRIBUTES[code]
    offered = choices_of(attribute, contents, current_language())
    choices = [shapes.Choice(value=value, label=label) for value, label, _hint in offered]
    return shapes.About(code=code, label=_(attribute.label), why=_(attribute.why), choices=choices)
