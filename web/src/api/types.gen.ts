// Generated from openapi.json by `npm run generate`. Do not edit.

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

export type X = string;

export type WaitingFor = {
    code: string;
    detail: string;
};

export type Progress = {
    stage: string;
    percent?: number | null;
    detail: string;
};

export type SessionSummary = {
    id: string;
    patient_id: string;
    patient_name: string;
    therapist_id: string;
    status: string;
    audio_filename: string;
    audio_bytes: number;
    session_date: string;
    duration_seconds?: number | null;
    error_message?: string | null;
    waiting_for?: null | WaitingFor;
    progress?: null | Progress;
    created_at: string;
    updated_at: string;
};

export type Session = SessionSummary & {
    transcript_text?: string | null;
    extracted_notes?: null | Notes;
};

export type Patient = {
    id: string;
    name: string;
    email?: string | null;
    phone?: string | null;
    therapist_id: string;
    created_at: string;
    updated_at: string;
};

export type CreatePatient = {
    name: string;
    email?: string | null;
    phone?: string | null;
};

export type Sentence = {
    text: string;
    turns: Array<number>;
    supported: boolean;
};

export type Strategy = {
    name: string;
    evidence_turns: Array<number>;
};

export type ActionItem = {
    text: string;
    evidence_turns: Array<number>;
};

export type RiskFlag = {
    category: string;
    severity: string;
    subject: string;
    temporality: string;
    status: string;
    turn: number;
    quote: string;
    speaker: string;
};

export type Evidence = {
    key_topics: Array<Array<number>>;
    topic_summary: Array<Sentence>;
    therapist_notes: Array<Sentence>;
    patient_summary: Array<Sentence>;
    session_mood: Array<number>;
    mood_trajectory: Array<number>;
};

export type DraftedBy = {
    kind: string;
    name: string;
    detail: string;
};

export type Notes = {
    key_topics: Array<string>;
    topic_summary: string;
    strategies: Array<Strategy>;
    action_items: Array<ActionItem>;
    session_mood?: string | null;
    mood_trajectory?: string | null;
    therapist_notes: string;
    patient_summary: string;
    risk_flags: Array<RiskFlag>;
    evidence: Evidence;
    drafted_by: DraftedBy;
    insufficient_material: boolean;
    drafted_at?: string | null;
};

export type Word = {
    start: number;
    end: number;
    text: string;
    probability: number;
};

export type Turn = {
    index: number;
    speaker: string;
    start: number;
    end: number;
    text: string;
    confidence: number;
    words: Array<Word>;
};

export type Transcript = {
    session_id: string;
    language: string;
    duration_seconds: number;
    complete: boolean;
    turns: Array<Turn>;
    warnings: Array<string>;
};

export type Me = {
    id: string;
    email: string;
    first_name: string;
    last_name: string;
    full_name: string;
    role: string;
    is_active: boolean;
    is_verified: boolean;
    created_at: string;
};

export type Credentials = {
    email: string;
    password: string;
};

export type Login = {
    access_token: string;
    refresh_token: string;
    token_type: string;
    expires_in: number;
};

export type RefreshRequest = {
    refresh_token: string;
};

export type SessionPage = {
    items: Array<SessionSummary>;
    next?: string | null;
};

export type Service = {
    state: string;
    model?: string | null;
    detail: string;
};

export type Health = {
    status: string;
    database: string;
    services: {
        transcription: Service;
        drafting: Service;
        embedding: Service;
    };
    version: string;
    queue: {
        waiting: number;
        running: number;
    };
};

export type Problem = {
    type: string;
    title: string;
    status: number;
    code: string;
    detail: string;
    field?: string | null;
    incident?: string | null;
    retry_after?: number | null;
    formats?: Array<string> | null;
};

export type LoginData = {
    body: Credentials;
    path?: never;
    query?: never;
    url: '/api/auth/login';
};

export type LoginErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type LoginError = LoginErrors[keyof LoginErrors];

export type LoginResponses = {
    /**
     * ok
     */
    200: Login;
};

export type LoginResponse = LoginResponses[keyof LoginResponses];

export type RefreshData = {
    body?: RefreshRequest;
    path?: never;
    query?: never;
    url: '/api/auth/refresh';
};

export type RefreshErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type RefreshError = RefreshErrors[keyof RefreshErrors];

