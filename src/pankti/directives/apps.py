from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "pankti.directives"
    label = "directives"
