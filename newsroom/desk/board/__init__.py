"""The plan board: pages as true miniatures, worked on by mouse, touch, keyboard, or plain forms."""
