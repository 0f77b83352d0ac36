"""What taking answers away one by one costs: first byte, whole file, memory."""

from dataclasses import dataclass
from http.client import HTTPConnection
from time import monotonic
from urllib.parse import urlencode

from sqlalchemy import select

from bench.bases import ACCOUNT, KINDS, OPENED, Store, add_campaign, fill
from bench.printing import number, show, verdict
from bench.processes import Server
from bench.reporting import sign_in
from bench.visitors import Visitor
from referentiel.people import Organisation, Person
from reports.release import release_campaign
from surveys.accounts import add_role
from surveys.roles import Role
from webapp.translations import translations

PIECE = 1 << 16  # bytes read at a time
MOST_SECONDS = 1.0  # to the first byte
MOST_MEGABYTES = 200  # more at the peak than before
PURPOSE = "Mesurer ce que coûte un fichier de réponses"


@dataclass(frozen=True)
class Taken:
    """What came: seconds to the first byte and to the last, bytes, lines, and megabytes of memory.

    `before` is what the server holds once it has shown the page, `peak` the most it held meanwhile.
    """

    first: float
    whole: float
    size: int
    lines: int
    before: float
    peak: float


def announce(store: Store, people: int) -> int:
    """Return a released campaign of `people` whose answers may be taken away, and who may."""
    with store.session(writing=True) as session:
        campaign = add_campaign(session, KINDS[-1], code="rows")
        campaign.row_export = True
        fill(session, campaign, people)
        release_campaign(session, campaign, now=OPENED, languages=translations())
        person = session.scalars(select(Person).where(Person.email == ACCOUNT[0])).one()
        organisation = session.get_one(Organisation, campaign.organisation_id)
        add_role(session, organisation, person, Role.ADMINISTRATOR, today=None)
        return campaign.id


def take(server: Server, campaign_id: int) -> Taken:
    """Ask a server for the CSV, as a browser does, and drop what comes."""
    with Visitor(server.port) as visitor:
        page = sign_in(visitor).get(f"/campaigns/{campaign_id}/rows")
        form = {"purpose": PURPOSE, "output": "csv"} | page.proof()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": visitor.cookie,
        }
    server.forget_peak()
    before = server.peak_megabytes()
    connection = HTTPConnection("127.0.0.1", server.port, timeout=600)
    start = monotonic()
    connection.request("POST", page.path, urlencode(form), headers)
    answer = connection.getresponse()
    if answer.status != 200 or answer.headers.get_content_type() != "text/csv":
        raise RuntimeError(f"{answer.status}\n{answer.read(2_000)!r}")
    piece = answer.read(1)
    first, size, lines = monotonic() - start, 0, 0
    while piece:
        size, lines = size + len(piece), lines + piece.count(b"\n")
        piece = answer.read(PIECE)
    whole = monotonic() - start
    connection.close()
    return Taken(first, whole, size, lines - 1, before, server.peak_megabytes())


def show_taken(people: int, taken: Taken) -> None:
    """Print what it cost, beside the targets."""
    show(
        f"Emporter {number(people, 0)} réponses à 40 compétences, ligne à ligne (CSV)",
        "   Par HTTP, sur un serveur à part ; mémoire : le plus haut de ses processus.",
        ("", "lignes", "Mo", "1er octet (s)", "tout (s)", "mémoire avant (Mo)", "au plus (Mo)"),
        [
            (
                "CSV",
                number(taken.lines, 0),
                number(taken.size / 1e6, 0),
                number(taken.first, 2),
                number(taken.whole),
                number(taken.before, 0),
                number(taken.peak, 0),
            )
        ],
    )
    more = taken.peak - taken.before
    print(
        f"\n  Cible : premier octet en {number(MOST_SECONDS)} s : "
        f"{verdict(taken.first <= MOST_SECONDS)}\n"
        f"  Cible : au plus {MOST_MEGABYTES} Mo de plus au plus haut : "
        f"{verdict(more <= MOST_MEGABYTES)} ({number(more, 0)})"
    )
