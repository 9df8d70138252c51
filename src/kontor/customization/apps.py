from django.apps import AppConfig


class CustomizationConfig(AppConfig):
    name = "kontor.customization"
    label = "customization"
