-- What the practice's numbers are read from, and who computes them when. Dates are local to SCHEDULER_TIMEZONE.

CREATE TABLE session_metrics (
    id                 BLOB    NOT NULL PRIMARY KEY,
    session_id         BLOB    NOT NULL REFERENCES sessions (id),
    therapist_id       BLOB    NOT NULL REFERENCES users (id),
    patient_id         BLOB    NOT NULL REFERENCES patients (id),
    session_date       TEXT    NOT NULL,
    duration_minutes   INTEGER NOT NULL,
    mood_score         INTEGER,          -- 1 to 5; NULL: nobody said
    mood_label         TEXT    CHECK (mood_label IN ('very_low', 'low', 'neutral', 'positive', 'very_positive')),
    topic_count        INTEGER NOT NULL,
    topics             BLOB   ,          -- sealed with the session's key: JSON array of texts
    strategies_count   INTEGER NOT NULL,
    action_items_count INTEGER NOT NULL,
    has_risk_flags     INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    CONSTRAINT session_metrics_session_key UNIQUE (session_id)
) STRICT;
CREATE INDEX session_metrics_therapist ON session_metrics (therapist_id, session_date);
CREATE INDEX session_metrics_patient ON session_metrics (patient_id, session_date);

CREATE TABLE daily_stats (
    id                   BLOB    NOT NULL PRIMARY KEY,
    therapist_id         BLOB    NOT NULL REFERENCES users (id),
    stat_date            TEXT    NOT NULL,
    total_sessions       INTEGER NOT NULL,
    completed_sessions   INTEGER NOT NULL,
    cancelled_sessions   INTEGER NOT NULL,
    active_patients      INTEGER NOT NULL,
    avg_duration_minutes REAL    NOT NULL,
    completion_rate      REAL    NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    CONSTRAINT daily_stats_key UNIQUE (therapist_id, stat_date)
) STRICT;

CREATE TABLE patient_progress (
    id              BLOB    NOT NULL PRIMARY KEY,
    patient_id      BLOB    NOT NULL REFERENCES patients (id),
    therapist_id    BLOB    NOT NULL REFERENCES users (id),
    week_start_date TEXT    NOT NULL, -- a Monday
    sessions_count  INTEGER NOT NULL,
    avg_mood_score  REAL   ,
    mood_trajectory TEXT    CHECK (mood_trajectory IN ('improving', 'declining', 'stable', 'fluctuating')),
    common_topics   BLOB   ,          -- sealed with the practice's contact key: JSON array of {topic, frequency}
    attendance_rate REAL    NOT NULL,
    created_at      INTEGER NOT NULL,
    CONSTRAINT patient_progress_key UNIQUE (patient_id, therapist_id, week_start_date)
) STRICT;
CREATE INDEX patient_progress_patient ON patient_progress (patient_id, week_start_date);
CREATE INDEX patient_progress_therapist ON patient_progress (therapist_id, week_start_date);

-- One row per thing that happens by the clock. Whoever runs it holds the lease; `done_until` moves only when it has ended.
CREATE TABLE schedules (
    name        TEXT    NOT NULL PRIMARY KEY,
    done_until  INTEGER NOT NULL, -- the due moment up to which everything was run
    attempt     INTEGER NOT NULL, -- the fencing token: one more with every claim
    node        BLOB   ,          -- the machine that holds the lease
    lease_until INTEGER,
    started_at  INTEGER,          -- the last run
    ended_at    INTEGER,
    outcome     TEXT   ,          -- a code: how the last run ended
    created_at  INTEGER NOT NULL
) STRICT;
