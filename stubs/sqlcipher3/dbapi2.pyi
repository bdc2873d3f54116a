from sqlite3.dbapi2 import Connection as Connection
from sqlite3.dbapi2 import Error as Error
from sqlite3.dbapi2 import connect as connect
from sqlite3.dbapi2 import sqlite_version as sqlite_version
