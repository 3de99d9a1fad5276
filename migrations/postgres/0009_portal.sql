-- What a client sees and answers: questionnaires, released summaries, agreed tasks.

CREATE TABLE measures (
    id           UUID    NOT NULL PRIMARY KEY,
    patient_id   UUID    NOT NULL REFERENCES patients (id),
    instrument   TEXT    NOT NULL CHECK (instrument IN ('phq9', 'gad7')),
    session_id   UUID    REFERENCES sessions (id),
    source       TEXT    NOT NULL CHECK (source IN ('therapist', 'patient')),
    entered_by   UUID    NOT NULL REFERENCES users (id),
    answers      BYTEA   NOT NULL, -- sealed with the practice's contact key: JSON, answers and score
    has_risk     BOOLEAN NOT NULL, -- an answer that must be looked at (PHQ-9, item 9 above zero)
    decision     TEXT   ,          -- a code: what the therapist decided about it
    decided_by   UUID    REFERENCES users (id),
    decided_at   BIGINT ,
    taken_at     BIGINT  NOT NULL,
    voided_at    BIGINT ,          -- entered by mistake; kept, and counted nowhere
    created_at   BIGINT  NOT NULL
);
CREATE INDEX measures_patient ON measures (patient_id, taken_at);
CREATE INDEX measures_session ON measures (session_id);
CREATE INDEX measures_open_risk ON measures (patient_id) WHERE has_risk AND decision IS NULL AND voided_at IS NULL;

CREATE TABLE measure_requests (
    id           UUID    NOT NULL PRIMARY KEY,
    patient_id   UUID    NOT NULL REFERENCES patients (id),
    instrument   TEXT    NOT NULL CHECK (instrument IN ('phq9', 'gad7')),
    requested_by UUID    NOT NULL REFERENCES users (id),
    due_on       DATE   ,
    measure_id   UUID    REFERENCES measures (id), -- the answer
    cancelled_at BIGINT ,
    created_at   BIGINT  NOT NULL
);
CREATE INDEX measure_requests_patient ON measure_requests (patient_id, id);
CREATE UNIQUE INDEX measure_requests_one_open ON measure_requests (patient_id, instrument) WHERE measure_id IS NULL AND cancelled_at IS NULL;

-- A summary that was handed to the client. What is withdrawn before it is read was never there for them.
CREATE TABLE releases (
    id           UUID    NOT NULL PRIMARY KEY,
    session_id   UUID    NOT NULL REFERENCES sessions (id),
    patient_id   UUID    NOT NULL REFERENCES patients (id),
    released_by  UUID    NOT NULL REFERENCES users (id),
    summary      BYTEA   NOT NULL, -- sealed with the session's key: the text as it was released
    released_at  BIGINT  NOT NULL,
    read_at      BIGINT ,
    withdrawn_at BIGINT
);
CREATE UNIQUE INDEX releases_one_per_session ON releases (session_id) WHERE withdrawn_at IS NULL;
CREATE INDEX releases_patient ON releases (patient_id, id);

CREATE TABLE agreed_actions (
    id         UUID    NOT NULL PRIMARY KEY,
    release_id UUID    NOT NULL REFERENCES releases (id),
    session_id UUID    NOT NULL REFERENCES sessions (id),
    patient_id UUID    NOT NULL REFERENCES patients (id),
    position   BIGINT  NOT NULL, -- 1, 2, 3 … within the release
    body       BYTEA   NOT NULL, -- sealed with the session's key
    done_at    BIGINT ,
    created_at BIGINT  NOT NULL,
    CONSTRAINT agreed_actions_key UNIQUE (release_id, position)
);
CREATE INDEX agreed_actions_patient ON agreed_actions (patient_id, id);
