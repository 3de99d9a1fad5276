import { getRouteApi } from '@tanstack/react-router';
import { AuditFilters } from '../features/audit/AuditFilters';
import { AuditList } from '../features/audit/AuditList';
import { ExportButton } from '../features/audit/ExportButton';
import type { AuditFilter } from '../features/audit/filter';
import { Verification } from '../features/audit/Verification';
import { strings } from '../strings';
import { Page } from '../ui/Page';

const route = getRouteApi('/shell/audit');

/** For the administrator: who did what, and whether the trail can be trusted. */
export function AuditPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const show = (search: AuditFilter): void => void navigate({ search, replace: true });
  return (
    <Page title={strings.audit.title} actions={<ExportButton filter={filter} />}>
      <Verification />
      <AuditFilters filter={filter} onChange={show} />
      <AuditList filter={filter} />
    </Page>
  );
}
