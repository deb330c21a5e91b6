from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.courseware"
    label = "courseware"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.courseware.belongings import SCORES  # noqa: PLC0415

        register(SCORES)
