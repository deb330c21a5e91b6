from django.conf import settings
from django.db import models
from django.db.models import Q


class SigningKey(models.Model):
    """What records are signed with (Ed25519). ``sealed`` is the private half; a key that is retired has none any more.

    ``name`` is the beginning of the SHA-256 of ``public``. The database refuses a change of either.
    """

    name = models.CharField(max_length=16, unique=True)
    public = models.CharField(max_length=64)
    sealed = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["retired_at"], condition=Q(retired_at=None), nulls_distinct=False, name="signing_key_one"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """What somebody learned of a course in some days, as it was signed: ``text`` is the very words.

    The database refuses every change of it. ``digest`` is of what it says without number, moment and key, so that
    asking twice gives the same one while one key signs.
    """

    number = models.CharField(max_length=20, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    signature = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest", "key"], name="record_once_a_key")]

    def __str__(self) -> str:
        return self.number
