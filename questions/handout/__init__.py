"""A handout of a teacher's: read into paragraphs, cut into sentences and words, turned into questions."""
