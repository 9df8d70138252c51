from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "kontor.organization"
    label = "organization"
