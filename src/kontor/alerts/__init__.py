"""Conditions a person should know of, opened and resolved in the transaction that brings them about."""
