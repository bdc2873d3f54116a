"""The steps between versions of the store's tables: one per released version, never changed afterwards."""
