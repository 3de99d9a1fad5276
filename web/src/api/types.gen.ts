// Generated from openapi.json by `npm run generate`. Do not edit.

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

/**
 * What is typed to accept an invitation.
 */
export type AcceptInvitation = {
    /**
     * Only for the link that sets the appliance up.
     */
    email?: string | null;
    /**
     * Instead of the invitation's; the link that sets the appliance up has none.
     */
    first_name?: string | null;
    /**
     * Instead of the invitation's; the link that sets the appliance up has none.
     */
    last_name?: string | null;
    /**
     * 12 to 128 characters with upper case, lower case, a digit and a special character, and none that is guessed first.
     */
    password: string;
    /**
     * As it stands in the link.
     */
    token: string;
};

/**
 * Something somebody agreed to do.
 */
export type ActionItem = {
    evidence_turns: Array<number>;
    text: string;
};

/**
 * Somebody who takes part from now on.
 */
export type AddParticipant = {
    /**
     * `partner`, `guardian`, `relative`, `interpreter`, `observer` or `other`.
     */
    capacity: string;
    /**
     * 1 to 200 characters.
     */
    name: string;
};

/**
 * An address.
 */
export type Address = {
    /**
     * As it is typed.
     */
    email: string;
};

/**
 * What was read before the deed.
 */
export type AdoptVersion = {
    /**
     * The revision that was read.
     */
    revision: number;
};

/**
 * The short answer.
 */
export type Alive = {
    /**
     * Always `TherapyBridge`.
     */
    service: string;
    /**
     * Always `healthy`: something answered.
     */
    status: string;
    version: string;
};

/**
 * Something to add to a signed note.
 */
export type AmendNote = {
    /**
     * Must be true: the author signs the entry.
     */
    attestation: boolean;
    /**
     * `addendum` (new information), `correction` (an error) or `late_entry` (known then, and left out).
     */
    kind: string;
    /**
     * Up to 20 000 characters.
     */
    text: string;
};

/**
 * Something added to a signed note.
 */
export type Amendment = {
    author_id: string;
    author_name: string;
    /**
     * SHA-256 of what was signed, hexadecimal.
     */
    content_hash: string;
    /**
     * RFC 3339.
     */
    created_at: string;
    id: string;
    /**
     * `addendum`, `correction` or `late_entry`.
     */
    kind: string;
    text: string;
};

/**
 * Answers to a questionnaire.
 */
export type AnswerQuestionnaire = {
    /**
     * One answer for every item, 0 to 3.
     */
    answers: Array<number>;
};

/**
 * A meeting with a client, planned or over.
 */
export type Appointment = {
    /**
     * RFC 3339.
     */
    created_at: string;
    /**
     * RFC 3339. The same moment as `starts_at` when a recording came without an appointment and its length is not known yet.
     */
    ends_at: string;
    id: string;
    /**
     * `individual`, `couple`, `family` or `group`.
     */
    kind: string;
    /**
     * `in_person`, `video` or `telephone`.
     */
    modality: string;
    patient_id: string;
    patient_name: string;
    place?: string | null;
    /**
     * Its recordings, oldest first.
     */
    session_ids: Array<string>;
    /**
     * RFC 3339.
     */
    starts_at: string;
    /**
     * `scheduled`, `attended`, `cancelled` or `no_show`.
     */
    state: string;
    therapist_id: string;
    /**
     * RFC 3339.
     */
    updated_at: string;
};

/**
 * What a signer attests by each signature that there may be: word for word what is stored with it.
 */
export type Attestation = {
    /**
     * By each kind of amendment.
     */
    addendum: string;
    /**
     * By co-signing it.
     */
    co_sign: string;
    correction: string;
    late_entry: string;
    /**
     * By signing the note.
     */
    sign: string;
};

/**
 * The newest signed statement of where the trail ended.
 */
export type AuditCheckpoint = {
    /**
     * RFC 3339.
     */
    at: string;
    /**
     * The last entry it covers.
     */
    seq: number;
};

/**
 * One entry.
 */
export type AuditEntry = {
    /**
     * The account; null for the appliance itself and for somebody who was not signed in.
     */
    actor?: string | null;
    /**
     * The account's name as it is today.
     */
    actor_name?: string | null;
    /**
     * Address of the device.
     */
    address?: string | null;
    /**
     * What the device calls itself.
     */
    agent?: string | null;
    /**
     * RFC 3339.
     */
    at: string;
    /**
     * What was done, such as `session_read`.
     */
    deed: string;
    /**
     * The login it was done with.
     */
    login?: string | null;
    /**
     * `done`, `refused` or `failed`.
     */
    outcome: string;
    /**
     * Why, as a code.
     */
    reason?: string | null;
    /**
     * The record it was done to.
     */
    record?: string | null;
    /**
     * Its place in the trail: 1, 2, 3 …
     */
    seq: number;
};

/**
 * A page of the trail.
 */
export type AuditPage = {
    entries: Array<AuditEntry>;
    /**
     * The `cursor` of the next page; null on the last.
     */
    next_cursor?: string | null;
};

/**
 * Whether the end of the trail is whole.
 */
export type AuditVerification = {
    /**
     * Entries of the whole trail.
     */
    entries: number;
    /**
     * The first entry that something is wrong with.
     */
    first_broken?: number | null;
    last_checkpoint?: AuditCheckpoint | null;
    /**
     * Whether nothing is wrong with what was verified.
     */
    ok: boolean;
    /**
     * `changed`, `missing`, `out_of_order`, `cut_off`, `head_changed`, `rewritten`, `checkpoint_changed` or
     * `checkpoint_missing`.
     */
    reason?: string | null;
    /**
     * The first entry that was verified: the one of the last checkpoint, or a later one when that is far away.
     */
    verified_from: number;
};

/**
 * Which record, and why.
 */
export type BreakGlass = {
    /**
     * What there is to say about it, up to 1000 characters. The patient's therapist reads it.
     */
    comment?: string | null;
    /**
     * The patient's id, or their name exactly as the therapist wrote it.
     */
    patient: string;
    /**
     * `emergency`, `legal_request`, `complaint`, `therapist_unavailable` or `technical_fault`.
     */
    reason: string;
};

/**
 * An emergency access.
 */
export type BrokenGlass = {
    admin_id: string;
    admin_name: string;
    comment?: string | null;
    /**
     * RFC 3339.
     */
    created_at: string;
    /**
     * RFC 3339: when it was ended before its time.
     */
    ended_at?: string | null;
    /**
     * RFC 3339: when it ends by itself.
     */
    expires_at: string;
    id: string;
    patient_id: string;
    /**
     * `emergency`, `legal_request`, `complaint`, `therapist_unavailable` or `technical_fault`.
     */
    reason: string;
};

/**
 * Whether somebody has an address for their calendar program.
 */
export type CalendarFeed = {
    /**
     * RFC 3339.
     */
    created_at?: string | null;
    exists: boolean;
    /**
     * RFC 3339: when a program last asked, to the hour.
     */
    fetched_at?: string | null;
};

/**
 * What is to change about an appointment. What is left out stays.
 */
export type ChangeAppointment = {
    /**
     * Change it although there is another one at that time.
     */
    allow_overlap?: boolean;
    /**
     * RFC 3339; at most 24 hours later.
     */
    ends_at?: string | null;
    /**
     * `individual`, `couple`, `family` or `group`.
     */
    kind?: string | null;
    /**
     * `in_person`, `video` or `telephone`.
     */
    modality?: string | null;
    /**
     * At most 200 characters; null takes it out.
     */
    place?: string | null;
    /**
     * RFC 3339.
     */
    starts_at?: string | null;
    /**
     * `scheduled`, `attended`, `cancelled` or `no_show`.
     */
    state?: string | null;
    /**
     * The `updated_at` with which it was read: what somebody else changed since is then not overwritten.
     */
    updated_at?: string | null;
};

/**
 * New values of some fields; what is absent stays, null clears.
 */
export type ChangeGoal = {
    /**
     * At most 500 characters.
     */
    measure?: string | null;
    /**
     * `open`, `met` or `dropped`.
     */
    state?: string | null;
    /**
     * `YYYY-MM-DD`
     */
    target_on?: string | null;
    /**
     * 1 to 1 000 characters.
     */
    text?: string | null;
};

/**
 * A changed template.
 */
export type ChangeNoteTemplate = {
    /**
     * 1 to 80 characters; no other template in use has it, whatever its case.
     */
    name: string;
    /**
     * 1 to 20, in order.
     */
    sections: Array<NoteTemplateSection>;
    /**
     * The version that was changed; another one in the meantime is a conflict.
     */
    version: number;
};

/**
 * The present and the new password.
 */
export type ChangePassword = {
    /**
     * The one that is valid now.
     */
    current_password: string;
    /**
     * 12 to 128 characters with upper case, lower case, a digit and a special character, and none that is guessed first.
     */
    new_password: string;
};

/**
 * New values of some fields; what is absent stays, null clears.
 */
export type ChangePatient = {
    /**
     * At most 500 characters, in lines.
     */
    address?: string | null;
    /**
     * `YYYY-MM-DD`
     */
    date_of_birth?: string | null;
    /**
     * Contact address.
     */
    email?: string | null;
    emergency_contact?: EmergencyContact | null;
    /**
     * 1 to 200 characters.
     */
    name?: string | null;
    /**
     * Contact telephone number.
     */
    phone?: string | null;
    /**
     * Whether what leaves about them says that it may not be passed on (42 CFR 2.32).
     */
    redisclosure_notice?: boolean | null;
};

/**
 * What to change; what is left out stays.
 */
export type ChangeUser = {
    /**
     * 1 to 100 characters.
     */
    first_name?: string | null;
    /**
     * Whether they may sign in.
     */
    is_active?: boolean | null;
    /**
     * 1 to 100 characters.
     */
    last_name?: string | null;
    /**
     * `therapist`, `supervisor`, `patient` or `admin`.
     */
    role?: string | null;
};

/**
 * One statement with the words it rests on.
 */
export type Claim = {
    /**
     * Of a claim that is not supported: the turns closest to it in meaning, closest first. A hint where to look; it proves nothing.
     */
    candidates: Array<number>;
    /**
     * Its name, by which decisions are made about it.
     */
    key: string;
    /**
     * `reported`, `observed`, `intervention`, `response`, `judgement` or `plan`.
     */
    kind: string;
    /**
     * Why it is not supported, such as `quote_not_found`, `wrong_speaker` or `negation_differs`.
     */
    problem?: string | null;
    quotes: Array<Quote>;
    /**
     * Whose word or deed it is.
     */
    speaker: string;
    text: string;
    /**
     * `exact`, `paraphrase` or `unsupported`.
     */
    verdict: string;
    /**
     * Taken out of the note by a person; in no format any more.
     */
    withdrawn: boolean;
};

/**
 * How many files, and how large they are together.
 */
export type CleanupAmount = {
    count: number;
    total_size_mb: number;
};

/**
 * How long things are kept.
 */
export type CleanupConfig = {
    auto_cleanup_on_startup: boolean;
    failed_session_retention_days: number;
    orphaned_file_retention_hours: number;
};

/**
 * A file that goes, or went.
 */
export type CleanupFile = {
    /**
     * Since the file was written, or since the session failed.
     */
    age_hours: number;
    bytes: number;
    /**
     * The session's, where there is one.
     */
    id: string;
    /**
     * `orphaned_file` or `failed_session`.
     */
    kind: string;
    reason: string;
};

/**
 * What the next cleanup by the clock will remove.
 */
export type CleanupPreview = {
    /**
     * Their ages are the ones at that time.
     */
    files: Array<CleanupFile>;
    /**
     * RFC 3339; null when nothing happens by the clock here. The files are then what a cleanup would remove now.
     */
    next_run_at?: string | null;
};

/**
 * What a cleanup did, or would do.
 */
export type CleanupResult = {
    dry_run: boolean;
    /**
     * What could not be deleted, and why. The rest was.
     */
    errors: Array<string>;
    /**
     * Sessions that had failed and whose recording was deleted. Their records stay.
     */
    failed_sessions_cleaned: number;
    files: Array<CleanupFile>;
    /**
     * Files that belonged to no session.
     */
    orphaned_files_deleted: number;
    total_space_freed_mb: number;
};

/**
 * What a cleanup would find now.
 */
export type CleanupStatus = {
    /**
     * Recordings of failed sessions that are old enough to go.
     */
    failed_sessions: CleanupAmount;
    /**
     * What the appliance can still write to its disk.
     */
    free_space_mb: number;
    /**
     * Files that belong to no session and are old enough to go.
     */
    orphaned_files: CleanupAmount;
    /**
     * Recordings of all sessions that have one.
     */
    recordings: CleanupAmount;
};

/**
 * A supervisor's signature.
 */
export type CoSignNote = {
    /**
     * Must be true: the signer confirms the statement.
     */
    attestation: boolean;
};

/**
 * Stable names of what can go wrong.
 */
export type Code = 'unauthenticated' | 'second_factor_required' | 'second_factor_needed' | 'locked' | 'step_up_required' | 'invalid_token' | 'too_many_requests' | 'forbidden' | 'not_found' | 'gone' | 'method_not_allowed' | 'conflict' | 'stale' | 'not_signable' | 'consent_missing' | 'invalid' | 'payload_too_large' | 'unsupported_format' | 'insufficient_storage' | 'internal';

/**
 * The first code.
 */
export type Code6 = {
    /**
     * Six digits of the authenticator app.
     */
    code: string;
};

/**
 * A topic of a therapist's sessions.
 */
export type CommonTopic = {
    /**
     * In how many sessions it came up.
     */
    frequency: number;
    /**
     * With how many clients.
     */
    patients_affected: number;
    /**
     * The commonest wording.
     */
    topic: string;
    /**
     * `increasing`, `stable` or `decreasing`: the later half of the weeks against the earlier.
     */
    trend: string;
};

/**
 * What is talked about most.
 */
export type CommonTopics = {
    time_period_weeks: number;
    /**
     * The commonest first.
     */
    topics: Array<CommonTopic>;
};

/**
 * Database connections.
 */
export type Connections = {
    /**
     * On Postgres: all connections of the server.
     */
    active_connections: number;
    /**
     * `DB_MAX_OVERFLOW`.
     */
    max_overflow: number;
    /**
     * `DB_POOL_SIZE`.
     */
    pool_size: number;
    /**
     * `WORKERS × (DB_POOL_SIZE + DB_MAX_OVERFLOW)`.
     */
    theoretical_max: number;
    /**
     * `WORKERS`.
     */
    worker_count: number;
};

/**
 * One person's consent to one scope.
 */
export type Consent = {
    /**
     * RFC 3339; null: until it is withdrawn.
     */
    expires_at?: string | null;
    /**
     * RFC 3339.
     */
    given_at: string;
    id: string;
    /**
     * Language of that wording.
     */
    language: string;
    /**
     * `paper`, `in_person`, `electronic`, `portal` or `demo`.
     */
    method: string;
    /**
     * Who agreed; null: the client.
     */
    participant_id?: string | null;
    /**
     * Who wrote it down; null: the appliance.
     */
    recorded_by?: string | null;
    /**
     * `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
     */
    scope: string;
    /**
     * Version of the wording that was agreed to.
     */
    text_version: string;
    /**
     * RFC 3339.
     */
    withdrawn_at?: string | null;
};

