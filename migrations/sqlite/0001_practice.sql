-- The practice: people who sign in, clients, sessions, background work, the trail of deeds.
-- Times are microseconds since 1970 (UTC). Columns marked "sealed" hold AES-256-GCM ciphertext.

CREATE TABLE users (
    id              BLOB    NOT NULL PRIMARY KEY,
    email           TEXT    NOT NULL,
    hashed_password TEXT    NOT NULL,
    first_name      TEXT    NOT NULL,
    last_name       TEXT    NOT NULL,
    full_name       TEXT    NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('therapist', 'supervisor', 'patient', 'admin')),
    is_active       INTEGER NOT NULL,
    is_verified     INTEGER NOT NULL,
    is_shadow       INTEGER NOT NULL, -- made by a sign-up for an address that has an account: nobody may learn that it has
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_email_key ON users (email) WHERE NOT is_shadow;
CREATE INDEX users_email ON users (email);

-- One row per signed-in device. It lives as long as the login; its refresh token is replaced at every refresh.
CREATE TABLE auth_sessions (
    id               BLOB    NOT NULL PRIMARY KEY,
    user_id          BLOB    NOT NULL REFERENCES users (id),
    refresh_token    BLOB    NOT NULL, -- SHA-256 of the token that is valid now
    expires_at       INTEGER NOT NULL, -- of the refresh token
    is_revoked       INTEGER NOT NULL,
    is_browser       INTEGER NOT NULL, -- tokens in cookies: locks when idle, ends after a working day
    is_locked        INTEGER NOT NULL,
    ends_at          INTEGER,          -- the absolute limit of a browser's login
    last_used_at     INTEGER NOT NULL,
    second_factor_at INTEGER,          -- when the second factor was shown; NULL: not
    stepped_up_at    INTEGER,          -- when the person last proved again that it is them
    failures         INTEGER NOT NULL, -- wrong proofs in a row; too many end it
    address          TEXT,
    agent            TEXT,
    created_at       INTEGER NOT NULL,
    CONSTRAINT auth_sessions_refresh_token_key UNIQUE (refresh_token)
) STRICT;
CREATE INDEX auth_sessions_user ON auth_sessions (user_id);

CREATE TABLE patients (
    id           BLOB    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    email        BLOB,             -- sealed with the practice's contact key
    phone        BLOB,             -- sealed with the practice's contact key
    therapist_id BLOB    NOT NULL REFERENCES users (id),
    user_id      BLOB    REFERENCES users (id), -- the client's own account, if they have one
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX patients_therapist ON patients (therapist_id, id);

CREATE TABLE sessions (
    id              BLOB    NOT NULL PRIMARY KEY,
    patient_id      BLOB    NOT NULL REFERENCES patients (id),
    therapist_id    BLOB    NOT NULL REFERENCES users (id),
    status          TEXT    NOT NULL CHECK (status IN ('uploading', 'transcribing', 'transcribed', 'extracting_notes', 'processed', 'failed')),
    audio_filename  BLOB    NOT NULL, -- sealed with the session's key: file names often hold a client's name
    audio_bytes     INTEGER NOT NULL,
    audio_sha256    BLOB    NOT NULL,
    audio_type      TEXT    NOT NULL,
    duration_ms     INTEGER,
    transcript_text BLOB,             -- sealed with the session's key
    extracted_notes BLOB,             -- sealed with the session's key
    error_message   TEXT,
    session_key     BLOB,             -- the session's data key, wrapped by the practice's key; NULL once destroyed
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_therapist ON sessions (therapist_id, id);
CREATE INDEX sessions_patient ON sessions (patient_id, id);

CREATE TABLE transcripts (
    session_id BLOB    NOT NULL PRIMARY KEY REFERENCES sessions (id),
    language   TEXT    NOT NULL,
    body       BLOB    NOT NULL, -- sealed with the session's key: turns and words with times
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
    id           BLOB    NOT NULL PRIMARY KEY,
    kind         TEXT    NOT NULL,
    session_id   BLOB    REFERENCES sessions (id), -- of work on a session
    mail_id      BLOB,                              -- of a mail to send (table mails)
    state        TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    run_at       INTEGER NOT NULL,
    attempt      INTEGER NOT NULL, -- the fencing token: one more with every claim
    failures     INTEGER NOT NULL, -- attempts that failed by their own fault
    lease_until  INTEGER,
    node         BLOB,             -- the machine that holds the lease
    last_error   TEXT,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_due ON jobs (state, run_at);
CREATE UNIQUE INDEX jobs_one_live_per_mail ON jobs (mail_id) WHERE state IN ('queued', 'running');
CREATE UNIQUE INDEX jobs_one_live_per_session ON jobs (session_id) WHERE state IN ('queued', 'running');

-- The trail of deeds. Every entry's hash covers the entry and the hash before it.
CREATE TABLE audit (
    seq     INTEGER NOT NULL PRIMARY KEY, -- 1, 2, 3 … without a gap
    at      INTEGER NOT NULL,
    actor   BLOB   ,          -- NULL: the appliance itself, or somebody who is not signed in
    login   BLOB   ,          -- the device
    deed    TEXT    NOT NULL,
    record  BLOB   ,          -- what it was done to
    outcome TEXT    NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
    reason  TEXT,             -- a code, never free text
    address TEXT,
    agent   TEXT,
    hash    BLOB    NOT NULL  -- SHA-256
) STRICT;
CREATE INDEX audit_record ON audit (record, deed);
CREATE INDEX audit_actor ON audit (actor, seq);

-- One row: where the chain ends. Locked by whoever adds to it.
CREATE TABLE audit_head (
    id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  INTEGER NOT NULL,
    hash BLOB    NOT NULL
) STRICT;

-- Signed statements of where the chain ended at a moment.
CREATE TABLE audit_checkpoints (
    seq        INTEGER NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    hash       BLOB    NOT NULL,
    public_key BLOB    NOT NULL, -- Ed25519
    signature  BLOB    NOT NULL
) STRICT;

-- The trail begins before its first entry. Rows of the trail and of its checkpoints are added and never touched again. That stops a
-- mistake, not somebody who may drop a trigger: what that one does is found by verifying (docs/audit.md).
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, zeroblob(32));
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit is only ever added to');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit is only ever added to');
END;
CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'audit_checkpoints is only ever added to');
END;
CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE ON audit_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'audit_checkpoints is only ever added to');
END;
