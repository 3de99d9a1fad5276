import { call } from '../../server/call';

// The operations around exports. Each answers the data alone.

export const FORMATS = ['pdf', 'docx', 'md', 'json', 'fhir'] as const;

export type Format = (typeof FORMATS)[number];

export type ExportKind = 'session_notes' | 'progress_report';

/** A file that is being made, or is ready. Times are RFC 3339. */
export interface ExportJob {
  job_id: string;
  status: 'pending' | 'processing' | 'completed' | 'failed';
  format: Format;
  created_at: string;
  expires_at: string;
  kind: ExportKind;
  error_message: string | null;
  file_bytes: number | null;
  downloads: number;
  completed_at: string | null;
}

export const listExports = (): Promise<ExportJob[]> => call('GET', '/api/v1/export/jobs');

export const exportNotes = (session_ids: string[], format: Format): Promise<unknown> =>
  call('POST', '/api/v1/export/session-notes', { body: { session_ids, format } });

export const exportReport = (patient_id: string, weeks: number, format: Format): Promise<unknown> =>
  call('POST', '/api/v1/export/progress-report', { body: { patient_id, weeks, format } });

export const deleteExport = (job_id: string): Promise<unknown> =>
  call('DELETE', '/api/v1/export/jobs/{job_id}', { path: { job_id } });

/** Where the file of a job is downloaded. */
export const downloadAddress = (jobId: string): string =>
  `/api/v1/export/download/${encodeURIComponent(jobId)}`;
