// Generated from openapi.json by `npm run generate`. Do not edit.

import type { Client, Options as Options2, TDataShape } from './client';
import { client } from './client.gen';
import type { CancelSessionData, CancelSessionErrors, CancelSessionResponses, CreatePatientData, CreatePatientErrors, CreatePatientResponses, ExtractNotesData, ExtractNotesErrors, ExtractNotesResponses, GetPatientData, GetPatientErrors, GetPatientResponses, GetSessionData, GetSessionErrors, GetSessionNotesData, GetSessionNotesErrors, GetSessionNotesResponses, GetSessionResponses, GetTranscriptData, GetTranscriptErrors, GetTranscriptResponses, HealthData, HealthErrors, HealthResponses, ListPatientsData, ListPatientsErrors, ListPatientsResponses, ListSessionsData, ListSessionsErrors, ListSessionsResponses, LoginData, LoginErrors, LoginResponses, LogoutData, LogoutErrors, LogoutResponses, MeData, MeErrors, MeResponses, RefreshData, RefreshErrors, RefreshResponses, RetrySessionData, RetrySessionErrors, RetrySessionResponses } from './types.gen';

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

export const login = <ThrowOnError extends boolean = true>(options: Options<LoginData, ThrowOnError>) => (options.client ?? client).post<LoginResponses, LoginErrors, ThrowOnError>({
    url: '/api/auth/login',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

export const refresh = <ThrowOnError extends boolean = true>(options?: Options<RefreshData, ThrowOnError>) => (options?.client ?? client).post<RefreshResponses, RefreshErrors, ThrowOnError>({
    url: '/api/auth/refresh',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options?.headers
    }
});

export const logout = <ThrowOnError extends boolean = true>(options?: Options<LogoutData, ThrowOnError>) => (options?.client ?? client).post<LogoutResponses, LogoutErrors, ThrowOnError>({ url: '/api/auth/logout', ...options });

export const me = <ThrowOnError extends boolean = true>(options?: Options<MeData, ThrowOnError>) => (options?.client ?? client).get<MeResponses, MeErrors, ThrowOnError>({ url: '/api/auth/me', ...options });

export const health = <ThrowOnError extends boolean = true>(options?: Options<HealthData, ThrowOnError>) => (options?.client ?? client).get<HealthResponses, HealthErrors, ThrowOnError>({ url: '/health', ...options });

export const listPatients = <ThrowOnError extends boolean = true>(options?: Options<ListPatientsData, ThrowOnError>) => (options?.client ?? client).get<ListPatientsResponses, ListPatientsErrors, ThrowOnError>({ url: '/api/patients', ...options });

export const createPatient = <ThrowOnError extends boolean = true>(options: Options<CreatePatientData, ThrowOnError>) => (options.client ?? client).post<CreatePatientResponses, CreatePatientErrors, ThrowOnError>({
    url: '/api/patients',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

export const getPatient = <ThrowOnError extends boolean = true>(options: Options<GetPatientData, ThrowOnError>) => (options.client ?? client).get<GetPatientResponses, GetPatientErrors, ThrowOnError>({ url: '/api/patients/{id}', ...options });

export const listSessions = <ThrowOnError extends boolean = true>(options?: Options<ListSessionsData, ThrowOnError>) => (options?.client ?? client).get<ListSessionsResponses, ListSessionsErrors, ThrowOnError>({ url: '/api/sessions', ...options });

export const getSession = <ThrowOnError extends boolean = true>(options: Options<GetSessionData, ThrowOnError>) => (options.client ?? client).get<GetSessionResponses, GetSessionErrors, ThrowOnError>({ url: '/api/sessions/{id}', ...options });

export const getTranscript = <ThrowOnError extends boolean = true>(options: Options<GetTranscriptData, ThrowOnError>) => (options.client ?? client).get<GetTranscriptResponses, GetTranscriptErrors, ThrowOnError>({ url: '/api/sessions/{id}/transcript', ...options });

export const getSessionNotes = <ThrowOnError extends boolean = true>(options: Options<GetSessionNotesData, ThrowOnError>) => (options.client ?? client).get<GetSessionNotesResponses, GetSessionNotesErrors, ThrowOnError>({ url: '/api/sessions/{id}/notes', ...options });

export const cancelSession = <ThrowOnError extends boolean = true>(options: Options<CancelSessionData, ThrowOnError>) => (options.client ?? client).post<CancelSessionResponses, CancelSessionErrors, ThrowOnError>({ url: '/api/sessions/{id}/cancel', ...options });

export const retrySession = <ThrowOnError extends boolean = true>(options: Options<RetrySessionData, ThrowOnError>) => (options.client ?? client).post<RetrySessionResponses, RetrySessionErrors, ThrowOnError>({ url: '/api/sessions/{id}/retry', ...options });

export const extractNotes = <ThrowOnError extends boolean = true>(options: Options<ExtractNotesData, ThrowOnError>) => (options.client ?? client).post<ExtractNotesResponses, ExtractNotesErrors, ThrowOnError>({ url: '/api/sessions/{id}/extract-notes', ...options });
