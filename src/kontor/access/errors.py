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


class RightsBeyondOwn(Forbidden):
    """Nobody gives, takes or acts by rights that they do not have themselves."""

    code = "rights_beyond_own"
    title = "This needs rights you do not have yourself"


class OwnAccount(Conflict):
    """So that the last owner cannot lock the company out."""

    code = "own_account"
    title = "Somebody else must change your role or deactivate you"


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
