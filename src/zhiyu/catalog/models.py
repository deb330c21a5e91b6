from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.errors import ProductStateError


class Category(models.Model):
    name = models.CharField(_("名称"), max_length=24, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    name = models.CharField(_("名称"), max_length=24, unique=True)
    slug = models.SlugField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Anything that can stand on an order line. A course's public slug is its product's ``code``.

    ``stock`` null means unlimited; ``taken`` counts seats held by pending and paid orders and is only
    ever changed by conditional UPDATE.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("课程")

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("已上架")
        UNPUBLISHED = "unpublished", _("已下架")

    MOVES = {
        Status.DRAFT: {Status.PUBLISHED},
        Status.PUBLISHED: {Status.UNPUBLISHED},
        Status.UNPUBLISHED: {Status.PUBLISHED},
    }

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COURSE)
    code = models.SlugField(_("地址"), max_length=80, unique=True)
    title = models.CharField(_("标题"), max_length=80)
    subtitle = models.CharField(_("一句话介绍"), max_length=120, blank=True, default="")
    price_fen = models.PositiveIntegerField(_("价格"), default=0)
    stock = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    refund_days = models.PositiveSmallIntegerField(_("可退款天数"), default=7)
    refund_percent = models.PositiveSmallIntegerField(_("可全额退款的学习比例上限"), default=30)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(taken__lte=F("stock")), name="product_never_oversold"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def move_to(self, status: "Product.Status") -> None:
        if status not in self.MOVES[Product.Status(self.status)]:
            raise ProductStateError
        self.status = status
        self.save(update_fields=["status"])

    @property
    def seats_left(self) -> int | None:
        return None if self.stock is None else self.stock - self.taken


class Course(models.Model):
    product = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="course")
    categories = models.ManyToManyField(Category, blank=True, related_name="courses")
    tags = models.ManyToManyField(Tag, blank=True, related_name="courses")
    cover_design = models.CharField(_("封面样式"), max_length=12, default="grid")
    cover_hue = models.PositiveSmallIntegerField(_("封面色相"), default=158)
    cover_image = models.ForeignKey("media.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    problem = models.TextField(_("解决什么问题"), blank=True, default="")
    outcome = models.TextField(_("学完能做到什么"), blank=True, default="")
    for_whom = models.TextField(_("适合谁"), blank=True, default="")
    not_for_whom = models.TextField(_("不适合谁"), blank=True, default="")
    intro = models.TextField(_("详细介绍"), blank=True, default="")
    teacher = models.CharField(_("主讲人"), max_length=40, blank=True, default="")
    teacher_intro = models.TextField(_("主讲人介绍"), blank=True, default="")
    outline_version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.product.title


class Chapter(models.Model):
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="chapters")
    title = models.CharField(_("章节标题"), max_length=80)
    position = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    """One sitting. Removed lessons keep their row (``removed_at``), so that completed work is never lost."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("图文")
        AUDIO = "audio", _("音频")
        VIDEO = "video", _("视频")

    class Stage(models.TextChoices):
        BASIC = "basic", _("基础")
        ADVANCED = "advanced", _("进阶")
        PRACTICE = "practice", _("实战")

    class Rule(models.TextChoices):
        WATCHED = "watched", _("学到一定比例算完成")
        MANUAL = "manual", _("学员自己标记完成")

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="lessons")
    title = models.CharField(_("课时标题"), max_length=80)
    kind = models.CharField(_("形式"), max_length=8, choices=Kind, default=Kind.ARTICLE)
    position = models.PositiveIntegerField(default=0)
    objective = models.CharField(_("学习目标"), max_length=120, blank=True, default="")
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage, default=Stage.BASIC)
    free = models.BooleanField(_("免费"), default=False)
    preview_seconds = models.PositiveIntegerField(_("试看秒数"), null=True, blank=True)
    asset = models.ForeignKey("media.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons")
    body = models.TextField(_("正文"), blank=True, default="")
    rule = models.CharField(_("完成规则"), max_length=8, choices=Rule, default=Rule.WATCHED)
    rule_percent = models.PositiveSmallIntegerField(_("完成比例"), default=80)
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class Attachment(models.Model):
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="attachments")
    asset = models.ForeignKey("media.Asset", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class OutlineVersion(models.Model):
    """The outline as it was published; completion is recorded against one of these."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    lessons = models.JSONField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="outline_once")]

    def __str__(self) -> str:
        return f"{self.course_id} v{self.number}"
