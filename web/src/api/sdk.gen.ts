// Generated from openapi.json by `npm run generate`. Do not edit.

import { type Client, formDataBodySerializer, type Options as Options2, type TDataShape } from './client';
import { client } from './client.gen';
import type { AcceptInvitationData, AcceptInvitationErrors, AcceptInvitationResponses, AddAssignmentData, AddAssignmentErrors, AddAssignmentResponses, AddParticipantData, AddParticipantErrors, AddParticipantResponses, AddSupervisionData, AddSupervisionErrors, AddSupervisionResponses, AdoptNoteVersionData, AdoptNoteVersionErrors, AdoptNoteVersionResponses, AmendNoteData, AmendNoteErrors, AmendNoteResponses, AnswerPortalQuestionnaireData, AnswerPortalQuestionnaireErrors, AnswerPortalQuestionnaireResponses, ArchiveNoteTemplateData, ArchiveNoteTemplateErrors, ArchiveNoteTemplateResponses, ArchivePatientData, ArchivePatientErrors, ArchivePatientResponses, AuditVerificationData, AuditVerificationErrors, AuditVerificationResponses, BeginNoteReviewData, BeginNoteReviewErrors, BeginNoteReviewResponses, BeginSecondFactorData, BeginSecondFactorErrors, BeginSecondFactorResponses, BreakGlassData, BreakGlassErrors, BreakGlassResponses, CancelMeasureRequestData, CancelMeasureRequestErrors, CancelMeasureRequestResponses, CancelSessionData, CancelSessionErrors, CancelSessionResponses, ChangeAppointmentData, ChangeAppointmentErrors, ChangeAppointmentResponses, ChangeGoalData, ChangeGoalErrors, ChangeGoalResponses, ChangeNoteTemplateData, ChangeNoteTemplateErrors, ChangeNoteTemplateResponses, ChangePasswordData, ChangePasswordErrors, ChangePasswordResponses, ChangePatientData, ChangePatientErrors, ChangePatientResponses, CleanAllData, CleanAllErrors, CleanAllResponses, CleanFailedSessionsData, CleanFailedSessionsErrors, CleanFailedSessionsResponses, CleanOrphanedFilesData, CleanOrphanedFilesErrors, CleanOrphanedFilesResponses, ConfirmPasswordResetData, ConfirmPasswordResetErrors, ConfirmPasswordResetResponses, ConfirmSecondFactorData, ConfirmSecondFactorErrors, ConfirmSecondFactorResponses, ConnectionsData, ConnectionsErrors, ConnectionsResponses, CoSignNoteData, CoSignNoteErrors, CoSignNoteResponses, CreateAppointmentData, CreateAppointmentErrors, CreateAppointmentResponses, CreateGoalData, CreateGoalErrors, CreateGoalResponses, CreateInvitationData, CreateInvitationErrors, CreateInvitationResponses, CreateNoteTemplateData, CreateNoteTemplateErrors, CreateNoteTemplateResponses, CreatePatientData, CreatePatientErrors, CreatePatientResponses, DecideItemData, DecideItemErrors, DecideItemResponses, DecideMeasureData, DecideMeasureErrors, DecideMeasureResponses, DeleteExportJobData, DeleteExportJobErrors, DeleteExportJobResponses, DeleteProcessNoteData, DeleteProcessNoteErrors, DeleteProcessNoteResponses, DestroySessionsData, DestroySessionsErrors, DestroySessionsResponses, DiffNoteData, DiffNoteErrors, DiffNoteResponses, DownloadExportData, DownloadExportErrors, DownloadExportResponses, EditNoteData, EditNoteErrors, EditNoteResponses, EndLoginData, EndLoginErrors, EndLoginResponses, EndOtherLoginsData, EndOtherLoginsErrors, EndOtherLoginsResponses, EndParticipantData, EndParticipantErrors, EndParticipantResponses, EndUserLoginsData, EndUserLoginsErrors, EndUserLoginsResponses, EnterMeasureData, EnterMeasureErrors, EnterMeasureResponses, EventsData, EventsErrors, EventsResponse, EventsResponses, ExportAuditData, ExportAuditErrors, ExportAuditResponses, ExportProgressReportData, ExportProgressReportErrors, ExportProgressReportResponses, ExportSessionNotesData, ExportSessionNotesErrors, ExportSessionNotesResponses, ExtractNotesData, ExtractNotesErrors, ExtractNotesResponses, FetchCalendarData, FetchCalendarErrors, FetchCalendarResponses, GetAppointmentData, GetAppointmentErrors, GetAppointmentResponses, GetAudioData, GetAudioErrors, GetAudioResponses, GetCalendarFeedData, GetCalendarFeedErrors, GetCalendarFeedResponses, GetCleanupConfigData, GetCleanupConfigErrors, GetCleanupConfigResponses, GetCleanupPreviewData, GetCleanupPreviewErrors, GetCleanupPreviewResponses, GetCleanupStatusData, GetCleanupStatusErrors, GetCleanupStatusResponses, GetCommonTopicsData, GetCommonTopicsErrors, GetCommonTopicsResponses, GetExportJobData, GetExportJobErrors, GetExportJobResponses, GetMailLinkData, GetMailLinkErrors, GetMailLinkResponses, GetNoteData, GetNoteErrors, GetNoteResponses, GetNoteTemplateVersionData, GetNoteTemplateVersionErrors, GetNoteTemplateVersionResponses, GetNoteVersionData, GetNoteVersionErrors, GetNoteVersionResponses, GetOverviewData, GetOverviewErrors, GetOverviewResponses, GetPatientData, GetPatientErrors, GetPatientResponses, GetPortalData, GetPortalErrors, GetPortalResponses, GetProcessNoteData, GetProcessNoteErrors, GetProcessNoteResponses, GetProgressData, GetProgressErrors, GetProgressResponses, GetReleaseData, GetReleaseErrors, GetReleaseResponses, GetScheduleData, GetScheduleErrors, GetScheduleResponses, GetSessionData, GetSessionErrors, GetSessionNotesData, GetSessionNotesErrors, GetSessionNotesResponses, GetSessionResponses, GetSessionTrendsData, GetSessionTrendsErrors, GetSessionTrendsResponses, GetTimelineData, GetTimelineErrors, GetTimelineResponses, GetTranscriptData, GetTranscriptErrors, GetTranscriptResponses, GetUserData, GetUserErrors, GetUserResponses, GiveConsentsData, GiveConsentsErrors, GiveConsentsResponses, HandOverPatientData, HandOverPatientErrors, HandOverPatientResponses, HealthData, HealthErrors, HealthResponses, ListAppointmentsData, ListAppointmentsErrors, ListAppointmentsResponses, ListAssignedTherapistsData, ListAssignedTherapistsErrors, ListAssignedTherapistsResponses, ListAuditData, ListAuditErrors, ListAuditResponses, ListBreakGlassData, ListBreakGlassErrors, ListBreakGlassResponses, ListConsentsData, ListConsentsErrors, ListConsentsResponses, ListExportJobsData, ListExportJobsErrors, ListExportJobsResponses, ListGoalsData, ListGoalsErrors, ListGoalsResponses, ListInvitationsData, ListInvitationsErrors, ListInvitationsResponses, ListLoginsData, ListLoginsErrors, ListLoginsResponses, ListMailsData, ListMailsErrors, ListMailsResponses, ListMeasureRisksData, ListMeasureRisksErrors, ListMeasureRisksResponses, ListMeasuresData, ListMeasuresErrors, ListMeasuresResponses, ListNoteTemplatesData, ListNoteTemplatesErrors, ListNoteTemplatesResponses, ListNoteVersionsData, ListNoteVersionsErrors, ListNoteVersionsResponses, ListParticipantsData, ListParticipantsErrors, ListParticipantsResponses, ListPatientsData, ListPatientsErrors, ListPatientsResponses, ListPortalActionsData, ListPortalActionsErrors, ListPortalActionsResponses, ListPortalAppointmentsData, ListPortalAppointmentsErrors, ListPortalAppointmentsResponses, ListPortalConsentsData, ListPortalConsentsErrors, ListPortalConsentsResponses, ListPortalQuestionnairesData, ListPortalQuestionnairesErrors, ListPortalQuestionnairesResponses, ListPortalSummariesData, ListPortalSummariesErrors, ListPortalSummariesResponses, ListSessionsData, ListSessionsErrors, ListSessionsResponses, ListSupervisedTherapistsData, ListSupervisedTherapistsErrors, ListSupervisedTherapistsResponses, ListTherapistsData, ListTherapistsErrors, ListTherapistsResponses, ListUsersData, ListUsersErrors, ListUsersResponses, LockData, LockErrors, LockResponses, LoginData, LoginErrors, LoginResponses, LogoutData, LogoutErrors, LogoutResponses, LookAtInvitationData, LookAtInvitationErrors, LookAtInvitationResponses, MakeCalendarFeedData, MakeCalendarFeedErrors, MakeCalendarFeedResponses, MeData, MeErrors, MendGlassData, MendGlassErrors, MendGlassResponses, MeResponses, PutProcessNoteData, PutProcessNoteErrors, PutProcessNoteResponses, ReadPortalSummaryData, ReadPortalSummaryErrors, ReadPortalSummaryResponses, RefreshData, RefreshErrors, RefreshResponses, ReleaseSummaryData, ReleaseSummaryErrors, ReleaseSummaryResponses, RemoveAssignmentData, RemoveAssignmentErrors, RemoveAssignmentResponses, RemoveSecondFactorData, RemoveSecondFactorErrors, RemoveSecondFactorResponses, RemoveSupervisionData, RemoveSupervisionErrors, RemoveSupervisionResponses, RenderNoteData, RenderNoteErrors, RenderNoteResponses, RenewRecoveryCodesData, RenewRecoveryCodesErrors, RenewRecoveryCodesResponses, ReopenItemData, ReopenItemErrors, ReopenItemResponses, RequestMeasureData, RequestMeasureErrors, RequestMeasureResponses, RequestPasswordResetData, RequestPasswordResetErrors, RequestPasswordResetResponses, ResendVerificationData, ResendVerificationErrors, ResendVerificationResponses, ResetSecondFactorData, ResetSecondFactorErrors, ResetSecondFactorResponses, RestorePatientData, RestorePatientErrors, RestorePatientResponses, RetrySessionData, RetrySessionErrors, RetrySessionResponses, RevokeCalendarFeedData, RevokeCalendarFeedErrors, RevokeCalendarFeedResponses, RevokeInvitationData, RevokeInvitationErrors, RevokeInvitationResponses, RootData, RootResponses, SecondFactorData, SecondFactorErrors, SecondFactorResponses, SignInOptionsData, SignInOptionsErrors, SignInOptionsResponses, SignNoteData, SignNoteErrors, SignNoteResponses, SignUpData, SignUpErrors, SignUpResponses, StepUpData, StepUpErrors, StepUpResponses, TickPortalActionData, TickPortalActionErrors, TickPortalActionResponses, UnlockData, UnlockErrors, UnlockResponses, UpdateUserData, UpdateUserErrors, UpdateUserResponses, UploadSessionData, UploadSessionErrors, UploadSessionResponses, VerifyEmailData, VerifyEmailErrors, VerifyEmailResponses, VerifyStatusData, VerifyStatusErrors, VerifyStatusResponses, VoidMeasureData, VoidMeasureErrors, VoidMeasureResponses, VoidNoteData, VoidNoteErrors, VoidNoteResponses, WithdrawConsentData, WithdrawConsentErrors, WithdrawConsentResponses, WithdrawPortalConsentData, WithdrawPortalConsentErrors, WithdrawPortalConsentResponses, WithdrawSummaryData, WithdrawSummaryErrors, WithdrawSummaryResponses } from './types.gen';

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
 * Remove every recording that nobody needs any more
 */
