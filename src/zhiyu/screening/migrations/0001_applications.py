import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0012_by_application"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Screen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pay_days", models.PositiveSmallIntegerField(default=7)),
                ("again_days", models.PositiveSmallIntegerField(default=30, null=True)),
                ("open_limit", models.PositiveSmallIntegerField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="screen", to="catalog.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("short", "一句话"), ("long", "一段话"), ("choice", "选一个")],
                        default="long",
                        max_length=8,
                    ),
                ),
                ("required", models.BooleanField(default=True)),
                ("options", models.JSONField(default=list)),
                (
                    "screen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="screening.screen"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("screen", "position"), name="question_once")],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "等老师看"),
                            ("approved", "已通过"),
                            ("declined", "未通过"),
                            ("withdrawn", "已撤回"),
                            ("expired", "过期没付款"),
                            ("used", "已报名"),
                        ],
                        default="sent",
                        max_length=12,
                    ),
                ),
                ("answers", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("words", models.CharField(blank=True, default="", max_length=300)),
                ("pay_until", models.DateTimeField(null=True)),
                ("again_from", models.DateTimeField(null=True)),
                ("order_no", models.CharField(blank=True, default="", max_length=32)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="catalog.product"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["status", "-id"], name="application_by_status"),
                    models.Index(
                        condition=models.Q(("status", "approved")), fields=["pay_until"], name="application_to_expire"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["sent", "approved"])),
                        fields=("applicant", "product"),
                        name="application_live_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "approved"), _negated=True),
                            ("pay_until__isnull", False),
                            _connector="OR",
                        ),
                        name="application_approved_until",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "used"), _negated=True),
                            models.Q(("order_no", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="application_used_by_order",
                    ),
                ],
            },
        ),
    ]
