// Generated from openapi.json by `npm run generate`. Do not edit.

import { type Client, formDataBodySerializer, type Options as Options2, type TDataShape } from './client';
import { client } from './client.gen';
import type { CancelSessionData, CancelSessionErrors, CancelSessionResponses, ConnectionsData, ConnectionsErrors, ConnectionsResponses, CreatePatientData, CreatePatientErrors, CreatePatientResponses, EventsData, EventsErrors, EventsResponse, EventsResponses, ExtractNotesData, ExtractNotesErrors, ExtractNotesResponses, GetAudioData, GetAudioErrors, GetAudioResponses, GetPatientData, GetPatientErrors, GetPatientResponses, GetSessionData, GetSessionErrors, GetSessionNotesData, GetSessionNotesErrors, GetSessionNotesResponses, GetSessionResponses, GetTranscriptData, GetTranscriptErrors, GetTranscriptResponses, HealthData, HealthErrors, HealthResponses, ListPatientsData, ListPatientsErrors, ListPatientsResponses, ListSessionsData, ListSessionsErrors, ListSessionsResponses, LoginData, LoginErrors, LoginResponses, LogoutData, LogoutErrors, LogoutResponses, MeData, MeErrors, MeResponses, RefreshData, RefreshErrors, RefreshResponses, RetrySessionData, RetrySessionErrors, RetrySessionResponses, RootData, RootResponses, UploadSessionData, UploadSessionErrors, UploadSessionResponses } from './types.gen';

export type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options2<TData, ThrowOnError, TResponse> & {
    /**
     * You can provide a client instance returned by `createClient()` instead of
     * individual options. This might be also useful if you want to implement a
     * custom client.
     */
    client?: Client;
    /**
     * You can pass arbitrary values through the `meta` object. This can be
     * used to access values that aren't defined as part of the SDK function.
     */
    meta?: Record<string, unknown>;
};

/**
 * Simple health check
 *
 * A browser that asks for HTML gets the web application instead.
 */
export const root = <ThrowOnError extends boolean = true>(options?: Options<RootData, ThrowOnError>) => (options?.client ?? client).get<RootResponses, unknown, ThrowOnError>({ url: '/', ...options });

/**
 * Sign in
 *
 * Returns both tokens and sets them as cookies for a browser.
 */
export const login = <ThrowOnError extends boolean = true>(options: Options<LoginData, ThrowOnError>) => (options.client ?? client).post<LoginResponses, LoginErrors, ThrowOnError>({
    url: '/api/auth/login',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Sign out
 *
 * Ends this login; its tokens stop working at once.
 */
export const logout = <ThrowOnError extends boolean = true>(options?: Options<LogoutData, ThrowOnError>) => (options?.client ?? client).post<LogoutResponses, LogoutErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/logout',
    ...options
});

/**
 * Who am I
 */
export const me = <ThrowOnError extends boolean = true>(options?: Options<MeData, ThrowOnError>) => (options?.client ?? client).get<MeResponses, MeErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/me',
    ...options
});

/**
 * Exchange a refresh token for a new pair
 *
 * The old token is spent.
 */
export const refresh = <ThrowOnError extends boolean = true>(options?: Options<RefreshData, ThrowOnError>) => (options?.client ?? client).post<RefreshResponses, RefreshErrors, ThrowOnError>({
    url: '/api/auth/refresh',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options?.headers
    }
});

/**
 * Listen to changes
 *
 * A stream of `session` events (status, progress, waiting reason) and `segment` events (a turn of a running transcription) of
 * the sessions the caller may see. It ends when the login ends, and when the reader was too slow: reconnect and ask again.
 */
export const events = <ThrowOnError extends boolean = true>(options?: Options<EventsData, ThrowOnError, EventsResponse>) => (options?.client ?? client).sse.get<EventsResponses, EventsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/events',
    ...options
});

/**
 * Database connections in use
 */
