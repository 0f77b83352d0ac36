"""Files of keyed sheets that come back: what they would change, and what is wrong in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext
from xlsxwriter.utility import xl_col_to_name

from referentiel.base import Refusal
from referentiel.formats.base import Issue, Source
from surveys.paper.errors import WrongKey
from surveys.paper.files import KeyedFile, Wrong, WrongRows, keyed_in
from surveys.paper.importing import Import, key_file
from surveys.paper.keying import Outcome
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.paper_files import ConfirmForm, FileForm
from webapp.keying import Desk
from webapp.paper_template import listed
from webapp.room import here
from webapp.said import said

MOST_SAID = 200  # of what is wrong: who mends that much will send the file again anyway
MOST_CODES = 20  # of sheets named in one sentence


@dataclass(frozen=True)
class Arrival:
    """A file that was read, and what it changes."""

    mark: str
    keyed: KeyedFile
    found: Import

    @property
    def is_fit(self) -> bool:
        """Whether it may be confirmed: something would change."""
        return not self.found.is_known

    @property
    def remarks(self) -> list[str]:
        return [remark_in_words(issue) for issue in self.keyed.remarks]


def arrived(desk: Desk, form: FileForm) -> Arrival | None:
    """Return what the file of a valid form would change; None, with the reasons, if refused."""
    content = form.file.data.read()
    source = Source(form.file.data.filename or "", content)
    return _keyed(desk, source, sha256(content).hexdigest(), form)


def arrived_again(desk: Desk, confirm: ConfirmForm, form: FileForm) -> Arrival | None:
    """Return what the text of a confirmation changes; the reasons, if any, go to the other form."""
    source = Source("", (confirm.text.data or "").encode())
    return _keyed(desk, source, (confirm.mark.data or "")[:64], form)


def _keyed(desk: Desk, source: Source, mark: str, form: FileForm) -> Arrival | None:
    try:
        keyed = keyed_in(source, desk.parts)
        found = key_file(
            get_session(),
            desk.campaign,
            keyed,
            desk.parts,
            secret=here().settings.secret_key,
            mark=mark,
            now=now(),
        )
        if found.wrong and not found.is_known:
            raise WrongRows(found.wrong)
    except Refusal as refusal:
        form.refuse(said(refusal), lines_of(getattr(refusal, "problems", ())))
        return None
    return Arrival(mark, keyed, found)


def confirm_form(arrival: Arrival) -> ConfirmForm:
    """Return the form that confirms what a file would change."""
    told = {"text": arrival.keyed.text, "mark": arrival.mark, "stamp": arrival.found.stamp}
    return ConfirmForm(formdata=None, data=told)


def to_confirm(sent: ConfirmForm, arrival: Arrival) -> ConfirmForm | None:
    """Return what is to be confirmed anew; None where all that was asked is confirmed."""
    anew = confirm_form(arrival)
    if sent.stamp.data != arrival.found.stamp:
        flash(_("Le plan a changé depuis votre lecture. Relisez-le, puis confirmez."))
        return anew
    if arrival.found.second and not sent.second.data:
        anew.refuse()
        return anew
    return None


def lines_of(problems: Sequence[Wrong]) -> list[str]:
    """Return what is wrong row by row, as it is read; of very much, the beginning."""
    lines = [_line(wrong) for wrong in problems[:MOST_SAID]]
    more = len(problems) - len(lines)
    if more:
        lines.append(ngettext("Et %(num)s autre remarque.", "Et %(num)s autres remarques.", more))
    return lines


def _line(wrong: Wrong) -> str:
    why = _why(wrong)
    if wrong.place is None:
        return str(_("Ligne %(row)s : %(why)s", row=wrong.row, why=why))
    letter, title = xl_col_to_name(wrong.place.number), wrong.place.title
    column = f"{title} ({letter})" if title else letter
    return str(
        _("Ligne %(row)s, colonne %(column)s : %(why)s", row=wrong.row, column=column, why=why)
    )


def _why(wrong: Wrong) -> str:
    """Return a reason that goes on after a colon."""
    if isinstance(wrong.refusal, WrongKey) and wrong.box is not None:
        typed = wrong.refusal.values["typed"]
        return str(
            _(
                "cette case accepte %(keys)s, pas « %(typed)s ».",
                keys=listed(wrong.box),
                typed=typed,
            )
        )
    sentence = said(wrong.refusal)
    return sentence[:1].lower() + sentence[1:]


def remark_in_words(issue: Issue) -> str:
    """Return what the reading of a file noticed, with its row."""
    sentence = str(_(issue.sentence))
    said_of_it = sentence % issue.values if issue.values else sentence
    if issue.row is None:
        return said_of_it
    return str(_("Ligne %(row)s : %(why)s", row=issue.row, why=said_of_it))


def done_in_words(found: Import) -> str:
    """Return what an import has changed; the sheets that differ are named, to be taken out."""
    counted, once, differing = map(len, map(found.new, Outcome))
    parts = [ngettext("%(num)s feuille comptée.", "%(num)s feuilles comptées.", counted)]
    if once:
        parts.append(
            ngettext(
                "%(num)s attend sa seconde saisie.", "%(num)s attendent leur seconde saisie.", once
            )
        )
    if differing:
        codes = [taken.ticket.shown_code for taken in found.new(Outcome.DIFFERS)[:MOST_CODES]]
        named = ", ".join([*codes, *["…"] * (differing > MOST_CODES)])
        parts.append(
            ngettext(
                "%(num)s est à trancher : %(codes)s.",
                "%(num)s sont à trancher : %(codes)s.",
                differing,
                codes=named,
            )
        )
    return " ".join(parts)
