from django.apps import AppConfig


class PosConfig(AppConfig):
    name = "kontor.pos"
    label = "pos"
