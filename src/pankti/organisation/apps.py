from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "pankti.organisation"
    label = "organisation"
