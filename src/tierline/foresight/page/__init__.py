"""The pages for directors: one frame and one stylesheet for all that foresight writes as HTML."""
