"""Saved searches: asked for, confirmed from the mailbox itself, written about, stopped.

A letter goes to an address only after somebody who reads its mail has pressed a button; the one
that asks for it is paced by the page.  One signed address confirms, shows and stops.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kazi.accounts.models import Person
from kazi.channels.letters import post
from kazi.hub.access.saved_searches import secret_of
from kazi.hub.facets import read_out
from kazi.hub.models import SavedSearch
from kazi.hub.rules.questions import Question
from kazi.search.queries import search

RHYTHMS = {"day": timedelta(days=1), "week": timedelta(days=7)}
CONFIRM_WITHIN = timedelta(days=7)
MOST_IN_A_LETTER = 12
MOST_OF_ONE = 20  # Searches that one address may save.
LETTERS_AT_A_TIME = 200


@transaction.atomic
def save_search(
    email: str, asked: Question, rhythm: str, *, site: str, person: Person | None = None
) -> SavedSearch:
    """Save a search and write to the address for its consent; a second time only writes again.

    `person` is who is signed in: to their own address nothing has to be confirmed.  The twenty-first
    search of one address is not saved, and the letter says so.
    """
    email, now = email.strip().lower(), timezone.now()
    is_own = person is not None and person.email.strip().lower() == email
    fields = {
        "words": asked.words,
        "filters": dict(asked.filters),
        "rhythm": rhythm,
        "language": get_language() or "en",
        "site": site.rstrip("/"),
        "made_at": now,
        "seen_until": now,
        "person": person if is_own else None,
    }
    saved, made = SavedSearch.objects.get_or_create(email=email, digest=_digest(asked), defaults=fields)
    if not made and saved.rhythm != rhythm and is_own:
        SavedSearch.objects.filter(pk=saved.pk).update(rhythm=rhythm)
    if is_own:
        return confirm(saved)
    if made and SavedSearch.objects.filter(email=email).count() > MOST_OF_ONE:
        saved.delete()
        return saved
    _ask(saved)
    return saved


@transaction.atomic
def confirm(saved: SavedSearch) -> SavedSearch:
    """Begin to write; confirming again changes nothing."""
    now = timezone.now()
    SavedSearch.objects.filter(pk=saved.pk, confirmed_at=None).update(
        confirmed_at=now, seen_until=now, due_at=now + RHYTHMS[saved.rhythm]
    )
    saved.refresh_from_db()
    return saved


def stop(saved: SavedSearch) -> None:
    """Write no more and forget the address; stopping again changes nothing."""
    SavedSearch.objects.filter(pk=saved.pk).delete()


def write_about_new() -> int:
    """Write to those whose turn it is and for whom something is new; return how many letters went out."""
    now = timezone.now()
    SavedSearch.objects.filter(confirmed_at=None, made_at__lt=now - CONFIRM_WITHIN).delete()
    due = SavedSearch.objects.filter(due_at__lte=now).order_by("due_at")
    return sum(_write(saved) for saved in due[:LETTERS_AT_A_TIME])


def question_of(saved: SavedSearch) -> Question:
    return Question(saved.words, {name: tuple(codes) for name, codes in saved.filters.items()})


@transaction.atomic
def _write(saved: SavedSearch) -> bool:
    """Write one letter when there is something new, and move the turn on in the same transaction."""
    now = timezone.now()
    mine = SavedSearch.objects.filter(pk=saved.pk, due_at=saved.due_at)
    if not mine.update(due_at=now + RHYTHMS[saved.rhythm], seen_until=now):
        return False  # Another process was first.
    asked = question_of(saved)
    newest = search(asked.words, asked.filters, on_a_page=MOST_IN_A_LETTER, newest_first=True)
    # Of a question whose words were put right or left out nothing is sent: it would fit too much.
    new = (
        [] if newest.is_partial or newest.meant else [hit for hit in newest.hits if hit.at > saved.seen_until]
    )
    if not new:
        return False
    with translation.override(saved.language):
        subject = ngettext("%(count)s new on Kazi: %(what)s", "%(count)s new on Kazi: %(what)s", len(new))
        listed = [f"{''.join(text for text, _is in hit.title)}\n{saved.site}{hit.path}" for hit in new]
        text = _(
            "New or renewed since our last letter, for your search “%(what)s”:\n\n%(list)s\n\n"
            "All that fits:\n%(all)s\n\nTo get no more of these letters:\n%(stop)s"
        )
        post(
            saved.email,
            subject % {"count": len(new), "what": read_out(asked)},
            text
            % {
                "what": read_out(asked),
                "list": "\n\n".join(listed),
                "all": saved.site + asked.address(reverse("hub:search")),
                "stop": link_of(saved),
            },
            unsubscribe=saved.site + reverse("hub:stop_search", args=[secret_of(saved)]),
        )
    return True


def link_of(saved: SavedSearch) -> str:
    return saved.site + reverse("hub:saved_search", args=[secret_of(saved)])


def _ask(saved: SavedSearch) -> None:
    what = {"what": read_out(question_of(saved)), "link": link_of(saved)}
    if saved.confirmed_at:
        subject = _("You have this search already")
        text = _("We write to you already about “%(what)s”. Here you see it, and can stop it:\n\n%(link)s")
    else:
        subject = _("Shall we write to you about new things on Kazi?")
        text = _(
            "Somebody, we hope you, asked us to write to this address when there is something new for "
            "the search “%(what)s”. If you want that, say so here:\n\n%(link)s\n\n"
            "If not, you need not do anything: we will not write again, and forget the address in a week."
        )
    post(saved.email, subject, text % what)


def _digest(asked: Question) -> str:
    said = json.dumps([asked.words.casefold(), sorted(asked.filters.items())])
    return hashlib.sha256(said.encode()).hexdigest()
