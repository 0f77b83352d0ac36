"""Files of reports, sent at once where they are light, had written where they are heavy."""

from io import BytesIO

from flask import Response, request, send_file
from flask_babel import gettext as _

from reports.document import Document
from reports.exports import format_named
from reports.exports.weight import is_heavy
from surveys.models import ReportFile
from surveys.models.writing import READY
from surveys.report_files import Asked, ask_report_file, asked_before
from webapp.clock import now
from webapp.database import get_session, write_here
from webapp.jobs import write_out_soon

POINT = "point"


def file_of(document: Document, extension: str, name: str = "", *, decimal: str = "") -> Response:
    """Return a document as a file to keep, named « besoins » unless another name is given.

    `decimal` is « point » for CSV with a decimal point; else the address may say so.
    """
    decimal = decimal or request.args.get("decimal", "")
    kind, stream = format_named(extension, decimal=decimal), BytesIO()
    kind.write(document, stream, now())
    return _sent(stream.getvalue(), extension, name)


def file_or_job(
    campaign_id: int, document: Document, extension: str, *, decimal: str = ""
) -> Response | ReportFile:
    """Return a file of a campaign's report; or, while a heavy one is not there, what becomes of it.

    Raises:
        TooManyFilesAsked: others of the same campaign are not written yet.
    """
    if not is_heavy(document, extension):
        return file_of(document, extension, decimal=decimal)
    pointed = (decimal or request.args.get("decimal", "")) == POINT and extension == "csv"
    written = document.model_dump_json().encode()
    asked = Asked(campaign_id, extension, POINT if pointed else "", document.language, written)
    found = asked_before(get_session(), asked, now=now())
    if found is None:
        write_here()
        found = ask_report_file(get_session(), asked, now=now())
        get_session().commit()
        write_out_soon()
    return written_file(found) if found.state == READY else found


def written_file(file: ReportFile) -> Response:
    """Return a file that is ready."""
    return _sent(file.content, file.extension)


def _sent(content: bytes, extension: str, name: str = "") -> Response:
    kind = format_named(extension)
    return send_file(
        BytesIO(content),
        mimetype=kind.media_type,
        as_attachment=True,
        download_name=f"{name or _('besoins')}.{kind.extension}",
    )
