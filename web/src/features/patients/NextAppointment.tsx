import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { strings } from '../../strings';
import { duration, planned } from '../../ui/format';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { Section } from '../../ui/Section';
import { PlanWindow, planAt } from '../appointments/AppointmentWindow';
import { nextHour } from '../appointments/week';
import { nextAppointmentQuery } from './queries';

const text = strings.nextAppointment;

/** A new appointment is proposed for the next full hour, seen from this time tomorrow. */
function proposal(): Date {
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  return nextHour(tomorrow);
}

interface NextAppointmentProps {
  patientId: string;
  mayPlan: boolean;
}

export function NextAppointment({ patientId, mayPlan }: NextAppointmentProps) {
  const next = useQuery(nextAppointmentQuery(patientId));
  const [planning, setPlanning] = useState(false);
  return (
    <Section
      title={text.title}
      actions={
        mayPlan && (
          <Button size="xs" variant="default" onClick={() => setPlanning(true)}>
            {text.plan}
          </Button>
        )
      }
    >
      {next.isPending && <Skeleton height={26} />}
      {next.isError && <QueryProblem error={next.error} retry={next.refetch} />}
      {next.data === null && <Text c="dimmed">{text.none}</Text>}
      {next.data && (
        <>
          <Text fw={600}>
            {text.at(
              planned(next.data.starts_at),
              duration((Date.parse(next.data.ends_at) - Date.parse(next.data.starts_at)) / 1000),
            )}
          </Text>
          <Text c="dimmed">
            {[named(text.kinds, next.data.kind), named(text.modalities, next.data.modality), next.data.place]
              .filter(Boolean)
              .join(', ')}
          </Text>
        </>
      )}
      {planning && <PlanWindow initial={planAt(proposal(), patientId)} onClose={() => setPlanning(false)} />}
    </Section>
  );
}
