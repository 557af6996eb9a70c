"""The plan board: the verbs with which a person works on the rectangles of an issue's pages, and takes them back.

``plan.Plan`` is what they share: the issue locked, its blocks in memory, what the person saw compared with what there
is, and at the end one check of all rectangles, one audit row and one ``Change`` that can be undone.
"""
