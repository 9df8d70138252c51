from __future__ import annotations

from kontor.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated


class UserUnknown(NotFound):
    code = "user_unknown"
    title = "There is no such user"


class RoleUnknown(InvalidInput):
    code = "role_unknown"
    title = "There is no such role"


class UsernameTaken(Conflict):
    code = "username_taken"
    title = "Somebody has that user name already"


class PasswordRefused(InvalidInput):
    code = "password_refused"
    title = "This password is too easy to guess"


class OldPasswordWrong(InvalidInput):
    code = "old_password_wrong"
    title = "This is not your present password"


class OwnPassword(Conflict):
    """So that a desk left open does not give the account away."""

    code = "own_password"
    title = "Change your own password with the old one"


class KeyHasNoPassword(Conflict):
    code = "key_has_no_password"
    title = "An API key has no password; sign in to change yours"


class UserInactive(Conflict):
    code = "user_inactive"
    title = "This user is deactivated; activate the account first"


class ResetRefused(InvalidInput):
    """Says the same of a token that is unknown, used or expired, and of a user who is deactivated."""

    code = "reset_refused"
    title = "This link was used, has expired or is not one of ours; ask for a new one"


class RightsBeyondOwn(Forbidden):
    """Nobody gives, takes or acts by rights that they do not have themselves."""

    code = "rights_beyond_own"
    title = "This needs rights you do not have yourself"


class OwnAccount(Conflict):
    """So that the last owner cannot lock the company out."""

    code = "own_account"
    title = "Somebody else must change your role or deactivate you"


class LastOwner(Conflict):
    """So that somebody can always administer the company."""

    code = "last_owner"
    title = "This is the last active owner; make somebody else an owner first"


class RoleShipped(Conflict):
    code = "role_shipped"
    title = "This role comes with Kontor and stays as it is; make one of your own beside it"


class RoleInUse(Conflict):
    code = "role_in_use"
    title = "Users still have this role; give them another first"


class RoleCodeTaken(Conflict):
    code = "role_code_taken"
    title = "There is a role of that code already"


class RoleNotHeld(Conflict):
    code = "role_not_held"
    title = "The user does not have this role"


class RoleNotFound(NotFound):
    code = "role_not_found"
    title = "There is no such role"


class RightUnknown(InvalidInput):
    code = "right_unknown"
    title = "There is no such right; see the list of rights"


class ScopeUnknown(InvalidInput):
    code = "scope_unknown"
    title = "A scope must be a right that the user has"


class KeyExpiresBeforeNow(InvalidInput):
    code = "expires_before_now"
    title = "A key must expire in the future"


class KeyUnknown(NotFound):
    code = "api_key_unknown"
    title = "There is no such API key"


class KeyRevoked(Conflict):
    code = "api_key_revoked"
    title = "This API key is revoked already"


class SignInRefused(Unauthenticated):
    """Says nothing about whether the account exists."""

    code = "sign_in_refused"
    title = "User name and password do not match"


class NoSession(Conflict):
    code = "no_session"
    title = "An API key has no session to end; revoke it instead"
