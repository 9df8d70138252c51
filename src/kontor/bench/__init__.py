"""Measuring Kontor: load from real clients against real processes, beside a reference in the same run."""
