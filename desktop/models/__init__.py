"""The records, in one encrypted file.

The only folder that knows SQL and the key. Actions and sync work through `store.Store`; screens read frozen rows
through `queries`. Rows of tables never leave this folder.
"""
