"""The line by which a published report is cited, with the print of its figures."""

import re
from datetime import date

from reports.document import Document
from reports.fingerprint import LENGTH, print_of
from reports.sections.material import Material

METHOD = "method"  # the section that the line closes
_PRINT = re.compile(rf"\b[0-9a-f]{{{LENGTH}}}\b")


def with_citation(document: Document, material: Material) -> Document:
    """Return the report with the line to cite it at the end of its method."""
    campaign, release, translate = material.campaign, material.release, material.translate
    line = translate(
        "Pour citer ces résultats : %(organisation)s, « %(title)s », publication n° %(number)s, "
        "%(day)s. Empreinte des chiffres (début de leur SHA-256) : %(print)s."
    ) % {
        "organisation": campaign.organisation.name,
        "title": campaign.title,
        "number": release.number,
        "day": _written(release.released_at.date(), material.language),
        "print": print_of(document),
    }
    sections = tuple(
        section.model_copy(update={"texts": (*section.texts, line)})
        if section.key == METHOD
        else section
        for section in document.sections
    )
    return document.model_copy(update={"sections": sections})


def cited_print(document: Document) -> str | None:
    """Return the print that a report cites of itself; None in one older than citations."""
    lines = [it.texts[-1] for it in document.sections if it.key == METHOD and it.texts]
    found = _PRINT.findall(lines[-1]) if lines else []
    return found[-1] if found else None


def _written(day: date, language: str) -> str:
    return day.strftime("%d/%m/%Y") if language == "fr" else day.isoformat()
