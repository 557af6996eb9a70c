"""The scenes the demo paper prints in place of photographs, and the tools they are drawn with."""