export const cleanAll = <ThrowOnError extends boolean = true>(options?: Options<CleanAllData, ThrowOnError>) => (options?.client ?? client).post<CleanAllResponses, CleanAllErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/admin/cleanup/all',
    ...options
});

/**
 * See how long things are kept
 */
export const getCleanupConfig = <ThrowOnError extends boolean = true>(options?: Options<GetCleanupConfigData, ThrowOnError>) => (options?.client ?? client).get<GetCleanupConfigResponses, GetCleanupConfigErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/admin/cleanup/config',
    ...options
});

/**
 * Remove the recordings of sessions that failed long ago
 *
 * After `FAILED_SESSION_RETENTION_DAYS`. The sessions and what was heard in them stay; the key of the recording is destroyed.
 */
export const cleanFailedSessions = <ThrowOnError extends boolean = true>(options?: Options<CleanFailedSessionsData, ThrowOnError>) => (options?.client ?? client).post<CleanFailedSessionsResponses, CleanFailedSessionsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/admin/cleanup/failed-sessions',
    ...options
});

/**
 * Remove recordings that belong to no session
 *
 * Those older than `ORPHANED_FILE_RETENTION_HOURS`, with uploads that never ended.
 */
export const cleanOrphanedFiles = <ThrowOnError extends boolean = true>(options?: Options<CleanOrphanedFilesData, ThrowOnError>) => (options?.client ?? client).post<CleanOrphanedFilesResponses, CleanOrphanedFilesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/admin/cleanup/orphaned-files',
    ...options
});

/**
 * See what the next cleanup by the clock will remove
 */
export const getCleanupPreview = <ThrowOnError extends boolean = true>(options?: Options<GetCleanupPreviewData, ThrowOnError>) => (options?.client ?? client).get<GetCleanupPreviewResponses, GetCleanupPreviewErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/admin/cleanup/preview',
    ...options
});

/**
 * See what a cleanup would find
 */
