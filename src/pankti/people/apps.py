from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "pankti.people"
    label = "people"
