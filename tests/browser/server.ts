import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

// Starts the real program once for all specs: `therapybridge demo` on a free port, with its own
// temporary data; `TB_BROWSER_DATABASE` names an empty PostgreSQL database for it. `TB_BROWSER_URL` and
// `TB_BROWSER_LOGINS` (the same JSON list) use a running one.

const START_LIMIT_MS = 120_000;
const ROOT = path.resolve(__dirname, '../..');

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`the demo server ${why}`));
    const timer = setTimeout(() => fail(`said nothing for ${START_LIMIT_MS} ms`), START_LIMIT_MS);
    child.once('error', (error) => fail(`did not start: ${error.message}`));
    child.once('exit', (code) => fail(`ended with code ${code} before it was ready`));
    if (child.stdout === null) return fail('has no standard output');
    const lines = createInterface({ input: child.stdout });
    lines.once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
      // Keep reading, so that the pipe never fills.
      lines.on('line', () => {});
    });
  });
}

export default async function start(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TB_BROWSER_URL !== undefined) {
    if (process.env.TB_BROWSER_LOGINS === undefined) {
      throw new Error('TB_BROWSER_URL needs TB_BROWSER_LOGINS, a JSON list of {role, email, password}');
    }
    return undefined;
  }
  const binary = process.env.TB_BINARY ?? path.join(ROOT, 'target/debug/therapybridge');
  const database = process.env.TB_BROWSER_DATABASE;
  const choice = database === undefined ? [] : ['--database-url', database];
  const child = spawn(binary, ['demo', '--port', '0', '--json', ...choice], {
    cwd: ROOT,
    env: {
      ...process.env,
      // The specs sign in more often than five times a minute.
      TB_RATE_LIMIT_LOGIN: '0',
      TB_RATE_LIMIT_SIGNUP: '0',
      // They wait for words, not for the best ones: half the time of the demo's recordings.
      TB_ASR_BEAM: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = JSON.parse(await firstLine(child)) as { url: string; logins: unknown };
  process.env.TB_BROWSER_URL = ready.url.replace(/\/$/, '');
  process.env.TB_BROWSER_LOGINS = JSON.stringify(ready.logins);
  return async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
}
