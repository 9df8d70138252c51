from kontor.access.operations.act_on_users import act_on_users
from kontor.access.operations.change_own_password import change_own_password
from kontor.access.operations.create_api_key import create_api_key
from kontor.access.operations.create_role import create_role
from kontor.access.operations.create_user import create_user
from kontor.access.operations.delete_role import delete_role
from kontor.access.operations.edit_role import edit_role
from kontor.access.operations.edit_user import edit_user
from kontor.access.operations.issue_password_reset import issue_password_reset
from kontor.access.operations.note_key_use import note_key_use
from kontor.access.operations.record_audit import record_audit
from kontor.access.operations.reset_password import reset_password
from kontor.access.operations.revoke_api_key import revoke_api_key
from kontor.access.operations.sign_in import sign_in

__all__ = [
    "act_on_users",
    "change_own_password",
    "create_api_key",
    "create_role",
    "create_user",
    "delete_role",
    "edit_role",
    "edit_user",
    "issue_password_reset",
    "note_key_use",
    "record_audit",
    "reset_password",
    "revoke_api_key",
    "sign_in",
]
