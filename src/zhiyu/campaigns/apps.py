from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.campaigns"
    label = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.campaigns.queries import files_in_words  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.media import attached  # noqa: PLC0415

        attached.register("campaigns", files_in_words)
