from kontor.access.operations.note_key_use import note_key_use

__all__ = ["note_key_use"]
