import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0009_refunds_and_pauses"),
        ("commerce", "0008_lines_for_others"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="later_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="AfterSale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("auto_fen", models.PositiveIntegerField(null=True)),
                ("auto_most", models.PositiveSmallIntegerField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="order",
            name="balance_fen",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="refund",
            name="reason",
            field=models.CharField(
                choices=[
                    ("not_for_me", "内容不适合我"),
                    ("no_time", "最近没有时间学"),
                    ("too_hard", "跟不上，太难了"),
                    ("not_as_described", "和介绍的不一样"),
                    ("bought_by_mistake", "买错了"),
                    ("not_taken", "一直没有人领"),
                    ("paid_too_late", "付款时订单已关闭"),
                    ("paid_twice", "重复付款"),
                    ("paid_other_amount", "付款金额与订单不一致"),
                    ("paid_out", "余额退回原支付"),
                    ("exchanged", "换成别的商品"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="balance_fen",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="Wallet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("balance_fen", models.IntegerField(default=0)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallet",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("balance_fen__gte", 0)), name="wallet_never_below_nothing"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="WalletEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refund", "退款到余额"),
                            ("spent", "下单抵扣"),
                            ("released", "订单没有付成，退回"),
                            ("paid_out", "退回原支付"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount_fen", models.IntegerField()),
                ("balance_fen", models.IntegerField()),
                ("source", models.CharField(max_length=80, unique=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "order",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="commerce.order"
                    ),
                ),
                (
                    "wallet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="commerce.wallet"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "待审核"),
                            ("offered", "等学员确认"),
                            ("done", "已换"),
                            ("refused", "未同意"),
                        ],
                        max_length=8,
                    ),
                ),
                ("value_fen", models.PositiveIntegerField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchanges",
                        to="commerce.orderline",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchange",
                        to="commerce.order",
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchange",
                        to="commerce.refund",
                    ),
                ),
                (
                    "wanted",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.product"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["asked", "offered"])),
                        fields=("line",),
                        name="exchange_open_once",
                    )
                ],
            },
        ),
    ]
