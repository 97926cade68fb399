"""Figures, their suppression, and who has no plan. Pure: rows in, figures out."""
