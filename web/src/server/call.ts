import { client } from '../api/client.gen';

interface Call {
  path?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
}

/** Asks the server for something that the generated client has no function for. Answers the data alone. */
export async function call<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  url: string,
  { path, query, body }: Call = {},
): Promise<T> {
  const headers = body === undefined ? undefined : { 'Content-Type': 'application/json' };
  const answer = await client.request<T, unknown, true>({ method, url, path, query, body, headers });
  return answer.data as T;
}
