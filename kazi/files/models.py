"""What was uploaded: checked, stored once under its content, served to whom a room vouches for."""

from __future__ import annotations

import uuid

from django.db import models

from kazi.kernel.tenancy import TenantModel

# Recordings, by what their first bytes say; whoever stores one has looked.
SOUNDS = frozenset({"audio/mpeg", "audio/wav", "audio/ogg", "audio/mp4"})


class StoredFile(TenantModel):
    """One file of one organisation.  `path` is below the media folder, named by content."""

    class Use(models.TextChoices):
        BATCH = "batch", "Batch"
        IMAGE = "image", "Image"
        EXPORT = "export", "Export"
        ATTACHMENT = "attachment", "Attachment"
        MESSAGE = "message", "Message"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use = models.CharField(max_length=10, choices=Use)
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=300)
    light_path = models.CharField(max_length=300, blank=True)
    mime = models.CharField(max_length=100)
    bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["org", "sha256"], name="file_by_content")]

    def __str__(self) -> str:
        return self.name
