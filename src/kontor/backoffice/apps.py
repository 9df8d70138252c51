from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "kontor.backoffice"
    label = "backoffice"
