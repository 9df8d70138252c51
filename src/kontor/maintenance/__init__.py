"""Looking after an installation: the proof of its books."""
