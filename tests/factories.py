"""Valid rows in one call, without surprise."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.loading import write_version
from referentiel.models import (
    AREA,
    COMPETENCE,
    Anchor,
    ExpectedLevel,
    Item,
    JobProfile,
    Referentiel,
    ScaleLevel,
    Version,
)
from referentiel.people import Organisation, Person
from referentiel.tree import SCALES, Content, ItemNode, ReferentielTree
from surveys.accounts import add_person
from surveys.campaigns import Plan, create_campaign, open_campaign
from surveys.inviting.guests import Guest
from surveys.inviting.invitees import add_guests, token_from
from surveys.levels import LevelAnswer
from surveys.models import Aim, Campaign, Event, Invitee, Workshop
from surveys.submission import Sheet, submit
from surveys.tickets import Ticket, new_ticket
from webapp.translations import translations

OPENED = datetime(2026, 11, 20, 9, tzinfo=UTC)
SECRET = "secret of the tests"
LANGUAGES = translations()
STEPS = ("Pas encore", "Initié·e", "Autonome", "Confirmé·e", "Référent·e")


def fr(**texts: str) -> dict[str, dict[str, str]]:
    return {"fr": texts}


def make_organisation(session: Session, slug: str = "unadel") -> Organisation:
    """Return the organisation of this slug, made at the first call."""
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        found = Organisation(slug=slug, name=slug.upper(), kind="network")
        session.add(found)
        session.flush()
    return found


def make_person(session: Session, name: str = "Anne") -> Person:
    """Return the person of this name, made at the first call."""
    email = f"{name.lower()}@example.org"
    found = session.scalar(select(Person).where(Person.email == email))
    return found or add_person(session, name=name, email=email)


def make_version(
    session: Session,
    codes: Sequence[str] = ("D4-01", "D4-02"),
    *,
    expected: Sequence[int] = (3, 2),
) -> Version:
    """Return a published version: its areas, competences, scales, and profiles P1, P2… which
    expect `expected[i]` of every area."""
    organisation = make_organisation(session)
    referentiel = Referentiel(
        slug="developpement-territorial",
        organisation_id=organisation.id,
        texts=fr(title="Compétences du développement territorial"),
    )
    session.add(referentiel)
    session.flush()
    version = Version(
        referentiel_id=referentiel.id,
        label="DT-2026.0",
        state="published",
        standing="projet",
        content_hash="0" * 64,
        published_on=date(2026, 11, 1),
        texts=fr(about="Texte de travail."),
    )
    session.add(version)
    session.flush()
    areas: dict[str, Item] = {}
    position = 0
    for code in codes:
        area = code.partition("-")[0]
        if area not in areas:
            areas[area] = _item(version, None, area, position)
            session.add(areas[area])
            session.flush()
            position += 1
        session.add(_item(version, areas[area].id, code, position))
        position += 1
    for level, label in enumerate(STEPS):
        for scale in ("mastery", "importance"):
            session.add(
                ScaleLevel(version_id=version.id, scale=scale, level=level, texts=fr(label=label))
            )
        for type_ in ("savoir", "savoir-faire", "méthode", "savoir-être", "collectif"):
            text = fr(description=f"Je peux le dire ainsi, {type_} {level}.")
            session.add(Anchor(version_id=version.id, type=type_, level=level, texts=text))
    for place, level in enumerate(expected, start=1):
        profile = JobProfile(
            version_id=version.id,
            code=f"P{place}",
            position=place,
            texts=fr(label=f"Profil {place}", description="", attachment=""),
        )
        session.add(profile)
        session.flush()
        session.add_all(
            ExpectedLevel(profile_id=profile.id, item_id=area.id, level=level)
            for area in areas.values()
        )
    session.flush()
    return version


def _item(version: Version, parent_id: int | None, code: str, position: int) -> Item:
    return Item(
        version_id=version.id,
        lineage=str(uuid5(NAMESPACE_URL, code)),
        parent_id=parent_id,
        position=position,
        kind=COMPETENCE if parent_id else AREA,
        code=code,
        type="savoir-faire" if parent_id else None,
        scope="I" if parent_id else None,
        core=bool(parent_id),
        texts=fr(label=f"Compétence {code}" if parent_id else f"Domaine {code}", description=""),
    )


def items_in(session: Session, version: Version) -> list[Item]:
    """Return the competences of a version, in order."""
    return list(
        session.scalars(
            select(Item)
            .where(Item.version_id == version.id, Item.kind == COMPETENCE)
            .order_by(Item.position)
        )
    )


def make_event(session: Session, slug: str = "seminaire", codes: Sequence[str] = ()) -> Event:
    """Return an event with one workshop, which aims at the competences of these codes."""
    organisation = make_organisation(session)
    event = Event(
        organisation_id=organisation.id,
        slug=slug,
        title="Coopérer dans et entre les territoires",
        status="programme",
        starts_on=date(2015, 2, 13),
        ends_on=date(2015, 2, 13),
        place="Le Crest",
    )
    session.add(event)
    session.flush()
    workshop = Workshop(
        event_id=event.id,
        position=0,
        code="atelier-1",
        kind="workshop",
        title="Atelier de décryptage",
        day=event.starts_on,
        starts=time(10, 30),
        ends=time(11, 30),
    )
    session.add(workshop)
    session.flush()
    session.add_all(
        Aim(workshop_id=workshop.id, lineage=str(uuid5(NAMESPACE_URL, code)), position=place)
        for place, code in enumerate(codes)
    )
    session.flush()
    session.refresh(event)
    return event


def make_campaign(
    session: Session,
    codes: Sequence[str] = ("D4-01", "D4-02"),
    *,
    version: Version | None = None,
    attributes: Sequence[str] = ("profile", "structure"),
    opened: bool = True,
    event: Event | None = None,
    **plan: object,
) -> Campaign:
    """Return an open campaign on the competences of `codes`; a new version unless one is given."""
    version = version or make_version(session, codes)
    items = [item for item in items_in(session, version) if item.code in codes]
    details = Plan(
        **{
            "title": "Auto-évaluation de l’atelier",
            "items": items,
            "attributes": attributes,
            "controller": "UNADEL",
            "contact": "contact@example.org",
            "legal_basis": "intérêt légitime",
            **plan,
        }
    )
    profiles = _profiles(session, version)
    campaign = create_campaign(
        session, make_organisation(session), details, profiles=profiles, event=event
    )
    if opened:
        open_campaign(session, campaign, now=OPENED, languages=LANGUAGES)
    session.commit()
    return campaign


def _profiles(session: Session, version: Version) -> list[JobProfile]:
    return list(session.scalars(select(JobProfile).where(JobProfile.version_id == version.id)))


def make_ticket(campaign: Campaign, *, rehearsal: bool = False) -> Ticket:
    return new_ticket(SECRET, campaign.id, rehearsal=rehearsal)


def make_sheet(*levels: int | tuple[int, int] | LevelAnswer, **about: str) -> Sheet:
    """Return a sheet: a current level, or (importance, current), or an answer per competence."""
    return Sheet(about=about, levels=tuple(_answer(level) for level in levels))


def _answer(level: int | tuple[int, int] | LevelAnswer) -> LevelAnswer:
    if isinstance(level, LevelAnswer):
        return level
    if isinstance(level, tuple):
        return LevelAnswer(importance=level[0], current=level[1])
    return LevelAnswer(current=level)


def make_submission(
    session: Session, campaign: Campaign, *levels: int | tuple[int, int] | LevelAnswer, **about: str
) -> Ticket:
    """Submit a sheet under a fresh ticket, and return the ticket."""
    ticket = make_ticket(campaign)
    submit(session, campaign, ticket, make_sheet(*levels, **about), notice=1, now=OPENED)
    session.commit()
    return ticket


def make_invitee(
    session: Session, campaign: Campaign, email: str, *, name: str = "", category: str = ""
) -> tuple[Invitee, str]:
    """Invite somebody to answer, their letter sent days ago; return them and their link's token."""
    anne = make_person(session)
    guest = Guest(1, email, name, category)
    [invitee] = add_guests(session, campaign, [guest], secret=SECRET, by=anne.id, now=OPENED)
    invitee.invited_on = OPENED.date() - timedelta(days=5)
    session.flush()
    return invitee, token_from(SECRET, invitee.seed)


