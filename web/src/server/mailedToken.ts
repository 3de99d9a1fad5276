// Mailed links carry a secret in the address. It is taken out of the address bar before anything is
// drawn, so that it stays in no history, no bookmark and no picture of the screen.

const PAGES = ['/auth/verify', '/auth/reset', '/auth/invitation'];

let taken: { path: string; token: string } | null = null;

/** Called once, before the router reads the address. */
export function takeMailedToken(): void {
  const { pathname, search } = window.location;
  const token = new URLSearchParams(search).get('token');
  if (token === null || !PAGES.includes(pathname)) return;
  taken = { path: pathname, token };
  window.history.replaceState(window.history.state, '', pathname);
}

/** The token that this page was opened with, or null when it was opened without one. */
export function mailedToken(path: string): string | null {
  return taken?.path === path ? taken.token : null;
}
