from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "kontor.imports"
    label = "imports"
