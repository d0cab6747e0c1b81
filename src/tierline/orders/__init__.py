"""What customers order by hotline, in halls and online: suspensions, products, plans. Clause: CHN-06."""
