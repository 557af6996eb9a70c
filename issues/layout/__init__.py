"""The printed page as plain values: style, grid, stories, blocks, and the measure of text in a block. No Django."""
