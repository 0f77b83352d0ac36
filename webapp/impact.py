"""The template of an impact study (AIPD), filled with what is true here; the rest is left to write.

Its pages and its plain text come from the same sections.
"""

from dataclasses import dataclass, field
from datetime import date
from textwrap import fill

from flask_babel import gettext as _

from surveys.register import HEADINGS, Activity
from webapp.labels import day
from webapp.measures import RISKS, Finding, Ground, findings

WIDTH = 78
GAP = "…" * 26


@dataclass(frozen=True)
class Line:
    """A measure and whether it is in place, with the file that shows it."""

    text: str
    state: str
    in_place: bool
    proof: str


@dataclass(frozen=True)
class Section:
    """A part of the study: what is known, the measures taken, and what is left to write."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    blanks: list[str] = field(default_factory=list)


def impact_study(ground: Ground, assessments: Activity) -> list[Section]:
    """Return the sections of the study."""
    return [_why(), _what(assessments), _need(ground), *_risks(ground), _decision()]


def _why() -> Section:
    return Section(
        _("Pourquoi une étude"),
        [
            _(
                "La liste de la CNIL (délibération n° 2018-327 du 11 octobre 2018) demande une "
                "analyse d’impact pour les traitements qui établissent des profils de personnes à "
                "des fins de gestion des ressources humaines ; proposer des formations par un "
                "calcul en est un exemple."
            ),
            _(
                "Repères classe des besoins de formation par des règles écrites. Il ne décide "
                "rien : les priorités d’une personne ne sont montrées qu’à elle."
            ),
        ],
        blanks=[_("Traitement rattaché, périmètre, date de cette étude")],
    )


def _what(assessments: Activity) -> Section:
    facts = [(_(heading), assessments.texts[key]) for key, heading in HEADINGS.items()]
    return Section(_("Ce qui est traité"), facts=facts, blanks=[_("Ce qui s’y ajoute chez vous")])


def _need(ground: Ground) -> Section:
    organisation = ground.found.organisation
    officer = organisation.dpo or _("aucun n’est déclaré")
    return Section(
        _("Nécessité et proportionnalité"),
        [
            _(
                "Chaque réponse est facultative. La situation est demandée en tranches larges, et "
                "seulement si la campagne le prévoit. Aucun texte libre n’est demandé."
            ),
            _(
                "Plus petit groupe montré : %(k)s personnes. Délégué à la protection des "
                "données : %(officer)s. Contact pour les droits : %(contact)s.",
                k=organisation.k,
                officer=officer,
                contact=organisation.contact or _("aucun n’est déclaré"),
            ),
        ],
        blanks=[
            _("Pourquoi un moyen moins intrusif ne suffit pas"),
            _("Comment les personnes et leurs représentants ont été informés ou consultés"),
        ],
    )


def _risks(ground: Ground) -> list[Section]:
    return [
        Section(
            _("Risque : %(risk)s", risk=_(RISKS[risk][0])),
            [_("Ce qui pourrait arriver : %(impact)s", impact=_(RISKS[risk][1]))],
            lines=[_line(finding) for finding in found],
            blanks=[_("Gravité, vraisemblance, mesures à ajouter")],
        )
        for risk, found in findings(ground).items()
    ]


def _line(finding: Finding) -> Line:
    measure = finding.measure
    state = _("en place") if finding.in_place else _("pas ici : %(what)s", what=_(measure.missing))
    return Line(_(measure.sentence), state, finding.in_place, measure.proof)


def _decision() -> Section:
    return Section(
        _("Avis et décision"),
        blanks=[
            _("Avis du délégué à la protection des données"),
            _("Avis des personnes concernées ou de leurs représentants"),
            _("Plan d’actions, avec qui et quand"),
            _("Décision du responsable du traitement, date et signature"),
        ],
    )


def plain_text(title: str, sections: list[Section], today: date) -> str:
    """Return the study as plain text, to be pasted into any word processor."""
    parts = [title, _("État au %(day)s", day=day(today))]
    for number, section in enumerate(sections, 1):
        parts.append(f"{number}. {section.title}")
        parts += [fill(text, WIDTH) for text in section.paragraphs]
        parts += [fill(f"{heading} – {text}", WIDTH) for heading, text in section.facts]
        parts += [fill(f"- {_said(line)}", WIDTH) for line in section.lines]
        parts += [f"{_('À écrire')} – {blank}\n{GAP}\n{GAP}" for blank in section.blanks]
    return "\n\n".join(parts) + "\n"


def _said(line: Line) -> str:
    return f"{line.text} [{line.state}] ({line.proof})"
