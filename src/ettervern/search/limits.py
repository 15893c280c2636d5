"""How much of a source's time and of this machine one search may take: every ceiling of the clients, in one place.

An ordinary search stays far below all of them. They end what would have no end: a list that never closes, an answer
that unpacks to fill the memory, a service that hands out a letter a minute.
"""

from __future__ import annotations

#: One answer, as it comes and unpacked: bytes, and values in its JSON (an empty list takes 3 bytes, and 60 in memory).
ANSWER_BYTES = 32 * 2**20
ANSWER_VALUES = 2_000_000
#: Seconds until an answer is there whole, however slowly it comes.
ANSWER_SECONDS = 180.0
#: One field of a record, and one record that comes as text: characters. Tables that hold more cannot be read back.
FIELD = 8_000_000
#: One query: records, a limit of the strategy's own counted in.
RECORDS = 100_000
#: How much more than it said at first a source may have in the end: a database grows while it is read, a little.
GROWTH, GROWTH_SHARE = 1_000, 0.1
#: One source in one run of a command: requests, tries again among them, and seconds.
REQUESTS = 20_000
SEARCH_SECONDS = 6 * 3600.0

#: How often the same is asked before giving up.
TRIES = 6
#: Seconds: the first wait, the longest wait of our own, the longest that a service may ask for.
FIRST_WAIT, LONGEST_WAIT, LONGEST_ASKED = 1.0, 60.0, 300.0
#: Characters of a service's own words that a message shows.
SHOWN = 200
