-- Documents that leave the record on a person's request.

CREATE TABLE export_jobs (
    id            BLOB    NOT NULL PRIMARY KEY, -- the contract's job_id
    user_id       BLOB    NOT NULL REFERENCES users (id),
    kind          TEXT    NOT NULL CHECK (kind IN ('session_notes', 'progress_report')),
    format        TEXT    NOT NULL CHECK (format IN ('pdf', 'docx', 'md', 'json', 'fhir')),
    patient_id    BLOB    REFERENCES patients (id), -- of a progress report
    request       TEXT    NOT NULL, -- JSON: ids and numbers, never words
    status        TEXT    NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
    error_message TEXT   ,
    file_id       BLOB   ,          -- the file's name; NULL while there is none
    file_key      BLOB   ,          -- its own data key, wrapped by the practice's key; NULL once destroyed
    file_bytes    INTEGER,
    downloads     INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    completed_at  INTEGER,
    expires_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX export_jobs_user ON export_jobs (user_id, id);
CREATE INDEX export_jobs_expiry ON export_jobs (expires_at);

ALTER TABLE jobs ADD COLUMN export_id BLOB   ; -- of an export to make (table export_jobs)
CREATE UNIQUE INDEX jobs_one_live_per_export ON jobs (export_id) WHERE state IN ('queued', 'running');
