"""The pages by which a campaign is settled, people are invited, and sheets of paper are keyed."""

from playwright.sync_api import Page

from tests.browser.places import Act, Place, sending


def sheet_keyed(level: str) -> Act:
    """Return the act of sending the template with one sheet, whose code the address says."""

    def act(page: Page) -> None:
        template = page.request.get(page.locator("a[href$=csv]").get_attribute("href") or "").body()
        before = template.partition(b"1a ")[0].count(b";")
        row = page.url.partition("=")[2] + ";" * before + level
        file = {"name": "f.csv", "mimeType": "text/csv", "buffer": template + row.encode()}
        page.locator("input[type=file]").set_input_files([file])
        sending()(page)

    return act


ELSEWHERE = (  # as another tool exports it
    "Adresse IP;Votre niveau [D4-01];Importance [D4-01];Mot\n"
    "192.0.2.1;2;Tout à fait;oui\n192.0.2.2;NC;3;non\n"
)


def gathered_elsewhere(steps: int, **chosen: str) -> Act:
    """Return the act of sending a file of another tool, and going on; `chosen`: by field."""

    def act(page: Page) -> None:
        file = {"name": "f.csv", "mimeType": "text/csv", "buffer": ELSEWHERE.encode()}
        page.locator("main input[type=file]").set_input_files([file])
        sending()(page)
        for _step in range(steps):
            for name, value in chosen.items():
                field = page.locator(f"main select[name={name.replace('_', '-')}]")
                if field.count():
                    field.select_option(value)
            sending()(page)

    return act


