"""Keeping an installation honest and recoverable: proving its books, backup and restore."""