/**
 * What stands about one person and one scope.
 */
export type ConsentStanding = {
    /**
     * `client`, `partner`, `guardian`, `relative`, `interpreter`, `observer` or `other`.
     */
    capacity: string;
    consent?: Consent | null;
    /**
     * Their name.
     */
    name: string;
    /**
     * Null: the client.
     */
    participant_id?: string | null;
    /**
     * `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
     */
    scope: string;
    /**
     * `valid`, `missing`, `expired` or `withdrawn`.
     */
    state: string;
};

/**
 * A wording that people agree to.
 */
export type ConsentText = {
    /**
     * BCP 47.
     */
    language: string;
    /**
     * `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
     */
    scope: string;
    text: string;
    version: string;
};

/**
 * What is known of a client's consents.
 */
export type Consents = {
    /**
     * Everybody who takes part, with every scope that concerns them.
     */
    current: Array<ConsentStanding>;
    /**
     * Everything that was ever agreed to, newest first.
     */
    history: Array<Consent>;
    /**
     * The wordings that are offered.
     */
    texts: Array<ConsentText>;
};

/**
 * A new appointment.
 */
export type CreateAppointment = {
    /**
     * Make it although there is another one at that time.
     */
    allow_overlap?: boolean;
    /**
     * RFC 3339; at most 24 hours later.
     */
    ends_at: string;
    /**
     * `individual` (the default), `couple`, `family` or `group`.
     */
    kind?: string | null;
    /**
     * `in_person` (the default), `video` or `telephone`.
     */
    modality?: string | null;
    patient_id: string;
    /**
     * At most 200 characters.
     */
    place?: string | null;
    /**
     * RFC 3339.
     */
    starts_at: string;
};

/**
 * A new goal.
 */
export type CreateGoal = {
    /**
     * By what it will be known that it is reached: at most 500 characters.
     */
    measure?: string | null;
    /**
     * `YYYY-MM-DD`
     */
    target_on?: string | null;
    /**
     * 1 to 1 000 characters.
     */
    text: string;
};

/**
 * Whom to invite.
 */
export type CreateInvitation = {
    /**
     * Where the link is sent.
     */
    email: string;
    /**
     * 1 to 100 characters.
     */
    first_name: string;
    /**
     * 1 to 100 characters.
     */
    last_name: string;
    /**
     * The client record that the account will belong to: one of the therapist's own.
     */
    patient_id?: string | null;
    /**
     * What they will be. A therapist invites patients only.
     */
    role: string;
};

/**
 * A new template.
 */
export type CreateNoteTemplate = {
    /**
     * 1 to 80 characters; no other template in use has it, whatever its case.
     */
    name: string;
    /**
     * 1 to 20, in order.
     */
    sections: Array<NoteTemplateSection>;
};

/**
 * What is known of a new client.
 */
export type CreatePatient = {
    /**
     * Contact address.
     */
    email?: string | null;
    /**
     * 1 to 200 characters.
     */
    name: string;
    /**
     * Contact telephone number.
     */
    phone?: string | null;
};

/**
 * Address and password.
 */
export type Credentials = {
    /**
     * Six digits of the authenticator app, or a recovery code, where the account has a second factor. Without one the answer is
     * 401 with the code `second_factor_required`.
     */
    code?: string | null;
    /**
     * Address of the account.
     */
    email: string;
    /**
     * Its password.
     */
    password: string;
};

/**
 * A decision about an item.
 */
export type Decide = {
    /**
     * Up to 2000 characters.
     */
    comment?: string | null;
    /**
     * Risk: `addressed_in_session`, `safety_plan`, `not_a_concern`, `already_known`, `follow_up`. Claims: `removed`,
     * `confirmed_from_memory`, `corrected`.
     */
    decision: string;
};

/**
 * A decision about an answer.
 */
export type DecideMeasure = {
    /**
     * `addressed_in_session`, `safety_plan`, `not_a_concern`, `already_known`, `follow_up`.
     */
    decision: string;
};

/**
 * Which sessions.
 */
export type Destroy = {
    /**
     * Of this patient.
     */
    session_ids: Array<string>;
};

/**
 * What was destroyed, and what was not.
 */
export type Destruction = {
    /**
     * Sessions of which nothing but the fact that they took place is left.
     */
    destroyed: Array<string>;
    kept: Array<KeptSession>;
};

/**
 * A place where one is signed in.
 */
export type Device = {
    /**
     * The network address it began from.
     */
    address?: string | null;
    /**
     * What the browser or program called itself.
     */
    agent?: string | null;
    /**
     * When it began, RFC 3339.
     */
    created_at: string;
    /**
     * Whether it is the one that asks.
     */
    current: boolean;
    /**
     * Of the login.
     */
    id: string;
    /**
     * Whether it is a browser's.
     */
    is_browser: boolean;
    /**
     * When it was last used, to the minute, RFC 3339.
     */
    last_used_at: string;
    /**
     * Whether the second factor was shown.
     */
    second_factor: boolean;
};

/**
 * A piece of a difference.
 */
export type DiffPart = {
    /**
     * `same`, `added` or `removed`.
     */
    op: string;
    text: string;
};

/**
 * A decision about an item.
 */
export type Disposition = {
    /**
     * RFC 3339.
     */
    at: string;
    by_id: string;
    by_name: string;
    comment?: string | null;
    /**
     * Risk: `addressed_in_session`, `safety_plan`, `not_a_concern`, `already_known`, `follow_up`. Claims: `removed`,
     * `confirmed_from_memory`, `corrected`.
     */
    decision: string;
};

/**
 * Who made the draft.
 */
export type DraftedBy = {
    /**
     * A sentence for a person.
     */
    detail: string;
    /**
     * `extractive`, `language_model` or `external_model`.
     */
    kind: string;
    name: string;
};

/**
 * Something somebody agreed to do.
 */
export type EditActionItem = {
    /**
     * Turns in which it was agreed; none for what the therapist adds.
     */
    evidence_turns?: Array<number>;
    text: string;
};

/**
 * New values of some fields; what is absent stays.
 */
export type EditNote = {
    action_items?: Array<EditActionItem> | null;
    /**
     * Up to 50, each up to 500 characters, as the other lists.
     */
    key_topics?: Array<string> | null;
    /**
     * `improving`, `declining`, `stable` or `fluctuating`; null takes it out.
     */
    mood_trajectory?: string | null;
    patient_summary?: string | null;
    /**
     * The revision that was read.
     */
    revision: number;
    /**
     * `very_low` to `very_positive`; null takes it out.
     */
    session_mood?: string | null;
    strategies?: Array<EditStrategy> | null;
    /**
     * Up to 20 000 characters, as the other texts.
     */
    therapist_notes?: string | null;
    topic_summary?: string | null;
};

/**
 * A technique of the session.
 */
export type EditStrategy = {
    /**
     * Turns in which it is spoken of; none for what the therapist adds.
     */
    evidence_turns?: Array<number>;
    name: string;
};

/**
 * Whom to call in an emergency.
 */
export type EmergencyContact = {
    /**
     * 1 to 200 characters.
     */
    name: string;
    /**
     * At most 50 characters.
     */
    phone?: string | null;
    /**
     * What they are to the client, in words: at most 200 characters.
     */
    relation?: string | null;
};

/**
 * What an authenticator app is set up with. Nobody can read it again.
 */
export type Enrolment = {
    /**
     * To be scanned, as a QR code.
     */
    otpauth_uri: string;
    /**
     * To be typed: base 32.
     */
    secret: string;
};

/**
 * Answers as a therapist enters them.
 */
export type EnterMeasure = {
    /**
     * One answer for every item, 0 to 3.
     */
    answers: Array<number>;
    /**
     * `phq9` or `gad7`.
     */
    instrument: string;
    /**
     * The session it belongs to; an answer that must be looked at then keeps its note from being signed.
     */
    session_id?: string | null;
    /**
     * When the client answered: RFC 3339, or a date; now when absent.
     */
    taken_at?: string | null;
};

/**
 * The turns behind each part of a note.
 */
export type Evidence = {
    /**
     * Per topic.
     */
    key_topics: Array<Array<number>>;
    mood_trajectory: Array<number>;
    patient_summary: Array<Sentence>;
    session_mood: Array<number>;
    therapist_notes: Array<Sentence>;
    topic_summary: Array<Sentence>;
};

/**
 * A document that was just asked for.
 */
export type ExportAccepted = {
    /**
     * RFC 3339.
     */
    created_at: string;
    /**
     * RFC 3339: when the file is destroyed.
     */
    expires_at: string;
    format: string;
    job_id: string;
    /**
     * `pending`.
     */
    status: string;
};

/**
 * A document that somebody asked for.
 */
export type ExportJob = {
    /**
     * RFC 3339.
     */
    completed_at?: string | null;
    /**
     * RFC 3339.
     */
    created_at: string;
    /**
     * How often it was downloaded.
     */
    downloads: number;
    /**
     * Why it was given up.
     */
    error_message?: string | null;
    /**
     * RFC 3339: when the file is destroyed.
     */
    expires_at: string;
    /**
     * Length of the file; null while there is none, and once it was destroyed.
     */
    file_bytes?: number | null;
    /**
     * `pdf`, `docx`, `md`, `json` or `fhir`.
     */
    format: string;
    job_id: string;
    /**
     * `session_notes` or `progress_report`.
     */
    kind: string;
    /**
     * `pending`, `processing`, `completed` or `failed`.
     */
    status: string;
};

/**
 * Whose progress to report.
 */
export type ExportProgressReport = {
    /**
     * `pdf`, `docx`, `md`, `json` or `fhir`.
     */
    format: string;
    patient_id: string;
    /**
     * How many weeks, this one included: 1 to 104.
     */
    weeks?: number;
};

/**
 * The notes of which sessions to export.
 */
export type ExportSessionNotes = {
    /**
     * `pdf`, `docx`, `md`, `json` or `fhir`.
     */
    format: string;
    /**
     * 1 to 200 sessions; one that is named twice is exported once, and the oldest stands first.
     */
    session_ids: Array<string>;
};

/**
 * The difference in one field.
 */
export type FieldDiff = {
    /**
     * Its name in the note.
     */
    field: string;
    parts: Array<DiffPart>;
};

/**
 * Something the screen could not see.
 */
export type Gap = {
    end_ms?: number | null;
    /**
     * `low_confidence`, `not_screened` or `uncovered`.
     */
    kind: string;
    start_ms?: number | null;
    turn?: number | null;
};

/**
 * What somebody agreed to.
 */
export type GiveConsents = {
    /**
     * RFC 3339; until it is withdrawn when absent.
     */
    expires_at?: string | null;
    /**
     * RFC 3339; now when absent.
     */
    given_at?: string | null;
    /**
     * Its language.
     */
    language: string;
    /**
     * `paper`, `in_person` or `electronic`.
     */
    method: string;
    /**
     * Who; null: the client.
     */
    participant_id?: string | null;
    /**
     * `record`, `transcribe`, `ai_draft`, `external_model`, `portal` (the client's own alone).
     */
    scopes: Array<string>;
    /**
     * Version of the wording, as the list of consents gives it.
     */
    text_version: string;
};

/**
 * A treatment goal.
 */
export type Goal = {
    author_id: string;
    /**
     * RFC 3339.
     */
    created_at: string;
    /**
     * RFC 3339: when it was met or dropped.
     */
    ended_at?: string | null;
    id: string;
    /**
     * By what it will be known that it is reached.
     */
    measure?: string | null;
    /**
     * `open`, `met` or `dropped`.
     */
    state: string;
    /**
     * `YYYY-MM-DD`
     */
    target_on?: string | null;
    text: string;
    /**
     * RFC 3339.
     */
    updated_at: string;
};

/**
 * What an invitation says to who holds its link.
 */
export type Greeting = {
    /**
     * Left out by the link that sets the appliance up: it is asked for.
     */
    email?: string | null;
    first_name: string;
    last_name: string;
    /**
     * What the account will be.
     */
    role: string;
};

/**
 * To whom a patient is given.
 */
export type HandOver = {
    /**
     * Whether the former therapist goes on working with the patient.
     */
    keep_access: boolean;
    /**
     * An active therapist of the practice.
     */
    therapist_id: string;
};

/**
 * The long answer.
 */
export type Health = {
    /**
     * `connected` or `unavailable`.
     */
    database: string;
    queue: Queue;
    services: Services;
    /**
     * `healthy`, or `degraded` when the database does not answer or no recording can be transcribed.
     */
    status: string;
    version: string;
};

/**
 * A questionnaire.
 */
export type Instrument = {
    answers: Array<InstrumentAnswer>;
    /**
     * The ranges of sums, from lowest to highest.
     */
    bands: Array<InstrumentBand>;
    /**
     * `phq9` or `gad7`.
     */
    instrument: string;
    items: Array<InstrumentItem>;
    /**
     * The question that stands above the items.
     */
    lead: string;
    /**
     * The highest sum.
     */
    max: number;
    /**
     * What it is called.
     */
    name: string;
};

/**
 * An answer that can be chosen for an item.
 */
export type InstrumentAnswer = {
    label: string;
    value: number;
};

/**
 * A range of sums that has a name.
 */
export type InstrumentBand = {
    from: number;
    label: string;
    to: number;
};

/**
 * An item of a questionnaire.
 */
export type InstrumentItem = {
    /**
     * 1, 2, 3 …
     */
    number: number;
    text: string;
};

/**
 * An invitation.
 */
export type Invitation = {
    /**
     * RFC 3339.
     */
    created_at: string;
    email: string;
    /**
     * RFC 3339.
     */
    expires_at: string;
    first_name: string;
    id: string;
    last_name: string;
    /**
     * The client record that the account will belong to.
     */
    patient_id?: string | null;
    /**
     * `therapist`, `supervisor`, `patient` or `admin`.
     */
    role: string;
    /**
     * `pending`, `accepted`, `revoked` or `expired`.
     */
    state: string;
};

/**
 * A session of which something is kept.
 */
export type KeptSession = {
    id: string;
    /**
     * What is kept and why, for a person.
     */
    reason: string;
};

/**
 * The tokens of a login.
 */
export type Login = {
    /**
     * For the `Authorization: Bearer` header. Left out for our own pages, whose tokens are cookies that no script can read.
     */
    access_token?: string | null;
    /**
     * Seconds until the access token ends.
     */
    expires_in: number;
    /**
     * For one `POST /api/auth/refresh`. Left out for our own pages.
     */
    refresh_token?: string | null;
    /**
     * `bearer`, or `cookie` for our own pages.
     */
    token_type: string;
};

/**
 * A mail without its text.
 */
export type Mail = {
    /**
     * RFC 3339.
     */
    created_at: string;
    id: string;
    /**
     * RFC 3339.
     */
    sent_at?: string | null;
    /**
     * `queued`, `sent`, `dropped` (there was nobody to write to) or `failed`.
     */
    state: string;
    /**
     * `verification`, `password_reset`, `invitation` or `sign_in_alert`.
     */
    template: string;
    /**
     * To whom.
     */
    to: string;
};

