-- Recordings that are destroyed before the words that were heard in them.

ALTER TABLE sessions ADD COLUMN audio_key BYTEA  ; -- the recording's own key, sealed with the session's; NULL: the session's own opens it, or destroyed
ALTER TABLE sessions ADD COLUMN audio_deleted_at BIGINT ; -- since then no key opens the recording; its file goes next
CREATE INDEX sessions_failed ON sessions (updated_at) WHERE status = 'failed' AND audio_deleted_at IS NULL;
