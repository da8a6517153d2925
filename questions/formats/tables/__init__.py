"""Tables with a question a row, ours, Kahoot's and ClassQuiz's, as CSV and XLSX; and pasted pairs."""
