"""The month: what operations see before a graded month goes out, and what they have done with it."""
