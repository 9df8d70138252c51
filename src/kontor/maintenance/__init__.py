"""Keeping an installation honest: proving its books."""