export const getCleanupStatus = <ThrowOnError extends boolean = true>(options?: Options<GetCleanupStatusData, ThrowOnError>) => (options?.client ?? client).get<GetCleanupStatusResponses, GetCleanupStatusErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/admin/cleanup/status',
    ...options
});

/**
 * See what happens by the clock, and when
 */
export const getSchedule = <ThrowOnError extends boolean = true>(options?: Options<GetScheduleData, ThrowOnError>) => (options?.client ?? client).get<GetScheduleResponses, GetScheduleErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/admin/schedule',
    ...options
});

/**
 * List appointments with the patients one may see, in the order in which they begin
 */
export const listAppointments = <ThrowOnError extends boolean = true>(options?: Options<ListAppointmentsData, ThrowOnError>) => (options?.client ?? client).get<ListAppointmentsResponses, ListAppointmentsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/appointments',
    ...options
});

/**
 * Plan an appointment with a patient
 */
export const createAppointment = <ThrowOnError extends boolean = true>(options: Options<CreateAppointmentData, ThrowOnError>) => (options.client ?? client).post<CreateAppointmentResponses, CreateAppointmentErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/appointments',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read one appointment
 */
export const getAppointment = <ThrowOnError extends boolean = true>(options: Options<GetAppointmentData, ThrowOnError>) => (options.client ?? client).get<GetAppointmentResponses, GetAppointmentErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/appointments/{id}',
    ...options
});

/**
 * Move an appointment, call it off, say how it went, or correct any of that
 */
export const changeAppointment = <ThrowOnError extends boolean = true>(options: Options<ChangeAppointmentData, ThrowOnError>) => (options.client ?? client).patch<ChangeAppointmentResponses, ChangeAppointmentErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/appointments/{id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read the audit trail, newest first
 *
 * Reading it is an entry itself.
 */
export const listAudit = <ThrowOnError extends boolean = true>(options?: Options<ListAuditData, ThrowOnError>) => (options?.client ?? client).get<ListAuditResponses, ListAuditErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/audit',
    ...options
});

/**
 * Export the audit trail as CSV, oldest first
 *
 * Every cell is safe to open in a spreadsheet. Exporting is an entry itself, the last one of the export.
 */
export const exportAudit = <ThrowOnError extends boolean = true>(options?: Options<ExportAuditData, ThrowOnError>) => (options?.client ?? client).get<ExportAuditResponses, ExportAuditErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/audit/export',
    ...options
});

/**
 * Verify the end of the audit trail
 *
 * From the last checkpoint on. The whole trail is verified by the command `therapybridge audit verify`.
 */
export const auditVerification = <ThrowOnError extends boolean = true>(options?: Options<AuditVerificationData, ThrowOnError>) => (options?.client ?? client).get<AuditVerificationResponses, AuditVerificationErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/audit/verification',
    ...options
});

/**
 * Accept an invitation
 *
 * Makes the account and signs it in. Its address counts as confirmed.
 */
export const acceptInvitation = <ThrowOnError extends boolean = true>(options: Options<AcceptInvitationData, ThrowOnError>) => (options.client ?? client).post<AcceptInvitationResponses, AcceptInvitationErrors, ThrowOnError>({
    url: '/api/auth/accept-invitation',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Change one's password
 *
 * Ends one's other logins.
 */
export const changePassword = <ThrowOnError extends boolean = true>(options: Options<ChangePasswordData, ThrowOnError>) => (options.client ?? client).post<ChangePasswordResponses, ChangePasswordErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/change-password',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Look at the invitation of a link
 */
export const lookAtInvitation = <ThrowOnError extends boolean = true>(options: Options<LookAtInvitationData, ThrowOnError>) => (options.client ?? client).post<LookAtInvitationResponses, LookAtInvitationErrors, ThrowOnError>({
    url: '/api/auth/invitation',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Lock this login
 *
 * It answers nothing but `me`, `refresh`, `unlock` and `logout` until its owner shows again who they are. A browser's login locks
 * by itself when it is not used for `idle_lock_seconds`.
 */
export const lock = <ThrowOnError extends boolean = true>(options?: Options<LockData, ThrowOnError>) => (options?.client ?? client).post<LockResponses, LockErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/lock',
    ...options
});

/**
 * Sign in
 *
 * Returns both tokens; a request of our own pages (header `X-TherapyBridge`) gets them as cookies instead.
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
 * Sign out everywhere else
 *
 * Ends all of one's own logins but the one that asks.
 */
export const endOtherLogins = <ThrowOnError extends boolean = true>(options?: Options<EndOtherLoginsData, ThrowOnError>) => (options?.client ?? client).delete<EndOtherLoginsResponses, EndOtherLoginsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/logins',
    ...options
});

/**
 * List where one is signed in
 *
 * The device used last comes first.
 */
export const listLogins = <ThrowOnError extends boolean = true>(options?: Options<ListLoginsData, ThrowOnError>) => (options?.client ?? client).get<ListLoginsResponses, ListLoginsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/logins',
    ...options
});

/**
 * Sign out elsewhere
 *
 * Ends one of one's own logins; its tokens stop working at once.
 */
export const endLogin = <ThrowOnError extends boolean = true>(options: Options<EndLoginData, ThrowOnError>) => (options.client ?? client).delete<EndLoginResponses, EndLoginErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/logins/{id}',
    ...options
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
 *
 * Also answers a login that is locked or still needs its second factor, and does not count as a use of it.
 */
export const me = <ThrowOnError extends boolean = true>(options?: Options<MeData, ThrowOnError>) => (options?.client ?? client).get<MeResponses, MeErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/me',
    ...options
});

/**
 * What this practice offers before signing in
 */
export const signInOptions = <ThrowOnError extends boolean = true>(options?: Options<SignInOptionsData, ThrowOnError>) => (options?.client ?? client).get<SignInOptionsResponses, SignInOptionsErrors, ThrowOnError>({ url: '/api/auth/options', ...options });

/**
 * Ask for a link to set a new password
 *
 * The answer is the same whether the address has an account or not.
 */
