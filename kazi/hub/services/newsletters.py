"""The newsletter: asked for twice, sent once, ended with one click.

The links in the letters are signed, so that no secret lies in the database: a link names a reader
and what it may do, and one kind of link cannot do the other's work.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core import signing
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.channels.letters import post
from kazi.hub.events import NewsletterSent
from kazi.hub.models import Newsletter, NewsletterCopy, Reader
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused

CONFIRM_WITHIN = 7 * 24 * 3600
AT_A_TIME = 500
_CONFIRM, _LEAVE = "kazi.hub.newsletter.confirm", "kazi.hub.newsletter.leave"

Link = Callable[[str], str]  # The address of a page for a signed token.


@transaction.atomic
def ask_to_join(email: str, language: str, link: Link) -> None:
    """Send the question whether this address really wants the letter.

    Whoever is a reader already gets nothing new, and the page says the same in both cases, so that
    nobody can find out who reads.
    """
    reader, _made = Reader.objects.update_or_create(
        email=email.strip().lower(), defaults={"language": language}
    )
    if reader.confirmed_at is not None:
        return
    token = signing.dumps(reader.pk, salt=_CONFIRM)
    with translation.override(language):
        subject = _("Do you want the hub's newsletter?")
        text = _(
            "Somebody, we hope you, asked for our newsletter at this address. If you want it, open this "
            "page and say yes:\n\n%(link)s\n\nIf not, do nothing: we will not write again."
        )
    post(reader.email, subject, text % {"link": link(token)})


def confirm(token: str) -> Reader:
    """Let the letter come; again changes nothing.  Raises NotFound for a link that is old or not ours."""
    reader = _reader(token, _CONFIRM, CONFIRM_WITHIN)
    Reader.objects.filter(pk=reader.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    reader.refresh_from_db()
    return reader


def leave(token: str) -> None:
    """Forget a reader; who has left already may leave again.  Raises NotFound for a link not ours."""
    number = _value(token, _LEAVE, None)
    if number is None:
        raise NotFound
    Reader.objects.filter(pk=number).delete()


def who_asks(token: str, *, leaving: bool) -> bool:
    """Say whether a link is one of ours, whatever became of its reader."""
    return _value(token, _LEAVE if leaving else _CONFIRM, None if leaving else CONFIRM_WITHIN) is not None


@transaction.atomic
def send(actor: Actor, newsletter: Newsletter, site: str) -> None:
    """Start sending an issue; a job writes to the readers in batches.  Again changes nothing.

    `site` is this hub's address, such as https://hub.example.org: the job's links begin with it.
    """
    if not newsletter.opening.strip() and not newsletter.articles.exists():
        raise Refused(_("There is nothing in this issue yet. Write an opening or choose an article."))
    drafts = Newsletter.objects.filter(pk=newsletter.pk, state=Newsletter.State.DRAFT)
    if drafts.update(state=Newsletter.State.SENDING, site=site.rstrip("/")):
        record(NewsletterSent(str(newsletter.pk)), actor_id=actor.person_id)


def post_waiting() -> int:
    """Put up to 500 copies of the issues on their way into the outbox; return how many.

    A reader's row and its letter are written in one transaction, so that nobody gets two and nobody
    is passed over, however often this stops half way.
    """
    sent = 0
    for issue in Newsletter.objects.filter(state=Newsletter.State.SENDING).order_by("pk"):
        waiting = Reader.objects.filter(language=issue.language).exclude(confirmed_at=None)
        waiting = waiting.exclude(pk__in=NewsletterCopy.objects.filter(newsletter=issue).values("reader"))
        readers = list(waiting.order_by("pk")[:AT_A_TIME])
        if not readers:
            Newsletter.objects.filter(pk=issue.pk).update(state=Newsletter.State.SENT, sent_at=timezone.now())
            continue
        text = letter_text(issue)
        for reader in readers:
            sent += _post_copy(issue, reader, text)
        break
    return sent


def letter_text(issue: Newsletter) -> str:
    """Return the issue as the plain text of a letter, without the last lines that differ by reader."""
    parts = [issue.opening.strip()]
    with translation.override(issue.language):
        for version in issue.articles.select_related("edition__article").order_by("-published_at"):
            article = version.edition.article
            place = "news" if article.kind == "news" else "resources"
            day = date_format(version.published_at, "DATE_FORMAT")
            link = f"{issue.site}/{place}/{article.slug}/"
            parts.append(f"{version.title}\n{version.summary}\n{day}, {version.author_name}\n{link}")
    return "\n\n\n".join(part for part in parts if part)


@transaction.atomic
def _post_copy(issue: Newsletter, reader: Reader, text: str) -> int:
    _copy, made = NewsletterCopy.objects.get_or_create(newsletter=issue, reader=reader)
    if not made:
        return 0
    link = f"{issue.site}/newsletter/leave/{signing.dumps(reader.pk, salt=_LEAVE)}/"
    with translation.override(issue.language):
        last = _("You get this letter because you asked for it. To end it:\n%(link)s") % {"link": link}
    post(reader.email, issue.subject, f"{text}\n\n\n--\n{last}\n", unsubscribe=link)
    return 1


def _value(token: str, salt: str, within: int | None) -> int | None:
    try:
        return int(signing.loads(token, salt=salt, max_age=within))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _reader(token: str, salt: str, within: int | None) -> Reader:
    number = _value(token, salt, within)
    found = None if number is None else Reader.objects.filter(pk=number).first()
    if found is None:
        raise NotFound
    return found
