"""Tests of the decoder of radio telegrams."""