/**
 * The link of a mail.
 */
export type MailLink = {
    /**
     * Whoever opens it is taken for the person it was written to.
     */
    url: string;
};

/**
 * The signed-in person.
 */
export type Me = {
    /**
     * RFC 3339.
     */
    created_at: string;
    email: string;
    /**
     * When this login ends however often it is refreshed, RFC 3339; absent for a program's.
     */
    ends_at?: string | null;
    first_name: string;
    full_name: string;
    id: string;
    /**
     * After so many seconds without input a page locks itself.
     */
    idle_lock_seconds: number;
    is_active: boolean;
    is_verified: boolean;
    last_name: string;
    /**
     * `therapist`, `supervisor`, `patient` or `admin`.
     */
    role: string;
    /**
     * Whether the account has a second factor.
     */
    second_factor: boolean;
    /**
     * What this login is good for: `full`; `needs_second_factor`, setting one up and nothing else; `locked`, until
     * `POST /api/auth/unlock`.
     */
    standing: string;
};

/**
 * A questionnaire with its answers.
 */
export type Measure = {
    /**
     * One answer for every item, 0 to 3.
     */
    answers: Array<number>;
    /**
     * The name of the range the sum lies in.
     */
    band: string;
    /**
     * RFC 3339.
     */
    decided_at?: string | null;
    /**
     * What a therapist decided about that.
     */
    decision?: string | null;
    /**
     * The account that entered it.
     */
    entered_by: string;
    /**
     * An answer must be looked at: item 9 of the PHQ-9 above zero.
     */
    has_risk: boolean;
    id: string;
    /**
     * `phq9` or `gad7`.
     */
    instrument: string;
    /**
     * The highest sum.
     */
    max: number;
    /**
     * The sum of the answers.
     */
    score: number;
    /**
     * The session it belongs to.
     */
    session_id?: string | null;
    /**
     * `therapist` or `patient`.
     */
    source: string;
    /**
     * RFC 3339: when the client answered.
     */
    taken_at: string;
    /**
     * RFC 3339: when it was struck out; it counts nowhere since.
     */
    voided_at?: string | null;
};

/**
 * A questionnaire that the client was asked to answer.
 */
export type MeasureRequest = {
    /**
     * RFC 3339: when it was taken back.
     */
    cancelled_at?: string | null;
    /**
     * RFC 3339.
     */
    created_at: string;
    /**
     * Until when.
     */
    due_on?: string | null;
    id: string;
    /**
     * `phq9` or `gad7`.
     */
    instrument: string;
    /**
     * The answer.
     */
    measure_id?: string | null;
};

/**
 * An answer that waits for a decision.
 */
export type MeasureRisk = {
    /**
     * `phq9` or `gad7`.
     */
    instrument: string;
    measure_id: string;
    patient_id: string;
    patient_name: string;
    /**
     * RFC 3339.
     */
    taken_at: string;
};

/**
 * A client's measures.
 */
export type Measures = {
    /**
     * What can be entered and asked for.
     */
    instruments: Array<Instrument>;
    /**
     * The latest first, also those that were struck out.
     */
    measures: Array<Measure>;
    /**
     * The latest first, also those that were answered or taken back.
     */
    requests: Array<MeasureRequest>;
};

/**
 * A sentence for a person.
 */
export type Message = {
    message: string;
};

/**
 * A consent that is missing.
 */
export type MissingConsent = {
    /**
     * The name of whoever has not agreed.
     */
    person: string;
    /**
     * `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
     */
    scope: string;
};

/**
 * Where moods went.
 */
export type MoodTrend = {
    /**
     * By how many percent the later half of the moods (1 to 5) is above the earlier half.
     */
    change_percent: number;
    /**
     * Of the latest session in which the client said one; `neutral` when there is none.
     */
    current: string;
    /**
     * `improving`, `declining`, `stable` or `fluctuating`.
     */
    trajectory: string;
};

/**
 * A new address.
 */
export type NewCalendarFeed = {
    /**
     * Secret, and shown this once: whoever has it sees when one has appointments.
     */
    url: string;
};

/**
 * A new password with the token of a link.
 */
export type NewPassword = {
    /**
     * 12 to 128 characters with upper case, lower case, a digit and a special character, and none that is guessed first.
     */
    password: string;
    /**
     * As it stands in the link.
     */
    token: string;
};

/**
 * What the caller may do to the note in its state.
 */
export type NoteMay = {
    amend: boolean;
    co_sign: boolean;
    dispose: boolean;
    edit: boolean;
    redraft: boolean;
    /**
     * As soon as `not_signable_because` is empty.
     */
    sign: boolean;
    void: boolean;
};

/**
 * A note with everything that its review needs.
 */
export type NoteReview = {
    amendments: Array<Amendment>;
    attestation: Attestation;
    co_signature?: Signature | null;
    may: NoteMay;
    /**
     * Whose word a mood may be in this practice: `off`, `therapist` or `draft`.
     */
    mood_policy: string;
    /**
     * `not_in_review`, `risk_items_open`, `unsupported_claims_open`, `already_signed` or `voided`; empty when it can be signed.
     */
    not_signable_because: Array<string>;
    notes: Notes;
    /**
     * Items that wait for a decision.
     */
    open_items: number;
    redraft?: VersionSummary | null;
    /**
     * What an edit and a signature must name; one more with every change.
     */
    revision: number;
    /**
     * Language to review, in the order of `notes.risk_flags`.
     */
    risk_items: Array<RiskItem>;
    screen: Screen;
    session_id: string;
    signature?: Signature | null;
    /**
     * `draft`, `in_review`, `signed`, `co_signed` or `voided`.
     */
    state: string;
    /**
     * Claims whose words were not found.
     */
    unsupported: Array<UnsupportedClaim>;
    /**
     * The version that counts.
     */
    version: VersionSummary;
};

/**
 * One version of a template.
 */
export type NoteTemplate = {
    /**
     * Out of use; notes can still be shown in it.
     */
    archived: boolean;
    /**
     * RFC 3339: when the template was made.
     */
    created_at: string;
    id: string;
    name: string;
    sections: Array<NoteTemplateSection>;
    /**
     * RFC 3339: when this version was made, or the template archived.
     */
    updated_at: string;
    /**
     * 1, 2, 3 …
     */
    version: number;
};

/**
 * A section of a template.
 */
export type NoteTemplateSection = {
    /**
     * What the therapist is asked to complete, at most 500 characters.
     */
    instructions?: string;
    /**
     * Claims of these kinds stand here: `reported`, `observed`, `intervention`, `response`, `judgement`, `plan`. Each stands in
     * one section at most; those in none follow behind the last section.
     */
    kinds?: Array<string>;
    /**
     * Lines of this field follow: `topics`, `strategies`, `action_items`, `mood`, `risk`, `patient_summary`, `therapist_notes`.
     */
    source?: string | null;
    /**
     * 1 to 80 characters; no other section has it.
     */
    title: string;
};

/**
 * A version with its words.
 */
export type NoteVersion = {
    notes: Notes;
    version: VersionSummary;
};

/**
 * A note. Turn numbers point into the session's transcript.
 */
export type Notes = {
    action_items: Array<ActionItem>;
    /**
     * Everything the note states, supported or not.
     */
    claims: Array<Claim>;
    /**
     * RFC 3339.
     */
    drafted_at?: string | null;
    drafted_by: DraftedBy;
    evidence: Evidence;
    /**
     * The session was too short or too empty for a full note.
     */
    insufficient_material: boolean;
    /**
     * What was talked about, at most seven.
     */
    key_topics: Array<string>;
    /**
     * Whose word the mood is: `client`, `therapist` or `model`; null without one.
     */
    mood_source?: string | null;
    /**
     * `improving`, `declining`, `stable`, `fluctuating`; null when it cannot be told.
     */
    mood_trajectory?: string | null;
    /**
     * For the client, at most 150 words; theirs only after a release.
     */
    patient_summary: string;
    provenance: Provenance;
    /**
     * Language to review.
     */
    risk_flags: Array<RiskFlag>;
    /**
     * `very_low`, `low`, `neutral`, `positive`, `very_positive`; null when the client said too little.
     */
    session_mood?: string | null;
    strategies: Array<Strategy>;
    /**
     * For the therapist, at most 200 words.
     */
    therapist_notes: string;
    /**
     * Two or three sentences.
     */
    topic_summary: string;
    /**
     * Whose word its direction is.
     */
    trajectory_source?: string | null;
};

/**
 * What this practice offers to somebody who is not signed in.
 */
export type Options = {
    /**
     * Whether staff need a second factor.
     */
    require_mfa: boolean;
    /**
     * Roles that may make an account without an invitation.
     */
    signup: Array<string>;
};

/**
 * Somebody who takes part beside the patient.
 */
export type Participant = {
    /**
     * `partner`, `guardian`, `relative`, `interpreter`, `observer` or `other`.
     */
    capacity: string;
    /**
     * RFC 3339.
     */
    created_at: string;
    /**
     * RFC 3339; null: they still take part.
     */
    ended_at?: string | null;
    id: string;
    name: string;
};

/**
 * A client.
 */
export type Patient = {
    /**
     * RFC 3339: since when the record is out of the lists.
     */
    archived_at?: string | null;
    /**
     * RFC 3339.
     */
    created_at: string;
    email?: string | null;
    id: string;
    name: string;
    phone?: string | null;
    /**
     * Whether what leaves about them says that it may not be passed on (42 CFR 2.32).
     */
    redisclosure_notice: boolean;
    /**
     * The responsible therapist.
     */
    therapist_id: string;
    /**
     * RFC 3339.
     */
    updated_at: string;
};

/**
 * A client with all that is known of them.
 */
export type PatientDetail = Patient & {
    /**
     * In lines.
     */
    address?: string | null;
    /**
     * `YYYY-MM-DD`
     */
    date_of_birth?: string | null;
    emergency_contact?: EmergencyContact | null;
};

/**
 * A client's progress over some weeks.
 */
export type PatientProgress = {
    /**
     * Attended ÷ (attended + missed); 0 without any.
     */
    attendance_rate: number;
    /**
     * The 10 that came up in most sessions.
     */
    common_topics: Array<TopicFrequency>;
    mood_trend: MoodTrend;
    patient_id: string;
    patient_name: string;
    /**
     * The latest 10, latest first.
     */
    recent_sessions: Array<RecentSession>;
    /**
     * Meetings that took place in these weeks.
     */
    total_sessions: number;
};

/**
 * Somebody who works here, by name.
 */
export type Person = {
    full_name: string;
    id: string;
    /**
     * Whether they may sign in.
     */
    is_active: boolean;
};

/**
 * The start page of the portal.
 */
export type Portal = {
    /**
     * The consent to the portal is missing: everything but the consents is closed.
     */
    consent_missing: boolean;
    /**
     * The client's name.
     */
    name: string;
    next_appointment?: PortalAppointment | null;
    open_actions: number;
    open_questionnaires: number;
    practice_name: string;
    /**
     * The responsible therapist's.
     */
    therapist_name: string;
    unread_summaries: number;
};

/**
 * A task that was agreed.
 */
export type PortalAction = {
    /**
     * RFC 3339: when it was ticked off.
     */
    done_at?: string | null;
    id: string;
    /**
     * With which summary it came.
     */
    release_id: string;
    /**
     * The day of that session, in the practice's time zone.
     */
    session_date: string;
    text: string;
};

/**
 * A meeting.
 */
export type PortalAppointment = {
    /**
     * RFC 3339.
     */
    ends_at: string;
    id: string;
    /**
     * `in_person`, `video` or `telephone`.
     */
    modality: string;
    place?: string | null;
    /**
     * RFC 3339.
     */
    starts_at: string;
    /**
     * `scheduled`, `attended`, `cancelled` or `no_show`.
     */
    state: string;
};

/**
 * A consent of the client's own.
 */
export type PortalConsent = {
    /**
     * RFC 3339.
     */
    expires_at?: string | null;
    /**
     * RFC 3339.
     */
    given_at: string;
    id: string;
    /**
     * `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
     */
    scope: string;
    /**
     * The wording that was agreed to.
     */
    text: string;
    /**
     * RFC 3339.
     */
    withdrawn_at?: string | null;
};

/**
 * A questionnaire that waits for an answer.
 */
export type PortalQuestionnaire = {
    /**
     * Its question, items and answers.
     */
    definition: Instrument;
    /**
     * Until when.
     */
    due_on?: string | null;
    id: string;
    /**
     * `phq9` or `gad7`.
     */
    instrument: string;
};

/**
 * A released summary in the list.
 */
export type PortalSummary = {
    id: string;
    /**
     * RFC 3339: when it was first opened.
     */
    read_at?: string | null;
    /**
     * RFC 3339.
     */
    released_at: string;
    /**
     * The day of the session, in the practice's time zone.
     */
    session_date: string;
};

/**
 * A task of a summary.
 */
export type PortalSummaryAction = {
    /**
     * RFC 3339: when it was ticked off.
     */
    done_at?: string | null;
    id: string;
    text: string;
};

/**
 * A released summary with its words.
 */
export type PortalSummaryText = PortalSummary & {
    /**
     * The tasks that were agreed, in order.
     */
    actions: Array<PortalSummaryAction>;
    summary: string;
};

/**
 * A therapist's practice at one glance.
 */
export type PracticeOverview = {
    /**
     * Those of them who came to a meeting in the last 30 days.
     */
    active_patients: number;
    /**
     * Of the last 30 days: attended ÷ (attended + cancelled + missed); 0 without any.
     */
    completion_rate: number;
    /**
     * Meetings that took place this calendar month.
     */
    sessions_this_month: number;
    /**
     * Meetings that took place this week, Monday to Sunday.
     */
    sessions_this_week: number;
    /**
     * One's clients, apart from archived ones.
     */
    total_patients: number;
    /**
     * Meetings planned for the next 7 days.
     */
    upcoming_sessions: number;
};

/**
 * The body of every failed request.
 */
export type Problem = {
    /**
     * Stable name of the problem.
     */
    code: Code;
    /**
     * What happened and what to do, for a person.
     */
    detail: string;
    /**
     * The field that is not acceptable.
     */
    field?: string | null;
    /**
     * The accepted formats, where an upload was no recording.
     */
    formats?: Array<string> | null;
    /**
     * The number under which the administrator finds the cause in the log.
     */
    incident?: string | null;
    /**
     * The consents that are missing.
     */
    missing?: Array<MissingConsent> | null;
    /**
     * The items of a note that wait for a decision.
     */
    open_items?: Array<string> | null;
    /**
     * Why a note cannot be signed, as codes.
     */
    reasons?: Array<string> | null;
    /**
     * Whole seconds until the next request is welcome.
     */
    retry_after?: number | null;
    /**
     * The HTTP status.
     */
    status: number;
    /**
     * The status in words.
     */
    title: string;
    /**
     * Always `about:blank`: the code says which problem it is.
     */
    type: string;
};

/**
 * A process note.
 */
export type ProcessNote = {
    /**
     * RFC 3339.
     */
    created_at: string;
    text: string;
    /**
     * RFC 3339.
     */
    updated_at: string;
};