export const requestPasswordReset = <ThrowOnError extends boolean = true>(options: Options<RequestPasswordResetData, ThrowOnError>) => (options.client ?? client).post<RequestPasswordResetResponses, RequestPasswordResetErrors, ThrowOnError>({
    url: '/api/auth/password-reset',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Set a new password with the token of a link
 *
 * The token works once and for an hour. Every login of the account ends; a second factor is asked for as before.
 */
export const confirmPasswordReset = <ThrowOnError extends boolean = true>(options: Options<ConfirmPasswordResetData, ThrowOnError>) => (options.client ?? client).post<ConfirmPasswordResetResponses, ConfirmPasswordResetErrors, ThrowOnError>({
    url: '/api/auth/password-reset/confirm',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
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
 * Ask for another link to confirm an address
 *
 * The answer is the same whether the address has an account or not.
 */
export const resendVerification = <ThrowOnError extends boolean = true>(options: Options<ResendVerificationData, ThrowOnError>) => (options.client ?? client).post<ResendVerificationResponses, ResendVerificationErrors, ThrowOnError>({
    url: '/api/auth/resend-verification',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Remove one's second factor
 *
 * Needs a fresh proof; not possible where the practice demands a second factor.
 */
export const removeSecondFactor = <ThrowOnError extends boolean = true>(options?: Options<RemoveSecondFactorData, ThrowOnError>) => (options?.client ?? client).delete<RemoveSecondFactorResponses, RemoveSecondFactorErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/second-factor',
    ...options
});

/**
 * Read where one's second factor stands
 */
export const secondFactor = <ThrowOnError extends boolean = true>(options?: Options<SecondFactorData, ThrowOnError>) => (options?.client ?? client).get<SecondFactorResponses, SecondFactorErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/second-factor',
    ...options
});

/**
 * Begin to set up an authenticator app
 *
 * It counts once its first code is confirmed. Where one is set up already, that one counts until then, and replacing it needs a
 * fresh proof (`POST /api/auth/step-up`).
 */
export const beginSecondFactor = <ThrowOnError extends boolean = true>(options?: Options<BeginSecondFactorData, ThrowOnError>) => (options?.client ?? client).post<BeginSecondFactorResponses, BeginSecondFactorErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/second-factor',
    ...options
});

/**
 * Confirm an authenticator app by its first code
 *
 * From now on a sign-in needs a code; this login counts as having shown one.
 */
export const confirmSecondFactor = <ThrowOnError extends boolean = true>(options: Options<ConfirmSecondFactorData, ThrowOnError>) => (options.client ?? client).post<ConfirmSecondFactorResponses, ConfirmSecondFactorErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/second-factor/confirm',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Make new recovery codes
 *
 * The old ones stop working. Needs a fresh proof.
 */
export const renewRecoveryCodes = <ThrowOnError extends boolean = true>(options?: Options<RenewRecoveryCodesData, ThrowOnError>) => (options?.client ?? client).post<RenewRecoveryCodesResponses, RenewRecoveryCodesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/second-factor/recovery-codes',
    ...options
});

/**
 * Make an account for oneself
 *
 * The address is confirmed by the link in a mail. An address that has an account is answered alike.
 */
export const signUp = <ThrowOnError extends boolean = true>(options: Options<SignUpData, ThrowOnError>) => (options.client ?? client).post<SignUpResponses, SignUpErrors, ThrowOnError>({
    url: '/api/auth/signup',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Confirm that it is still you
 *
 * For five minutes from now, deeds that answered 403 `step_up_required` are open. Five wrong proofs in a row end the login.
 */
export const stepUp = <ThrowOnError extends boolean = true>(options: Options<StepUpData, ThrowOnError>) => (options.client ?? client).post<StepUpResponses, StepUpErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/step-up',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Open this login again
 *
 * Five wrong proofs in a row end the login.
 */
export const unlock = <ThrowOnError extends boolean = true>(options: Options<UnlockData, ThrowOnError>) => (options.client ?? client).post<UnlockResponses, UnlockErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/unlock',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Confirm an address
 *
 * With the token of the mailed link, which works once and for 24 hours.
 */
export const verifyEmail = <ThrowOnError extends boolean = true>(options: Options<VerifyEmailData, ThrowOnError>) => (options.client ?? client).post<VerifyEmailResponses, VerifyEmailErrors, ThrowOnError>({
    url: '/api/auth/verify-email',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Is my address confirmed
 */
export const verifyStatus = <ThrowOnError extends boolean = true>(options?: Options<VerifyStatusData, ThrowOnError>) => (options?.client ?? client).get<VerifyStatusResponses, VerifyStatusErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/auth/verify-status',
    ...options
});

/**
 * List emergency accesses, newest first
 *
 * An administrator's own; for a therapist those to the records of their own patients; for everybody else none.
 */
export const listBreakGlass = <ThrowOnError extends boolean = true>(options?: Options<ListBreakGlassData, ThrowOnError>) => (options?.client ?? client).get<ListBreakGlassResponses, ListBreakGlassErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/break-glass',
    ...options
});

/**
 * Open a patient's record in an emergency
 *
 * For administrators, who otherwise see no patient. Needs a fresh proof of who one is, lasts 60 minutes, and shows to the
 * patient's therapist.
 */
export const breakGlass = <ThrowOnError extends boolean = true>(options: Options<BreakGlassData, ThrowOnError>) => (options.client ?? client).post<BreakGlassResponses, BreakGlassErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/break-glass',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * End one's own emergency access before its time
 */
export const mendGlass = <ThrowOnError extends boolean = true>(options: Options<MendGlassData, ThrowOnError>) => (options.client ?? client).delete<MendGlassResponses, MendGlassErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/break-glass/{id}',
    ...options
});

/**
 * End the address of one's calendar program
 */
export const revokeCalendarFeed = <ThrowOnError extends boolean = true>(options?: Options<RevokeCalendarFeedData, ThrowOnError>) => (options?.client ?? client).delete<RevokeCalendarFeedResponses, RevokeCalendarFeedErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/calendar-feed',
    ...options
});

/**
 * Whether one has an address for one's calendar program
 */
export const getCalendarFeed = <ThrowOnError extends boolean = true>(options?: Options<GetCalendarFeedData, ThrowOnError>) => (options?.client ?? client).get<GetCalendarFeedResponses, GetCalendarFeedErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/calendar-feed',
    ...options
});

/**
 * Make an address for one's calendar program
 *
 * In place of an earlier one, which stops working. Calendars show "Appointment", when, and whether in person, by video or by
 * telephone; never a patient.
 */
export const makeCalendarFeed = <ThrowOnError extends boolean = true>(options?: Options<MakeCalendarFeedData, ThrowOnError>) => (options?.client ?? client).post<MakeCalendarFeedResponses, MakeCalendarFeedErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/calendar-feed',
    ...options
});

/**
 * Fetch appointments as a calendar program does
 *
 * An iCalendar text (RFC 5545). `file` is the secret of the address, followed by `.ics`.
 */
export const fetchCalendar = <ThrowOnError extends boolean = true>(options: Options<FetchCalendarData, ThrowOnError>) => (options.client ?? client).get<FetchCalendarResponses, FetchCalendarErrors, ThrowOnError>({ url: '/api/calendar/{file}', ...options });

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
 * List invitations
 *
 * A therapist sees their own, an administrator everybody's; newest first.
 */
export const listInvitations = <ThrowOnError extends boolean = true>(options?: Options<ListInvitationsData, ThrowOnError>) => (options?.client ?? client).get<ListInvitationsResponses, ListInvitationsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/invitations',
    ...options
});

/**
 * Invite somebody
 *
 * The link goes by mail and works for seven days. A new invitation takes the place of an earlier one to the same address.
 */
export const createInvitation = <ThrowOnError extends boolean = true>(options: Options<CreateInvitationData, ThrowOnError>) => (options.client ?? client).post<CreateInvitationResponses, CreateInvitationErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/invitations',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take an invitation back
 */
