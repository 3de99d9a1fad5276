import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { meQuery } from './features/account/queries';
import type { SessionFilter } from './features/sessions/queries';
import { isStatus } from './features/sessions/status';
import { queryClient } from './queries';
import { HomePage, homePath } from './routes/home';
import { NotFoundPage } from './routes/not-found';
import { PatientPage } from './routes/patient';
import { PatientsPage } from './routes/patients';
import { RootLayout } from './routes/root';
import { SessionPage } from './routes/session';
import { SessionsPage } from './routes/sessions';
import { Shell } from './routes/shell';
import { SignInPage } from './routes/sign-in';
import { SystemPage } from './routes/system';
import { whenSignedOut } from './server/client';
import { toProblem } from './server/problem';
import { ErrorPage } from './ui/ErrorPage';
import { focusHeading } from './ui/PageHeading';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const rootRoute = createRootRoute({ component: RootLayout });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { from?: string } => ({ from: text(search.from) }),
  component: SignInPage,
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    try {
      return { me: await queryClient.ensureQueryData(meQuery) };
    } catch (thrown) {
      if (toProblem(thrown).status !== 401) throw thrown;
      const from = location.href === '/' ? undefined : location.href;
      throw redirect({ to: '/sign-in', search: { from } });
    }
  },
  component: Shell,
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    const to = homePath(context.me.role);
    if (to !== '/') throw redirect({ to });
  },
  component: HomePage,
});

const sessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sessions',
  validateSearch: (search: Record<string, unknown>): SessionFilter => ({
    patient: text(search.patient),
    status: isStatus(search.status) ? search.status : undefined,
  }),
  component: SessionsPage,
});

const sessionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sessions/$sessionId',
  component: SessionPage,
});

const patientsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/patients',
  component: PatientsPage,
});

const patientRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/patients/$patientId',
  component: PatientPage,
});

const systemRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/system',
  component: SystemPage,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    shellRoute.addChildren([
      homeRoute,
      sessionsRoute,
      sessionRoute,
      patientsRoute,
      patientRoute,
      systemRoute,
    ]),
  ]),
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: ErrorPage,
  defaultPreload: false,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

whenSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (pathname === '/sign-in') return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { from: href } });
});

router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) focusHeading();
});
