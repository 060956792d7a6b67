from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "pankti.project"
    label = "project"
