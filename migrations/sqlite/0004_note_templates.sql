-- The practice's own formats of notes. They hold headings and instructions, never anything about a client.

CREATE TABLE note_templates (
    id          BLOB    NOT NULL PRIMARY KEY,
    folded_name TEXT    NOT NULL, -- the name of the newest version without regard to case
    version     INTEGER NOT NULL, -- the newest version
    archived_at INTEGER,          -- since when it is out of use; its versions stay
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX note_templates_name ON note_templates (folded_name) WHERE archived_at IS NULL;

-- A version is never changed: a note that used it can be shown in it for ever.
CREATE TABLE note_template_versions (
    template_id BLOB    NOT NULL REFERENCES note_templates (id),
    version     INTEGER NOT NULL, -- 1, 2, 3 …
    name        TEXT    NOT NULL,
    sections    TEXT    NOT NULL, -- JSON
    author_id   BLOB    NOT NULL REFERENCES users (id),
    created_at  INTEGER NOT NULL,
    CONSTRAINT note_template_versions_key PRIMARY KEY (template_id, version)
) STRICT;