/**
 * How far a running step is.
 */
export type Progress = {
    /**
     * A phrase for a person.
     */
    detail: string;
    /**
     * 0 to 100, where it can be told.
     */
    percent?: number | null;
    /**
     * `transcribing` or `extracting_notes`.
     */
    stage: string;
};

/**
 * That it is still oneself: a code where the account has a second factor, else the password.
 */
export type Proof = {
    /**
     * Six digits of the authenticator app, or a recovery code.
     */
    code?: string | null;
    /**
     * The password.
     */
    password?: string | null;
};

/**
 * What a release could say.
 */
export type ProposedRelease = {
    /**
     * Its tasks, likewise.
     */
    actions: Array<string>;
    /**
     * The signed note's summary for the client, without any language to review.
     */
    summary: string;
};

/**
 * How the draft was made.
 */
export type Provenance = {
    /**
     * Whether the answer of an earlier, identical request was used.
     */
    cached: boolean;
    /**
     * Estimated cost of an external service, in millionths of a US dollar.
     */
    cost_micro_usd?: number | null;
    /**
     * Prompt tokens that were evaluated: fewer where prompts share their beginning.
     */
    evaluated_tokens: number;
    /**
     * SHA-256 of the model's file.
     */
    model_sha256?: string | null;
    output_tokens: number;
    prompt_tokens: number;
    /**
     * Version of the instructions or of the rules.
     */
    prompt_version: string;
    /**
     * Such as `Q4_K_M`.
     */
    quantisation?: string | null;
    seed?: number | null;
    temperature?: number | null;
    /**
     * Windows into which the transcript was cut.
     */
    windows: number;
};

/**
 * Background work.
 */
export type Queue = {
    running: number;
    waiting: number;
};

/**
 * Words of one turn.
 */
export type Quote = {
    /**
     * The first character of them in the turn's text and the one behind the last; null when they were not found.
     */
    at?: Array<number> | null;
    text: string;
    turn: number;
};

/**
 * A session in a few words.
 */
export type RecentSession = {
    /**
     * `YYYY-MM-DD`
     */
    date: string;
    key_topics: Array<string>;
    /**
     * `very_low`, `low`, `neutral`, `positive` or `very_positive`; null when nobody said.
     */
    mood?: string | null;
    /**
     * What its note says in short.
     */
    progress_notes: string;
};

/**
 * Codes that work once each when the authenticator app is not at hand. Nobody can read them again.
 */
export type RecoveryCodes = {
    /**
     * To be printed or kept in a safe place.
     */
    recovery_codes: Array<string>;
};

/**
 * A refresh token, unless the browser's cookie carries it.
 */
export type Refresh = {
    /**
     * The token of the last answer.
     */
    refresh_token?: string | null;
};

/**
 * A summary that was handed to the client.
 */
export type Release = {
    /**
     * The tasks that were agreed, in order.
     */
    actions: Array<ReleasedAction>;
    id: string;
    /**
     * RFC 3339: when the client first opened it; it cannot be taken back since.
     */
    read_at?: string | null;
    /**
     * RFC 3339.
     */
    released_at: string;
    /**
     * The therapist who released it.
     */
    released_by: string;
    session_id: string;
    summary: string;
};

/**
 * What to release.
 */
export type ReleaseSummary = {
    /**
     * Up to 30 tasks, each up to 500 characters.
     */
    actions: Array<string>;
    /**
     * 1 to 10 000 characters.
     */
    summary: string;
};

/**
 * A task that was agreed.
 */
export type ReleasedAction = {
    /**
     * RFC 3339: when the client ticked it off.
     */
    done_at?: string | null;
    id: string;
    text: string;
};

/**
 * A paragraph of a note in a format.
 */
export type RenderedBlock = {
    /**
     * The claim's key, of a claim.
     */
    claim_key?: string | null;
    /**
     * `claim`, `placeholder` (there is nothing to say here), `prompt` (for the therapist to complete) or `text` (a line from
     * another field of the note).
     */
    kind: string;
    /**
     * False for a claim or a sentence whose check against the transcript failed.
     */
    supported: boolean;
    text: string;
    /**
     * The turns of the transcript that it rests on.
     */
    turns: Array<number>;
};

/**
 * A note in a format. Every format holds the same claims with the same evidence, in other places.
 */
export type RenderedNote = {
    /**
     * `soap`, `dap`, `birp`, `girp`, `pirp`, `intake`, or `template:` and the template's id.
     */
    format: string;
    /**
     * In order; none is empty.
     */
    sections: Array<RenderedSection>;
    title: string;
};

/**
 * A section of a note in a format.
 */
export type RenderedSection = {
    /**
     * In order; at least one.
     */
    blocks: Array<RenderedBlock>;
    title: string;
};

/**
 * A questionnaire to ask for.
 */
export type RequestMeasure = {
    /**
     * Until when; today or later.
     */
    due_on?: string | null;
    /**
     * `phq9` or `gad7`.
     */
    instrument: string;
};

/**
 * Language to review: words, how they were meant, where they stand.
 */
export type RiskFlag = {
    category: string;
    quote: string;
    /**
     * `low`, `medium` or `high`: how soon to look at it.
     */
    severity: string;
    speaker: string;
    /**
     * `affirmed_current`, `denied`, `historical`, `third_party`, `figurative` …
     */
    status: string;
    /**
     * `client` or `other_person`.
     */
    subject: string;
    /**
     * `current` or `past`.
     */
    temporality: string;
    turn: number;
};

/**
 * Language to review, and what was decided about it.
 */
export type RiskItem = RiskFlag & {
    disposition?: Disposition | null;
    /**
     * Its name, by which decisions are made about it.
     */
    key: string;
    /**
     * Whether the note can be signed without a decision about it.
     */
    needs_disposition: boolean;
};

/**
 * What happens by the clock.
 */
export type Schedule = {
    /**
     * Whether anything does.
     */
    enabled: boolean;
    jobs: Array<ScheduledJob>;
    /**
     * The practice's, such as `Europe/Berlin`.
     */
    timezone: string;
};

/**
 * Something that happens by the clock.
 */
export type ScheduledJob = {
    enabled: boolean;
    /**
     * In words.
     */
    every: string;
    last?: ScheduledRun | null;
    /**
     * `daily_aggregation`, `weekly_snapshot`, `cleanup`, `export_expiry`, `account_sweep` or `backup`.
     */
    name: string;
    /**
     * RFC 3339; null when it does not happen here.
     */
    next_at?: string | null;
    running: boolean;
};

/**
 * The last time it happened.
 */
export type ScheduledRun = {
    /**
     * RFC 3339; null while it runs, and when its machine was switched off.
     */
    ended_at?: string | null;
    /**
     * `done`, `failed` (it comes again a quarter of an hour later) or `stopped`.
     */
    outcome?: string | null;
    /**
     * RFC 3339.
     */
    started_at: string;
};

/**
 * What the screen for risk language could not see.
 */
export type Screen = {
    /**
     * The part of the detected speech that has words, 0 to 1; null when it was not measured.
     */
    coverage?: number | null;
    gaps: Array<Gap>;
};

/**
 * Where one's second factor stands.
 */
export type SecondFactor = {
    /**
     * Since when, RFC 3339.
     */
    confirmed_at?: string | null;
    /**
     * Whether a sign-in needs a code.
     */
    enabled: boolean;
    /**
     * Recovery codes that were not used yet.
     */
    recovery_codes_left: number;
    /**
     * Whether the practice demands it.
     */
    required: boolean;
};

/**
 * One sentence of a narrative, and whether its words were found in the turns it names.
 */
export type Sentence = {
    /**
     * Written by a person: their own word, which needs no evidence.
     */
    by_hand: boolean;
    /**
     * The claims it rests on: places in `claims`.
     */
    claims: Array<number>;
    supported: boolean;
    text: string;
    turns: Array<number>;
};

/**
 * One engine.
 */
export type Service = {
    /**
     * A sentence for a person.
     */
    detail: string;
    /**
     * File name of the model.
     */
    model?: string | null;
    /**
     * `ready`, `idle`, `loading`, `no_model`, `not_built` or `degraded`.
     */
    state: string;
};

/**
 * The engines.
 */
export type Services = {
    drafting: Service;
    embedding: Service;
    transcription: Service;
};

/**
 * A session with its words.
 */
export type Session = SessionSummary & {
    extracted_notes?: Notes | null;
    /**
     * One line per turn.
     */
    transcript_text?: string | null;
};

/**
 * A plain list, or one page of it when `limit` was asked for.
 */
export type SessionList = Array<SessionSummary> | SessionPage;

/**
 * One page of a long list.
 */
export type SessionPage = {
    items: Array<SessionSummary>;
    /**
     * The `cursor` of the next page; null on the last.
     */
    next?: string | null;
};

/**
 * What was released of a session, and what could be.
 */
export type SessionRelease = {
    /**
     * Whether the caller can release a summary now.
     */
    can_release: boolean;
    /**
     * Empty while the note is not signed.
     */
    proposed: ProposedRelease;
    /**
     * Why not, in words.
     */
    reason?: string | null;
    release?: Release | null;
};

/**
 * A session without its words.
 */
export type SessionSummary = {
    /**
     * The appointment that was recorded.
     */
    appointment_id?: string | null;
    audio_bytes: number;
    audio_filename: string;
    /**
     * RFC 3339.
     */
    created_at: string;
    duration_seconds?: number | null;
    /**
     * What went wrong and what to do, when it failed.
     */
    error_message?: string | null;
    id: string;
    /**
     * How far its note is: `draft`, `in_review`, `signed`, `co_signed` or `voided`; null while there is none.
     */
    note_state?: string | null;
    patient_id: string;
    patient_name: string;
    progress?: Progress | null;
    /**
     * `YYYY-MM-DD`
     */
    session_date: string;
    /**
     * `uploading`, `transcribing`, `transcribed`, `extracting_notes`, `processed` or `failed`.
     */
    status: string;
    therapist_id: string;
    /**
     * RFC 3339.
     */
    updated_at: string;
    waiting_for?: WaitingFor | null;
};

/**
 * A therapist's meetings over a period.
 */
export type SessionTrends = {
    /**
     * Every part of the period in order, empty ones too.
     */
    data_points: Array<TrendPoint>;
    /**
     * `day`, `week` or `month`.
     */
    granularity: string;
    /**
     * `7d`, `30d`, `90d` or `1y`, ending today.
     */
    period: string;
    summary: TrendSummary;
};

/**
 * A signature.
 */
export type SignNote = {
    /**
     * Must be true: the signer confirms the statement.
     */
    attestation: boolean;
    /**
     * The revision that was read.
     */
    revision: number;
};

/**
 * What is typed for a new account. Whatever else a request says is ignored.
 */
export type SignUp = {
    /**
     * Address to sign in with.
     */
    email: string;
    /**
     * 1 to 100 characters.
     */
    first_name: string;
    /**
     * 1 to 100 characters.
     */
    last_name: string;
    /**
     * 12 to 128 characters with upper case, lower case, a digit and a special character, and none that is guessed first.
     */
    password: string;
    /**
     * `therapist` or `patient`, where the practice takes sign-ups for it.
     */
    role: string;
};

/**
 * A signature under a note.
 */
export type Signature = {
    /**
     * RFC 3339.
     */
    at: string;
    /**
     * SHA-256 of what was signed, hexadecimal.
     */
    content_hash: string;
    /**
     * `password` or `password_and_code`.
     */
    method: string;
    /**
     * What the signer was at that time.
     */
    role: string;
    signer_id: string;
    signer_name: string;
    /**
     * What the signer attested.
     */
    statement: string;
};

/**
 * A technique of the session.
 */
export type Strategy = {
    evidence_turns: Array<number>;
    name: string;
};

/**
 * What is said after a questionnaire was answered.
 */
export type Thanks = {
    thanks: string;
};

/**
 * A therapist of the practice.
 */
export type Therapist = {
    full_name: string;
    id: string;
};

/**
 * Whether a task is done.
 */
export type TickAction = {
    done: boolean;
};

/**
 * A page of what happened, newest first.
 */
export type Timeline = {
    entries: Array<TimelineEntry>;
    /**
     * The `before` of the next page; null on the last.
     */
    next?: string | null;
};

/**
 * Something that happened.
 */
export type TimelineEntry = {
    /**
     * RFC 3339.
     */
    at: string;
    /**
     * The record; of `note_signed` the session.
     */
    id: string;
    /**
     * The questionnaire: `phq9` or `gad7`.
     */
    instrument?: string | null;
    /**
     * `session`, `appointment`, `measure`, `goal`, `consent`, `release` or `note_signed`.
     */
    kind: string;
    /**
     * The sum of a questionnaire.
     */
    score?: number | null;
    /**
     * How far it is, or what became of it.
     */
    state?: string | null;
    /**
     * What a session was about.
     */
    topics: Array<string>;
};

/**
 * The token of a link.
 */
export type Token = {
    /**
     * As it stands in the link.
     */
    token: string;
};

/**
 * A topic and in how many sessions it came up.
 */
export type TopicFrequency = {
    frequency: number;
    topic: string;
};

/**
 * What was said.
 */
export type Transcript = {
    /**
     * False while the transcription is running: these are the turns so far.
     */
    complete: boolean;
    duration_seconds: number;
    language: string;
    session_id: string;
    turns: Array<Turn>;
    /**
     * Problems of the recording a reader should know of.
     */
    warnings: Array<string>;
};

/**
 * One part of a period.
 */
export type TrendPoint = {
    /**
     * Whole minutes; 0 without any.
     */
    avg_session_duration_min: number;
    /**
     * Attended ÷ (attended + cancelled + missed); 0 without any.
     */
    completion_rate: number;
    /**
     * `YYYY-MM-DD`: the day, the Monday, or the first of the month.
     */
    date: string;
    sessions_cancelled: number;
    sessions_completed: number;
};

/**
 * A whole period.
 */
export type TrendSummary = {
    avg_per_day: number;
    completion_rate: number;
    /**
     * `YYYY-MM-DD`: the day with most of them, the earliest of several; null without any.
     */
    peak_day?: string | null;
    /**
     * Meetings that took place.
     */
    total_sessions: number;
};

/**
 * One speaker's words.
 */
export type Turn = {
    /**
     * How sure the recogniser was, 0 to 1.
     */
    confidence: number;
    /**
     * Seconds from the start of the recording.
     */
    end: number;
    /**
     * What notes cite, from 0.
     */
    index: number;
    /**
     * `therapist`, `client`, `client_2`, `speaker_1`, `speaker_2` or `unknown`.
     */
    speaker: string;
    /**
     * Seconds from the start of the recording.
     */
    start: number;
    text: string;
    words: Array<Word>;
};

/**
 * A claim whose words were not found, and what was decided about it.
 */
export type UnsupportedClaim = {
    claim: Claim;
    disposition?: Disposition | null;
    key: string;
};

/**
 * The form of an upload.
 */
export type UploadForm = {
    /**
     * The recording.
     */
    file: Blob | File;
};

/**
 * An account as an administrator sees it.
 */
