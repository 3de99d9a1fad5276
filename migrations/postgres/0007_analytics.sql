-- What the practice's numbers are read from, and who computes them when. Dates are local to SCHEDULER_TIMEZONE.

CREATE TABLE session_metrics (
    id                 UUID    NOT NULL PRIMARY KEY,
    session_id         UUID    NOT NULL REFERENCES sessions (id),
    therapist_id       UUID    NOT NULL REFERENCES users (id),
    patient_id         UUID    NOT NULL REFERENCES patients (id),
    session_date       DATE    NOT NULL,
    duration_minutes   BIGINT  NOT NULL,
    mood_score         BIGINT ,          -- 1 to 5; NULL: nobody said
    mood_label         TEXT    CHECK (mood_label IN ('very_low', 'low', 'neutral', 'positive', 'very_positive')),
    topic_count        BIGINT  NOT NULL,
    topics             BYTEA  ,          -- sealed with the session's key: JSON array of texts
    strategies_count   BIGINT  NOT NULL,
    action_items_count BIGINT  NOT NULL,
    has_risk_flags     BOOLEAN NOT NULL,
    created_at         BIGINT  NOT NULL,
    CONSTRAINT session_metrics_session_key UNIQUE (session_id)
);
CREATE INDEX session_metrics_therapist ON session_metrics (therapist_id, session_date);
CREATE INDEX session_metrics_patient ON session_metrics (patient_id, session_date);

CREATE TABLE daily_stats (
    id                   UUID    NOT NULL PRIMARY KEY,
    therapist_id         UUID    NOT NULL REFERENCES users (id),
    stat_date            DATE    NOT NULL,
    total_sessions       BIGINT  NOT NULL,
    completed_sessions   BIGINT  NOT NULL,
    cancelled_sessions   BIGINT  NOT NULL,
    active_patients      BIGINT  NOT NULL,
    avg_duration_minutes DOUBLE PRECISION NOT NULL,
    completion_rate      DOUBLE PRECISION NOT NULL,
    created_at           BIGINT  NOT NULL,
    updated_at           BIGINT  NOT NULL,
    CONSTRAINT daily_stats_key UNIQUE (therapist_id, stat_date)
);

CREATE TABLE patient_progress (
    id              UUID    NOT NULL PRIMARY KEY,
    patient_id      UUID    NOT NULL REFERENCES patients (id),
    therapist_id    UUID    NOT NULL REFERENCES users (id),
    week_start_date DATE    NOT NULL, -- a Monday
    sessions_count  BIGINT  NOT NULL,
    avg_mood_score  DOUBLE PRECISION,
    mood_trajectory TEXT    CHECK (mood_trajectory IN ('improving', 'declining', 'stable', 'fluctuating')),
    common_topics   BYTEA  ,          -- sealed with the practice's contact key: JSON array of {topic, frequency}
    attendance_rate DOUBLE PRECISION NOT NULL,
    created_at      BIGINT  NOT NULL,
    CONSTRAINT patient_progress_key UNIQUE (patient_id, therapist_id, week_start_date)
);
CREATE INDEX patient_progress_patient ON patient_progress (patient_id, week_start_date);
CREATE INDEX patient_progress_therapist ON patient_progress (therapist_id, week_start_date);

-- One row per thing that happens by the clock. Whoever runs it holds the lease; `done_until` moves only when it has ended.
CREATE TABLE schedules (
    name        TEXT    NOT NULL PRIMARY KEY,
    done_until  BIGINT  NOT NULL, -- the due moment up to which everything was run
    attempt     BIGINT  NOT NULL, -- the fencing token: one more with every claim
    node        UUID   ,          -- the machine that holds the lease
    lease_until BIGINT ,
    started_at  BIGINT ,          -- the last run
    ended_at    BIGINT ,
    outcome     TEXT   ,          -- a code: how the last run ended
    created_at  BIGINT  NOT NULL
);
