"""What a question is: facts, generation, marking, memory and statistics, as plain values.

Nothing here knows Flask, SQLAlchemy, WTForms, a clock or global dice (a test proves it).
"""
