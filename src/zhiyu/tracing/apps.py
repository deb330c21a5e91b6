from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.tracing"
    label = "tracing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.media.tracers import register_tracer  # noqa: PLC0415
        from zhiyu.tracing.belongings import ISSUED  # noqa: PLC0415
        from zhiyu.tracing.serving import Served  # noqa: PLC0415

        register_tracer(Served())
        register(ISSUED)