export const revokeInvitation = <ThrowOnError extends boolean = true>(options: Options<RevokeInvitationData, ThrowOnError>) => (options.client ?? client).delete<RevokeInvitationResponses, RevokeInvitationErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/invitations/{id}',
    ...options
});

/**
 * List the newest mails
 */
export const listMails = <ThrowOnError extends boolean = true>(options?: Options<ListMailsData, ThrowOnError>) => (options?.client ?? client).get<ListMailsResponses, ListMailsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/mails',
    ...options
});

/**
 * Show the link of a mail that lies in the folder, to hand it over in person
 */
export const getMailLink = <ThrowOnError extends boolean = true>(options: Options<GetMailLinkData, ThrowOnError>) => (options.client ?? client).get<GetMailLinkResponses, GetMailLinkErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/mails/{id}/link',
    ...options
});

/**
 * List the answers that wait for a decision, the oldest first
 *
 * Of the patients whose progress one may read.
 */
export const listMeasureRisks = <ThrowOnError extends boolean = true>(options?: Options<ListMeasureRisksData, ThrowOnError>) => (options?.client ?? client).get<ListMeasureRisksResponses, ListMeasureRisksErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/measure-risks',
    ...options
});

/**
 * List the templates of notes, by name
 */
export const listNoteTemplates = <ThrowOnError extends boolean = true>(options?: Options<ListNoteTemplatesData, ThrowOnError>) => (options?.client ?? client).get<ListNoteTemplatesResponses, ListNoteTemplatesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/note-templates',
    ...options
});

/**
 * Make a template of notes
 */
export const createNoteTemplate = <ThrowOnError extends boolean = true>(options: Options<CreateNoteTemplateData, ThrowOnError>) => (options.client ?? client).post<CreateNoteTemplateResponses, CreateNoteTemplateErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/note-templates',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a template of notes out of use
 *
 * It is kept, and notes can still be shown in it. Its name is free again.
 */
export const archiveNoteTemplate = <ThrowOnError extends boolean = true>(options: Options<ArchiveNoteTemplateData, ThrowOnError>) => (options.client ?? client).delete<ArchiveNoteTemplateResponses, ArchiveNoteTemplateErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/note-templates/{id}',
    ...options
});

/**
 * Change a template of notes
 *
 * Makes a new version; the ones before stay as they are. What says the same as before makes none.
 */
export const changeNoteTemplate = <ThrowOnError extends boolean = true>(options: Options<ChangeNoteTemplateData, ThrowOnError>) => (options.client ?? client).put<ChangeNoteTemplateResponses, ChangeNoteTemplateErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/note-templates/{id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read one version of a template of notes
 */
export const getNoteTemplateVersion = <ThrowOnError extends boolean = true>(options: Options<GetNoteTemplateVersionData, ThrowOnError>) => (options.client ?? client).get<GetNoteTemplateVersionResponses, GetNoteTemplateVersionErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/note-templates/{id}/versions/{number}',
    ...options
});

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
 * Change a patient's record
 */
export const changePatient = <ThrowOnError extends boolean = true>(options: Options<ChangePatientData, ThrowOnError>) => (options.client ?? client).patch<ChangePatientResponses, ChangePatientErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a patient's record out of the lists
 *
 * Everything in it stays readable. Recordings and appointments are not added to it until it is restored.
 */
export const archivePatient = <ThrowOnError extends boolean = true>(options: Options<ArchivePatientData, ThrowOnError>) => (options.client ?? client).post<ArchivePatientResponses, ArchivePatientErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/archive',
    ...options
});

/**
 * Read what a patient and everybody who takes part agreed to
 */
export const listConsents = <ThrowOnError extends boolean = true>(options: Options<ListConsentsData, ThrowOnError>) => (options.client ?? client).get<ListConsentsResponses, ListConsentsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/consents',
    ...options
});

/**
 * Write down what somebody agreed to
 *
 * One consent for each scope. The newest consent of a person for a scope decides; earlier ones stay in the history.
 */
export const giveConsents = <ThrowOnError extends boolean = true>(options: Options<GiveConsentsData, ThrowOnError>) => (options.client ?? client).post<GiveConsentsResponses, GiveConsentsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/consents',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Withdraw a consent
 *
 * Whatever runs for this patient and needs the consent is stopped at once. What exists stays until it is destroyed
 * (`POST /api/patients/{id}/destruction`).
 */
export const withdrawConsent = <ThrowOnError extends boolean = true>(options: Options<WithdrawConsentData, ThrowOnError>) => (options.client ?? client).post<WithdrawConsentResponses, WithdrawConsentErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/consents/{consent_id}/withdraw',
    ...options
});

/**
 * Destroy what was made with a consent that is withdrawn
 *
 * Recording, transcript and unsigned note of each session. Of a signed note the recording goes, and the rest stays.
 */
export const destroySessions = <ThrowOnError extends boolean = true>(options: Options<DestroySessionsData, ThrowOnError>) => (options.client ?? client).post<DestroySessionsResponses, DestroySessionsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/destruction',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List a patient's treatment goals
 */
export const listGoals = <ThrowOnError extends boolean = true>(options: Options<ListGoalsData, ThrowOnError>) => (options.client ?? client).get<ListGoalsResponses, ListGoalsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/goals',
    ...options
});

/**
 * Write a treatment goal
 */
export const createGoal = <ThrowOnError extends boolean = true>(options: Options<CreateGoalData, ThrowOnError>) => (options.client ?? client).post<CreateGoalResponses, CreateGoalErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/goals',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Change a treatment goal, or say that it is met or dropped
 */
export const changeGoal = <ThrowOnError extends boolean = true>(options: Options<ChangeGoalData, ThrowOnError>) => (options.client ?? client).patch<ChangeGoalResponses, ChangeGoalErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/goals/{goal_id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Give a patient to another responsible therapist
 *
 * For the responsible therapist and administrators. Past sessions keep the therapist who held them.
 */
export const handOverPatient = <ThrowOnError extends boolean = true>(options: Options<HandOverPatientData, ThrowOnError>) => (options.client ?? client).post<HandOverPatientResponses, HandOverPatientErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/hand-over',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Ask a patient to answer a questionnaire in the portal
 */
export const requestMeasure = <ThrowOnError extends boolean = true>(options: Options<RequestMeasureData, ThrowOnError>) => (options.client ?? client).post<RequestMeasureResponses, RequestMeasureErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/measure-requests',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take back the request for a questionnaire
 */
export const cancelMeasureRequest = <ThrowOnError extends boolean = true>(options: Options<CancelMeasureRequestData, ThrowOnError>) => (options.client ?? client).delete<CancelMeasureRequestResponses, CancelMeasureRequestErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/measure-requests/{request_id}',
    ...options
});

/**
 * Read a patient's measures
 */
