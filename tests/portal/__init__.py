"""Tests against a real CKAN, which they set up and take down again."""