export type User = {
    /**
     * RFC 3339.
     */
    created_at: string;
    email: string;
    first_name: string;
    full_name: string;
    id: string;
    is_active: boolean;
    is_verified: boolean;
    /**
     * RFC 3339.
     */
    last_login_at?: string | null;
    last_name: string;
    /**
     * `therapist`, `supervisor`, `patient` or `admin`.
     */
    role: string;
    /**
     * Whether they have a second factor.
     */
    second_factor: boolean;
};

/**
 * A confirmed address.
 */
export type Verified = {
    email: string;
    is_verified: boolean;
    message: string;
};

/**
 * Whether one's address is confirmed.
 */
export type VerifyStatus = {
    email: string;
    is_verified: boolean;
};

/**
 * Two versions, field by field.
 */
export type VersionDiff = {
    /**
     * The fields that either version has; a field that did not change is one part.
     */
    fields: Array<FieldDiff>;
    from: number;
    to: number;
};

/**
 * A version of a note without its words.
 */
export type VersionSummary = {
    author_id?: string | null;
    author_name?: string | null;
    /**
     * The version it was made from.
     */
    based_on?: number | null;
    /**
     * RFC 3339.
     */
    created_at: string;
    /**
     * The kind of drafter that it goes back to.
     */
    drafted_by?: string | null;
    number: number;
    /**
     * `model`, `hand`, `redraft` or `adopted`.
     */
    origin: string;
};

/**
 * Why a note is voided.
 */
export type VoidNote = {
    /**
     * `wrong_patient` or `wrong_session`.
     */
    reason: string;
};

/**
 * Why a session does not move.
 */
export type WaitingFor = {
    /**
     * `queue`, `speech_model`, `transcription_engine` or `retry`.
     */
    code: string;
    /**
     * A sentence for a person.
     */
    detail: string;
};

/**
 * A consent that was withdrawn, and what that stopped.
 */
export type Withdrawal = {
    consent: Consent;
    /**
     * Sessions that made use of the consent, of which something can be destroyed.
     */
    destructible_sessions: Array<string>;
    /**
     * Sessions whose processing was called off.
     */
    stopped_sessions: Array<string>;
};

/**
 * One word.
 */
export type Word = {
    end: number;
    probability: number;
    start: number;
    text: string;
};

/**
 * What to write down.
 */
export type WriteProcessNote = {
    /**
     * Up to 20 000 characters.
     */
    text: string;
};

export type RootData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/';
};

export type RootResponses = {
    200: Alive;
};

export type RootResponse = RootResponses[keyof RootResponses];

export type CleanAllData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only say what would be removed.
         */
        dry_run?: boolean;
    };
    url: '/api/admin/cleanup/all';
};

export type CleanAllErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CleanAllError = CleanAllErrors[keyof CleanAllErrors];

export type CleanAllResponses = {
    200: CleanupResult;
};

export type CleanAllResponse = CleanAllResponses[keyof CleanAllResponses];

export type GetCleanupConfigData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/admin/cleanup/config';
};

export type GetCleanupConfigErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetCleanupConfigError = GetCleanupConfigErrors[keyof GetCleanupConfigErrors];

export type GetCleanupConfigResponses = {
    200: CleanupConfig;
};

export type GetCleanupConfigResponse = GetCleanupConfigResponses[keyof GetCleanupConfigResponses];

export type CleanFailedSessionsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only say what would be removed.
         */
        dry_run?: boolean;
    };
    url: '/api/admin/cleanup/failed-sessions';
};

export type CleanFailedSessionsErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CleanFailedSessionsError = CleanFailedSessionsErrors[keyof CleanFailedSessionsErrors];

export type CleanFailedSessionsResponses = {
    200: CleanupResult;
};

export type CleanFailedSessionsResponse = CleanFailedSessionsResponses[keyof CleanFailedSessionsResponses];

export type CleanOrphanedFilesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only say what would be removed.
         */
        dry_run?: boolean;
    };
    url: '/api/admin/cleanup/orphaned-files';
};

export type CleanOrphanedFilesErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CleanOrphanedFilesError = CleanOrphanedFilesErrors[keyof CleanOrphanedFilesErrors];

export type CleanOrphanedFilesResponses = {
    200: CleanupResult;
};

export type CleanOrphanedFilesResponse = CleanOrphanedFilesResponses[keyof CleanOrphanedFilesResponses];

export type GetCleanupPreviewData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/admin/cleanup/preview';
};

export type GetCleanupPreviewErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetCleanupPreviewError = GetCleanupPreviewErrors[keyof GetCleanupPreviewErrors];

export type GetCleanupPreviewResponses = {
    200: CleanupPreview;
};

export type GetCleanupPreviewResponse = GetCleanupPreviewResponses[keyof GetCleanupPreviewResponses];

export type GetCleanupStatusData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/admin/cleanup/status';
};

export type GetCleanupStatusErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetCleanupStatusError = GetCleanupStatusErrors[keyof GetCleanupStatusErrors];

export type GetCleanupStatusResponses = {
    200: CleanupStatus;
};

export type GetCleanupStatusResponse = GetCleanupStatusResponses[keyof GetCleanupStatusResponses];

export type GetScheduleData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/admin/schedule';
};

export type GetScheduleErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetScheduleError = GetScheduleErrors[keyof GetScheduleErrors];

export type GetScheduleResponses = {
    200: Schedule;
};

export type GetScheduleResponse = GetScheduleResponses[keyof GetScheduleResponses];

export type ListAppointmentsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only those that end after this moment: RFC 3339, or a date, which means its first moment here.
         */
        from?: string;
        /**
         * Only those that begin before this moment: RFC 3339, or a date.
         */
        to?: string;
        /**
         * Only this client's.
         */
        patient_id?: string;
        /**
         * Only those in this state.
         */
        state?: string;
    };
    url: '/api/appointments';
};

export type ListAppointmentsErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListAppointmentsError = ListAppointmentsErrors[keyof ListAppointmentsErrors];

export type ListAppointmentsResponses = {
    200: Array<Appointment>;
};

export type ListAppointmentsResponse = ListAppointmentsResponses[keyof ListAppointmentsResponses];

export type CreateAppointmentData = {
    body: CreateAppointment;
    path?: never;
    query?: never;
    url: '/api/appointments';
};

export type CreateAppointmentErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CreateAppointmentError = CreateAppointmentErrors[keyof CreateAppointmentErrors];

export type CreateAppointmentResponses = {
    201: Appointment;
};

export type CreateAppointmentResponse = CreateAppointmentResponses[keyof CreateAppointmentResponses];

export type GetAppointmentData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/appointments/{id}';
};

export type GetAppointmentErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetAppointmentError = GetAppointmentErrors[keyof GetAppointmentErrors];

export type GetAppointmentResponses = {
    200: Appointment;
};

export type GetAppointmentResponse = GetAppointmentResponses[keyof GetAppointmentResponses];

export type ChangeAppointmentData = {
    body: ChangeAppointment;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/appointments/{id}';
};

export type ChangeAppointmentErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ChangeAppointmentError = ChangeAppointmentErrors[keyof ChangeAppointmentErrors];

export type ChangeAppointmentResponses = {
    200: Appointment;
};

export type ChangeAppointmentResponse = ChangeAppointmentResponses[keyof ChangeAppointmentResponses];

export type ListAuditData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Not before this moment (RFC 3339).
         */
        from?: string;
        /**
         * Before this moment (RFC 3339).
         */
        to?: string;
        /**
         * Of this account.
         */
        actor?: string;
        /**
         * About this record.
         */
        record?: string;
        /**
         * This deed.
         */
        deed?: string;
        /**
         * With this end: `done`, `refused` or `failed`.
         */
        outcome?: string;
        /**
         * At most this many, up to 1000; 100 when absent.
         */
        limit?: number;
        /**
         * The `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/audit';
};

export type ListAuditErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListAuditError = ListAuditErrors[keyof ListAuditErrors];

export type ListAuditResponses = {
    200: AuditPage;
};

export type ListAuditResponse = ListAuditResponses[keyof ListAuditResponses];

export type ExportAuditData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Not before this moment (RFC 3339).
         */
        from?: string;
        /**
         * Before this moment (RFC 3339).
         */
        to?: string;
        /**
         * Of this account.
         */
        actor?: string;
        /**
         * About this record.
         */
        record?: string;
        /**
         * This deed.
         */
        deed?: string;
        /**
         * With this end: `done`, `refused` or `failed`.
         */
        outcome?: string;
    };
    url: '/api/audit/export';
};

export type ExportAuditErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ExportAuditError = ExportAuditErrors[keyof ExportAuditErrors];

export type ExportAuditResponses = {
    200: string;
};

export type ExportAuditResponse = ExportAuditResponses[keyof ExportAuditResponses];

export type AuditVerificationData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/audit/verification';
};

export type AuditVerificationErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type AuditVerificationError = AuditVerificationErrors[keyof AuditVerificationErrors];

export type AuditVerificationResponses = {
    200: AuditVerification;
};

export type AuditVerificationResponse = AuditVerificationResponses[keyof AuditVerificationResponses];

export type AcceptInvitationData = {
    body: AcceptInvitation;
    path?: never;
    query?: never;
    url: '/api/auth/accept-invitation';
};

export type AcceptInvitationErrors = {
    400: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type AcceptInvitationError = AcceptInvitationErrors[keyof AcceptInvitationErrors];

export type AcceptInvitationResponses = {
    201: Login;
};

export type AcceptInvitationResponse = AcceptInvitationResponses[keyof AcceptInvitationResponses];

export type ChangePasswordData = {
    body: ChangePassword;
    path?: never;
    query?: never;
    url: '/api/auth/change-password';
};

export type ChangePasswordErrors = {
    401: Problem;
    403: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type ChangePasswordError = ChangePasswordErrors[keyof ChangePasswordErrors];

export type ChangePasswordResponses = {
    204: void;
};

export type ChangePasswordResponse = ChangePasswordResponses[keyof ChangePasswordResponses];

export type LookAtInvitationData = {
    body: Token;
    path?: never;
    query?: never;
    url: '/api/auth/invitation';
};

export type LookAtInvitationErrors = {
    400: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type LookAtInvitationError = LookAtInvitationErrors[keyof LookAtInvitationErrors];

export type LookAtInvitationResponses = {
    200: Greeting;
};

export type LookAtInvitationResponse = LookAtInvitationResponses[keyof LookAtInvitationResponses];

export type LockData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/lock';
};

export type LockErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type LockError = LockErrors[keyof LockErrors];

export type LockResponses = {
    204: void;
};

export type LockResponse = LockResponses[keyof LockResponses];

export type LoginData = {
    body: Credentials;
    path?: never;
    query?: never;
    url: '/api/auth/login';
};

export type LoginErrors = {
    401: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type LoginError = LoginErrors[keyof LoginErrors];

export type LoginResponses = {
    200: Login;
};

export type LoginResponse = LoginResponses[keyof LoginResponses];

export type EndOtherLoginsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/logins';
};

export type EndOtherLoginsErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type EndOtherLoginsError = EndOtherLoginsErrors[keyof EndOtherLoginsErrors];

export type EndOtherLoginsResponses = {
    204: void;
};

export type EndOtherLoginsResponse = EndOtherLoginsResponses[keyof EndOtherLoginsResponses];

export type ListLoginsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/logins';
};

export type ListLoginsErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListLoginsError = ListLoginsErrors[keyof ListLoginsErrors];

export type ListLoginsResponses = {
    200: Array<Device>;
};

export type ListLoginsResponse = ListLoginsResponses[keyof ListLoginsResponses];

export type EndLoginData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/auth/logins/{id}';
};

export type EndLoginErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type EndLoginError = EndLoginErrors[keyof EndLoginErrors];

export type EndLoginResponses = {
    204: void;
};

export type EndLoginResponse = EndLoginResponses[keyof EndLoginResponses];

export type LogoutData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/logout';
};

export type LogoutErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type LogoutError = LogoutErrors[keyof LogoutErrors];

export type LogoutResponses = {
    204: void;
};

export type LogoutResponse = LogoutResponses[keyof LogoutResponses];

export type MeData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/me';
};

export type MeErrors = {
    401: Problem;
    /**
     * The login is locked, or still needs its second factor
     */
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type MeError = MeErrors[keyof MeErrors];

export type MeResponses = {
    200: Me;
};

export type MeResponse = MeResponses[keyof MeResponses];

export type SignInOptionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/options';
};

export type SignInOptionsErrors = {
    429: Problem;
};

export type SignInOptionsError = SignInOptionsErrors[keyof SignInOptionsErrors];

export type SignInOptionsResponses = {
    200: Options;
};

export type SignInOptionsResponse = SignInOptionsResponses[keyof SignInOptionsResponses];

export type RequestPasswordResetData = {
    body: Address;
    path?: never;
    query?: never;
    url: '/api/auth/password-reset';
};

