-- Meetings: planned, held, called off, missed. What the practice's numbers count.

CREATE TABLE appointments (
    id           UUID    NOT NULL PRIMARY KEY, -- also in its calendar entry
    patient_id   UUID    NOT NULL REFERENCES patients (id),
    therapist_id UUID    NOT NULL REFERENCES users (id),
    starts_at    BIGINT  NOT NULL,
    ends_at      BIGINT  NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('scheduled', 'attended', 'cancelled', 'no_show')),
    kind         TEXT    NOT NULL CHECK (kind IN ('individual', 'couple', 'family', 'group')),
    modality     TEXT    NOT NULL CHECK (modality IN ('in_person', 'video', 'telephone')),
    place        BYTEA  ,          -- sealed with the practice's contact key: it may be somebody's home
    sequence     BIGINT  NOT NULL, -- of the calendar entry: one more with every change (RFC 5545)
    created_by   UUID    NOT NULL REFERENCES users (id),
    created_at   BIGINT  NOT NULL,
    updated_at   BIGINT  NOT NULL
);
CREATE INDEX appointments_therapist ON appointments (therapist_id, starts_at);
CREATE INDEX appointments_patient ON appointments (patient_id, starts_at);

ALTER TABLE sessions ADD COLUMN appointment_id UUID    REFERENCES appointments (id);
CREATE INDEX sessions_appointment ON sessions (appointment_id);

-- Every session from before there were appointments took place: it gets one, with its own id.
INSERT INTO appointments (id, patient_id, therapist_id, starts_at, ends_at, state, kind, modality, place, sequence,
                          created_by, created_at, updated_at)
SELECT id, patient_id, therapist_id, created_at - COALESCE(duration_ms, 0) * 1000, created_at, 'attended', 'individual',
       'in_person', NULL, 0, therapist_id, created_at, created_at FROM sessions;
UPDATE sessions SET appointment_id = id;

-- The secret address under which a calendar program fetches somebody's appointments.
CREATE TABLE calendar_feeds (
    user_id    UUID    NOT NULL PRIMARY KEY REFERENCES users (id),
    token      BYTEA   NOT NULL, -- SHA-256
    fetched_at BIGINT ,
    created_at BIGINT  NOT NULL,
    CONSTRAINT calendar_feeds_token_key UNIQUE (token)
);
