"""The sentence that says what a chosen view of a report shows."""

from reports.sections.material import Material, value_label
from reports.sections.ranking import named


def view_notices(material: Material) -> tuple[str, ...]:
    """Return what was chosen, in one sentence, then what stays the publication to cite."""
    view, translate = material.view, material.translate
    if not view:
        return ()
    shown = "\u00a0; ".join(_parts(material))
    return (
        translate(
            "Montré ici : %(shown)s. Cette vue réordonne ou choisit les chiffres de la publication "
            "n° %(number)s, sans en compter de nouveaux ; c’est la publication entière qui se cite."
        )
        % {"shown": shown, "number": material.release.number},
    )


def _parts(material: Material) -> list[str]:
    view, translate = material.view, material.translate
    found = []
    if view.group:
        told = translate("personnes qui ont répondu « %(answer)s »")
        found.append(told % {"answer": value_label(material, view.attribute, view.value)})
    if view.area:
        label = next(
            it.label(material.language) for it in material.subject.tree if it.code == view.area
        )
        told = translate("domaine « %(area)s », les rangs étant ceux du domaine")
        found.append(told % {"area": label})
    if view.index and not view.group:
        told = translate("besoins classés par : %(index)s")
        found.append(told % {"index": named(translate)[view.index]})
    return found
