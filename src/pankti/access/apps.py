from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "pankti.access"
    label = "access"
