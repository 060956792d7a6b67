from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "pankti.insights"
    label = "insights"
