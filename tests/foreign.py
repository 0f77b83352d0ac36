"""Files as other tools export them, written by hand for the tests."""

from playwright.sync_api import FilePayload

LIMESURVEY = (
    "\ufeff"
    '"ID de la réponse";"Date de soumission";"Adresse IP";"Code d’accès";'
    '"G01Q02[SQ001]. Votre niveau [D4-01]";"G01Q02[SQ002]. Votre niveau [D4-02]";'
    '"G01Q03[SQ001]. Importance [D4-01]";"G01Q03[SQ002]. Importance [D4-02]";'
    '"Type de structure";"Remarque"\r\n'
    '"1";"2026-11-20 10:00:00";"192.0.2.1";"aa";"3 - autonome";"NC";"4";"";"Association";"a"\r\n'
    '"2";"2026-11-20 10:05:00";"192.0.2.2";"ab";"2";"0";"Tout à fait";"1";"";"=cmd()"\r\n'
    '"3";"2026-11-20 10:09:00";"192.0.2.3";"ac";"";"Je ne souhaite pas répondre";"2";"3";"";""\r\n'
).encode()

FRAMAFORMS = (
    "\ufeff"
    '"Auto-évaluation";"";"";"";""\n'
    '"Détails de soumission";"";"";"Votre niveau";""\n'
    '"Numéro de série";"SID";"Heure de soumission";"D4-01 Compétence";"D4-02 Compétence"\n'
    '"1";"801";"20/11/2026 - 10:00";"4";"1"\n'
    '"2";"802";"20/11/2026 - 10:01";"2";"N/A"\n'
).encode()


def as_upload(content: bytes, name: str = "reponses.csv") -> FilePayload:
    """Return a file as a browser is given it."""
    return {"name": name, "mimeType": "text/csv", "buffer": content}