export const listMeasures = <ThrowOnError extends boolean = true>(options: Options<ListMeasuresData, ThrowOnError>) => (options.client ?? client).get<ListMeasuresResponses, ListMeasuresErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/measures',
    ...options
});

/**
 * Enter a questionnaire for a patient
 *
 * Every item needs an answer. What was entered by mistake is struck out and entered again.
 */
export const enterMeasure = <ThrowOnError extends boolean = true>(options: Options<EnterMeasureData, ThrowOnError>) => (options.client ?? client).post<EnterMeasureResponses, EnterMeasureErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/measures',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Decide about an answer that must be looked at
 *
 * In place of an earlier decision; the trail keeps both.
 */
export const decideMeasure = <ThrowOnError extends boolean = true>(options: Options<DecideMeasureData, ThrowOnError>) => (options.client ?? client).post<DecideMeasureResponses, DecideMeasureErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/measures/{measure_id}/decision',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Strike out a measure that was entered by mistake
 *
 * It is kept and counted nowhere. What a patient answered themselves is not struck out while it waits for a decision.
 */
export const voidMeasure = <ThrowOnError extends boolean = true>(options: Options<VoidMeasureData, ThrowOnError>) => (options.client ?? client).post<VoidMeasureResponses, VoidMeasureErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/measures/{measure_id}/void',
    ...options
});

/**
 * List who takes part, and who took part
 */
export const listParticipants = <ThrowOnError extends boolean = true>(options: Options<ListParticipantsData, ThrowOnError>) => (options.client ?? client).get<ListParticipantsResponses, ListParticipantsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/participants',
    ...options
});

/**
 * Add somebody who takes part
 *
 * From then on nothing is recorded or processed without their consent as well.
 */
export const addParticipant = <ThrowOnError extends boolean = true>(options: Options<AddParticipantData, ThrowOnError>) => (options.client ?? client).post<AddParticipantResponses, AddParticipantErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/participants',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Write down that somebody does not take part any more
 *
 * What they agreed to stays in the history.
 */
export const endParticipant = <ThrowOnError extends boolean = true>(options: Options<EndParticipantData, ThrowOnError>) => (options.client ?? client).delete<EndParticipantResponses, EndParticipantErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/participants/{participant_id}',
    ...options
});

/**
 * Put a patient's record back into the lists
 */
export const restorePatient = <ThrowOnError extends boolean = true>(options: Options<RestorePatientData, ThrowOnError>) => (options.client ?? client).post<RestorePatientResponses, RestorePatientErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/restore',
    ...options
});

/**
 * List the therapists who work with a patient beside the responsible one
 */
export const listAssignedTherapists = <ThrowOnError extends boolean = true>(options: Options<ListAssignedTherapistsData, ThrowOnError>) => (options.client ?? client).get<ListAssignedTherapistsResponses, ListAssignedTherapistsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/therapists',
    ...options
});

/**
 * Take a patient from a further therapist
 */
export const removeAssignment = <ThrowOnError extends boolean = true>(options: Options<RemoveAssignmentData, ThrowOnError>) => (options.client ?? client).delete<RemoveAssignmentResponses, RemoveAssignmentErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/therapists/{user_id}',
    ...options
});

/**
 * Let a further therapist work with a patient
 *
 * For the responsible therapist and administrators. From the next request on the other therapist sees the patient's record,
 * records sessions and works on their notes.
 */
export const addAssignment = <ThrowOnError extends boolean = true>(options: Options<AddAssignmentData, ThrowOnError>) => (options.client ?? client).put<AddAssignmentResponses, AddAssignmentErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/therapists/{user_id}',
    ...options
});

/**
 * Read what happened around a patient, newest first
 *
 * Sessions with their topics, appointments, questionnaires with their sum, goals, consents, released summaries and signatures.
 */
export const getTimeline = <ThrowOnError extends boolean = true>(options: Options<GetTimelineData, ThrowOnError>) => (options.client ?? client).get<GetTimelineResponses, GetTimelineErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/patients/{id}/timeline',
    ...options
});

/**
 * See what waits for one as a patient
 *
 * Without a valid consent to the portal it says so and nothing else; the other parts of the portal answer `consent_missing` then.
 */
export const getPortal = <ThrowOnError extends boolean = true>(options?: Options<GetPortalData, ThrowOnError>) => (options?.client ?? client).get<GetPortalResponses, GetPortalErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal',
    ...options
});

/**
 * List the tasks of the summaries one has opened, those still to do first
 */
export const listPortalActions = <ThrowOnError extends boolean = true>(options?: Options<ListPortalActionsData, ThrowOnError>) => (options?.client ?? client).get<ListPortalActionsResponses, ListPortalActionsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal/actions',
    ...options
});

/**
 * Tick a task off, or on again
 */
export const tickPortalAction = <ThrowOnError extends boolean = true>(options: Options<TickPortalActionData, ThrowOnError>) => (options.client ?? client).put<TickPortalActionResponses, TickPortalActionErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal/actions/{id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List one's appointments, the earliest first
 */
export const listPortalAppointments = <ThrowOnError extends boolean = true>(options?: Options<ListPortalAppointmentsData, ThrowOnError>) => (options?.client ?? client).get<ListPortalAppointmentsResponses, ListPortalAppointmentsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal/appointments',
    ...options
});

/**
 * List what one agreed to, the latest first
 */
export const listPortalConsents = <ThrowOnError extends boolean = true>(options?: Options<ListPortalConsentsData, ThrowOnError>) => (options?.client ?? client).get<ListPortalConsentsResponses, ListPortalConsentsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal/consents',
    ...options
});

/**
 * Take a consent of one's own back
 *
 * Work that needs it stops.
 */
export const withdrawPortalConsent = <ThrowOnError extends boolean = true>(options: Options<WithdrawPortalConsentData, ThrowOnError>) => (options.client ?? client).post<WithdrawPortalConsentResponses, WithdrawPortalConsentErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal/consents/{id}/withdraw',
    ...options
});

/**
 * List the questionnaires that wait for one's answer
 */
export const listPortalQuestionnaires = <ThrowOnError extends boolean = true>(options?: Options<ListPortalQuestionnairesData, ThrowOnError>) => (options?.client ?? client).get<ListPortalQuestionnairesResponses, ListPortalQuestionnairesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal/questionnaires',
    ...options
});

/**
 * Answer a questionnaire
 *
 * Every item needs an answer. What comes back is for the patient: neither a sum nor what it is called.
 */
export const answerPortalQuestionnaire = <ThrowOnError extends boolean = true>(options: Options<AnswerPortalQuestionnaireData, ThrowOnError>) => (options.client ?? client).post<AnswerPortalQuestionnaireResponses, AnswerPortalQuestionnaireErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal/questionnaires/{id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the summaries that were released to one, the latest first
 */
export const listPortalSummaries = <ThrowOnError extends boolean = true>(options?: Options<ListPortalSummariesData, ThrowOnError>) => (options?.client ?? client).get<ListPortalSummariesResponses, ListPortalSummariesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal/summaries',
    ...options
});

