"""Tables that come from offices: who is to answer, and who has. CSV and spreadsheets in and out."""
