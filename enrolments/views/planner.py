"""What a planner sees of the people in an edition."""