export type RequestPasswordResetErrors = {
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type RequestPasswordResetError = RequestPasswordResetErrors[keyof RequestPasswordResetErrors];

export type RequestPasswordResetResponses = {
    202: Message;
};

export type RequestPasswordResetResponse = RequestPasswordResetResponses[keyof RequestPasswordResetResponses];

export type ConfirmPasswordResetData = {
    body: NewPassword;
    path?: never;
    query?: never;
    url: '/api/auth/password-reset/confirm';
};

export type ConfirmPasswordResetErrors = {
    400: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type ConfirmPasswordResetError = ConfirmPasswordResetErrors[keyof ConfirmPasswordResetErrors];

export type ConfirmPasswordResetResponses = {
    200: Message;
};

export type ConfirmPasswordResetResponse = ConfirmPasswordResetResponses[keyof ConfirmPasswordResetResponses];

export type RefreshData = {
    body?: Refresh | null;
    path?: never;
    query?: never;
    url: '/api/auth/refresh';
};

export type RefreshErrors = {
    401: Problem;
    403: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RefreshError = RefreshErrors[keyof RefreshErrors];

export type RefreshResponses = {
    200: Login;
};

export type RefreshResponse = RefreshResponses[keyof RefreshResponses];

export type ResendVerificationData = {
    body: Address;
    path?: never;
    query?: never;
    url: '/api/auth/resend-verification';
};

export type ResendVerificationErrors = {
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type ResendVerificationError = ResendVerificationErrors[keyof ResendVerificationErrors];

export type ResendVerificationResponses = {
    202: Message;
};

export type ResendVerificationResponse = ResendVerificationResponses[keyof ResendVerificationResponses];

export type RemoveSecondFactorData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/second-factor';
};

export type RemoveSecondFactorErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RemoveSecondFactorError = RemoveSecondFactorErrors[keyof RemoveSecondFactorErrors];

export type RemoveSecondFactorResponses = {
    204: void;
};

export type RemoveSecondFactorResponse = RemoveSecondFactorResponses[keyof RemoveSecondFactorResponses];

export type SecondFactorData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/second-factor';
};

export type SecondFactorErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type SecondFactorError = SecondFactorErrors[keyof SecondFactorErrors];

export type SecondFactorResponses = {
    200: SecondFactor;
};

export type SecondFactorResponse = SecondFactorResponses[keyof SecondFactorResponses];

export type BeginSecondFactorData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/second-factor';
};

export type BeginSecondFactorErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type BeginSecondFactorError = BeginSecondFactorErrors[keyof BeginSecondFactorErrors];

export type BeginSecondFactorResponses = {
    200: Enrolment;
};

export type BeginSecondFactorResponse = BeginSecondFactorResponses[keyof BeginSecondFactorResponses];

export type ConfirmSecondFactorData = {
    body: Code6;
    path?: never;
    query?: never;
    url: '/api/auth/second-factor/confirm';
};

export type ConfirmSecondFactorErrors = {
    401: Problem;
    403: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ConfirmSecondFactorError = ConfirmSecondFactorErrors[keyof ConfirmSecondFactorErrors];

export type ConfirmSecondFactorResponses = {
    200: RecoveryCodes;
};

export type ConfirmSecondFactorResponse = ConfirmSecondFactorResponses[keyof ConfirmSecondFactorResponses];

export type RenewRecoveryCodesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/second-factor/recovery-codes';
};

export type RenewRecoveryCodesErrors = {
    401: Problem;
    403: Problem;
    409: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RenewRecoveryCodesError = RenewRecoveryCodesErrors[keyof RenewRecoveryCodesErrors];

export type RenewRecoveryCodesResponses = {
    200: RecoveryCodes;
};

export type RenewRecoveryCodesResponse = RenewRecoveryCodesResponses[keyof RenewRecoveryCodesResponses];

export type SignUpData = {
    body: SignUp;
    path?: never;
    query?: never;
    url: '/api/auth/signup';
};

export type SignUpErrors = {
    403: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type SignUpError = SignUpErrors[keyof SignUpErrors];

export type SignUpResponses = {
    201: Login;
};

export type SignUpResponse = SignUpResponses[keyof SignUpResponses];

export type StepUpData = {
    body: Proof;
    path?: never;
    query?: never;
    url: '/api/auth/step-up';
};

export type StepUpErrors = {
    401: Problem;
    403: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type StepUpError = StepUpErrors[keyof StepUpErrors];

export type StepUpResponses = {
    204: void;
};

export type StepUpResponse = StepUpResponses[keyof StepUpResponses];

export type UnlockData = {
    body: Proof;
    path?: never;
    query?: never;
    url: '/api/auth/unlock';
};

export type UnlockErrors = {
    401: Problem;
    403: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type UnlockError = UnlockErrors[keyof UnlockErrors];

export type UnlockResponses = {
    204: void;
};

export type UnlockResponse = UnlockResponses[keyof UnlockResponses];

export type VerifyEmailData = {
    body: Token;
    path?: never;
    query?: never;
    url: '/api/auth/verify-email';
};

export type VerifyEmailErrors = {
    400: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type VerifyEmailError = VerifyEmailErrors[keyof VerifyEmailErrors];

export type VerifyEmailResponses = {
    200: Verified;
};

export type VerifyEmailResponse = VerifyEmailResponses[keyof VerifyEmailResponses];

export type VerifyStatusData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/verify-status';
};

export type VerifyStatusErrors = {
    401: Problem;
    403: Problem;
    429: Problem;
};

export type VerifyStatusError = VerifyStatusErrors[keyof VerifyStatusErrors];

export type VerifyStatusResponses = {
    200: VerifyStatus;
};

export type VerifyStatusResponse = VerifyStatusResponses[keyof VerifyStatusResponses];

export type ListBreakGlassData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/break-glass';
};

export type ListBreakGlassErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListBreakGlassError = ListBreakGlassErrors[keyof ListBreakGlassErrors];

export type ListBreakGlassResponses = {
    200: Array<BrokenGlass>;
};

export type ListBreakGlassResponse = ListBreakGlassResponses[keyof ListBreakGlassResponses];

export type BreakGlassData = {
    body: BreakGlass;
    path?: never;
    query?: never;
    url: '/api/break-glass';
};

export type BreakGlassErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type BreakGlassError = BreakGlassErrors[keyof BreakGlassErrors];

export type BreakGlassResponses = {
    201: BrokenGlass;
};

export type BreakGlassResponse = BreakGlassResponses[keyof BreakGlassResponses];

export type MendGlassData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/break-glass/{id}';
};

export type MendGlassErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type MendGlassError = MendGlassErrors[keyof MendGlassErrors];

export type MendGlassResponses = {
    204: void;
};

export type MendGlassResponse = MendGlassResponses[keyof MendGlassResponses];

export type RevokeCalendarFeedData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/calendar-feed';
};

export type RevokeCalendarFeedErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RevokeCalendarFeedError = RevokeCalendarFeedErrors[keyof RevokeCalendarFeedErrors];

export type RevokeCalendarFeedResponses = {
    204: void;
};

export type RevokeCalendarFeedResponse = RevokeCalendarFeedResponses[keyof RevokeCalendarFeedResponses];

export type GetCalendarFeedData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/calendar-feed';
};

export type GetCalendarFeedErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetCalendarFeedError = GetCalendarFeedErrors[keyof GetCalendarFeedErrors];

export type GetCalendarFeedResponses = {
    200: CalendarFeed;
};

export type GetCalendarFeedResponse = GetCalendarFeedResponses[keyof GetCalendarFeedResponses];

export type MakeCalendarFeedData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/calendar-feed';
};

export type MakeCalendarFeedErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type MakeCalendarFeedError = MakeCalendarFeedErrors[keyof MakeCalendarFeedErrors];

export type MakeCalendarFeedResponses = {
    201: NewCalendarFeed;
};

export type MakeCalendarFeedResponse = MakeCalendarFeedResponses[keyof MakeCalendarFeedResponses];

export type FetchCalendarData = {
    body?: never;
    path: {
        file: string;
    };
    query?: never;
    url: '/api/calendar/{file}';
};

export type FetchCalendarErrors = {
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type FetchCalendarError = FetchCalendarErrors[keyof FetchCalendarErrors];

export type FetchCalendarResponses = {
    200: string;
};

export type FetchCalendarResponse = FetchCalendarResponses[keyof FetchCalendarResponses];

export type EventsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/events';
};

export type EventsErrors = {
    401: Problem;
    403: Problem;
};

export type EventsError = EventsErrors[keyof EventsErrors];

export type EventsResponses = {
    200: string;
};

export type EventsResponse = EventsResponses[keyof EventsResponses];

export type ConnectionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/health/connections';
};

export type ConnectionsErrors = {
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
    500: Problem;
};

export type ConnectionsError = ConnectionsErrors[keyof ConnectionsErrors];

export type ConnectionsResponses = {
    200: Connections;
};

export type ConnectionsResponse = ConnectionsResponses[keyof ConnectionsResponses];

export type ListInvitationsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/invitations';
};

export type ListInvitationsErrors = {
    401: Problem;
    403: Problem;
    429: Problem;
};

export type ListInvitationsError = ListInvitationsErrors[keyof ListInvitationsErrors];

export type ListInvitationsResponses = {
    200: Array<Invitation>;
};

export type ListInvitationsResponse = ListInvitationsResponses[keyof ListInvitationsResponses];

export type CreateInvitationData = {
    body: CreateInvitation;
    path?: never;
    query?: never;
    url: '/api/invitations';
};

export type CreateInvitationErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type CreateInvitationError = CreateInvitationErrors[keyof CreateInvitationErrors];

export type CreateInvitationResponses = {
    201: Invitation;
};

export type CreateInvitationResponse = CreateInvitationResponses[keyof CreateInvitationResponses];

export type RevokeInvitationData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/invitations/{id}';
};

export type RevokeInvitationErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    429: Problem;
};

export type RevokeInvitationError = RevokeInvitationErrors[keyof RevokeInvitationErrors];

export type RevokeInvitationResponses = {
    204: void;
};

export type RevokeInvitationResponse = RevokeInvitationResponses[keyof RevokeInvitationResponses];

export type ListMailsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/mails';
};

export type ListMailsErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListMailsError = ListMailsErrors[keyof ListMailsErrors];

export type ListMailsResponses = {
    200: Array<Mail>;
};

export type ListMailsResponse = ListMailsResponses[keyof ListMailsResponses];

export type GetMailLinkData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/mails/{id}/link';
};

export type GetMailLinkErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetMailLinkError = GetMailLinkErrors[keyof GetMailLinkErrors];

export type GetMailLinkResponses = {
    200: MailLink;
};

export type GetMailLinkResponse = GetMailLinkResponses[keyof GetMailLinkResponses];

export type ListMeasureRisksData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/measure-risks';
};

export type ListMeasureRisksErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListMeasureRisksError = ListMeasureRisksErrors[keyof ListMeasureRisksErrors];

export type ListMeasureRisksResponses = {
    200: Array<MeasureRisk>;
};

export type ListMeasureRisksResponse = ListMeasureRisksResponses[keyof ListMeasureRisksResponses];

export type ListNoteTemplatesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Also those out of use.
         */
        archived?: boolean;
    };
    url: '/api/note-templates';
};

export type ListNoteTemplatesErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListNoteTemplatesError = ListNoteTemplatesErrors[keyof ListNoteTemplatesErrors];

export type ListNoteTemplatesResponses = {
    200: Array<NoteTemplate>;
};

export type ListNoteTemplatesResponse = ListNoteTemplatesResponses[keyof ListNoteTemplatesResponses];

export type CreateNoteTemplateData = {
    body: CreateNoteTemplate;
    path?: never;
    query?: never;
    url: '/api/note-templates';
};

export type CreateNoteTemplateErrors = {
    401: Problem;
    403: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CreateNoteTemplateError = CreateNoteTemplateErrors[keyof CreateNoteTemplateErrors];

export type CreateNoteTemplateResponses = {
    201: NoteTemplate;
};

export type CreateNoteTemplateResponse = CreateNoteTemplateResponses[keyof CreateNoteTemplateResponses];

export type ArchiveNoteTemplateData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/note-templates/{id}';
};

export type ArchiveNoteTemplateErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ArchiveNoteTemplateError = ArchiveNoteTemplateErrors[keyof ArchiveNoteTemplateErrors];

export type ArchiveNoteTemplateResponses = {
    204: void;
};

export type ArchiveNoteTemplateResponse = ArchiveNoteTemplateResponses[keyof ArchiveNoteTemplateResponses];

export type ChangeNoteTemplateData = {
    body: ChangeNoteTemplate;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/note-templates/{id}';
};

export type ChangeNoteTemplateErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ChangeNoteTemplateError = ChangeNoteTemplateErrors[keyof ChangeNoteTemplateErrors];

export type ChangeNoteTemplateResponses = {
    200: NoteTemplate;
};

export type ChangeNoteTemplateResponse = ChangeNoteTemplateResponses[keyof ChangeNoteTemplateResponses];

export type GetNoteTemplateVersionData = {
    body?: never;
    path: {
        id: string;
        number: number;
    };
    query?: never;
    url: '/api/note-templates/{id}/versions/{number}';
};

export type GetNoteTemplateVersionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetNoteTemplateVersionError = GetNoteTemplateVersionErrors[keyof GetNoteTemplateVersionErrors];

export type GetNoteTemplateVersionResponses = {
    200: NoteTemplate;
};

export type GetNoteTemplateVersionResponse = GetNoteTemplateVersionResponses[keyof GetNoteTemplateVersionResponses];

export type ListPatientsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only those in whose name every word of this stands, whatever case and accents.
         */
        q?: string;
        /**
         * `false` (those in the lists, when absent), `true` (only archived ones) or `all`.
         */
        archived?: string;
    };
    url: '/api/patients';
};

export type ListPatientsErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListPatientsError = ListPatientsErrors[keyof ListPatientsErrors];

export type ListPatientsResponses = {
    200: Array<Patient>;
};

export type ListPatientsResponse = ListPatientsResponses[keyof ListPatientsResponses];

export type CreatePatientData = {
    body: CreatePatient;
    path?: never;
    query?: never;
    url: '/api/patients';
};

export type CreatePatientErrors = {
    401: Problem;
    403: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CreatePatientError = CreatePatientErrors[keyof CreatePatientErrors];

export type CreatePatientResponses = {
    201: Patient;
};

export type CreatePatientResponse = CreatePatientResponses[keyof CreatePatientResponses];

export type GetPatientData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}';
};

export type GetPatientErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetPatientError = GetPatientErrors[keyof GetPatientErrors];

export type GetPatientResponses = {
    200: PatientDetail;
};

export type GetPatientResponse = GetPatientResponses[keyof GetPatientResponses];

export type ChangePatientData = {
    body: ChangePatient;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}';
};

export type ChangePatientErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ChangePatientError = ChangePatientErrors[keyof ChangePatientErrors];

export type ChangePatientResponses = {
    200: PatientDetail;
};

export type ChangePatientResponse = ChangePatientResponses[keyof ChangePatientResponses];

export type ArchivePatientData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/archive';
};

export type ArchivePatientErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ArchivePatientError = ArchivePatientErrors[keyof ArchivePatientErrors];

export type ArchivePatientResponses = {
    200: Patient;
};

export type ArchivePatientResponse = ArchivePatientResponses[keyof ArchivePatientResponses];

export type ListConsentsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/consents';
};

export type ListConsentsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListConsentsError = ListConsentsErrors[keyof ListConsentsErrors];

export type ListConsentsResponses = {
    200: Consents;
};

export type ListConsentsResponse = ListConsentsResponses[keyof ListConsentsResponses];

export type GiveConsentsData = {
    body: GiveConsents;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/consents';
};

export type GiveConsentsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GiveConsentsError = GiveConsentsErrors[keyof GiveConsentsErrors];

export type GiveConsentsResponses = {
    201: Array<Consent>;
};

export type GiveConsentsResponse = GiveConsentsResponses[keyof GiveConsentsResponses];

export type WithdrawConsentData = {
    body?: never;
    path: {
        id: string;
        consent_id: string;
    };
    query?: never;
    url: '/api/patients/{id}/consents/{consent_id}/withdraw';
};

export type WithdrawConsentErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type WithdrawConsentError = WithdrawConsentErrors[keyof WithdrawConsentErrors];

export type WithdrawConsentResponses = {
    200: Withdrawal;
};

export type WithdrawConsentResponse = WithdrawConsentResponses[keyof WithdrawConsentResponses];

export type DestroySessionsData = {
    body: Destroy;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/destruction';
};

export type DestroySessionsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type DestroySessionsError = DestroySessionsErrors[keyof DestroySessionsErrors];

export type DestroySessionsResponses = {
    200: Destruction;
};

export type DestroySessionsResponse = DestroySessionsResponses[keyof DestroySessionsResponses];

export type ListGoalsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/goals';
};

export type ListGoalsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListGoalsError = ListGoalsErrors[keyof ListGoalsErrors];

export type ListGoalsResponses = {
    200: Array<Goal>;
};

export type ListGoalsResponse = ListGoalsResponses[keyof ListGoalsResponses];

export type CreateGoalData = {
    body: CreateGoal;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/goals';
};

export type CreateGoalErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CreateGoalError = CreateGoalErrors[keyof CreateGoalErrors];

export type CreateGoalResponses = {
    201: Goal;
};

export type CreateGoalResponse = CreateGoalResponses[keyof CreateGoalResponses];

