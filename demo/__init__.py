"""A real Home Assistant with a meter in it: for the demo and the end-to-end test."""
