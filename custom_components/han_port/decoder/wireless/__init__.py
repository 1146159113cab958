"""Wireless M-Bus (EN 13757-3, -4, -7; OMS): what receivers bring, and what it says."""
