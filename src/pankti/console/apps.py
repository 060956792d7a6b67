from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "pankti.console"
    label = "console"
