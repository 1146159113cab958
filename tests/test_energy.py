"""The totals of a meter on the Energy dashboard."""