def make_draft(
    session: Session,
    codes: Sequence[str] = ("D4-01", "D4-02"),
    *,
    slug: str = "brouillon",
    organisation: Organisation | None = None,
) -> Version:
    """Return a draft of its own référentiel, with areas and competences like `make_version`."""
    namespace = uuid5(NAMESPACE_URL, slug)
    areas = list(dict.fromkeys(code.partition("-")[0] for code in codes))
    items = [node for area in areas for node in _nodes(area, codes)]
    tree = ReferentielTree(
        slug=slug,
        namespace=namespace,
        label="V1",
        title=fr(title=f"Référentiel {slug}"),
        content=Content(
            standing="projet",
            state="draft",
            texts=fr(about="Texte de travail."),
            items=tuple(items),
            scales={name: tuple(fr(label=label) for label in STEPS) for name in SCALES},
        ),
    )
    held = organisation or make_organisation(session)
    return write_version(session, tree, organisation=held, today=date(2026, 11, 1)).version


def _nodes(area: str, codes: Sequence[str]) -> list[ItemNode]:
    under = [code for code in codes if code.startswith(f"{area}-")]
    return [
        ItemNode(AREA, area, fr(label=f"Domaine {area}")),
        *(
            ItemNode(
                COMPETENCE,
                code,
                fr(label=f"Compétence {code}", description=f"Description {code}"),
                parent=area,
                type="savoir-faire",
                scope="I",
            )
            for code in under
        ),
    ]
