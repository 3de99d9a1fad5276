-- A note's way from draft to signature: versions, decisions, signatures, later entries, and process notes beside them.
-- `sessions.extracted_notes` stays the content of the current version.

CREATE TABLE note_versions (
    id         UUID    NOT NULL PRIMARY KEY,
    session_id UUID    NOT NULL REFERENCES sessions (id),
    number     BIGINT  NOT NULL, -- 1, 2, 3 … within the session
    origin     TEXT    NOT NULL CHECK (origin IN ('model', 'hand', 'redraft', 'adopted')),
    based_on   BIGINT,           -- the number of the version it was made from
    author_id  UUID    REFERENCES users (id), -- NULL: a drafter
    drafted_by TEXT,             -- the kind of drafter
    body       BYTEA   NOT NULL, -- sealed with the session's key
    created_at BIGINT  NOT NULL,
    updated_at BIGINT  NOT NULL,
    CONSTRAINT note_versions_key UNIQUE (session_id, number)
);

-- One row per session with a note. Whoever changes anything about a note locks it first.
CREATE TABLE note_reviews (
    session_id      UUID    NOT NULL PRIMARY KEY REFERENCES sessions (id),
    state           TEXT    NOT NULL CHECK (state IN ('draft', 'in_review', 'signed', 'co_signed', 'voided')),
    current_version BIGINT  NOT NULL,
    offered_version BIGINT,           -- a newer draft that nobody has taken yet
    revision        BIGINT  NOT NULL, -- one more with every change that a reader could miss
    review_began_at BIGINT,
    void_reason     TEXT,             -- a code
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL
);

CREATE TABLE note_dispositions (
    id         UUID    NOT NULL PRIMARY KEY,
    session_id UUID    NOT NULL REFERENCES sessions (id),
    item_key   TEXT    NOT NULL, -- the item's name by its content
    decision   TEXT    NOT NULL, -- a code
    comment    BYTEA  ,          -- sealed with the session's key
    user_id    UUID    NOT NULL REFERENCES users (id),
    created_at BIGINT  NOT NULL,
    CONSTRAINT note_dispositions_key UNIQUE (session_id, item_key)
);

CREATE TABLE note_signatures (
    id           UUID    NOT NULL PRIMARY KEY,
    session_id   UUID    NOT NULL REFERENCES sessions (id),
    kind         TEXT    NOT NULL CHECK (kind IN ('author', 'supervisor')),
    version      BIGINT  NOT NULL,
    signer_id    UUID    NOT NULL REFERENCES users (id),
    role         TEXT    NOT NULL,
    method       TEXT    NOT NULL CHECK (method IN ('password', 'password_and_code')),
    document     BYTEA   NOT NULL, -- sealed with the session's key: what was signed, as it was hashed
    content_hash BYTEA   NOT NULL, -- SHA-256 of the document
    created_at   BIGINT  NOT NULL,
    CONSTRAINT note_signatures_key UNIQUE (session_id, kind)
);

CREATE TABLE note_amendments (
    id           UUID    NOT NULL PRIMARY KEY,
    session_id   UUID    NOT NULL REFERENCES sessions (id),
    number       BIGINT  NOT NULL, -- 1, 2, 3 … within the session
    kind         TEXT    NOT NULL CHECK (kind IN ('addendum', 'correction', 'late_entry')),
    author_id    UUID    NOT NULL REFERENCES users (id),
    role         TEXT    NOT NULL,
    method       TEXT    NOT NULL CHECK (method IN ('password', 'password_and_code')),
    document     BYTEA   NOT NULL, -- sealed with the session's key: what was signed, as it was hashed
    content_hash BYTEA   NOT NULL, -- SHA-256 of the document
    created_at   BIGINT  NOT NULL,
    CONSTRAINT note_amendments_key UNIQUE (session_id, number)
);

-- A therapist's own analysis of a session. Apart from the record: another key, another table, and nobody else's.
CREATE TABLE process_notes (
    id         UUID    NOT NULL PRIMARY KEY,
    session_id UUID    NOT NULL REFERENCES sessions (id),
    author_id  UUID    NOT NULL REFERENCES users (id),
    note_key   BYTEA   NOT NULL, -- the note's own data key, wrapped by the practice's key
    body       BYTEA   NOT NULL, -- sealed with that key
    created_at BIGINT  NOT NULL,
    updated_at BIGINT  NOT NULL,
    CONSTRAINT process_notes_key UNIQUE (session_id, author_id)
);

-- What is signed does not change. The triggers stop a mistake of this program; the hashes tell of anybody else.
CREATE TRIGGER note_signatures_no_update BEFORE UPDATE ON note_signatures
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();
CREATE TRIGGER note_signatures_no_delete BEFORE DELETE OR TRUNCATE ON note_signatures
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();
CREATE TRIGGER note_amendments_no_update BEFORE UPDATE ON note_amendments
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();
CREATE TRIGGER note_amendments_no_delete BEFORE DELETE OR TRUNCATE ON note_amendments
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();

-- A version changes only while it is the newest one, by hand, and the note is open.
CREATE FUNCTION note_version_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.origin <> 'hand' OR NEW.origin <> OLD.origin OR NEW.number <> OLD.number
       OR NEW.session_id <> OLD.session_id OR NEW.author_id IS DISTINCT FROM OLD.author_id
       OR EXISTS (SELECT 1 FROM note_versions v WHERE v.session_id = OLD.session_id AND v.number > OLD.number)
       OR EXISTS (SELECT 1 FROM note_reviews r WHERE r.session_id = OLD.session_id AND r.state NOT IN ('draft', 'in_review'))
    THEN
        RAISE EXCEPTION 'this version of a note does not change any more';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER note_versions_no_update BEFORE UPDATE ON note_versions
    FOR EACH ROW EXECUTE FUNCTION note_version_is_open();
CREATE TRIGGER note_versions_no_delete BEFORE DELETE OR TRUNCATE ON note_versions
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();

-- A signed note is neither opened again nor given other content; a voided one stays voided.
CREATE FUNCTION note_does_not_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('draft', 'in_review')
       AND (NEW.state IN ('draft', 'in_review') OR NEW.current_version <> OLD.current_version
            OR (OLD.state = 'co_signed' AND NEW.state = 'signed') OR (OLD.state = 'voided' AND NEW.state <> 'voided'))
    THEN
        RAISE EXCEPTION 'this note is closed';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER note_reviews_no_return BEFORE UPDATE ON note_reviews
    FOR EACH ROW EXECUTE FUNCTION note_does_not_return();
CREATE TRIGGER note_reviews_no_delete BEFORE DELETE OR TRUNCATE ON note_reviews
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();
CREATE FUNCTION signed_note_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM note_reviews r WHERE r.session_id = OLD.id AND r.state IN ('signed', 'co_signed')) THEN
        RAISE EXCEPTION 'this note is signed';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER sessions_keep_signed_note BEFORE UPDATE OF extracted_notes ON sessions
    FOR EACH ROW EXECUTE FUNCTION signed_note_is_kept();

-- Decisions belong to what was signed.
CREATE FUNCTION note_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed UUID := CASE WHEN TG_OP = 'INSERT' THEN NEW.session_id ELSE OLD.session_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM note_reviews r WHERE r.session_id = changed AND r.state NOT IN ('draft', 'in_review')) THEN
        RAISE EXCEPTION 'this note is closed';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER note_dispositions_no_change BEFORE INSERT OR UPDATE OR DELETE ON note_dispositions
    FOR EACH ROW EXECUTE FUNCTION note_is_open();
