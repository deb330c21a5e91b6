from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.wechat"
    label = "wechat"
