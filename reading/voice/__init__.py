"""What readers say to the paper, and how often they read it."""
