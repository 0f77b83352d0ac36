"""The référentiel in tables: versions of a tree of items, what hangs on it, drafts and files."""

from referentiel.models.discussion import Remark
from referentiel.models.imports import ImportFile
from referentiel.models.items import AREA, COMPETENCE, Anchor, Edge, Item, ScaleLevel
from referentiel.models.links import Crosswalk
from referentiel.models.profiles import ExpectedLevel, JobProfile
from referentiel.models.versions import Referentiel, Succession, Version

__all__ = [
    "AREA",
    "COMPETENCE",
    "Anchor",
    "Crosswalk",
    "Edge",
    "ExpectedLevel",
    "ImportFile",
    "Item",
    "JobProfile",
    "Referentiel",
    "Remark",
    "ScaleLevel",
    "Succession",
    "Version",
]
