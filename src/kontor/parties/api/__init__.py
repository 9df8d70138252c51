"""Customers, suppliers and channels over HTTP."""
