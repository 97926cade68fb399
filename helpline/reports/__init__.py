"""Figures and their suppression. Nothing stands here yet: the reports come with their issue."""
