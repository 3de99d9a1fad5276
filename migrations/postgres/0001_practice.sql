-- The practice: people who sign in, clients, sessions, background work, the trail of deeds.
-- Times are microseconds since 1970 (UTC). Columns marked "sealed" hold AES-256-GCM ciphertext.

CREATE TABLE users (
    id              UUID    NOT NULL PRIMARY KEY,
    email           TEXT    NOT NULL,
    hashed_password TEXT    NOT NULL,
    first_name      TEXT    NOT NULL,
    last_name       TEXT    NOT NULL,
    full_name       TEXT    NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('therapist', 'supervisor', 'patient', 'admin')),
    is_active       BOOLEAN NOT NULL,
    is_verified     BOOLEAN NOT NULL,
    is_shadow       BOOLEAN NOT NULL, -- made by a sign-up for an address that has an account: nobody may learn that it has
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_email_key ON users (email) WHERE NOT is_shadow;
CREATE INDEX users_email ON users (email);

-- One row per signed-in device. It lives as long as the login; its refresh token is replaced at every refresh.
CREATE TABLE auth_sessions (
    id               UUID    NOT NULL PRIMARY KEY,
    user_id          UUID    NOT NULL REFERENCES users (id),
    refresh_token    BYTEA   NOT NULL, -- SHA-256 of the token that is valid now
    expires_at       BIGINT NOT NULL, -- of the refresh token
    is_revoked       BOOLEAN NOT NULL,
    is_browser       BOOLEAN NOT NULL, -- tokens in cookies: locks when idle, ends after a working day
    is_locked        BOOLEAN NOT NULL,
    ends_at          BIGINT,          -- the absolute limit of a browser's login
    last_used_at     BIGINT NOT NULL,
    second_factor_at BIGINT,          -- when the second factor was shown; NULL: not
    stepped_up_at    BIGINT,          -- when the person last proved again that it is them
    failures         BIGINT  NOT NULL, -- wrong proofs in a row; too many end it
    address          TEXT,
    agent            TEXT,
    created_at       BIGINT NOT NULL,
    CONSTRAINT auth_sessions_refresh_token_key UNIQUE (refresh_token)
);
CREATE INDEX auth_sessions_user ON auth_sessions (user_id);

CREATE TABLE patients (
    id           UUID    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    email        BYTEA,             -- sealed with the practice's contact key
    phone        BYTEA,             -- sealed with the practice's contact key
    therapist_id UUID    NOT NULL REFERENCES users (id),
    user_id      UUID    REFERENCES users (id), -- the client's own account, if they have one
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX patients_therapist ON patients (therapist_id, id);

CREATE TABLE sessions (
    id              UUID    NOT NULL PRIMARY KEY,
    patient_id      UUID    NOT NULL REFERENCES patients (id),
    therapist_id    UUID    NOT NULL REFERENCES users (id),
    status          TEXT    NOT NULL CHECK (status IN ('uploading', 'transcribing', 'transcribed', 'extracting_notes', 'processed', 'failed')),
    audio_filename  BYTEA   NOT NULL, -- sealed with the session's key: file names often hold a client's name
    audio_bytes     BIGINT NOT NULL,
    audio_sha256    BYTEA   NOT NULL,
    audio_type      TEXT    NOT NULL,
    duration_ms     BIGINT,
    transcript_text BYTEA,             -- sealed with the session's key
    extracted_notes BYTEA,             -- sealed with the session's key
    error_message   TEXT,
    session_key     BYTEA,             -- the session's data key, wrapped by the practice's key; NULL once destroyed
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX sessions_therapist ON sessions (therapist_id, id);
CREATE INDEX sessions_patient ON sessions (patient_id, id);

CREATE TABLE transcripts (
    session_id UUID    NOT NULL PRIMARY KEY REFERENCES sessions (id),
    language   TEXT    NOT NULL,
    body       BYTEA   NOT NULL, -- sealed with the session's key: turns and words with times
    created_at BIGINT NOT NULL
);

CREATE TABLE jobs (
    id           UUID    NOT NULL PRIMARY KEY,
    kind         TEXT    NOT NULL,
    session_id   UUID    REFERENCES sessions (id), -- of work on a session
    mail_id      UUID,                              -- of a mail to send (table mails)
    state        TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    run_at       BIGINT NOT NULL,
    attempt      BIGINT NOT NULL, -- the fencing token: one more with every claim
    failures     BIGINT NOT NULL, -- attempts that failed by their own fault
    lease_until  BIGINT,
    node         UUID,             -- the machine that holds the lease
    last_error   TEXT,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (state, run_at);
CREATE UNIQUE INDEX jobs_one_live_per_mail ON jobs (mail_id) WHERE state IN ('queued', 'running');
CREATE UNIQUE INDEX jobs_one_live_per_session ON jobs (session_id) WHERE state IN ('queued', 'running');

-- The trail of deeds. Every entry's hash covers the entry and the hash before it.
CREATE TABLE audit (
    seq     BIGINT NOT NULL PRIMARY KEY, -- 1, 2, 3 … without a gap
    at      BIGINT NOT NULL,
    actor   UUID   ,          -- NULL: the appliance itself, or somebody who is not signed in
    login   UUID   ,          -- the device
    deed    TEXT    NOT NULL,
    record  UUID   ,          -- what it was done to
    outcome TEXT    NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
    reason  TEXT,             -- a code, never free text
    address TEXT,
    agent   TEXT,
    hash    BYTEA   NOT NULL  -- SHA-256
);
CREATE INDEX audit_record ON audit (record, deed);
CREATE INDEX audit_actor ON audit (actor, seq);

-- One row: where the chain ends. Locked by whoever adds to it.
CREATE TABLE audit_head (
    id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash BYTEA   NOT NULL
);

-- Signed statements of where the chain ended at a moment.
CREATE TABLE audit_checkpoints (
    seq        BIGINT NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    hash       BYTEA   NOT NULL,
    public_key BYTEA   NOT NULL, -- Ed25519
    signature  BYTEA   NOT NULL
);

-- The trail begins before its first entry. Rows of the trail and of its checkpoints are added and never touched again. That stops a
-- mistake, not somebody who may drop a trigger: what that one does is found by verifying (docs/audit.md).
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));
CREATE FUNCTION only_ever_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;
END;
$$;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();
CREATE TRIGGER audit_no_delete BEFORE DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();
CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();
CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE OR TRUNCATE ON audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to();
