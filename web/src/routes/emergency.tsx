import { Button, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { BreakGlassWindow } from '../features/emergency/BreakGlassWindow';
import { GrantList } from '../features/emergency/GrantList';
import { strings } from '../strings';
import { Page } from '../ui/Page';

const text = strings.emergency;

/** For the administrator: the one way to a client's record, which leaves traces. */
export function EmergencyPage() {
  const [opening, setOpening] = useState(false);
  const navigate = useNavigate();
  return (
    <Page title={text.title} actions={<Button onClick={() => setOpening(true)}>{text.open}</Button>}>
      <Text maw="70ch" mb="lg">
        {text.intro}
      </Text>
      <GrantList />
      {opening && (
        <BreakGlassWindow
          onClose={() => setOpening(false)}
          onOpened={(grant) =>
            void navigate({ to: '/patients/$patientId', params: { patientId: grant.patient_id } })
          }
        />
      )}
    </Page>
  );
}
