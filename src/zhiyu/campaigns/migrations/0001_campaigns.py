import django.db.models.deletion
from django.db import migrations, models

ANY = "insert or update or delete"
# What the home and topic pages are made of announces its changes: ``platform/shown.py`` listens.
TABLES = ["campaigns_campaign", "campaigns_campaign_products", "campaigns_phase", "campaigns_offer"]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0011_welcomes_and_tiers"),
        ("promotions", "0002_announced_and_marked"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("template", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=40, verbose_name="名称")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="地址")),
                ("words", models.TextField(blank=True, default="", max_length=4000, verbose_name="介绍")),
                ("cover_design", models.CharField(blank=True, default="", max_length=12)),
                ("cover_hue", models.PositiveSmallIntegerField(default=24)),
                ("day", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("on", "已发布"), ("off", "已停止")], default="draft", max_length=5
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("products", models.ManyToManyField(related_name="+", to="catalog.product")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="campaign_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Phase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=24)),
                ("words", models.CharField(blank=True, default="", max_length=120)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="phase_ends_after_it_starts"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stopped", models.BooleanField(default=False)),
                (
                    "coupon",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promotions.coupon",
                    ),
                ),
                (
                    "deal",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="promotions.deal"
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="campaigns.phase"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("coupon__isnull", True), ("deal__isnull", False))
                        | models.Q(("coupon__isnull", False), ("deal__isnull", True)),
                        name="offer_is_one_thing",
                    )
                ],
            },
        ),
        *(
            migrations.RunSQL(
                f"create trigger shown after {ANY} on {table} for each statement execute function zhiyu_shown_changed()",
                f"drop trigger shown on {table}",
            )
            for table in TABLES
        ),
    ]
