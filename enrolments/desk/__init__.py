"""What a planner does for several participants of one edition in one go."""
