"""Engines that carry out column expressions; they know columns and files, never a tier."""