/**
 * Read a summary that was released to one
 *
 * The first time counts as reading it: the therapist cannot take it back any more.
 */
export const readPortalSummary = <ThrowOnError extends boolean = true>(options: Options<ReadPortalSummaryData, ThrowOnError>) => (options.client ?? client).get<ReadPortalSummaryResponses, ReadPortalSummaryErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/portal/summaries/{id}',
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
 * Read a session's note with everything that its review needs
 *
 * Also a voided one, which `GET /api/sessions/{id}/notes` does not show any more.
 */
export const getNote = <ThrowOnError extends boolean = true>(options: Options<GetNoteData, ThrowOnError>) => (options.client ?? client).get<GetNoteResponses, GetNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note',
    ...options
});

/**
 * Edit a note by hand
 *
 * Sentences that stay as they were keep their evidence; the others become the therapist's own word. Edits of the same person
 * within a day are one version.
 */
export const editNote = <ThrowOnError extends boolean = true>(options: Options<EditNoteData, ThrowOnError>) => (options.client ?? client).patch<EditNoteResponses, EditNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Add an addendum, a correction or a late entry to a signed note
 *
 * A signed record of its own; the note stays as it is. Needs a fresh proof of who one is.
 */
export const amendNote = <ThrowOnError extends boolean = true>(options: Options<AmendNoteData, ThrowOnError>) => (options.client ?? client).post<AmendNoteResponses, AmendNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/amendments',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Co-sign a note as the supervisor of its therapist
 *
 * Needs a fresh proof of who one is.
 */
export const coSignNote = <ThrowOnError extends boolean = true>(options: Options<CoSignNoteData, ThrowOnError>) => (options.client ?? client).post<CoSignNoteResponses, CoSignNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/co-sign',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Compare two versions of a note, field by field and word by word
 */
export const diffNote = <ThrowOnError extends boolean = true>(options: Options<DiffNoteData, ThrowOnError>) => (options.client ?? client).get<DiffNoteResponses, DiffNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/diff',
    ...options
});

/**
 * Take a decision about an item back
 */
export const reopenItem = <ThrowOnError extends boolean = true>(options: Options<ReopenItemData, ThrowOnError>) => (options.client ?? client).delete<ReopenItemResponses, ReopenItemErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/dispositions/{key}',
    ...options
});

/**
 * Decide about an item of a note
 *
 * A claim that is `removed` is taken out of the text with it.
 */
export const decideItem = <ThrowOnError extends boolean = true>(options: Options<DecideItemData, ThrowOnError>) => (options.client ?? client).put<DecideItemResponses, DecideItemErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/dispositions/{key}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read a session's note in a format
 *
 * The note is laid out, not written again: no model is asked and no word changes.
 */
export const renderNote = <ThrowOnError extends boolean = true>(options: Options<RenderNoteData, ThrowOnError>) => (options.client ?? client).get<RenderNoteResponses, RenderNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/rendered',
    ...options
});

/**
 * Begin the review of a draft
 */
export const beginNoteReview = <ThrowOnError extends boolean = true>(options: Options<BeginNoteReviewData, ThrowOnError>) => (options.client ?? client).post<BeginNoteReviewResponses, BeginNoteReviewErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/review',
    ...options
});

/**
 * Sign a note
 *
 * Needs a fresh proof of who one is (`POST /api/auth/step-up`), a begun review and a decision about every item; what is missing
 * stands in `reasons` and `open_items` of the problem `not_signable`. A signed note does not change any more.
 */
export const signNote = <ThrowOnError extends boolean = true>(options: Options<SignNoteData, ThrowOnError>) => (options.client ?? client).post<SignNoteResponses, SignNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/sign',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List the versions of a note, oldest first
 */
export const listNoteVersions = <ThrowOnError extends boolean = true>(options: Options<ListNoteVersionsData, ThrowOnError>) => (options.client ?? client).get<ListNoteVersionsResponses, ListNoteVersionsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/versions',
    ...options
});

/**
 * Read one version of a note
 */
export const getNoteVersion = <ThrowOnError extends boolean = true>(options: Options<GetNoteVersionData, ThrowOnError>) => (options.client ?? client).get<GetNoteVersionResponses, GetNoteVersionErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/versions/{number}',
    ...options
});

/**
 * Make another version's content the note
 *
 * A draft that was offered, or an earlier version. It becomes a new version; decisions stay with the items that are in it.
 */
export const adoptNoteVersion = <ThrowOnError extends boolean = true>(options: Options<AdoptNoteVersionData, ThrowOnError>) => (options.client ?? client).post<AdoptNoteVersionResponses, AdoptNoteVersionErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/versions/{number}/adopt',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Void a note that belongs to another patient or session
 *
 * It is kept and hidden from routine view. Needs a fresh proof of who one is.
 */
export const voidNote = <ThrowOnError extends boolean = true>(options: Options<VoidNoteData, ThrowOnError>) => (options.client ?? client).post<VoidNoteResponses, VoidNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/note/void',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Read a session's note as it is now
 */
export const getSessionNotes = <ThrowOnError extends boolean = true>(options: Options<GetSessionNotesData, ThrowOnError>) => (options.client ?? client).get<GetSessionNotesResponses, GetSessionNotesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/notes',
    ...options
});

/**
 * Destroy one's own process note on a session
 */
export const deleteProcessNote = <ThrowOnError extends boolean = true>(options: Options<DeleteProcessNoteData, ThrowOnError>) => (options.client ?? client).delete<DeleteProcessNoteResponses, DeleteProcessNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/process-note',
    ...options
});

/**
 * Read one's own process note on a session
 *
 * It is private to its author, sealed with a key of its own, and no part of the record.
 */
export const getProcessNote = <ThrowOnError extends boolean = true>(options: Options<GetProcessNoteData, ThrowOnError>) => (options.client ?? client).get<GetProcessNoteResponses, GetProcessNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/process-note',
    ...options
});

/**
 * Write one's own process note on a session
 */
export const putProcessNote = <ThrowOnError extends boolean = true>(options: Options<PutProcessNoteData, ThrowOnError>) => (options.client ?? client).put<PutProcessNoteResponses, PutProcessNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/process-note',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a released summary back
 *
 * Until the patient has read it; 409 then.
 */
export const withdrawSummary = <ThrowOnError extends boolean = true>(options: Options<WithdrawSummaryData, ThrowOnError>) => (options.client ?? client).delete<WithdrawSummaryResponses, WithdrawSummaryErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/release',
    ...options
});

/**
 * Read what was released of a session, and what could be
 */
export const getRelease = <ThrowOnError extends boolean = true>(options: Options<GetReleaseData, ThrowOnError>) => (options.client ?? client).get<GetReleaseResponses, GetReleaseErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/release',
    ...options
});

/**
 * Release a summary of a session to the patient
 *
 * Only of a signed note. The text is the therapist's own; the proposal is where it may begin.
 */
