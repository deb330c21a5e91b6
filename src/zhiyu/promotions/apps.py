from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.promotions"
    label = "promotions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.promotions.belongings import DEALS  # noqa: PLC0415

        register(DEALS)