export type ChangeGoalData = {
    body: ChangeGoal;
    path: {
        id: string;
        goal_id: string;
    };
    query?: never;
    url: '/api/patients/{id}/goals/{goal_id}';
};

export type ChangeGoalErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ChangeGoalError = ChangeGoalErrors[keyof ChangeGoalErrors];

export type ChangeGoalResponses = {
    200: Goal;
};

export type ChangeGoalResponse = ChangeGoalResponses[keyof ChangeGoalResponses];

export type HandOverPatientData = {
    body: HandOver;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/hand-over';
};

export type HandOverPatientErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type HandOverPatientError = HandOverPatientErrors[keyof HandOverPatientErrors];

export type HandOverPatientResponses = {
    204: void;
};

export type HandOverPatientResponse = HandOverPatientResponses[keyof HandOverPatientResponses];

export type RequestMeasureData = {
    body: RequestMeasure;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/measure-requests';
};

export type RequestMeasureErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RequestMeasureError = RequestMeasureErrors[keyof RequestMeasureErrors];

export type RequestMeasureResponses = {
    201: MeasureRequest;
};

export type RequestMeasureResponse = RequestMeasureResponses[keyof RequestMeasureResponses];

export type CancelMeasureRequestData = {
    body?: never;
    path: {
        id: string;
        request_id: string;
    };
    query?: never;
    url: '/api/patients/{id}/measure-requests/{request_id}';
};

export type CancelMeasureRequestErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CancelMeasureRequestError = CancelMeasureRequestErrors[keyof CancelMeasureRequestErrors];

export type CancelMeasureRequestResponses = {
    204: void;
};

export type CancelMeasureRequestResponse = CancelMeasureRequestResponses[keyof CancelMeasureRequestResponses];

export type ListMeasuresData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/measures';
};

export type ListMeasuresErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListMeasuresError = ListMeasuresErrors[keyof ListMeasuresErrors];

export type ListMeasuresResponses = {
    200: Measures;
};

export type ListMeasuresResponse = ListMeasuresResponses[keyof ListMeasuresResponses];

export type EnterMeasureData = {
    body: EnterMeasure;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/measures';
};

export type EnterMeasureErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type EnterMeasureError = EnterMeasureErrors[keyof EnterMeasureErrors];

export type EnterMeasureResponses = {
    201: Measure;
};

export type EnterMeasureResponse = EnterMeasureResponses[keyof EnterMeasureResponses];

export type DecideMeasureData = {
    body: DecideMeasure;
    path: {
        id: string;
        measure_id: string;
    };
    query?: never;
    url: '/api/patients/{id}/measures/{measure_id}/decision';
};

export type DecideMeasureErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type DecideMeasureError = DecideMeasureErrors[keyof DecideMeasureErrors];

export type DecideMeasureResponses = {
    200: Measure;
};

export type DecideMeasureResponse = DecideMeasureResponses[keyof DecideMeasureResponses];

export type VoidMeasureData = {
    body?: never;
    path: {
        id: string;
        measure_id: string;
    };
    query?: never;
    url: '/api/patients/{id}/measures/{measure_id}/void';
};

export type VoidMeasureErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type VoidMeasureError = VoidMeasureErrors[keyof VoidMeasureErrors];

export type VoidMeasureResponses = {
    200: Measure;
};

export type VoidMeasureResponse = VoidMeasureResponses[keyof VoidMeasureResponses];

export type ListParticipantsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/participants';
};

export type ListParticipantsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListParticipantsError = ListParticipantsErrors[keyof ListParticipantsErrors];

export type ListParticipantsResponses = {
    200: Array<Participant>;
};

export type ListParticipantsResponse = ListParticipantsResponses[keyof ListParticipantsResponses];

export type AddParticipantData = {
    body: AddParticipant;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/participants';
};

export type AddParticipantErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type AddParticipantError = AddParticipantErrors[keyof AddParticipantErrors];

export type AddParticipantResponses = {
    201: Participant;
};

export type AddParticipantResponse = AddParticipantResponses[keyof AddParticipantResponses];

export type EndParticipantData = {
    body?: never;
    path: {
        id: string;
        participant_id: string;
    };
    query?: never;
    url: '/api/patients/{id}/participants/{participant_id}';
};

export type EndParticipantErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type EndParticipantError = EndParticipantErrors[keyof EndParticipantErrors];

export type EndParticipantResponses = {
    204: void;
};

export type EndParticipantResponse = EndParticipantResponses[keyof EndParticipantResponses];

export type RestorePatientData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/restore';
};

export type RestorePatientErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RestorePatientError = RestorePatientErrors[keyof RestorePatientErrors];

export type RestorePatientResponses = {
    200: Patient;
};

export type RestorePatientResponse = RestorePatientResponses[keyof RestorePatientResponses];

export type ListAssignedTherapistsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/patients/{id}/therapists';
};

export type ListAssignedTherapistsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListAssignedTherapistsError = ListAssignedTherapistsErrors[keyof ListAssignedTherapistsErrors];

export type ListAssignedTherapistsResponses = {
    200: Array<Person>;
};

export type ListAssignedTherapistsResponse = ListAssignedTherapistsResponses[keyof ListAssignedTherapistsResponses];

export type RemoveAssignmentData = {
    body?: never;
    path: {
        id: string;
        user_id: string;
    };
    query?: never;
    url: '/api/patients/{id}/therapists/{user_id}';
};

export type RemoveAssignmentErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RemoveAssignmentError = RemoveAssignmentErrors[keyof RemoveAssignmentErrors];

export type RemoveAssignmentResponses = {
    204: void;
};

export type RemoveAssignmentResponse = RemoveAssignmentResponses[keyof RemoveAssignmentResponses];

export type AddAssignmentData = {
    body?: never;
    path: {
        id: string;
        user_id: string;
    };
    query?: never;
    url: '/api/patients/{id}/therapists/{user_id}';
};

export type AddAssignmentErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type AddAssignmentError = AddAssignmentErrors[keyof AddAssignmentErrors];

export type AddAssignmentResponses = {
    204: void;
};

export type AddAssignmentResponse = AddAssignmentResponses[keyof AddAssignmentResponses];

export type GetTimelineData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        /**
         * At most this many (up to 200); 50 when absent.
         */
        limit?: number;
        /**
         * The `next` of the page before.
         */
        before?: string;
    };
    url: '/api/patients/{id}/timeline';
};

export type GetTimelineErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetTimelineError = GetTimelineErrors[keyof GetTimelineErrors];

export type GetTimelineResponses = {
    200: Timeline;
};

export type GetTimelineResponse = GetTimelineResponses[keyof GetTimelineResponses];

export type GetPortalData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/portal';
};

export type GetPortalErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetPortalError = GetPortalErrors[keyof GetPortalErrors];

export type GetPortalResponses = {
    200: Portal;
};

export type GetPortalResponse = GetPortalResponses[keyof GetPortalResponses];

export type ListPortalActionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/portal/actions';
};

export type ListPortalActionsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListPortalActionsError = ListPortalActionsErrors[keyof ListPortalActionsErrors];

export type ListPortalActionsResponses = {
    200: Array<PortalAction>;
};

export type ListPortalActionsResponse = ListPortalActionsResponses[keyof ListPortalActionsResponses];

export type TickPortalActionData = {
    body: TickAction;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/portal/actions/{id}';
};

export type TickPortalActionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type TickPortalActionError = TickPortalActionErrors[keyof TickPortalActionErrors];

export type TickPortalActionResponses = {
    200: PortalAction;
};

export type TickPortalActionResponse = TickPortalActionResponses[keyof TickPortalActionResponses];

export type ListPortalAppointmentsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/portal/appointments';
};

export type ListPortalAppointmentsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListPortalAppointmentsError = ListPortalAppointmentsErrors[keyof ListPortalAppointmentsErrors];

export type ListPortalAppointmentsResponses = {
    200: Array<PortalAppointment>;
};

export type ListPortalAppointmentsResponse = ListPortalAppointmentsResponses[keyof ListPortalAppointmentsResponses];

export type ListPortalConsentsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/portal/consents';
};

export type ListPortalConsentsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListPortalConsentsError = ListPortalConsentsErrors[keyof ListPortalConsentsErrors];

export type ListPortalConsentsResponses = {
    200: Array<PortalConsent>;
};

export type ListPortalConsentsResponse = ListPortalConsentsResponses[keyof ListPortalConsentsResponses];

export type WithdrawPortalConsentData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/portal/consents/{id}/withdraw';
};

export type WithdrawPortalConsentErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type WithdrawPortalConsentError = WithdrawPortalConsentErrors[keyof WithdrawPortalConsentErrors];

export type WithdrawPortalConsentResponses = {
    200: PortalConsent;
};

export type WithdrawPortalConsentResponse = WithdrawPortalConsentResponses[keyof WithdrawPortalConsentResponses];

export type ListPortalQuestionnairesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/portal/questionnaires';
};

export type ListPortalQuestionnairesErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListPortalQuestionnairesError = ListPortalQuestionnairesErrors[keyof ListPortalQuestionnairesErrors];

export type ListPortalQuestionnairesResponses = {
    200: Array<PortalQuestionnaire>;
};

export type ListPortalQuestionnairesResponse = ListPortalQuestionnairesResponses[keyof ListPortalQuestionnairesResponses];

export type AnswerPortalQuestionnaireData = {
    body: AnswerQuestionnaire;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/portal/questionnaires/{id}';
};

export type AnswerPortalQuestionnaireErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type AnswerPortalQuestionnaireError = AnswerPortalQuestionnaireErrors[keyof AnswerPortalQuestionnaireErrors];

export type AnswerPortalQuestionnaireResponses = {
    200: Thanks;
};

export type AnswerPortalQuestionnaireResponse = AnswerPortalQuestionnaireResponses[keyof AnswerPortalQuestionnaireResponses];

export type ListPortalSummariesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/portal/summaries';
};

export type ListPortalSummariesErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListPortalSummariesError = ListPortalSummariesErrors[keyof ListPortalSummariesErrors];

export type ListPortalSummariesResponses = {
    200: Array<PortalSummary>;
};

export type ListPortalSummariesResponse = ListPortalSummariesResponses[keyof ListPortalSummariesResponses];

export type ReadPortalSummaryData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/portal/summaries/{id}';
};

export type ReadPortalSummaryErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ReadPortalSummaryError = ReadPortalSummaryErrors[keyof ReadPortalSummaryErrors];

export type ReadPortalSummaryResponses = {
    200: PortalSummaryText;
};

export type ReadPortalSummaryResponse = ReadPortalSummaryResponses[keyof ReadPortalSummaryResponses];

export type ListSessionsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only this client's.
         */
        patient_id?: string;
        /**
         * Only those with this status.
         */
        status?: string;
        /**
         * At most this many (up to 200); the answer is then an object with `items` and `next`.
         */
        limit?: number;
        /**
         * The `next` of the page before.
         */
        cursor?: string;
    };
    url: '/api/sessions';
};

export type ListSessionsErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListSessionsError = ListSessionsErrors[keyof ListSessionsErrors];

export type ListSessionsResponses = {
    200: SessionList;
};

export type ListSessionsResponse = ListSessionsResponses[keyof ListSessionsResponses];

export type UploadSessionData = {
    body: UploadForm;
    path?: never;
    query: {
        /**
         * The client.
         */
        patient_id: string;
        /**
         * The appointment that was recorded. When left out: the client's one with the caller today that has no recording yet, the
         * nearest of several; else one is made.
         */
        appointment_id?: string;
    };
    url: '/api/sessions/upload';
};

export type UploadSessionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    413: Problem;
    415: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
    507: Problem;
};

export type UploadSessionError = UploadSessionErrors[keyof UploadSessionErrors];

export type UploadSessionResponses = {
    201: Session;
};

export type UploadSessionResponse = UploadSessionResponses[keyof UploadSessionResponses];

export type GetSessionData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}';
};

export type GetSessionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetSessionError = GetSessionErrors[keyof GetSessionErrors];

export type GetSessionResponses = {
    200: Session;
};

export type GetSessionResponse = GetSessionResponses[keyof GetSessionResponses];

export type GetAudioData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/audio';
};

export type GetAudioErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    416: unknown;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetAudioError = GetAudioErrors[keyof GetAudioErrors];

export type GetAudioResponses = {
    200: Array<number>;
    206: Array<number>;
};

export type GetAudioResponse = GetAudioResponses[keyof GetAudioResponses];

export type CancelSessionData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/cancel';
};

export type CancelSessionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CancelSessionError = CancelSessionErrors[keyof CancelSessionErrors];

export type CancelSessionResponses = {
    202: Session;
};

export type CancelSessionResponse = CancelSessionResponses[keyof CancelSessionResponses];

export type ExtractNotesData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/extract-notes';
};

export type ExtractNotesErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ExtractNotesError = ExtractNotesErrors[keyof ExtractNotesErrors];

export type ExtractNotesResponses = {
    202: Session;
};

export type ExtractNotesResponse = ExtractNotesResponses[keyof ExtractNotesResponses];

export type GetNoteData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note';
};

export type GetNoteErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetNoteError = GetNoteErrors[keyof GetNoteErrors];

export type GetNoteResponses = {
    200: NoteReview;
};

export type GetNoteResponse = GetNoteResponses[keyof GetNoteResponses];

export type EditNoteData = {
    body: EditNote;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note';
};

export type EditNoteErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type EditNoteError = EditNoteErrors[keyof EditNoteErrors];

export type EditNoteResponses = {
    200: NoteReview;
};

export type EditNoteResponse = EditNoteResponses[keyof EditNoteResponses];

export type AmendNoteData = {
    body: AmendNote;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note/amendments';
};

export type AmendNoteErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type AmendNoteError = AmendNoteErrors[keyof AmendNoteErrors];

export type AmendNoteResponses = {
    200: NoteReview;
};

export type AmendNoteResponse = AmendNoteResponses[keyof AmendNoteResponses];

export type CoSignNoteData = {
    body: CoSignNote;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note/co-sign';
};

export type CoSignNoteErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type CoSignNoteError = CoSignNoteErrors[keyof CoSignNoteErrors];

export type CoSignNoteResponses = {
    200: NoteReview;
};

export type CoSignNoteResponse = CoSignNoteResponses[keyof CoSignNoteResponses];

export type DiffNoteData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        /**
         * The earlier version; without it the one that the later was made from.
         */
        from?: number;
        /**
         * The later version; without it the one that counts.
         */
        to?: number;
    };
    url: '/api/sessions/{id}/note/diff';
};

export type DiffNoteErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type DiffNoteError = DiffNoteErrors[keyof DiffNoteErrors];

export type DiffNoteResponses = {
    200: VersionDiff;
};

export type DiffNoteResponse = DiffNoteResponses[keyof DiffNoteResponses];

