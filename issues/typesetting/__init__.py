"""Setting an issue in type: layout to Typst data, PDF, page images, regions and copy-fit."""
