from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "kontor.reporting"
    label = "reporting"
