import uuid
from typing import Any

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
        BOOK = "book", _("电子书")
        PHOTOS = "photos", _("套图")
        SEALED = "sealed", _("套图里的图片")  # it leaves by a ticket of its set alone
        EXERCISE = "exercise", _("互动课件")

    PACKAGED = {Kind.VIDEO, Kind.AUDIO, Kind.DOCUMENT, Kind.BOOK, Kind.PHOTOS, Kind.EXERCISE}

    class State(models.TextChoices):
        STORED = "stored", _("已上传")
        PACKAGING = "packaging", _("处理中")
        READY = "ready", _("可用")
        FAILED = "failed", _("失败")
        LIVE = "live", _("直播中")

    MOVES = {
        State.STORED: {State.PACKAGING, State.READY, State.FAILED},
        State.PACKAGING: {State.PACKAGING, State.READY, State.FAILED},
        State.READY: {State.PACKAGING},
        State.FAILED: {State.PACKAGING},
        State.LIVE: {State.PACKAGING, State.READY, State.FAILED},
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

    A variant has a ``letter``: it is played as ``rung``, in turns with its twin, and who gets which says ``trace``
    (``serving``). Its own name is drawn by lot and stands in no address. Version ``WAITING`` is what was made and
    may not be seen before all of its like is there.
    """

    WHOLE = 2**32 - 1
    WAITING = 0

    class Letter(models.TextChoices):
        A = "a"
        B = "b"

    # As far as its ``Stream`` has come.
    REACHED = 2**32 - 2

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=16)
    version = models.PositiveIntegerField(default=1)
    bandwidth = models.PositiveIntegerField(default=0)
    peak = models.PositiveIntegerField(default=0, db_default=0)
    width = models.PositiveIntegerField(default=0, db_default=0)
    height = models.PositiveIntegerField(default=0, db_default=0)
    codecs = models.CharField(max_length=60, blank=True, default="", db_default="")
    rung = models.CharField(max_length=16, blank=True, default="", db_default="")
    letter = models.CharField(max_length=1, choices=Letter, blank=True, default="", db_default="")
    trace = models.PositiveBigIntegerField(null=True)
    segments = models.JSONField(default=list)
    preview_segments = models.PositiveIntegerField(default=0)
    # How long they are together, for those who read many lessons; null: packaged by the version before.
    shown_ms = models.PositiveIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)
    # In which store its segments lie too (``offsite.Store.id``), and since when all of them.
    store = models.CharField(max_length=16, blank=True, default="", db_default="")
    stored_at = models.DateTimeField(null=True)
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
    def shown_as(self) -> str:
        """Its name in addresses."""
        return self.rung or self.name

    @property
    def folder(self) -> str:
        return f"{self.name}.{self.version}"

    @property
    def preview_ms(self) -> int:
        return sum(duration for duration, _bytes, _epoch in self.segments[: self.preview_segments])


class Leftover(models.Model):
    """Segments in a store elsewhere whose rendition is gone; written by a trigger, whoever deletes the row."""

    asset_id = models.UUIDField()
    folder = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    store = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.asset_id}/{self.folder}"


class StoreCheck(models.Model):
    """When a store elsewhere last answered; ``failed_at`` is set while it does not."""

    store = models.CharField(max_length=16, unique=True)
    ok_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.store} {self.error or 'ok'}"


class Stream(models.Model):
    """A film that is given out as far as it has come: one that is received, or, from ``begins_at``, by the clock.

    What is received has the rows of its ``Rendition`` in a file that grows, see ``streaming``; at its end they go to
    their place, and nothing of what was watched moves.
    """

    asset = models.OneToOneField(Asset, on_delete=models.CASCADE, related_name="stream")
    name = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    begins_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.asset_id}/{self.name}.{self.version}"


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


class Play(models.Model):
    """One ticket for a whole lesson that is not everybody's: who, from where, and which keys it was given.

    ``plain``: its keys go out in the clear, so it is opened once and by one player. ``holds_until``: until when its
    device counts as one of the players a person may have at once; null: it gave that up, or had it taken. ``taken``:
    no play at all, but a ``Copy`` that was downloaded.
    """

    nonce = models.BigIntegerField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    device = models.ForeignKey("accounts.Device", on_delete=models.SET_NULL, null=True, related_name="+")
    lesson_id = models.BigIntegerField()
    network = models.CharField(max_length=40, blank=True, default="")
    plain = models.BooleanField(default=False)
    opener = models.BinaryField(null=True)
    opened_at = models.DateTimeField(null=True)
    keys = models.PositiveIntegerField(default=0)
    last_key = models.CharField(max_length=32, blank=True, default="")
    media_ms = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    holds_until = models.DateTimeField(null=True)
    taken = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["user", "began_at"], name="play_of_user"),
            models.Index(fields=["began_at"], name="play_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson_id} {self.keys}"


class Copy(models.Model):
    """A film or recording to take along, made for one person. Its file is ``files.copy``, and there while ``READY``.

    ``mark`` is what is written over the picture. ``traced``: of the person's own variants or not at all, and ``trace``
    says whose code they were. ``tries`` counts what was begun and never ended.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        MAKING = "making", _("正在做")
        READY = "ready", _("可以下载")
        FAILED = "failed", _("没做成")

    MOVES = {
        State.WAITING: {State.MAKING, State.FAILED},
        State.MAKING: {State.MAKING, State.READY, State.FAILED},
        State.READY: {State.WAITING},
        State.FAILED: {State.WAITING},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    lesson_id = models.BigIntegerField()
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    mark = models.CharField(max_length=160)
    traced = models.BooleanField(default=False)
    trace = models.PositiveBigIntegerField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=40, blank=True, default="")
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "lesson_id", "asset"], name="copy_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson_id} {self.state}"

    def move_to(self, state: "Copy.State", **changes: Any) -> None:
        if state not in self.MOVES[Copy.State(self.state)]:
            raise AssetStateError
        self.state = state
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *changes])


class Pace(models.Model):
    """What somebody was given ahead of playing, over all their plays: ``debt_ms`` at ``at``, and less since then."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    debt_ms = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.debt_ms}"


class Reviewed(models.Model):
    """Somebody of the school looked at how a person plays and left it so: what was before is no sign any more."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"


class BookChapter(models.Model):
    """``html`` is clean, ``words`` its text as a browser tells it; ``depth`` 0 stands at the edge of the contents."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    depth = models.PositiveSmallIntegerField(default=0)
    html = models.TextField()
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "number"], name="book_chapter_once")]

    def __str__(self) -> str:
        return self.title


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
