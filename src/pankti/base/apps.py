from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "pankti.base"
    label = "base"
