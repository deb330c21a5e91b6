from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.durations import Duration, Unit
from zhiyu.catalog.errors import ProductStateError
from zhiyu.catalog.models.category import Category, Tag
from zhiyu.catalog.models.offers import Intake, Package, Single, TipJar
from zhiyu.catalog.models.outline import OutlineVersion
from zhiyu.catalog.models.photo import Photo
from zhiyu.catalog.models.presale import PreSale
from zhiyu.catalog.models.refunds import RefundDefaults
from zhiyu.catalog.models.welcome import Welcome

__all__ = [
    "Attachment",
    "Bundle",
    "Category",
    "Chapter",
    "Course",
    "Intake",
    "Lesson",
    "Opens",
    "OutlineVersion",
    "Package",
    "Part",
    "Photo",
    "Plan",
    "PreSale",
    "Product",
    "RefundDefaults",
    "Single",
    "Tag",
    "TipJar",
    "Variant",
    "Welcome",
]


class Product(models.Model):
    """Anything that can stand on an order line. A course's public slug is its product's ``code``.

    ``stock`` null means unlimited; ``taken`` counts seats held by pending and paid orders and is only
    ever changed by conditional UPDATE. Without a term, what is bought is bought for ever.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("课程")
        PLAN = "plan", _("会员")
        BUNDLE = "bundle", _("打包")
        LESSON = "lesson", _("单课")
        ARTICLE = "article", _("文章")
        EBOOK = "ebook", _("电子书")
        INTAKE = "intake", _("分期课")
        SERVICE = "service", _("服务")
        TIP = "tip", _("打赏")
        DEPOSIT = "deposit", _("定金")

    class Tier(models.TextChoices):
        HOOK = "hook", _("钩子")
        CORE = "core", _("尖刀")
        BACKEND = "backend", _("后端")

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
    # After that, and up to this many days from payment, what was not used comes back in proportion; 0: nothing does.
    refund_later_days = models.PositiveSmallIntegerField(_("之后按比例退到第几天"), default=0, db_default=0)
    term_count = models.PositiveSmallIntegerField(null=True, blank=True)
    term_unit = models.CharField(max_length=8, choices=Unit, blank=True, default="", db_default="")
    # A trial: whoever had it once cannot have it again.
    once_a_person = models.BooleanField(default=False, db_default=False)
    # Not sold by itself: only what opens it can be bought.
    sold_alone = models.BooleanField(default=True, db_default=True)
    # How many sessions it buys; null: it is no service.
    sessions = models.PositiveSmallIntegerField(null=True)
    # Sold between these moments only.
    sells_from = models.DateTimeField(null=True)
    sells_until = models.DateTimeField(null=True)
    # What is bought before then opens then.
    opens_at = models.DateTimeField(null=True)
    # Opens the whole site: everything that was public once and does not stand outside.
    opens_all = models.BooleanField(default=False, db_default=False)
    # Memberships of the whole site bought since then do not open it; who bought one before keeps what was in it.
    outside_since = models.DateTimeField(null=True)
    # Bought only by whom the school has said yes to (``screening``).
    by_application = models.BooleanField(default=False, db_default=False)
    tier = models.CharField(max_length=8, choices=Tier, blank=True, default="", db_default="")
    # What is shown to its holders as the next step.
    leads_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    # What is paid for it counts towards that, if it is bought within so many days.
    counts_for = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    counts_days = models.PositiveSmallIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(taken__lte=F("stock")), name="product_never_oversold"
            ),
            models.CheckConstraint(
                condition=Q(term_count__isnull=True, term_unit="") | Q(term_count__gt=0) & ~Q(term_unit=""),
                name="product_term_whole",
            ),
        ]
        indexes = [models.Index(fields=["id"], name="product_opens_all", condition=Q(opens_all=True))]

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

    @property
    def term(self) -> Duration | None:
        return Duration.of(self.term_count, self.term_unit)

    def selling(self, at: datetime) -> bool:
        """Whether its time of selling has come and is not over."""
        begun = self.sells_from is None or self.sells_from <= at
        return begun and (self.sells_until is None or self.sells_until > at)

    @property
    def again(self) -> bool:
        """Whether it can be bought while it is held: it is used up, not owned."""
        return self.sessions is not None or self.bare

    @property
    def bare(self) -> bool:
        """Whether buying it opens nothing."""
        return self.tip or self.deposit

    @property
    def deposit(self) -> bool:
        """Whether what is paid for it stays the buyer's until it counts."""
        return self.kind == self.Kind.DEPOSIT

    @property
    def membership(self) -> bool:
        """Whether what is left of a smaller one counts towards it."""
        return self.kind == self.Kind.PLAN

    @property
    def tip(self) -> bool:
        """Whether its buyer names the price, and gets nothing for it."""
        return self.kind == self.Kind.TIP

    @property
    def composed(self) -> bool:
        """Whether buying it gives its parts."""
        return self.kind == self.Kind.BUNDLE


class Opens(models.Model):
    """A grant of ``opener`` opens ``opened`` too. ``ended_at``: grants since then do not; earlier ones still do."""

    opener = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="opens")
    opened = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="opened_by", db_index=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opener", "opened"], condition=Q(ended_at=None), name="opens_once"),
            models.CheckConstraint(condition=~Q(opener=F("opened")), name="opens_another"),
        ]
        indexes = [models.Index(fields=["opened", "opener"], name="opens_by_opened")]

    def __str__(self) -> str:
        return f"{self.opener_id} opens {self.opened_id}"


