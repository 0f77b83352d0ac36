"""Files of référentiels: one to send, one that is being read, one whose plan can be read."""

from collections.abc import Callable
from datetime import timedelta
from secrets import token_hex

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from referentiel.formats.base import Source
from referentiel.import_files import add_file, claim_file, put_plan
from referentiel.importing import Plan, Wish, plan_import, read_file, write_plan
from referentiel.people import Organisation
from webapp.clock import utc_now


def importing(content: str, *, confirm: bool = False) -> Callable[[Page], None]:
    """Return the act of sending a référentiel, whose SLUG is a new one, and of confirming it."""

    def act(page: Page) -> None:
        file = {
            "name": "grille.yaml",
            "mimeType": "text/plain",
            "buffer": content.replace("SLUG", f"s{token_hex(4)}").encode(),
        }
        page.locator("input[type=file]").set_input_files([file])
        forms = ["form[enctype]", *(["form[action$=confirm]"] if confirm else [])]
        for form in forms:
            with page.expect_navigation():
                page.locator(f"{form} [type=submit]").first.click()

    return act


def grid(label: str, slug: str = "grille", second: str = "Animer une réunion") -> str:
    """Return a small référentiel as a file."""
    return f"""slug: {slug}
namespace: 5f6f2d4e-6a2b-4c58-9d13-0c1b7a2b9e10
label: "{label}"
state: draft
standing: projet
fr: {{title: Grille du réseau}}
areas:
- code: A
  fr: {{label: Animer}}
  competences:
  - code: A-01
    fr: {{label: Écouter}}
  - code: A-02
    fr: {{label: {second}}}
"""


def imports_in(session: Session) -> dict[str, str]:
    """Return a file that is being read, and one whose plan holds changes of several kinds."""
    own, now = session.get_one(Organisation, 1), utc_now()
    older, newer = grid("1", "revue"), grid("1", "revue", "Animer une réunion de travail")
    plan = planned(session, own, older)
    write_plan(session, plan, organisation=own, today=now.date())
    kept = add_file(session, own, source(newer), Wish(), by=None, now=now)
    claimed = claim_file(session, now=now, only=kept.id)
    assert claimed is not None
    put_plan(session, claimed, planned(session, own, newer))
    waiting = add_file(session, own, source(older), Wish(), by=None, now=now)
    waiting.state, waiting.done, waiting.total = "reading", 40, 100
    waiting.due_at = now + timedelta(hours=1)
    session.flush()
    return {"planned": str(kept.id), "waiting": str(waiting.id)}


def source(content: str) -> Source:
    return Source("grille.yaml", content.encode())


def planned(session: Session, organisation: Organisation, content: str) -> Plan:
    file = read_file(source(content), Wish())
    today = utc_now().date()
    return plan_import(session, file, Wish(), organisation=organisation, today=today)
