"""Columns that tell who somebody is: left out, since anonymous means unlinkable."""

import re

from referentiel.base import french
from surveys.blank_words import plain
from surveys.foreign.tables import Table, inner_title

IDENTIFYING = (  # why a column is left out, and what its title says
    (french("elle nomme la personne"), {
        "nom", "prenom", "name", "firstname", "lastname", "nom complet", "first name", "last name",
        "nom et prenom", "nom prenom", "votre nom", "username", "nom d utilisateur", "identite",
    }),
    (french("elle donne une adresse ou un téléphone"), {
        "email", "e mail", "mail", "courriel", "adresse mail", "adresse e mail", "adresse email",
        "adresse de messagerie", "adresse electronique", "email address", "telephone", "tel",
        "nom d utilisateur email", "adresse courriel",
    }),
    (french("elle dit d’où la personne a répondu"), {
        "ip", "ipaddr", "ip address", "adresse ip", "refurl", "url de reference", "deviceid",
    }),
    (french("elle porte un numéro qui retrouve la personne"), {
        "id", "sid", "uid", "uuid", "id de la reponse", "response id", "numero de serie", "serial",
        "numero", "token", "jeton", "code d acces", "seed", "graine", "instanceid", "index",
        "submission id", "id uuid", "numero de la reponse", "respondent",
    }),
    (french("elle dit quand la personne a répondu"), {
        "date", "horodateur", "timestamp", "submitdate", "startdate", "datestamp", "start", "end",
        "date de soumission", "date de lancement", "date de la derniere action", "heure de debut",
        "heure de fin", "heure", "time", "heure de soumission", "date d envoi", "submission time",
        "completed time", "modified time", "interviewtime", "temps total", "today",
        "heure de la derniere modification", "heure d achevement", "duree",
    }),
)  # fmt: skip
LOOKS = (  # the same, by what its cells are
    (french("elle donne une adresse ou un téléphone"), re.compile(r"[^@\s]+@[^@\s]+\.\w+")),
    (
        french("elle donne une adresse ou un téléphone"),
        re.compile(r"(\+33 ?|0)[1-9]([ .-]?\d\d){4}"),
    ),
    (
        french("elle dit d’où la personne a répondu"),
        re.compile(r"\d{1,3}(\.\d{1,3}){3}|([0-9a-fA-F]{1,4}:){3,}[0-9a-fA-F:]*"),
    ),
    (french("elle dit quand la personne a répondu"), re.compile(
        r"(\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4})([ T].*)?"
    )),
    (french("elle porte un numéro qui retrouve la personne"), re.compile(
        r"(uuid:)?[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
    )),
)  # fmt: skip
MOSTLY = 0.5  # share of the cells that look so


def identifying(table: Table, place: int) -> str:
    """Return why a column tells who somebody is, as a French clause; nothing where it does not."""
    title = plain(table.titles[place])
    inner = plain(inner_title(table.titles[place]))
    for why, words in IDENTIFYING:
        if title in words or inner in words:
            return why
    filled = [cell for cell in table.cells(place) if cell]
    for why, look in LOOKS:
        if filled and sum(bool(look.fullmatch(cell)) for cell in filled) > MOSTLY * len(filled):
            return why
    return ""
