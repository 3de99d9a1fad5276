// Generated from openapi.json by `npm run generate`. Do not edit.

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

/**
 * Something somebody agreed to do.
 */
export type ActionItem = {
    evidence_turns: Array<number>;
    text: string;
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
 * Stable names of what can go wrong.
 */
export type Code = 'unauthenticated' | 'forbidden' | 'not_found' | 'conflict' | 'invalid' | 'payload_too_large' | 'unsupported_format' | 'insufficient_storage' | 'internal';

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
     * Address of the account.
     */
    email: string;
    /**
     * Its password.
     */
    password: string;
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
     * `extractive` or `language_model`.
     */
    kind: string;
    name: string;
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
 * The tokens of a login.
 */
export type Login = {
    /**
     * For the `Authorization: Bearer` header.
     */
    access_token: string;
    /**
     * Seconds until the access token ends.
     */
    expires_in: number;
    /**
     * For one `POST /api/auth/refresh`.
     */
    refresh_token: string;
    /**
     * Always `bearer`.
     */
    token_type: string;
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
    first_name: string;
    full_name: string;
    id: string;
    is_active: boolean;
    is_verified: boolean;
    last_name: string;
    /**
     * `therapist`, `supervisor`, `patient` or `admin`.
     */
    role: string;
};

/**
 * A draft note. Turn numbers point into the session's transcript.
 */
export type Notes = {
    action_items: Array<ActionItem>;
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
     * `improving`, `declining`, `stable`, `fluctuating`; null when it cannot be told.
     */
    mood_trajectory?: string | null;
    /**
     * For the client, at most 150 words; theirs only after a release.
     */
    patient_summary: string;
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
};

/**
 * A client.
 */
export type Patient = {
    /**
     * RFC 3339.
     */
    created_at: string;
    email?: string | null;
    id: string;
    name: string;
    phone?: string | null;
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
 * Background work.
 */
export type Queue = {
    running: number;
    waiting: number;
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
 * One sentence of a narrative, and whether its words were found in the turns it names.
 */
export type Sentence = {
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
 * A session without its words.
 */
export type SessionSummary = {
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
 * A technique of the session.
 */
export type Strategy = {
    evidence_turns: Array<number>;
    name: string;
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
 * The form of an upload.
 */
export type UploadForm = {
    /**
     * The recording.
     */
    file: Blob | File;
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
 * One word.
 */
export type Word = {
    end: number;
    probability: number;
    start: number;
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

export type LoginData = {
    body: Credentials;
    path?: never;
    query?: never;
    url: '/api/auth/login';
};

export type LoginErrors = {
    401: Problem;
    422: Problem;
};

export type LoginError = LoginErrors[keyof LoginErrors];

export type LoginResponses = {
    200: Login;
};

export type LoginResponse = LoginResponses[keyof LoginResponses];

export type LogoutData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/logout';
};

export type LogoutErrors = {
    401: Problem;
    403: Problem;
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
};

export type MeError = MeErrors[keyof MeErrors];

export type MeResponses = {
    200: Me;
};

export type MeResponse = MeResponses[keyof MeResponses];

export type RefreshData = {
    body?: Refresh | null;
    path?: never;
    query?: never;
    url: '/api/auth/refresh';
};

export type RefreshErrors = {
    401: Problem;
    403: Problem;
    422: Problem;
};

export type RefreshError = RefreshErrors[keyof RefreshErrors];

export type RefreshResponses = {
    200: Login;
};

export type RefreshResponse = RefreshResponses[keyof RefreshResponses];

export type EventsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/events';
};

export type EventsErrors = {
    401: Problem;
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
    500: Problem;
};

export type ConnectionsError = ConnectionsErrors[keyof ConnectionsErrors];

export type ConnectionsResponses = {
    200: Connections;
};

export type ConnectionsResponse = ConnectionsResponses[keyof ConnectionsResponses];

export type ListPatientsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/patients';
};

export type ListPatientsErrors = {
    401: Problem;
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
    422: Problem;
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
    404: Problem;
};

export type GetPatientError = GetPatientErrors[keyof GetPatientErrors];

export type GetPatientResponses = {
    200: Patient;
};

export type GetPatientResponse = GetPatientResponses[keyof GetPatientResponses];

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
    422: Problem;
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
    };
    url: '/api/sessions/upload';
};

export type UploadSessionErrors = {
    401: Problem;
    403: Problem;
    404: Problem;
    413: Problem;
    415: Problem;
    422: Problem;
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
    404: Problem;
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
    404: Problem;
    416: unknown;
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
};

export type ExtractNotesError = ExtractNotesErrors[keyof ExtractNotesErrors];

export type ExtractNotesResponses = {
    202: Session;
};

export type ExtractNotesResponse = ExtractNotesResponses[keyof ExtractNotesResponses];

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
    404: Problem;
};

export type GetSessionNotesError = GetSessionNotesErrors[keyof GetSessionNotesErrors];

export type GetSessionNotesResponses = {
    200: Notes;
};

export type GetSessionNotesResponse = GetSessionNotesResponses[keyof GetSessionNotesResponses];

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
    404: Problem;
};

export type GetTranscriptError = GetTranscriptErrors[keyof GetTranscriptErrors];

export type GetTranscriptResponses = {
    200: Transcript;
};

export type GetTranscriptResponse = GetTranscriptResponses[keyof GetTranscriptResponses];

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
