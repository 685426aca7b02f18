#!/bin/sh
# The three roles and the database, made when the volume is empty; see src/manyhold/migrations/roles.py.
set -eu

secret() { cat "/run/secrets/$1"; }

psql --username postgres --no-psqlrc --set ON_ERROR_STOP=1 \
    --set owner="$(secret owner_password)" --set app="$(secret app_password)" --set system="$(secret system_password)" <<'SQL'
CREATE ROLE manyhold_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE manyhold_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app';
CREATE ROLE manyhold_system LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'system';
CREATE DATABASE manyhold OWNER manyhold_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
SQL