export const connections = <ThrowOnError extends boolean = true>(options?: Options<ConnectionsData, ThrowOnError>) => (options?.client ?? client).get<ConnectionsResponses, ConnectionsErrors, ThrowOnError>({ url: '/api/health/connections', ...options });

/**
 * List the patients one may see
 */
export const listPatients = <ThrowOnError extends boolean = true>(options?: Options<ListPatientsData, ThrowOnError>) => (options?.client ?? client).get<ListPatientsResponses, ListPatientsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients',
    ...options
});

/**
 * Add a patient to one's own
 */
export const createPatient = <ThrowOnError extends boolean = true>(options: Options<CreatePatientData, ThrowOnError>) => (options.client ?? client).post<CreatePatientResponses, CreatePatientErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read one patient
 */
export const getPatient = <ThrowOnError extends boolean = true>(options: Options<GetPatientData, ThrowOnError>) => (options.client ?? client).get<GetPatientResponses, GetPatientErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}',
    ...options
});

/**
 * List the sessions one may see, newest first
 */
export const listSessions = <ThrowOnError extends boolean = true>(options?: Options<ListSessionsData, ThrowOnError>) => (options?.client ?? client).get<ListSessionsResponses, ListSessionsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions',
    ...options
});

/**
 * Upload a recording
 *
 * Answers as soon as the recording is safe on disk; transcription and the draft note follow by themselves.
 */
export const uploadSession = <ThrowOnError extends boolean = true>(options: Options<UploadSessionData, ThrowOnError>) => (options.client ?? client).post<UploadSessionResponses, UploadSessionErrors, ThrowOnError>({
    ...formDataBodySerializer,
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/upload',
    ...options,
    headers: {
        'Content-Type': null,
        ...options.headers
    }
});

/**
 * Read one session with its transcript and draft note
 */
export const getSession = <ThrowOnError extends boolean = true>(options: Options<GetSessionData, ThrowOnError>) => (options.client ?? client).get<GetSessionResponses, GetSessionErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}',
    ...options
});

/**
 * Read a session's recording
 *
 * Answers byte ranges.
 */
export const getAudio = <ThrowOnError extends boolean = true>(options: Options<GetAudioData, ThrowOnError>) => (options.client ?? client).get<GetAudioResponses, GetAudioErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/audio',
    ...options
});

/**
 * Stop processing a session
 */
export const cancelSession = <ThrowOnError extends boolean = true>(options: Options<CancelSessionData, ThrowOnError>) => (options.client ?? client).post<CancelSessionResponses, CancelSessionErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/cancel',
    ...options
});

/**
 * Draft the note again
 */
export const extractNotes = <ThrowOnError extends boolean = true>(options: Options<ExtractNotesData, ThrowOnError>) => (options.client ?? client).post<ExtractNotesResponses, ExtractNotesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/extract-notes',
    ...options
});

/**
 * Read a session's draft note
 */
export const getSessionNotes = <ThrowOnError extends boolean = true>(options: Options<GetSessionNotesData, ThrowOnError>) => (options.client ?? client).get<GetSessionNotesResponses, GetSessionNotesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/notes',
    ...options
});

/**
 * Try a failed session again
 */
export const retrySession = <ThrowOnError extends boolean = true>(options: Options<RetrySessionData, ThrowOnError>) => (options.client ?? client).post<RetrySessionResponses, RetrySessionErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/retry',
    ...options
});

/**
 * Read a session's transcript
 *
 * While the transcription is running, the turns heard so far.
 */
export const getTranscript = <ThrowOnError extends boolean = true>(options: Options<GetTranscriptData, ThrowOnError>) => (options.client ?? client).get<GetTranscriptResponses, GetTranscriptErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/transcript',
    ...options
});

/**
 * Detailed health: database, engines, queue
 */
export const health = <ThrowOnError extends boolean = true>(options?: Options<HealthData, ThrowOnError>) => (options?.client ?? client).get<HealthResponses, HealthErrors, ThrowOnError>({ url: '/health', ...options });
