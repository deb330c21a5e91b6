import django.db.models.deletion
from django.db import migrations, models

ANY = "insert or update or delete"
KINDS = [
    ("course", "课程"),
    ("plan", "会员"),
    ("bundle", "打包"),
    ("lesson", "单课"),
    ("article", "文章"),
    ("ebook", "电子书"),
    ("intake", "分期课"),
    ("service", "服务"),
    ("tip", "打赏"),
    ("deposit", "定金"),
]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_counts_towards")]
    operations = [
        migrations.AlterField(
            model_name="product",
            name="kind",
            field=models.CharField(choices=KINDS, default="course", max_length=12),
        ),
        migrations.CreateModel(
            name="PreSale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("worth_fen", models.PositiveIntegerField()),
                ("pays_from", models.DateTimeField()),
                ("pays_until", models.DateTimeField()),
                ("keeps", models.BooleanField(default=False)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("told_open_at", models.DateTimeField(null=True)),
                ("told_end_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "deposit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presale", to="catalog.product"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presales", to="catalog.product"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pays_until__gt", models.F("pays_from"))),
                        name="presale_ends_after_it_opens",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            f"create trigger shown after {ANY} on catalog_presale for each statement"
            " execute function zhiyu_shown_changed()",
            "drop trigger shown on catalog_presale",
        ),
    ]
