"""What was read aloud for calls comes in, many files at once, each told by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from kazi.files.links import SHARED
from kazi.files.models import StoredFile
from kazi.files.services import forget_file, store_upload
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.kernel.words import N_, Fault
from kazi.voice import queries
from kazi.voice.models import Poll, PollVersion, Recording
from kazi.voice.rules.questionnaire import Questionnaire
from kazi.voice.rules.recordings import Prompt, prompt_of_file
from kazi.voice.rules.sounds import MOST_BYTES, sound_kind

MOST_FILES = 200
KEPT = timedelta(seconds=2 * SHARED)  # As long as a link to it may be good.


@dataclass
class Taken:
    """How many recordings were kept, and why the others were not."""

    kept: int = 0
    refused: list[Fault] = field(default_factory=list)


def take_recordings(
    poll: Poll, asks: Questionnaire, language: str, uploads: Iterable[UploadedFile[Any]]
) -> Taken:
    """Keep each file as the recording of the prompt that its name says; a newer one takes its place.

    The same file again changes nothing but the day.  Of our own words one recording serves all polls.
    """
    taken = Taken()
    needed = queries.prompts_of(poll, asks, language)
    for number, upload in enumerate(uploads):
        name = str(upload.name)
        if number >= MOST_FILES:
            taken.refused.append(
                Fault(N_("At most %(most)s files at once."), {"most": MOST_FILES}, field=name)
            )
            break
        prompt = prompt_of_file(needed, language, name)
        fault = _fault(upload, prompt)
        if fault or prompt is None:
            taken.refused.append(Fault(fault, field=name))
            continue
        _keep(poll, language, prompt, upload, name)
        taken.kept += 1
    return taken


def _fault(upload: UploadedFile[Any], prompt: Prompt | None) -> str:
    if prompt is None:
        return N_("No prompt has this name. Call the file as the table says.")
    if prompt.has_answer:
        return N_("An answer stands in these words, so no recording can hold them. Change the words first.")
    if not prompt.words:
        return N_("The poll has no words in this language here. Write them first, then read them aloud.")
    if (upload.size or 0) > MOST_BYTES:
        return N_("A recording may have at most 5 MB.")
    head = upload.read(16)
    upload.seek(0)
    return "" if sound_kind(head) else N_("This is no recording. Send MP3, WAV, OGG or M4A.")


@transaction.atomic
def _keep(poll: Poll, language: str, prompt: Prompt, upload: UploadedFile[Any], name: str) -> None:
    head = upload.read(16)
    upload.seek(0)
    stored = store_upload(upload, name, StoredFile.Use.ATTACHMENT)
    StoredFile.objects.filter(pk=stored.pk).update(mime=sound_kind(head))
    whose: dict[str, Any] = {
        "poll": None if prompt.shared else poll,
        "language": language,
        "prompt": prompt.key,
    }
    same = Recording.objects.filter(**whose).exclude(words_sha256__in=_still_said(poll, language, prompt))
    old = list(same)
    same.exclude(words_sha256=prompt.sha256).delete()
    Recording.objects.update_or_create(
        **whose, words_sha256=prompt.sha256, defaults={"file": stored, "made_at": timezone.now()}
    )
    for one in old:
        # Not at once: a call that is going on was given its address just now.
        forget_recording.using(run_after=timezone.now() + KEPT).enqueue(one.org_id, str(one.file_id))


def _still_said(poll: Poll, language: str, prompt: Prompt) -> set[str]:
    """Return the other words under this key that people may still be asked in: those of launched versions."""
    if prompt.shared:
        return set()
    launched = poll.versions.filter(launched_at__isnull=False, results__closed_at=None)
    asked = (queries.prompts_of(poll, version.asks(), language) for version in launched)
    words = {one.sha256 for needed in asked for one in needed if one.key == prompt.key}
    return words - {prompt.sha256}


@task()
def forget_recording(org_id: int, file_id: str) -> None:
    """Delete the file of a recording that was replaced; one that is in use or gone stays as it is."""
    with acting_for(org_id):
        file = StoredFile.objects.filter(pk=file_id).first()
        if file is not None and not Recording.objects.filter(file=file).exists():
            forget_file(file)


def must_be_recorded(version: PollVersion, languages: Iterable[str]) -> None:
    """Raise Refused unless all that calls in these languages say is recorded, naming the languages."""
    missing = [code for code in languages if not queries.may_be_called(version.poll, version, code)]
    if missing:
        names = ", ".join(queries.tongue(code) for code in missing)
        raise Refused(
            _("Recordings are missing in: %(languages)s. No call is made without them.")
            % {"languages": names}
        )
