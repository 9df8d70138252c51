from kontor.customization.operations.put_schema import put_schema

__all__ = ["put_schema"]
