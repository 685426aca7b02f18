#!/bin/sh
# Finds a Python that is new enough and hands over to front_door.py beside this file.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$python" "$here/front_door.py" "$@"
    fi
done

found=$(python3 --version 2>/dev/null) || found='no Python'
echo "Manyhold needs Python 3.11 or newer; this machine has $found." >&2
echo 'On Debian 12 or newer, type (as root) "apt-get install -y python3 python3-venv" and start again.' >&2
exit 1