class Plan(models.Model):
    """A membership as it is shown and bought: its variants are products that open the same for another time."""

    code = models.SlugField(_("地址"), max_length=80, unique=True)
    title = models.CharField(_("名称"), max_length=40)
    subtitle = models.CharField(_("一句话介绍"), max_length=120, blank=True, default="")
    benefits = models.TextField(_("会员能得到什么"), blank=True, default="")
    cover_design = models.CharField(max_length=12, default="orbit")
    cover_hue = models.PositiveSmallIntegerField(default=40)
    cover_image = models.ForeignKey("media.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # A WeChat group for those who hold it; without a name there is none.
    group_name = models.CharField(max_length=40, blank=True, default="", db_default="")
    group_qr = models.ForeignKey("media.Asset", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    group_note = models.TextField(blank=True, default="", db_default="")
    on_sale = models.BooleanField(default=False)
    # How often in a year somebody may put it aside by themselves, and for how many days at most.
    pause_times = models.PositiveSmallIntegerField(default=2, db_default=2)
    pause_days = models.PositiveSmallIntegerField(default=30, db_default=30)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.title

    @property
    def products(self) -> list[Product]:
        return [one.product for one in self.variants.all()]

    @property
    def offers(self) -> list[Product]:
        """What can be bought now, the shortest first."""
        return [one for one in self.products if one.status == Product.Status.PUBLISHED]

    @property
    def proposed(self) -> list[Product]:
        """What is offered once the plan is on sale."""
        return [one.product for one in self.variants.all() if one.offered]

    @property
    def opens_all(self) -> bool:
        return any(one.opens_all for one in self.products)


class Variant(models.Model):
    """One way to buy a plan: by the month, the year, for ever. One no longer offered stays for those who hold it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="variants")
    product = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="variant")
    offered = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="variant_once")]

    def __str__(self) -> str:
        return self.product.title


class Bundle(models.Model):
    """Several products at one price. Who buys it gets what is in it then; a change concerns later buyers only."""

    product = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="bundle")
    parts = models.ManyToManyField(Product, through="Part", related_name="bundles")
    cover_design = models.CharField(max_length=12, default="blocks")
    cover_hue = models.PositiveSmallIntegerField(default=210)
    cover_image = models.ForeignKey("media.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.product.title


class Part(models.Model):
    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bundle", "product"], name="part_once")]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.bundle_id}"


class Course(models.Model):
    """Chapters of lessons. An article and an e-book are courses of one lesson, with a page and a form of their own."""

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
    contents = models.TextField(_("目录"), blank=True, default="", db_default="")  # of an e-book, a line each
    outline_version = models.PositiveIntegerField(default=1)
    tips_off = models.BooleanField(default=False, db_default=False)
    wrapped_keys = models.BooleanField(default=False, db_default=False)
    plain_small = models.BooleanField(default=False, db_default=False)  # where keys are not wrapped
    downloads = models.BooleanField(default=False, db_default=False)  # copies with the buyer's name; not beside wrapped
    traced = models.BooleanField(default=False, db_default=False)
    trace_against = models.PositiveSmallIntegerField(default=1, db_default=1)  # so many who mix their copies
    linked = models.BooleanField(default=False, db_default=False)  # a knowledge base: lessons that link to another
    no_skip = models.BooleanField(default=False, db_default=False)  # in a film or a recording seen for the first time
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
        DOCUMENT = "document", _("文档")
        FILE = "file", _("文件")  # of an e-book, or its sample
        LIVE = "live", _("直播")  # until its recording is there; then it is a video
        BOOK = "book", _("电子书")
        PHOTOS = "photos", _("套图")
        EXERCISE = "exercise", _("互动课件")
        ONSITE = "onsite", _("线下课")  # at a place: an address and seats instead of a file

    UNPLAYED = {Kind.ARTICLE, Kind.FILE, Kind.LIVE, Kind.EXERCISE, Kind.ONSITE}
    PLANNED = {Kind.LIVE, Kind.ONSITE}  # at a time: made by planning it, shown before there is anything to play
    TIMED = {Kind.AUDIO, Kind.VIDEO}
    BOUND = {Kind.BOOK, Kind.PHOTOS}  # of what the school wrote or put together

    class Stage(models.TextChoices):
        BASIC = "basic", _("基础")
        ADVANCED = "advanced", _("进阶")
        PRACTICE = "practice", _("实战")

    class Rule(models.TextChoices):
        WATCHED = "watched", _("学到一定比例算完成（互动课件：做完全部）")
        MANUAL = "manual", _("学员自己标记完成")
        SCORED = "scored", _("达到分数算完成（只用于互动课件）")

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
    marks = models.JSONField(default=list, db_default=[])
    view_only = models.BooleanField(default=False, db_default=False)  # of a book: read here only, without a file
    rule = models.CharField(_("完成规则"), max_length=8, choices=Rule, default=Rule.WATCHED)
    rule_percent = models.PositiveSmallIntegerField(_("完成比例"), default=80)
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    def become(self, kind: str) -> None:
        """Only courseware has a score to be learned by."""
        self.kind = kind
        if self.rule == self.Rule.SCORED and kind != self.Kind.EXERCISE:
            self.rule = self.Rule.WATCHED


class Attachment(models.Model):
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="attachments")
    asset = models.ForeignKey("media.Asset", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title