export type RefreshResponses = {
    /**
     * ok
     */
    200: Login;
};

export type RefreshResponse = RefreshResponses[keyof RefreshResponses];

export type LogoutData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/logout';
};

export type LogoutErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type LogoutError = LogoutErrors[keyof LogoutErrors];

export type LogoutResponses = {
    /**
     * ok
     */
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
    /**
     * problem
     */
    default: Problem;
};

export type MeError = MeErrors[keyof MeErrors];

export type MeResponses = {
    /**
     * ok
     */
    200: Me;
};

export type MeResponse = MeResponses[keyof MeResponses];

export type HealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/health';
};

export type HealthErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type HealthError = HealthErrors[keyof HealthErrors];

export type HealthResponses = {
    /**
     * ok
     */
    200: Health;
};

export type HealthResponse = HealthResponses[keyof HealthResponses];

export type ListPatientsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/patients';
};

export type ListPatientsErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type ListPatientsError = ListPatientsErrors[keyof ListPatientsErrors];

export type ListPatientsResponses = {
    /**
     * ok
     */
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
    /**
     * problem
     */
    default: Problem;
};

export type CreatePatientError = CreatePatientErrors[keyof CreatePatientErrors];

export type CreatePatientResponses = {
    /**
     * ok
     */
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
    /**
     * problem
     */
    default: Problem;
};

export type GetPatientError = GetPatientErrors[keyof GetPatientErrors];

export type GetPatientResponses = {
    /**
     * ok
     */
    200: Patient;
};

export type GetPatientResponse = GetPatientResponses[keyof GetPatientResponses];

export type ListSessionsData = {
    body?: never;
    path?: never;
    query?: {
        patient_id?: string;
        status?: string;
        limit?: number;
        cursor?: string;
    };
    url: '/api/sessions';
};

export type ListSessionsErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type ListSessionsError = ListSessionsErrors[keyof ListSessionsErrors];

export type ListSessionsResponses = {
    /**
     * ok
     */
    200: Array<SessionSummary> | SessionPage;
};

export type ListSessionsResponse = ListSessionsResponses[keyof ListSessionsResponses];

export type GetSessionData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}';
};

export type GetSessionErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type GetSessionError = GetSessionErrors[keyof GetSessionErrors];

export type GetSessionResponses = {
    /**
     * ok
     */
    200: Session;
};

export type GetSessionResponse = GetSessionResponses[keyof GetSessionResponses];

export type GetTranscriptData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/transcript';
};

export type GetTranscriptErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type GetTranscriptError = GetTranscriptErrors[keyof GetTranscriptErrors];

export type GetTranscriptResponses = {
    /**
     * ok
     */
    200: Transcript;
};

export type GetTranscriptResponse = GetTranscriptResponses[keyof GetTranscriptResponses];

export type GetSessionNotesData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/notes';
};

export type GetSessionNotesErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type GetSessionNotesError = GetSessionNotesErrors[keyof GetSessionNotesErrors];

export type GetSessionNotesResponses = {
    /**
     * ok
     */
    200: Notes;
};

export type GetSessionNotesResponse = GetSessionNotesResponses[keyof GetSessionNotesResponses];

export type CancelSessionData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/cancel';
};

export type CancelSessionErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type CancelSessionError = CancelSessionErrors[keyof CancelSessionErrors];

export type CancelSessionResponses = {
    /**
     * ok
     */
    202: Session;
};

export type CancelSessionResponse = CancelSessionResponses[keyof CancelSessionResponses];

export type RetrySessionData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/retry';
};

export type RetrySessionErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type RetrySessionError = RetrySessionErrors[keyof RetrySessionErrors];

export type RetrySessionResponses = {
    /**
     * ok
     */
    202: Session;
};

export type RetrySessionResponse = RetrySessionResponses[keyof RetrySessionResponses];

export type ExtractNotesData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/sessions/{id}/extract-notes';
};

export type ExtractNotesErrors = {
    /**
     * problem
     */
    default: Problem;
};

export type ExtractNotesError = ExtractNotesErrors[keyof ExtractNotesErrors];

export type ExtractNotesResponses = {
    /**
     * ok
     */
    202: Session;
};

export type ExtractNotesResponse = ExtractNotesResponses[keyof ExtractNotesResponses];
