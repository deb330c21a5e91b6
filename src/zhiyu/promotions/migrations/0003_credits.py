import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("promotions", "0002_announced_and_marked"),
        ("catalog", "0013_counts_towards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Credit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("trial", "学费可抵"), ("deposit", "定金"), ("upgrade", "会员升级")], max_length=8
                    ),
                ),
                ("source", models.CharField(max_length=64, unique=True)),
                ("title", models.CharField(max_length=80)),
                ("fen", models.PositiveIntegerField()),
                ("used_fen", models.PositiveIntegerField(default=0)),
                ("paid_fen", models.PositiveIntegerField()),
                ("unspent_fen", models.PositiveIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("kept_from", models.DateTimeField(null=True)),
                ("voided_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "paid_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.product"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.product"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "product"], name="credit_by_user"),
                    models.Index(
                        condition=models.Q(("kind", "deposit"), ("unspent_fen__gt", 0), ("voided_at", None)),
                        fields=["paid_for"],
                        name="credit_deposits",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("used_fen__lte", models.F("fen"))), name="credit_never_overused"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unspent_fen__lte", models.F("paid_fen"))), name="credit_money_whole"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order_no", models.CharField(max_length=32)),
                ("off_fen", models.PositiveIntegerField()),
                ("paid_fen", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("paid_at", models.DateTimeField(null=True)),
                ("given_back_at", models.DateTimeField(null=True)),
                (
                    "credit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="promotions.credit"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["order_no"], name="credit_use_by_order")],
                "constraints": [models.UniqueConstraint(fields=("credit", "order_no"), name="credit_use_once")],
            },
        ),
    ]
