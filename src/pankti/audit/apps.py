from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "pankti.audit"
    label = "audit"
