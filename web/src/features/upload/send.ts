import type { Session } from '../../api';
import { CSRF_HEADER } from '../../server/client';
import { problemFromText, RequestProblem, toProblem } from '../../server/problem';
import { strings } from '../../strings';

export interface Sending {
  /** Resolves with the stored session, rejects with a `RequestProblem`. */
  finished: Promise<Session>;
  cancel: () => void;
}

/** Sends one recording. XMLHttpRequest, because `fetch` reports no progress of a request body. */
export function sendRecording(
  file: File,
  patientId: string,
  onProgress: (sentBytes: number) => void,
): Sending {
  const request = new XMLHttpRequest();
  const finished = new Promise<Session>((resolve, reject) => {
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(problemFromText(request.status, request.responseText));
    };
    request.onerror = () =>
      reject(
        navigator.onLine
          ? new RequestProblem({ code: 'network', detail: strings.upload.network })
          : toProblem(undefined),
      );
    request.onabort = () =>
      reject(new RequestProblem({ code: 'cancelled', detail: strings.upload.cancelled }));
    request.open('POST', `/api/sessions/upload?patient_id=${encodeURIComponent(patientId)}`);
    for (const [name, value] of Object.entries(CSRF_HEADER)) request.setRequestHeader(name, value);
    const body = new FormData();
    body.append('file', file, file.name);
    request.send(body);
  });
  return { finished, cancel: () => request.abort() };
}
