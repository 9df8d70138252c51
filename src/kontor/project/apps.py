from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "kontor.project"
    label = "project"
