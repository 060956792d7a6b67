from django.apps import AppConfig

from pankti.project import checks


class ProjectConfig(AppConfig):
    name = "pankti.project"
    label = "project"

    def ready(self) -> None:
        self.checks = checks  # importing it registers them
