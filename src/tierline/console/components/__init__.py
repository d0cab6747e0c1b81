"""The page that shows each part of pages once, in its states; docs/design-system.md has its pictures."""
