-- A note's way from draft to signature: versions, decisions, signatures, later entries, and process notes beside them.
-- `sessions.extracted_notes` stays the content of the current version.

CREATE TABLE note_versions (
    id         BLOB    NOT NULL PRIMARY KEY,
    session_id BLOB    NOT NULL REFERENCES sessions (id),
    number     INTEGER NOT NULL, -- 1, 2, 3 … within the session
    origin     TEXT    NOT NULL CHECK (origin IN ('model', 'hand', 'redraft', 'adopted')),
    based_on   INTEGER,          -- the number of the version it was made from
    author_id  BLOB    REFERENCES users (id), -- NULL: a drafter
    drafted_by TEXT,             -- the kind of drafter
    body       BLOB    NOT NULL, -- sealed with the session's key
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT note_versions_key UNIQUE (session_id, number)
) STRICT;

-- One row per session with a note. Whoever changes anything about a note locks it first.
CREATE TABLE note_reviews (
    session_id      BLOB    NOT NULL PRIMARY KEY REFERENCES sessions (id),
    state           TEXT    NOT NULL CHECK (state IN ('draft', 'in_review', 'signed', 'co_signed', 'voided')),
    current_version INTEGER NOT NULL,
    offered_version INTEGER,          -- a newer draft that nobody has taken yet
    revision        INTEGER NOT NULL, -- one more with every change that a reader could miss
    review_began_at INTEGER,
    void_reason     TEXT,             -- a code
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE note_dispositions (
    id         BLOB    NOT NULL PRIMARY KEY,
    session_id BLOB    NOT NULL REFERENCES sessions (id),
    item_key   TEXT    NOT NULL, -- the item's name by its content
    decision   TEXT    NOT NULL, -- a code
    comment    BLOB   ,          -- sealed with the session's key
    user_id    BLOB    NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    CONSTRAINT note_dispositions_key UNIQUE (session_id, item_key)
) STRICT;

CREATE TABLE note_signatures (
    id           BLOB    NOT NULL PRIMARY KEY,
    session_id   BLOB    NOT NULL REFERENCES sessions (id),
    kind         TEXT    NOT NULL CHECK (kind IN ('author', 'supervisor')),
    version      INTEGER NOT NULL,
    signer_id    BLOB    NOT NULL REFERENCES users (id),
    role         TEXT    NOT NULL,
    method       TEXT    NOT NULL CHECK (method IN ('password', 'password_and_code')),
    document     BLOB    NOT NULL, -- sealed with the session's key: what was signed, as it was hashed
    content_hash BLOB    NOT NULL, -- SHA-256 of the document
    created_at   INTEGER NOT NULL,
    CONSTRAINT note_signatures_key UNIQUE (session_id, kind)
) STRICT;

CREATE TABLE note_amendments (
    id           BLOB    NOT NULL PRIMARY KEY,
    session_id   BLOB    NOT NULL REFERENCES sessions (id),
    number       INTEGER NOT NULL, -- 1, 2, 3 … within the session
    kind         TEXT    NOT NULL CHECK (kind IN ('addendum', 'correction', 'late_entry')),
    author_id    BLOB    NOT NULL REFERENCES users (id),
    role         TEXT    NOT NULL,
    method       TEXT    NOT NULL CHECK (method IN ('password', 'password_and_code')),
    document     BLOB    NOT NULL, -- sealed with the session's key: what was signed, as it was hashed
    content_hash BLOB    NOT NULL, -- SHA-256 of the document
    created_at   INTEGER NOT NULL,
    CONSTRAINT note_amendments_key UNIQUE (session_id, number)
) STRICT;

-- A therapist's own analysis of a session. Apart from the record: another key, another table, and nobody else's.
CREATE TABLE process_notes (
    id         BLOB    NOT NULL PRIMARY KEY,
    session_id BLOB    NOT NULL REFERENCES sessions (id),
    author_id  BLOB    NOT NULL REFERENCES users (id),
    note_key   BLOB    NOT NULL, -- the note's own data key, wrapped by the practice's key
    body       BLOB    NOT NULL, -- sealed with that key
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT process_notes_key UNIQUE (session_id, author_id)
) STRICT;

-- What is signed does not change. The triggers stop a mistake of this program; the hashes tell of anybody else.
CREATE TRIGGER note_signatures_no_update BEFORE UPDATE ON note_signatures
BEGIN
    SELECT RAISE(ABORT, 'note_signatures is only ever added to');
END;
CREATE TRIGGER note_signatures_no_delete BEFORE DELETE ON note_signatures
BEGIN
    SELECT RAISE(ABORT, 'note_signatures is only ever added to');
END;
CREATE TRIGGER note_amendments_no_update BEFORE UPDATE ON note_amendments
BEGIN
    SELECT RAISE(ABORT, 'note_amendments is only ever added to');
END;
CREATE TRIGGER note_amendments_no_delete BEFORE DELETE ON note_amendments
BEGIN
    SELECT RAISE(ABORT, 'note_amendments is only ever added to');
END;

-- A version changes only while it is the newest one, by hand, and the note is open.
CREATE TRIGGER note_versions_no_update BEFORE UPDATE ON note_versions
WHEN OLD.origin <> 'hand' OR NEW.origin <> OLD.origin OR NEW.number <> OLD.number
  OR NEW.session_id <> OLD.session_id OR NEW.author_id IS NOT OLD.author_id
  OR EXISTS (SELECT 1 FROM note_versions v WHERE v.session_id = OLD.session_id AND v.number > OLD.number)
  OR EXISTS (SELECT 1 FROM note_reviews r WHERE r.session_id = OLD.session_id AND r.state NOT IN ('draft', 'in_review'))
BEGIN
    SELECT RAISE(ABORT, 'this version of a note does not change any more');
END;
CREATE TRIGGER note_versions_no_delete BEFORE DELETE ON note_versions
BEGIN
    SELECT RAISE(ABORT, 'note_versions is only ever added to');
END;

-- A signed note is neither opened again nor given other content; a voided one stays voided.
CREATE TRIGGER note_reviews_no_return BEFORE UPDATE ON note_reviews
WHEN OLD.state NOT IN ('draft', 'in_review')
 AND (NEW.state IN ('draft', 'in_review') OR NEW.current_version <> OLD.current_version
      OR (OLD.state = 'co_signed' AND NEW.state = 'signed') OR (OLD.state = 'voided' AND NEW.state <> 'voided'))
BEGIN
    SELECT RAISE(ABORT, 'this note is closed');
END;
CREATE TRIGGER note_reviews_no_delete BEFORE DELETE ON note_reviews
BEGIN
    SELECT RAISE(ABORT, 'note_reviews is never deleted from');
END;
CREATE TRIGGER sessions_keep_signed_note BEFORE UPDATE OF extracted_notes ON sessions
WHEN EXISTS (SELECT 1 FROM note_reviews r WHERE r.session_id = OLD.id AND r.state IN ('signed', 'co_signed'))
BEGIN
    SELECT RAISE(ABORT, 'this note is signed');
END;

-- Decisions belong to what was signed.
CREATE TRIGGER note_dispositions_no_insert BEFORE INSERT ON note_dispositions
WHEN EXISTS (SELECT 1 FROM note_reviews r WHERE r.session_id = NEW.session_id AND r.state NOT IN ('draft', 'in_review'))
BEGIN
    SELECT RAISE(ABORT, 'this note is closed');
END;
CREATE TRIGGER note_dispositions_no_update BEFORE UPDATE ON note_dispositions
WHEN EXISTS (SELECT 1 FROM note_reviews r WHERE r.session_id = OLD.session_id AND r.state NOT IN ('draft', 'in_review'))
BEGIN
    SELECT RAISE(ABORT, 'this note is closed');
END;
CREATE TRIGGER note_dispositions_no_delete BEFORE DELETE ON note_dispositions
WHEN EXISTS (SELECT 1 FROM note_reviews r WHERE r.session_id = OLD.session_id AND r.state NOT IN ('draft', 'in_review'))
BEGIN
    SELECT RAISE(ABORT, 'this note is closed');
END;
