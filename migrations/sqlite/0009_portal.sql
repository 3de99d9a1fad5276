-- What a client sees and answers: questionnaires, released summaries, agreed tasks.

CREATE TABLE measures (
    id           BLOB    NOT NULL PRIMARY KEY,
    patient_id   BLOB    NOT NULL REFERENCES patients (id),
    instrument   TEXT    NOT NULL CHECK (instrument IN ('phq9', 'gad7')),
    session_id   BLOB    REFERENCES sessions (id),
    source       TEXT    NOT NULL CHECK (source IN ('therapist', 'patient')),
    entered_by   BLOB    NOT NULL REFERENCES users (id),
    answers      BLOB    NOT NULL, -- sealed with the practice's contact key: JSON, answers and score
    has_risk     INTEGER NOT NULL, -- an answer that must be looked at (PHQ-9, item 9 above zero)
    decision     TEXT   ,          -- a code: what the therapist decided about it
    decided_by   BLOB    REFERENCES users (id),
    decided_at   INTEGER,
    taken_at     INTEGER NOT NULL,
    voided_at    INTEGER,          -- entered by mistake; kept, and counted nowhere
    created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX measures_patient ON measures (patient_id, taken_at);
CREATE INDEX measures_session ON measures (session_id);
CREATE INDEX measures_open_risk ON measures (patient_id) WHERE has_risk AND decision IS NULL AND voided_at IS NULL;

CREATE TABLE measure_requests (
    id           BLOB    NOT NULL PRIMARY KEY,
    patient_id   BLOB    NOT NULL REFERENCES patients (id),
    instrument   TEXT    NOT NULL CHECK (instrument IN ('phq9', 'gad7')),
    requested_by BLOB    NOT NULL REFERENCES users (id),
    due_on       TEXT   ,
    measure_id   BLOB    REFERENCES measures (id), -- the answer
    cancelled_at INTEGER,
    created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX measure_requests_patient ON measure_requests (patient_id, id);
CREATE UNIQUE INDEX measure_requests_one_open ON measure_requests (patient_id, instrument) WHERE measure_id IS NULL AND cancelled_at IS NULL;

-- A summary that was handed to the client. What is withdrawn before it is read was never there for them.
CREATE TABLE releases (
    id           BLOB    NOT NULL PRIMARY KEY,
    session_id   BLOB    NOT NULL REFERENCES sessions (id),
    patient_id   BLOB    NOT NULL REFERENCES patients (id),
    released_by  BLOB    NOT NULL REFERENCES users (id),
    summary      BLOB    NOT NULL, -- sealed with the session's key: the text as it was released
    released_at  INTEGER NOT NULL,
    read_at      INTEGER,
    withdrawn_at INTEGER
) STRICT;
CREATE UNIQUE INDEX releases_one_per_session ON releases (session_id) WHERE withdrawn_at IS NULL;
CREATE INDEX releases_patient ON releases (patient_id, id);

CREATE TABLE agreed_actions (
    id         BLOB    NOT NULL PRIMARY KEY,
    release_id BLOB    NOT NULL REFERENCES releases (id),
    session_id BLOB    NOT NULL REFERENCES sessions (id),
    patient_id BLOB    NOT NULL REFERENCES patients (id),
    position   INTEGER NOT NULL, -- 1, 2, 3 … within the release
    body       BLOB    NOT NULL, -- sealed with the session's key
    done_at    INTEGER,
    created_at INTEGER NOT NULL,
    CONSTRAINT agreed_actions_key UNIQUE (release_id, position)
) STRICT;
CREATE INDEX agreed_actions_patient ON agreed_actions (patient_id, id);
