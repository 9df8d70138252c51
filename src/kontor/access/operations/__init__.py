from kontor.access.operations.create_api_key import create_api_key
from kontor.access.operations.create_user import create_user
from kontor.access.operations.edit_user import edit_user
from kontor.access.operations.note_key_use import note_key_use
from kontor.access.operations.record_audit import record_audit
from kontor.access.operations.revoke_api_key import revoke_api_key
from kontor.access.operations.sign_in import sign_in

__all__ = [
    "create_api_key",
    "create_user",
    "edit_user",
    "note_key_use",
    "record_audit",
    "revoke_api_key",
    "sign_in",
]
