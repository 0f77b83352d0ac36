"""Emptying the outbox: claim, send, settle, each committed before the next step."""

from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Lock

from sqlalchemy.orm import Session

from surveys.guard import outbox
from surveys.guard.outbox import NotSent, Refused, Unreachable
from surveys.guard.sealing import unseal
from surveys.guard.webhooks import PURPOSE, STOPPED
from surveys.models import Outgoing, Webhook
from webapp.calls import call
from webapp.config import Settings
from webapp.mail import Letter, Postman, forget_letters

MOST_CALLS = 20  # of one run: the next one comes within the minute
_calling = Lock()  # slow readers of calls hold one thread at most; letters have the others


@dataclass(frozen=True)
class Ground:
    """What the worker stands on: the same three things as a request."""

    settings: Settings
    sessions: Callable[[bool], Session]
    clock: Callable[[], datetime]


def deliver(ground: Ground) -> None:
    """Send what is due: letters first, then calls, unless another thread is calling."""
    with ground.sessions(False) as session:
        forget_letters(ground.settings.folder, partial(outbox.kept_uids, session))
    with suppress(Unreachable), Postman(ground.settings) as postman:
        while letter := _claimed(ground, outbox.LETTER):
            _attempt(ground, letter, lambda due: postman.send(_letter(due)))
    if _calling.acquire(blocking=False):
        try:
            _call(ground)
        finally:
            _calling.release()


def _call(ground: Ground) -> None:
    for _ in range(MOST_CALLS):
        hook = _claimed(ground, outbox.HOOK)
        if hook is None:
            return
        _attempt(ground, hook, lambda due: _post(ground, due))


def _claimed(ground: Ground, kind: str) -> Outgoing | None:
    with ground.sessions(True) as session:
        claimed = outbox.claim(session, kind, now=ground.clock())
        session.commit()
        return claimed


def _attempt(ground: Ground, due: Outgoing, send: Callable[[Outgoing], None]) -> None:
    """Send what was claimed and note what came of it; raise Unreachable where no more can go."""
    try:
        send(due)
    except Refused as reason:
        _note(ground, outbox.give_up, due, error=str(reason), nobody=reason.nobody)
    except NotSent as reason:
        _note(ground, outbox.put_off, due, error=str(reason))
        if isinstance(reason, Unreachable):
            raise
    else:
        _note(ground, outbox.settle, due)


def _note(ground: Ground, what: Callable[..., None], due: Outgoing, **said: str | bool) -> None:
    with ground.sessions(True) as session:
        what(session, due, now=ground.clock(), **said)
        session.commit()


def _letter(due: Outgoing) -> Letter:
    words = due.payload
    return Letter(
        due.uid,
        due.address,
        words["subject"],
        words["body"],
        due.created_at,
        stop=words.get("stop", ""),
        pdf=b64decode(words.get("pdf", "")),
    )


def _post(ground: Ground, due: Outgoing) -> None:
    with ground.sessions(False) as session:
        webhook = session.get(Webhook, due.webhook_id)
    settings = ground.settings
    word = unseal(settings.secret_key, PURPOSE, webhook.sealed_secret) if webhook else None
    if webhook is None or webhook.stopped_at or word is None:
        raise Refused(STOPPED)
    call(due, word, now=ground.clock(), local=settings.demonstration)
