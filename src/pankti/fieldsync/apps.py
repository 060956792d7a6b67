from django.apps import AppConfig


class FieldsyncConfig(AppConfig):
    name = "pankti.fieldsync"
    label = "fieldsync"
