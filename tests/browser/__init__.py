"""What a household sees: the pages of a real Home Assistant in a real browser."""
