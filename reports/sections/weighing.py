"""What a report says of the weights given to the people of a file."""

from reports.files.population import Weighing
from reports.finite import population_correction
from reports.numerals import decimal, percent
from reports.sections.material import Translate
from reports.weighting import LEAST, MOST


def weighing_notices(found: Weighing, translate: Translate, language: str) -> list[str]:
    """Return the totals used, the effective n, and what was cut, joined or left as it was."""
    notices = [
        translate("Les personnes sont pondérées pour atteindre ces totaux : %(totals)s.")
        % {"totals": _listed(found, language)},
        translate(
            "Personnes : %(n)s ; n efficace après pondération : %(effective)s. Les poids ne "
            "changent aucun n, et le masquage compte des personnes."
        )
        % {"n": found.people, "effective": decimal(found.effective, language)},
        _cut(found, translate, language),
    ]
    if found.joined:
        text = translate("Catégories réunies : %(names)s.")
        notices.append(text % {"names": ", ".join(found.joined)})
    if found.blank:
        text = translate(
            "Personnes sans réponse à l’une de ces questions : %(count)s ; leur part est laissée "
            "comme elle est."
        )
        notices.append(text % {"count": found.blank})
    if found.size:
        notices.append(_part_of_population(found, found.size, translate, language))
    return notices


def _listed(found: Weighing, language: str) -> str:
    return " · ".join(
        f"{attribute} ({', '.join(f'{c} {_number(t, language)}' for c, t in wanted.items())})"
        for attribute, wanted in found.totals.items()
    )


def _cut(found: Weighing, translate: Translate, language: str) -> str:
    ends = {"least": decimal(LEAST, language), "most": decimal(MOST, language, 0)}
    if not found.cut:
        return translate("Aucun poids n’a dû être ramené entre %(least)s et %(most)s.") % ends
    text = translate(
        "Poids extrêmes ramenés entre %(least)s et %(most)s : %(count)s. La part d’une catégorie "
        "s’écarte alors de son total de %(off)s au plus."
    )
    return text % {**ends, "count": found.cut, "off": percent(found.off, language, 1)}


def _part_of_population(found: Weighing, size: int, translate: Translate, language: str) -> str:
    text = translate(
        "Ces personnes font %(share)s d’une population de %(size)s : l’erreur d’échantillonnage "
        "se multiplie par %(factor)s. Cela ne corrige pas le biais de ceux qui n’ont pas répondu."
    )
    facts = {
        "share": percent(found.people / size, language),
        "size": size,
        "factor": decimal(population_correction(found.people, size), language, 2),
    }
    return text % facts


def _number(total: float, language: str) -> str:
    return decimal(total, language, 0 if float(total).is_integer() else 2)