export type ReopenItemData = {
    body?: never;
    path: {
        id: string;
        key: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note/dispositions/{key}';
};

export type ReopenItemErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ReopenItemError = ReopenItemErrors[keyof ReopenItemErrors];

export type ReopenItemResponses = {
    200: NoteReview;
};

export type ReopenItemResponse = ReopenItemResponses[keyof ReopenItemResponses];

export type DecideItemData = {
    body: Decide;
    path: {
        id: string;
        key: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note/dispositions/{key}';
};

export type DecideItemErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type DecideItemError = DecideItemErrors[keyof DecideItemErrors];

export type DecideItemResponses = {
    200: NoteReview;
};

export type DecideItemResponse = DecideItemResponses[keyof DecideItemResponses];

export type RenderNoteData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        /**
         * `soap` (when absent), `dap`, `birp`, `girp`, `pirp`, `intake`, or `template:` and the id of a template.
         */
        format?: string;
    };
    url: '/api/sessions/{id}/note/rendered';
};

export type RenderNoteErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RenderNoteError = RenderNoteErrors[keyof RenderNoteErrors];

export type RenderNoteResponses = {
    200: RenderedNote;
};

export type RenderNoteResponse = RenderNoteResponses[keyof RenderNoteResponses];

export type BeginNoteReviewData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note/review';
};

export type BeginNoteReviewErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type BeginNoteReviewError = BeginNoteReviewErrors[keyof BeginNoteReviewErrors];

export type BeginNoteReviewResponses = {
    200: NoteReview;
};

export type BeginNoteReviewResponse = BeginNoteReviewResponses[keyof BeginNoteReviewResponses];

export type SignNoteData = {
    body: SignNote;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note/sign';
};

export type SignNoteErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type SignNoteError = SignNoteErrors[keyof SignNoteErrors];

export type SignNoteResponses = {
    200: NoteReview;
};

export type SignNoteResponse = SignNoteResponses[keyof SignNoteResponses];

export type ListNoteVersionsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note/versions';
};

export type ListNoteVersionsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListNoteVersionsError = ListNoteVersionsErrors[keyof ListNoteVersionsErrors];

export type ListNoteVersionsResponses = {
    200: Array<VersionSummary>;
};

export type ListNoteVersionsResponse = ListNoteVersionsResponses[keyof ListNoteVersionsResponses];

export type GetNoteVersionData = {
    body?: never;
    path: {
        id: string;
        number: number;
    };
    query?: never;
    url: '/api/sessions/{id}/note/versions/{number}';
};

export type GetNoteVersionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetNoteVersionError = GetNoteVersionErrors[keyof GetNoteVersionErrors];

export type GetNoteVersionResponses = {
    200: NoteVersion;
};

export type GetNoteVersionResponse = GetNoteVersionResponses[keyof GetNoteVersionResponses];

export type AdoptNoteVersionData = {
    body: AdoptVersion;
    path: {
        id: string;
        number: number;
    };
    query?: never;
    url: '/api/sessions/{id}/note/versions/{number}/adopt';
};

export type AdoptNoteVersionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type AdoptNoteVersionError = AdoptNoteVersionErrors[keyof AdoptNoteVersionErrors];

export type AdoptNoteVersionResponses = {
    200: NoteReview;
};

export type AdoptNoteVersionResponse = AdoptNoteVersionResponses[keyof AdoptNoteVersionResponses];

export type VoidNoteData = {
    body: VoidNote;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/note/void';
};

export type VoidNoteErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type VoidNoteError = VoidNoteErrors[keyof VoidNoteErrors];

export type VoidNoteResponses = {
    200: NoteReview;
};

export type VoidNoteResponse = VoidNoteResponses[keyof VoidNoteResponses];

export type GetSessionNotesData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/notes';
};

export type GetSessionNotesErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetSessionNotesError = GetSessionNotesErrors[keyof GetSessionNotesErrors];

export type GetSessionNotesResponses = {
    200: Notes;
};

export type GetSessionNotesResponse = GetSessionNotesResponses[keyof GetSessionNotesResponses];

export type DeleteProcessNoteData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/process-note';
};

export type DeleteProcessNoteErrors = {
    401: Problem;
    /**
     * The login is locked, or still needs its second factor
     */
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type DeleteProcessNoteError = DeleteProcessNoteErrors[keyof DeleteProcessNoteErrors];

export type DeleteProcessNoteResponses = {
    204: void;
};

export type DeleteProcessNoteResponse = DeleteProcessNoteResponses[keyof DeleteProcessNoteResponses];

export type GetProcessNoteData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/process-note';
};

export type GetProcessNoteErrors = {
    401: Problem;
    /**
     * The login is locked, or still needs its second factor
     */
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetProcessNoteError = GetProcessNoteErrors[keyof GetProcessNoteErrors];

export type GetProcessNoteResponses = {
    200: ProcessNote;
};

export type GetProcessNoteResponse = GetProcessNoteResponses[keyof GetProcessNoteResponses];

export type PutProcessNoteData = {
    body: WriteProcessNote;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/process-note';
};

export type PutProcessNoteErrors = {
    401: Problem;
    /**
     * The login is locked, or still needs its second factor
     */
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type PutProcessNoteError = PutProcessNoteErrors[keyof PutProcessNoteErrors];

export type PutProcessNoteResponses = {
    200: ProcessNote;
};

export type PutProcessNoteResponse = PutProcessNoteResponses[keyof PutProcessNoteResponses];

export type WithdrawSummaryData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/release';
};

export type WithdrawSummaryErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type WithdrawSummaryError = WithdrawSummaryErrors[keyof WithdrawSummaryErrors];

export type WithdrawSummaryResponses = {
    204: void;
};

export type WithdrawSummaryResponse = WithdrawSummaryResponses[keyof WithdrawSummaryResponses];

export type GetReleaseData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/release';
};

export type GetReleaseErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetReleaseError = GetReleaseErrors[keyof GetReleaseErrors];

export type GetReleaseResponses = {
    200: SessionRelease;
};

export type GetReleaseResponse = GetReleaseResponses[keyof GetReleaseResponses];

export type ReleaseSummaryData = {
    body: ReleaseSummary;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/release';
};

export type ReleaseSummaryErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ReleaseSummaryError = ReleaseSummaryErrors[keyof ReleaseSummaryErrors];

export type ReleaseSummaryResponses = {
    201: Release;
};

export type ReleaseSummaryResponse = ReleaseSummaryResponses[keyof ReleaseSummaryResponses];

export type RetrySessionData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/retry';
};

export type RetrySessionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RetrySessionError = RetrySessionErrors[keyof RetrySessionErrors];

export type RetrySessionResponses = {
    202: Session;
};

export type RetrySessionResponse = RetrySessionResponses[keyof RetrySessionResponses];

export type GetTranscriptData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/transcript';
};

export type GetTranscriptErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetTranscriptError = GetTranscriptErrors[keyof GetTranscriptErrors];

export type GetTranscriptResponses = {
    200: Transcript;
};

export type GetTranscriptResponse = GetTranscriptResponses[keyof GetTranscriptResponses];

export type ListTherapistsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/therapists';
};

export type ListTherapistsErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListTherapistsError = ListTherapistsErrors[keyof ListTherapistsErrors];

export type ListTherapistsResponses = {
    200: Array<Therapist>;
};

export type ListTherapistsResponse = ListTherapistsResponses[keyof ListTherapistsResponses];

export type ListUsersData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * At most this many, 1 to 1000; 1000 when left out.
         */
        limit?: number;
        /**
         * The `id` of the last account of the page before.
         */
        cursor?: string;
    };
    url: '/api/users';
};

export type ListUsersErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    429: Problem;
};

export type ListUsersError = ListUsersErrors[keyof ListUsersErrors];

export type ListUsersResponses = {
    200: Array<User>;
};

export type ListUsersResponse = ListUsersResponses[keyof ListUsersResponses];

export type GetUserData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/users/{id}';
};

export type GetUserErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    429: Problem;
};

export type GetUserError = GetUserErrors[keyof GetUserErrors];

export type GetUserResponses = {
    200: User;
};

export type GetUserResponse = GetUserResponses[keyof GetUserResponses];

export type UpdateUserData = {
    body: ChangeUser;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/users/{id}';
};

export type UpdateUserErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    429: Problem;
};

export type UpdateUserError = UpdateUserErrors[keyof UpdateUserErrors];

export type UpdateUserResponses = {
    200: User;
};

export type UpdateUserResponse = UpdateUserResponses[keyof UpdateUserResponses];

export type EndUserLoginsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/users/{id}/logins';
};

export type EndUserLoginsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    429: Problem;
};

export type EndUserLoginsError = EndUserLoginsErrors[keyof EndUserLoginsErrors];

export type EndUserLoginsResponses = {
    204: void;
};

export type EndUserLoginsResponse = EndUserLoginsResponses[keyof EndUserLoginsResponses];

export type ResetSecondFactorData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/users/{id}/second-factor';
};

export type ResetSecondFactorErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    429: Problem;
};

export type ResetSecondFactorError = ResetSecondFactorErrors[keyof ResetSecondFactorErrors];

export type ResetSecondFactorResponses = {
    204: void;
};

export type ResetSecondFactorResponse = ResetSecondFactorResponses[keyof ResetSecondFactorResponses];

export type ListSupervisedTherapistsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/users/{id}/therapists';
};

export type ListSupervisedTherapistsErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListSupervisedTherapistsError = ListSupervisedTherapistsErrors[keyof ListSupervisedTherapistsErrors];

export type ListSupervisedTherapistsResponses = {
    200: Array<Person>;
};

export type ListSupervisedTherapistsResponse = ListSupervisedTherapistsResponses[keyof ListSupervisedTherapistsResponses];

export type RemoveSupervisionData = {
    body?: never;
    path: {
        id: string;
        therapist_id: string;
    };
    query?: never;
    url: '/api/users/{id}/therapists/{therapist_id}';
};

export type RemoveSupervisionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type RemoveSupervisionError = RemoveSupervisionErrors[keyof RemoveSupervisionErrors];

export type RemoveSupervisionResponses = {
    204: void;
};

export type RemoveSupervisionResponse = RemoveSupervisionResponses[keyof RemoveSupervisionResponses];

export type AddSupervisionData = {
    body?: never;
    path: {
        id: string;
        therapist_id: string;
    };
    query?: never;
    url: '/api/users/{id}/therapists/{therapist_id}';
};

export type AddSupervisionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type AddSupervisionError = AddSupervisionErrors[keyof AddSupervisionErrors];

export type AddSupervisionResponses = {
    204: void;
};

export type AddSupervisionResponse = AddSupervisionResponses[keyof AddSupervisionResponses];

export type GetCommonTopicsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * 1 to 100; 20 when left out.
         */
        limit?: number;
        /**
         * 1 to 260, ending today; 12 when left out.
         */
        weeks?: number;
    };
    url: '/api/v1/analytics/common-topics';
};

export type GetCommonTopicsErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetCommonTopicsError = GetCommonTopicsErrors[keyof GetCommonTopicsErrors];

export type GetCommonTopicsResponses = {
    200: CommonTopics;
};

export type GetCommonTopicsResponse = GetCommonTopicsResponses[keyof GetCommonTopicsResponses];

export type GetOverviewData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/analytics/overview';
};

export type GetOverviewErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetOverviewError = GetOverviewErrors[keyof GetOverviewErrors];

export type GetOverviewResponses = {
    200: PracticeOverview;
};

export type GetOverviewResponse = GetOverviewResponses[keyof GetOverviewResponses];

export type GetProgressData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        /**
         * 1 to 260, ending today; 12 when left out.
         */
        weeks?: number;
    };
    url: '/api/v1/analytics/patients/{id}/progress';
};

export type GetProgressErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetProgressError = GetProgressErrors[keyof GetProgressErrors];

export type GetProgressResponses = {
    200: PatientProgress;
};

export type GetProgressResponse = GetProgressResponses[keyof GetProgressResponses];

export type GetSessionTrendsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * `7d`, `30d` (the default), `90d` or `1y`.
         */
        period?: string;
        /**
         * `day` (the default), `week` or `month`.
         */
        granularity?: string;
    };
    url: '/api/v1/analytics/session-trends';
};

export type GetSessionTrendsErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetSessionTrendsError = GetSessionTrendsErrors[keyof GetSessionTrendsErrors];

export type GetSessionTrendsResponses = {
    200: SessionTrends;
};

export type GetSessionTrendsResponse = GetSessionTrendsResponses[keyof GetSessionTrendsResponses];

export type DownloadExportData = {
    body?: never;
    path: {
        job_id: string;
    };
    query?: never;
    url: '/api/v1/export/download/{job_id}';
};

export type DownloadExportErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    409: Problem;
    410: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type DownloadExportError = DownloadExportErrors[keyof DownloadExportErrors];

export type DownloadExportResponses = {
    200: unknown;
};

export type ListExportJobsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/export/jobs';
};

export type ListExportJobsErrors = {
    401: Problem;
    403: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ListExportJobsError = ListExportJobsErrors[keyof ListExportJobsErrors];

export type ListExportJobsResponses = {
    200: Array<ExportJob>;
};

export type ListExportJobsResponse = ListExportJobsResponses[keyof ListExportJobsResponses];

export type DeleteExportJobData = {
    body?: never;
    path: {
        job_id: string;
    };
    query?: never;
    url: '/api/v1/export/jobs/{job_id}';
};

export type DeleteExportJobErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type DeleteExportJobError = DeleteExportJobErrors[keyof DeleteExportJobErrors];

export type DeleteExportJobResponses = {
    204: void;
};

export type DeleteExportJobResponse = DeleteExportJobResponses[keyof DeleteExportJobResponses];

export type GetExportJobData = {
    body?: never;
    path: {
        job_id: string;
    };
    query?: never;
    url: '/api/v1/export/jobs/{job_id}';
};

export type GetExportJobErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type GetExportJobError = GetExportJobErrors[keyof GetExportJobErrors];

export type GetExportJobResponses = {
    200: ExportJob;
};

export type GetExportJobResponse = GetExportJobResponses[keyof GetExportJobResponses];

export type ExportProgressReportData = {
    body: ExportProgressReport;
    path?: never;
    query?: never;
    url: '/api/v1/export/progress-report';
};

export type ExportProgressReportErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ExportProgressReportError = ExportProgressReportErrors[keyof ExportProgressReportErrors];

export type ExportProgressReportResponses = {
    202: ExportAccepted;
};

export type ExportProgressReportResponse = ExportProgressReportResponses[keyof ExportProgressReportResponses];

export type ExportSessionNotesData = {
    body: ExportSessionNotes;
    path?: never;
    query?: never;
    url: '/api/v1/export/session-notes';
};

export type ExportSessionNotesErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    /**
     * The body is longer than 1 MiB
     */
    413: Problem;
    422: Problem;
    /**
     * Too many requests; `retry_after` says when to come again
     */
    429: Problem;
};

export type ExportSessionNotesError = ExportSessionNotesErrors[keyof ExportSessionNotesErrors];

export type ExportSessionNotesResponses = {
    202: ExportAccepted;
};

export type ExportSessionNotesResponse = ExportSessionNotesResponses[keyof ExportSessionNotesResponses];

export type HealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/health';
};

export type HealthErrors = {
    503: Health;
};

export type HealthError = HealthErrors[keyof HealthErrors];

export type HealthResponses = {
    200: Health;
};

export type HealthResponse = HealthResponses[keyof HealthResponses];
