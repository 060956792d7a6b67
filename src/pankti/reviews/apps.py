from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "pankti.reviews"
    label = "reviews"
