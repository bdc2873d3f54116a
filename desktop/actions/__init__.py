"""The verbs: one act of a person, one file, one function.

A presenter builds an `Operation` here and hands it to the task runner; the store runs it in one transaction. A verb
never knows a screen, a table or the wire.
"""
