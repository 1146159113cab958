"""A household's first hour with a real Home Assistant process."""
