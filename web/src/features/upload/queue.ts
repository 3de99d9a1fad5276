import { useSyncExternalStore } from 'react';
import { type Patient, type Session, verifyStatus } from '../../api';
import { queryClient } from '../../queries';
import { problemMessage, toProblem } from '../../server/problem';
import { type Sending, sendRecording } from './send';

// Uploads outlive the page that started them: they sit in this list and go out one after another, so
// that several long recordings share the line fairly and one failure costs one file.

type UploadState = 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled';

export interface Upload {
  key: number;
  file: File;
  patient: Pick<Patient, 'id' | 'name'>;
  state: UploadState;
  sentBytes: number;
  /** Why it failed, in words. */
  problem?: string;
  /** The client has not agreed, so trying again alone does not help. */
  consentMissing?: boolean;
  sessionId?: string;
}

let uploads: readonly Upload[] = [];
let nextKey = 1;
let sending: Sending | null = null;
let pumping = false;
const watchers = new Set<() => void>();

function set(next: readonly Upload[]): void {
  uploads = next;
  for (const watcher of watchers) watcher();
}

function change(key: number, part: Partial<Upload>): void {
  set(uploads.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

async function sendOne(upload: Upload): Promise<void> {
  change(upload.key, { state: 'sending', sentBytes: 0, problem: undefined });
  try {
    // A small request first renews an expired login and waits for a locked one, before a gigabyte is
    // sent for a refusal.
    await verifyStatus();
    if (uploads.find(({ key }) => key === upload.key)?.state !== 'sending') return;
    sending = sendRecording(upload.file, upload.patient.id, (sentBytes) => change(upload.key, { sentBytes }));
    const session: Session = await sending.finished;
    change(upload.key, { state: 'done', sentBytes: upload.file.size, sessionId: session.id });
    void queryClient.invalidateQueries({ queryKey: ['sessions'] });
    void queryClient.invalidateQueries({ queryKey: ['sessions-of'] });
  } catch (thrown) {
    const { code } = toProblem(thrown);
    change(
      upload.key,
      code === 'cancelled'
        ? { state: 'cancelled' }
        : {
            state: 'failed',
            problem: problemMessage(thrown),
            consentMissing: code === 'consent_missing',
          },
    );
  } finally {
    sending = null;
  }
}

async function pump(): Promise<void> {
  if (pumping) return;
  pumping = true;
  for (;;) {
    const next = uploads.find(({ state }) => state === 'waiting');
    if (next === undefined) break;
    await sendOne(next);
  }
  pumping = false;
}

export function addUploads(files: File[], patient: Upload['patient']): void {
  const added = files.map(
    (file): Upload => ({ key: nextKey++, file, patient, state: 'waiting', sentBytes: 0 }),
  );
  set([...uploads, ...added]);
  void pump();
}

export function cancelUpload(key: number): void {
  const upload = uploads.find((known) => known.key === key);
  change(key, { state: 'cancelled' });
  if (upload?.state === 'sending') sending?.cancel();
}

export function cancelAllUploads(): void {
  for (const { key, state } of uploads) if (isActive(state)) cancelUpload(key);
}

export function retryUpload(key: number): void {
  change(key, { state: 'waiting', problem: undefined, sentBytes: 0 });
  void pump();
}

export function dismissUpload(key: number): void {
  set(uploads.filter((upload) => upload.key !== key));
}

function isActive(state: UploadState): boolean {
  return state === 'waiting' || state === 'sending';
}

export function isUploading(): boolean {
  return uploads.some(({ state }) => isActive(state));
}

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(watch, () => uploads);
}

/** The same file by name, size and time of last change. */
export function isSameFile(a: File, b: File): boolean {
  return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
}

/** Percent sent of everything in motion, 0–100; null when nothing is. */
export function overallPercent(list: readonly Upload[]): number | null {
  const active = list.filter(({ state }) => isActive(state));
  const total = active.reduce((sum, { file }) => sum + file.size, 0);
  if (active.length === 0) return null;
  const sent = active.reduce((sum, { sentBytes, file }) => sum + Math.min(sentBytes, file.size), 0);
  return total === 0 ? 0 : Math.floor((sent / total) * 100);
}
