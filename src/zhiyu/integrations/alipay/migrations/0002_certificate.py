from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alipay", "0001_notification")]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=32)),
                (
                    "role",
                    models.CharField(
                        choices=[("app", "应用公钥证书"), ("alipay", "支付宝公钥证书"), ("root", "支付宝根证书")],
                        max_length=8,
                    ),
                ),
                ("sn", models.CharField(max_length=512)),
                ("pem", models.TextField()),
                ("expires_at", models.DateTimeField()),
                ("fetched", models.BooleanField(default=False)),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "role", "sn"), name="alipay_certificate_once")
                ],
            },
        ),
    ]
