"""Tests of `fieldkit.documents`, one module for each of its own."""
