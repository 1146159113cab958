"""Tests of the action that captures what a meter sends."""
