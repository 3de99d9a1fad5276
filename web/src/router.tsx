import {
  createRootRoute,
  createRoute,
  createRouter,
  isRedirect,
  notFound,
  redirect,
} from '@tanstack/react-router';
import type { Me } from './api';
import { untilUnlocked } from './features/account/lock';
import { forgetEverything, meQuery } from './features/account/queries';
import { askForStepUp } from './features/account/stepUp';
import { asFilter } from './features/audit/filter';
import { asInsightsSearch } from './features/insights/search';
import { asPatientSearch } from './features/patients/search';
import type { SessionFilter } from './features/sessions/queries';
import { isStatus } from './features/sessions/status';
import { queryClient } from './queries';
import { AccountPage } from './routes/account';
import { AuditPage } from './routes/audit';
import { asCalendarSearch, CalendarPage } from './routes/calendar';
import { EmergencyPage } from './routes/emergency';
import { ExportsPage } from './routes/exports';
import { ForgottenPage } from './routes/forgotten';
import { HomePage, homePath } from './routes/home';
import { InsightsPage } from './routes/insights';
import { InvitationPage } from './routes/invitation';
import { MailsPage } from './routes/mails';
import { NotFound, NotFoundPage } from './routes/not-found';
import { NoteFormatsPage } from './routes/note-formats';
import { PatientPage } from './routes/patient';
import { PatientsPage } from './routes/patients';
import { PortalLayout } from './routes/portal';
import { PortalAgreementsPage } from './routes/portal-agreements';
import { PortalLoginsPage } from './routes/portal-logins';
import { PortalQuestionPage } from './routes/portal-question';
import { PortalQuestionsPage } from './routes/portal-questions';
import { PortalStartPage } from './routes/portal-start';
import { PortalSummariesPage } from './routes/portal-summaries';
import { PortalSummaryPage } from './routes/portal-summary';
import { PortalTasksPage } from './routes/portal-tasks';
import { PortalVisitsPage } from './routes/portal-visits';
import { ResetPage } from './routes/reset';
import { RootLayout } from './routes/root';
import { SchedulePage } from './routes/schedule';
import { SecondFactorPage } from './routes/second-factor';
import { SessionPage } from './routes/session';
import { SessionsPage } from './routes/sessions';
import { Shell } from './routes/shell';
import { SignInPage } from './routes/sign-in';
import { SignUpPage } from './routes/sign-up';
import { SystemPage } from './routes/system';
import { UserPage } from './routes/user';
import { UsersPage } from './routes/users';
import { VerifyPage } from './routes/verify';
import { askThePerson } from './server/client';
import { takeMailedToken } from './server/mailedToken';
import { toProblem } from './server/problem';
import { ErrorPage } from './ui/ErrorPage';
import { focusHeading } from './ui/PageHeading';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

takeMailedToken();

const rootRoute = createRootRoute({ component: RootLayout });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { from?: string } => ({ from: text(search.from) }),
  component: SignInPage,
});

const forgottenRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/auth/forgotten',
  component: ForgottenPage,
});

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/auth/sign-up',
  component: SignUpPage,
});

// These three stand in mails: their addresses do not change.
const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/auth/reset',
  component: ResetPage,
});

const verifyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/auth/verify',
  component: VerifyPage,
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/auth/invitation',
  component: InvitationPage,
});

const secondFactorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/auth/second-factor',
  component: SecondFactorPage,
});

/** The pages that a client has; every other address leads them to their start. */
function isOfClients(pathname: string): boolean {
  return pathname === '/account' || pathname === '/portal' || pathname.startsWith('/portal/');
}

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    try {
      const me = await queryClient.ensureQueryData(meQuery);
      if (me.standing === 'needs_second_factor') throw redirect({ to: '/auth/second-factor' });
      if (me.role === 'patient' && !isOfClients(location.pathname)) throw redirect({ to: '/portal' });
      return { me };
    } catch (thrown) {
      if (isRedirect(thrown) || toProblem(thrown).status !== 401) throw thrown;
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

const calendarRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/calendar',
  validateSearch: asCalendarSearch,
  beforeLoad: ({ context }) => {
    if (context.me.role !== 'therapist' && context.me.role !== 'supervisor') throw notFound();
  },
  notFoundComponent: NotFound,
  component: CalendarPage,
});

const exportsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/exports',
  beforeLoad: ({ context }) => {
    if (context.me.role !== 'therapist') throw notFound();
  },
  notFoundComponent: NotFound,
  component: ExportsPage,
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
  validateSearch: asPatientSearch,
  component: PatientsPage,
});

const patientRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/patients/$patientId',
  component: PatientPage,
});

const insightsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/insights',
  validateSearch: asInsightsSearch,
  // The numbers are those of a therapist's own clients.
  beforeLoad: ({ context }) => {
    if (context.me.role !== 'therapist') throw notFound();
  },
  notFoundComponent: NotFound,
  component: InsightsPage,
});

const systemRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/system',
  component: SystemPage,
});

const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/account',
  component: AccountPage,
});

/** To everybody else these addresses hold nothing. */
function adminOnly({ context }: { context: { me: Me } }): void {
  if (context.me.role !== 'admin') throw notFound();
}

const scheduleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/schedule',
  beforeLoad: adminOnly,
  notFoundComponent: NotFound,
  component: SchedulePage,
});

const usersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/users',
  beforeLoad: adminOnly,
  notFoundComponent: NotFound,
  component: UsersPage,
});

const userRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/users/$userId',
  beforeLoad: adminOnly,
  notFoundComponent: NotFound,
  component: UserPage,
});

const mailsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mails',
  beforeLoad: adminOnly,
  notFoundComponent: NotFound,
  component: MailsPage,
});

const noteFormatsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/note-formats',
  beforeLoad: adminOnly,
  notFoundComponent: NotFound,
  component: NoteFormatsPage,
});

const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: asFilter,
  beforeLoad: adminOnly,
  notFoundComponent: NotFound,
  component: AuditPage,
});

const emergencyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/emergency',
  beforeLoad: adminOnly,
  notFoundComponent: NotFound,
  component: EmergencyPage,
});

const portalRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/portal',
  beforeLoad: ({ context }) => {
    if (context.me.role !== 'patient') throw notFound();
  },
  notFoundComponent: NotFound,
  component: PortalLayout,
});

const portalStartRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/',
  component: PortalStartPage,
});

const portalSummariesRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/summaries',
  component: PortalSummariesPage,
});

const portalSummaryRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/summaries/$summaryId',
  component: PortalSummaryPage,
});

const portalTasksRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/tasks',
  component: PortalTasksPage,
});

const portalVisitsRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/appointments',
  component: PortalVisitsPage,
});

const portalQuestionsRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/questionnaires',
  component: PortalQuestionsPage,
});

const portalQuestionRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/questionnaires/$questionnaireId',
  component: PortalQuestionPage,
});

const portalAgreementsRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/consents',
  component: PortalAgreementsPage,
});

const portalLoginsRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/logins',
  component: PortalLoginsPage,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    forgottenRoute,
    signUpRoute,
    resetRoute,
    verifyRoute,
    invitationRoute,
    secondFactorRoute,
    shellRoute.addChildren([
      homeRoute,
      calendarRoute,
      exportsRoute,
      portalRoute.addChildren([
        portalStartRoute,
        portalSummariesRoute,
        portalSummaryRoute,
        portalTasksRoute,
        portalVisitsRoute,
        portalQuestionsRoute,
        portalQuestionRoute,
        portalAgreementsRoute,
        portalLoginsRoute,
      ]),
      scheduleRoute,
      sessionsRoute,
      sessionRoute,
      patientsRoute,
      patientRoute,
      insightsRoute,
      systemRoute,
      accountRoute,
      usersRoute,
      userRoute,
      mailsRoute,
      noteFormatsRoute,
      auditRoute,
      emergencyRoute,
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

askThePerson({
  signedOut: () => {
    const { pathname, href } = router.state.location;
    if (pathname === '/sign-in') return;
    forgetEverything();
    const from = pathname.startsWith('/auth/') ? undefined : href;
    void router.navigate({ to: '/sign-in', search: { from } });
  },
  secondFactorNeeded: () => void router.navigate({ to: '/auth/second-factor' }),
  locked: untilUnlocked,
  stepUp: askForStepUp,
});

router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) focusHeading();
});
