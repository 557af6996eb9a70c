"""A story from a Word file (.docx of Word and WPS): bytes in, a value out that fills the entry form.

Pure but for the settings on how large a photo may be. The steps: ``archive`` opens the file within bounds, ``markup``
rewrites the document so that mammoth loses nothing, mammoth reads it, ``structure`` measures its blocks, ``story`` and
``headline`` tell what each is, mammoth writes the body and ``articles.body`` cleans it.
"""

from articles.word_import.model import WordError, WordPicture, WordStory
from articles.word_import.reading import read_word

__all__ = ["WordError", "WordPicture", "WordStory", "read_word"]
