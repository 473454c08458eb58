import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file that somebody uploaded: of a kind that was found in its bytes, and served as an attachment only."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("pdf")
        DOCX = "docx", _("Word-document")
        XLSX = "xlsx", _("Excel-bestand")
        ODT = "odt", _("OpenDocument-tekst")
        ODS = "ods", _("OpenDocument-rekenblad")
        TEXT = "txt", _("tekst")
        CSV = "csv", _("csv-bestand")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # its name in addresses, and says nothing
    name = models.CharField(max_length=120)  # as people see it, cleaned
    kind = models.CharField(max_length=4, choices=Kind)
    size = models.PositiveIntegerField()  # bytes
    fingerprint = models.CharField(max_length=64)  # SHA-256 of its bytes
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class FileContent(models.Model):
    """The bytes of a stored file, apart: who lists files must not read them all."""

    file = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.file)


class Paper(models.Model):
    """A file that administrators keep with an organisation: who may speak for it, what was agreed."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="papers")
    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.file)

    def get_absolute_url(self) -> str:
        return reverse("people:paper", args=[self.organisation_id, self.file.key])
