from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "kontor.access"
    label = "access"
