-- Who may come in and who looks after whom: second factors, one-time tokens, invitations, mail, supervision, emergencies.

-- Refresh tokens that were used once. One that comes again was stolen, and ends the login.
CREATE TABLE spent_refresh_tokens (
    token    BLOB    NOT NULL PRIMARY KEY, -- SHA-256
    login_id BLOB    NOT NULL REFERENCES auth_sessions (id),
    spent_at INTEGER NOT NULL
) STRICT;
CREATE INDEX spent_refresh_tokens_login ON spent_refresh_tokens (login_id);

-- TOTP (RFC 6238). A new secret holds from its first code on; until then the one before does.
CREATE TABLE second_factors (
    user_id      BLOB    NOT NULL PRIMARY KEY REFERENCES users (id),
    secret       BLOB   ,          -- sealed with the practice's contact key; NULL until a first code was entered
    next_secret  BLOB   ,          -- sealed likewise: shown, but no code was entered yet
    confirmed_at INTEGER,          -- since when `secret` holds
    last_step    INTEGER NOT NULL, -- the last time step whose code was accepted: no code works twice
    failures     INTEGER NOT NULL, -- wrong codes in a row
    failed_at    INTEGER,          -- when the last one came
    created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    code     BLOB    NOT NULL PRIMARY KEY, -- HMAC-SHA-256 of user and code, under a key derived from the contact key
    user_id  BLOB    NOT NULL REFERENCES users (id),
    spent_at INTEGER
) STRICT;
CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

-- Tokens that were mailed: to confirm an address, to set a new password.
CREATE TABLE account_tokens (
    token      BLOB    NOT NULL PRIMARY KEY, -- SHA-256
    user_id    BLOB    NOT NULL REFERENCES users (id),
    purpose    TEXT    NOT NULL CHECK (purpose IN ('verify_email', 'reset_password')),
    expires_at INTEGER NOT NULL,
    spent_at   INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_tokens_user ON account_tokens (user_id, purpose);

CREATE TABLE invitations (
    id          BLOB    NOT NULL PRIMARY KEY,
    token       BLOB   ,          -- SHA-256; NULL until the mail is written
    email       TEXT,             -- NULL: the set-up link of the first start
    first_name  TEXT    NOT NULL,
    last_name   TEXT    NOT NULL,
    role        TEXT    NOT NULL CHECK (role IN ('therapist', 'supervisor', 'patient', 'admin')),
    invited_by  BLOB    REFERENCES users (id),
    patient_id  BLOB    REFERENCES patients (id), -- the client record that the account will belong to
    expires_at  INTEGER NOT NULL,
    accepted_at INTEGER,
    revoked_at  INTEGER,
    created_at  INTEGER NOT NULL,
    CONSTRAINT invitations_token_key UNIQUE (token)
) STRICT;

-- Mail on its way. The text is written when it is sent, so that no link lies here.
CREATE TABLE mails (
    id            BLOB    NOT NULL PRIMARY KEY, -- also in its Message-ID
    template      TEXT    NOT NULL CHECK (template IN ('verification', 'password_reset', 'invitation', 'sign_in_alert')),
    address       BLOB    NOT NULL, -- sealed with the practice's contact key
    user_id       BLOB    REFERENCES users (id),
    invitation_id BLOB    REFERENCES invitations (id),
    state         TEXT    NOT NULL CHECK (state IN ('queued', 'sent', 'dropped', 'failed')),
    created_at    INTEGER NOT NULL,
    sent_at       INTEGER
) STRICT;
CREATE INDEX mails_created ON mails (created_at);

-- Who reads and co-signs for whom.
CREATE TABLE supervisions (
    supervisor_id BLOB    NOT NULL REFERENCES users (id),
    therapist_id  BLOB    NOT NULL REFERENCES users (id),
    created_at    INTEGER NOT NULL,
    CONSTRAINT supervisions_key PRIMARY KEY (supervisor_id, therapist_id)
) STRICT;
CREATE INDEX supervisions_therapist ON supervisions (therapist_id);

-- Therapists who work with a client beside the responsible one.
CREATE TABLE assignments (
    patient_id   BLOB    NOT NULL REFERENCES patients (id),
    therapist_id BLOB    NOT NULL REFERENCES users (id),
    created_at   INTEGER NOT NULL,
    CONSTRAINT assignments_key PRIMARY KEY (patient_id, therapist_id)
) STRICT;
CREATE INDEX assignments_therapist ON assignments (therapist_id);

-- An administrator's emergency access to one client's record.
CREATE TABLE break_glass (
    id         BLOB    NOT NULL PRIMARY KEY,
    admin_id   BLOB    NOT NULL REFERENCES users (id),
    patient_id BLOB    NOT NULL REFERENCES patients (id),
    reason     TEXT    NOT NULL, -- a code
    comment    BLOB   ,          -- sealed with the practice's contact key
    expires_at INTEGER NOT NULL,
    ended_at   INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX break_glass_patient ON break_glass (patient_id, created_at);
CREATE INDEX break_glass_admin ON break_glass (admin_id, expires_at);

-- Which client record is about the person who is signed in.
CREATE INDEX patients_user ON patients (user_id);
