"""The sentence that follows three factors: what kind of response they call for, and why."""

from statistics import fmean

from reports import needs
from reports.cells import Codes
from reports.free import shown_factors
from reports.numerals import decimal
from reports.response import Nature, nature_of_response
from reports.sections.material import Material, Translate, released_counts
from surveys.question_types import Question
from surveys.question_types.steps import FACTOR_WORDS


def response_text(material: Material, question: Question, counts: Codes) -> str:
    """Return the response proposed, with its reason; nothing unless the three means are shown."""
    steps = shown_factors(counts, material.campaign.k)
    if steps.keys() != FACTOR_WORDS.keys():
        return ""
    means = {name: fmean(codes, weights=codes.values()) for name, codes in steps.items()}
    nature = nature_of_response(
        means["know"], means["want"], means["can"], gap=_has_gap(material, question)
    )
    told = material.translate("%(factor)s %(mean)s (n = %(n)s)")
    reason = ", ".join(
        told
        % {
            "factor": material.translate(label).lower(),
            "mean": decimal(means[name], material.language, 1),
            "n": sum(steps[name].values()),
        }
        for name, label in FACTOR_WORDS.items()
    )
    sentence = material.translate("Réponse proposée, à discuter : %(response)s Moyennes : %(why)s.")
    return sentence % {"response": _words(nature, material.translate), "why": reason}


def _has_gap(material: Material, question: Question) -> bool:
    """Say whether a competence of the same section is below its target for somebody."""
    sections = material.campaign.questionnaire.sections
    positions = next(it.positions for it in sections if question in it.questions)
    gaps = needs.target_gaps(released_counts(material))
    codes = [material.codes[place] for place in positions if material.codes[place] in gaps.index]
    known = gaps.loc[codes]
    return bool(
        (known.loc[known["n_target"] >= material.campaign.k, "mean_positive_gap"] > 0).any()
    )


def _words(nature: Nature, translate: Translate) -> str:
    return {
        "training": translate(
            "une formation, un tutorat, une ressource ou un échange entre pairs, car seul le "
            "savoir manque."
        ),
        "meaning": translate(
            "clarifier le sens et la mission, reconnaître le travail, échanger entre pairs, car "
            "l’envie manque ; une formation seulement pour qui la choisit."
        ),
        "organisation": translate(
            "un levier d’organisation (mandat, temps, moyens, portage), car le pouvoir d’agir "
            "manque ; la formation seule ne suffira pas."
        ),
        "training_on_the_job": translate(
            "une formation-action avec l’équipe et un engagement de l’encadrement, car le savoir "
            "et le pouvoir d’agir manquent."
        ),
        "reading": translate(
            "relire le niveau attendu ou la façon dont il a été compris, car rien ne manque et un "
            "écart demeure."
        ),
        "none": translate(
            "aucune, car aucun des trois facteurs n’est sous le milieu de l’échelle."
        ),
    }[nature]
