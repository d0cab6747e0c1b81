"""The operator's places: headquarters, provinces, cities, counties, halls."""
