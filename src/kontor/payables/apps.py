from django.apps import AppConfig


class PayablesConfig(AppConfig):
    name = "kontor.payables"
    label = "payables"
