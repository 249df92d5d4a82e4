"""E-mail: put a letter into the outbox now, send what waits later.

A letter is claimed by one sender before it goes to the mail server, and marked when it has gone.
If the process is killed between the two nobody can know whether it went; it is then sent again
under the same Message-ID, by which mail programs recognise a double: better twice than never.
"""

from __future__ import annotations

import logging
import smtplib
import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db.models import F
from django.utils import timezone

from kazi.channels.models import Letter

log = logging.getLogger(__name__)

BATCH = 100
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
LOST_AFTER = timedelta(minutes=15)
KEEP_FINISHED = timedelta(days=30)


def post(to: str, subject: str, text: str, *, reply_to: str = "", unsubscribe: str = "") -> Letter:
    """Put a letter into the outbox, in the caller's transaction; it leaves within seconds of commit.

    `unsubscribe` is the address to which a mail program may POST to stop such letters (RFC 8058).

    Raises ValidationError when `to` is not an address.  Posting twice makes two letters: the
    caller's own constraint decides what is single.
    """
    validate_email(to)
    subject = " ".join(subject.split())[:200]
    return Letter.objects.create(
        to=to, reply_to=reply_to, unsubscribe=unsubscribe, subject=subject, text=text
    )


def send_waiting() -> int:
    """Send up to 100 letters that are due; return how many left.  Any number may run at once."""
    letters = _claim(timezone.now())
    if not letters:
        return 0
    connection: BaseEmailBackend = get_connection(fail_silently=False)
    sent = 0
    try:
        for number, letter in enumerate(letters):
            try:
                connection.send_messages([_message(letter, connection)])
            except Exception as error:  # A backend may raise anything.
                _put_off(letter, error)
                if _is_line_broken(error):
                    # The server is away: the others wait as they are, their turn is not used up.
                    _give_back(letters[number + 1 :])
                    break
            else:
                sent += 1
                _finish(letter, Letter.State.SENT, "")
    finally:
        _close(connection)
    return sent


def give_lost_back() -> int:
    """Return the letters of a killed sender to the outbox."""
    long_ago = timezone.now() - LOST_AFTER
    lost = Letter.objects.filter(state=Letter.State.SENDING, claimed_at__lt=long_ago)
    return lost.update(state=Letter.State.WAITING, claim=None)


def forget_finished() -> int:
    """Delete letters that were sent or given up a month ago."""
    old = Letter.objects.filter(done_at__lt=timezone.now() - KEEP_FINISHED)
    return old.delete()[0]


def _claim(now: datetime) -> list[Letter]:
    due = Letter.objects.filter(state=Letter.State.WAITING, due_at__lte=now)
    first = list(due.order_by("due_at").values_list("pk", flat=True)[:BATCH])
    if not first:
        return []
    mine = uuid.uuid4()
    # Another sender may have read the same list: each row goes to the one whose update finds it waiting.
    due.filter(pk__in=first).update(
        state=Letter.State.SENDING, claim=mine, claimed_at=now, attempts=F("attempts") + 1
    )
    return list(Letter.objects.filter(claim=mine, state=Letter.State.SENDING).order_by("due_at"))


def _message(letter: Letter, connection: BaseEmailBackend) -> EmailMessage:
    way_out = {}
    if letter.unsubscribe:
        way_out = {
            "List-Unsubscribe": f"<{letter.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        letter.subject,
        letter.text,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": f"<{letter.pk}@{host}>", "Auto-Submitted": "auto-generated", **way_out},
        connection=connection,
    )


def _put_off(letter: Letter, error: Exception) -> None:
    said = f"{type(error).__name__}: {error}"[:300]
    # The address stays out of the log; the row has it.
    log.warning("Letter %s was not sent at attempt %s: %s", letter.pk, letter.attempts, type(error).__name__)
    if _is_final(error) or letter.attempts > len(RETRY_AFTER):
        _finish(letter, Letter.State.FAILED, said)
        return
    due = timezone.now() + RETRY_AFTER[letter.attempts - 1]
    ours = Letter.objects.filter(pk=letter.pk, claim=letter.claim)
    ours.update(state=Letter.State.WAITING, claim=None, due_at=due, reply=said)


def _finish(letter: Letter, state: str, said: str) -> None:
    ours = Letter.objects.filter(pk=letter.pk, claim=letter.claim)
    ours.update(state=state, claim=None, text="", unsubscribe="", reply=said, done_at=timezone.now())


def _give_back(letters: list[Letter]) -> None:
    ours = Letter.objects.filter(pk__in=[letter.pk for letter in letters], state=Letter.State.SENDING)
    ours.update(state=Letter.State.WAITING, claim=None, attempts=F("attempts") - 1)


def _is_line_broken(error: Exception) -> bool:
    """Say whether the way to the server failed, rather than this one letter."""
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return False
    return isinstance(error, OSError)  # smtplib's errors are OSErrors too, and so are timeouts.


def _is_final(error: Exception) -> bool:
    """Say whether the server refused this letter for good: an answer of 500 and above to it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError:
        log.info("The mail server had closed the line first.")
