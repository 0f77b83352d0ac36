"""The JSON that the API gives and takes, model by model."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from referentiel.base import french
from webapp.api.reading import Body

Texts = Annotated[
    dict[str, dict[str, str]],
    Field(
        description=french("Les textes, par langue (« fr » toujours) puis par nom."),
        examples=[{"fr": {"label": "Animer"}}],
    ),
]
Level = Annotated[int, Field(ge=0, le=4, description=french("Un niveau, de 0 à 4."))]
Blank = Literal["not_applicable", "declined"]
Next = Annotated[
    str | None,
    Field(description=french("Le curseur de la page suivante ; absent à la fin (null).")),
]


class Fault(BaseModel):
    pointer: str = Field(description=french("Où : les noms, de dehors en dedans."))
    detail: str


class Problem(BaseModel):
    type: str = Field(
        description=french("Un nom stable, pour que les programmes reconnaissent le refus.")
    )
    title: str
    status: int
    detail: str = Field(
        description=french("Ce qui s’est passé et que faire, à lire par quelqu’un.")
    )
    errors: list[Fault] = []


class Referentiel(BaseModel):
    slug: str
    texts: Texts
    versions: list[str] = Field(description=french("Versions publiées, la plus récente d’abord."))


class Version(BaseModel):
    referentiel: str
    label: str
    standing: Literal["projet", "validé"]
    published_on: date | None
    content_hash: str
    texts: Texts


class Descriptor(BaseModel):
    score: float | None = Field(
        description=french("De 0 à 4, sa place sur l’échelle ; sinon tel qu’il a été dit.")
    )
    texts: Texts


class Criterion(BaseModel):
    rubric: str = Field(description=french("La grille ; vide pour celle de la version."))
    texts: Texts
    weight: float | None
    steps: list[Descriptor]


class Item(BaseModel):
    code: str
    lineage: str = Field(description=french("L’identité de version en version (UUID)."))
    foreign_id: str | None = Field(
        description=french("L’identifiant dans le fichier d’où il vient, tel quel.")
    )
    parent: str | None = Field(
        description=french("Le code de l’élément au-dessus ; null à la racine.")
    )
    kind: Literal["area", "competence"]
    type: str | None
    scope: str | None
    core: bool
    texts: Texts
    sources: list[str]
    criteria: list[Criterion] = Field(
        description=french("Ses propres descripteurs, qui passent avant ceux de son type.")
    )


class Expected(BaseModel):
    item: str = Field(description=french("Le code d’un domaine, ou d’une compétence qui y déroge."))
    level: Level
    high: Level | None = Field(
        description=french("Le haut de la plage attendue ; « level » en est le bas.")
    )
    weight: float
    critical: bool


class Profile(BaseModel):
    code: str
    texts: Texts
    expected: list[Expected]


class Step(BaseModel):
    level: Level
    texts: Texts


class Anchors(BaseModel):
    type: str
    steps: list[Step]


class Scales(BaseModel):
    mastery: list[Step]
    importance: list[Step]
    anchors: list[Anchors]


class Crosswalk(BaseModel):
    item: str
    lineage: str
    scheme: str
    target: str
    target_version: str
    target_label: str
    relation: str
    status: str
    decided_on: date | None


class Referentiels(BaseModel):
    items: list[Referentiel]
    next: Next


class Versions(BaseModel):
    items: list[Version]


class Items(BaseModel):
    items: list[Item]
    next: Next


class Profiles(BaseModel):
    items: list[Profile]
    next: Next


class Crosswalks(BaseModel):
    items: list[Crosswalk]
    next: Next


class Campaign(BaseModel):
    id: int
    code: str = Field(description=french("Le lien court : /c/<code>."))
    title: str
    organisation: str
    event: str | None
    workshop: str | None
    state: Literal["prepared", "open", "closed"]
    mode: Literal["anonymous", "pseudonymous"]
    k: int = Field(description=french("Aucun chiffre ne porte sur moins de k personnes."))
    ratings: list[str]
    attributes: list[str]
    opens_at: datetime | None
    closes_at: datetime | None
    grace_minutes: int = Field(
        description=french("Après la clôture, pour envoyer ce qui était commencé.")
    )
    capacity: int | None = Field(description=french("Le plus de réponses que l’on prend."))
    languages: list[str]
    demonstration: bool


class Campaigns(BaseModel):
    items: list[Campaign]
    next: Next


class Counts(BaseModel):
    state: Literal["prepared", "open", "closed"]
    received: int
    in_progress: int


class Released(BaseModel):
    campaign: int
    number: int
    released_at: datetime
    received: int = Field(description=french("Réponses comptées dans cette publication."))


class Report(BaseModel):
    campaign: int
    title: str
    organisation: str
    number: int
    released_at: datetime
    received: int
    may_export: bool = Field(description=french("Le partage permet aussi d’emporter des fichiers."))


class FileBeingWritten(BaseModel):
    state: Literal["waiting", "writing"]


class Reports(BaseModel):
    items: list[Report]
    next: Next


class Question(BaseModel):
    code: str
    area: str | None = Field(description=french("Le code du domaine ; null s’il n’en a pas."))
    type: str | None
    texts: Texts


class Choice(BaseModel):
    value: str
    label: str


class About(BaseModel):
    code: str
    label: str
    why: str
    choices: list[Choice]


class Line(BaseModel):
    key: str
    heading: str
    text: str


class Notice(BaseModel):
    number: int = Field(description=french("À renvoyer avec les réponses."))
    digest: str
    lines: list[Line]


class ShowIf(BaseModel):
    question: str = Field(description=french("Le code d’une question posée avant."))
    values: list[str]


class Option(BaseModel):
    code: str
    texts: Texts


class Free(BaseModel):
    code: str
    type: str
    texts: Texts
    options: list[Option]
    least: float | None
    most: float | None
    show_if: ShowIf | None


class Part(BaseModel):
    texts: Texts
    entries: list[str] = Field(
        description=french("Codes de compétences et de questions libres, dans l’ordre.")
    )
    show_if: ShowIf | None


class Questionnaire(BaseModel):
    code: str
    title: str
    state: Literal["prepared", "open", "closed"]
    mode: Literal["anonymous", "pseudonymous"]
    k: int
    notice: Notice
    referentiel: str
    version: str
    ratings: list[str]
    questions: list[Question]
    free: list[Free] = Field(description=french("Les questions libres, dans l’ordre."))
    sections: list[Part] = Field(
        description=french("Les parties du questionnaire ; aucune : les compétences seules.")
    )
    about: list[About]
    mastery: list[Step]
    importance: list[Step]


class Ticket(BaseModel):
    ticket: str = Field(description=french("À garder : il est le seul accès à ces réponses."))
    code: str = Field(
        description=french("Le code à recopier pour reprendre sur un autre appareil.")
    )
    submission: str = Field(description=french("Où déposer, relire et retirer les réponses."))
    result: str = Field(description=french("La page du résultat personnel."))


class Rated(Body):
    current: Level | Blank | None = None
    importance: Level | Blank | None = None
    target: Level | Blank | None = None
    before: Level | Blank | None = None


Answers = Annotated[
    dict[str, Rated],
    Field(
        max_length=500,
        description=french(
            "Par code de compétence. Ce qui manque est « sans réponse » ; si « current » est "
            "« not_applicable », le reste l’est aussi."
        ),
        examples=[{"D4-03": {"current": 2, "importance": 4}, "D4-04": {"current": "declined"}}],
    ),
]
Self = Annotated[
    dict[str, str],
    Field(
        max_length=10,
        description=french("Ce que la personne dit d’elle, par code de question ; rien d’obligé."),
        examples=[{"structure": "public"}],
    ),
]


FreeAnswers = Annotated[
    dict[str, int | float | str | list[str] | dict[str, int | str]],
    Field(
        max_length=200,
        description=french(
            "Par code de question libre, dans la forme de son type : le code d’une option, une "
            "liste, un nombre, un texte, ou un objet « blank » qui vaut « declined »."
        ),
        examples=[{"role": "elected", "years": 4, "means": ["network", "time"]}],
    ),
]


class Sheet(Body):
    notice: int = Field(
        ge=0,
        le=1_000_000,
        description=french("Le numéro de la notice qui a été montrée à la personne."),
        examples=[1],
    )
    about: Self = {}
    answers: Answers
    free: FreeAnswers = {}


class Kept(BaseModel):
    state: Literal["draft", "sent"]
    about: dict[str, str]
    answers: dict[str, Rated]
    free: dict[str, int | float | str | list[str] | dict[str, int | str]]


class Receipt(BaseModel):
    state: Literal["sent"]
    answered: int = Field(description=french("Compétences auxquelles il a été répondu."))
    rehearsal: bool = Field(description=french("Réponses d’essai, qui ne comptent pas."))
    result: str
