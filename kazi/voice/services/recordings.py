"""What was read aloud for calls comes in, many files at once, each told by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from kazi.files.models import StoredFile
from kazi.files.services import forget_file, store_upload
from kazi.kernel.words import N_, Fault
from kazi.voice.models import Poll, Recording
from kazi.voice.rules.questionnaire import Questionnaire
from kazi.voice.rules.recordings import Prompt, prompt_of_file
from kazi.voice.rules.sounds import MOST_BYTES, sound_kind

MOST_FILES = 200


@dataclass
class Taken:
    """How many recordings were kept, and why the others were not."""

    kept: int = 0
    refused: list[Fault] = field(default_factory=list)


def take_recordings(
    poll: Poll, asks: Questionnaire, language: str, uploads: Iterable[UploadedFile[Any]]
) -> Taken:
    """Keep each file as the recording of the prompt that its name says; a newer one takes its place.

    The same file again changes nothing but the day.
    """
    taken = Taken()
    for number, upload in enumerate(uploads):
        name = str(upload.name)
        if number >= MOST_FILES:
            taken.refused.append(
                Fault(N_("At most %(most)s files at once."), {"most": MOST_FILES}, field=name)
            )
            break
        prompt = prompt_of_file(asks, language, name)
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
    before = Recording.objects.filter(poll=poll, language=language, prompt=prompt.key).first()
    old = before.file if before else None
    Recording.objects.update_or_create(
        poll=poll,
        language=language,
        prompt=prompt.key,
        defaults={"file": stored, "words_sha256": prompt.sha256, "made_at": timezone.now()},
    )
    if old is not None:
        forget_file(old)
