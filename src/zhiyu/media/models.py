import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyu.media.errors import AssetStateError
from zhiyu.platform.live import tell


class Asset(models.Model):
    """An uploaded file and what became of it. Files live under ``MEDIA_DIR/<id>/``, never under a public address.

    ``preview_seconds``: null is the usual rule (3 minutes or a third, the shorter), 0 is none. ``tries`` counts
    packagings that were begun and never ended; ``loose_since`` is when tidying first found nobody using the file.
    ``laddered_at`` is when the last of its renditions was made; until then it plays with what is there.
    ``thumb_…``: the small pictures of its seek bar, see ``thumbs``.
    """

    class Kind(models.TextChoices):
        VIDEO = "video", _("视频")
        AUDIO = "audio", _("音频")
        IMAGE = "image", _("图片")
        FILE = "file", _("文件")
        DOCUMENT = "document", _("文档")
        EXERCISE = "exercise", _("互动课件")

    PACKAGED = {Kind.VIDEO, Kind.AUDIO, Kind.DOCUMENT, Kind.EXERCISE}

    class State(models.TextChoices):
        STORED = "stored", _("已上传")
        PACKAGING = "packaging", _("处理中")
        READY = "ready", _("可用")
        FAILED = "failed", _("失败")

    MOVES = {
        State.STORED: {State.PACKAGING, State.READY, State.FAILED},
        State.PACKAGING: {State.PACKAGING, State.READY, State.FAILED},
        State.READY: {State.PACKAGING},
        State.FAILED: {State.PACKAGING},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.STORED)
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    duration_ms = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=40, blank=True, default="")
    preview_seconds = models.PositiveIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    laddered_at = models.DateTimeField(null=True)
    ladder_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    ladder_progress = models.PositiveSmallIntegerField(default=0, db_default=0)
    ladder_error = models.CharField(max_length=40, blank=True, default="", db_default="")
    thumb_every_ms = models.PositiveIntegerField(default=0, db_default=0)
    thumb_count = models.PositiveIntegerField(default=0, db_default=0)
    thumb_width = models.PositiveSmallIntegerField(default=0, db_default=0)
    loose_since = models.DateTimeField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def move_to(self, state: "Asset.State") -> None:
        if state not in self.MOVES[Asset.State(self.state)]:
            raise AssetStateError
        failed = self.State.FAILED in {self.state, state}
        self.state = state
        self.save(update_fields=["state"])
        tell(f"asset:{self.pk}")
        if failed:
            tell("studio")


class Rendition(models.Model):
    """One packaged form of an asset: encrypted HLS segments on disk, their layout here, their keys nowhere.

    ``segments`` is ``[[duration_ms, bytes, epoch], …]``; ``epoch`` picks the key that HKDF derives from the
    master key, the asset, ``name`` and ``version``. ``preview_segments`` of them may be shown to anybody, and no
    epoch spans that boundary. A new version retires the one before; its files stay until its tickets have ended.
    All renditions of one version have the same cut. ``bandwidth`` is the average, ``peak`` the worst stretch (bit/s);
    ``codecs`` is empty for what the version before packaged.
    """

    WHOLE = 2**32 - 1

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=16)
    version = models.PositiveIntegerField(default=1)
    bandwidth = models.PositiveIntegerField(default=0)
    peak = models.PositiveIntegerField(default=0, db_default=0)
    width = models.PositiveIntegerField(default=0, db_default=0)
    height = models.PositiveIntegerField(default=0, db_default=0)
    codecs = models.CharField(max_length=60, blank=True, default="", db_default="")
    segments = models.JSONField(default=list)
    preview_segments = models.PositiveIntegerField(default=0)
    # How long they are together, for those who read many lessons; null: packaged by the version before.
    shown_ms = models.PositiveIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "name", "version"], name="rendition_once"),
            models.UniqueConstraint(
                fields=["asset", "name"], condition=models.Q(retired_at__isnull=True), name="rendition_current_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id}/{self.name}.{self.version}"

    @property
    def folder(self) -> str:
        return f"{self.name}.{self.version}"

    @property
    def preview_ms(self) -> int:
        return sum(duration for duration, _bytes, _epoch in self.segments[: self.preview_segments])


class Subtitle(models.Model):
    """What is said in an asset, in one language: ``cues`` is ``[[start_ms, end_ms, text], …]`` in the order of time.

    ``version`` goes up with every change, so that of two editors the second is told.
    """

    class Language(models.TextChoices):
        CHINESE = "zh-Hans", _("中文")
        TRADITIONAL = "zh-Hant", _("繁體中文")
        CANTONESE = "yue", _("粤语")
        ENGLISH = "en", _("英文")
        JAPANESE = "ja", _("日文")
        KOREAN = "ko", _("韩文")

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="subtitles")
    language = models.CharField(max_length=8, choices=Language)
    cues = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "language"], name="subtitle_once")]

    def __str__(self) -> str:
        return f"{self.asset_id}/{self.language}"


class DocumentPages(models.Model):
    """``pages`` is ``[[width, height, words], …]`` of a document's page images."""

    asset = models.OneToOneField(Asset, on_delete=models.CASCADE, related_name="+")
    pages = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.asset_id)


class Courseware(models.Model):
    """What an exercise's package holds: ``parts`` is the outline, as ``exercises.manifest.Part`` names its fields."""

    asset = models.OneToOneField(Asset, on_delete=models.CASCADE, related_name="+")
    standard = models.CharField(max_length=12)
    title = models.CharField(max_length=120, blank=True, default="")
    parts = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.asset_id} {self.standard}"


class CoursewareFile(models.Model):
    """Which number on disk a name in a package has; ``key`` is the name without regard to case and accents' forms."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=1000)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "key"], name="courseware_file_once")]

    def __str__(self) -> str:
        return self.key


class Upload(models.Model):
    """A resumable upload (tus 1.0.0). ``received`` bytes are safe on disk; ``expect`` is the kind it must be."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=100, blank=True, default="")
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, related_name="+")
    expect = models.CharField(max_length=8, choices=Asset.Kind, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"
