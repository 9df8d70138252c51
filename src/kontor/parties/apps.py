from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "kontor.parties"
    label = "parties"
