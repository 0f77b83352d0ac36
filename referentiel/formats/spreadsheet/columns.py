"""The sheets of our workbook and their columns, in French and in English."""

from dataclasses import dataclass
from functools import cached_property

from referentiel.formats.spreadsheet import kinds
from referentiel.formats.spreadsheet.kinds import Kind, plain
from referentiel.formats.workbook_writing import WIDTH

WIDE = 48


@dataclass(frozen=True)
class Column:
    """A column: its French title, its English one, others that are accepted.

    One that is `spoken` has a column for each language, « libellé », « libellé (en) »…
    """

    key: str
    titles: tuple[str, ...]
    kind: Kind = kinds.TEXT
    spoken: bool = False
    width: int = WIDTH


@dataclass(frozen=True)
class Sheet:
    """A sheet: its names, its columns, those that tell its rows apart, those it must have."""

    key: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    required: tuple[str, ...]

    @cached_property
    def by_title(self) -> dict[str, Column]:
        """The columns by every title that they may have."""
        return {plain(title): column for column in self.columns for title in column.titles}

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The columns by their keys."""
        return {column.key: column for column in self.columns}

    @property
    def spoken(self) -> tuple[str, ...]:
        """The keys of the texts that each language has."""
        return tuple(column.key for column in self.columns if column.spoken)


LABEL = Column("label", ("Libellé", "Label", "Nom", "Name", "Intitulé"), spoken=True, width=WIDE)
DESCRIPTION = Column("description", ("Description",), spoken=True, width=WIDE)
LEVEL = Column("level", ("Niveau", "Level"), kinds.WHOLE)
CODE = Column("code", ("Code", "Compétence", "Competence", "Competency", "Identifiant", "ID"))

VERSION = Sheet(
    "version",
    ("Référentiel", "Framework", "Référentiel et version"),
    (
        Column("field", ("Champ", "Field"), width=24),
        Column("value", ("Valeur", "Value"), spoken=True, width=WIDE),
    ),
    identity=("field",),
    required=("field", "value"),
)
ITEMS = Sheet(
    "items",
    ("Compétences", "Competences", "Competencies", "Skills"),
    (
        Column("code", ("Code",)),
        Column("parent", ("Parent", "Code parent", "Parent code", "Code du parent")),
        Column("kind", ("Nature", "Kind"), kinds.NATURE),
        LABEL,
        DESCRIPTION,
        Column(
            "alternative",
            ("Autres libellés", "Other labels", "Alternative labels", "Synonymes"),
            spoken=True,
            width=24,
        ),
        Column("type", ("Type", "Catégorie", "Category"), kinds.TYPE),
        Column("scope", ("Portée", "Scope"), kinds.SCOPE),
        Column("core", ("Noyau", "Core", "Socle"), kinds.FLAG, width=8),
        Column("sources", ("Sources", "Source"), kinds.LIST),
        Column("references", ("Références", "References"), kinds.LIST),
        Column("more_parents", ("Autres parents", "Other parents"), kinds.LIST),
        Column("identity", ("Identité", "Identity", "UUID"), width=38),
        Column(
            "foreign_id", ("Identifiant d’origine", "Original identifier", "Identifiant externe")
        ),
    ),
    identity=("code",),
    required=("code", "label"),
)
SCALES = Sheet(
    "scales",
    ("Échelles", "Scales"),
    (
        Column("scale", ("Échelle", "Scale"), kinds.SCALE),
        LEVEL,
        LABEL,
        Column("hint", ("Repère", "Hint", "Précision"), spoken=True, width=WIDE),
    ),
    identity=("scale", "level"),
    required=("scale", "level", "label"),
)
ANCHORS = Sheet(
    "anchors",
    ("Ancrages", "Anchors"),
    (Column("type", ("Type",), kinds.TYPE), LEVEL, DESCRIPTION),
    identity=("type", "level"),
    required=("type", "level", "description"),
)
CRITERIA = Sheet(
    "criteria",
    ("Descripteurs", "Descriptors", "Criteria"),
    (
        CODE,
        Column("rubric", ("Grille", "Rubric")),
        Column("criterion", ("Critère", "Criterion"), kinds.WHOLE),
        Column("rank", ("Rang", "Rank"), kinds.WHOLE),
        Column("score", ("Niveau", "Level", "Score"), kinds.NUMERIC),
        Column("label", ("Libellé", "Label"), spoken=True, width=24),
        DESCRIPTION,
        Column("feedback", ("Conseil", "Feedback", "Advice"), spoken=True, width=WIDE),
        Column("category", ("Catégorie", "Category"), spoken=True, width=24),
        Column("weight", ("Poids", "Weight"), kinds.NUMERIC),
    ),
    identity=("code", "rubric", "criterion", "rank"),
    required=("code", "score", "description"),
)
RUBRICS = Sheet(
    "rubrics",
    ("Grilles", "Rubrics"),
    (
        Column("key", ("Grille", "Rubric", "Clé", "Key")),
        Column("title", ("Titre", "Title"), spoken=True, width=WIDE),
        DESCRIPTION,
    ),
    identity=("key",),
    required=("key",),
)
PROFILES = Sheet(
    "profiles",
    ("Profils", "Profiles", "Job profiles"),
    (
        Column("code", ("Code", "Profil", "Profile")),
        LABEL,
        DESCRIPTION,
        Column("attachment", ("Rattachement", "Attachment"), spoken=True, width=24),
    ),
    identity=("code",),
    required=("code", "label"),
)
EXPECTED = Sheet(
    "expected",
    ("Niveaux attendus", "Expected levels", "Targets"),
    (
        Column("profile", ("Profil", "Profile")),
        CODE,
        Column("level", ("Niveau", "Level", "Niveau attendu", "Expected level"), kinds.SPANNED),
        Column("weight", ("Poids", "Weight"), kinds.NUMERIC),
        Column("critical", ("Critique", "Critical"), kinds.FLAG),
    ),
    identity=("profile", "code"),
    required=("profile", "code", "level"),
)
CROSSWALKS = Sheet(
    "crosswalks",
    ("Correspondances", "Crosswalks"),
    (
        CODE,
        Column("scheme", ("Référentiel", "Scheme", "Framework")),
        Column("target", ("Cible", "Target")),
        Column("target_version", ("Version de la cible", "Target version")),
        Column("target_label", ("Libellé de la cible", "Target label"), width=WIDE),
        Column("relation", ("Relation",), kinds.RELATION),
        Column("status", ("Statut", "Status")),
    ),
    identity=("code", "scheme", "target"),
    required=("code", "scheme", "target"),
)
EDGES = Sheet(
    "edges",
    ("Liens", "Links", "Edges"),
    (
        Column("number", ("N°", "No", "Number"), kinds.WHOLE, width=8),
        Column("type", ("Type",)),
        Column("origin", ("Origine", "Origin", "De", "From")),
        Column("target", ("Cible", "Target", "Vers", "To")),
    ),
    identity=("number",),
    required=("type", "origin", "target"),
)
SOURCES = Sheet(
    "sources",
    ("Sources", "Sources et références"),
    (
        Column("kind", ("Sorte", "Kind"), kinds.NAMED),
        Column("key", ("Clé", "Key")),
        LABEL,
    ),
    identity=("kind", "key"),
    required=("key", "label"),
)
SUCCESSIONS = Sheet(
    "successions",
    ("Évolutions", "Successions", "Changes"),
    (
        Column("number", ("N°", "No", "Number"), kinds.WHOLE, width=8),
        Column("kind", ("Sorte", "Kind")),
        Column("origin", ("Avant", "Before"), width=38),
        Column("target", ("Après", "After"), width=38),
    ),
    identity=("number",),
    required=("kind",),
)
LEFTOVERS = Sheet(
    "leftovers",
    ("Données techniques", "Technical data"),
    (
        Column("sheet", ("Feuille", "Sheet")),
        Column("entry", ("Entrée", "Entry"), width=WIDE),
        Column("column", ("Colonne", "Column")),
        Column("value", ("Valeur", "Value"), width=WIDE),
    ),
    identity=(),
    required=("sheet", "entry", "column", "value"),
)
NOTICE = ("Lisez-moi", "Read me")
SHEETS = (
    VERSION, ITEMS, SCALES, ANCHORS, CRITERIA, RUBRICS, PROFILES, EXPECTED, CROSSWALKS, EDGES,
    SOURCES, SUCCESSIONS,
)  # fmt: skip

# The rows of the sheet of the version: its fields by their names.
FIELDS = {
    "title": ("Titre", "Title"),
    "label": ("Version", "Label", "Étiquette"),
    "slug": ("Adresse", "Slug"),
    "namespace": ("Espace de noms", "Namespace"),
    "language": ("Langue", "Language"),
    "state": ("État", "State"),
    "standing": ("Statut", "Standing"),
    "about": ("Présentation", "About"),
    "licence": ("Licence", "License"),
}
FIELD_OF = {plain(name): key for key, names in FIELDS.items() for name in names}
