from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.ui"
    label = "ui"