export const releaseSummary = <ThrowOnError extends boolean = true>(options: Options<ReleaseSummaryData, ThrowOnError>) => (options.client ?? client).post<ReleaseSummaryResponses, ReleaseSummaryErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/sessions/{id}/release',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
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
 * List the active therapists of the practice, by name
 */
export const listTherapists = <ThrowOnError extends boolean = true>(options?: Options<ListTherapistsData, ThrowOnError>) => (options?.client ?? client).get<ListTherapistsResponses, ListTherapistsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/therapists',
    ...options
});

/**
 * List accounts
 *
 * In the order they were made. The page after this one begins after the last `id` of this one.
 */
export const listUsers = <ThrowOnError extends boolean = true>(options?: Options<ListUsersData, ThrowOnError>) => (options?.client ?? client).get<ListUsersResponses, ListUsersErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/users',
    ...options
});

/**
 * Read one account
 */
export const getUser = <ThrowOnError extends boolean = true>(options: Options<GetUserData, ThrowOnError>) => (options.client ?? client).get<GetUserResponses, GetUserErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/users/{id}',
    ...options
});

/**
 * Change an account
 *
 * Another role and deactivating need a step-up and another person than oneself. Who is deactivated is signed out everywhere.
 */
export const updateUser = <ThrowOnError extends boolean = true>(options: Options<UpdateUserData, ThrowOnError>) => (options.client ?? client).patch<UpdateUserResponses, UpdateUserErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/users/{id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Sign somebody out on every device
 */
export const endUserLogins = <ThrowOnError extends boolean = true>(options: Options<EndUserLoginsData, ThrowOnError>) => (options.client ?? client).delete<EndUserLoginsResponses, EndUserLoginsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/users/{id}/logins',
    ...options
});

/**
 * Remove a lost second factor
 *
 * Needs a step-up and another person than oneself.
 */
export const resetSecondFactor = <ThrowOnError extends boolean = true>(options: Options<ResetSecondFactorData, ThrowOnError>) => (options.client ?? client).delete<ResetSecondFactorResponses, ResetSecondFactorErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/users/{id}/second-factor',
    ...options
});

/**
 * List the therapists whom a supervisor supervises
 *
 * For administrators, and for the supervisor.
 */
export const listSupervisedTherapists = <ThrowOnError extends boolean = true>(options: Options<ListSupervisedTherapistsData, ThrowOnError>) => (options.client ?? client).get<ListSupervisedTherapistsResponses, ListSupervisedTherapistsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/users/{id}/therapists',
    ...options
});

/**
 * End a supervision
 */
export const removeSupervision = <ThrowOnError extends boolean = true>(options: Options<RemoveSupervisionData, ThrowOnError>) => (options.client ?? client).delete<RemoveSupervisionResponses, RemoveSupervisionErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/users/{id}/therapists/{therapist_id}',
    ...options
});

/**
 * Let a supervisor supervise a therapist
 *
 * From the next request on the supervisor reads what the therapist's clients said and what was written about it.
 */
export const addSupervision = <ThrowOnError extends boolean = true>(options: Options<AddSupervisionData, ThrowOnError>) => (options.client ?? client).put<AddSupervisionResponses, AddSupervisionErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/users/{id}/therapists/{therapist_id}',
    ...options
});

/**
 * What one's patients talk about most
 */
export const getCommonTopics = <ThrowOnError extends boolean = true>(options?: Options<GetCommonTopicsData, ThrowOnError>) => (options?.client ?? client).get<GetCommonTopicsResponses, GetCommonTopicsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/analytics/common-topics',
    ...options
});

/**
 * One's practice at one glance
 */
export const getOverview = <ThrowOnError extends boolean = true>(options?: Options<GetOverviewData, ThrowOnError>) => (options?.client ?? client).get<GetOverviewResponses, GetOverviewErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/analytics/overview',
    ...options
});

/**
 * A patient's progress: meetings, moods, topics
 */
export const getProgress = <ThrowOnError extends boolean = true>(options: Options<GetProgressData, ThrowOnError>) => (options.client ?? client).get<GetProgressResponses, GetProgressErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/analytics/patients/{id}/progress',
    ...options
});

/**
 * One's meetings over time
 */
export const getSessionTrends = <ThrowOnError extends boolean = true>(options?: Options<GetSessionTrendsData, ThrowOnError>) => (options?.client ?? client).get<GetSessionTrendsResponses, GetSessionTrendsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/analytics/session-trends',
    ...options
});

/**
 * Download a finished export
 *
 * 409 while it is being made and when it was given up, 410 when its time has run out. Every download is noted with the address
 * and the program it came from.
 */
export const downloadExport = <ThrowOnError extends boolean = true>(options: Options<DownloadExportData, ThrowOnError>) => (options.client ?? client).get<DownloadExportResponses, DownloadExportErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/export/download/{job_id}',
    ...options
});

/**
 * List the exports one asked for, newest first
 *
 * Those whose file was destroyed are listed for another 30 days.
 */
export const listExportJobs = <ThrowOnError extends boolean = true>(options?: Options<ListExportJobsData, ThrowOnError>) => (options?.client ?? client).get<ListExportJobsResponses, ListExportJobsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/export/jobs',
    ...options
});

/**
 * Delete an export
 *
 * The file is destroyed with its key. One that is being made is called off.
 */
export const deleteExportJob = <ThrowOnError extends boolean = true>(options: Options<DeleteExportJobData, ThrowOnError>) => (options.client ?? client).delete<DeleteExportJobResponses, DeleteExportJobErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/export/jobs/{job_id}',
    ...options
});

/**
 * See how far an export is
 */
export const getExportJob = <ThrowOnError extends boolean = true>(options: Options<GetExportJobData, ThrowOnError>) => (options.client ?? client).get<GetExportJobResponses, GetExportJobErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/export/jobs/{job_id}',
    ...options
});

/**
 * Export a report of a client's progress
 *
 * The document is made in the background. At most 20 exports an hour.
 */
export const exportProgressReport = <ThrowOnError extends boolean = true>(options: Options<ExportProgressReportData, ThrowOnError>) => (options.client ?? client).post<ExportProgressReportResponses, ExportProgressReportErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/export/progress-report',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Export the notes of sessions
 *
 * The document is made in the background. Every session must be one that the caller may export, or nothing is. Voided notes are
 * never exported. At most 20 exports an hour.
 */
export const exportSessionNotes = <ThrowOnError extends boolean = true>(options: Options<ExportSessionNotesData, ThrowOnError>) => (options.client ?? client).post<ExportSessionNotesResponses, ExportSessionNotesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/export/session-notes',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Detailed health: database, engines, queue
 */
export const health = <ThrowOnError extends boolean = true>(options?: Options<HealthData, ThrowOnError>) => (options?.client ?? client).get<HealthResponses, HealthErrors, ThrowOnError>({ url: '/health', ...options });
