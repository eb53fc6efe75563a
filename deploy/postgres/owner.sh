# Run by PostgreSQL's image when it sets up an empty volume. The owner of the database may make roles but is no superuser:
# `contentforge migrate` makes the two others.
psql --username postgres --no-psqlrc --set ON_ERROR_STOP=1 --set password="$OWNER_PASSWORD" <<'SQL'
CREATE ROLE contentforge_owner LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE contentforge OWNER contentforge_owner;
SQL
