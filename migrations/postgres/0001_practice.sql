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
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    CONSTRAINT users_email_key UNIQUE (email)
);

-- One row per signed-in device.
CREATE TABLE auth_sessions (
    id            UUID    NOT NULL PRIMARY KEY,
    user_id       UUID    NOT NULL REFERENCES users (id),
    refresh_token BYTEA   NOT NULL, -- SHA-256 of the token
    expires_at    BIGINT NOT NULL,
    is_revoked    BOOLEAN NOT NULL,
    created_at    BIGINT NOT NULL,
    CONSTRAINT auth_sessions_refresh_token_key UNIQUE (refresh_token)
);
CREATE INDEX auth_sessions_user ON auth_sessions (user_id);

CREATE TABLE patients (
    id           UUID    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    email        BYTEA,             -- sealed with the practice's contact key
    phone        BYTEA,             -- sealed with the practice's contact key
    therapist_id UUID    NOT NULL REFERENCES users (id),
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
    session_id   UUID    NOT NULL REFERENCES sessions (id),
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
CREATE UNIQUE INDEX jobs_one_live_per_session ON jobs (session_id) WHERE state IN ('queued', 'running');

CREATE TABLE audit (
    id     UUID    NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,
    actor  UUID,
    deed   TEXT    NOT NULL,
    record UUID
);
CREATE INDEX audit_record ON audit (record, deed);
