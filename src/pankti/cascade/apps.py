from django.apps import AppConfig


class CascadeConfig(AppConfig):
    name = "pankti.cascade"
    label = "cascade"
