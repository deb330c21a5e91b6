from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.learning"
    label = "learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.learning.belongings import FAVOURITES, NOTES, PROGRESS  # noqa: PLC0415

        register(PROGRESS)
        register(FAVOURITES)
        register(NOTES)
