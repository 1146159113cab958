"""Tests of what the demo tells Home Assistant."""
