"""One letter at a time, to a mail server; where there is none, to a file beside the base."""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from ssl import create_default_context
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import unquote, urlsplit

from surveys.guard.outbox import NotSent, Refused, Unreachable
from webapp.config import Settings

PATIENCE = 20  # seconds for each answer of the mail server
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
SENDER = "Repères"
LETTERS = "letters"  # folder of what no mail server took
SPECIAL = frozenset(' ,;:<>()[]\\"')  # would make one address several, or a name
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


class Letter(NamedTuple):
    """What is sent: plain text to one address, perhaps a PDF; `uid` tells it from all others."""

    uid: str
    to: str
    subject: str
    body: str
    written_at: datetime
    stop: str = ""  # address that ends such letters, for mail programs that show a button for it
    pdf: bytes = b""


def compose(letter: Letter, mail_from: str) -> EmailMessage:
    """Return the message of a letter; line breaks in its subject become blanks.

    Raises:
        Refused: its address cannot stand in a header.
    """
    name, sender = parseaddr(mail_from)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name or SENDER, addr_spec=sender)
    message["To"] = _mailbox(letter.to)
    message["Subject"] = " ".join(_printable(letter.subject).split())
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.uid}@{_domain(mail_from)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if letter.stop:
        message["List-Unsubscribe"] = f"<{letter.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    if letter.pdf:
        message.add_attachment(
            letter.pdf, maintype="application", subtype="pdf", filename="rapport.pdf"
        )
    return message


def return_path(uid: str, mail_from: str) -> str:
    """Return the address that a mail server tells when the letter `uid` cannot be delivered."""
    return f"bounce+{uid}@{_domain(mail_from)}"


def _mailbox(address: str) -> Address:
    name, _, domain = address.rpartition("@")
    plain = address.isprintable() and not SPECIAL & set(address)
    if not (name and domain and plain):
        raise Refused("unreadable", nobody=True)
    return Address(username=name, domain=domain)


def _domain(mail_from: str) -> str:
    return parseaddr(mail_from)[1].rpartition("@")[2]


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


class Postman:
    """Carries letters over one connection, opened at the first letter."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self._leave()

    def send(self, letter: Letter) -> None:
        """Hand one letter over.

        Raises:
            Refused: it never will be taken.
            Unreachable: the mail server does not answer, or not to us.
            NotSent: it was not taken this time; the connection is begun anew for the next.
        """
        message = compose(letter, self._settings.mail_from)
        if not self._settings.smtp_url:
            keep_letter(self._settings.folder, letter.uid, message)
            return
        try:
            self._hand_over(letter, message)
        except smtplib.SMTPRecipientsRefused as refusal:
            self._leave()
            raise refused_at_once(*next(iter(refusal.recipients.values()))) from None
        except smtplib.SMTPNotSupportedError:
            self._leave()
            raise Refused("not ascii", nobody=True) from None
        except smtplib.SMTPDataError as refusal:
            self._leave()
            raise NotSent(_code(refusal.smtp_code, refusal.smtp_error)) from None
        except (smtplib.SMTPException, OSError) as reason:
            self._leave()
            raise Unreachable(type(reason).__name__) from None

    def _hand_over(self, letter: Letter, message: EmailMessage) -> None:
        server = self._server = self._server or connect(self._settings.smtp_url)
        mail_from = self._settings.mail_from
        try:
            server.send_message(message, return_path(letter.uid, mail_from), [letter.to])
        except smtplib.SMTPSenderRefused:
            # Some servers take no other sender than the account; bounces then name the message.
            server.send_message(message, parseaddr(mail_from)[1], [letter.to])

    def _leave(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()


def connect(smtp_url: str) -> smtplib.SMTP:
    """Return a connection to `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://user:word@host`."""
    url = urlsplit(smtp_url)
    host, port = url.hostname or "localhost", url.port or PORTS[url.scheme]
    if url.scheme == "smtps":
        context = create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=PATIENCE)
    try:
        if url.scheme == "smtp+tls":
            server.starttls(context=create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def refused_at_once(code: int, said: bytes) -> NotSent:
    """Return what a refusal of the recipient means: for good, for now, or of us (5.7: policy)."""
    reason = _code(code, said)
    if code < 500 or " 5.7." in reason:
        return NotSent(reason)
    return Refused(reason, nobody=True)


def _code(code: int, said: bytes | str) -> str:
    """Return « 550 5.1.1 »; the rest of what servers say may hold addresses and is left out."""
    status = STATUS.search(said.decode(errors="replace") if isinstance(said, bytes) else said)
    return f"{code} {status[0]}" if status else str(code)


def keep_letter(folder: Path, uid: str, message: EmailMessage) -> None:
    """Write a letter in the folder of an installation without a mail server."""
    letters = folder / LETTERS
    letters.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = letters / f"{uid}.eml"
    path.touch(mode=0o600)
    path.write_bytes(message.as_bytes(policy=SMTP.clone(utf8=True)))


def forget_letters(folder: Path, known: Callable[[list[str]], set[str]]) -> None:
    """Delete the files of letters that the outbox does not know any more, as after an erasure."""
    paths = {path.stem: path for path in (folder / LETTERS).glob("*.eml")}
    for uid in paths.keys() - (known(list(paths)) if paths else set()):
        paths[uid].unlink(missing_ok=True)
