import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMe } from '../features/account/useMe';
import { EmergencyNotice } from '../features/emergency/EmergencyNotice';
import { Filters } from '../features/sessions/Filters';
import type { SessionFilter } from '../features/sessions/queries';
import { SessionList } from '../features/sessions/SessionList';
import { UploadTray } from '../features/upload/UploadTray';
import { useUploadWindow } from '../features/upload/useUploadWindow';
import { strings } from '../strings';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';

const route = getRouteApi('/shell/sessions');
const text = strings.sessions;

/** The therapist's start page: what is there, what is under way, what stopped. */
export function SessionsPage() {
  const me = useMe();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const upload = useUploadWindow(filter.patient);
  const isFiltered = filter.patient !== undefined || filter.status !== undefined;
  const show = (search: SessionFilter): void => void navigate({ search, replace: true });
  return (
    <Page title={text.title} actions={<Button onClick={upload.open}>{text.upload}</Button>}>
      {me.role === 'therapist' && <EmergencyNotice which="past" />}
      <UploadTray />
      <Filters filter={filter} onChange={show} />
      <SessionList
        filter={filter}
        empty={
          isFiltered ? (
            <Message title={text.noMatchTitle} text={text.noMatch}>
              <Button variant="default" onClick={() => show({})}>
                {text.clear}
              </Button>
            </Message>
          ) : (
            <Message title={text.emptyTitle} text={text.empty}>
              <Button onClick={upload.open}>{text.upload}</Button>
            </Message>
          )
        }
      />
      {upload.element}
    </Page>
  );
}
