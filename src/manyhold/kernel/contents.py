"""The folders beside the database: what a row names by its SHA-256 lies in one of them, as a file of that name.

Whatever copies or moves an installation takes these along, so a module that keeps files has its folder here.
"""

FILES = "files"
IMPORTS = "imports"
CONTENT_FOLDERS = (FILES, IMPORTS)
