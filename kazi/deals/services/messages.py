"""Letters of a deal: written with files, read, shown to the hub where both want it, exported."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.accounts.reaching import members_of
from kazi.deals.access.agreements import in_person
from kazi.deals.events import HubLetIn, MessageSent
from kazi.deals.models import Agreement, Message, MessageFile, ReadMark, Thread
from kazi.deals.models.messages import Voice
from kazi.deals.services.telling import write_to
from kazi.files.scanning import refuse_viruses
from kazi.files.services import open_file, plain_name, store_upload
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Forbidden, Refused
from kazi.kernel.words import N_

MOST_FILES = 5
MOST_FILE_BYTES = 20_000_000
MOST_TEXT = 20_000
MOST_EXPORT_BYTES = 200_000_000
# What a computer runs when somebody opens it.  Everything is only ever offered for saving.
REFUSED_ENDINGS = frozenset({
    ".exe", ".com", ".bat", ".cmd", ".msi", ".scr", ".pif", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta",
    ".ps1", ".jar", ".lnk", ".reg", ".dll", ".app", ".dmg", ".apk", ".sh", ".desktop", ".iso",
})  # fmt: skip


class Upload(Protocol):
    """A file of a form: open, named, of a known size."""

    @property
    def name(self) -> str | None: ...
    @property
    def size(self) -> int | None: ...
    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, position: int, /) -> Any: ...


@transaction.atomic
def thread_for(agreement: Agreement) -> Thread:
    """Return the letters of this agreement; begun with the first look."""
    found = Thread.objects.filter(agreement=agreement).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Thread.objects.create(
                owner_id=agreement.owner_id,
                shared_with_id=agreement.shared_with_id,
                agreement=agreement,
                title=agreement.title,
            )
    except IntegrityError:
        return Thread.objects.get(agreement=agreement)


def send(
    actor: Actor,
    thread: Thread,
    voice: Voice,
    text: str,
    files: Sequence[Upload] = (),
    once: uuid.UUID | None = None,
) -> Message:
    """Send a letter with up to five files; the same `once` again returns the first letter.

    Every file is checked before anything is kept.  The others get an e-mail that says only that there
    is something to read, and no second one before they have read.
    """
    in_person(actor)
    text = text.replace("\0", "").replace("\r\n", "\n").strip()
    there = Message.objects.filter(thread=thread, once=once).first() if once else None
    if there is not None:
        return there
    _check(text, files)
    scanned = [_check_file(file) for file in files]
    with transaction.atomic():
        person = Person.objects.get(pk=actor.person_id)
        try:
            with transaction.atomic():
                message = Message.objects.create(
                    thread=thread,
                    once=once or uuid.uuid4(),
                    voice=voice,
                    author_id=actor.membership_id,
                    author_name=person.name,
                    organisation=Organisation.objects.get(pk=actor.org_id).name,
                    text=text,
                )
        except IntegrityError:  # The same form, sent twice at one moment.
            return Message.objects.get(thread=thread, once=once or uuid.UUID(int=0))
        for file, was_scanned in zip(files, scanned, strict=True):
            file.seek(0)
            stored = store_upload(file, file.name or "file", use="message")
            MessageFile.objects.create(
                message=message, stored=stored, name=stored.name, bytes=stored.bytes,
                sha256=stored.sha256, scanned=was_scanned,
            )  # fmt: skip
        _tell_others(actor, thread, message)
        mark_read(actor, thread)
        Thread.objects.filter(pk=thread.pk).update(latest_at=message.at)
        record(MessageSent(thread_id=str(thread.pk), message_id=str(message.pk)), actor_id=actor.person_id)
    return message


def mark_read(actor: Actor, thread: Thread) -> None:
    """Keep that the actor has seen all letters there are; a mark never moves back."""
    latest = thread.messages.aggregate(last=Max("pk"))["last"] or 0
    mark, _made = ReadMark.objects.get_or_create(thread=thread, membership_id=actor.membership_id)
    ReadMark.objects.filter(pk=mark.pk, up_to__lt=latest).update(up_to=latest, at=timezone.now())


@transaction.atomic
def invite_hub(actor: Actor, thread: Thread, voice: Voice, wanted: bool) -> Thread:
    """Say, for one side, whether hub staff may read along; they do while both sides want it."""
    if voice == Voice.HUB:
        raise Forbidden
    name = "hub_by_provider" if voice == Voice.PROVIDER else "hub_by_buyer"
    if Thread.objects.filter(pk=thread.pk, **{name: not wanted}).update(**{name: wanted}):
        fact = HubLetIn(str(thread.pk), voice.value, "yes" if wanted else "no")
        record(fact, actor_id=actor.person_id)
    thread.refresh_from_db()
    return thread


def export(thread: Thread) -> bytes:
    """Return a ZIP of all letters as JSON, with their files; raise Conflict when it would be too large.

    A file that is no longer on the disk is named in the JSON with an empty path.
    """
    messages = list(thread.messages.prefetch_related("files__stored"))
    total = sum(file.bytes for message in messages for file in message.files.all())
    if total > MOST_EXPORT_BYTES:
        raise Conflict(_("The files of these letters are too many for one export. Save them one by one."))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        told = []
        for message in messages:
            names = []
            for file in message.files.all():
                name = f"files/{file.pk}-{PurePosixPath(plain_name(file.name)).name}"
                try:
                    with open_file(file.stored) as content:
                        archive.writestr(name, content.read())
                except FileNotFoundError:  # A restored backup without its media: the letters still go.
                    name = ""
                names.append({"name": file.name, "path": name, "sha256": file.sha256, "bytes": file.bytes})
            told.append(_as_json(message, names))
        whole = {"deal": thread.pk, "title": thread.title, "messages": told}
        archive.writestr("messages.json", json.dumps(whole, ensure_ascii=False, indent=1))
    return packed.getvalue()


def _as_json(message: Message, files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": message.pk,
        "at": message.at.isoformat(),
        "side": message.voice,
        "organisation": message.organisation,
        "author": message.author_name,
        "text": message.text,
        "files": files,
    }


def _check(text: str, files: Sequence[Upload]) -> None:
    if not text and not files:
        raise Refused(_("Write something, or add a file."))
    if len(text) > MOST_TEXT:
        said = _("The letter has %(count)s characters; at most %(most)s fit.")
        raise Refused(said % {"count": len(text), "most": MOST_TEXT})
    if len(files) > MOST_FILES:
        raise Refused(_("At most %(most)s files go with one letter.") % {"most": MOST_FILES})


def _check_file(file: Upload) -> bool:
    name = plain_name(file.name or "file")
    if (file.size or 0) > MOST_FILE_BYTES:
        said = _("“%(name)s” has more than %(most)s MB. Make it smaller, or share it in parts.")
        raise Refused(said % {"name": name, "most": MOST_FILE_BYTES // 1_000_000})
    if not file.size:
        raise Refused(_("“%(name)s” is empty.") % {"name": name})
    if PurePosixPath(name.lower().rstrip(". ")).suffix in REFUSED_ENDINGS:
        raise Refused(_("“%(name)s” is a program; programs are not taken here.") % {"name": name})
    file.seek(0)
    return refuse_viruses(file, name)


def _tell_others(actor: Actor, thread: Thread, message: Message) -> None:
    """Write to everybody else who has read all there was; who has something to read was told already."""
    before = thread.messages.exclude(pk=message.pk).aggregate(last=Max("pk"))["last"] or 0
    marks = dict(ReadMark.objects.filter(thread=thread).values_list("membership_id", "up_to"))
    readers: list[Membership] = [
        one
        for one in _readers(thread)
        if one.pk != actor.membership_id and (not before or marks.get(one.pk, 0) >= before)
    ]
    write_to(
        readers,
        N_("A new message about “%(title)s”"),
        N_(
            "%(organisation)s has written to you. For your safety the message is not in this letter; "
            "read it here:"
        ),
        {"title": thread.title, "organisation": message.organisation},
        f"/deals/{thread.pk}/messages/",
    )


def _readers(thread: Thread) -> Iterable[Membership]:
    yield from members_of(thread.owner_id, Role.MANAGER)
    yield from members_of(thread.shared_with_id, Role.CLIENT)
    if thread.hub_by_provider and thread.hub_by_buyer:
        hubs = Organisation.objects.filter(kind=Organisation.Kind.HUB).values_list("pk", flat=True)
        for hub_id in hubs:
            yield from members_of(hub_id, Role.HUB)