CAMPAIGN_PLACES: dict[str, dict[str, Place]] = {
    "cloning.confirm": {
        "to replace": Place("/campaigns/{crest}/clone", signed_in=True),
        "to replace, to mend": Place(
            "/campaigns/{crest}/clone", signed_in=True, act=sending(title="")
        ),
    },
    "projection.show": {
        "projected": Place("/campaigns/{crest}/projection", signed_in=True),
        "projected, closed": Place("/campaigns/{pajol}/projection", signed_in=True),
    },
    "projection.results": {
        "results, projected": Place("/campaigns/{crest}/projection/results", signed_in=True),
    },
    "paper.index": {
        "paper": Place("/campaigns/{crest}/paper", signed_in=True),
        "paper to mend": Place(
            "/campaigns/{crest}/paper", signed_in=True, act=sending(sheets="900")
        ),
    },
    "paper.key": {
        "keying": Place("/campaigns/{crest}/paper/key", signed_in=True),
        "keying to mend": Place(
            "/campaigns/{crest}/paper/key", signed_in=True, act=sending(sheet="xyz"), status=422
        ),
    },
    "paper.check": {
        "differences": Place("/campaigns/{crest}/paper/check", signed_in=True),
        "no sheet": Place(
            "/campaigns/{crest}/paper/check", signed_in=True, act=sending(sheet="xyz"), status=422
        ),
    },
    "paper_files.upload": {
        "sheets to import": Place("/campaigns/{crest}/paper/upload", signed_in=True),
        "imported sheets to mend": Place(
            "/campaigns/{crest}/paper/upload?of=xyz",
            signed_in=True,
            act=sheet_keyed("9;=cmd()"),
            status=422,
        ),
        "plan of imported sheets": Place(
            "/campaigns/{crest}/paper/upload?of={sheet}", signed_in=True, act=sheet_keyed("3")
        ),
    },
    "foreign.index": {
        "answers of another tool": Place("/campaigns/{crest}/foreign", signed_in=True),
        "answers of another tool, to mend": Place(
            "/campaigns/{crest}/foreign", signed_in=True, act=sending(), status=422
        ),
        "columns of another tool": Place(
            "/campaigns/{crest}/foreign", signed_in=True, act=gathered_elsewhere(0)
        ),
        "columns to mend": Place(
            "/campaigns/{crest}/foreign",
            signed_in=True,
            act=gathered_elsewhere(1, c1="c2", c2="c2"),
            status=422,
        ),
        "values of another tool": Place(
            "/campaigns/{crest}/foreign", signed_in=True, act=gathered_elsewhere(1)
        ),
        "values to mend": Place(
            "/campaigns/{crest}/foreign", signed_in=True, act=gathered_elsewhere(2), status=422
        ),
        "plan of another tool": Place(
            "/campaigns/{crest}/foreign", signed_in=True, act=gathered_elsewhere(2, v_1_1="4")
        ),
    },
    "answers.sheet": {"sheet on a phone": Place("/c/crest/sheet/{sheet}")},
    "campaign_settings.edit": {
        "campaign settings": Place("/campaigns/{crest}/settings", signed_in=True),
        "campaign settings to mend": Place(
            "/campaigns/{crest}/settings", signed_in=True, act=sending(capacity="0")
        ),
    },
    "hypotheses.index": {
        "hypotheses": Place("/campaigns/{crest}/hypotheses/", signed_in=True),
        "hypotheses to mend": Place(
            "/campaigns/{crest}/hypotheses/", signed_in=True, act=sending(statement="Un mot")
        ),
    },
    "hypotheses.edit": {
        "hypothesis": Place("/campaigns/{crest}/hypotheses/1", signed_in=True),
    },
    "hypotheses.decide": {
        "status of a hypothesis": Place("/campaigns/{crest}/hypotheses/1/status", signed_in=True),
    },
    "population.edit": {
        "population": Place("/campaigns/{crest}/population/", signed_in=True),
        "population to mend": Place(
            "/campaigns/{crest}/population/", signed_in=True, act=sending(size="0")
        ),
    },
    "evidence.index": {
        "evidence": Place("/campaigns/{crest}/evidence", signed_in=True),
    },
    "report_notes.index": {
        "notes": Place("/reports/campaigns/{crest}/notes", signed_in=True),
        "notes to mend": Place(
            "/reports/campaigns/{crest}/notes", signed_in=True, act=sending("form[novalidate]")
        ),
        "nothing to note": Place("/reports/campaigns/{pajol}/notes", signed_in=True),
    },
    "report_notes.edit": {
        "note": Place("/reports/campaigns/{crest}/notes/{noted}", signed_in=True),
        "note to mend": Place(
            "/reports/campaigns/{crest}/notes/{noted}",
            signed_in=True,
            act=sending("form[novalidate]", text=""),
        ),
    },
    "report_files.show": {
        "file of a report": Place("/reports/campaigns/{crest}/files/{pdf_ready}", signed_in=True),
        "file being written": Place("/reports/campaigns/{crest}/files/{pdf_busy}", signed_in=True),
        "file that failed": Place("/reports/campaigns/{crest}/files/{pdf_failed}", signed_in=True),
    },
    "followed.stop": {
        "letters to stop": Place("/followed/{following}"),
        "letters that stop": Place("/followed/{following}", act=sending("form")),
    },
    "rows.index": {
        "taking answers away": Place("/campaigns/{crest}/rows", signed_in=True),
        "taking answers away to mend": Place(
            "/campaigns/{crest}/rows", signed_in=True, act=sending("form[novalidate]")
        ),
        "answers that stay": Place("/campaigns/{pajol}/rows", signed_in=True),
    },
    "rows.show": {
        "spreadsheet of answers": Place("/campaigns/{crest}/rows/{sheet_ready}", signed_in=True),
        "spreadsheet being written": Place("/campaigns/{crest}/rows/{sheet_busy}", signed_in=True),
        "spreadsheet that failed": Place("/campaigns/{crest}/rows/{sheet_failed}", signed_in=True),
    },
    "invitees.index": {
        "invited people": Place("/campaigns/{crest}/invitees/", signed_in=True),
        "nobody invited": Place("/campaigns/{pajol}/invitees/", signed_in=True),
    },
    "invitees.new": {
        "inviting": Place("/campaigns/{crest}/invitees/new", signed_in=True),
        "inviting, to confirm": Place(
            "/campaigns/{crest}/invitees/new",
            signed_in=True,
            act=sending(people="nouvelle@example.org;Zoé Martin;association"),
        ),
        "inviting, to mend": Place(
            "/campaigns/{crest}/invitees/new", signed_in=True, act=sending(people="Zoé Martin")
        ),
    },
    "invited.show": {
        "invited": Place("/i/{invitee}"),
        "invited, link spent": Place("/i/{spent}"),
    },
    "own_invitations.index": {"own invitations": Place("/me/invitations/", signed_in=True)},
}
