"""Services as the rows of one spreadsheet, for whoever does not write TOML or HSDS.

One row is one service. A row with anything wrong is refused whole, with every reason, and its
number as the spreadsheet shows it. What is read is a candidate, whatever the row says.
"""
