-- What a practice keeps of a client beside the name: contact data, goals, and what they consented to.
-- Columns marked "sealed" hold AES-256-GCM ciphertext under the practice's contact key.

ALTER TABLE patients ADD COLUMN name_folded TEXT    NOT NULL DEFAULT ''; -- the name as search compares it
ALTER TABLE patients ADD COLUMN details     BLOB   ; -- sealed: date of birth, address, emergency contact
ALTER TABLE patients ADD COLUMN redisclosure_notice INTEGER NOT NULL DEFAULT 0; -- what leaves says that it may not be passed on (42 CFR 2.32)
ALTER TABLE patients ADD COLUMN archived_at INTEGER; -- since when out of the lists
UPDATE patients SET name_folded = lower(name);
CREATE INDEX patients_name ON patients (name_folded);

CREATE TABLE treatment_goals (
    id         BLOB    NOT NULL PRIMARY KEY,
    patient_id BLOB    NOT NULL REFERENCES patients (id),
    body       BLOB    NOT NULL, -- sealed: the goal in words, and by what it will be known
    state      TEXT    NOT NULL CHECK (state IN ('open', 'met', 'dropped')),
    target_on  TEXT   ,          -- when it should be reached
    author_id  BLOB    NOT NULL REFERENCES users (id),
    ended_at   INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX treatment_goals_patient ON treatment_goals (patient_id, id);

-- Another voice in the room: partner, parent, interpreter. The client is nobody's participant.
CREATE TABLE participants (
    id         BLOB    NOT NULL PRIMARY KEY,
    patient_id BLOB    NOT NULL REFERENCES patients (id),
    name       BLOB    NOT NULL, -- sealed
    capacity   TEXT    NOT NULL CHECK (capacity IN ('partner', 'guardian', 'relative', 'interpreter', 'observer', 'other')),
    ended_at   INTEGER,          -- since when they do not take part any more
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX participants_patient ON participants (patient_id, id);

-- What somebody agreed to, one row per scope. A row is never changed but for its withdrawal.
CREATE TABLE consents (
    id             BLOB    NOT NULL PRIMARY KEY,
    patient_id     BLOB    NOT NULL REFERENCES patients (id),
    participant_id BLOB    REFERENCES participants (id), -- NULL: the client
    scope          TEXT    NOT NULL CHECK (scope IN ('record', 'transcribe', 'ai_draft', 'external_model', 'portal')),
    text_version   TEXT    NOT NULL, -- of the wording that was agreed to
    language       TEXT    NOT NULL,
    method         TEXT    NOT NULL CHECK (method IN ('paper', 'in_person', 'electronic', 'portal', 'demo')),
    given_at       INTEGER NOT NULL,
    expires_at     INTEGER,
    withdrawn_at   INTEGER,
    withdrawn_by   BLOB    REFERENCES users (id),
    recorded_by    BLOB    REFERENCES users (id), -- NULL: the appliance (demonstration)
    created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX consents_patient ON consents (patient_id, scope, id);
